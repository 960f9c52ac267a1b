// SPDX-License-Identifier: BSL-1.0
// A Kerberos realm with its KDC in this process: an in-memory principal database and no socket.
//
// A complete use, a test that authenticates alice to a web service:
//
//     sspi::testing::realm realm("EXAMPLE.TEST");
//     realm.add_user("alice", "secret");
//     realm.add_service("HTTP/web.example.test");
//     sspi::testing::environment environment({.realm = realm.name()});   // private krb5.conf, cache, keytab
//     sspi::testing::in_process route(realm);                            // this process's requests go to it
//     realm.write_keytab(environment.keytab_name());
//     realm.write_cache(environment.cache_name(), "alice");
//
// Names are principal names as Kerberos writes them, "alice" or "HTTP/web.example.test"; the realm is added
// when the name has none. Case counts, as it does for Heimdal and MIT.
#pragma once

#include <sspi/testing/enctype.hpp>
#include <sspi/testing/error.hpp>
#include <sspi/testing/export.hpp>
#include <sspi/testing/script.hpp>
#include <sspi/testing/transcript.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// How the KDC says with an error why an account may not log on: by an NTSTATUS ([MS-ERREF] 2.3.1) in the error's e-data.
enum class nt_status_form {
    none,    ///< not at all
    windows, ///< a KERB-ERROR-DATA, which is all of it ([MS-KILE] 2.2.1 and 2.2.2)
    samba,   ///< an element of a METHOD-DATA, behind the ETYPE-INFO2 of the account
};

/// What holds for the whole realm.
struct realm_options {
    std::chrono::seconds ticket_lifetime = std::chrono::hours(10);
    std::chrono::seconds renewable_lifetime = std::chrono::hours(24 * 7);
    /// For every principal without its own list, the krbtgt included. The SHA-2 types are not among them
    /// because their string-to-key costs tens of milliseconds for each user.
    std::vector<enctype> enctypes = {enctype::aes256_cts_hmac_sha1_96, enctype::aes128_cts_hmac_sha1_96,
                                     enctype::arcfour_hmac_md5};
    /// How far the KDC's clock is ahead of (positive) or behind (negative) the machine's.
    std::chrono::seconds clock_offset = std::chrono::seconds(0);
    /// Receives the KDC's log, one line a call, on the thread that asks the KDC. No keys and no passwords
    /// appear in it. It must not call back into the realm.
    std::function<void(std::string_view)> log{};
    /// Says why the password service refuses a new password for a principal ("alice@EXAMPLE.TEST"), or nothing when it
    /// takes it; unset: it takes every password but the empty one. What it says goes to the client as it is: Windows
    /// domain controllers put 30 octets there that describe the policy. Called on the thread that asks; it must not
    /// call back into the realm.
    std::function<std::string(std::string_view name, std::string_view password)> password_policy{};
    /// What AES keys of users cost: the rounds of PBKDF2, which clients learn from the KDC (s2kparams: RFC 3962, 4; RFC
    /// 8009, 4). Unset: 4096, for the SHA-2 types 32768, or in a `local_realm` 16, as tests make many users and guard
    /// nothing. MIT's clients refuse less than the usual number, Heimdal's take any. This library takes
    /// any from a route in the process, and by sockets no fewer than [sspi] minimum_rounds of krb5.conf, which is 4096. Services with
    /// a password always have the usual number, because others derive their keys without asking.
    std::optional<std::uint32_t> string_to_key_rounds{};
    std::size_t transcript_limit = 1000; ///< how many of the last requests the realm remembers
    /// The NetBIOS name of a Windows domain that the realm is, such as "CORP". Then tickets of its accounts say in their PAC what a
    /// domain controller's say: account, domain, security identifiers and groups (see account_options). Empty: they name
    /// the client, and no more.
    std::string domain{};
    /// The identifier of that domain, "S-1-5-21-1-2-3". Empty: one that is made of the realm's name, always the same.
    std::string domain_sid{};
    /// Unset: as Windows does where the realm is a domain, else not at all. With an NTSTATUS goes the error that domain
    /// controllers send: KDC_ERR_CLIENT_REVOKED for an account that has expired as well, KDC_ERR_POLICY for one of other machines.
    std::optional<nt_status_form> nt_status{};
};

/// Whose users reach whose services.
enum class trust_direction {
    both,
    their_users, ///< the other realm's users reach services here
    our_users,   ///< users of this realm reach services there
};

