// SPDX-License-Identifier: BSL-1.0
// Every hint, with all that may be known of a failure and without: it reads as a sentence.
#include "advice/error_text.hpp"

#include <support/catch.hpp>

#include <array>
#include <chrono>
#include <set>
#include <string>

using namespace sspi;
using namespace std::chrono_literals;
using gss::failure_facts;
using gss::kdc_outcome;
using gss::store_state;

namespace {

constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'800'000'000)};

/// What stands in no sentence.
constexpr const char* misspelt[] = {
    "  ",      " ,",      " :",       " ;",        " .",     "( ",
    " )",      "()",      "(,",       ": :",       ", ,",    ",,",
    "no that", "no the ", "the the",  "name the",  "a the",  "of in ",
    "for in ", "for :",   "for ;",    "for ,",     "than ,", "than or",
    "with ,",  "has ,",   "is ,",     "is :",      "kvno ,", "kvno :",
    "kvno (",  "realm :", "realm kn", "service :", "user :", "keytab FILE:/k,;"};

[[nodiscard]] std::string misspelling_in(const std::string& text) {
    for (const auto* const each : misspelt)
        if (text.find(each) != std::string::npos) return "'" + std::string(each) + "' in: " + text;
    if (text.empty()) return {};
    const char last = text.back();
    if (last == ' ' || last == ':' || last == ',' || last == ';') return "the end of: " + text;
    if (text.front() == ' ' || text.front() == ':') return "the beginning of: " + text;
    if (std::ranges::count(text, '(') != std::ranges::count(text, ')')) return "the brackets of: " + text;
    return {};
}

/// One of the facts that a failure has or has not; each combination of them is one number.
using fact = void (*)(failure_facts&);
constexpr fact known[] = {
    [](failure_facts& f) { f.client = "alice@X.TEST"; },
    [](failure_facts& f) { f.target = "HTTP/web.x.test@X.TEST"; },
    [](failure_facts& f) { f.service = "HTTP/web.x.test@X.TEST"; },
    [](failure_facts& f) { f.cache = "FILE:/tmp/cc"; },
    [](failure_facts& f) { f.keytab = "FILE:/tmp/kt"; },
    [](failure_facts& f) { f.kdc.realm = "X.TEST"; },
    [](failure_facts& f) {
        f.keytab_names = {"host/a@X.TEST", "svc@X.TEST", "c@X.TEST", "d@X.TEST"};
    },
    [](failure_facts& f) { f.ticket = gss::key_facts{.kvno = 3, .enctype = 18}; },
    [](failure_facts& f) { f.peer_said = true; },
};
constexpr fact further[] = {
    [](failure_facts&) {},
    [](failure_facts& f) {
        f.token = "an NTLM token";
        f.offered = "NTLM";
    },
    [](failure_facts& f) {
        f.keys = {{.kvno = 2, .enctype = 17}, {.kvno = 4, .enctype = 17}};
    },
    [](failure_facts& f) { f.keys = {{.kvno = 3, .enctype = 17}}; },
    [](failure_facts& f) { f.keys = {{.kvno = 3, .enctype = 18}}; },
    [](failure_facts& f) { f.keys = {{.kvno = std::nullopt, .enctype = 18}}; },
    [](failure_facts& f) { f.account_keys = {{.kvno = 2, .enctype = 18}}; },
    [](failure_facts& f) { f.account_keys = {{.kvno = 4, .enctype = 18}}; },
    [](failure_facts& f) { f.by_keytab = true; },
    [](failure_facts& f) {
        f.cache_state = store_state::missing;
        f.keytab_state = store_state::missing;
    },
    [](failure_facts& f) {
        f.cache_state = store_state::unreadable;
        f.keytab_state = store_state::unreadable;
    },
    [](failure_facts& f) {
        f.cache_state = store_state::there;
        f.keytab_state = store_state::there;
    },
    [](failure_facts& f) {
        f.keytab_state = store_state::empty;
        f.ticket_end = now - 90min;
    },
    [](failure_facts& f) {
        f.ended = gss::kdc_call::end::too_late;
        f.took = 10s;
    },
    [](failure_facts& f) { f.peer_ahead = 2h; },
    [](failure_facts& f) {
        f.kdc.attempts = {{.where = "udp/a:88", .outcome = kdc_outcome::silent, .took = 1s, .text = {}}};
    },
    [](failure_facts& f) {
        f.kdc.attempts = {{.where = "udp/a:88", .outcome = kdc_outcome::answered, .took = 1s, .text = {}}};
    },
    [](failure_facts& f) { f.kdc.notes = {"DNS has no SRV record"}; },
};
constexpr status statuses[] = {
    status::logon_denied,    status::no_kerb_key,     status::no_authenticating_authority,
    status::time_skew,       status::wrong_principal, status::no_credentials,
    status::context_expired, status::bad_bindings,    status::target_unknown};

[[nodiscard]] failure_record record_of(status code, reason why, const failure_facts& facts) {
    return {.what = gss::knowing(failed_with(code, why, {}), [&](failure_facts& all) { all = facts; }),
            .nt_status = 0,
            .function = "InitializeSecurityContext",
            .at = now};
}

[[nodiscard]] failure_facts facts_of(std::size_t combination, fact more) {
    failure_facts out;
    for (std::size_t i = 0; i < std::size(known); ++i)
        if ((combination >> i & 1) != 0) known[i](out);
    more(out);
    return out;
}

/// The first that reads badly, of all failures with these facts.
[[nodiscard]] std::string misspelling_with(const failure_facts& facts, std::set<std::string>& hints) {
    for (const auto& why : reason_rows)
        for (const auto code : statuses) {
            const auto record = record_of(code, why.why, facts);
            const auto hint = advice::hint_for(advice::symptoms(record));
            if (const auto wrong = misspelling_in(hint); !wrong.empty()) return wrong;
            hints.insert(hint);
        }
    return {};
}

} // namespace

