// SPDX-License-Identifier: BSL-1.0
// What is asked of a context and what it has: features, and sets of them.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace sspi {

/// One thing that a context may have. Asked for by the initiator, and granted or not by the mechanism, KDC and peer.
enum class feature : std::uint32_t {
    delegation = 0x1, ///< the user's ticket is forwarded, where the KDC says the service may have it
    mutual_authentication = 0x2, ///< the acceptor proves itself too
    replay_detection = 0x4,      ///< messages that come twice are refused
    sequence_detection = 0x8,    ///< messages that come out of order are refused
    confidentiality = 0x10,      ///< messages can be encrypted
    user_to_user = 0x20,     ///< the acceptor proves itself with a user's ticket in place of a service's key
    dce_style = 0x200,       ///< three legs, as DCE RPC has them
    connection = 0x800,      ///< a word to the other functions; reported back
    extended_error = 0x4000, ///< a step that fails may leave a token that tells the peer why
    integrity = 0x10000,     ///< messages can be signed
    identify_only = 0x20000, ///< the acceptor may identify the client and not act as it
    no_message_protection =
        0x800000, ///< neither signing nor encryption, for a channel that protects itself (TLS)
};

/// A set of features: a value, made by braces or by `|`.
///
///     sspi::features wished{sspi::feature::integrity, sspi::feature::confidentiality};
///     if (context.granted().contains(sspi::feature::confidentiality)) ...
class features {
  public:
    constexpr features() noexcept = default;
    constexpr features(feature one) noexcept
        : bits_(static_cast<std::uint32_t>(one)) {} // NOLINT: meant to convert
    constexpr features(std::initializer_list<feature> several) noexcept {
        for (const auto each : several)
            *this |= each;
    }
    /// The set of such bits, which are those of `feature`; others are left out.
    [[nodiscard]] static constexpr features of_bits(std::uint32_t bits) noexcept {
        features out;
        out.bits_ = bits & known;
        return out;
    }

    [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    /// Whether all of these are in the set.
    [[nodiscard]] constexpr bool contains(features these) const noexcept {
        return (bits_ & these.bits_) == these.bits_;
    }
    /// The set without these.
    [[nodiscard]] constexpr features without(features these) const noexcept {
        return of_bits(bits_ & ~these.bits_);
    }

    constexpr features& operator|=(features other) noexcept {
        bits_ |= other.bits_;
        return *this;
    }
    /// Union and intersection.
    [[nodiscard]] friend constexpr features operator|(features a, features b) noexcept { return a |= b; }
    [[nodiscard]] friend constexpr features operator&(features a, features b) noexcept {
        return of_bits(a.bits_ & b.bits_);
    }
    [[nodiscard]] friend constexpr bool operator==(features, features) noexcept = default;

  private:
    static constexpr std::uint32_t known = 0x834A3F;

    std::uint32_t bits_ = 0;
};

/// So that two features make a set.
[[nodiscard]] constexpr features operator|(feature a, feature b) noexcept {
    return features(a) | features(b);
}

} // namespace sspi
