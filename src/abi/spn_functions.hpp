// SPDX-License-Identifier: BSL-1.0
// DsMakeSpn and DsCrackSpn for any character type.
#pragma once

#include "text_argument.hpp"
#include "text_output.hpp"

#include <sspi/detail/service_principal_name.hpp>
#include <sspi/detail/win32_code.hpp>

#include <array>
#include <optional>
#include <string>
#include <utility>

namespace sspi::abi {

using detail::win32_code;

/// Runs a body that answers a Win32 code.
template <class Body>
[[nodiscard]] DWORD guarded_win32(Body&& body) noexcept {
    try {
        const process::visit here;
        return static_cast<DWORD>(here ? std::forward<Body>(body)() : win32_code::not_enough_memory);
    } catch (...) {
        return static_cast<DWORD>(win32_code::not_enough_memory);
    }
}

/// The arguments of DsMakeSpn, as given.
template <class Char>
struct spn_arguments {
    const Char* service_class;
    const Char* service;
    const Char* instance; // or null
    USHORT port;
    const Char* referrer; // or null
};

/// Nothing when an argument is missing or may not stand in a name.
template <class Char>
[[nodiscard]] std::optional<std::string> spn_of(const spn_arguments<Char>& given) {
    const auto service_class = text_argument(given.service_class);
    const auto service = text_argument(given.service);
    if (!service_class || !service) return std::nullopt;
    const bool host_based = given.instance == nullptr;
    const bool referred = host_based && given.referrer != nullptr && detail::is_ip_address(*service);
    const Char* const more = referred ? given.referrer : given.instance;
    const auto second = more != nullptr ? text_argument(more) : std::string();
    if (!second || (more != nullptr && second->empty()) || service->empty()) return std::nullopt;
    return detail::to_text({.service_class = *service_class,
                            .instance = host_based ? *service : *second,
                            .port = given.port,
                            .service = host_based ? *second : *service});
}

template <class Char>
[[nodiscard]] DWORD make_spn(const spn_arguments<Char>& given, DWORD* size, Char* out) {
    return guarded_win32([&] {
        if (size == nullptr || (out == nullptr && *size != 0)) return win32_code::invalid_parameter;
        const auto name = spn_of(given);
        if (!name) return win32_code::invalid_parameter;
        const text_output<Char> text(*name);
        const bool fits = text.fits(*size);
        *size = text.size();
        if (!fits) return win32_code::buffer_overflow;
        text.write(out);
        return win32_code::success;
    });
}

/// Where a part goes; left out when there is no place for it.
template <class Char>
struct spn_part {
    DWORD* size;
    Char* out;
    [[nodiscard]] bool wanted() const noexcept { return size != nullptr && *size != 0 && out != nullptr; }
};

template <class Char>
[[nodiscard]] DWORD crack_spn(const Char* spn, spn_part<Char> service_class, spn_part<Char> service,
                              spn_part<Char> instance, USHORT* port) {
    return guarded_win32([&] {
        const auto given = text_argument(spn);
        const auto name = given ? detail::parse_service_principal_name(*given) : std::nullopt;
        if (!name) return win32_code::invalid_parameter;
        const std::array<spn_part<Char>, 3> places{service_class, service, instance};
        const std::array<text_output<Char>, 3> texts{text_output<Char>(name->service_class),
                                                     text_output<Char>(name->service),
                                                     text_output<Char>(name->instance)};
        const auto each = [&](auto&& action) {
            for (std::size_t i = 0; i < places.size(); ++i)
                if (places[i].wanted()) action(places[i], texts[i]);
        };
        bool all_fit = true;
        each([&](auto& place, auto& text) { all_fit = all_fit && text.fits(*place.size); });
        each([&](auto& place, auto& text) {
            if (!all_fit && text.fits(*place.size)) return;
            *place.size = text.size();
            if (all_fit) text.write(place.out);
        });
        if (!all_fit) return win32_code::buffer_overflow;
        if (port != nullptr) *port = name->port;
        return win32_code::success;
    });
}

} // namespace sspi::abi
