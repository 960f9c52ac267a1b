// SPDX-License-Identifier: BSL-1.0
// SecBuffers over spans.
#pragma once

#include <sspi/errc.hpp>
#include <sspi/impl/contract.hpp>

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace sspi::impl {

/// Whether a length can be said to the C contract.
[[nodiscard]] constexpr bool fits(std::size_t size) noexcept {
    return size <= (std::numeric_limits<ULONG>::max)();
}

/// The C contract declares what it only reads without const.
[[nodiscard]] inline SecBuffer read_buffer(ULONG type, std::span<const std::byte> data) noexcept {
    return {static_cast<ULONG>(data.size()), type, const_cast<std::byte*>(data.data())};
}

[[nodiscard]] inline SecBuffer write_buffer(ULONG type, std::span<std::byte> data) noexcept {
    return {static_cast<ULONG>(data.size()), type, data.data()};
}

[[nodiscard]] inline SecBufferDesc list_of(std::span<SecBuffer> buffers) noexcept {
    return {SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()), buffers.data()};
}

/// An output token that the C contract allocates, freed when it goes.
class allocated_token {
  public:
    allocated_token() noexcept = default;
    allocated_token(const allocated_token&) = delete;
    allocated_token& operator=(const allocated_token&) = delete;
    ~allocated_token() {
        if (buffer_.pvBuffer != nullptr) FreeContextBuffer(buffer_.pvBuffer);
    }

    [[nodiscard]] SecBufferDesc* list() noexcept {
        list_ = list_of({&buffer_, 1});
        return &list_;
    }
    [[nodiscard]] std::vector<std::byte> copy() const {
        const auto* const first = static_cast<const std::byte*>(buffer_.pvBuffer);
        return first == nullptr ? std::vector<std::byte>()
                                : std::vector<std::byte>(first, first + buffer_.cbBuffer);
    }

  private:
    SecBuffer buffer_{0, SECBUFFER_TOKEN, nullptr};
    SecBufferDesc list_{};
};

} // namespace sspi::impl
