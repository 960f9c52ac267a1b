// SPDX-License-Identifier: BSL-1.0
// The seam: what the library asks of a Kerberos implementation, in the library's own words.
#pragma once

#include "../failure.hpp"
#include "../wire/channel_bindings.hpp"
#include "../wire/octets.hpp"
#include "../wire/pac_account.hpp"
#include "authenticator.hpp"
#include "kdc_call.hpp"
#include "password_change.hpp"

#include <sspi/detail/binding_policy.hpp>
#include <sspi/detail/flags.hpp>
#include <sspi/detail/principal_name.hpp>
#include <sspi/detail/secret.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sspi::gss {

using wire::bytes;
using wire::channel_bindings;
using wire::view;
using utc_time = std::chrono::sys_seconds;

/// The keys and counters of a finished context's per-message tokens.
struct message_keys {
    bool rfc4121 = false; // false: an enctype from before RFC 4121, whose tokens only the mechanism makes
    bool initiator = false;
    bool acceptor_subkey = false;
    std::int32_t enctype = 0;
    detail::secret_bytes key;
    std::uint64_t send_sequence = 0;
    std::uint64_t receive_sequence = 0;
};

class credential;

/// What a finished context knows about itself.
struct established {
    detail::gss_flag granted{};
    std::string initiator; // user@REALM
    std::string acceptor;  // class/host@REALM
    std::string target;    // what the client's ticket calls it, which no key vouches for; empty: the same
    std::shared_ptr<const wire::pac_account>
        account; // an acceptor's client, as its domain proved it; or null
    std::optional<utc_time>
        password_expires; // an initiator's own, as its KDC said; nothing: never, or not told
    detail::secret_bytes session_key;
    message_keys keys;
    std::shared_ptr<credential> delegated; // an acceptor's, for contexts in the initiator's name; or null
};

/// The outcome of one leg.
struct leg {
    bool complete = false;
    bytes token;
    std::optional<utc_time> expiry;
};

/// The content of an unwrapped per-message token.
struct unwrapped {
    detail::secret_bytes message;
    bool sealed = false;
};

/// Where a context's identity or keys come from. Shared by the contexts that were begun with it.
class credential {
  public:
    virtual ~credential() = default;

    /// The principal it stands for, as text.
    [[nodiscard]] virtual result<std::string> name(kdc_call& call) = 0;
};

/// Who logs on, and with what: a password, or the keys in the contents of a keytab file.
struct logon {
    detail::principal_name who; // with a keytab it may have no name: the first principal in it
    detail::secret_string password{};
    std::optional<detail::secret_bytes> keytab{};
    bool no_authorization_data = false; // tickets without a PAC
};

/// Where an acceptor's keys are. Empty members: the default keytab, and whatever service is in it.
struct acceptor_keys {
    std::string keytab{};                           // its name
    std::optional<detail::secret_bytes> contents{}; // or what is in its file
    std::string preferred_service{};                // this one alone, when the keytab has it
};

class security_context {
  public:
    virtual ~security_context() = default;

    /// Takes the peer's token (empty on an initiator's first leg) and makes the next one.
    [[nodiscard]] virtual result<leg> advance(kdc_call& call, view token) = 0;

    /// Why the peer refuses, where this is its error message; no new attempt is made.
    [[nodiscard]] virtual std::optional<failure> refusal_in(view) const { return std::nullopt; }

    /// Only after a leg was complete.
    [[nodiscard]] virtual result<established> describe() = 0;

    // Per-message tokens as the mechanism makes them, for enctypes from before RFC 4121.
    [[nodiscard]] virtual result<bytes> get_mic(view message) = 0;
    [[nodiscard]] virtual result<void> verify_mic(view message, view token) = 0;
    [[nodiscard]] virtual result<bytes> wrap(bool sealed, view message) = 0;
    [[nodiscard]] virtual result<unwrapped> unwrap(view token) = 0;

    /// All that another process needs to go on with those, which may then use the same sequence numbers.
    [[nodiscard]] virtual result<detail::secret_bytes> export_state() = 0;
};

