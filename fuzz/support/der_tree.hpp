// SPDX-License-Identifier: BSL-1.0
// A message as a tree of DER elements that can be edited and written again, with the lengths that follow from the edits.
#pragma once

#include "program.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace sspi::fuzz {

/// An element; octets between elements, such as the identifier in front of a token of the GSS-API; or a list of both.
struct element {
    enum class kind {
        plain, ///< octets
        holder ///< further elements
    };

    bytes tag{}; ///< as it is written; empty: `content` or the children stand there alone
    kind what = kind::plain;
    bytes content{};               ///< of a plain one
    std::vector<element> inside{}; ///< of a holder
    int longer_length = 0;         ///< octets of the length that it does not need
    bool endless = false;          ///< an indefinite length (X.690 8.1.3.6)

    /// What encrypts the octets of the elements inside; without, they stand as they are.
    std::function<bytes(view)> seal{};
    bytes sealed{};   ///< what was read: written again as long as the elements inside are the same
    bytes unsealed{}; ///< in octets

    [[nodiscard]] std::uint8_t first_tag() const {
        return tag.empty() ? 0 : std::to_integer<std::uint8_t>(tag.front());
    }
};

/// The elements that octets consist of, or nothing when they are something else. A string is a holder where there are
/// elements in it.
[[nodiscard]] std::optional<std::vector<element>> read_elements(view octets, int depth = 0);
/// Of a token or message, whatever it is.
[[nodiscard]] element read_tree(view octets);
[[nodiscard]] bytes write_tree(const element& from);

/// Every element in the order in which they are written, the root first.
[[nodiscard]] std::vector<element*> all_of(element& root);
/// The first with this tag, or null.
[[nodiscard]] element* find(element& root, std::uint8_t tag);
/// Of the path of tags that begins anywhere in the tree and goes on from each to what it holds, the last; or null.
[[nodiscard]] element* find(element& root, std::initializer_list<std::uint8_t> path);

} // namespace sspi::fuzz
