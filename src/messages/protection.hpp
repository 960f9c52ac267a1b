// SPDX-License-Identifier: BSL-1.0
// Per-message tokens of one established context, behind one interface.
#pragma once

#include "../failure.hpp"

#include <sspi/detail/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace sspi::messages {

/// One of the caller's buffers. Their order is the order of the message.
struct segment {
    std::span<std::byte> content;
    bool sign_only = false; // covered by the integrity tag, never encrypted or written to
};

using segments = std::span<const segment>;

/// How much a message grows, in bytes.
struct sizes {
    std::size_t signature = 0; // exact
    std::size_t trailer = 0;   // what a sealed message needs beside its data, at most
    std::size_t block = 1;     // padding needed at most
};

/// How many bytes of the token and padding buffers a wrapped message used.
struct wrapped {
    std::size_t token = 0;
    std::size_t padding = 0;
};

/// A message that was taken out of its token where the token stood.
struct opened {
    std::span<std::byte> message;
    bool sealed = false;
};

/// Where the messages of a context stand. Another process goes on from there.
struct progress {
    std::uint64_t next_sent = 0; // with RFC 4121
    std::uint64_t next_expected = 0;
    std::uint64_t seen = 0;           // see sequence_window
    detail::secret_bytes mechanism{}; // of an enctype from before RFC 4121: all of it
};

/// Safe from several threads. Failures leave every buffer as it was, and the order of messages but where a message was
/// authentic and out of its order: that one counts.
class protection {
  public:
    virtual ~protection() = default;

    [[nodiscard]] virtual messages::sizes sizes() const = 0;

    /// RFC 2743 GSS_GetMIC over the segments; the token's size is the result.
    [[nodiscard]] virtual result<std::size_t> sign(segments message, std::span<std::byte> token) = 0;
    [[nodiscard]] virtual result<void> verify(segments message, std::span<const std::byte> token) = 0;

    /// RFC 2743 GSS_Wrap: token, message and padding, one after the other, are one wrap token.
    [[nodiscard]] virtual result<wrapped> wrap(bool seal, segments message, std::span<std::byte> token,
                                               std::span<std::byte> padding) = 0;
    /// The reverse, into the segments; true when the message was sealed.
    [[nodiscard]] virtual result<bool> unwrap(std::span<const std::byte> token, segments message,
                                              std::span<const std::byte> padding) = 0;
    /// The reverse of a token that stands in one buffer. The message is left in there; the rest of the buffer then means
    /// nothing.
    [[nodiscard]] virtual result<opened> open(std::span<std::byte> token) = 0;

    [[nodiscard]] virtual result<messages::progress> progress() = 0;
};

} // namespace sspi::messages
