// SPDX-License-Identifier: BSL-1.0
// Heimdal credentials: a cache of the user's, a logon with a cache of its own, a keytab.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <memory>
#include <optional>
#include <string>

namespace sspi::heimdal {

class keytab_keys;
class service_accounts;
class ticket_index;
struct opening_keys;

/// A credential ready for gss_init_sec_context or gss_accept_sec_context.
struct login {
    owned_private_cache
        cache; // where the tickets are no user's; `handle` reads it for as long as a context needs it
    owned_credential handle;                 // empty for an acceptor
    std::string realm;                       // the client's; empty for an acceptor
    std::string cache_name;                  // empty for an acceptor
    std::string keytab_name;                 // empty for an initiator
    std::string only;                        // of an acceptor that takes tickets for this one alone
    std::shared_ptr<const keytab_keys> keys; // of an acceptor: those that it chooses from, ticket by ticket;
    std::shared_ptr<const opening_keys> opening; // or those in which Heimdal looks itself;
    std::optional<failure> no_keys;              // or why there are none, which is told when a ticket comes
    std::shared_ptr<service_accounts> accounts;  // of an acceptor, as long as it lives

    proved_clock clock;                       // by which its tickets came
    std::optional<utc_time> password_expires; // of the client, as the KDC said when it logged on

    std::weak_ptr<ticket_index> index; // of an initiator whose tickets are known one by one; set with:
    bool one_ticket = false;           // it has none but the one that it was asked for, in `cache`,
    std::string origin;                // a copy from this cache of the user's
    std::string service; // whose the ticket is, where KDCs referred to another realm than was asked for
};

/// What every credential of this backend can do.
class source : public credential {
  public:
    /// Obtains what a context needs, which may ask a KDC. Safe from several threads.
    [[nodiscard]] virtual result<std::shared_ptr<const login>> log_in(kdc_call& call) = 0;

    /// The same for an initiator, where the tickets depend on the target.
    [[nodiscard]] virtual result<std::shared_ptr<const login>> log_in_to(kdc_call& call,
                                                                         const std::string& target) {
        (void)target;
        return log_in(call);
    }

    /// The same, perhaps with the ticket alone that `what` needs.
    [[nodiscard]] virtual result<std::shared_ptr<const login>> log_in_for(kdc_call& call,
                                                                          const initiation& what) {
        return log_in_to(call, what.target);
    }
};

/// Why Heimdal cannot be used on this thread, if so.
[[nodiscard]] std::optional<failure> missing_context();

[[nodiscard]] result<std::string> text_of(krb5_const_principal principal);
/// The same for people, as the GSS-API writes it: without backslashes.
[[nodiscard]] result<std::string> displayed(krb5_const_principal principal);
[[nodiscard]] result<owned_principal> principal_of(krb5_ccache cache);

/// Heimdal's handle for what is in a cache, which has to outlive it. By another clock than the machine's, for what is in a
/// copy: tickets that come by it are not the user's.
[[nodiscard]] result<std::shared_ptr<login>> import_cache(kdc_call& call, krb5_ccache cache);
/// The same for a cache of the library's own.
[[nodiscard]] result<std::shared_ptr<login>> import_cache(kdc_call& call, owned_private_cache cache);
/// The cache behind a login, once more.
[[nodiscard]] krb5_error_code open_cache_of(const login& from, owned_cache& out);
/// Heimdal's handle for a keytab: for all of it, or for the keys of one service.
[[nodiscard]] result<owned_credential> accepting_by(krb5_keytab keytab, const std::string& service);

// cache.cpp
[[nodiscard]] std::shared_ptr<source> default_cache_source(std::optional<detail::principal_name> preferred);
[[nodiscard]] std::shared_ptr<source> collection_source(detail::principal_name who);
[[nodiscard]] std::shared_ptr<source> named_cache_source(std::string name);
// logon.cpp
[[nodiscard]] std::shared_ptr<source> logon_source(logon with);
// keytab.cpp
[[nodiscard]] std::shared_ptr<source> keytab_source(acceptor_keys from);

} // namespace sspi::heimdal
