// SPDX-License-Identifier: BSL-1.0
// SaslEnumerateProfiles, SaslGetProfilePackage and SaslIdentifyPackage for any character type.
#pragma once

#include "../core/sasl_profiles.hpp"
#include "package_functions.hpp"

namespace sspi::abi {

template <class Char>
[[nodiscard]] SECURITY_STATUS enumerate_sasl_profiles(Char** list, ULONG* count) {
    return guarded({"SaslEnumerateProfiles"}, [&] {
        if (list == nullptr || count == nullptr) return SEC_E_INVALID_PARAMETER;
        const auto profiles = core::available_sasl_profiles();
        auto block = core::text_block<Char>(profiles.names); // which terminates the list
        if (!block) return to_status(block);
        *list = core::give_text<Char>(*block);
        *count = profiles.count;
        return SEC_E_OK;
    });
}

/// Describes a package, if one was found.
template <class Char>
[[nodiscard]] SECURITY_STATUS describe_package(const result<const core::package*>& found,
                                               package_info<Char>** out) {
    if (!found) return to_status(found);
    auto block = core::package_block<Char>({*found, 1});
    *out = static_cast<package_info<Char>*>(block.give());
    return SEC_E_OK;
}

template <class Char>
[[nodiscard]] SECURITY_STATUS sasl_profile_package(const Char* name, package_info<Char>** out) {
    return guarded({"SaslGetProfilePackage"}, [&] {
        if (out == nullptr) return SEC_E_INVALID_PARAMETER;
        const auto text = needed_text(name, status::secpkg_not_found, "the name of the mechanism");
        if (!text) return to_status(text);
        return describe_package<Char>(core::package_of(detail::find_sasl_profile(*text)), out);
    });
}

template <class Char>
[[nodiscard]] SECURITY_STATUS identify_sasl_package(PSecBufferDesc input, package_info<Char>** out) {
    return guarded({"SaslIdentifyPackage"}, [&] {
        if (out == nullptr) return SEC_E_INVALID_PARAMETER;
        return describe_package<Char>(core::sasl_package_in(input), out);
    });
}

} // namespace sspi::abi
