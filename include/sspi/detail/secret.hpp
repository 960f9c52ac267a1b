// SPDX-License-Identifier: BSL-1.0
// Owners of passwords and keys that leave nothing behind.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace sspi::detail {

/// Overwrites the bytes with zeros, even when the compiler sees that nobody reads them again.
inline void wipe(std::span<std::byte> bytes) noexcept {
    if (bytes.empty()) return;
#if defined(__GNUC__)
    std::memset(bytes.data(), 0, bytes.size());
    __asm__ __volatile__("" : : "r"(bytes.data()) : "memory");
#else
    for (volatile std::byte* p = bytes.data(); p != bytes.data() + bytes.size(); ++p)
        *p = std::byte{};
#endif
}

/// A buffer of fixed capacity that is wiped when it is destroyed, assigned to or moved from. It never grows,
/// because growing would leave a copy in freed memory. One zero unit follows the contents, for C functions.
template <class Unit>
class secret_buffer {
  public:
    using value_type = Unit;

    secret_buffer() noexcept = default;
    explicit secret_buffer(std::size_t capacity)
        : units_(std::make_unique<Unit[]>(capacity + 1)), capacity_(capacity) {}
    explicit secret_buffer(std::span<const Unit> contents) : secret_buffer(contents.size()) {
        for (const auto unit : contents)
            push_back(unit);
    }
    secret_buffer(secret_buffer&& other) noexcept { swap(other); }
    secret_buffer& operator=(secret_buffer&& other) noexcept {
        secret_buffer taken(std::move(other));
        swap(taken);
        return *this;
    }
    ~secret_buffer() { wipe(std::as_writable_bytes(std::span(units_.get(), units_ ? capacity_ : 0))); }

    /// Appends one unit. There must be room: size() < capacity().
    void push_back(Unit unit) noexcept { units_[size_++] = unit; }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] const Unit* data() const noexcept { return units_.get(); }
    [[nodiscard]] std::span<const Unit> units() const noexcept { return {data(), size_}; }
    [[nodiscard]] std::span<Unit> units() noexcept { return {units_.get(), size_}; }

    void swap(secret_buffer& other) noexcept {
        std::swap(units_, other.units_);
        std::swap(capacity_, other.capacity_);
        std::swap(size_, other.size_);
    }

  private:
    std::unique_ptr<Unit[]> units_;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
};

/// A password: UTF-8, move-only.
class secret_string : public secret_buffer<char> {
  public:
    secret_string() noexcept = default;
    /// Empty, with room for so many bytes.
    explicit secret_string(std::size_t capacity) : secret_buffer(capacity) {}
    explicit secret_string(std::string_view text) : secret_buffer(std::span(text.data(), text.size())) {}

    [[nodiscard]] std::string_view view() const noexcept { return {data(), size()}; }
    /// The same, NUL-terminated.
    [[nodiscard]] const char* c_str() const noexcept { return empty() ? "" : data(); }
};

/// A key or other binary secret, move-only.
class secret_bytes : public secret_buffer<std::byte> {
  public:
    secret_bytes() noexcept = default;
    explicit secret_bytes(std::span<const std::byte> contents) : secret_buffer(contents) {}

    /// Empty, with room for so many bytes.
    [[nodiscard]] static secret_bytes with_room(std::size_t capacity) {
        secret_bytes result;
        secret_buffer room(capacity);
        result.swap(room);
        return result;
    }
    /// `size` zero bytes, to be filled through units().
    [[nodiscard]] static secret_bytes of_size(std::size_t size) {
        secret_bytes result;
        secret_buffer zeros(size);
        for (std::size_t i = 0; i < size; ++i)
            zeros.push_back(std::byte{});
        result.swap(zeros);
        return result;
    }
    [[nodiscard]] std::span<const std::byte> view() const noexcept { return units(); }
};

} // namespace sspi::detail
