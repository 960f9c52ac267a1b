// SPDX-License-Identifier: BSL-1.0
// Identities in each of the contract's structures, and what a credential amounts to at the server.
#pragma once

#include <support/legs.hpp>

#include <string>
#include <type_traits>

namespace sspi::test {

/// The strings that an identity points into; `Char` is char or WCHAR.
template <class Char>
struct who {
    std::basic_string<Char> user{};
    std::basic_string<Char> domain{};
    std::basic_string<Char> password{};
    std::basic_string<Char> packages{};
};

template <class Char>
inline constexpr bool is_wide = std::is_same_v<Char, WCHAR>;

template <class Char>
inline constexpr ULONG identity_flag =
    is_wide<Char> ? SEC_WINNT_AUTH_IDENTITY_UNICODE : SEC_WINNT_AUTH_IDENTITY_ANSI;

/// The members that both structures have. The strings are not terminated as far as the library may know.
template <class Identity, class Char>
void point_into(Identity& identity, const who<Char>& strings) {
    const auto text = [](const std::basic_string<Char>& s) {
        using member = std::remove_reference_t<decltype(identity.User)>;
        return s.empty() ? nullptr : reinterpret_cast<member>(const_cast<Char*>(s.data()));
    };
    identity.User = text(strings.user);
    identity.UserLength = static_cast<ULONG>(strings.user.size());
    identity.Domain = text(strings.domain);
    identity.DomainLength = static_cast<ULONG>(strings.domain.size());
    identity.Password = text(strings.password);
    identity.PasswordLength = static_cast<ULONG>(strings.password.size());
}

/// SEC_WINNT_AUTH_IDENTITY_A or _W.
template <class Char>
[[nodiscard]] auto plain_identity(const who<Char>& strings, ULONG flags = identity_flag<Char>) {
    std::conditional_t<is_wide<Char>, SEC_WINNT_AUTH_IDENTITY_W, SEC_WINNT_AUTH_IDENTITY_A> out{};
    point_into(out, strings);
    out.Flags = flags;
    return out;
}
template <class Char>
void plain_identity(who<Char>&& gone_too_soon, ULONG flags = 0) = delete;

/// SEC_WINNT_AUTH_IDENTITY_EXA or _EXW.
template <class Char>
[[nodiscard]] auto extended_identity(const who<Char>& strings, ULONG flags = identity_flag<Char>) {
    std::conditional_t<is_wide<Char>, SEC_WINNT_AUTH_IDENTITY_EXW, SEC_WINNT_AUTH_IDENTITY_EXA> out{};
    out.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    out.Length = sizeof out;
    point_into(out, strings);
    out.Flags = flags;
    using member = std::remove_reference_t<decltype(out.PackageList)>;
    if (!strings.packages.empty())
        out.PackageList = reinterpret_cast<member>(const_cast<Char*>(strings.packages.data()));
    out.PackageListLength = static_cast<ULONG>(strings.packages.size());
    return out;
}
template <class Char>
void extended_identity(who<Char>&& gone_too_soon, ULONG flags = 0) = delete;

struct acquired {
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    owned_credential handle;
};

/// Acquires through the A or the W function, by `Char`.
template <class Char>
[[nodiscard]] acquired try_acquire(ULONG use, void* identity) {
    acquired out;
    if constexpr (is_wide<Char>) {
        WCHAR package[] = {'K', 'e', 'r', 'b', 'e', 'r', 'o', 's', 0};
        out.status = AcquireCredentialsHandleW(nullptr, package, use, nullptr, identity, nullptr, nullptr,
                                               out.handle.get(), nullptr);
    } else {
        out.status = AcquireCredentialsHandleA(nullptr, arg("Kerberos"), use, nullptr, identity, nullptr,
                                               nullptr, out.handle.get(), nullptr);
    }
    if (out.status == SEC_E_OK) out.handle.now_live();
    return out;
}

/// What the first leg answers.
[[nodiscard]] inline SECURITY_STATUS first_leg_status(owned_credential& from,
                                                      const std::string& target = web) {
    peer client;
    initiate(client, from, target, ISC_REQ_INTEGRITY);
    return client.status;
}

/// A name in a structure with that one member, freed.
template <class Structure>
[[nodiscard]] std::string taken_name(Structure& names) {
    const std::string text = names.sUserName;
    CHECK(FreeContextBuffer(names.sUserName) == SEC_E_OK);
    return text;
}

/// As whom the server knows the client of this credential; the status, when it does not come that far.
[[nodiscard]] inline std::string arrives_as(owned_credential& from, const std::string& target = web) {
    peer client, server;
    initiate(client, from, target, ISC_REQ_INTEGRITY);
    if (client.status != SEC_E_OK) return "status " + std::to_string(client.status);
    auto with = acquire(SECPKG_CRED_INBOUND);
    accept(server, with, 0, client.token);
    if (server.status != SEC_E_OK) return "server status " + std::to_string(server.status);
    return principal_at(server.context.get());
}

} // namespace sspi::test
