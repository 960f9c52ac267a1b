// SPDX-License-Identifier: BSL-1.0
// What the KDC says about how keys are made of passwords.
#pragma once

#include "asn1.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace sspi::testing::detail {

/// The s2kparams for so many rounds (RFC 3962, 4; RFC 8009, 4).
[[nodiscard]] std::vector<std::byte> s2kparams(std::uint32_t rounds);

/// Whether an enctype makes keys of passwords in rounds.
[[nodiscard]] bool has_rounds(std::int32_t enctype) noexcept;

/// How a user's keys come from the password.
struct password_keys {
    std::string_view salt;
    std::uint32_t rounds;
};

/// Adds how a key is made of a password: an ETYPE-INFO2 with one entry.
void add_etype_info(METHOD_DATA& all, std::int32_t enctype, const password_keys& keys);

/// The answer to an AS request with that number of rounds in an ETYPE-INFO2, where libkdc says the usual one, or
/// nothing.
[[nodiscard]] std::vector<std::byte> announce_rounds(std::vector<std::byte> reply, const password_keys& keys);

} // namespace sspi::testing::detail