/// What holds for one principal.
struct account_options {
    /// The types it has keys for; empty: the realm's. For a service the first encrypts its tickets, and the
    /// session key has the first type on the client's list that is also on this one. For a user the session
    /// key of the ticket-granting ticket and the pre-authentication key are chosen that way.
    std::vector<enctype> enctypes{};
    std::optional<std::chrono::seconds> max_ticket_lifetime{};    ///< shorter than the realm's, when set
    std::optional<std::chrono::seconds> max_renewable_lifetime{}; ///< shorter than the realm's, when set
    std::optional<std::chrono::system_clock::time_point> valid_from{};
    std::optional<std::chrono::system_clock::time_point> expires{};
    std::optional<std::chrono::system_clock::time_point> password_expires{};
    bool forwardable = true;
    bool proxiable = true;
    bool postdatable = true;
    bool require_preauth = true;
    bool ok_as_delegate = false;
    /// Constrained delegation (S4U2proxy, [MS-SFU]): the services, of this realm, at which this one may act in the name
    /// of a client whose forwardable ticket it has; otherwise KDC_ERR_BADOPTION. libkdc dates what it then issues in a
    /// way that it does not accept as evidence again, so there are no chains of more than one such service.
    std::vector<std::string> allowed_to_delegate_to{};
    /// Protocol transition (S4U2self, [MS-SFU]): every service gets tickets for itself in any user's name; with this
    /// they are forwardable, so that they count as evidence for constrained delegation.
    bool trusted_to_authenticate_for_delegation = false;
    bool require_password_change = false;
    bool disabled = false;            ///< as a client: KDC_ERR_CLIENT_REVOKED; as a service: KDC_ERR_POLICY
    bool locked_out = false;          ///< the same answers
    bool outside_logon_hours = false; ///< as a client, at any hour: KDC_ERR_CLIENT_REVOKED
    bool other_workstations_only = false; ///< as a client, from any machine: the same
    /// Its tickets carry a PAC: the client's name and the KDC's signatures, for who asks for one. As a service: it gets
    /// tickets with it. Without, tickets have no authorization data.
    bool pac = true;
    // The account in the realm's domain, where that has one. A name in several parts is one of an account only with `sam_account`.
    std::string
        sam_account{}; ///< what the domain calls it; empty: the name of the principal, "alice" or "WS1$"
    std::optional<std::uint32_t> rid{}; ///< its number in the domain; unset: the next one, from 1105 on
    std::uint32_t primary_group = 513;  ///< the number of "Domain Users"
    /// Its groups beside that, each a number in the domain, "1201", or an identifier, "S-1-5-21-4-5-6-1300", of another; with
    /// ":deny-only" behind it where it counts for refusing alone. Malformed ones throw `error` where the account is added.
    std::vector<std::string> groups{};
    std::vector<std::string> resource_groups{}; ///< groups of the domain where the service is: numbers
    std::string upn{};                          ///< empty: the account's name and the realm's in lower case
};

/// What to ask for when a ticket-granting ticket is put into a cache.
struct ticket_options {
    std::optional<std::chrono::seconds> lifetime{}; ///< at most what the realm gives; unset: that
    std::optional<std::chrono::seconds> renewable_lifetime{};
    bool forwardable = true;
    std::vector<enctype> enctypes{}; ///< what the client offers; empty: all it knows
};

/// How many requests the KDC has been asked, by kind. A pre-authenticated AS exchange is two AS requests.
struct request_count {
    std::size_t as = 0;
    std::size_t tgs = 0;
    std::size_t other = 0;
    std::size_t password = 0; ///< changes of a password, refused ones too
};

class realm_state;

/// A realm and its KDC, with the password service beside it.
///
/// The principal kadmin/changepw is there from the beginning, and `answer` knows requests to change a password (RFC
/// 3244, versions 1 and 0xff80) from those to the KDC: both are served in the same places. Users change their own
/// passwords only, which then no longer are expired or have to be changed. A realm whose kadmin/changepw was removed
/// has no password service.
///
/// Copies share one realm; it lives until the last copy, route and server that uses it is gone. Every member
/// may be called from several threads at once; the KDC itself answers one request at a time in the process,
/// because libkdc keeps its clock in a global variable.
class SSPI_TESTING_API realm {
  public:
    /// Makes a realm with a krbtgt principal, the password service and nothing else. Throws `error`. Reads no configuration file
    /// for the KDC: what the process or the user configured does not change what it answers.
    explicit realm(std::string name, realm_options options = {});

    [[nodiscard]] const std::string& name() const noexcept;

    /// Adds a principal whose keys come from a password. The keys are derived here, once for each enctype,
    /// and the password is not kept. Throws `error` when the name is malformed or taken.
    void add_user(std::string_view name, std::string_view password, const account_options& options = {});

    /// Adds a principal with random keys.
    void add_service(std::string_view name, const account_options& options = {});

    /// Adds a service whose keys come from a password, such as an account that two parties know. With the
    /// name "krbtgt/B.TEST@A.TEST" and the same password in the realms A.TEST and B.TEST, A's users reach B's
    /// services.
    void add_service(std::string_view name, std::string_view password, const account_options& options = {});

