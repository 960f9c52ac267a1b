// SPDX-License-Identifier: BSL-1.0
// A peer that is written by hand, octet by octet, at the other end of a stream's connection.
#pragma once

#include "sides.hpp"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::test {

using bytes = std::vector<std::byte>;

[[nodiscard]] inline bytes octets(std::initializer_list<int> values) {
    bytes out;
    for (const auto each : values)
        out.push_back(static_cast<std::byte>(each));
    return out;
}
[[nodiscard]] inline bytes octets(std::string_view text) {
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}
[[nodiscard]] inline bytes operator+(bytes a, const bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}
/// In hexadecimal, which failures show.
[[nodiscard]] inline std::string hex(std::span<const std::byte> data) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const auto each : data)
        for (const auto nibble : {std::to_integer<unsigned>(each) >> 4, std::to_integer<unsigned>(each) & 15})
            out += digits[nibble];
    return out;
}
[[nodiscard]] inline bytes big(std::size_t value) {
    return {std::byte(value >> 24 & 255), std::byte(value >> 16 & 255), std::byte(value >> 8 & 255),
            std::byte(value & 255)};
}
[[nodiscard]] inline bytes little(std::size_t value) {
    return {std::byte(value & 255), std::byte(value >> 8 & 255), std::byte(value >> 16 & 255),
            std::byte(value >> 24 & 255)};
}
[[nodiscard]] inline std::size_t number(std::span<const std::byte> big_endian) {
    return std::accumulate(big_endian.begin(), big_endian.end(), std::size_t{0},
                           [](auto sum, auto each) { return sum << 8 | std::to_integer<std::size_t>(each); });
}

/// One stream, and the connection's other end by hand.
template <class Framing>
struct by_hand {
    using side = stream<memory_layer, Framing>;

    template <class Party>
    explicit by_hand(Party who, Framing how = {}) {
        auto [one, two] = connected(context.get_executor());
        tested.emplace(std::move(one), std::move(who), how);
        other.emplace(std::move(two));
    }

    void begin() { begin_handshake(*tested, shaken); }
    void say(const bytes& what) { other->script().send(what); }
    void hang_up() { other->close(); }
    /// What has come so far, of at least so many octets.
    [[nodiscard]] bytes heard(std::size_t least = 1) {
        auto& arrived = other->script().arrived;
        run_until(context, [&] { return arrived.size() >= least; });
        bytes out(arrived.begin(), arrived.end());
        arrived.clear();
        return out;
    }
    /// Whether nothing more comes, now that the stream has nothing to do.
    [[nodiscard]] bool quiet() {
        settle(context);
        return other->script().arrived.empty();
    }
    [[nodiscard]] error_code outcome() {
        run_until(context, [&] { return shaken.over; });
        return shaken.error;
    }

    asio::io_context context{};
    std::optional<side> tested{};
    std::optional<memory_layer> other{};
    result shaken{};
};

[[nodiscard]] inline initiator client_of(features wanted = features_for(protection_level::confidentiality),
                                         std::string_view package = packages::negotiate) {
    static const auto kerberos = client_credential(packages::kerberos);
    return {package == packages::kerberos ? kerberos : usual_client(),
            service(),
            {.request = wanted, .required = {}}};
}
[[nodiscard]] inline acceptor server_of(std::string_view package = packages::negotiate) {
    static const auto kerberos = server_credential(packages::kerberos);
    return acceptor(package == packages::kerberos ? kerberos : usual_server());
}

[[nodiscard]] inline bool is(const error_code& error, errc value) {
    return error == error_code(make_error_code(value));
}

} // namespace sspi::test
