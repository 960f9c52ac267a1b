// SPDX-License-Identifier: BSL-1.0
// What an initiator gets where its cache, its password, the target or the KDC's answer is not as it should be.
#include "situations.hpp"

#include <cstdlib>
#include <memory>
#include <thread>

using namespace sspi::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

using package_name = std::string;

SECURITY_STATUS with_cache(const package_name& package, const std::string& cache,
                           const std::string& target = web) {
    auto from = acquire_from(package, SECPKG_CRED_OUTBOUND);
    REQUIRE(SspiSetCredentialStore(from.get(), cache.c_str(), nullptr) == SEC_E_OK);
    return first_leg_of(from, target);
}

situation cache(const std::string& name, std::function<std::string()> made) {
    return {"cache: " + name,
            [made = std::move(made)](const auto& package) { return with_cache(package, made()); }};
}

/// alice's cache with the TGT alone.
std::string whole_cache() {
    the_realm().log_in();
    return content_of(scratch("ccache"));
}

std::string with_octet(std::string content, std::size_t place, char value) {
    content.at(place) = value;
    return content;
}

/// A cache that was written by a KDC whose clock is that far ahead.
std::string cache_of_other_time(std::chrono::seconds ahead) {
    const auto name = "FILE:" + scratch("other time").string();
    the_realm()->set_clock_offset(ahead);
    the_realm()->write_cache(name, user);
    the_realm()->set_clock_offset(std::chrono::seconds(0));
    return name;
}

situation target(const std::string& name) {
    return {"target: \"" + name + '"', [name](const auto& package) {
                the_realm().log_in();
                auto from = acquire_from(package, SECPKG_CRED_OUTBOUND);
                return first_leg_of(from, name);
            }};
}

SECURITY_STATUS log_on(const package_name& package, const std::string& name, const std::string& secret,
                       const std::string& domain = realm_name) {
    const who<char> strings{name, domain, secret};
    auto identity = plain_identity(strings);
    acquired got;
    got.status = AcquireCredentialsHandleA(nullptr, arg(package.c_str()), SECPKG_CRED_OUTBOUND, nullptr,
                                           &identity, nullptr, nullptr, got.handle.get(), nullptr);
    if (got.status != SEC_E_OK) return got.status;
    got.handle.now_live();
    return first_leg_of(got.handle);
}

situation account(const std::string& name, sspi::testing::account_options options) {
    return {"account: " + name, [name, options](const auto& package) {
                the_realm()->remove("bob");
                the_realm()->add_user("bob", password, options);
                return log_on(package, "bob", password);
            }};
}

using script = answering_realm::script;

situation answered_logon(const std::string& name, script answer) {
    return {"answer to a logon: " + name, [answer = std::move(answer)](const auto& package) {
                the_realm().answer_by(answer);
                return log_on(package, user, password);
            }};
}

situation answered_ticket(const std::string& name, script answer) {
    return {"answer to a ticket: " + name, [answer = std::move(answer)](const auto& package) {
                the_realm().log_in();
                auto from = acquire_from(package, SECPKG_CRED_OUTBOUND);
                the_realm().answer_by(answer);
                return first_leg_of(from);
            }};
}

script always(const bytes& answer) {
    return [answer](auto, int) { return std::optional(answer); };
}

/// The KDC's own answer, spoilt where it is a ticket.
script spoilt(std::function<void(bytes&)> spoil) {
    return [spoil = std::move(spoil)](answering_realm::request asked, int) {
        auto out = the_realm().own_answer(asked);
        if (!out.empty() && out.front() != std::byte{0x7E}) spoil(out);
        return std::optional(std::move(out));
    };
}

/// The first ticket of that kind, again and again.
script earlier(bool (*kind)(answering_realm::request)) {
    return [kind, kept = std::make_shared<bytes>()](answering_realm::request asked, int) {
        auto out = the_realm().own_answer(asked);
        if (!kind(asked) || out.front() == std::byte{0x7E}) return std::optional(std::move(out));
        if (kept->empty()) *kept = std::move(out);
        return std::optional(*kept);
    };
}

