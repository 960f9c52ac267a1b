// SPDX-License-Identifier: BSL-1.0
// Per-message tokens of RFC 4121, made and read here over a cipher of the backend.
#pragma once

#include "../gss/cipher.hpp"
#include "../gss/mechanism.hpp"
#include "protection.hpp"
#include "rfc4121_header.hpp"
#include "segments.hpp"
#include "sequence_window.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

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

using part = gss::cipher_part;

/// A buffer for plaintext or ciphertext in work; wiped when it goes.
class scratch {
  public:
    explicit scratch(std::size_t size) : bytes_(size) {}
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() { detail::wipe(bytes_); }

    [[nodiscard]] std::span<std::byte> all() noexcept { return bytes_; }
    [[nodiscard]] std::span<std::byte> sub(std::size_t offset, std::size_t size) noexcept {
        return all().subspan(offset, size);
    }

  private:
    std::vector<std::byte> bytes_;
};

/// The message as parts of a cipher operation. Data is taken from `plain`, in order, so that the caller's
/// buffers stay untouched until all is well; sign-only buffers are only read.
inline void append_message(std::vector<part>& parts, segments message, std::span<std::byte> plain) {
    for (const auto& s : message) {
        if (s.sign_only) {
            parts.push_back({part::role::sign_only, s.content});
            continue;
        }
        parts.push_back({part::role::data, plain.first(s.content.size())});
        plain = plain.subspan(s.content.size());
    }
}

/// The message as what a checksum covers: all of it, sign-only buffers too.
[[nodiscard]] inline std::vector<part> covered(segments message) {
    std::vector<part> parts;
    for (const auto& s : message)
        parts.push_back({part::role::data, s.content});
    return parts;
}

} // namespace rfc4121

class rfc4121_protection final : public protection {
  public:
    rfc4121_protection(const gss::message_keys& keys, const rfc4121_options& options,
                       std::unique_ptr<gss::cipher> sending, std::unique_ptr<gss::cipher> receiving)
        : dce_style_(options.dce_style), initiator_(keys.initiator), acceptor_subkey_(keys.acceptor_subkey),
          sending_(std::move(sending)), next_(keys.send_sequence), receiving_(std::move(receiving)),
          window_(keys.receive_sequence, options.detect_replay, options.detect_order) {}

    messages::sizes sizes() const override {
        return {
            .signature = header_size + sending_->checksum_size(), .trailer = sealed_overhead(), .block = 1};
    }

    result<std::size_t> sign(segments message, std::span<std::byte> token) override;
    result<void> verify(segments message, std::span<const std::byte> token) override;
    result<wrapped> wrap(bool seal, segments message, std::span<std::byte> token,
                         std::span<std::byte> padding) override;
    result<bool> unwrap(std::span<const std::byte> token, segments message,
                        std::span<const std::byte> padding) override;
    result<opened> open(std::span<const std::byte> token) override;

    result<messages::progress> progress() override {
        const std::scoped_lock lock(send_mutex_, receive_mutex_);
        const auto window = window_.save();
        return messages::progress{.next_sent = next_, .next_expected = window.next, .seen = window.seen};
    }
    /// Before the first message.
    void go_on_from(const messages::progress& from) {
        const std::scoped_lock lock(send_mutex_, receive_mutex_);
        next_ = from.next_sent;
        window_.restore({.next = from.next_expected, .seen = from.seen});
    }

  private:
    using header = rfc4121::header;
    using part = rfc4121::part;
    static constexpr std::size_t header_size = rfc4121::header_size;

