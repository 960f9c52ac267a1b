// SPDX-License-Identifier: BSL-1.0
// Writing a SEC_CHANNEL_BINDINGS with application data behind it.
#pragma once

#include <sspi/impl/contract.hpp>

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace sspi::impl {

inline std::vector<std::byte> bindings_block(std::string_view prefix, std::span<const std::byte> data) {
    SEC_CHANNEL_BINDINGS head{};
    head.dwApplicationDataOffset = sizeof head;
    head.cbApplicationDataLength = static_cast<ULONG>(prefix.size() + data.size());
    std::vector<std::byte> out(sizeof head);
    std::memcpy(out.data(), &head, sizeof head);
    const auto letters = std::as_bytes(std::span(prefix));
    out.insert(out.end(), letters.begin(), letters.end());
    out.insert(out.end(), data.begin(), data.end());
    return out;
}

} // namespace sspi::impl