void add_answers(std::vector<situation>& out, situation (*of)(const std::string&, script)) {
    out.push_back(of("none", always({})));
    out.push_back(of("one octet", always({std::byte{0x30}})));
    out.push_back(of("garbage", always(bytes_of("HTTP/1.1 400 Bad Request\r\n\r\n"))));
    out.push_back(of("of Kerberos 4", always({std::byte{4}, std::byte{0}, std::byte{0}})));
    out.push_back(of("cut short", spoilt([](bytes& reply) { reply.resize(reply.size() / 2); })));
    out.push_back(of("its last octet changed", spoilt([](bytes& reply) { reply.back() ^= std::byte{1}; })));
    out.push_back(of("of the other kind", spoilt([](bytes& reply) {
                         reply.front() = reply.front() == std::byte{0x6B} ? std::byte{0x6D} : std::byte{0x6B};
                     })));
    out.push_back(of("an error cut short", always({std::byte{0x7E}, std::byte{0x05}, std::byte{0x30}})));
}

/// On a thread of its own, which reads the configuration anew.
/// Nor a cache, whose realm would do for a name alone.
SECURITY_STATUS without_realm(const package_name& package) {
    const std::string before = std::getenv("KRB5_CONFIG");
    const std::string cache = std::getenv("KRB5CCNAME");
    setenv("KRB5CCNAME", ("FILE:" + scratch("nowhere").string()).c_str(), 1);
    std::ofstream(scratch("other.conf"))
        << "[libdefaults]\n dns_lookup_kdc = false\n dns_lookup_realm = false\n";
    setenv("KRB5_CONFIG", scratch("other.conf").c_str(), 1);
    SECURITY_STATUS out = SEC_E_OK;
    std::thread([&] { out = log_on(package, user, password, ""); }).join();
    setenv("KRB5_CONFIG", before.c_str(), 1);
    setenv("KRB5CCNAME", cache.c_str(), 1);
    return out;
}

} // namespace

TEST_CASE("an initiator is told what is wrong with its tickets") {
    check_situations(
        "initiator_caches.txt",
        {cache("not there", [] { return "FILE:" + scratch("nowhere").string(); }),
         cache("empty", [] { return written("cache", ""); }),
         cache("garbage", [] { return written("cache", "no cache at all, but a text of some length"); }),
         cache("first octet", [] { return written("cache", with_octet(whole_cache(), 0, 6)); }),
         cache("version", [] { return written("cache", with_octet(whole_cache(), 1, 9)); }),
         cache("cut short in the principal", [] { return written("cache", whole_cache().substr(0, 12)); }),
         cache("cut short in the ticket", [] { return written("cache", whole_cache().substr(0, 200)); }),
         cache("a length beyond the file",
               [] { return written("cache", with_octet(whole_cache(), 12, 0x7F)); }),
         cache("without tickets", [] { return written("cache", whole_cache().substr(0, 44)); }),
         cache("a directory", [] { return "FILE:" + the_realm().environment().directory().string(); }),
         cache("a pipe", [] { return silent_pipe("pipe"); }),
         cache("a device", [] { return std::string("FILE:/dev/zero"); }),
         cache("larger than any", [] { return huge("huge", whole_cache(), (64 << 20) + 1); }),
         cache("below a file", [] { return "FILE:" + scratch("ccache").string() + "/cache"; }),
         cache("of a type that does not exist", [] { return std::string("WHAT:cache"); }),
         cache("a directory of caches that is not there",
               [] { return "DIR:" + scratch("nowhere").string(); }),
         cache("expired", [] { return cache_of_other_time(-hours(30)); }),
         cache("of the future", [] { return cache_of_other_time(hours(30)); })});
}

TEST_CASE("an initiator is told what is wrong with the target") {
    check_situations("initiator_targets.txt",
                     {target(""), target("HTTP/nobody.sspi.test"), target("HTTP/nobody.sspi.test@SSPI.TEST"),
                      target("HTTP/web.other.test@OTHER.TEST"), target("nobody"), target("alice@SSPI.TEST"),
                      target("a@b@c"), target("HTTP/"), target("/"), target("@"),
                      target("HTTP/web.sspi.test@"), target("trailing\\"), target("krbtgt/SSPI.TEST")});
}