TEST_CASE("what reads badly is noticed") {
    CHECK_FALSE(misspelling_in("the KDC knows no that user: is it spelt right?").empty());
    CHECK_FALSE(misspelling_in("the keytab has no key for ").empty());
    CHECK_FALSE(misspelling_in("the ticket for , kvno 3").empty());
    CHECK_FALSE(misspelling_in("more than one account has the name the service").empty());
    CHECK(misspelling_in("the KDC does not know the user: is the name spelt right?").empty());
}

TEST_CASE("every hint reads as a sentence, whatever is known") {
    std::set<std::string> hints;
    for (std::size_t combination = 0; combination < std::size_t{1} << std::size(known); ++combination)
        for (const auto more : further) {
            const auto wrong = misspelling_with(facts_of(combination, more), hints);
            CAPTURE(wrong);
            REQUIRE(wrong.empty());
        }
    CHECK(hints.size() > 100);
}

TEST_CASE("the lines of a report read as well, whatever is known") {
    for (std::size_t combination = 0; combination < std::size_t{1} << std::size(known); ++combination) {
        const auto record =
            record_of(status::no_kerb_key, reason::key_missing, facts_of(combination, further[0]));
        const advice::symptoms s(record);
        const auto wrong = misspelling_in(advice::ticket_text(s));
        CAPTURE(wrong);
        CHECK(wrong.empty());
    }
}

TEST_CASE("an account's state reads as a sentence with a name and without") {
    for (const auto& row : advice::account_rows) {
        failure_facts facts;
        facts.kdc.error = gss::kdc_error{.code = 0, .text = {}, .nt_status = row.code, .at = std::nullopt};
        CHECK(misspelling_in(advice::hint_for(advice::symptoms(
                                 record_of(status::logon_denied, reason::client_revoked, facts))))
                  .empty());
    }
}

TEST_CASE("a status that this library answers is no word of the KDC's") {
    auto record = record_of(status::logon_denied, reason::client_revoked, {});
    record.nt_status = 0xC0000072;
    CHECK(advice::hint_for(advice::symptoms(record))
              .starts_with("the account is disabled, locked out or barred"));
    record = record_of(status::logon_denied, reason::unspecified, {});
    record.nt_status = 0xC0000072;
    CHECK(
        advice::hint_for(advice::symptoms(record)).starts_with("the account is disabled: an administrator"));
}

TEST_CASE("an old key of an account is told from a keytab of another service") {
    failure_facts facts;
    facts.service = "HTTP/web.x.test@X.TEST";
    facts.keytab = "FILE:/tmp/kt";
    facts.keytab_state = store_state::there;
    facts.keytab_names = {"svcweb@X.TEST"};
    facts.ticket = gss::key_facts{.kvno = 3, .enctype = 18};
    const auto hint = [&] {
        const auto record = record_of(status::no_kerb_key, reason::undecryptable, facts);
        return advice::hint_for(advice::symptoms(record));
    };
    CHECK(hint() ==
          "the keytab FILE:/tmp/kt has no key for HTTP/web.x.test@X.TEST; it has keys for svcweb@X.TEST");
    facts.account_keys = {{.kvno = 2, .enctype = 18}};
    CHECK(hint() ==
          "the account's key in the keytab FILE:/tmp/kt is kvno 2, the ticket for HTTP/web.x.test@X.TEST is "
          "kvno 3; it has keys for svcweb@X.TEST: if the service runs under that account, write its present "
          "key to the keytab");
    facts.account_keys = {{.kvno = 4, .enctype = 18}};
    CHECK(
        hint().ends_with("the client has a ticket from before the key changed and needs a new one (kinit)"));
    facts.account_keys = {{.kvno = 3, .enctype = 17}};
    CHECK(hint().starts_with("the keytab FILE:/tmp/kt has no key for"));
}
