// SPDX-License-Identifier: BSL-1.0
// AcquireCredentialsHandle. Compiled once for each width of WCHAR: an ANSI caller's identity may be wide.
#include "../../core/establishment.hpp"
#include "../guard.hpp"
#include "../text_argument.hpp"

#include <cstdint>
#include <type_traits>

using namespace sspi;

namespace {

// The principal is not looked at, as on Windows, nor are the key callbacks.
template <class Char>
SECURITY_STATUS acquire(const Char* package, ULONG use, const void* logon, const void* auth_data,
                        PCredHandle out, PTimeStamp expiry) {
    return abi::guarded([&] {
        if (out == nullptr) return SEC_E_INVALID_HANDLE;
        const auto name = abi::text_argument(package);
        core::acquisition asked{.of = name ? core::find_package(*name) : nullptr,
                                .use = use,
                                .other_logon_session = logon != nullptr,
                                .who = std::nullopt};
        if (asked.of == nullptr) return SEC_E_SECPKG_NOT_FOUND;
        if (auth_data != nullptr) {
            auto parsed =
                detail::parse_identity<SEC_WCHAR>(auth_data, SIZE_MAX, std::is_same_v<Char, SEC_WCHAR>);
            if (failed(parsed.code)) return abi::to_status(parsed.code);
            asked.who = std::move(parsed.value);
        }
        auto made = core::acquire(std::move(asked));
        if (!made) return abi::to_status(made);
        const auto words = core::credentials().insert(std::move(*made));
        *out = {words.lower, words.upper};
        if (expiry != nullptr) expiry->QuadPart = detail::never; // nothing was obtained yet that could expire
        return SEC_E_OK;
    });
}

} // namespace

SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleA(SEC_CHAR*, SEC_CHAR* pszPackage, ULONG fCredentialUse,
                                                    void* pvLogonId, void* pAuthData, SEC_GET_KEY_FN, void*,
                                                    PCredHandle phCredential, PTimeStamp ptsExpiry) {
    return acquire(pszPackage, fCredentialUse, pvLogonId, pAuthData, phCredential, ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleW(SEC_WCHAR*, SEC_WCHAR* pszPackage, ULONG fCredentialUse,
                                                    void* pvLogonId, void* pAuthData, SEC_GET_KEY_FN, void*,
                                                    PCredHandle phCredential, PTimeStamp ptsExpiry) {
    return acquire(pszPackage, fCredentialUse, pvLogonId, pAuthData, phCredential, ptsExpiry);
}
