// SPDX-License-Identifier: BSL-1.0
// Keytab files: what is in them, whether they have changed, and what stands in their place.
#include <heimdal/watched_keytab.hpp>

#include <support/catch.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace sspi::heimdal;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

std::string number(std::uint32_t value, int octets) {
    std::string out;
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xFF);
    return out;
}
std::string counted(const std::string& text) {
    return number(static_cast<std::uint32_t>(text.size()), 2) + text;
}
std::string entry(const std::string& host, std::uint32_t version = 1) {
    const auto content = number(2, 2) + counted("A.TEST") + counted("HTTP") + counted(host) + number(1, 4) +
                         number(0, 4) + number(version, 1) + number(17, 2) + counted("0123456789abcdef");
    return number(static_cast<std::uint32_t>(content.size()), 4) + content;
}
const std::string head = "\x05\x02";
const std::string one_key = head + entry("a");
const std::string two_keys = one_key + entry("b");

/// A place for a test case's file.
class scratch_place {
  public:
    scratch_place() {
        std::string pattern = (std::filesystem::temp_directory_path() / "sspi-keytab-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        directory_ = pattern;
    }
    scratch_place(const scratch_place&) = delete;
    scratch_place& operator=(const scratch_place&) = delete;
    ~scratch_place() { std::filesystem::remove_all(directory_); }

    [[nodiscard]] std::string path() const { return (directory_ / "keytab").string(); }
    void write(const std::string& content) const { std::ofstream(path(), std::ios::binary) << content; }
    /// Long enough ago that whatever comes later shows.
    void write_some_time_ago(const std::string& content) const {
        write(content);
        std::this_thread::sleep_for(30ms);
    }
    void clear() const { std::filesystem::remove_all(path()); }

  private:
    std::filesystem::path directory_;
};

std::size_t size_of(const sspi::result<watched_keytab::keys>& keys) {
    REQUIRE(keys.has_value());
    return (*keys)->index().entries().size();
}

/// What it says, and that it says so soon.
std::string refusal(watched_keytab& file) {
    const auto begun = std::chrono::steady_clock::now();
    const auto keys = file.now();
    CHECK(std::chrono::steady_clock::now() - begun < 5s);
    if (keys) return {};
    CHECK(keys.error().code == sspi::status::no_credentials);
    return keys.error().text;
}

bool says(const std::string& text, const std::string& what) {
    INFO(text);
    return text.find(what) != text.npos;
}

} // namespace

TEST_CASE("a keytab is read once, and again when it has changed") {
    const scratch_place place;
    place.write_some_time_ago(one_key);
    watched_keytab file(place.path());
    const auto first = file.now();
    CHECK(size_of(first) == 1);
    for (int i = 0; i < 100; ++i)
        CHECK(*file.now() == *first);
    CHECK(file.readings() == 1);
    place.write(two_keys);
    CHECK(size_of(file.now()) == 2);
    place.write(one_key);
    CHECK(size_of(file.now()) == 1);
}

TEST_CASE("a keytab that takes another's place is seen, whatever its times") {
    const scratch_place place;
    place.write_some_time_ago(one_key);
    watched_keytab file(place.path());
    CHECK(size_of(file.now()) == 1);
    const auto other = place.path() + ".new";
    std::ofstream(other, std::ios::binary) << head + entry("z");
    std::filesystem::last_write_time(other, std::filesystem::last_write_time(place.path()));
    std::filesystem::rename(other, place.path());
    const auto keys = file.now();
    REQUIRE(size_of(keys) == 1);
    CHECK((*keys)->index().entries().front().components.back() == "z");
}

TEST_CASE("keys that are the same after a change are the same object, with what was made of them") {
    const scratch_place place;
    place.write_some_time_ago(one_key);
    watched_keytab file(place.path());
    const auto before = file.now();
    REQUIRE(before.has_value());
    place.write(one_key);
    CHECK(*file.now() == *before);
}

TEST_CASE("those who ask for one path have one keytab, as long as somebody has it") {
    const scratch_place place;
    place.write_some_time_ago(one_key);
    std::weak_ptr<watched_keytab> watched;
    {
        const auto one = watched_keytab::at(place.path());
        CHECK(watched_keytab::at(place.path()) == one);
        CHECK(watched_keytab::at(place.path() + "x") != one);
        for (const std::string type : {"FILE:", "WRFILE:", "JAVA14:"})
            CHECK(keys_in_keytab(type + place.path()).value() == one->now().value());
        CHECK(one->readings() == 1);
        watched = one;
    }
    CHECK(watched.expired());
}