    // A DCE-style sealed message carries a block of filler, as Windows' does (MS-KILE 3.4.5.4.1).
    [[nodiscard]] std::size_t filler_size() const { return dce_style_ ? sending_->block_size() : 0; }
    // A sealed token before rotation (RFC 4121 4.2.4): header | confounder | message | filler | header | tag. What
    // stands behind the first header, beside the message:
    [[nodiscard]] std::size_t sealed_body_overhead(std::size_t filler) const {
        return sending_->header_size() + filler + header_size + sending_->trailer_size();
    }
    [[nodiscard]] std::size_t sealed_overhead() const {
        return header_size + sealed_body_overhead(filler_size());
    }
    /// Where the message stands in a body that was read: behind the confounder, if there is one.
    [[nodiscard]] std::size_t message_offset(const header& h) const {
        return h.is_sealed() ? receiving_->header_size() : 0;
    }
    [[nodiscard]] rfc4121::usages own_usages() const {
        return initiator_ ? rfc4121::by_initiator : rfc4121::by_acceptor;
    }
    [[nodiscard]] rfc4121::usages peer_usages() const {
        return initiator_ ? rfc4121::by_acceptor : rfc4121::by_initiator;
    }
    [[nodiscard]] std::uint8_t own_flags() const {
        return static_cast<std::uint8_t>((initiator_ ? 0 : rfc4121::sent_by_acceptor) |
                                         (acceptor_subkey_ ? rfc4121::acceptor_subkey : 0));
    }
    /// RFC 4121 4.2.2: a token that this side could have sent is a reflection; unknown flags are ignored.
    [[nodiscard]] bool from_peer(std::uint8_t flags) const {
        const bool by_acceptor = (flags & rfc4121::sent_by_acceptor) != 0;
        const bool subkey = (flags & rfc4121::acceptor_subkey) != 0;
        return by_acceptor == initiator_ && subkey == acceptor_subkey_;
    }

    [[nodiscard]] result<void> make_sealed(segments message, std::span<std::byte> token);
    [[nodiscard]] result<void> make_signed(segments message, std::span<std::byte> token);
    [[nodiscard]] result<rfc4121::header> read_wrap_header(std::span<const std::byte> token) const;
    [[nodiscard]] result<std::size_t> message_size(const header& h, std::size_t body) const;
    [[nodiscard]] result<void> check_sealed(const header& h, std::span<std::byte> body, segments message,
                                            std::size_t size);
    [[nodiscard]] result<void> check_signed(const header& h, std::span<std::byte> body, segments message,
                                            std::size_t size);
    [[nodiscard]] result<void> check(const header& h, std::span<std::byte> body, segments message,
                                     std::size_t size);
    [[nodiscard]] result<void> in_order(std::uint64_t sequence);

    const bool dce_style_;
    const bool initiator_;
    const bool acceptor_subkey_;

    std::mutex send_mutex_;
    std::unique_ptr<gss::cipher> sending_; // its sizes are constant and read without the lock
    std::uint64_t next_;

    std::mutex receive_mutex_;
    std::unique_ptr<gss::cipher> receiving_;
    sequence_window window_;
};

namespace rfc4121 {

[[nodiscard]] inline failure malformed() {
    return refused_with(status::invalid_token, "the message is not an RFC 4121 token of this context");
}

[[nodiscard]] inline failure too_small(std::size_t needed) {
    return refused_with(status::buffer_too_small,
                        "the token buffer needs " + std::to_string(needed) + " bytes");
}

} // namespace rfc4121

inline result<void> rfc4121_protection::in_order(std::uint64_t sequence) {
    if (window_.acceptable(window_.note(sequence))) return {};
    return failed_with(status::out_of_sequence, "the message is a replay, or not the next one");
}

inline result<std::size_t> rfc4121_protection::sign(segments message, std::span<std::byte> token) {
    const auto size = header_size + sending_->checksum_size();
    if (token.size() < size) return rfc4121::too_small(size);
    const std::scoped_lock lock(send_mutex_);
    auto head = rfc4121::encode({.type = rfc4121::kind::mic, .flags = own_flags(), .sequence = next_});
    std::vector<std::byte> checksum(size - header_size);
    auto parts = rfc4121::covered(message);
    parts.push_back({part::role::data, head});
    parts.push_back({part::role::checksum, checksum});
    if (auto made = sending_->make_checksum(own_usages().sign, parts); !made) return made.error();
    ++next_;
    std::ranges::copy(head, token.begin());
    std::ranges::copy(checksum, token.begin() + header_size);
    return size;
}

inline result<void> rfc4121_protection::verify(segments message, std::span<const std::byte> token) {
    const auto h = rfc4121::decode(rfc4121::kind::mic, token);
    if (!h || !from_peer(h->flags) || token.size() != header_size + sending_->checksum_size())
        return rfc4121::malformed();
    std::vector<std::byte> copy(token.begin(), token.end());
    auto parts = rfc4121::covered(message);
    parts.push_back({part::role::data, std::span(copy).first(header_size)});
    parts.push_back({part::role::checksum, std::span(copy).subspan(header_size)});
    const std::scoped_lock lock(receive_mutex_);
    if (auto verified = receiving_->verify_checksum(peer_usages().sign, parts); !verified)
        return verified.error();
    return in_order(h->sequence);
}

