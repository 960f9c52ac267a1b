// SPDX-License-Identifier: BSL-1.0
// RFC 4121 tokens over the keys of one enctype: what is taken apart and put together around the ciphertext.
#pragma once

#include "numbered_protection.hpp"
#include "openssl_sealing.hpp"
#include "random_octets.hpp"
#include "segments.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace sspi::messages::openssl {

/// What stands around the message in a body, in the order of the body before rotation but for the confounder, which is
/// in front there: filler | header | tag | confounder, or the checksum. A copy, because the buffers may be written to.
class surroundings {
  public:
    /// `behind` the message and, as the body is a ring, what is `before` it.
    surroundings(std::span<const std::byte> behind, std::span<const std::byte> before)
        : size_(behind.size() + before.size()) {
        if (size_ > inline_.size()) large_.resize(size_);
        std::ranges::copy(before, std::ranges::copy(behind, all().begin()).out);
    }

    [[nodiscard]] std::span<std::byte> all() noexcept {
        return large_.empty() ? std::span(inline_).first(size_) : std::span(large_);
    }

  private:
    std::size_t size_;
    std::array<std::byte, 128> inline_; // what any usual peer sends; a filler can have 65535 bytes
    std::vector<std::byte> large_;
};

/// What is written in front of a sealed message: header | filler | header | tag | confounder.
template <class Profile>
class sealed_front {
  public:
    explicit sealed_front(std::size_t filler) noexcept : filler_(filler) {}

    [[nodiscard]] std::span<std::byte> all() noexcept {
        return std::span(bytes_).first(rfc4121::header_size + end() + Profile::tag + cipher_block);
    }
    [[nodiscard]] std::span<std::byte, rfc4121::header_size> outer() noexcept {
        return std::span(bytes_).template first<rfc4121::header_size>();
    }
    /// Filler and header, which end what is sealed.
    [[nodiscard]] std::span<std::byte> back() noexcept { return all().subspan(rfc4121::header_size, end()); }
    [[nodiscard]] std::span<std::byte> tag() noexcept {
        return all().subspan(rfc4121::header_size + end(), Profile::tag);
    }
    [[nodiscard]] std::span<std::byte, cipher_block> confounder() noexcept {
        return all().template last<cipher_block>();
    }

  private:
    [[nodiscard]] std::size_t end() const noexcept { return filler_ + rfc4121::header_size; }

    std::size_t filler_;
    std::array<std::byte, 2 * rfc4121::header_size + Profile::tag + 2 * cipher_block> bytes_;
};

[[nodiscard]] inline failure broken() {
    return failed_with(status::internal_error, "OpenSSL failed");
}

template <class Profile>
class protection_by final : public numbered_protection {
  public:
    protection_by(const gss::message_keys& keys, const rfc4121_options& options,
                  const messages::progress* from)
        : numbered_protection(keys, options, {.tag = Profile::tag, .checksum = Profile::tag}, from) {}

    /// Before anything else. False when OpenSSL cannot.
    [[nodiscard]] bool derive(std::span<const std::byte> key) {
        typename Profile::derivation from(key);
        return sending_.derive(from, key.size(), rules_.own(), aes_cbc::way::encrypt) &&
               receiving_.derive(from, key.size(), rules_.of_peer(), aes_cbc::way::decrypt);
    }

    result<std::size_t> sign(segments message, std::span<std::byte> token) override;
    result<void> verify(segments message, std::span<const std::byte> token) override;
    result<wrapped> wrap(bool seal, segments message, std::span<std::byte> token,
                         std::span<std::byte> padding) override;
    result<bool> unwrap(std::span<const std::byte> token, segments message,
                        std::span<const std::byte> padding) override;
    result<opened> open(std::span<std::byte> token) override;

  private:
    using header = rfc4121::header;
    using mac = hmac<typename Profile::hash>;
    static constexpr std::size_t header_size = rfc4121::header_size;

    [[nodiscard]] result<void> make_sealed(segments message, std::span<std::byte> token);
    [[nodiscard]] result<void> make_sealed_copy(segments message, std::span<std::byte> token);
    [[nodiscard]] result<void> make_signed(segments message, std::span<std::byte> token);
    [[nodiscard]] result<void> check(const header& h, std::span<const std::byte> behind, segments message,
                                     std::size_t size, std::span<const std::byte> before);
    [[nodiscard]] result<void> check_sealed(const header& h, std::span<std::byte> around, segments message,
                                            std::size_t size);
    [[nodiscard]] result<void> check_signed(const header& h, std::span<const std::byte> checksum,
                                            segments message);
    [[nodiscard]] result<bool> unwrap_copy(const header& h, std::span<const std::byte> token,
                                           segments message, std::span<const std::byte> padding,
                                           std::size_t size);

    direction_keys<Profile> receiving_; // beside its mutex, and off the sender's cache lines
    [[maybe_unused]] apart between_;
    direction_keys<Profile> sending_;
};

