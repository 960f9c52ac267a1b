// SPDX-License-Identifier: BSL-1.0
// What the Sspi functions do with identities. `Wide` is the unit of the caller's wide text.
#pragma once

#include "../failure.hpp"
#include "allocations.hpp"

#include <sspi/detail/auth_identity.hpp>
#include <sspi/detail/same_identity.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sspi::core {

/// The identity that a caller passes, in any structure.
template <class Wide>
[[nodiscard]] result<detail::identity_parts> given_identity(const void* identity) {
    auto parts = detail::read_identity<Wide>(identity, SIZE_MAX, true);
    if (!parts) return failed_with(status::unknown_credentials, "the identity is malformed or encrypted");
    return *std::move(parts);
}

/// The same where NULL stands for the default credential.
template <class Wide>
[[nodiscard]] result<detail::identity_parts> given_or_default(const void* identity) {
    if (identity == nullptr) return detail::identity_parts{};
    return given_identity<Wide>(identity);
}

/// An identity for the caller, in one block.
template <class Wide>
[[nodiscard]] result<allocation> identity_block(const detail::identity_parts& parts) {
    const auto image = detail::ex2_image<Wide>(parts);
    if (!image) return failed_with(status::unknown_credentials, "a part of the identity is too long");
    allocation block(image->size());
    std::ranges::copy(image->view(), block.bytes().begin());
    return block;
}

/// An identity of three texts, each of which may be NULL.
template <class Wide>
[[nodiscard]] result<allocation> identity_of_texts(const Wide* user, const Wide* domain,
                                                   const Wide* password) {
    const auto text = [](const Wide* from) {
        const auto length = from == nullptr ? 0 : std::basic_string_view<Wide>(from).size();
        return detail::identity_text{from,
                                     static_cast<std::uint32_t>(std::min<std::size_t>(length, UINT32_MAX))};
    };
    const detail::identity_text_reader<Wide> reader(true);
    detail::identity_parts parts;
    const bool well_formed = reader.read_name(text(user), false, parts.user) &&
                             reader.read_name(text(domain), false, parts.domain) &&
                             reader.read_password(text(password), parts.password);
    if (!well_formed) return failed_with(status::unknown_credentials, "a text is malformed or too long");
    return identity_block<Wide>(parts);
}

/// Writes text into memory that has room enough, without another copy of it.
template <class Wide>
class block_writer {
  public:
    using value_type = Wide;
    explicit block_writer(std::span<std::byte> block) noexcept : at_(reinterpret_cast<Wide*>(block.data())) {}
    void push_back(Wide unit) noexcept { *at_++ = unit; }

  private:
    Wide* at_;
};

/// A terminated text for the caller, which may be secret.
template <class Wide>
[[nodiscard]] result<allocation> secret_text_block(std::string_view utf8) {
    allocation block((utf8.size() + 1) * sizeof(Wide)); // no fewer units than bytes, and a zero
    block_writer<Wide> writer(block.bytes());
    if (!detail::transcode<char>(utf8.data(), utf8.size(), writer))
        return failed_with(status::internal_error, "a text is not valid UTF-8");
    return block;
}

/// The texts of an identity, for the caller. One that was not given is absent.
struct identity_texts {
    std::optional<allocation> user;
    std::optional<allocation> domain;
    std::optional<allocation> password;
};

/// The text of a part, when there is one.
template <class Wide, class Text>
[[nodiscard]] result<std::optional<allocation>> text_if_given(const std::optional<Text>& part) {
    if (!part) return std::optional<allocation>();
    auto block = secret_text_block<Wide>(std::string_view(part->data(), part->size()));
    if (!block) return block.error();
    return std::optional<allocation>(std::move(*block));
}

template <class Wide>
[[nodiscard]] result<identity_texts> texts_of(const detail::identity_parts& parts) {
    if (parts.keytab) return failed_with(status::unsupported_function, "a keytab has no form as text");
    auto user = text_if_given<Wide>(parts.user);
    if (!user) return user.error();
    auto domain = text_if_given<Wide>(parts.domain);
    if (!domain) return domain.error();
    auto password = text_if_given<Wide>(parts.password);
    if (!password) return password.error();
    return identity_texts{std::move(*user), std::move(*domain), std::move(*password)};
}

/// A copy that no longer allows the package.
template <class Wide>
[[nodiscard]] result<allocation> without_package(const void* identity, std::string_view package) {
    auto parts = given_or_default<Wide>(identity);
    if (!parts) return parts.error();
    if (package.empty() || package.find_first_of(",! ") != package.npos)
        return failed_with(status::secpkg_not_found, "that is no name of a package");
    if (!parts->packages.empty()) parts->packages += ',';
    parts->packages.append("!").append(package);
    return identity_block<Wide>(*parts);
}

/// The identity of bytes that were made by marshalling, here or on Windows: UTF-16 whatever `Wide` is. Nothing
/// in them is taken for a pointer.
template <class Wide>
[[nodiscard]] result<allocation> unmarshalled(std::span<const std::byte> bytes) {
    if (!detail::ex2_block(bytes.data(), bytes.size()))
        return failed_with(status::unknown_credentials, "the bytes are no marshalled identity");
    const auto parts = detail::read_identity<char16_t>(bytes.data(), bytes.size(), true);
    if (!parts) return failed_with(status::unknown_credentials, "the marshalled identity is malformed");
    return identity_block<Wide>(*parts);
}

/// Wipes an identity: all of one that is in one block, the password of one that points to its texts.
template <class Wide>
void wipe_identity(void* identity) noexcept {
    if (caller_memory().wipe(identity)) return;
    if (const auto block = detail::ex2_block(identity, SIZE_MAX)) {
        detail::wipe({static_cast<std::byte*>(identity), block->size()});
        return;
    }
    const auto found = detail::locate_identity(identity, SIZE_MAX, true, sizeof(Wide));
    if (!found || found->password.length > detail::longest_identity_text) return;
    auto* const password = const_cast<void*>(found->password.data); // the caller's own, and asked for
    if (password == nullptr) return;
    const std::size_t unit = found->wide ? sizeof(Wide) : 1;
    detail::wipe({static_cast<std::byte*>(password), found->password.length * unit});
}

} // namespace sspi::core
