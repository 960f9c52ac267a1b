// SPDX-License-Identifier: BSL-1.0
// The SASL mechanisms whose packages this library has.
#pragma once

#include "../wire/gss_framing.hpp"
#include "caller_text.hpp"
#include "security_buffers.hpp"

#include <sspi/detail/sasl_profile.hpp>

#include <span>
#include <string>
#include <string_view>

namespace sspi::core {

/// The names one after the other, each terminated; the caller terminates the list.
struct sasl_profile_list {
    std::string names;
    ULONG count = 0;
};

[[nodiscard]] inline sasl_profile_list available_sasl_profiles() {
    sasl_profile_list out;
    for (const auto& profile : detail::sasl_profiles) {
        if (find_package(profile.package) == nullptr) continue;
        out.names.append(profile.name).push_back('\0');
        ++out.count;
    }
    return out;
}

[[nodiscard]] inline result<const package*> package_of(const detail::sasl_profile* profile) {
    const auto* const found = profile == nullptr ? nullptr : find_package(profile->package);
    if (found == nullptr) return refused_with(status::secpkg_not_found, "no SASL mechanism is known by this");
    return found;
}

/// The package whose SASL mechanism the first token of an exchange is for.
[[nodiscard]] inline result<const package*> sasl_package_in(PSecBufferDesc input) {
    const auto list = buffer_list::of(input);
    if (!list) return list.error();
    const auto token = required_content(*list, SECBUFFER_TOKEN);
    if (!token) return token.error();
    for (const auto& profile : detail::sasl_profiles)
        if (wire::begins_for(*token, profile.mechanism)) return package_of(&profile);
    return package_of(nullptr);
}

} // namespace sspi::core