template <class Profile>
result<std::size_t> protection_by<Profile>::sign(segments message, std::span<std::byte> token) {
    const auto size = rules_.signature();
    if (token.size() < size) return rfc4121::too_small(size);
    const std::scoped_lock lock(send_mutex_);
    const auto head =
        rfc4121::encode({.type = rfc4121::kind::mic, .flags = rules_.own_flags(), .sequence = next_++});
    mac sum(sending_.detached);
    cover_all(sum, message);
    sum.update(head);
    std::ranges::copy(head, token.begin());
    sum.finish(token.subspan(header_size, Profile::tag));
    return size;
}

template <class Profile>
result<void> protection_by<Profile>::verify(segments message, std::span<const std::byte> token) {
    // Read once: the header that is covered is the one whose number counts.
    std::array<std::byte, header_size + Profile::tag> copy;
    if (token.size() != copy.size()) return rfc4121::malformed();
    std::ranges::copy(token, copy.begin());
    const auto h = rules_.read_mic(copy);
    if (!h) return h.error();
    const std::scoped_lock lock(receive_mutex_);
    mac sum(receiving_.detached);
    cover_all(sum, message);
    sum.update(std::span(copy).template first<header_size>());
    if (!sum.matches(std::span(copy).template last<Profile::tag>()))
        return failed_with(status::message_altered, "the signature does not match the message");
    return in_order(h->sequence);
}

template <class Profile>
result<wrapped> protection_by<Profile>::wrap(bool seal, segments message, std::span<std::byte> token,
                                             std::span<std::byte>) {
    const auto size = rules_.overhead(seal);
    if (token.size() < size) return rfc4121::too_small(size);
    token = token.first(size);
    auto made = !seal                      ? make_signed(message, token)
                : disjoint(message, token) ? make_sealed(message, token)
                                           : make_sealed_copy(message, token);
    if (!made) return made.error();
    return messages::wrapped{.token = size, .padding = 0};
}

/// Where buffers share bytes: each as if it were alone, and then written in their order.
template <class Profile>
result<void> protection_by<Profile>::make_sealed_copy(segments message, std::span<std::byte> token) {
    auto text = detail::secret_bytes::of_size(data_size(message));
    gather(message, text.units());
    std::vector<segment> parts(message.begin(), message.end());
    auto rest = text.units();
    for (auto& p : parts) {
        if (p.sign_only) continue;
        p.content = rest.first(p.content.size());
        rest = rest.subspan(p.content.size());
    }
    std::vector<std::byte> head(token.size());
    if (auto made = make_sealed(parts, head); !made) return made;
    std::ranges::copy(head, token.begin());
    scatter(text.view(), message);
    return {};
}

/// The rotated token: header | filler | header | tag | confounder | message. Everything but the message fits
/// the token buffer, so that the message is encrypted where it stands (MS-KILE 3.4.5.4.1: RRC counts without
/// filler).
template <class Profile>
result<void> protection_by<Profile>::make_sealed(segments message, std::span<std::byte> token) {
    const auto filler = rules_.filler();
    const std::scoped_lock lock(send_mutex_);
    if (!sending_.ready()) throw std::bad_alloc();
    header h{.flags = static_cast<std::uint8_t>(rules_.own_flags() | rfc4121::sealed),
             .extra_count = static_cast<std::uint16_t>(filler),
             .sequence = next_};
    sealed_front<Profile> front(filler);
    if (!draw_random(front.confounder()))
        return failed_with(status::internal_error, "the system has no random bytes");
    const auto back = front.back();
    std::ranges::fill(back.first(filler), std::byte{0xFF});
    std::ranges::copy(rfc4121::encode(h),
                      back.last(header_size).begin()); // RRC is zero in the encrypted copy
    const scattered stream{.front = front.confounder(), .message = message, .back = back};
    const auto size = cipher_block + data_size(message) + back.size();
    if (!seal(sending_, stream, size, front.tag())) return broken();
    h.right_rotation_count = static_cast<std::uint16_t>(header_size + Profile::tag);
    std::ranges::copy(rfc4121::encode(h), front.outer().begin());
    std::ranges::copy(front.all(), token.begin());
    ++next_;
    return {};
}

/// header | checksum | message: rotated by the checksum's length, EC is that length (RFC 4121 4.2.4).
template <class Profile>
result<void> protection_by<Profile>::make_signed(segments message, std::span<std::byte> token) {
    const std::scoped_lock lock(send_mutex_);
    header h{.flags = rules_.own_flags(), .sequence = next_++};
    mac sum(sending_.wrapped);
    cover_all(sum, message);
    sum.update(rfc4121::encode(h)); // EC and RRC are zero in the checksum
    h.extra_count = h.right_rotation_count = Profile::tag;
    std::ranges::copy(rfc4121::encode(h), token.begin());
    sum.finish(token.subspan(header_size));
    return {};
}

