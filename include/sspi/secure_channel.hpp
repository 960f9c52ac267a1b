// SPDX-License-Identifier: BSL-1.0
// Messages under an established context: wrap, unwrap, sign, verify.
#pragma once

#include <sspi/context.hpp>
#include <sspi/impl/context_state.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <system_error>
#include <vector>

namespace sspi {

/// What wrapping does with a message.
enum class protection {
    encrypted,   ///< encrypted and signed
    signed_only, ///< signed; it stays readable
};

/// One piece of a message that lies in several places.
struct message_part {
    std::span<std::byte> data;
    bool only_signed = false; ///< also when the message is encrypted, as the headers of DCE RPC are
};

/// What wrapping in place wrote: the first so many bytes of the spans.
struct wrapped_sizes {
    std::size_t header = 0;
    std::size_t trailer = 0; ///< mostly 0: there is padding with RC4 and DES3 only
};

/// A message that was unwrapped in place.
struct plain_message {
    std::span<std::byte> data;              ///< within the buffer that was given
    protection how = protection::encrypted; ///< how it came
};

/// What protects the messages of an established context. It comes from channel() of an initiator or acceptor and
/// outlives them; copies share the context. One that was made without arguments has no context.
///
/// A wrapped message is one token of the GSS-API (RFC 4121), which says nothing of its own length: the protocol around it
/// does. Messages have to be unwrapped and verified in the order in which they were made, each once, where
/// sequence_detection was granted.
///
/// Every function has two forms: one throws system_error, the other sets an error_code. Besides what is said with it, each
/// fails with invalid_handle where there is no context, with qop_not_supported where the context was made with
/// no_message_protection, and with invalid_token for more than 4 GiB. On failure nothing is written and the context is as
/// it was: the genuine message is still accepted, unless it is a genuine one that came out of its order, which counts, or the keys
/// are of DES3 or RC4 (see VerifySignature in sspi.h, also for what RC4 does not cover). After
/// an error on what a peer sent, a protocol over a stream has to end the connection, because what follows is lost.
/// Threads: any number at a time, on copies or on one object. Two that wrap or sign take turns, and so do two that unwrap
/// or verify; the two directions run in parallel.
/// Costs: wrap and unwrap of the vector forms allocate once; the forms in place allocate nothing up to eight parts.
class secure_channel : public context {
  public:
    secure_channel() noexcept = default;

    /// The room that wrapping in place needs in front of and behind a message, in bytes; a constant of the context, which
    /// is known without a call.
    [[nodiscard]] std::size_t header_size() const noexcept { return sizes_.trailer; }
    [[nodiscard]] std::size_t trailer_size() const noexcept { return sizes_.block; }
    /// The length of a signature.
    [[nodiscard]] std::size_t signature_size() const noexcept { return sizes_.signature; }
    /// The longest message that fits, wrapped, into so many bytes; 0 where none does. It may be some bytes less than
    /// would just fit. (The size limit of RFC 4752, of which this is what may be sent.)
    [[nodiscard]] std::size_t largest_message(std::size_t wrapped_size) const noexcept {
        const auto around = header_size() + trailer_size();
        return wrapped_size > around ? wrapped_size - around : 0;
    }

    /// Makes the token of a message, which may be empty. Fails with unsupported_function for `encrypted` where
    /// confidentiality was not granted.
    [[nodiscard]] std::vector<std::byte> wrap(std::span<const std::byte> message,
                                              protection how = protection::encrypted) const;
    [[nodiscard]] std::vector<std::byte> wrap(std::span<const std::byte> message, protection how,
                                              std::error_code& error) const;

