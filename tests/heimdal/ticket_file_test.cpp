// SPDX-License-Identifier: BSL-1.0
// Tickets in the file of a credential cache, found by their service; and whether the file has changed.
#include <heimdal/file_stamp.hpp>
#include <heimdal/watched_ticket_file.hpp>
#include <wire/ticket_file.hpp>

#include <support/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

using namespace sspi::heimdal;
using namespace std::string_literals;

namespace {

std::string number(std::uint32_t value, int octets = 4) {
    std::string out;
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xFF);
    return out;
}
std::string counted(const std::string& text) {
    return number(static_cast<std::uint32_t>(text.size())) + text;
}
std::string principal(const std::string& first, const std::string& second = {}, std::uint32_t type = 1) {
    return number(type) + number(second.empty() ? 1 : 2) + counted("A.TEST") + counted(first) +
           (second.empty() ? "" : counted(second));
}
std::string ticket(const std::string& host, std::uint32_t end, const std::string& content,
                   const std::string& client = "alice", std::uint32_t type = 1) {
    const auto times = number(1) + number(2) + number(end) + number(0);
    const auto addresses = number(1) + number(2, 2) + counted("\x7f\0\0\1"s);
    return principal(client) + principal("HTTP", host, type) + number(18, 2) + counted("key") + times + '\0' +
           number(0) + addresses + number(0) + counted(content) + counted("");
}
std::string header(const std::string& tags = {}) {
    return "\x05\x04" + number(static_cast<std::uint32_t>(tags.size()), 2) + tags + principal("alice");
}

auto parsed(const std::string& text) {
    return ticket_file::of(sspi::detail::secret_bytes(std::as_bytes(std::span(text))));
}
std::string found(const ticket_file& in, const std::string& host, std::uint32_t end = 0) {
    principal_key key("A.TEST", 2);
    key.add("HTTP");
    key.add(host);
    return std::string(in.find(key.view(), end));
}

/// A file for a test case.
class scratch_file {
  public:
    scratch_file() {
        std::string pattern = (std::filesystem::temp_directory_path() / "sspi-tickets-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        directory_ = pattern;
    }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;
    ~scratch_file() { std::filesystem::remove_all(directory_); }
    [[nodiscard]] std::string path() const { return (directory_ / "cache").string(); }
    void write(const std::string& text) const {
        std::ofstream(path(), std::ios::binary) << text;
        std::filesystem::permissions(path(), std::filesystem::perms::owner_read |
                                                 std::filesystem::perms::owner_write);
    }

  private:
    std::filesystem::path directory_;
};

constexpr file_stamp stamped(file_time written, file_time changed) {
    return {.size = 1, .written = written, .changed = changed};
}

} // namespace

TEST_CASE("a file that ends within a ticket has those before it, and says so") {
    const auto first = header() + ticket("a", 100, "one"), whole = first + ticket("b", 100, "two");
    for (std::size_t size = header().size(); size <= whole.size(); ++size) {
        INFO(size);
        const auto content = parsed(whole.substr(0, size));
        REQUIRE(content != nullptr);
        CHECK(content->is_cut() == (size != header().size() && size != first.size() && size != whole.size()));
        std::string seen;
        content->each([&](std::string_view each) { seen += each; });
        CHECK(seen == whole.substr(header().size(), (size == whole.size()   ? size
                                                     : size >= first.size() ? first.size()
                                                                            : header().size()) -
                                                        header().size()));
    }
}

TEST_CASE("a file that ends before it names its client is known by its beginning") {
    const auto whole = header("tags");
    for (std::size_t size = 2; size < whole.size(); ++size)
        CHECK(ends_before_client(whole.substr(0, size)));
    CHECK_FALSE(ends_before_client(whole));
    CHECK_FALSE(ends_before_client(whole + ticket("a", 1, "one")));
    CHECK_FALSE(ends_before_client(""));
    CHECK_FALSE(ends_before_client("\x05"));
    CHECK_FALSE(ends_before_client("\x05\x03"));
}

TEST_CASE("tickets are found by their service, whatever the type of its name") {
    const auto a = ticket("a", 100, "one"), b = ticket("b", 100, "two", "alice", 3);
    const auto file = parsed(header() + a + b);
    REQUIRE(file);
    CHECK(file->realm() == "A.TEST");
    CHECK(file->client() == principal("alice"));
    CHECK(found(*file, "a") == a);
    CHECK(found(*file, "b") == b);
    CHECK(found(*file, "c").empty());
}

