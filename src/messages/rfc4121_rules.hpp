// SPDX-License-Identifier: BSL-1.0
// What RFC 4121 says of one side's tokens, whoever computes them: flags, key usages, sizes and places.
#pragma once

#include "../gss/mechanism.hpp"
#include "protection.hpp"
#include "rfc4121_header.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace sspi::messages {

/// What decides the shape of a context's tokens and how strictly their order is watched.
struct rfc4121_options {
    bool dce_style = false;
    bool detect_replay = false;
    bool detect_order = false;
};

namespace rfc4121 {

// RFC 4121 2: key usage numbers
struct usages {
    std::uint32_t seal;
    std::uint32_t sign;
};
inline constexpr usages by_acceptor{22, 23};
inline constexpr usages by_initiator{24, 25};

/// Sizes that belong to the enctype.
struct sizes {
    std::size_t confounder = 16;
    std::size_t block = 16; // of a DCE-style filler
    std::size_t tag = 12;   // behind what was sealed
    std::size_t checksum = 12;
};

[[nodiscard]] inline failure malformed() {
    return refused_with(status::invalid_token, "the message is not an RFC 4121 token of this context");
}

[[nodiscard]] inline failure too_small(std::size_t needed) {
    return refused_with(status::buffer_too_small,
                        "the token buffer needs " + std::to_string(needed) + " bytes");
}

[[nodiscard]] inline failure altered_header() {
    return failed_with(status::message_altered, "the token's header was altered");
}

[[nodiscard]] inline failure wrong_order() {
    return failed_with(status::out_of_sequence, "the message is a replay, or not the next one");
}

/// Where a message begins in a body that is rotated, or may have to once the rotation is taken back: a message that
/// the end of the body cuts in two is in one piece only then.
struct message_place {
    std::size_t rotated = 0;
    bool in_one_piece = true;
};

[[nodiscard]] inline message_place place_of(std::size_t before, std::size_t rotation, std::size_t message,
                                            std::size_t body) noexcept {
    const auto start = body == 0 ? 0 : (before + rotation) % body;
    return {.rotated = start, .in_one_piece = message <= body - start};
}

/// Whether the header that was sealed with the message is the one in front of it. RRC is not protected, and some
/// peers copy it.
[[nodiscard]] inline bool same_header(const header& outer, std::span<const std::byte> sealed_copy) {
    auto expected = outer;
    expected.right_rotation_count = 0;
    auto inner = decode(kind::wrap, sealed_copy);
    if (inner) inner->right_rotation_count = 0;
    return inner && encode(*inner) == encode(expected);
}

class rules {
  public:
    rules(const gss::message_keys& keys, const rfc4121_options& options, const sizes& of_enctype) noexcept
        : dce_style_(options.dce_style), initiator_(keys.initiator), acceptor_subkey_(keys.acceptor_subkey),
          sizes_(of_enctype) {}

    [[nodiscard]] const sizes& of_enctype() const noexcept { return sizes_; }
    [[nodiscard]] usages own() const noexcept { return initiator_ ? by_initiator : by_acceptor; }
    [[nodiscard]] usages of_peer() const noexcept { return initiator_ ? by_acceptor : by_initiator; }
    [[nodiscard]] std::uint8_t own_flags() const noexcept {
        return static_cast<std::uint8_t>((initiator_ ? 0 : sent_by_acceptor) |
                                         (acceptor_subkey_ ? acceptor_subkey : 0));
    }

    /// A DCE-style sealed message carries a block of filler, as Windows' does (MS-KILE 3.4.5.4.1).
    [[nodiscard]] std::size_t filler() const noexcept { return dce_style_ ? sizes_.block : 0; }
    [[nodiscard]] std::size_t signature() const noexcept { return header_size + sizes_.checksum; }
    [[nodiscard]] std::size_t overhead(bool seal) const noexcept {
        return seal ? header_size + sealed_body_overhead(filler()) : signature();
    }

    [[nodiscard]] result<header> read_mic(std::span<const std::byte> token) const {
        const auto h = decode(kind::mic, token);
        if (!h || !from_peer(h->flags) || token.size() != signature()) return malformed();
        return *h;
    }
    [[nodiscard]] result<header> read_wrap(std::span<const std::byte> token) const {
        const auto h = decode(kind::wrap, token);
        if (!h || !from_peer(h->flags)) return malformed();
        return *h;
    }
    /// How long the message inside a body of this size is.
    [[nodiscard]] result<std::size_t> message_size(const header& h, std::size_t body) const {
        const auto more = h.is_sealed() ? sealed_body_overhead(h.extra_count) : sizes_.checksum;
        if (body < more) return malformed();
        if (!h.is_sealed() && h.extra_count != more) return malformed();
        return body - more;
    }
    /// What stands before the message in a body that is not rotated.
    [[nodiscard]] std::size_t confounder(const header& h) const noexcept {
        return h.is_sealed() ? sizes_.confounder : 0;
    }
    /// How many bytes of the end of a token's body were moved to its front. A DCE-style sealed body is rotated by the
    /// filler as well (MS-KILE 3.4.5.4.1).
    [[nodiscard]] std::size_t rotation(const header& h, std::size_t body) const noexcept {
        if (body == 0) return 0;
        const bool with_filler = dce_style_ && h.is_sealed();
        return (std::size_t{h.right_rotation_count} + (with_filler ? h.extra_count : 0U)) % body;
    }

  private:
    /// RFC 4121 4.2.2: a token that this side could have sent is a reflection; unknown flags are ignored.
    [[nodiscard]] bool from_peer(std::uint8_t flags) const noexcept {
        const bool acceptors = (flags & sent_by_acceptor) != 0;
        const bool subkey = (flags & acceptor_subkey) != 0;
        return acceptors == initiator_ && subkey == acceptor_subkey_;
    }
    // A sealed token before rotation (RFC 4121 4.2.4): header | confounder | message | filler | header | tag. What
    // stands behind the first header, beside the message:
    [[nodiscard]] std::size_t sealed_body_overhead(std::size_t filler_size) const noexcept {
        return sizes_.confounder + filler_size + header_size + sizes_.tag;
    }

    bool dce_style_;
    bool initiator_;
    bool acceptor_subkey_;
    sizes sizes_;
};

} // namespace rfc4121

} // namespace sspi::messages
