// SPDX-License-Identifier: BSL-1.0
// The options of a SASL context: what can be set, and what can be asked.
#pragma once

#include "establishment.hpp"

#include <sspi/detail/text.hpp>

#include <sspi.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace sspi::core {

[[nodiscard]] inline result<std::shared_ptr<context>> sasl_context(const SecHandle* handle) {
    auto found = live_context(handle);
    if (!found) return found.error();
    if (!(*found)->sasl()) return bad_handle();
    return found;
}

inline constexpr std::size_t most_authorization = 0xFFFF; // octets of an authorization identity

/// Only RFC 4752 has a place for the identity, and only while the client has not used it.
[[nodiscard]] inline result<void> set_authorization(const context& ctx, std::span<const std::byte> value) {
    if (!chooses_sasl_layer(ctx.of()) || ctx.side() != role::initiator || ctx.is_established() ||
        !ctx.sasl()->now().authorization_allowed)
        return refused_with(status::unsupported_function, "no authorization identity can be given");
    std::string text(reinterpret_cast<const char*>(value.data()), value.size());
    if (text.size() > most_authorization || text.find('\0') != std::string::npos ||
        !detail::to_utf8(std::string_view(text)))
        return refused_with(status::invalid_parameter, "the authorization identity is not text");
    ctx.sasl()->change([&](exchange::sasl_values& values) { values.authorization.swap(text); });
    return {};
}

[[nodiscard]] inline result<ULONG> number_in(std::span<const std::byte> value) {
    ULONG number = 0;
    if (value.size() < sizeof number) return refused_with(status::buffer_too_small);
    std::memcpy(&number, value.data(), sizeof number);
    return number;
}

[[nodiscard]] inline result<void> set_sasl_option(const SecHandle* handle, ULONG option,
                                                  std::span<const std::byte> value) {
    const auto ctx = sasl_context(handle);
    if (!ctx) return ctx.error();
    if (option == SASL_OPTION_AUTHZ_STRING) return set_authorization(**ctx, value);
    if (option < SASL_OPTION_SEND_SIZE || option > SASL_OPTION_AUTHZ_PROCESSING)
        return refused_with(status::unsupported_function, "there is no such option");
    const auto number = number_in(value);
    if (!number) return number.error();
    if (option == SASL_OPTION_AUTHZ_PROCESSING && *number > Sasl_AuthZIDProcessed)
        return refused_with(status::invalid_parameter, "there is no such state");
    (*ctx)->sasl()->change([&](exchange::sasl_values& values) {
        if (option == SASL_OPTION_SEND_SIZE) values.send_size = *number;
        if (option == SASL_OPTION_RECV_SIZE) values.receive_size = *number;
        if (option == SASL_OPTION_AUTHZ_PROCESSING)
            values.authorization_allowed = *number == Sasl_AuthZIDProcessed;
    });
    return {};
}

/// The octets of an option.
[[nodiscard]] inline result<std::string> sasl_option(const SecHandle* handle, ULONG option) {
    const auto ctx = sasl_context(handle);
    if (!ctx) return ctx.error();
    const auto values = (*ctx)->sasl()->now();
    const auto octets = [](ULONG number) {
        return std::string(reinterpret_cast<const char*>(&number), sizeof number);
    };
    switch (option) {
    case SASL_OPTION_SEND_SIZE:
        return octets(values.sendable());
    case SASL_OPTION_RECV_SIZE:
        return octets(values.receive_size);
    case SASL_OPTION_AUTHZ_PROCESSING:
        return octets(values.authorization_allowed ? Sasl_AuthZIDProcessed : Sasl_AuthZIDForbidden);
    case SASL_OPTION_AUTHZ_STRING:
        if (values.authorization_allowed) return values.authorization;
    }
    return refused_with(status::unsupported_function, "there is no such option, or no identity is allowed");
}

} // namespace sspi::core
