// SPDX-License-Identifier: BSL-1.0
// A credential's index of the tickets in the user's cache: what it saves, and that it never says what is not so any more.
#include "cache_by_hand.hpp"
#include "situations.hpp"

#include <sspi_extensions.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <unistd.h>

using namespace sspi::test;

namespace {

const std::string web_ticket = std::string(web) + "@" + realm_name;

std::string cache_name() {
    return the_realm().environment().cache_name();
}

std::size_t asked() {
    return the_realm()->requests().tgs;
}

/// The token of a first leg; empty where there is none.
std::string token_of(owned_credential& from, const std::string& target = web) {
    peer client;
    initiate(client, from, target, usual_request);
    return client.status == SEC_I_CONTINUE_NEEDED ? text_of(client.token) : std::string();
}

/// Whether a first leg has the ticket that is in the cache then.
bool sends_ticket_in(const std::string& cache, owned_credential& from) {
    const auto token = token_of(from);
    return carries(token, cache_by_hand(cache).ticket(web_ticket));
}

/// A credential that has begun a context with the ticket in the default cache.
owned_credential in_use() {
    the_realm().log_in();
    auto out = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(sends_ticket_in(cache_name(), out));
    return out;
}

/// It sends what the cache has now, and has to ask for that.
void check_asks_anew(owned_credential& credential) {
    const auto before = asked();
    CHECK(sends_ticket_in(cache_name(), credential));
    CHECK(asked() == before + 1);
}

/// In place, as editors do.
void overwrite(const std::filesystem::path& file, const std::string& content) {
    const int to = ::open(file.c_str(), O_WRONLY);
    REQUIRE(to >= 0);
    REQUIRE(::pwrite(to, content.data(), content.size(), 0) == static_cast<ssize_t>(content.size()));
    ::close(to);
}

owned_credential from_store(const std::string& cache) {
    auto out = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(SspiSetCredentialStore(out.get(), cache.c_str(), nullptr) == SEC_E_OK);
    return out;
}

} // namespace

TEST_CASE("a ticket is asked for once, and stored where others find it") {
    the_realm().log_in();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    const auto before = asked();
    const auto first = token_of(credential);
    const auto stored = cache_by_hand(cache_name()).ticket(web_ticket);
    CHECK(carries(first, stored));
    for (int i = 0; i < 3; ++i)
        CHECK(carries(token_of(credential), stored));
    auto other = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(carries(token_of(other), stored));
    CHECK(asked() == before + 1);
}

TEST_CASE("a cache that was logged in to again is noticed") {
    auto credential = in_use();
    the_realm().log_in();
    check_asks_anew(credential);
}

TEST_CASE("a cache that another one was renamed to is noticed, also another user's") {
    auto credential = in_use();
    the_realm()->add_user("bob", "another");
    the_realm()->write_cache("FILE:" + scratch("bob").string(), "bob");
    std::filesystem::rename(scratch("bob"), scratch("ccache"));
    check_asks_anew(credential);
    SecPkgCredentials_NamesA names{};
    REQUIRE(QueryCredentialsAttributesA(credential.get(), SECPKG_CRED_ATTR_NAMES, &names) == SEC_E_OK);
    CHECK(std::string(names.sUserName) == std::string("bob@") + realm_name);
    FreeContextBuffer(names.sUserName);
}

TEST_CASE("a ticket that was removed in place is asked for again, at whatever moment") {
    auto credential = in_use();
    for (int i = 0; i < 10; ++i) {
        cache_by_hand(cache_name()).remove(web_ticket);
        check_asks_anew(credential);
    }
}

TEST_CASE("a file that is rewritten in place, with the same size and in the same tick, is noticed") {
    auto credential = in_use();
    const auto one = content_of(scratch("ccache"));
    const auto ticket_one = cache_by_hand(cache_name()).ticket(web_ticket);
    credential = in_use();
    const auto two = content_of(scratch("ccache"));
    const auto ticket_two = cache_by_hand(cache_name()).ticket(web_ticket);
    REQUIRE(one.size() == two.size());
    REQUIRE(ticket_one != ticket_two);
    const auto before = asked();
    int wrong = 0;
    for (int i = 0; i < 300; ++i) {
        overwrite(scratch("ccache"), i % 2 == 0 ? one : two);
        if (!carries(token_of(credential), i % 2 == 0 ? ticket_one : ticket_two)) ++wrong;
    }
    CHECK(wrong == 0);
    CHECK(asked() == before);
}

