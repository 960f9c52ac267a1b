// SPDX-License-Identifier: BSL-1.0
// A service as a client of the KDC: its own ticket-granting ticket, obtained with its key from a keytab.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <ctime>
#include <memory>
#include <string>

namespace sspi::heimdal {

struct service_login {
    owned_private_cache cache;
    std::string realm;
    bool forwardable = false;
    std::time_t start = 0;
    std::time_t end = 0;
    proved_clock clock; // by which its tickets came
};

/// The logins of the services of one keytab, for as long as a handle has this. Safe from several threads.
class service_accounts {
  public:
    virtual ~service_accounts() = default;

    /// The login of `service`, a principal of the keytab. Where the KDC knows the service under the name of an account
    /// only, as Active Directory does, that of the account's entry in the same keytab. With an empty name: the first
    /// principal of the keytab that the KDC knows. Kept until the ticket ends or the keytab has other keys.
    [[nodiscard]] virtual result<std::shared_ptr<const service_login>> log_in(kdc_call& call,
                                                                              const std::string& service) = 0;
    /// A newer one than `used`, which the KDC does not take any more.
    [[nodiscard]] virtual result<std::shared_ptr<const service_login>>
    log_in_anew(kdc_call& call, const std::string& service, const service_login& used) = 0;
};

/// Those of a keytab, by its name: the same as long as somebody has them, and then no more.
[[nodiscard]] std::shared_ptr<service_accounts> accounts_in(const std::string& keytab);

/// Whether a KDC says so of a login that it gave: its own key is another by now, say.
[[nodiscard]] bool says_login_is_stale(const failure& error) noexcept;

/// What `use` makes of a service's login; once more with a new one, where the KDC does not take the old one any more.
template <class Use>
[[nodiscard]] auto by_service(kdc_call& call, service_accounts& in, const std::string& service, Use&& use)
    -> decltype(use(std::declval<const service_login&>())) {
    const auto self = in.log_in(call, service);
    if (!self) return self.error();
    auto out = use(**self);
    if (out || !says_login_is_stale(out.error())) return out;
    const auto fresh = in.log_in_anew(call, service, **self);
    if (!fresh) return fresh.error();
    return use(**fresh);
}

} // namespace sspi::heimdal
