// SPDX-License-Identifier: BSL-1.0
// Per-message tokens of RFC 4121 over Heimdal's cipher: written from the RFC a second time, with copies of everything, to hold
// ours against.
#pragma once

#include "heimdal_cipher.hpp"

#include <messages/numbered_protection.hpp>
#include <messages/segments.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

namespace sspi::test {

namespace rfc4121 = messages::rfc4121;
using part = cipher_part;

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
inline void append_message(std::vector<part>& parts, messages::segments message, std::span<std::byte> plain) {
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
[[nodiscard]] inline std::vector<part> covered(messages::segments message) {
    std::vector<part> parts;
    for (const auto& s : message)
        parts.push_back({part::role::data, s.content});
    return parts;
}

class heimdal_protection final : public messages::numbered_protection {
  public:
    heimdal_protection(const gss::message_keys& keys, const messages::rfc4121_options& options,
                       std::unique_ptr<heimdal_cipher> sending, std::unique_ptr<heimdal_cipher> receiving,
                       const messages::progress* from = nullptr)
        : numbered_protection(keys, options, sizes_of(*sending), from), sending_(std::move(sending)),
          receiving_(std::move(receiving)) {}

    result<std::size_t> sign(messages::segments message, std::span<std::byte> token) override;
    result<void> verify(messages::segments message, std::span<const std::byte> token) override;
    result<messages::wrapped> wrap(bool seal, messages::segments message, std::span<std::byte> token,
                                   std::span<std::byte> padding) override;
    result<bool> unwrap(std::span<const std::byte> token, messages::segments message,
                        std::span<const std::byte> padding) override;
    result<messages::opened> open(std::span<std::byte> token) override;

  private:
    using header = rfc4121::header;
    static constexpr std::size_t header_size = rfc4121::header_size;

    [[nodiscard]] static rfc4121::sizes sizes_of(const heimdal_cipher& c) {
        return {.confounder = c.header_size(),
                .block = c.block_size(),
                .tag = c.trailer_size(),
                .checksum = c.checksum_size()};
    }

    [[nodiscard]] result<void> make_sealed(messages::segments message, std::span<std::byte> token);
    [[nodiscard]] result<void> make_signed(messages::segments message, std::span<std::byte> token);
    [[nodiscard]] result<void> check_sealed(const header& h, std::span<std::byte> body,
                                            messages::segments message, std::size_t size);
    [[nodiscard]] result<void> check_signed(const header& h, std::span<std::byte> body,
                                            messages::segments message, std::size_t size);
    [[nodiscard]] result<void> check(const header& h, std::span<std::byte> body, messages::segments message,
                                     std::size_t size);

    std::unique_ptr<heimdal_cipher> sending_;   // with send_mutex_
    std::unique_ptr<heimdal_cipher> receiving_; // with receive_mutex_
};

inline result<std::size_t> heimdal_protection::sign(messages::segments message, std::span<std::byte> token) {
    const auto size = rules_.signature();
    if (token.size() < size) return rfc4121::too_small(size);
    const std::scoped_lock lock(send_mutex_);
    auto head = rfc4121::encode({.type = rfc4121::kind::mic, .flags = rules_.own_flags(), .sequence = next_});
    std::vector<std::byte> checksum(size - header_size);
    auto parts = covered(message);
    parts.push_back({part::role::data, head});
    parts.push_back({part::role::checksum, checksum});
    if (auto made = sending_->make_checksum(rules_.own().sign, parts); !made) return made.error();
    ++next_;
    std::ranges::copy(head, token.begin());
    std::ranges::copy(checksum, token.begin() + header_size);
    return size;
}

inline result<void> heimdal_protection::verify(messages::segments message, std::span<const std::byte> token) {
    const auto h = rules_.read_mic(token);
    if (!h) return h.error();
    std::vector<std::byte> copy(token.begin(), token.end());
    auto parts = covered(message);
    parts.push_back({part::role::data, std::span(copy).first(header_size)});
    parts.push_back({part::role::checksum, std::span(copy).subspan(header_size)});
    const std::scoped_lock lock(receive_mutex_);
    if (auto verified = receiving_->verify_checksum(rules_.of_peer().sign, parts); !verified)
        return verified.error();
    return in_order(h->sequence);
}

inline result<messages::wrapped> heimdal_protection::wrap(bool seal, messages::segments message,
                                                          std::span<std::byte> token, std::span<std::byte>) {
    const auto size = rules_.overhead(seal);
    if (token.size() < size) return rfc4121::too_small(size);
    const std::scoped_lock lock(send_mutex_);
    auto made = seal ? make_sealed(message, token.first(size)) : make_signed(message, token.first(size));
    if (!made) return made.error();
    ++next_;
    return messages::wrapped{.token = size, .padding = 0};
}

/// The rotated token: header | filler | header | tag | confounder | message. Everything but the message fits
/// the token buffer, so that the message is encrypted where it stands (MS-KILE 3.4.5.4.1: RRC counts without
/// filler).
inline result<void> heimdal_protection::make_sealed(messages::segments message, std::span<std::byte> token) {
    const auto filler = rules_.filler();
    header h{.flags = static_cast<std::uint8_t>(rules_.own_flags() | rfc4121::sealed),
             .extra_count = static_cast<std::uint16_t>(filler),
             .sequence = next_};
    const auto inner = rfc4121::encode(h); // RRC is zero in the encrypted copy
    scratch head(token.size() - header_size);
    const auto tail = head.sub(0, filler + header_size);
    const auto tag = head.sub(filler + header_size, rules_.of_enctype().tag);
    const auto confounder = head.sub(tail.size() + tag.size(), rules_.of_enctype().confounder);
    std::ranges::fill(tail.first(filler), std::byte{0xFF});
    std::ranges::copy(inner, tail.begin() + static_cast<std::ptrdiff_t>(filler));
    scratch text(messages::data_size(message));
    messages::gather(message, text.all());

    std::vector<part> parts{{part::role::header, confounder}};
    append_message(parts, message, text.all());
    parts.push_back({part::role::data, tail});
    parts.push_back({part::role::trailer, tag});
    if (auto made = sending_->encrypt(rules_.own().seal, parts); !made) return made.error();

    h.right_rotation_count = static_cast<std::uint16_t>(header_size + tag.size());
    std::ranges::copy(rfc4121::encode(h), token.begin());
    std::ranges::copy(head.all(), token.begin() + header_size);
    messages::scatter(text.all(), message);
    return {};
}

/// header | checksum | message: rotated by the checksum's length, EC is that length (RFC 4121 4.2.4).
inline result<void> heimdal_protection::make_signed(messages::segments message, std::span<std::byte> token) {
    header h{.flags = rules_.own_flags(), .sequence = next_};
    auto inner = rfc4121::encode(h); // EC and RRC are zero in the checksum
    std::vector<std::byte> checksum(token.size() - header_size);
    auto parts = covered(message);
    parts.push_back({part::role::data, inner});
    parts.push_back({part::role::checksum, checksum});
    if (auto made = sending_->make_checksum(rules_.own().seal, parts); !made) return made.error();
    h.extra_count = static_cast<std::uint16_t>(checksum.size());
    h.right_rotation_count = h.extra_count;
    std::ranges::copy(rfc4121::encode(h), token.begin());
    std::ranges::copy(checksum, token.begin() + header_size);
    return {};
}

inline result<void> heimdal_protection::check_sealed(const header& h, std::span<std::byte> body,
                                                     messages::segments message, std::size_t size) {
    const auto confounder = body.first(rules_.of_enctype().confounder);
    const auto tail = body.subspan(confounder.size() + size, h.extra_count + header_size);
    const auto tag = body.last(rules_.of_enctype().tag);
    std::vector<part> parts{{part::role::header, confounder}};
    append_message(parts, message, body.subspan(confounder.size(), size));
    parts.push_back({part::role::data, tail});
    parts.push_back({part::role::trailer, tag});
    if (auto done = receiving_->decrypt(rules_.of_peer().seal, parts); !done) return done.error();
    if (!rfc4121::same_header(h, tail.last(header_size))) return rfc4121::altered_header();
    return {};
}

inline result<void> heimdal_protection::check_signed(const header& h, std::span<std::byte> body,
                                                     messages::segments message, std::size_t size) {
    header expected = h;
    expected.extra_count = 0;
    expected.right_rotation_count = 0;
    auto inner = rfc4121::encode(expected);
    std::vector<part> parts;
    append_message(parts, message, body.first(size));
    for (auto& p : parts)
        p.kind = part::role::data;
    parts.push_back({part::role::data, inner});
    parts.push_back({part::role::checksum, body.subspan(size)});
    return receiving_->verify_checksum(rules_.of_peer().seal, parts);
}

inline result<void> heimdal_protection::check(const header& h, std::span<std::byte> body,
                                              messages::segments message, std::size_t size) {
    const auto rotation = static_cast<std::ptrdiff_t>(rules_.rotation(h, body.size()));
    std::rotate(body.begin(), body.begin() + rotation, body.end());
    const std::scoped_lock lock(receive_mutex_);
    auto good = h.is_sealed() ? check_sealed(h, body, message, size) : check_signed(h, body, message, size);
    if (!good) return good.error();
    return in_order(h.sequence);
}

inline result<bool> heimdal_protection::unwrap(std::span<const std::byte> token, messages::segments message,
                                               std::span<const std::byte> padding) {
    const auto h = rules_.read_wrap(token);
    if (!h) return h.error();
    const auto data = messages::data_size(message);
    scratch body(token.size() - header_size + data + padding.size());
    const auto size = rules_.message_size(*h, body.all().size());
    if (!size) return size.error();
    if (*size != data) return rfc4121::malformed();
    std::ranges::copy(token.subspan(header_size), body.all().begin());
    messages::gather(message, body.sub(token.size() - header_size, data));
    std::ranges::copy(padding, body.all().last(padding.size()).begin());
    if (auto good = check(*h, body.all(), message, data); !good) return good.error();
    messages::scatter(body.sub(rules_.confounder(*h), data), message);
    return h->is_sealed();
}

inline result<messages::opened> heimdal_protection::open(std::span<std::byte> token) {
    const auto h = rules_.read_wrap(token);
    if (!h) return h.error();
    const auto whole = token.subspan(header_size);
    scratch body(whole.size());
    const auto size = rules_.message_size(*h, whole.size());
    if (!size) return size.error();
    std::ranges::copy(whole, body.all().begin());
    // One segment that stands for the message, wherever it is.
    const messages::segment all{.content = body.sub(0, *size)};
    if (auto good = check(*h, body.all(), {&all, 1}, *size); !good) return good.error();
    const auto before = rules_.confounder(*h);
    const auto place = rfc4121::place_of(before, rules_.rotation(*h, whole.size()), *size, whole.size());
    const auto message = whole.subspan(place.in_one_piece ? place.rotated : before, *size);
    std::ranges::copy(body.sub(before, *size), message.begin());
    return messages::opened{.message = message, .sealed = h->is_sealed()};
}

} // namespace sspi::test
