// SPDX-License-Identifier: BSL-1.0
// Edits of files that consist of numbers and of texts behind their lengths.
#pragma once

#include "program.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace sspi::fuzz {

[[nodiscard]] inline bytes read_file(const std::filesystem::path& file) {
    std::ifstream from(file, std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(from), {}};
    return bytes_of(all);
}

/// With the mode that caches and keytabs must have.
inline void write_file(const std::filesystem::path& file, view octets) {
    {
        std::ofstream to(file, std::ios::binary | std::ios::trunc);
        to.write(reinterpret_cast<const char*>(octets.data()), static_cast<std::streamsize>(octets.size()));
    }
    std::filesystem::permissions(file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

/// Octets changed, numbers of four octets replaced, pieces cut out, repeated or put in.
inline void edit_file(bytes& octets, program& input) {
    for (int most = 8; most > 0 && !input.over(); --most) {
        const auto kind = input.octet() % 7;
        const std::size_t at = octets.empty() ? 0 : input.number() % octets.size();
        const auto here = octets.begin() + static_cast<std::ptrdiff_t>(at);
        if (kind == 0) octets.resize(at);
        if (kind == 1 && !octets.empty()) octets[at] = static_cast<std::byte>(input.octet());
        if (kind == 2 && !octets.empty()) octets[at] ^= static_cast<std::byte>(1U << input.octet() % 8);
        if (kind == 3) {
            const auto more = input.counted();
            octets.insert(here, more.begin(), more.end());
        }
        if (kind == 4 && at + 4 <= octets.size())
            for (std::size_t i = 0; i < 4; ++i)
                octets[at + i] = static_cast<std::byte>(input.octet());
        if (kind == 5) {
            const auto size = std::min<std::size_t>(input.number(), octets.size() - at);
            const bytes twin(here, here + static_cast<std::ptrdiff_t>(size));
            octets.insert(octets.end(), twin.begin(), twin.end());
        }
        if (kind == 6) {
            const auto size = std::min<std::size_t>(input.octet(), octets.size() - at);
            octets.erase(here, here + static_cast<std::ptrdiff_t>(size));
        }
    }
}

} // namespace sspi::fuzz