TEST_CASE("an initiator is told what is wrong with its account") {
    using sspi::testing::account_options;
    const auto now = std::chrono::system_clock::now();
    std::vector<situation> all{
        {"account: unknown", [](const auto& package) { return log_on(package, "nobody", password); }},
        {"account: wrong password", [](const auto& package) { return log_on(package, user, "wrong"); }},
        {"account: of a realm without KDC",
         [](const auto& package) { return log_on(package, user, password, "NOWHERE.TEST"); }},
        {"account: malformed name", [](const auto& package) { return log_on(package, "a@b@c", password); }},
        account("disabled", {.disabled = true}),
        account("locked out", {.locked_out = true}),
        account("expired", {.expires = now - hours(1)}),
        account("not valid yet", {.valid_from = now + hours(1)}),
        account("password expired", {.password_expires = now - hours(1)}),
        account("password to be changed", {.require_password_change = true}),
        account("keys of other enctypes", {.enctypes = {sspi::testing::enctype::arcfour_hmac_md5}}),
        {"account: wrong password, without pre-authentication",
         [](const auto& package) {
             the_realm()->remove("bob");
             the_realm()->add_user("bob", password, {.require_preauth = false});
             return log_on(package, "bob", "wrong");
         }},
        {"service: keys of other enctypes",
         [](const auto& package) {
             the_realm()->remove("HTTP/old.sspi.test");
             the_realm()->add_service("HTTP/old.sspi.test",
                                      {.enctypes = {sspi::testing::enctype::arcfour_hmac_md5}});
             the_realm().log_in();
             auto from = acquire_from(package, SECPKG_CRED_OUTBOUND);
             return first_leg_of(from, "HTTP/old.sspi.test");
         }},
        {"service: disabled",
         [](const auto& package) {
             the_realm()->remove("HTTP/old.sspi.test");
             the_realm()->add_service("HTTP/old.sspi.test", {.disabled = true});
             the_realm().log_in();
             auto from = acquire_from(package, SECPKG_CRED_OUTBOUND);
             return first_leg_of(from, "HTTP/old.sspi.test");
         }},
        {"service: expired", [now](const auto& package) {
             the_realm()->remove("HTTP/old.sspi.test");
             the_realm()->add_service("HTTP/old.sspi.test", {.expires = now - hours(1)});
             the_realm().log_in();
             auto from = acquire_from(package, SECPKG_CRED_OUTBOUND);
             return first_leg_of(from, "HTTP/old.sspi.test");
         }}};
    check_situations("initiator_accounts.txt", all);
}

TEST_CASE("an initiator is told what is wrong with the KDC's answer") {
    std::vector<situation> all;
    add_answers(all, answered_logon);
    add_answers(all, answered_ticket);
    for (const auto ahead : {hours(1), -hours(1)}) {
        const std::string text = ahead.count() > 0 ? "an hour ahead" : "an hour behind";
        all.push_back({"KDC: " + text + ", logon", [ahead](const auto& package) {
                           the_realm()->set_clock_offset(ahead);
                           const auto out = log_on(package, user, password);
                           the_realm()->set_clock_offset(std::chrono::seconds(0));
                           return out;
                       }});
        all.push_back({"KDC: " + text + ", ticket", [ahead](const auto& package) {
                           the_realm().log_in();
                           the_realm()->set_clock_offset(ahead);
                           auto from = acquire_from(package, SECPKG_CRED_OUTBOUND);
                           const auto out = first_leg_of(from);
                           the_realm()->set_clock_offset(std::chrono::seconds(0));
                           return out;
                       }});
    }
    all.push_back({"answer to a logon: that of an earlier one", [](const auto& package) {
                       the_realm().answer_by(earlier(is_as));
                       CHECK(log_on(package, user, password) == SEC_I_CONTINUE_NEEDED);
                       return log_on(package, user, password);
                   }});
    all.push_back({"answer to a ticket: that of an earlier one", [](const auto& package) {
                       the_realm().answer_by(earlier(is_tgs));
                       CHECK(log_on(package, user, password) == SEC_I_CONTINUE_NEEDED);
                       return log_on(package, user, password);
                   }});
    check_situations("initiator_answers.txt", all);
}

TEST_CASE("an initiator is told that the configuration has no default realm") {
    check_situations(
        "initiator_configuration.txt",
        {{"configuration: no default realm", [](const auto& package) { return without_realm(package); }}});
}