inline result<wrapped> rfc4121_protection::wrap(bool seal, segments message, std::span<std::byte> token,
                                                std::span<std::byte>) {
    const auto size = seal ? sealed_overhead() : header_size + sending_->checksum_size();
    if (token.size() < size) return rfc4121::too_small(size);
    const std::scoped_lock lock(send_mutex_);
    auto made = seal ? make_sealed(message, token.first(size)) : make_signed(message, token.first(size));
    if (!made) return made.error();
    ++next_;
    return wrapped{.token = size, .padding = 0};
}

/// The rotated token: header | filler | header | tag | confounder | message. Everything but the message fits
/// the token buffer, so that the message is encrypted where it stands (MS-KILE 3.4.5.4.1: RRC counts without
/// filler).
inline result<void> rfc4121_protection::make_sealed(segments message, std::span<std::byte> token) {
    const auto filler = filler_size();
    header h{.flags = static_cast<std::uint8_t>(own_flags() | rfc4121::sealed),
             .extra_count = static_cast<std::uint16_t>(filler),
             .sequence = next_};
    const auto inner = rfc4121::encode(h); // RRC is zero in the encrypted copy
    rfc4121::scratch head(token.size() - header_size);
    const auto tail = head.sub(0, filler + header_size);
    const auto tag = head.sub(filler + header_size, sending_->trailer_size());
    const auto confounder = head.sub(tail.size() + tag.size(), sending_->header_size());
    std::ranges::fill(tail.first(filler), std::byte{0xFF});
    std::ranges::copy(inner, tail.begin() + static_cast<std::ptrdiff_t>(filler));
    rfc4121::scratch text(data_size(message));
    gather(message, text.all());

    std::vector<part> parts{{part::role::header, confounder}};
    rfc4121::append_message(parts, message, text.all());
    parts.push_back({part::role::data, tail});
    parts.push_back({part::role::trailer, tag});
    if (auto made = sending_->encrypt(own_usages().seal, parts); !made) return made.error();

    h.right_rotation_count = static_cast<std::uint16_t>(header_size + tag.size());
    std::ranges::copy(rfc4121::encode(h), token.begin());
    std::ranges::copy(head.all(), token.begin() + header_size);
    scatter(text.all(), message);
    return {};
}

/// header | checksum | message: rotated by the checksum's length, EC is that length (RFC 4121 4.2.4).
inline result<void> rfc4121_protection::make_signed(segments message, std::span<std::byte> token) {
    header h{.flags = own_flags(), .sequence = next_};
    auto inner = rfc4121::encode(h); // EC and RRC are zero in the checksum
    std::vector<std::byte> checksum(token.size() - header_size);
    auto parts = rfc4121::covered(message);
    parts.push_back({part::role::data, inner});
    parts.push_back({part::role::checksum, checksum});
    if (auto made = sending_->make_checksum(own_usages().seal, parts); !made) return made.error();
    h.extra_count = static_cast<std::uint16_t>(checksum.size());
    h.right_rotation_count = h.extra_count;
    std::ranges::copy(rfc4121::encode(h), token.begin());
    std::ranges::copy(checksum, token.begin() + header_size);
    return {};
}

inline result<rfc4121::header> rfc4121_protection::read_wrap_header(std::span<const std::byte> token) const {
    const auto h = rfc4121::decode(rfc4121::kind::wrap, token);
    if (!h || !from_peer(h->flags)) return rfc4121::malformed();
    return *h;
}

/// How long the message inside a body of this size is.
inline result<std::size_t> rfc4121_protection::message_size(const header& h, std::size_t body) const {
    const auto overhead = h.is_sealed() ? sealed_body_overhead(h.extra_count) : sending_->checksum_size();
    if (body < overhead) return rfc4121::malformed();
    if (!h.is_sealed() && h.extra_count != overhead) return rfc4121::malformed();
    return body - overhead;
}

