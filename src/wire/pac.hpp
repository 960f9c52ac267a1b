// SPDX-License-Identifier: BSL-1.0
// The privilege attribute certificate in a ticket ([MS-PAC]): its list of buffers, its signatures, and whom it is for.
#pragma once

#include "ndr.hpp"
#include "octets.hpp"

#include <sspi/detail/text.hpp>
#include <sspi/detail/timestamp.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sspi::wire {

/// Of [MS-PAC] 2.4, those that are read here.
enum class pac_buffer : std::uint32_t {
    logon_info = 1,
    server_signature = 6,
    kdc_signature = 7,
    client_info = 10,
    upn_dns_info = 12,
};

/// A checksum in a PAC ([MS-PAC] 2.8).
struct pac_signature {
    std::int32_t type = 0;
    view octets;
};

/// Whose ticket a PAC was made for ([MS-PAC] 2.7).
struct pac_client {
    std::chrono::sys_seconds authenticated_at; // by the KDC: the ticket's authtime
    std::string name;                          // without a realm
};

/// UTF-8 of UTF-16 in little endian; nothing where that is malformed, or cannot be in a name: a NUL ends one elsewhere.
[[nodiscard]] inline std::optional<std::string> pac_text(view octets) {
    if (octets.size() % 2 != 0) return std::nullopt;
    std::u16string units;
    units.reserve(octets.size() / 2);
    for (std::size_t i = 0; i < octets.size(); i += 2)
        units.push_back(static_cast<char16_t>(std::to_integer<unsigned>(octets[i]) |
                                              std::to_integer<unsigned>(octets[i + 1]) << 8));
    if (units.find(u'\0') != units.npos) return std::nullopt;
    return detail::to_utf8(std::u16string_view(units));
}

/// Looks at octets that live longer. Nothing in them is proved by that.
class pac {
  public:
    /// Nothing unless each buffer is in it, begins at a multiple of 8 behind the list, overlaps no other and is the only one of its
    /// type.
    [[nodiscard]] static std::optional<pac> read(view octets) {
        little_endian_reader from(octets);
        const std::size_t count = from.number32();
        from.require(from.number32() == 0); // the version
        from.require(count <= from.left() / entry_size);
        if (!from.good()) return std::nullopt;
        pac out(octets);
        out.entries_.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
            if (!out.add(from)) return std::nullopt;
        return out.is_orderly(header_size + count * entry_size) ? std::optional(std::move(out))
                                                                : std::nullopt;
    }

    /// What is in a buffer; nothing without one of that type.
    [[nodiscard]] std::optional<view> find(pac_buffer type) const noexcept {
        const auto* const found = entry_of(type);
        if (found == nullptr) return std::nullopt;
        return octets_.subspan(found->offset, found->size);
    }

    /// The service's, over `signed_octets`. Nothing where there is none, or one of a kind that is not known or has another length.
    [[nodiscard]] std::optional<pac_signature> server_signature() const noexcept {
        const auto buffer = find(pac_buffer::server_signature);
        if (!buffer) return std::nullopt;
        little_endian_reader from(*buffer);
        const auto type = static_cast<std::int32_t>(from.number32());
        const auto* const known = std::ranges::find(signature_kinds, type, &signature_kind::type);
        if (known == signature_kinds.end()) return std::nullopt;
        const auto octets = from.octets(known->size);
        from.require(from.left() == 0 || from.left() == rodc_size);
        if (!from.good()) return std::nullopt;
        return pac_signature{type, octets};
    }

    /// All of it, with both signatures zero. Nothing where one of the two is missing.
    [[nodiscard]] std::optional<bytes> signed_octets() const {
        bytes out(octets_.begin(), octets_.end());
        for (const auto type : {pac_buffer::server_signature, pac_buffer::kdc_signature}) {
            const auto* const found = entry_of(type);
            if (found == nullptr || found->size < type_size) return std::nullopt;
            std::ranges::fill(view_of(out, found->offset + type_size, found->size - type_size), std::byte{0});
        }
        return out;
    }

    /// Nothing where it is missing or malformed.
    [[nodiscard]] std::optional<pac_client> client() const {
        const auto buffer = find(pac_buffer::client_info);
        if (!buffer) return std::nullopt;
        little_endian_reader from(*buffer);
        const auto time = static_cast<std::int64_t>(from.number64());
        const auto name = from.octets(from.number16());
        from.require(from.left() == 0);
        auto text = from.good() ? pac_text(name) : std::nullopt;
        if (!text || text->empty()) return std::nullopt;
        return pac_client{detail::from_filetime(time, {}), *std::move(text)};
    }

  private:
    struct entry {
        std::uint32_t type = 0;
        std::size_t size = 0;
        std::size_t offset = 0;
    };
    struct signature_kind {
        std::int32_t type;
        std::size_t size;
    };
    static constexpr std::size_t header_size = 8;
    static constexpr std::size_t entry_size = 16;
    static constexpr std::size_t type_size = 4; // of a signature
    static constexpr std::size_t rodc_size = 2; // which read-only domain controller made it
    /// RFC 4757, RFC 3962, RFC 8009, and for DES3 RFC 3961.
    static constexpr std::array signature_kinds{signature_kind{-138, 16}, signature_kind{12, 20},
                                                signature_kind{15, 12},   signature_kind{16, 12},
                                                signature_kind{19, 16},   signature_kind{20, 24}};

    explicit pac(view octets) noexcept : octets_(octets) {}

    [[nodiscard]] static std::span<std::byte> view_of(bytes& of, std::size_t offset, std::size_t size) {
        return std::span(of).subspan(offset, size);
    }

    [[nodiscard]] bool add(little_endian_reader& from) {
        entry next{.type = from.number32(), .size = from.number32()};
        const auto offset = from.number64();
        if (offset % 8 != 0 || offset > octets_.size() || next.size > octets_.size() - offset) return false;
        next.offset = static_cast<std::size_t>(offset);
        entries_.push_back(next);
        return true;
    }

    [[nodiscard]] bool is_orderly(std::size_t list_size) {
        std::ranges::sort(entries_, {}, &entry::offset);
        auto end = list_size;
        for (const auto& each : entries_) {
            if (each.offset < end) return false;
            end = each.offset + each.size;
        }
        std::ranges::sort(entries_, {}, &entry::type);
        return std::ranges::adjacent_find(entries_, {}, &entry::type) == entries_.end();
    }

    [[nodiscard]] const entry* entry_of(pac_buffer type) const noexcept {
        const auto wanted = static_cast<std::uint32_t>(type);
        const auto found = std::ranges::lower_bound(entries_, wanted, {}, &entry::type);
        return found != entries_.end() && found->type == wanted ? &*found : nullptr;
    }

    view octets_;
    std::vector<entry> entries_; // by type
};

} // namespace sspi::wire
