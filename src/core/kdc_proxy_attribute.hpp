// SPDX-License-Identifier: BSL-1.0
// SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS: the KDC proxy of a credential, in a structure with its texts behind it.
#pragma once

#include "credential.hpp"

#include <sspi/detail/kdc_proxy_address.hpp>
#include <sspi/detail/text.hpp>

#include <sspi.h>

#include <cstddef>
#include <cstring>
#include <limits>
#include <optional>
#include <string>

namespace sspi::core::kdc_proxy_attribute {

using settings = SecPkgCredentials_KdcProxySettingsW;

[[nodiscard]] inline failure malformed(std::string why) {
    return failed_with(status::invalid_parameter, std::move(why));
}

// Wide is the WCHAR of the set that is compiled: what is the same in both sets but for that must not have the same name.

/// The text of a structure of `available` bytes at `start`; one zero behind it may be counted in.
template <class Wide>
[[nodiscard]] std::optional<std::string> text_in(const void* start, std::size_t available, std::size_t offset,
                                                 std::size_t length) {
    if (offset < sizeof(settings) || offset > available || length > available - offset ||
        length % sizeof(Wide) != 0)
        return std::nullopt;
    auto text =
        detail::to_utf8_from<Wide>(static_cast<const std::byte*>(start) + offset, length / sizeof(Wide));
    if (text && text->ends_with('\0')) text->pop_back();
    return text;
}

/// `available` bytes, at least those of the structure, are at `from`.
template <class Wide>
[[nodiscard]] result<void> set(credential& cred, const void* from, std::size_t available) {
    settings given;
    std::memcpy(&given, from, sizeof given);
    if (given.Version != KDC_PROXY_SETTINGS_V1) return malformed("another version of the proxy settings");
    if ((given.Flags & ~ULONG{KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY}) != 0)
        return malformed("a flag of the proxy settings that this library does not know");
    if (given.ClientTlsCredLength != 0)
        return failed_with(status::unsupported_function, "proxies are not shown certificates of clients");
    if (given.ProxyServerLength == 0) {
        cred.change_policy([](gss::kdc_policy& policy) { policy.proxy.reset(); });
        return {};
    }
    const auto text = text_in<Wide>(from, available, given.ProxyServerOffset, given.ProxyServerLength);
    if (!text) return malformed("the proxy server's text is not within the structure, or malformed");
    const auto address = detail::proxy_of_server(*text);
    if (!address) return malformed("the proxy server is no host, host:port, host:port:path or https:// URL");
    gss::kdc_proxy proxy{address->url(), (given.Flags & KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY) != 0};
    cred.change_policy([&proxy](gss::kdc_policy& policy) { policy.proxy = std::move(proxy); });
    return {};
}

/// Where the size is not known, only the structure is written, with the text's length and no offset.
template <class Wide>
[[nodiscard]] result<void> query(const credential& cred, void* out, std::size_t available) {
    const auto proxy = cred.policy().proxy;
    const auto text = detail::from_utf8<Wide>(proxy ? proxy->url : std::string());
    if (!text) return failed_with(status::internal_error, "the proxy's URL is no text");
    const auto bytes = text->size() * sizeof(Wide);
    const bool sized = available != std::numeric_limits<std::size_t>::max();
    if (sized && available - sizeof(settings) < bytes) return failed_with(status::buffer_too_small);
    settings told{.Version = KDC_PROXY_SETTINGS_V1,
                  .Flags = proxy && proxy->forced ? ULONG{KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY} : 0,
                  .ProxyServerOffset = static_cast<USHORT>(sized && bytes != 0 ? sizeof(settings) : 0),
                  .ProxyServerLength = static_cast<USHORT>(bytes),
                  .ClientTlsCredOffset = 0,
                  .ClientTlsCredLength = 0};
    std::memcpy(out, &told, sizeof told);
    if (sized && bytes != 0) std::memcpy(static_cast<std::byte*>(out) + sizeof told, text->data(), bytes);
    return {};
}

} // namespace sspi::core::kdc_proxy_attribute