/// A user for whom the KDC vouches to a service.
struct user_logon {
    std::string name; // user@REALM
    std::shared_ptr<credential> tickets;
    std::shared_ptr<const void> service{}; // its own login, which is gone with the last who has it
    std::shared_ptr<const wire::pac_account> account{}; // as the user's domain proved it; or null
};

/// What an initiator asks for.
struct initiation {
    std::string target; // as the caller wrote it, already checked for form
    detail::gss_flag request{};
    std::optional<channel_bindings> bindings;
};

/// What an acceptor asks for.
struct acceptance {
    std::optional<channel_bindings> bindings;
    detail::binding_policy policy = detail::binding_policy::unchecked;
    bool tells_errors = false;                 // a token for the client comes with a failure
    std::shared_ptr<opening_judge> openings{}; // asked of each opening; null: copies are not looked for
};

/// What may ask a KDC, or goes by a clock, is told for which call of the library it works.
class mechanism {
  public:
    virtual ~mechanism() = default;

    /// The user's default credential cache, looked at when a context is begun; or the cache in the collection that holds
    /// the preferred principal's tickets, where there is one.
    [[nodiscard]] virtual std::shared_ptr<credential>
    default_initiator(std::optional<detail::principal_name> preferred) = 0;
    /// The cache in the user's collection that holds this principal's tickets.
    [[nodiscard]] virtual std::shared_ptr<credential> cached_initiator(detail::principal_name who) = 0;
    /// A cache by its name, as the Kerberos library resolves it.
    [[nodiscard]] virtual std::shared_ptr<credential> named_initiator(std::string cache) = 0;
    /// A password or key; it is used for an AS exchange when the first context needs it.
    [[nodiscard]] virtual std::shared_ptr<credential> logon_initiator(logon with) = 0;
    [[nodiscard]] virtual std::shared_ptr<credential> keytab_acceptor(acceptor_keys from) = 0;

    /// From now on this library finds and asks the KDCs of its calls, and nobody in the process who comes later. Needs no
    /// configuration; whatever asks a KDC does it first.
    virtual void claim_kdcs() noexcept = 0;

    /// The NetBIOS domain that the configuration gives a realm; empty without one.
    [[nodiscard]] virtual std::string domain_of_realm(const std::string& realm) = 0;
    /// The realm of a NetBIOS or DNS domain by the configuration; the domain itself when that does not say.
    [[nodiscard]] virtual std::string realm_of_domain(const std::string& domain) = 0;
    /// The realm of a target by its text and the configuration; empty when neither says.
    [[nodiscard]] virtual std::string realm_of_target(const std::string& target) = 0;

    /// A user, named by the service of the default keytab and not logged on with a secret of the user's own. Asks the KDC.
    [[nodiscard]] virtual result<user_logon> log_on_for(kdc_call& call,
                                                        const detail::principal_name& who) = 0;

    [[nodiscard]] virtual result<std::unique_ptr<security_context>>
    initiate(kdc_call& call, const std::shared_ptr<credential>& from, initiation what) = 0;
    [[nodiscard]] virtual result<std::unique_ptr<security_context>>
    accept(kdc_call& call, const std::shared_ptr<credential>& with, acceptance what) = 0;
    /// For tokens that name user-to-user; `identity` is an initiator's, whose ticket-granting ticket takes the place
    /// of a service's key.
    [[nodiscard]] virtual result<std::unique_ptr<security_context>>
    accept_user_to_user(kdc_call& call, const std::shared_ptr<credential>& identity, acceptance what) = 0;

    /// A finished context of what `export_state` gave, for its per-message tokens.
    [[nodiscard]] virtual result<std::unique_ptr<security_context>> import_state(view state) = 0;

    /// Fails where the domain did not judge the new password.
    [[nodiscard]] virtual result<password_verdict> change_password(kdc_call& call,
                                                                   const password_change& asked) = 0;
};

/// Kerberos through Heimdal.
[[nodiscard]] mechanism& kerberos();

} // namespace sspi::gss