TEST_CASE("whatever stands in a keytab's place is refused, and not waited for") {
    const scratch_place place;
    watched_keytab file(place.path());
    CHECK(says(refusal(file), "No such file"));
    REQUIRE(::mkfifo(place.path().c_str(), 0600) == 0);
    CHECK(says(refusal(file), "is no ordinary file"));
    place.clear();
    std::filesystem::create_directory(place.path());
    CHECK(says(refusal(file), "is no ordinary file"));
    place.clear();
    std::filesystem::create_symlink("/dev/zero", place.path());
    CHECK(says(refusal(file), "is no ordinary file"));
    place.clear();
    std::filesystem::create_symlink(place.path(), place.path());
    CHECK(says(refusal(file), "cannot be read"));
    place.clear();
    place.write(one_key);
    std::filesystem::resize_file(place.path(), (16 << 20) + 1);
    CHECK(says(refusal(file), "larger than 16 MiB"));
    place.write(one_key);
    CHECK(size_of(file.now()) == 1);
}

TEST_CASE("a keytab that is malformed is refused, whichever octet is wrong") {
    const scratch_place place;
    place.write(head + entry("a").substr(0, 20));
    watched_keytab file(place.path());
    CHECK(says(refusal(file), "is malformed"));
    place.write("\x05\x09" + entry("a"));
    watched_keytab unknown(place.path());
    CHECK(says(refusal(unknown), "of a version that is not known"));
    place.write("/;"s + '\0' + "\x01:\x01\x01\x01");
    watched_keytab text(place.path());
    CHECK(says(refusal(text), "is malformed"));
    place.write("\x05\x01" + entry("a")); // of version 1 it would have another order of octets
    watched_keytab first(place.path());
    CHECK(says(refusal(first), "is malformed"));
    place.write(one_key);
    for (auto* const each : {&file, &unknown, &text, &first})
        CHECK(size_of(each->now()) == 1);
}

TEST_CASE("a keytab without keys has none") {
    const scratch_place place;
    for (const auto& content : {""s, head}) {
        place.write(content);
        watched_keytab file(place.path());
        CHECK(size_of(file.now()) == 0);
    }
}

TEST_CASE("a keytab that is being rewritten is as it was, and not malformed") {
    const scratch_place place;
    place.write_some_time_ago(one_key);
    watched_keytab file(place.path());
    CHECK(size_of(file.now()) == 1);
    for (const auto& part : {""s, head, two_keys.substr(0, 10), two_keys.substr(0, two_keys.size() - 1)}) {
        place.write(part);
        CHECK(size_of(file.now()) == 1);
    }
    place.write(two_keys);
    CHECK(size_of(file.now()) == 2);
}

TEST_CASE("a keytab that is cut is refused when nobody goes on writing it") {
    const scratch_place place;
    place.write_some_time_ago(one_key);
    watched_keytab file(place.path());
    CHECK(size_of(file.now()) == 1);
    place.write(two_keys.substr(0, 60));
    const auto begun = std::chrono::steady_clock::now();
    while (file.now() && std::chrono::steady_clock::now() - begun < 10s)
        std::this_thread::sleep_for(50ms);
    CHECK(says(refusal(file), "is malformed"));
}

TEST_CASE("who comes first while a keytab is written waits for it") {
    const scratch_place place;
    place.write(one_key.substr(0, 10));
    std::thread writer([&] {
        std::this_thread::sleep_for(15ms);
        place.write(one_key);
    });
    watched_keytab file(place.path());
    const auto keys = file.now();
    writer.join();
    CHECK((!keys.has_value() || size_of(keys) == 1)); // on a busy machine the writer may come too late
    CHECK(size_of(file.now()) == 1);
}

TEST_CASE("a keytab that is rewritten all the time is read by all who ask") {
    const scratch_place place;
    place.write_some_time_ago(one_key);
    watched_keytab file(place.path());
    REQUIRE(file.now().has_value());
    std::atomic<bool> done{false};
    std::thread writer([&] {
        for (int i = 0; i < 300; ++i)
            place.write(i % 2 == 0 ? two_keys : one_key);
        done = true;
    });
    std::size_t refused = 0;
    while (!done)
        if (!file.now()) ++refused;
    writer.join();
    CHECK(refused == 0);
    CHECK(size_of(file.now()) == 1);
}
