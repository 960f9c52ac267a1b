// SPDX-License-Identifier: BSL-1.0
// The contents of a keytab file, of either version, as MIT Kerberos describes it and Heimdal writes it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sspi::detail {

/// One key of a principal.
struct keytab_entry {
    std::string realm;
    std::vector<std::string> components; ///< of the principal's name
    std::uint32_t name_type = 0;
    std::uint32_t timestamp = 0; ///< seconds since 1970
    std::uint32_t version = 0;   ///< of the key
    std::int32_t enctype = 0;
    std::span<const std::byte> key{}; ///< in the memory that was read
};

/// Version 1 has the numbers as the machine does on which it is written, counts the realm among the components of a name, and
/// has no types of names.
enum class keytab_version { one, two };

/// Takes numbers and counted texts off the front of a block. Once something is missing it stays failed.
class keytab_cursor {
  public:
    keytab_cursor(std::span<const std::byte> block, keytab_version version) noexcept
        : rest_(block),
          reversed_(version == keytab_version::one && std::endian::native == std::endian::little) {}

    [[nodiscard]] bool failed() const noexcept { return failed_; }
    [[nodiscard]] std::size_t left() const noexcept { return rest_.size(); }

    std::span<const std::byte> take(std::size_t size) noexcept {
        failed_ = failed_ || size > rest_.size();
        if (failed_) return {};
        const auto taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }
    std::uint32_t number(std::size_t size) noexcept {
        std::uint32_t value = 0;
        const auto octets = take(size);
        for (std::size_t i = 0; i < octets.size(); ++i) {
            const auto octet = octets[reversed_ ? octets.size() - 1 - i : i];
            value = value << 8 | std::to_integer<std::uint32_t>(octet);
        }
        return value;
    }
    std::string text() {
        const auto octets = take(number(2));
        return {reinterpret_cast<const char*>(octets.data()), octets.size()};
    }

  private:
    std::span<const std::byte> rest_;
    const bool reversed_;
    bool failed_ = false;
};

/// Reads one entry; nothing when it is malformed. The 32-bit version at its end is optional, and what follows it
/// (Heimdal's flags) has no meaning here.
[[nodiscard]] inline std::optional<keytab_entry> read_keytab_entry(std::span<const std::byte> block,
                                                                   keytab_version version) {
    keytab_cursor from(block, version);
    keytab_entry out;
    const auto counted = from.number(2);
    const auto components = version == keytab_version::one && counted != 0 ? counted - 1 : counted;
    out.realm = from.text();
    for (std::uint32_t i = 0; i < components && !from.failed(); ++i)
        out.components.push_back(from.text());
    if (version == keytab_version::two) out.name_type = from.number(4);
    out.timestamp = from.number(4);
    out.version = from.number(1);
    out.enctype = static_cast<std::int16_t>(from.number(2));
    out.key = from.take(from.number(2));
    if (from.failed() || out.components.empty()) return std::nullopt;
    constexpr std::size_t wide_version = 4;
    if (from.left() >= wide_version)
        if (const auto wide = from.number(wide_version); wide != 0) out.version = wide;
    return out;
}

/// The version that a file's first two octets name; nothing for any other beginning.
[[nodiscard]] inline std::optional<keytab_version>
keytab_version_of(std::span<const std::byte> contents) noexcept {
    constexpr std::byte format{5}, first{1}, second{2};
    if (contents.size() < 2 || contents[0] != format) return std::nullopt;
    if (contents[1] == first) return keytab_version::one;
    return contents[1] == second ? std::optional(keytab_version::two) : std::nullopt;
}

/// The entries behind the version, of which there may be none; nothing when one is malformed. Entries that were deleted
/// have a negative size and are passed over; one of size zero is the end.
[[nodiscard]] inline std::optional<std::vector<keytab_entry>>
read_keytab_entries(std::span<const std::byte> contents, keytab_version version) {
    keytab_cursor from(contents, version);
    (void)from.number(2);
    std::vector<keytab_entry> out;
    while (from.left() != 0) {
        const auto size = static_cast<std::int32_t>(from.number(4));
        if (size == 0) break;
        const auto block =
            from.take(size < 0 ? 0U - static_cast<std::uint32_t>(size) : static_cast<std::uint32_t>(size));
        if (from.failed()) return std::nullopt;
        if (size < 0) continue;
        auto entry = read_keytab_entry(block, version);
        if (!entry) return std::nullopt;
        out.push_back(std::move(*entry));
    }
    if (from.failed()) return std::nullopt;
    return out;
}

/// The entries of a keytab; nothing when it is malformed, of another version, or has no entry.
[[nodiscard]] inline std::optional<std::vector<keytab_entry>>
read_keytab(std::span<const std::byte> contents) {
    const auto version = keytab_version_of(contents);
    auto out = version ? read_keytab_entries(contents, *version) : std::nullopt;
    return out && !out->empty() ? std::move(out) : std::nullopt;
}

} // namespace sspi::detail
