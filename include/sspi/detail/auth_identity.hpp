// SPDX-License-Identifier: BSL-1.0
// The identities that the Sspi functions make: SEC_WINNT_AUTH_IDENTITY_EX2, all of it in one block.
#pragma once

#include <sspi/detail/identity_ex2.hpp>
#include <sspi/detail/identity_parts.hpp>
#include <sspi/detail/packed_credentials.hpp>
#include <sspi/detail/secret.hpp>
#include <sspi/detail/text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace sspi::detail {

/// The flags that do not say how the identity is stored: ONLY, ID_PROVIDER and those of the prompt.
inline constexpr std::uint32_t identity_lasting_flags = identity_only | 0x80000 | 0xFF000000;

/// SEC_WINNT_AUTH_PACKED_CREDENTIALS with the data behind it. One that is longer than 16 bits can say is for
/// the caller to refuse.
[[nodiscard]] inline secret_bytes packed_image(const guid_bytes& type, std::span<const std::byte> data) {
    packed_credentials_layout header{};
    header.header_length = sizeof header;
    header.structure_length = static_cast<std::uint16_t>(sizeof header + data.size());
    header.type = type;
    header.data_offset = sizeof header;
    header.data_length = static_cast<std::uint16_t>(data.size());
    auto image = secret_bytes::of_size(sizeof header + data.size());
    std::memcpy(image.units().data(), &header, sizeof header);
    std::ranges::copy(data, image.units().begin() + sizeof header);
    return image;
}

/// The password of an identity in units of `Wide`, or its keytab.
template <class Wide>
[[nodiscard]] std::optional<secret_bytes> packed_credentials_of(const identity_parts& from) {
    if (from.keytab) return packed_image(packed_keytab_type, from.keytab->view());
    if (!from.password) return std::nullopt;
    secret_buffer<Wide> units(from.password->size());
    if (!transcode<char>(from.password->data(), from.password->size(), units)) return std::nullopt;
    return packed_image(packed_password_type, std::as_bytes(units.units()));
}

/// Places parts behind the header, each where any structure could begin.
class ex2_composer {
  public:
    /// A part that is not there keeps an offset of zero. False when the part is longer than 16 bits can say.
    template <class Part>
    [[nodiscard]] bool place(const std::optional<Part>& part, std::uint32_t& offset, std::uint16_t& length) {
        if (!part) return true;
        const auto bytes = std::as_bytes(std::span(part->data(), part->size()));
        if (bytes.size() > UINT16_MAX) return false;
        offset = static_cast<std::uint32_t>(size_);
        length = static_cast<std::uint16_t>(bytes.size());
        placed_[count_++] = {size_, bytes};
        size_ += (bytes.size() + 7) / 8 * 8;
        return true;
    }
    [[nodiscard]] secret_bytes image(identity_ex2_layout header) const {
        header.structure_length = static_cast<std::uint32_t>(size_);
        auto out = secret_bytes::of_size(size_);
        std::memcpy(out.units().data(), &header, sizeof header);
        for (const auto& [at, bytes] : std::span(placed_).first(count_))
            std::ranges::copy(bytes, out.units().begin() + static_cast<std::ptrdiff_t>(at));
        return out;
    }

  private:
    std::array<std::pair<std::size_t, std::span<const std::byte>>, 4> placed_{};
    std::size_t count_ = 0;
    std::size_t size_ = sizeof(identity_ex2_layout);
};

/// The identity as a SEC_WINNT_AUTH_IDENTITY_EX2 whose texts have units of `Wide`; nothing when a part is too
/// long for one.
template <class Wide>
[[nodiscard]] std::optional<secret_bytes> ex2_image(const identity_parts& from) {
    const auto text = [](const std::optional<std::string>& utf8) {
        return utf8 ? from_utf8<Wide>(*utf8) : std::nullopt;
    };
    const auto user = text(from.user);
    const auto domain = text(from.domain);
    const auto packages = from.packages.empty() ? std::nullopt : from_utf8<Wide>(from.packages);
    const auto credentials = packed_credentials_of<Wide>(from);
    identity_ex2_layout header{};
    header.version = identity_ex2_version;
    header.header_length = sizeof header;
    header.flags = identity_unicode | identity_marshalled | (from.flags & identity_lasting_flags) |
                   (user ? 0 : identity_null_user) | (domain ? 0 : identity_null_domain);
    ex2_composer composer;
    const bool fits =
        composer.place(user, header.user_offset, header.user_length) &&
        composer.place(domain, header.domain_offset, header.domain_length) &&
        composer.place(packages, header.package_list_offset, header.package_list_length) &&
        composer.place(credentials, header.packed_credentials_offset, header.packed_credentials_length);
    return fits ? std::optional(composer.image(header)) : std::nullopt;
}

} // namespace sspi::detail
