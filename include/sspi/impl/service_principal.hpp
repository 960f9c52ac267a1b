// SPDX-License-Identifier: BSL-1.0
// Taking names of services apart and putting them together.
#pragma once

#include <sspi/detail/text.hpp>
#include <sspi/impl/category.hpp>
#include <sspi/service_principal.hpp>

namespace sspi {

namespace impl {

/// An address without the brackets around it.
[[nodiscard]] constexpr std::string_view bare_host(std::string_view host) noexcept {
    return detail::is_in_brackets(host) ? host.substr(1, host.size() - 2) : host;
}

inline std::optional<service_principal> parsed(std::string_view text) {
    if (!detail::to_utf8(text)) return std::nullopt;
    const auto at = text.rfind('@');
    const auto realm = at == text.npos ? std::string_view() : text.substr(at + 1);
    if (at != text.npos && (realm.empty() || realm.find('/') != realm.npos)) return std::nullopt;
    const auto service = text.substr(0, at);
    if (service.find('@') != service.npos || detail::has_control_character(text)) return std::nullopt;
    const auto parts = detail::parse_service_principal_name(service);
    if (!parts) return std::nullopt;
    const bool named = service.find('/') != service.rfind('/');
    return service_principal{.service_class = std::string(parts->service_class),
                             .host = std::string(bare_host(parts->instance)),
                             .port = parts->port,
                             .name = named ? std::string(parts->service) : std::string(),
                             .realm = std::string(realm)};
}

/// What would be read as something else.
[[nodiscard]] constexpr bool ambiguous(const service_principal& from) noexcept {
    const auto has = [](std::string_view part, std::string_view any) {
        return part.find_first_of(any) != part.npos;
    };
    const auto host = bare_host(from.host);
    if (has(from.service_class, "@") || has(host, "@[]") || has(from.name, "@") || has(from.realm, "@/"))
        return true;
    return has(host, ":") && !detail::is_ipv6_address(host);
}

inline std::optional<std::string> written(const service_principal& from) {
    if (ambiguous(from) || detail::has_control_character(from.realm)) return std::nullopt;
    auto text = detail::to_text({.service_class = from.service_class,
                                 .instance = bare_host(from.host),
                                 .port = from.port,
                                 .service = from.name});
    if (!text) return std::nullopt;
    if (!from.realm.empty()) *text += '@' + from.realm;
    return detail::to_utf8(std::string_view(*text)) ? text : std::nullopt;
}

} // namespace impl

inline service_principal service_principal::parse(std::string_view text, std::error_code& error) {
    auto out = impl::parsed(text);
    error = out ? std::error_code() : make_error_code(errc::target_unknown);
    return out ? *std::move(out) : service_principal{};
}
inline service_principal service_principal::parse(std::string_view text) {
    auto out = impl::parsed(text);
    if (!out) impl::refused(errc::target_unknown).check("sspi::service_principal::parse");
    return *std::move(out);
}

inline std::string service_principal::text(std::error_code& error) const {
    auto out = impl::written(*this);
    error = out ? std::error_code() : make_error_code(errc::target_unknown);
    return out ? *std::move(out) : std::string();
}
inline std::string service_principal::text() const {
    auto out = impl::written(*this);
    if (!out) impl::refused(errc::target_unknown).check("sspi::service_principal::text");
    return *std::move(out);
}

} // namespace sspi
