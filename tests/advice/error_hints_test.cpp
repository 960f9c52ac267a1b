// SPDX-License-Identifier: BSL-1.0
// Each hint, and the text around it, for failures that are made up.
#include "advice/error_text.hpp"

#include <support/catch.hpp>

#include <chrono>
#include <string>

using namespace sspi;
using namespace std::chrono_literals;
using gss::failure_facts;
using gss::kdc_outcome;
using gss::store_state;
using sspi::failure_record;
using sspi::detail::krb5_code;

namespace {

constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'800'000'000)};

struct made {
    failure_record record;

    explicit made(status code, reason why = reason::unspecified, failure_facts facts = {}) {
        const auto what = failed_with(code, why, "what the mechanism said");
        record = {.what = gss::knowing(what, [&](failure_facts& all) { all = std::move(facts); }),
                  .nt_status = 0,
                  .function = "InitializeSecurityContext",
                  .at = now};
    }
    [[nodiscard]] std::string hint_with(std::string text) const {
        auto other = record;
        other.what.text = std::move(text);
        return advice::hint_for(advice::symptoms(other));
    }
    /// Which is the same whatever words the failure comes with.
    [[nodiscard]] std::string hint() const {
        auto out = hint_with({});
        for (const auto& row : reason_rows)
            CHECK(hint_with(std::string(row.text)) == out);
        CHECK(hint_with("Request is a replay; clock skew too great; cancelled, expired or revoked") == out);
        return out;
    }
    made& with(krb5_code minor) {
        record.what.minor = static_cast<std::int32_t>(minor);
        return *this;
    }
    [[nodiscard]] std::string text() const { return advice::report_of(advice::symptoms(record)); }
};

[[nodiscard]] gss::kdc_error kdc_error(krb5_code code) {
    return {
        .code = static_cast<std::int32_t>(code), .text = "its \x1b[31mwords\n", .nt_status = {}, .at = now};
}

[[nodiscard]] failure_facts asked(std::vector<gss::kdc_attempt> attempts,
                                  std::vector<std::string> notes = {}) {
    failure_facts out;
    out.kdc = {.realm = "X.TEST", .attempts = std::move(attempts), .notes = std::move(notes), .error = {}};
    return out;
}
[[nodiscard]] gss::kdc_attempt tried(std::string where, kdc_outcome outcome) {
    return {.where = std::move(where), .outcome = outcome, .took = 1000ms, .text = {}};
}

[[nodiscard]] failure_facts acceptor(std::uint32_t ticket, std::int32_t enctype,
                                     std::vector<gss::key_facts> keys) {
    failure_facts out;
    out.keytab = "FILE:/etc/krb5.keytab";
    out.keytab_state = store_state::there;
    out.keytab_names = {"host/a@X.TEST"};
    out.service = "HTTP/web@X.TEST";
    out.ticket = gss::key_facts{.kvno = ticket, .enctype = enctype};
    out.keys = std::move(keys);
    return out;
}

} // namespace

TEST_CASE("a KDC's clock is compared with this one") {
    failure_facts facts;
    facts.kdc.error = kdc_error(krb5_code::ap_err_skew);
    facts.kdc.error->at = now + 11min;
    CHECK(made(status::time_skew, reason::clock_skew, facts).hint() ==
          "clock differs from KDC by 11 minutes: this machine is behind; set both by a time service (NTP)");
    facts.kdc.error->at = now - 11min;
    CHECK(made(status::time_skew, reason::clock_skew, facts).hint() ==
          "clock differs from KDC by 11 minutes: this machine is ahead; set both by a time service (NTP)");
    facts.peer_ahead = 2h;
    CHECK(made(status::time_skew, reason::clock_skew, facts)
              .hint()
              .starts_with("clock differs from the peer by 2 hours:"));
}