    /// Wraps a message where it lies. The header and the trailer are written by it, header_size() and trailer_size() bytes
    /// at the most, and say by the result how long they are. The token is the three, one after the other.
    /// Fails also with buffer_too_small, if header or trailer has too little room.
    [[nodiscard]] wrapped_sizes wrap_in_place(std::span<std::byte> header, std::span<std::byte> message,
                                              std::span<std::byte> trailer,
                                              protection how = protection::encrypted) const;
    [[nodiscard]] wrapped_sizes wrap_in_place(std::span<std::byte> header, std::span<std::byte> message,
                                              std::span<std::byte> trailer, protection how,
                                              std::error_code& error) const;
    /// The same with a message of several parts, in their order: one message for the peer, who may have it in other parts
    /// of the same lengths. At least one part, 250 at the most. Parts that are only signed need AES, else the call
    /// fails with unsupported_function.
    [[nodiscard]] wrapped_sizes wrap_in_place(std::span<std::byte> header,
                                              std::span<const message_part> parts,
                                              std::span<std::byte> trailer,
                                              protection how = protection::encrypted) const;
    [[nodiscard]] wrapped_sizes wrap_in_place(std::span<std::byte> header,
                                              std::span<const message_part> parts,
                                              std::span<std::byte> trailer, protection how,
                                              std::error_code& error) const;

    /// Unwraps a whole token in place. The result points into it and says whether the message was encrypted: look at
    /// `how` where a message must not have been readable.
    /// Fails with invalid_token for what is malformed or cut short, with message_altered, and with out_of_sequence for
    /// what comes twice or, where that is watched, out of its order. A message that comes too early is lost, with those
    /// that it overtook.
    [[nodiscard]] plain_message unwrap(std::span<std::byte> token) const;
    [[nodiscard]] plain_message unwrap(std::span<std::byte> token, std::error_code& error) const;
    /// The message of a token that stays as it is. Where it must have been encrypted, `how` says so: a message that was
    /// only signed then fails with qop_not_supported, after it has been taken.
    [[nodiscard]] std::vector<std::byte> unwrap_copy(std::span<const std::byte> token,
                                                     protection at_least = protection::signed_only) const;
    [[nodiscard]] std::vector<std::byte> unwrap_copy(std::span<const std::byte> token, protection at_least,
                                                     std::error_code& error) const;

    /// Unwraps a message whose header, parts and trailer lie apart, as wrap_in_place made them; the parts then hold it.
    /// Says whether it was encrypted. Fails as unwrap does.
    protection unwrap_in_place(std::span<std::byte> header, std::span<const message_part> parts,
                               std::span<std::byte> trailer) const;
    protection unwrap_in_place(std::span<std::byte> header, std::span<const message_part> parts,
                               std::span<std::byte> trailer, std::error_code& error) const;

    /// Makes the signature of a message, which goes beside it.
    [[nodiscard]] std::vector<std::byte> sign(std::span<const std::byte> message) const;
    [[nodiscard]] std::vector<std::byte> sign(std::span<const std::byte> message,
                                              std::error_code& error) const;
    /// Of a message in several parts, into memory of the caller; gives the length. Fails also with buffer_too_small.
    [[nodiscard]] std::size_t sign(std::span<const std::span<const std::byte>> parts,
                                   std::span<std::byte> signature) const;
    [[nodiscard]] std::size_t sign(std::span<const std::span<const std::byte>> parts,
                                   std::span<std::byte> signature, std::error_code& error) const;

    /// Checks the signature of a message. Returns, or sets no error, where it is right. Fails with message_altered,
    /// out_of_sequence and invalid_token, as unwrap does.
    void verify(std::span<const std::byte> message, std::span<const std::byte> signature) const;
    void verify(std::span<const std::byte> message, std::span<const std::byte> signature,
                std::error_code& error) const;
    void verify(std::span<const std::span<const std::byte>> parts,
                std::span<const std::byte> signature) const;
    void verify(std::span<const std::span<const std::byte>> parts, std::span<const std::byte> signature,
                std::error_code& error) const;

  private:
    friend class initiator;
    friend class acceptor;
    friend struct impl::calls;

    static impl::outcome of(const std::shared_ptr<impl::context_state>& state, secure_channel& out);

    message_sizes sizes_{};
};

} // namespace sspi

#include <sspi/impl/secure_channel.hpp>