    /// Gives a principal another name, such as the user principal name of an account: "alice.smith@corp.example". The KDC
    /// answers requests for it with the principal's own name where clients ask for canonical names. Throws `error` when
    /// the principal is unknown or the alias is taken.
    void add_alias(std::string_view alias, std::string_view name);

    /// Replaces the options of a principal, its keys and enctypes excepted.
    void set_options(std::string_view name, const account_options& options);

    /// Gives a principal a new random key under the next key version number. Tickets issued before can no
    /// longer be read with what `write_keytab` writes from now on.
    void change_key(std::string_view name);

    /// Gives a principal a new password under the next key version number.
    void change_password(std::string_view name, std::string_view password);

    /// Removes a principal; nothing happens if there is none of that name.
    void remove(std::string_view name);

    /// Moves the KDC's clock, see realm_options::clock_offset.
    void set_clock_offset(std::chrono::seconds offset);

    /// Moves the KDC's clock on, or back, from where it is: `advance(11h)`, and tickets of ten hours are expired.
    void advance(std::chrono::seconds time);

    /// The time by the KDC's clock.
    [[nodiscard]] std::chrono::system_clock::time_point now() const;

    /// Makes users of one realm welcome at the other's services: cross-realm krbtgt principals with a random key that
    /// both realms know, and referrals. From then on this realm's KDC sends a client that wants a service or a
    /// user of the other realm there: a service under the other's name or its host's domain (the realm's name in lower
    /// case), a user by KDC_ERR_WRONG_REALM. Trust is not passed on by itself: see `refer`. Throws `error` when they trust
    /// each other in that direction already.
    void trust(realm& other, trust_direction direction = trust_direction::both);

    /// Sends clients that want a service, "HTTP/web.example.test", or any service or user of a domain, "example.test", to
    /// another realm: with a ticket for it, if this realm trusts it, or else for the realm that `by_way_of`
    /// names. That one has to know the way on. The last realm accepts clients that came through one other, for which
    /// its KDC reads a temporary configuration of its own. Throws `error` when a name is empty.
    void refer(std::string_view name_or_domain, std::string_view realm_name, std::string_view by_way_of = {});

    /// Makes a rule: what is answered to some requests, by whichever way they come. See script.hpp. It acts at once,
    /// and does nothing but count until it is told more.
    rule when(request_match requests);

    /// Makes a rule that acts as a whole from its first request on: `prepare` says what it does.
    rule when(request_match requests, const std::function<void(rule&)>& prepare);

    /// The rules that never acted, in words: for `CHECK(realm.unused_rules().empty())` at the end of a test.
    [[nodiscard]] std::vector<std::string> unused_rules() const;

    /// Ends all rules.
    void clear_rules();

    /// What clients asked so far, and what they were answered.
    [[nodiscard]] testing::transcript transcript() const;

    /// Forgets it. `requests` counts on.
    void clear_transcript();

    /// Answers one request: the KDC as a function from octets to octets (without the length that TCP puts in front).
    /// Empty when the octets are not a request that has an answer, or a rule lets none be sent. Of several answers it
    /// is the first, and it does not wait.
    [[nodiscard]] std::vector<std::byte> answer(std::span<const std::byte> request,
                                                transport by = transport::stream) const;

    /// The number of requests so far, by whichever way they came.
    [[nodiscard]] request_count requests() const;

    /// Writes the current keys of those principals to a keytab, replacing what it had; with no names, those
    /// of every service. `where` is a path or a keytab name ("FILE:/tmp/x"). Throws `error` when a principal
    /// is unknown.
    void write_keytab(const std::string& where, std::span<const std::string> names = {}) const;
    void write_keytab(const std::string& where, std::initializer_list<std::string> names) const;

    /// Registers those keys in this process under "MEMORY:<name>" and returns that name. The keytab lives as
    /// long as the realm. Throws `error` when it already has a keytab of that name. With an empty name one is
    /// made up.
    [[nodiscard]] std::string memory_keytab(std::string_view name = {},
                                            std::span<const std::string> names = {});

    /// Puts a ticket-granting ticket for that principal into a credential cache and makes it the cache's
    /// owner: what `kinit` does, without a password, a socket or an `in_process` route. `where` is a path or
    /// a cache name
    /// ("FILE:/tmp/x", "MEMORY:x"). Throws `error` with the KDC's code when the KDC refuses.
    void write_cache(const std::string& where, std::string_view name,
                     const ticket_options& options = {}) const;

    /// For the other parts of this library.
    [[nodiscard]] const std::shared_ptr<realm_state>& state() const noexcept { return state_; }

  private:
    std::shared_ptr<realm_state> state_;
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