namespace rfc4121 {

/// Takes back the rotation of a token's body: the last RRC bytes were moved to its front. A DCE-style sealed
/// body is rotated by the filler as well (MS-KILE 3.4.5.4.1).
inline void unrotate(const header& h, std::span<std::byte> body, bool dce_style) {
    if (body.empty()) return;
    const bool with_filler = dce_style && h.is_sealed();
    const std::size_t count = std::size_t{h.right_rotation_count} + (with_filler ? h.extra_count : 0U);
    std::rotate(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(count % body.size()), body.end());
}

} // namespace rfc4121

inline result<void> rfc4121_protection::check_sealed(const header& h, std::span<std::byte> body,
                                                     segments message, std::size_t size) {
    const auto confounder = body.first(receiving_->header_size());
    const auto tail = body.subspan(confounder.size() + size, h.extra_count + header_size);
    const auto tag = body.last(receiving_->trailer_size());
    std::vector<part> parts{{part::role::header, confounder}};
    rfc4121::append_message(parts, message, body.subspan(confounder.size(), size));
    parts.push_back({part::role::data, tail});
    parts.push_back({part::role::trailer, tag});
    if (auto done = receiving_->decrypt(peer_usages().seal, parts); !done) return done.error();
    header expected = h;
    expected.right_rotation_count = 0;
    auto inner = rfc4121::decode(rfc4121::kind::wrap, tail.last(header_size));
    if (inner) inner->right_rotation_count = 0; // not protected, and some peers copy it
    if (!inner || rfc4121::encode(*inner) != rfc4121::encode(expected))
        return failed_with(status::message_altered, "the token's header was altered");
    return {};
}

inline result<void> rfc4121_protection::check_signed(const header& h, std::span<std::byte> body,
                                                     segments message, std::size_t size) {
    header expected = h;
    expected.extra_count = 0;
    expected.right_rotation_count = 0;
    auto inner = rfc4121::encode(expected);
    std::vector<part> parts;
    rfc4121::append_message(parts, message, body.first(size));
    for (auto& p : parts)
        p.kind = part::role::data;
    parts.push_back({part::role::data, inner});
    parts.push_back({part::role::checksum, body.subspan(size)});
    return receiving_->verify_checksum(peer_usages().seal, parts);
}

inline result<void> rfc4121_protection::check(const header& h, std::span<std::byte> body, segments message,
                                              std::size_t size) {
    rfc4121::unrotate(h, body, dce_style_);
    const std::scoped_lock lock(receive_mutex_);
    auto good = h.is_sealed() ? check_sealed(h, body, message, size) : check_signed(h, body, message, size);
    if (!good) return good.error();
    return in_order(h.sequence);
}

inline result<bool> rfc4121_protection::unwrap(std::span<const std::byte> token, segments message,
                                               std::span<const std::byte> padding) {
    const auto h = read_wrap_header(token);
    if (!h) return h.error();
    const auto data = data_size(message);
    rfc4121::scratch body(token.size() - header_size + data + padding.size());
    const auto size = message_size(*h, body.all().size());
    if (!size) return size.error();
    if (*size != data) return rfc4121::malformed();
    std::ranges::copy(token.subspan(header_size), body.all().begin());
    gather(message, body.sub(token.size() - header_size, data));
    std::ranges::copy(padding, body.all().last(padding.size()).begin());
    if (auto good = check(*h, body.all(), message, data); !good) return good.error();
    scatter(body.sub(message_offset(*h), data), message);
    return h->is_sealed();
}

inline result<opened> rfc4121_protection::open(std::span<const std::byte> token) {
    const auto h = read_wrap_header(token);
    if (!h) return h.error();
    rfc4121::scratch body(token.size() - header_size);
    const auto size = message_size(*h, body.all().size());
    if (!size) return size.error();
    std::ranges::copy(token.subspan(header_size), body.all().begin());
    // One segment that stands for the message, wherever it is.
    const segment whole{.content = body.sub(0, *size)};
    if (auto good = check(*h, body.all(), {&whole, 1}, *size); !good) return good.error();
    const auto message = body.sub(message_offset(*h), *size);
    return opened{.message = detail::secret_bytes(message), .sealed = h->is_sealed()};
}

} // namespace sspi::messages
