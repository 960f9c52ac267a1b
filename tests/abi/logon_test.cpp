// SPDX-License-Identifier: BSL-1.0
// Logging on with a password: how often the KDC is asked, what its refusals become, and what is left alone.
#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/messages.hpp>

#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>

using namespace sspi::test;

namespace {

constexpr std::size_t one_exchange = 2; // AS requests: without and with pre-authentication

/// A user that no other test of this program uses.
void add(const std::string& name, const sspi::testing::account_options& options = {}) {
    shared_realm()->remove(name);
    shared_realm()->add_user(name, name + "'s password", options);
}

owned_credential credential_of(const std::string& name, const std::string& secret) {
    const who<char> strings{name, realm_name, secret};
    auto identity = plain_identity(strings);
    auto got = try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity);
    REQUIRE(got.status == SEC_E_OK);
    return std::move(got.handle);
}
owned_credential credential_of(const std::string& name) {
    return credential_of(name, name + "'s password");
}

std::size_t as_requests() {
    return shared_realm()->requests().as;
}

std::string contents_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The first-leg statuses of that many threads, which begin together.
std::vector<SECURITY_STATUS> at_once(owned_credential& credential, std::size_t threads) {
    std::vector<SECURITY_STATUS> out(threads, SEC_E_INTERNAL_ERROR);
    std::atomic<std::size_t> waiting{threads};
    std::vector<std::thread> running;
    for (std::size_t i = 0; i < threads; ++i)
        running.emplace_back([&, i] {
            --waiting;
            while (waiting != 0)
                std::this_thread::yield();
            SecHandle context{};
            one_call call{.credential = credential.get(), .fresh = &context};
            out[i] = call.initiate();
            if (out[i] >= 0) DeleteSecurityContext(&context);
        });
    for (auto& t : running)
        t.join();
    return out;
}

} // namespace

TEST_CASE("the first leg logs on, once for all contexts of a credential") {
    add("once");
    auto credential = credential_of("once");
    const auto before = as_requests();
    const auto tgs = shared_realm()->requests().tgs;
    for (int i = 0; i < 5; ++i)
        CHECK(arrives_as(credential) == "once@SSPI.TEST");
    CHECK(as_requests() == before + one_exchange);
    CHECK(shared_realm()->requests().tgs == tgs + 1);
    auto second = credential_of("once");
    CHECK(arrives_as(second) == "once@SSPI.TEST");
    CHECK(as_requests() == before + 2 * one_exchange); // each handle for itself
}

TEST_CASE("many threads that begin at once log on once") {
    add("crowd");
    auto credential = credential_of("crowd");
    const auto before = as_requests();
    for (const auto status : at_once(credential, 12))
        CHECK(status == SEC_E_OK);
    CHECK(as_requests() == before + one_exchange);
}

TEST_CASE("a wrong password is tried once, however often the credential is used") {
    add("typo");
    auto credential = credential_of("typo", "not that");
    const auto before = as_requests();
    CHECK(first_leg_status(credential) == SEC_E_LOGON_DENIED);
    CHECK(as_requests() == before + one_exchange);
    const auto after = as_requests();
    for (int i = 0; i < 4; ++i)
        CHECK(first_leg_status(credential) == SEC_E_LOGON_DENIED);
    for (const auto status : at_once(credential, 6))
        CHECK(status == SEC_E_LOGON_DENIED);
    CHECK(as_requests() == after);
    auto right = credential_of("typo");
    CHECK(first_leg_status(right) == SEC_E_OK);
}

TEST_CASE("a wrong password leaves no context and touches no output") {
    add("untouched");
    auto credential = credential_of("untouched", "not that");
    SecHandle context{11, 12};
    one_call call{.credential = credential.get(), .fresh = &context};
    call.attributes = 77;
    call.expiry.QuadPart = 78;
    CHECK(call.initiate() == SEC_E_LOGON_DENIED);
    CHECK(context.dwLower == 11);
    CHECK(context.dwUpper == 12);
    CHECK(call.attributes == 77);
    CHECK(call.expiry.QuadPart == 78);
    CHECK(call.out_buffer.cbBuffer == call.room);
    CHECK(call.output.front() == std::byte{0xEE});
}