TEST_CASE("MIT's note of a KDC's clock in front is passed over") {
    const auto a = ticket("a", 100, "one");
    const auto file = parsed(header(number(1, 2) + number(8, 2) + number(7) + number(0)) + a);
    REQUIRE(file);
    CHECK(found(*file, "a") == a);
}

TEST_CASE("of several tickets for a service the first that has not ended is found") {
    const auto early = ticket("a", 100, "one"), late = ticket("a", 300, "two"),
               middle = ticket("a", 200, "three");
    const auto file = parsed(header() + early + late + middle);
    REQUIRE(file);
    CHECK(found(*file, "a", 100) == early);
    CHECK(found(*file, "a", 101) == late);
    CHECK(found(*file, "a", 301).empty());
}

TEST_CASE("tickets of another client in the file do not count") {
    const auto file = parsed(header() + ticket("a", 100, "one", "bob"));
    REQUIRE(file);
    CHECK(found(*file, "a").empty());
}

TEST_CASE("a file that ends anywhere has the tickets before that") {
    const auto begin = header() + ticket("a", 100, "one");
    const auto whole = begin + ticket("b", 100, "two");
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        CAPTURE(size);
        const auto file = parsed(whole.substr(0, size));
        CHECK((file != nullptr) == (size >= header().size()));
        if (!file) continue;
        CHECK(found(*file, "a").empty() == (size < begin.size()));
        CHECK(found(*file, "b").empty() == (size < whole.size()));
    }
}

TEST_CASE("other versions and counts beyond the end are refused") {
    CHECK_FALSE(parsed("\x05\x03" + principal("alice")));
    CHECK_FALSE(parsed("not a cache at all, but long enough to be one"));
    CHECK_FALSE(parsed("\x05\x04\0\0"s + number(1) + number(0xFFFFFFFF) + counted("A")));
    const auto file = parsed(header() + principal("alice") + number(1) + number(0xFFFFFFFF));
    REQUIRE(file);
    CHECK(file->size() == 0);
}

TEST_CASE("a stamp shows changes after a moment if the last one was before it") {
    constexpr auto stamp = stamped({10, 5}, {10, 7});
    static_assert(!shows_changes_after(stamp, {10, 6}));
    static_assert(!shows_changes_after(stamp, {10, 7}));
    static_assert(shows_changes_after(stamp, {10, 8}));
    constexpr auto whole_seconds = stamped({10, 0}, {10, 0});
    static_assert(!shows_changes_after(whole_seconds, {12, 9}));
    static_assert(shows_changes_after(whole_seconds, {13, 0}));
    static_assert(shows_changes_after(stamped({99, 1}, {10, 7}), {99, 2}));
    static_assert(!shows_changes_after(stamped({99, 1}, {10, 7}), {99, 0}));
    SUCCEED();
}

TEST_CASE("a file is read again when it has changed, and left alone when it has not") {
    const scratch_file file;
    watched_ticket_file watched;
    CHECK_FALSE(watched.at(file.path()));
    file.write(header() + ticket("a", 100, "one"));
    const auto first = watched.at(file.path());
    if (!first) { // nothing is known of changes there
        WARN("temporary files are not on a local disk");
        return;
    }
    while (!shows_changes_after(*stamp_at(file.path().c_str()), time_for_files())) {
    }
    CHECK(watched.at(file.path()) == first); // the same content, read again or not
    const auto readings = watched.readings();
    for (int i = 0; i < 5; ++i)
        CHECK(watched.at(file.path()) == first);
    CHECK(watched.readings() == readings);
    int wrong = 0;
    for (int i = 0; i < 200; ++i) {
        const auto text = ticket("a", 100, i % 2 == 0 ? "two" : "six");
        file.write(header() + text);
        const auto now = watched.at(file.path());
        if (!now || found(*now, "a") != text) ++wrong;
    }
    CHECK(wrong == 0);
    std::filesystem::remove(file.path());
    CHECK_FALSE(watched.at(file.path()));
}

TEST_CASE("a file that others may read, a link and a directory are not looked at") {
    const scratch_file file;
    watched_ticket_file watched;
    file.write(header());
    std::filesystem::create_hard_link(file.path(), file.path() + "2");
    CHECK_FALSE(stamp_at(file.path().c_str()));
    std::filesystem::remove(file.path() + "2");
    CHECK(stamp_at(file.path().c_str()));
    std::filesystem::create_symlink(file.path(), file.path() + "3");
    CHECK_FALSE(watched.at(file.path() + "3"));
    std::filesystem::permissions(file.path(), std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    CHECK_FALSE(watched.at(file.path()));
    CHECK_FALSE(watched.at(std::filesystem::path(file.path()).parent_path().string()));
}