TEST_CASE("a cache that another process copies over it is noticed") {
    auto credential = in_use();
    const auto kept = cache_by_hand(cache_name()).ticket(web_ticket);
    std::filesystem::copy_file(scratch("ccache"), scratch("kept"),
                               std::filesystem::copy_options::overwrite_existing);
    credential = in_use();
    const auto before = asked();
    REQUIRE(std::system(("cat " + scratch("kept").string() + " > " + scratch("ccache").string()).c_str()) ==
            0);
    CHECK(carries(token_of(credential), kept));
    CHECK(asked() == before);
}

TEST_CASE("a cache that is gone or empty serves nothing, and one that comes back does") {
    auto credential = in_use();
    std::filesystem::remove(scratch("ccache"));
    CHECK(first_leg_of(credential) == SEC_E_NO_CREDENTIALS);
    the_realm().log_in();
    check_asks_anew(credential);
    cache_by_hand(cache_name()).empty();
    auto fresh = acquire(SECPKG_CRED_OUTBOUND);
    const auto without = first_leg_of(fresh);
    CHECK(without < 0);
    CHECK(first_leg_of(credential) == without);
    the_realm().log_in();
    cache_by_hand(cache_name()).destroy();
    CHECK(first_leg_of(credential) == SEC_E_NO_CREDENTIALS);
    the_realm().log_in();
}

TEST_CASE("a cache that others may write, or that is a link, is not served from memory") {
    auto credential = in_use();
    const auto file = scratch("ccache");
    std::filesystem::permissions(file, std::filesystem::perms::all);
    auto fresh = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(first_leg_of(fresh) < 0); // Heimdal takes nothing that others can write
    CHECK(first_leg_of(credential) == first_leg_of(fresh));
    std::filesystem::remove(file);
    std::filesystem::create_symlink(scratch("kept"), file);
    CHECK(first_leg_of(credential) < 0); // Heimdal follows no link
    std::filesystem::remove(file);
    the_realm().log_in();
}

TEST_CASE("a user who is named has the same index, and a cache that became another's is not that user's") {
    auto named = in_use();
    const who<char> strings{user, realm_name, ""};
    auto identity = plain_identity(strings);
    named = acquire(SECPKG_CRED_OUTBOUND, &identity);
    const auto before = asked();
    for (int i = 0; i < 2; ++i)
        CHECK(sends_ticket_in(cache_name(), named));
    CHECK(asked() == before);
    the_realm()->add_user("carol", "third");
    the_realm()->write_cache(cache_name(), "carol");
    CHECK(first_leg_of(named) == SEC_E_NO_CREDENTIALS);
    the_realm().log_in();
    check_asks_anew(named);
}

TEST_CASE("a ticket that has ended is not used, and a good one behind it is") {
    auto credential = in_use();
    const auto now = std::time(nullptr);
    {
        cache_by_hand cache(cache_name());
        cache.add(web_ticket, "HTTP/ended.sspi.test@SSPI.TEST", now - 1);
        cache.add(web_ticket, "HTTP/both.sspi.test@SSPI.TEST", now - 1);
        cache.add(web_ticket, "HTTP/both.sspi.test@SSPI.TEST");
    }
    the_realm()->add_service("HTTP/ended.sspi.test");
    auto before = asked();
    CHECK_FALSE(token_of(credential, "HTTP/both.sspi.test").empty());
    CHECK(asked() == before);
    CHECK_FALSE(token_of(credential, "HTTP/ended.sspi.test").empty());
    CHECK(asked() == before + 1);
}

TEST_CASE("a ticket that has ended by the credential's own clock is not used") {
    auto credential = in_use();
    const auto ahead = std::chrono::hours(20);
    SspiCredential_ClockOffset clock{std::chrono::seconds(ahead).count()};
    REQUIRE(SetCredentialsAttributesA(credential.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, &clock, sizeof clock) ==
            SEC_E_OK);
    CHECK(first_leg_of(credential) < 0);
    clock.llSeconds = 60;
    REQUIRE(SetCredentialsAttributesA(credential.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, &clock, sizeof clock) ==
            SEC_E_OK);
    const auto before = asked();
    CHECK(sends_ticket_in(cache_name(), credential));
    CHECK(asked() == before);
}