TEST_CASE("why there is no KDC") {
    const auto hint = [](failure_facts facts) {
        return made(status::no_authenticating_authority, reason::kdc_unreachable, std::move(facts)).hint();
    };
    CHECK(hint(asked({}, {"DNS SRV lookup found nothing"})) ==
          "no KDC for realm X.TEST: DNS SRV lookup found nothing; name one in [realms] of krb5.conf, or in "
          "DNS");
    CHECK(hint(asked({tried("udp/192.0.2.1:88", kdc_outcome::silent),
                      tried("udp/192.0.2.1:88", kdc_outcome::silent),
                      tried("udp/192.0.2.2:88", kdc_outcome::silent)})) ==
          "no KDC for realm X.TEST: udp/192.0.2.1:88, udp/192.0.2.2:88 silent; is its address right, and "
          "does a "
          "firewall let port 88 through?");
    CHECK(
        hint(asked({tried("tcp/192.0.2.1:88", kdc_outcome::refused), tried("tcp/x", kdc_outcome::abandoned)}))
            .find("is the KDC running?") != std::string::npos);
    CHECK(hint(asked({tried("tcp/a:88", kdc_outcome::refused), tried("udp/b:88", kdc_outcome::silent)})) ==
          "no KDC for realm X.TEST answered: tcp/a:88 refused, udp/b:88 silent");
    CHECK(hint(asked({tried("https/p:443/KdcProxy", kdc_outcome::distrusted)}))
              .find("certificate is not trusted") != std::string::npos);
    CHECK(hint({}).starts_with("no KDC for the realm: none is configured"));
}

TEST_CASE("a call that ended early says which way") {
    auto facts = asked({tried("udp/a:88", kdc_outcome::silent)});
    facts.ended = gss::kdc_call::end::too_late;
    facts.took = 10001ms;
    CHECK(made(status::no_authenticating_authority, reason::kdc_unreachable, facts).hint() ==
          "the call's deadline was reached after 10 seconds without an answer from a KDC of realm X.TEST: "
          "udp/a:88 silent");
    facts.ended = gss::kdc_call::end::cancelled;
    CHECK(made(status::cancelled, reason::cancelled, facts).hint() ==
          "the call was cancelled by this program (SspiCancel)");
    CHECK(made(status::cancelled).hint() == "the call was cancelled by this program (SspiCancel)");
}

TEST_CASE("an account is told by its NTSTATUS, else by the code") {
    failure_facts facts;
    facts.client = "alice@X.TEST";
    facts.kdc.error = kdc_error(krb5_code::kdc_err_client_revoked);
    const auto hint = [&] { return made(status::logon_denied, reason::client_revoked, facts).hint(); };
    CHECK(hint().starts_with("the account alice@X.TEST is disabled, locked out or barred"));
    for (const auto& row : advice::account_rows) {
        facts.kdc.error->nt_status = row.code;
        CHECK(hint() == "the account alice@X.TEST " + std::string(row.sentence));
        CHECK(!sspi::detail::nt_status_name(row.code).empty());
    }
    for (const auto& row : advice::account_reasons) {
        CHECK(made(status::logon_denied, row.why).hint() == "the account " + std::string(row.sentence));
    }
}

TEST_CASE("a wrong secret is a password's or a key's") {
    failure_facts facts;
    facts.client = "alice@X.TEST";
    CHECK(made(status::logon_denied, reason::proof_refused, facts)
              .hint()
              .starts_with("the password for alice@X.TEST is wrong"));
    facts.by_keytab = true;
    CHECK(made(status::logon_denied, reason::proof_refused, facts)
              .hint()
              .starts_with("the key of alice@X.TEST in the keytab"));
    CHECK(made(status::logon_denied, reason::client_unknown, facts)
              .hint()
              .starts_with("the KDC of realm X.TEST knows no user alice@X.TEST"));
}

