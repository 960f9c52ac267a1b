// SPDX-License-Identifier: BSL-1.0
// The two forms of each function of secure_channel.
#pragma once

#include <sspi/impl/message_calls.hpp>
#include <sspi/secure_channel.hpp>

#include <utility>

namespace sspi {

namespace impl {

inline outcome channel_sizes(const context_state* state, message_sizes& out) {
    return usable(state) ? query_sizes(state, out) : refused(errc::invalid_handle);
}

} // namespace impl

inline impl::outcome secure_channel::of(const std::shared_ptr<impl::context_state>& state,
                                        secure_channel& out) {
    const auto result = impl::channel_sizes(state.get(), out.sizes_);
    if (!result.failed()) out.state_ = state;
    return result;
}

inline std::vector<std::byte> secure_channel::wrap(std::span<const std::byte> message, protection how,
                                                   std::error_code& error) const {
    std::vector<std::byte> out;
    error = impl::wrap_whole(state_.get(), sizes_, message, how, out).code();
    return out;
}
inline std::vector<std::byte> secure_channel::wrap(std::span<const std::byte> message, protection how) const {
    std::vector<std::byte> out;
    impl::wrap_whole(state_.get(), sizes_, message, how, out).check("sspi::secure_channel::wrap");
    return out;
}

inline wrapped_sizes secure_channel::wrap_in_place(std::span<std::byte> header,
                                                   std::span<const message_part> parts,
                                                   std::span<std::byte> trailer, protection how,
                                                   std::error_code& error) const {
    wrapped_sizes out;
    error = impl::wrap_parts(state_.get(), header, parts, trailer, how, out).code();
    return out;
}
inline wrapped_sizes secure_channel::wrap_in_place(std::span<std::byte> header,
                                                   std::span<const message_part> parts,
                                                   std::span<std::byte> trailer, protection how) const {
    wrapped_sizes out;
    impl::wrap_parts(state_.get(), header, parts, trailer, how, out)
        .check("sspi::secure_channel::wrap_in_place");
    return out;
}
inline wrapped_sizes secure_channel::wrap_in_place(std::span<std::byte> header, std::span<std::byte> message,
                                                   std::span<std::byte> trailer, protection how,
                                                   std::error_code& error) const {
    const message_part part{message};
    return wrap_in_place(header, std::span(&part, 1), trailer, how, error);
}
inline wrapped_sizes secure_channel::wrap_in_place(std::span<std::byte> header, std::span<std::byte> message,
                                                   std::span<std::byte> trailer, protection how) const {
    const message_part part{message};
    return wrap_in_place(header, std::span(&part, 1), trailer, how);
}

inline plain_message secure_channel::unwrap(std::span<std::byte> token, std::error_code& error) const {
    plain_message out;
    error = impl::unwrap_stream(state_.get(), token, out).code();
    return out;
}
inline plain_message secure_channel::unwrap(std::span<std::byte> token) const {
    plain_message out;
    impl::unwrap_stream(state_.get(), token, out).check("sspi::secure_channel::unwrap");
    return out;
}

inline std::vector<std::byte> secure_channel::unwrap_copy(std::span<const std::byte> token,
                                                          protection at_least, std::error_code& error) const {
    std::vector<std::byte> out;
    error = impl::unwrap_to_copy(state_.get(), token, at_least, out).code();
    return out;
}
inline std::vector<std::byte> secure_channel::unwrap_copy(std::span<const std::byte> token,
                                                          protection at_least) const {
    std::vector<std::byte> out;
    impl::unwrap_to_copy(state_.get(), token, at_least, out).check("sspi::secure_channel::unwrap_copy");
    return out;
}

inline protection secure_channel::unwrap_in_place(std::span<std::byte> header,
                                                  std::span<const message_part> parts,
                                                  std::span<std::byte> trailer,
                                                  std::error_code& error) const {
    auto out = protection::signed_only;
    error = impl::unwrap_parts(state_.get(), header, parts, trailer, out).code();
    return out;
}
inline protection secure_channel::unwrap_in_place(std::span<std::byte> header,
                                                  std::span<const message_part> parts,
                                                  std::span<std::byte> trailer) const {
    auto out = protection::signed_only;
    impl::unwrap_parts(state_.get(), header, parts, trailer, out)
        .check("sspi::secure_channel::unwrap_in_place");
    return out;
}

inline std::size_t secure_channel::sign(std::span<const std::span<const std::byte>> parts,
                                        std::span<std::byte> signature, std::error_code& error) const {
    std::size_t out = 0;
    error = impl::sign_parts(state_.get(), parts, signature, out).code();
    return out;
}
inline std::size_t secure_channel::sign(std::span<const std::span<const std::byte>> parts,
                                        std::span<std::byte> signature) const {
    std::size_t out = 0;
    impl::sign_parts(state_.get(), parts, signature, out).check("sspi::secure_channel::sign");
    return out;
}
inline std::vector<std::byte> secure_channel::sign(std::span<const std::byte> message,
                                                   std::error_code& error) const {
    std::vector<std::byte> out(sizes_.signature);
    out.resize(sign({&message, 1}, out, error));
    return out;
}
inline std::vector<std::byte> secure_channel::sign(std::span<const std::byte> message) const {
    std::vector<std::byte> out(sizes_.signature);
    out.resize(sign({&message, 1}, out));
    return out;
}

inline void secure_channel::verify(std::span<const std::span<const std::byte>> parts,
                                   std::span<const std::byte> signature, std::error_code& error) const {
    error = impl::verify_parts(state_.get(), parts, signature).code();
}
inline void secure_channel::verify(std::span<const std::span<const std::byte>> parts,
                                   std::span<const std::byte> signature) const {
    impl::verify_parts(state_.get(), parts, signature).check("sspi::secure_channel::verify");
}
inline void secure_channel::verify(std::span<const std::byte> message, std::span<const std::byte> signature,
                                   std::error_code& error) const {
    verify(std::span(&message, 1), signature, error);
}
inline void secure_channel::verify(std::span<const std::byte> message,
                                   std::span<const std::byte> signature) const {
    verify(std::span(&message, 1), signature);
}

} // namespace sspi