/// With the lock.
template <class Profile>
result<void> protection_by<Profile>::check_sealed(const header& h, std::span<std::byte> around,
                                                  segments message, std::size_t size) {
    const auto back = around.first(h.extra_count + header_size);
    const auto tag = around.subspan(back.size(), Profile::tag);
    if (!receiving_.ready()) throw std::bad_alloc();
    const scattered stream{.front = around.last(cipher_block), .message = message, .back = back};
    opener<Profile> open(receiving_, stream, cipher_block + size + back.size());
    switch (open.check(tag)) {
    case opening::good:
        break;
    case opening::altered:
        return failed_with(status::message_altered, "the message does not match its tag");
    case opening::broken:
        return broken();
    }
    if (!rfc4121::same_header(h, open.last(header_size))) return rfc4121::altered_header();
    if (auto expected = in_order(h.sequence); !expected) return expected;
    return open.release() ? result<void>() : broken();
}

/// With the lock.
template <class Profile>
result<void> protection_by<Profile>::check_signed(const header& h, std::span<const std::byte> checksum,
                                                  segments message) {
    auto covered = h;
    covered.extra_count = covered.right_rotation_count = 0;
    mac sum(receiving_.wrapped);
    cover_all(sum, message);
    sum.update(rfc4121::encode(covered));
    if (!sum.matches(checksum))
        return failed_with(status::message_altered, "the checksum does not match the message");
    return in_order(h.sequence);
}

/// A message of `size` bytes that stands in its segments, and what stands around it in the body.
template <class Profile>
result<void> protection_by<Profile>::check(const header& h, std::span<const std::byte> behind,
                                           segments message, std::size_t size,
                                           std::span<const std::byte> before) {
    surroundings around(behind, before);
    const std::scoped_lock lock(receive_mutex_);
    return h.is_sealed() ? check_sealed(h, around.all(), message, size)
                         : check_signed(h, around.all(), message);
}

template <class Profile>
result<bool> protection_by<Profile>::unwrap(std::span<const std::byte> token, segments message,
                                            std::span<const std::byte> padding) {
    const auto h = rules_.read_wrap(token);
    if (!h) return h.error();
    const auto before = token.subspan(header_size);
    const auto data = data_size(message);
    const auto body = before.size() + data + padding.size();
    const auto size = rules_.message_size(*h, body);
    if (!size) return size.error();
    if (*size != data) return rfc4121::malformed();
    const auto place = rfc4121::place_of(rules_.confounder(*h), rules_.rotation(*h, body), data, body);
    const bool where_it_stands = place.rotated == before.size() && place.in_one_piece;
    if (!where_it_stands || (h->is_sealed() && !disjoint(message, {})))
        return unwrap_copy(*h, token, message, padding, data);
    if (auto good = check(*h, padding, message, data, before); !good) return good.error();
    return h->is_sealed();
}

/// Where the message is not what stands in the segments, as it is when a peer rotates otherwise than Windows does, or
/// where segments share bytes.
template <class Profile>
result<bool> protection_by<Profile>::unwrap_copy(const header& h, std::span<const std::byte> token,
                                                 segments message, std::span<const std::byte> padding,
                                                 std::size_t size) {
    const auto before = token.subspan(header_size);
    auto whole = detail::secret_bytes::of_size(before.size() + size + padding.size());
    const auto body = whole.units();
    std::ranges::copy(before, body.begin());
    gather(message, body.subspan(before.size(), size));
    std::ranges::copy(padding, body.last(padding.size()).begin());
    const auto rotation = static_cast<std::ptrdiff_t>(rules_.rotation(h, body.size()));
    std::rotate(body.begin(), body.begin() + rotation, body.end());
    const auto text = body.subspan(rules_.confounder(h), size);
    std::vector<segment> parts(message.begin(), message.end());
    auto rest = text;
    for (auto& p : parts) {
        if (p.sign_only) continue;
        p.content = rest.first(p.content.size());
        rest = rest.subspan(p.content.size());
    }
    const auto behind = body.subspan(rules_.confounder(h) + size);
    if (auto good = check(h, behind, parts, size, body.first(rules_.confounder(h))); !good)
        return good.error();
    scatter(text, message);
    return h.is_sealed();
}

template <class Profile>
result<opened> protection_by<Profile>::open(std::span<std::byte> token) {
    const auto h = rules_.read_wrap(token);
    if (!h) return h.error();
    const auto body = token.subspan(header_size);
    const auto size = rules_.message_size(*h, body.size());
    if (!size) return size.error();
    const auto before = rules_.confounder(*h);
    const auto rotation = rules_.rotation(*h, body.size());
    const auto place = rfc4121::place_of(before, rotation, *size, body.size());
    // The end of the body may cut the message in two.
    const auto first = body.subspan(place.rotated, std::min(*size, body.size() - place.rotated));
    const auto second = body.first(*size - first.size());
    const auto behind = place.in_one_piece ? body.subspan(place.rotated + *size) : std::span<std::byte>{};
    const std::array parts{segment{.content = first}, segment{.content = second}};
    if (auto good =
            check(*h, behind, parts, *size, body.subspan(second.size(), place.rotated - second.size()));
        !good)
        return good.error();
    if (place.in_one_piece) return opened{.message = first, .sealed = h->is_sealed()};
    std::rotate(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(rotation), body.end());
    return opened{.message = body.subspan(before, *size), .sealed = h->is_sealed()};
}

} // namespace sspi::messages::openssl
