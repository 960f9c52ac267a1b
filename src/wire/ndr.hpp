// SPDX-License-Identifier: BSL-1.0
// NDR as a PAC has it: one value in type serialization version 1 ([MS-RPCE] 2.2.6), in little endian, read strictly and once.
#pragma once

#include "octets.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace sspi::wire {

/// Numbers in little endian of an octet string, one behind the other. After the first thing that is not there, nothing is.
class little_endian_reader {
  public:
    explicit little_endian_reader(view from) noexcept : from_(from) {}

    [[nodiscard]] bool good() const noexcept { return good_; }
    [[nodiscard]] std::size_t position() const noexcept { return at_; }
    [[nodiscard]] std::size_t left() const noexcept { return from_.size() - at_; }
    /// Holds what has to hold, or nothing is good any more.
    void require(bool holds) noexcept { good_ = good_ && holds; }

    [[nodiscard]] view octets(std::size_t size) noexcept {
        good_ = good_ && size <= left();
        if (!good_) return {};
        const auto out = from_.subspan(at_, size);
        at_ += size;
        return out;
    }
    void skip(std::size_t size) noexcept { (void)octets(size); }

    std::uint8_t number8() noexcept { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t number16() noexcept { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t number32() noexcept { return static_cast<std::uint32_t>(number(4)); }
    std::uint64_t number64() noexcept { return number(8); }

  private:
    [[nodiscard]] std::uint64_t number(std::size_t size) noexcept {
        std::uint64_t out = 0;
        const auto from = octets(size);
        for (std::size_t i = from.size(); i-- > 0;)
            out = out << 8 | std::to_integer<std::uint64_t>(from[i]);
        return out;
    }

    view from_;
    std::size_t at_ = 0;
    bool good_ = true;
};

/// The value behind the two headers. What pointers point to stands behind what has them, each where the one before it ended:
/// a referent cannot overlap another, and is there or the value is none.
class ndr_reader {
  public:
    /// Nothing without the headers, or where they tell of another length than there is; up to 7 octets may fill up to a
    /// multiple of 8.
    [[nodiscard]] static std::optional<ndr_reader> of(view serialized) noexcept {
        constexpr std::uint8_t little_endian = 0x10;
        constexpr std::uint16_t header_size = 8;
        little_endian_reader from(serialized);
        from.require(from.number8() == 1);
        from.require(from.number8() == little_endian);
        from.require(from.number16() == header_size);
        from.skip(4); // any
        const std::size_t size = from.number32();
        from.skip(4); // any
        from.require(size % alignment == 0 && size <= from.left() && from.left() - size < alignment);
        const auto value = from.octets(size);
        if (!from.good()) return std::nullopt;
        return ndr_reader(value);
    }

    [[nodiscard]] bool good() const noexcept { return from_.good(); }
    /// All is read but what fills up.
    [[nodiscard]] bool done() const noexcept { return good() && from_.left() < alignment; }
    void require(bool holds) noexcept { from_.require(holds); }

    std::uint8_t number8() noexcept { return from_.number8(); }
    std::uint16_t number16() noexcept { return align(2), from_.number16(); }
    std::uint32_t number32() noexcept { return align(4), from_.number32(); }
    [[nodiscard]] view octets(std::size_t size) noexcept { return from_.octets(size); }

    /// Whether something is pointed to.
    [[nodiscard]] bool pointer() noexcept { return number32() != 0; }

    /// Of an array whose size was told before: it tells the same, and has room for as many elements of so many octets.
    void counted(std::uint32_t count, std::size_t element) noexcept {
        from_.require(number32() == count);
        from_.require(count <= from_.left() / element);
    }

  private:
    static constexpr std::size_t alignment = 8;

    explicit ndr_reader(view value) noexcept : from_(value) {}

    void align(std::size_t to) noexcept { from_.skip((to - from_.position() % to) % to); }

    little_endian_reader from_;
};

} // namespace sspi::wire