TEST_CASE("caches and the tickets in them") {
    failure_facts facts;
    facts.cache = "FILE:/tmp/krb5cc_1";
    facts.cache_state = store_state::missing;
    const auto hint = [&] { return made(status::no_credentials, reason::ticket_missing, facts).hint(); };
    CHECK(hint() == "there is no credential cache FILE:/tmp/krb5cc_1: run kinit");
    facts.cache_state = store_state::unreadable;
    CHECK(hint().find("owner and mode") != std::string::npos);
    facts.cache_state = store_state::there;
    CHECK(hint() == "the credential cache FILE:/tmp/krb5cc_1 has no ticket for this: run kinit");
    facts.ticket_end = now - 90min;
    CHECK(hint() ==
          "the ticket in FILE:/tmp/krb5cc_1 ended 2027-01-15 06:30:00 UTC, 1 hour 30 minutes ago: run kinit");
}

TEST_CASE("an acceptor's keys and the ticket") {
    constexpr int aes256 = 18, aes128 = 17;
    const auto hint = [](failure_facts facts) {
        return made(status::no_kerb_key, reason::key_missing, std::move(facts)).hint();
    };
    CHECK(hint(acceptor(4, aes256, {{3, aes256}}))
              .starts_with("service key in keytab is kvno 3, ticket is kvno 4"));
    CHECK(
        hint(acceptor(4, aes256, {{3, aes256}})).ends_with("write the service's present key to the keytab"));
    CHECK(hint(acceptor(1, aes256, {{3, aes256}, {2, aes256}}))
              .starts_with("service key in keytab is kvno 2 and 3, ticket is kvno 1"));
    CHECK(hint(acceptor(1, aes256, {{2, aes256}})).find("from before the key changed") != std::string::npos);
    CHECK(hint(acceptor(3, aes256, {{3, aes128}})) ==
          "the ticket for HTTP/web@X.TEST is encrypted with aes256-cts-hmac-sha1-96, the keytab "
          "FILE:/etc/krb5.keytab has "
          "aes128-cts-hmac-sha1-96 for it: write a key of that type to it");
    CHECK(hint(acceptor(3, aes256, {})) ==
          "the keytab FILE:/etc/krb5.keytab has no key for HTTP/web@X.TEST; it has keys for host/a@X.TEST");
    CHECK(hint(acceptor(3, aes256, {{3, aes256}})).find("is not the one that the KDC used") !=
          std::string::npos);
    auto missing = acceptor(3, aes256, {});
    missing.keytab_state = store_state::missing;
    CHECK(hint(missing).starts_with("there is no file of the keytab FILE:/etc/krb5.keytab"));
    missing.keytab_state = store_state::unreadable;
    CHECK(hint(missing).find("may not be read") != std::string::npos);
    missing.keytab_state = store_state::empty;
    CHECK(hint(missing).find("has no keys") != std::string::npos);
}

TEST_CASE("services, and what they said") {
    failure_facts facts;
    facts.target = "HTTP/web.x.test@X.TEST";
    const auto unknown = [&](std::string target) {
        facts.target = std::move(target);
        return made(status::target_unknown, reason::service_unknown, facts).hint();
    };
    CHECK(unknown("HTTP/web.x.test@X.TEST").find("setspn") != std::string::npos);
    CHECK(unknown("HTTP/web@X.TEST").find("short host name") != std::string::npos);
    CHECK(unknown("HTTP/web:8080@X.TEST").find("short host name") != std::string::npos);
    CHECK(unknown("HTTP/192.0.2.1@X.TEST").find("IP address") != std::string::npos);
    CHECK(unknown("HTTP/2001:db8::1@X.TEST").find("IP address") != std::string::npos);
    CHECK(unknown("alice@X.TEST").find("spelt right") != std::string::npos);
    facts.target = "HTTP/web.x.test@X.TEST";
    facts.peer_said = true;
    CHECK(made(status::wrong_principal, reason::undecryptable, facts)
              .hint()
              .starts_with("the service runs under another account than HTTP/web.x.test@X.TEST"));
    facts.peer_said = false;
    CHECK(made(status::kdc_invalid_request, reason::refused_by_policy, facts).hint().find("delegation") !=
          std::string::npos);
    CHECK(
        made(status::kdc_unknown_etype, reason::no_common_enctype).hint().find("encryption type in common") !=
        std::string::npos);
    CHECK(made(status::bad_bindings).hint().find("channel") != std::string::npos);
    CHECK(made(status::context_expired).hint().find("has ended") != std::string::npos);
    CHECK(made(status::too_many_principals, reason::service_not_unique).hint().find("setspn -X") !=
          std::string::npos);
}

