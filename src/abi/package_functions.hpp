// SPDX-License-Identifier: BSL-1.0
// EnumerateSecurityPackages and QuerySecurityPackageInfo for any character type.
#pragma once

#include "../core/caller_text.hpp"
#include "guard.hpp"
#include "text_argument.hpp"

namespace sspi::abi {

template <class Char>
using package_info = typename core::text_structures<Char>::package_info;

template <class Char>
[[nodiscard]] SECURITY_STATUS enumerate_packages(ULONG* count, package_info<Char>** out) {
    return guarded({"EnumerateSecurityPackages"}, [&] {
        if (count == nullptr || out == nullptr) return SEC_E_INVALID_PARAMETER;
        auto block = core::package_block<Char>(core::packages);
        *count = static_cast<ULONG>(core::packages.size());
        *out = static_cast<package_info<Char>*>(block.give());
        return SEC_E_OK;
    });
}

template <class Char>
[[nodiscard]] SECURITY_STATUS query_package(const Char* name, package_info<Char>** out) {
    return guarded({"QuerySecurityPackageInfo"}, [&] {
        if (out == nullptr) return SEC_E_INVALID_PARAMETER;
        const auto text = needed_text(name, status::secpkg_not_found, "the name of the package");
        if (!text) return to_status(text);
        const auto* const found = core::find_description(*text);
        if (found == nullptr) return SEC_E_SECPKG_NOT_FOUND;
        auto block = core::package_block<Char>({found, 1});
        *out = static_cast<package_info<Char>*>(block.give());
        return SEC_E_OK;
    });
}

} // namespace sspi::abi
