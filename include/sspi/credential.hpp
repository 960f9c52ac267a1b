// SPDX-License-Identifier: BSL-1.0
// Credentials: whom a program acts as, and with which package.
#pragma once

#include <sspi/error.hpp>
#include <sspi/impl/credential_state.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace sspi {

/// Names of packages, for credential_builder::package.
namespace packages {
/// SPNEGO, which agrees on Kerberos; on Windows on NTLM too, where Kerberos cannot be had.
inline constexpr std::string_view negotiate = "Negotiate";
/// Kerberos alone.
inline constexpr std::string_view kerberos = "Kerberos";
} // namespace packages

/// Which side a credential serves.
enum class direction : std::uint32_t {
    inbound = 1,  ///< an acceptor's
    outbound = 2, ///< an initiator's
    both = 3,
};

class credential_builder;

/// A credential handle. A value: copies share the handle, and the last one frees it; contexts that were begun with it keep
/// what they need. A credential that was moved from, or made without arguments, is empty.
///
///     auto me     = sspi::credential::outbound().acquire();                                  // the user's tickets
///     auto alice  = sspi::credential::outbound().user("alice@EXAMPLE.TEST").password(p).acquire();
///     auto server = sspi::credential::inbound().package(sspi::packages::kerberos).keytab("FILE:web.keytab").acquire();
///
/// Nothing is read and no KDC is asked until a context is begun, so that a wrong password shows there. Acquiring costs
/// microseconds; tickets are kept with the credential, so one for each user is better than one for each connection.
/// Threads: any number may use one credential, and copies of it, at the same time.
class credential {
  public:
    credential() noexcept = default;

    /// Begin a credential to initiate with, to accept with, or for both.
    [[nodiscard]] static credential_builder outbound();
    [[nodiscard]] static credential_builder inbound();
    [[nodiscard]] static credential_builder both();

    /// Whether it holds a handle.
    [[nodiscard]] explicit operator bool() const noexcept { return state_ != nullptr; }

    /// The principal, "user@REALM": of the default cache or keytab where no user was named. Fails with no_credentials where
    /// there is none, and with invalid_handle if the credential is empty.
    [[nodiscard]] std::string name() const;
    [[nodiscard]] std::string name(std::error_code& error) const;

    /// Moves the credential's clock ahead of the machine's by so much, for contexts that are begun and that were begun with
    /// it: see SSPI_CRED_ATTR_CLOCK_OFFSET. Fails with unsupported_function on Windows.
    void clock_offset(std::chrono::seconds ahead) const;
    void clock_offset(std::chrono::seconds ahead, std::error_code& error) const;

    /// The handle, for functions of the C contract that are not here; zero if the credential is empty. It stays this
    /// object's: do not free it.
    [[nodiscard]] SecHandle handle() const noexcept {
        return state_ != nullptr ? state_->handle() : SecHandle{};
    }

  private:
    friend class credential_builder;

    std::shared_ptr<const impl::credential_state> state_;
};

/// What a credential is to be. Each function changes one thing and gives the builder back, so that one that a chain of them
/// gave can be kept; acquire() may be called more than once. Names and texts are UTF-8.
///
///     auto everybody = sspi::credential::outbound().package(sspi::packages::kerberos).kdc_timeouts(1s, 3s);
///     auto alice = everybody.user("alice@EXAMPLE.TEST").password(secret).acquire();
///
/// It is moved and not copied, because it may hold a password, which is wiped when the builder goes.
class credential_builder {
  public:
    explicit credential_builder(direction use) { settings_.use = static_cast<std::uint32_t>(use); }

    /// The package; without this, Negotiate.
    credential_builder& package(std::string_view name) &;
    credential_builder package(std::string_view name) &&;

    /// Who: "alice@EXAMPLE.TEST", "CORP\\alice", or a name in the domain or else the default realm. Without a password
    /// it is a user whose tickets are there already.
    credential_builder& user(std::string_view name) &;
    credential_builder user(std::string_view name) &&;
    credential_builder& domain(std::string_view name) &;
    credential_builder domain(std::string_view name) &&;
    credential_builder& password(std::string_view secret) &;
    credential_builder password(std::string_view secret) &&;
    /// The same three at once.
    credential_builder& user(std::string_view name, std::string_view domain, std::string_view secret) &;
    credential_builder user(std::string_view name, std::string_view domain, std::string_view secret) &&;

    /// A hint which of several credentials is meant: a user with tickets in the collection of caches, or for an acceptor
    /// the one service of the keytab that is accepted (pszPrincipal of AcquireCredentialsHandle).
    credential_builder& principal(std::string_view name) &;
    credential_builder principal(std::string_view name) &&;

    /// The cache to initiate from and the keytab to accept with, as Kerberos writes them: "FILE:/run/me/ccache", "KCM:1000",
    /// "MEMORY:name", or a path. acquire() fails with unsupported_function on Windows.
    credential_builder& cache(std::string_view name) &;
    credential_builder cache(std::string_view name) &&;
    credential_builder& keytab(std::string_view name) &;
    credential_builder keytab(std::string_view name) &&;

    /// How long KDCs may take: one server by one protocol, and one call in all; zero is what the configuration says.
    /// acquire() fails with unsupported_function on Windows.
    credential_builder& kdc_timeouts(std::chrono::milliseconds each, std::chrono::milliseconds call) &;
    credential_builder kdc_timeouts(std::chrono::milliseconds each, std::chrono::milliseconds call) &&;

    /// A proxy that is asked in place of the KDCs (MS-KKDCP): "https://proxy.example/KdcProxy", and as
    /// SecPkgCredentials_KdcProxySettings has it. `only`: never a KDC itself.
    credential_builder& kdc_proxy(std::string_view url, bool only = false) &;
    credential_builder kdc_proxy(std::string_view url, bool only = false) &&;

    /// How far the clock of contexts is ahead of the machine's. acquire() fails with unsupported_function on Windows.
    credential_builder& clock_offset(std::chrono::seconds ahead) &;
    credential_builder clock_offset(std::chrono::seconds ahead) &&;

    /// Which mechanisms Negotiate may use, as PackageList of SEC_WINNT_AUTH_IDENTITY_EX: "!ntlm", "kerberos".
    credential_builder& mechanisms(std::string_view list) &;
    credential_builder mechanisms(std::string_view list) &&;

    /// Makes the credential. Fails with secpkg_not_found for an unknown package, unknown_credentials for a malformed
    /// identity, invalid_parameter for a malformed name of a store or an empty one, and as AcquireCredentialsHandle says.
    [[nodiscard]] credential acquire() const;
    /// The same; on failure an empty credential.
    [[nodiscard]] credential acquire(std::error_code& error) const;

  private:
    impl::credential_settings settings_;
};

} // namespace sspi

#include <sspi/impl/credential.hpp>