TEST_CASE("tokens that are not due, and mechanisms that are not there") {
    failure_facts facts;
    facts.token = "an NTLM token";
    CHECK(made(status::invalid_token, reason::unexpected_token, facts)
              .hint()
              .starts_with("what came is an NTLM token"));
    facts.offered = "NTLM, NEGOEX";
    CHECK(made(status::secpkg_not_found, reason::no_common_mechanism, facts)
              .hint()
              .find("the other side has NTLM, NEGOEX, this one Kerberos") != std::string::npos);
    CHECK(made(status::internal_error).hint().empty());
}

TEST_CASE("a token that came before is told by who noticed it") {
    failure_facts facts;
    CHECK(made(status::logon_denied, reason::replayed_token).hint() ==
          "this token was accepted before: somebody sent a copy of it, or the client sent it twice");
    facts.peer_said = true;
    CHECK(made(status::logon_denied, reason::replayed_token, facts).hint() ==
          "the server says that it has had this token before");
    CHECK(made(status::logon_denied).hint().empty());
}

TEST_CASE("tickets that are early, and a server's use that is not allowed") {
    CHECK(
        made(status::time_skew, reason::ticket_not_yet_valid).hint().starts_with("the ticket is not valid"));
    CHECK(made(status::logon_denied, reason::service_unusable).hint().find("is disabled") !=
          std::string::npos);
    CHECK(made(status::wrong_principal, reason::refused_by_policy).hint().empty()); // without a target
}

TEST_CASE("a step on the way is not what the KDC said in the end") {
    auto facts = asked({tried("udp/a:88", kdc_outcome::answered), tried("udp/a:88", kdc_outcome::silent)});
    facts.kdc.error = kdc_error(krb5_code::kdc_err_preauth_required);
    const made one(status::no_authenticating_authority, reason::kdc_unreachable, facts);
    CHECK(advice::symptoms(one.record).peer_text().empty());
}

TEST_CASE("the text for people has all that is known, and no more than fits") {
    auto facts = asked({tried("udp/192.0.2.1:88", kdc_outcome::answered)}, {"a note"});
    facts.client = "alice@X.TEST";
    facts.kdc.error = kdc_error(krb5_code::kdc_err_client_revoked);
    facts.kdc.error->nt_status = 0xC0000234;
    CHECK(made(status::logon_denied, reason::client_revoked, facts)
              .with(krb5_code::kdc_err_client_revoked)
              .text() ==
          "InitializeSecurityContext: SEC_E_LOGON_DENIED (0x8009030c): The logon was refused.\n"
          "  Hint:         the account alice@X.TEST is locked out after too many wrong passwords: wait, or "
          "have an administrator unlock it\n"
          "  Kerberos:     KRB5KDC_ERR_CLIENT_REVOKED (18)\n"
          "  Details:      what the mechanism said\n"
          "  KDC said:     \"its  [31mwords\" (its own words, not authenticated)\n"
          "  NTSTATUS:     STATUS_ACCOUNT_LOCKED_OUT (0xc0000234)\n"
          "  Client:       alice@X.TEST\n"
          "  Realm:        X.TEST\n"
          "  KDCs tried:   udp/192.0.2.1:88: answered, 1000 ms\n"
          "  Finding KDCs: a note\n"
          "  Time:         2027-01-15 08:00:00 UTC");
    facts.kdc.attempts.assign(32, tried(std::string(10'000, 'x'), kdc_outcome::silent));
    facts.kdc.notes.assign(32, std::string(10'000, 'x'));
    CHECK(made(status::logon_denied, reason::client_revoked, facts).text().size() <= advice::longest_report);
}
