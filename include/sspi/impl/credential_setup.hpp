// SPDX-License-Identifier: BSL-1.0
// What a builder sets on a handle that was just acquired.
#pragma once

#include <sspi/impl/category.hpp>
#include <sspi/impl/credential_state.hpp>

#include <cstring>
#include <span>
#include <vector>

namespace sspi::impl {

/// The structure with the proxy's name behind it, whose characters are wide everywhere.
inline outcome set_proxy(CredHandle* handle, const kdc_proxy_settings& proxy) {
    using settings = SecPkgCredentials_KdcProxySettingsW;
    const auto url = detail::from_utf8<WCHAR>(proxy.url);
    const auto size = url ? url->size() * sizeof(WCHAR) : 0;
    if (size == 0 || size > 0xFFFF) return refused(errc::invalid_parameter);
    settings head{};
    head.Version = KDC_PROXY_SETTINGS_V1;
    head.Flags = proxy.only ? KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY : 0;
    head.ProxyServerOffset = sizeof head;
    head.ProxyServerLength = static_cast<decltype(head.ProxyServerLength)>(size);
    std::vector<std::byte> block(sizeof head + size);
    std::memcpy(block.data(), &head, sizeof head);
    std::memcpy(block.data() + sizeof head, url->data(), size);
    return answered(
        native_set_credential(handle, SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS, block.data(), block.size()));
}

#if defined(_WIN32)
/// What Windows does not have, before anything is made.
inline outcome possible(const credential_settings& from) noexcept {
    const bool more = from.has_store() || from.timeouts || from.clock_offset;
    return more ? refused(errc::unsupported_function) : outcome{};
}
inline outcome set_own(CredHandle*, const credential_settings&) noexcept {
    return {};
}
inline outcome set_clock_offset(CredHandle*, std::chrono::seconds) noexcept {
    return refused(errc::unsupported_function);
}
#else
inline outcome possible(const credential_settings&) noexcept {
    return {};
}

inline outcome set_store(CredHandle* handle, const credential_settings& from) {
    const auto has_zero = [](const auto& text) { return text && text->find('\0') != text->npos; };
    const auto words = [](const auto& text) { return text ? text->c_str() : nullptr; };
    if (has_zero(from.cache) || has_zero(from.keytab)) return refused(errc::invalid_parameter);
    return answered(SspiSetCredentialStore(handle, words(from.cache), words(from.keytab)));
}

/// Milliseconds as the C contract has them; a number that does not fit is the largest.
inline ULONG milliseconds_of(std::chrono::milliseconds time) noexcept {
    constexpr std::chrono::milliseconds most(0xFFFFFFFF);
    return static_cast<ULONG>((time < most ? time : most).count());
}

inline outcome set_timeouts(CredHandle* handle, const kdc_timeout_settings& times) {
    if (times.each.count() < 0 || times.call.count() < 0) return refused(errc::invalid_parameter);
    SspiCredential_KdcTimeouts value{milliseconds_of(times.each), milliseconds_of(times.call)};
    return answered(native_set_credential(handle, SSPI_CRED_ATTR_KDC_TIMEOUTS, &value, sizeof value));
}

inline outcome set_clock_offset(CredHandle* handle, std::chrono::seconds ahead) {
    SspiCredential_ClockOffset value{ahead.count()};
    return answered(native_set_credential(handle, SSPI_CRED_ATTR_CLOCK_OFFSET, &value, sizeof value));
}

inline outcome set_own(CredHandle* handle, const credential_settings& from) {
    outcome out;
    if (from.has_store()) out = set_store(handle, from);
    if (!out.failed() && from.timeouts) out = set_timeouts(handle, *from.timeouts);
    if (!out.failed() && from.clock_offset) out = set_clock_offset(handle, *from.clock_offset);
    return out;
}
#endif

inline outcome set_up(CredHandle* handle, const credential_settings& from) {
    auto out = set_own(handle, from);
    if (!out.failed() && from.proxy) out = set_proxy(handle, *from.proxy);
    return out;
}

} // namespace sspi::impl
