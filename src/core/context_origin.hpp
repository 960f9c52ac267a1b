// SPDX-License-Identifier: BSL-1.0
// Where a packed context may be used: on this machine, by this user.
#pragma once

#include <unistd.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

namespace sspi::core {

/// As long as a key of AES-256, because it keys the checksum of what is packed here.
using context_origin = std::array<std::byte, 32>;

/// The name that systemd or D-Bus gave the machine for good, else its host name.
[[nodiscard]] inline std::string machine_name() {
    for (const char* const path : {"/etc/machine-id", "/var/lib/dbus/machine-id"}) {
        std::string line;
        std::ifstream file(path);
        if (std::getline(file, line) && !line.empty()) return line;
    }
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0) return {};
    return host.data();
}

/// The machine's name folded into 28 octets, and the number of the user.
[[nodiscard]] inline context_origin fold_origin(const std::string& machine, std::uint32_t user) {
    constexpr std::size_t width = 28;
    context_origin out{};
    for (std::size_t i = 0; i < machine.size(); ++i) {
        const auto rotated =
            std::rotl(static_cast<unsigned char>(machine[i]), static_cast<int>(i / width % 8));
        out[i % width] ^= static_cast<std::byte>(rotated);
    }
    for (std::size_t i = 0; i < 4; ++i)
        out[width + i] = static_cast<std::byte>(user >> (24 - 8 * i));
    return out;
}

[[nodiscard]] inline context_origin this_origin() {
    return fold_origin(machine_name(), static_cast<std::uint32_t>(geteuid()));
}

} // namespace sspi::core