TEST_CASE("a directory of caches that is switched is noticed") {
    const auto directory = scratch("caches");
    std::filesystem::create_directory(directory);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all);
    const auto switch_to = [&](const std::string& name) {
        std::ofstream(directory / "primary") << name << "\n";
    };
    for (const std::string name : {"tkt", "tktother"})
        the_realm()->write_cache("FILE:" + (directory / name).string(), user);
    switch_to("tkt");
    auto credential = from_store("DIR:" + directory.string());
    const auto before = asked();
    const auto first = token_of(credential);
    switch_to("tktother");
    const auto second = token_of(credential);
    CHECK(asked() == before + 2);
    CHECK(carries(first, cache_by_hand("FILE:" + (directory / "tkt").string()).ticket(web_ticket)));
    CHECK(carries(second, cache_by_hand("FILE:" + (directory / "tktother").string()).ticket(web_ticket)));
    CHECK(sends_ticket_in("FILE:" + (directory / "tktother").string(), credential));
    switch_to("tkt");
    CHECK(sends_ticket_in("FILE:" + (directory / "tkt").string(), credential));
    CHECK(asked() == before + 2);
}

TEST_CASE("a cache in memory that other code changes is noticed") {
    the_realm().log_in();
    cache_by_hand file(cache_name()), memory("MEMORY:sspi-test-shared");
    memory.become(file);
    auto credential = from_store("MEMORY:sspi-test-shared");
    auto before = asked();
    const auto first = token_of(credential);
    CHECK(carries(first, memory.ticket(web_ticket)));
    CHECK(sends_ticket_in("MEMORY:sspi-test-shared", credential));
    CHECK(asked() == before + 1);
    memory.remove(web_ticket);
    CHECK(sends_ticket_in("MEMORY:sspi-test-shared", credential));
    CHECK(asked() == before + 2);
    memory.become(file);
    CHECK(sends_ticket_in("MEMORY:sspi-test-shared", credential));
    CHECK(asked() == before + 3);
    memory.destroy();
    CHECK(first_leg_of(credential) < 0);
}

TEST_CASE("each of ten thousand tickets is found, and those that are not there are asked for") {
    auto credential = in_use();
    const auto ticket = cache_by_hand(cache_name()).ticket(web_ticket);
    {
        cache_by_hand cache("FILE:" + scratch("one").string());
        cache.become(cache_by_hand(cache_name()));
        cache.empty();
        const auto start = content_of(scratch("one"));
        std::filesystem::copy_file(scratch("ccache"), scratch("one"),
                                   std::filesystem::copy_options::overwrite_existing);
        cache.add(web_ticket, "HTTP/n00000.sspi.test@SSPI.TEST");
        auto entry = content_of(scratch("one")).substr(content_of(scratch("ccache")).size());
        const auto at = entry.find("n00000") + 1;
        std::ofstream to(scratch("ccache"), std::ios::binary | std::ios::app);
        for (int i = 0; i < 10000; ++i) {
            const auto number = std::to_string(100000 + i).substr(1);
            to << entry.replace(at, number.size(), number);
        }
    }
    const auto before = asked();
    for (const auto* const number : {"00000", "00001", "04711", "09999"})
        CHECK(carries(token_of(credential, std::string("HTTP/n") + number + ".sspi.test"), ticket));
    CHECK(asked() == before);
    the_realm()->add_service("HTTP/n10000.sspi.test");
    CHECK_FALSE(token_of(credential, "HTTP/n10000.sspi.test").empty());
    CHECK(asked() == before + 1);
    CHECK_FALSE(token_of(credential, "HTTP/n10000.sspi.test").empty());
    CHECK(asked() == before + 1);
    the_realm().log_in();
}

TEST_CASE("a password's tickets are asked for once each") {
    const who<char> strings{user, realm_name, password};
    auto identity = plain_identity(strings);
    auto credential = acquire(SECPKG_CRED_OUTBOUND, &identity);
    the_realm()->add_service("HTTP/second.sspi.test");
    const auto before = asked();
    for (int i = 0; i < 3; ++i)
        for (const std::string target : {web, "HTTP/second.sspi.test"})
            CHECK_FALSE(token_of(credential, target).empty());
    CHECK(asked() == before + 2);
}