TEST_CASE("accounts that may not log on are denied") {
    using std::chrono::hours, std::chrono::system_clock;
    const auto status_of = [](const char* name, const sspi::testing::account_options& options) {
        add(name, options);
        auto credential = credential_of(name);
        return first_leg_status(credential);
    };
    CHECK(status_of("able", {}) == SEC_E_OK);
    CHECK(status_of("disabled", {.disabled = true}) == SEC_E_LOGON_DENIED);
    CHECK(status_of("locked", {.locked_out = true}) == SEC_E_LOGON_DENIED);
    CHECK(status_of("expired", {.expires = system_clock::now() - hours(1)}) == SEC_E_LOGON_DENIED);
    CHECK(status_of("early", {.valid_from = system_clock::now() + hours(1)}) == SEC_E_LOGON_DENIED);
    CHECK(status_of("stale", {.password_expires = system_clock::now() - hours(1)}) == SEC_E_LOGON_DENIED);
    CHECK(status_of("must", {.require_password_change = true}) == SEC_E_LOGON_DENIED);
    auto nobody = credential_of("nobody at all");
    CHECK(first_leg_status(nobody) == SEC_E_LOGON_DENIED);
}

TEST_CASE("an account that is enabled again can log on with the same credential") {
    add("forgiven", {.disabled = true});
    auto credential = credential_of("forgiven");
    CHECK(first_leg_status(credential) == SEC_E_LOGON_DENIED);
    shared_realm()->set_options("forgiven", {});
    CHECK(first_leg_status(credential) == SEC_E_OK);
}

TEST_CASE("a realm that nobody answers for is an authority that cannot be reached, and soon") {
    auto& realm = shared_realm();
    add("lonely");
    auto credential = credential_of("lonely");
    realm.disconnect();
    const auto start = std::chrono::steady_clock::now();
    CHECK(first_leg_status(credential) == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
    realm.connect();
    CHECK(first_leg_status(credential) == SEC_E_OK); // not remembered
}

TEST_CASE("a KDC that answers nonsense denies nobody for good") {
    auto& realm = shared_realm();
    add("patient");
    auto credential = credential_of("patient");
    realm.disconnect();
    for (const auto* const nonsense : {"", "x", "\x7e\x05nope!", "HTTP/1.1 400 Bad Request"}) {
        const sspi::testing::in_process route(realm_name, [&](auto) { return bytes_of(nonsense); });
        CAPTURE(nonsense);
        CHECK(first_leg_status(credential) < 0);
    }
    realm.connect();
    CHECK(first_leg_status(credential) == SEC_E_OK);
}

TEST_CASE("the user's own cache is as it was after a logon with a password") {
    auto& realm = shared_realm();
    add("discreet");
    const auto cache = realm.environment().directory() / "ccache";
    realm.log_in();
    const auto before = contents_of(cache);
    const auto written = std::filesystem::last_write_time(cache);
    REQUIRE(!before.empty());
    auto credential = credential_of("discreet");
    CHECK(arrives_as(credential) == "discreet@SSPI.TEST");
    CHECK(contents_of(cache) == before);
    CHECK(std::filesystem::last_write_time(cache) == written);
    realm.log_out();
    auto second = credential_of("discreet");
    CHECK(arrives_as(second) == "discreet@SSPI.TEST");
    CHECK(!std::filesystem::exists(cache)); // nor is one made
    realm.log_in();
}

TEST_CASE("a ticket that has run out is replaced by a new logon") {
    add("brief", {.max_ticket_lifetime = std::chrono::seconds(3)});
    auto credential = credential_of("brief");
    const auto before = as_requests();
    REQUIRE(first_leg_status(credential) == SEC_E_OK);
    CHECK(as_requests() == before + one_exchange);
    std::this_thread::sleep_for(std::chrono::milliseconds(4100));
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(as_requests() == before + 2 * one_exchange);
}

TEST_CASE("a context keeps its tickets when its credential is freed or logs on anew") {
    add("gone");
    two_sides s;
    s.client_credential = credential_of("gone");
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    s.client_credential = {};
    s.server_leg();
    one_call last{.context = s.client.context.get()};
    last.input = s.server.token;
    REQUIRE(last.initiate() == SEC_E_OK);
    CHECK(decrypt_stream(s.server, encrypt(s.client, {"still here"}).joined()).text == "still here");
}

TEST_CASE("a user of a realm without pre-authentication logs on in one request") {
    add("trusting", {.require_preauth = false});
    auto credential = credential_of("trusting");
    const auto before = as_requests();
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(as_requests() == before + 1);
    auto wrong = credential_of("trusting", "not that");
    // What the key does not open may have been damaged: it is asked for once more each time. Nothing is proved to the KDC.
    CHECK(first_leg_status(wrong) == SEC_E_LOGON_DENIED);
    CHECK(first_leg_status(wrong) == SEC_E_LOGON_DENIED);
    CHECK(as_requests() == before + 5);
}

TEST_CASE("a user whose tickets cannot be forwarded logs on all the same") {
    add("rooted", {.forwardable = false});
    auto credential = credential_of("rooted");
    CHECK(first_leg_status(credential) == SEC_E_OK);
}
