// SPDX-License-Identifier: BSL-1.0
// AcquireCredentialsHandle and AddCredentials. Compiled once for each width of WCHAR: an ANSI caller's identity may be
// wide.
#include "../../core/establishment.hpp"
#include "../guard.hpp"
#include "../text_argument.hpp"

#include <cstdint>
#include <type_traits>

using namespace sspi;

namespace {

template <class Char>
result<const core::package*> package_named(const Char* text) {
    const auto name = abi::needed_text(text, status::secpkg_not_found, "the name of the package");
    if (!name) return name.error();
    const auto* const found = core::find_package(*name);
    if (found == nullptr) return refused_with(status::secpkg_not_found, "there is no package of this name");
    return found;
}

template <class Char>
result<core::acquisition> acquisition_of(const Char* principal, ULONG use, const void* logon,
                                         const void* auth_data) {
    core::acquisition asked{.use = use,
                            .other_logon_session = logon != nullptr,
                            .who = std::nullopt,
                            .preferred = abi::text_argument(principal)};
    if (auth_data == nullptr) return asked;
    auto parsed = detail::parse_identity<SEC_WCHAR>(auth_data, SIZE_MAX, std::is_same_v<Char, SEC_WCHAR>);
    if (failed(parsed.code)) return failed_with(parsed.code, parsed.fault);
    asked.who = std::move(parsed.value);
    return asked;
}

/// Nothing was obtained yet that could expire.
void write_never(PTimeStamp expiry) {
    if (expiry != nullptr) expiry->QuadPart = detail::never;
}

template <class Char>
SECURITY_STATUS acquire(const Char* principal, const Char* package, ULONG use, const void* logon,
                        const void* auth_data, PCredHandle out, PTimeStamp expiry) {
    return abi::guarded({"AcquireCredentialsHandle"}, [&] {
        if (out == nullptr) return SEC_E_INVALID_HANDLE;
        const auto of = package_named(package);
        if (!of) return abi::to_status(of);
        auto asked = acquisition_of(principal, use, logon, auth_data);
        if (!asked) return abi::to_status(asked);
        auto made = core::acquire(**of, std::move(*asked));
        if (!made) return abi::to_status(made);
        const auto words = core::credentials().insert(std::move(*made));
        *out = {words.lower, words.upper};
        write_never(expiry);
        return SEC_E_OK;
    });
}

template <class Char>
SECURITY_STATUS add(PCredHandle handle, const Char* principal, const Char* package, ULONG use,
                    const void* auth_data, PTimeStamp expiry) {
    return abi::guarded({.name = "AddCredentials", .credential = handle}, [&] {
        const auto to = core::live_credential(handle);
        if (!to) return abi::to_status(to);
        if (const auto of = package_named(package); !of) return abi::to_status(of);
        auto asked = acquisition_of(principal, use, nullptr, auth_data);
        if (!asked) return abi::to_status(asked);
        const auto done = core::furnish(**to, std::move(*asked));
        if (done) write_never(expiry);
        return abi::to_status(done);
    });
}

} // namespace

// The key callbacks are not looked at, as on Windows.
SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleA(SEC_CHAR* pszPrincipal, SEC_CHAR* pszPackage,
                                                    ULONG fCredentialUse, void* pvLogonId, void* pAuthData,
                                                    SEC_GET_KEY_FN, void*, PCredHandle phCredential,
                                                    PTimeStamp ptsExpiry) {
    return acquire(pszPrincipal, pszPackage, fCredentialUse, pvLogonId, pAuthData, phCredential, ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleW(SEC_WCHAR* pszPrincipal, SEC_WCHAR* pszPackage,
                                                    ULONG fCredentialUse, void* pvLogonId, void* pAuthData,
                                                    SEC_GET_KEY_FN, void*, PCredHandle phCredential,
                                                    PTimeStamp ptsExpiry) {
    return acquire(pszPrincipal, pszPackage, fCredentialUse, pvLogonId, pAuthData, phCredential, ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY AddCredentialsA(PCredHandle hCredentials, SEC_CHAR* pszPrincipal,
                                          SEC_CHAR* pszPackage, ULONG fCredentialUse, void* pAuthData,
                                          SEC_GET_KEY_FN, void*, PTimeStamp ptsExpiry) {
    return add(hCredentials, pszPrincipal, pszPackage, fCredentialUse, pAuthData, ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY AddCredentialsW(PCredHandle hCredentials, SEC_WCHAR* pszPrincipal,
                                          SEC_WCHAR* pszPackage, ULONG fCredentialUse, void* pAuthData,
                                          SEC_GET_KEY_FN, void*, PTimeStamp ptsExpiry) {
    return add(hCredentials, pszPrincipal, pszPackage, fCredentialUse, pAuthData, ptsExpiry);
}
