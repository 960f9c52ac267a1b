// SPDX-License-Identifier: BSL-1.0
// QueryCredentialsAttributes and SetCredentialsAttributes: one table row for each attribute there is.
#pragma once

#include "caller_text.hpp"
#include "cancellation.hpp"
#include "credential.hpp"
#include "kdc_proxy_attribute.hpp"

#include <sspi.h>
#include <sspi_extensions.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

namespace sspi::core {

namespace credential_attribute {

using outcome = result<void>;

template <class Char>
using names_structure = typename text_structures<Char>::credential_names;

template <class Char>
outcome query_names(credential& cred, void* out) {
    asking in_call(cred.policy());
    const auto name = cred.name(in_call);
    if (!name) return name.error();
    auto text = text_block<Char>(*name);
    if (!text) return text.error();
    static_cast<names_structure<Char>*>(out)->sUserName = give_text<Char>(*text);
    return {};
}

/// From now on the tickets of that user, out of the caches of the process.
template <class Char>
outcome set_names(credential& cred, const void* from) {
    const Char* const given = static_cast<const names_structure<Char>*>(from)->sUserName;
    const auto text = given == nullptr ? std::nullopt : detail::to_utf8(std::basic_string_view<Char>(given));
    auto who = text ? detail::logon_name(*text, {}) : std::nullopt;
    if (!who) return failed_with(status::unknown_credentials, "the name is missing or malformed");
    if (thread_identity()) return failed_with(status::no_credentials, "the caches are not the client's");
    cred.use_initiator(gss::kerberos().cached_initiator(std::move(*who)));
    return {};
}

/// As they were set; 0 for what the configuration says.
inline outcome query_timeouts(credential& cred, void* out) {
    const auto now = cred.policy().timeouts;
    const auto in_words = [](const std::optional<std::chrono::milliseconds>& time) {
        return static_cast<ULONG>(time.value_or(std::chrono::milliseconds(0)).count());
    };
    *static_cast<SspiCredential_KdcTimeouts*>(out) = {in_words(now.each_try), in_words(now.whole_call)};
    return {};
}

inline outcome set_timeouts(credential& cred, const void* from) {
    const auto& given = *static_cast<const SspiCredential_KdcTimeouts*>(from);
    const auto time = [](ULONG milliseconds) {
        return milliseconds == 0 ? std::nullopt : std::optional(std::chrono::milliseconds(milliseconds));
    };
    cred.change_policy([&](gss::kdc_policy& policy) {
        policy.timeouts = {.each_try = time(given.ulTry), .whole_call = time(given.ulCall)};
    });
    return {};
}

/// Kerberos counts seconds since 1970 in 32 bits, and times have to stay among those it can say.
inline constexpr LONGLONG furthest_clock = 1'000'000'000;

inline outcome query_clock_offset(credential& cred, void* out) {
    *static_cast<SspiCredential_ClockOffset*>(out) = {cred.policy().clock_offset.count()};
    return {};
}

inline outcome set_clock_offset(credential& cred, const void* from) {
    const auto seconds = static_cast<const SspiCredential_ClockOffset*>(from)->llSeconds;
    if (seconds < -furthest_clock || seconds > furthest_clock)
        return failed_with(status::invalid_parameter, "the clock is too far away");
    cred.change_policy(
        [seconds](gss::kdc_policy& policy) { policy.clock_offset = std::chrono::seconds(seconds); });
    return {};
}

struct row {
    ULONG id;
    std::size_t size;
    outcome (*query)(credential&, void*);     // null: it cannot be asked for
    outcome (*set)(credential&, const void*); // null: it cannot be set
    // In place of those, where something stands behind the structure: with the number of bytes that are there.
    outcome (*query_all)(const credential&, void*, std::size_t) = nullptr;
    outcome (*set_all)(credential&, const void*, std::size_t) = nullptr;
};

// A provider's own data, a certificate and the way around a PAC: none of them has anything behind it here.
template <class Char, class Wide>
inline constexpr std::array rows{
    row{SECPKG_CRED_ATTR_NAMES, sizeof(names_structure<Char>), query_names<Char>, set_names<Char>},
    row{SECPKG_CRED_ATTR_SSI_PROVIDER, sizeof(SecPkgCredentials_SSIProviderW), nullptr, nullptr},
    row{SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS, sizeof(kdc_proxy_attribute::settings), nullptr, nullptr,
        kdc_proxy_attribute::query<Wide>, kdc_proxy_attribute::set<Wide>},
    row{SECPKG_CRED_ATTR_CERT, sizeof(SecPkgCredentials_Cert), nullptr, nullptr},
    row{SECPKG_CRED_ATTR_PAC_BYPASS, sizeof(ULONG), nullptr, nullptr},
    row{SSPI_CRED_ATTR_KDC_TIMEOUTS, sizeof(SspiCredential_KdcTimeouts), query_timeouts, set_timeouts},
    row{SSPI_CRED_ATTR_CLOCK_OFFSET, sizeof(SspiCredential_ClockOffset), query_clock_offset,
        set_clock_offset},
};

[[nodiscard]] inline failure unsupported() {
    return failed_with(status::unsupported_function, "credentials have no such attribute");
}

/// What is wrong with a caller's structure, if anything is.
[[nodiscard]] inline outcome check(const void* buffer, std::size_t available, std::size_t needed) {
    if (buffer == nullptr) return failed_with(status::invalid_parameter);
    if (available < needed) return failed_with(status::buffer_too_small);
    return {};
}

} // namespace credential_attribute

/// `available` bytes are at `out`; SIZE_MAX where nobody knows.
template <class Char, class Wide>
[[nodiscard]] result<void> query_credential(credential& cred, ULONG id, void* out, std::size_t available) {
    const auto& rows = credential_attribute::rows<Char, Wide>;
    const auto found = std::ranges::find(rows, id, &credential_attribute::row::id);
    if (found == rows.end() || (found->query == nullptr && found->query_all == nullptr))
        return credential_attribute::unsupported();
    if (auto good = credential_attribute::check(out, available, found->size); !good) return good;
    return found->query_all != nullptr ? found->query_all(cred, out, available) : found->query(cred, out);
}

template <class Char, class Wide>
[[nodiscard]] result<void> set_credential(credential& cred, ULONG id, const void* from,
                                          std::size_t available) {
    const auto& rows = credential_attribute::rows<Char, Wide>;
    const auto found = std::ranges::find(rows, id, &credential_attribute::row::id);
    if (found == rows.end() || (found->set == nullptr && found->set_all == nullptr))
        return credential_attribute::unsupported();
    if (auto good = credential_attribute::check(from, available, found->size); !good) return good;
    return found->set_all != nullptr ? found->set_all(cred, from, available) : found->set(cred, from);
}

} // namespace sspi::core
