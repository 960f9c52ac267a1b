// SPDX-License-Identifier: BSL-1.0
// What an identity structure holds, its texts in UTF-8.
#pragma once

#include <sspi/detail/identity_ex2.hpp>
#include <sspi/detail/secret.hpp>
#include <sspi/detail/text.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

namespace sspi::detail {

/// Copies of the parts of an identity. A part that is not there was not given, which is not the same as an empty
/// one.
struct identity_parts {
    std::optional<std::string> user;
    std::optional<std::string> domain;
    std::optional<secret_string> password;
    std::optional<secret_bytes> keytab; ///< the contents of a keytab file
    std::string packages;               ///< "kerberos,!ntlm", as it was written
    std::uint32_t flags = 0;
};

/// Converts text of the caller's form to UTF-8.
template <class Wide>
class identity_text_reader {
  public:
    explicit identity_text_reader(bool wide) noexcept : wide_(wide) {}

    /// Appends to `out`; false for a missing or absurd pointer, an absurd length, wrong encoding or an
    /// embedded NUL.
    template <class String>
    [[nodiscard]] bool read(const identity_text& text, String& out) const {
        if (text.length == 0) return true;
        if (!is_plausible(text.data) || text.length > longest_identity_text) return false;
        const bool well_formed = wide_ ? transcode<Wide>(text.data, text.length, out)
                                       : transcode<char>(text.data, text.length, out);
        ill_formed_ = ill_formed_ || !well_formed;
        return well_formed && !holds_nul(out);
    }

    /// Whether a text could not be read for its encoding.
    [[nodiscard]] bool met_ill_formed() const noexcept { return ill_formed_; }

    /// The same for a text that may be absent.
    [[nodiscard]] bool read_name(const identity_text& text, bool absent,
                                 std::optional<std::string>& out) const {
        std::string name;
        if (!read(text, name)) return false;
        if (text.data != nullptr && !(absent && name.empty())) out = std::move(name);
        return true;
    }

    /// The same for a password: into memory that is wiped, with room enough not to be copied while it grows.
    [[nodiscard]] bool read_password(const identity_text& text, std::optional<secret_string>& out) const {
        if (text.data == nullptr && text.length == 0) return true;
        if (text.length > longest_identity_text) return false;
        constexpr std::size_t most_bytes_per_unit = 4;
        secret_string password(std::size_t{text.length} * most_bytes_per_unit);
        if (!read(text, password)) return false;
        out = std::move(password);
        return true;
    }

  private:
    // The first page is never mapped, so such a pointer is a count or a flag in the wrong place.
    [[nodiscard]] static bool is_plausible(const void* data) noexcept {
        return reinterpret_cast<std::uintptr_t>(data) >= 4096;
    }
    template <class String>
    [[nodiscard]] static bool holds_nul(const String& text) noexcept {
        return text.size() != 0 && std::memchr(text.data(), 0, text.size()) != nullptr;
    }

    bool wide_;
    mutable bool ill_formed_ = false;
};

/// Copies the parts of an identity in any structure. `Wide` is the unit of wide text (char16_t or char32_t),
/// `available` the number of readable bytes at `auth_data`, SIZE_MAX when unknown. Nothing when the identity is
/// malformed, of an unknown version or encrypted; `bad_text` gets whether that is for the encoding of a text.
template <class Wide>
[[nodiscard]] std::optional<identity_parts> read_identity(const void* auth_data, std::size_t available,
                                                          bool wide_by_default, bool* bad_text = nullptr) {
    const auto from = locate_identity(auth_data, available, wide_by_default, sizeof(Wide));
    if (!from) return std::nullopt;
    const identity_text_reader<Wide> reader(from->wide);
    std::optional<identity_parts> out(std::in_place);
    out->flags = from->flags;
    if (!from->keytab.empty()) out->keytab.emplace(from->keytab);
    const bool well_formed =
        reader.read_name(from->user, (from->flags & identity_null_user) != 0, out->user) &&
        reader.read_name(from->domain, (from->flags & identity_null_domain) != 0, out->domain) &&
        reader.read_password(from->password, out->password) && reader.read(from->packages, out->packages);
    if (bad_text != nullptr) *bad_text = reader.met_ill_formed();
    if (!well_formed) out.reset();
    return out;
}

} // namespace sspi::detail
