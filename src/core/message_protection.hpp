// SPDX-License-Identifier: BSL-1.0
// The per-message functions: from a caller's buffers to per-message tokens and back.
#pragma once

#include "establishment.hpp"
#include "security_buffers.hpp"

#include <sspi.h>

#include <algorithm>
#include <memory>

namespace sspi::core {

/// The context with its protection, when it may protect messages at all.
[[nodiscard]] inline result<handle_table<context>::pinned> protecting_context(const SecHandle* handle) {
    using detail::gss_flag;
    if (handle == nullptr) return bad_handle();
    auto found = contexts().pin(words_of(*handle));
    if (!found || !found->is_established()) return bad_handle();
    const auto granted = found->session().granted;
    if (!detail::has(granted, gss_flag::integ) && !detail::has(granted, gss_flag::conf))
        return refused_with(status::qop_not_supported, "the context protects no messages");
    return found;
}

/// What every message call needs of its descriptor: a TOKEN and at least one DATA buffer.
struct message_buffers {
    buffer_list list;
    std::span<std::byte> token;
    std::span<std::byte> padding;
    message_list message;
};

[[nodiscard]] inline result<message_buffers> message_buffers_of(PSecBufferDesc descriptor) {
    const auto list = buffer_list::of(descriptor);
    if (!list) return list.error();
    const auto token = required_content(*list, SECBUFFER_TOKEN);
    if (!token) return token.error();
    if (const auto data = required_content(*list, SECBUFFER_DATA); !data) return data.error();
    const auto padding = optional_content(*list, SECBUFFER_PADDING);
    if (!padding) return padding.error();
    auto message = message_of(*list);
    if (!message) return message.error();
    return message_buffers{*list, *token, *padding, std::move(*message)};
}

inline void set_size(const buffer_list& list, ULONG kind, std::size_t size) {
    if (auto* const buffer = list.first(kind)) buffer->cbBuffer = static_cast<ULONG>(size);
}

/// SECQOP_WRAP_NO_ENCRYPT is taken as well: .NET passes it, and a signature encrypts nothing.
[[nodiscard]] inline result<void> make_signature(const SecHandle* handle, ULONG qop,
                                                 PSecBufferDesc descriptor) {
    const auto ctx = protecting_context(handle);
    if (!ctx) return ctx.error();
    if (qop != 0 && qop != SECQOP_WRAP_NO_ENCRYPT) return refused_with(status::qop_not_supported);
    const auto buffers = message_buffers_of(descriptor);
    if (!buffers) return buffers.error();
    const auto size = (*ctx)->protection().sign(buffers->message.all(), buffers->token);
    if (!size) return size.error();
    set_size(buffers->list, SECBUFFER_TOKEN, *size);
    return {};
}

[[nodiscard]] inline result<void> verify_signature(const SecHandle* handle, PSecBufferDesc descriptor) {
    const auto ctx = protecting_context(handle);
    if (!ctx) return ctx.error();
    const auto buffers = message_buffers_of(descriptor);
    if (!buffers) return buffers.error();
    return (*ctx)->protection().verify(buffers->message.all(), buffers->token);
}

[[nodiscard]] inline result<void> encrypt_message(const SecHandle* handle, ULONG qop,
                                                  PSecBufferDesc descriptor) {
    const auto ctx = protecting_context(handle);
    if (!ctx) return ctx.error();
    if (qop != 0 && qop != SECQOP_WRAP_NO_ENCRYPT) return refused_with(status::qop_not_supported);
    const bool seal = qop == 0;
    if (seal && !detail::has((*ctx)->session().granted, detail::gss_flag::conf))
        return refused_with(status::unsupported_function, "confidentiality was not negotiated");
    const auto buffers = message_buffers_of(descriptor);
    if (!buffers) return buffers.error();
    const auto used =
        (*ctx)->protection().wrap(seal, buffers->message.all(), buffers->token, buffers->padding);
    if (!used) return used.error();
    set_size(buffers->list, SECBUFFER_TOKEN, used->token);
    set_size(buffers->list, SECBUFFER_PADDING, used->padding);
    return {};
}

/// A whole token in the STREAM buffer: the message is put where it stood, and DATA points at it.
[[nodiscard]] inline result<bool> decrypt_stream(context& ctx, const buffer_list& list) {
    const auto stream = required_content(list, SECBUFFER_STREAM);
    if (!stream) return stream.error();
    auto* const data = list.first(SECBUFFER_DATA);
    if (data == nullptr)
        return refused_with(status::invalid_token, "there is no DATA buffer for the message");
    const auto opened = ctx.protection().open(*stream);
    if (!opened) return opened.error();
    data->pvBuffer = opened->message.data();
    data->cbBuffer = static_cast<ULONG>(opened->message.size());
    return opened->sealed;
}

/// True when the message was sealed, false when it was only signed.
[[nodiscard]] inline result<bool> decrypt_message(const SecHandle* handle, PSecBufferDesc descriptor) {
    const auto ctx = protecting_context(handle);
    if (!ctx) return ctx.error();
    const auto list = buffer_list::of(descriptor);
    if (!list) return list.error();
    if (list->first(SECBUFFER_STREAM) != nullptr) return decrypt_stream(**ctx, *list);
    const auto buffers = message_buffers_of(descriptor);
    if (!buffers) return buffers.error();
    return (*ctx)->protection().unwrap(buffers->token, buffers->message.all(), buffers->padding);
}

} // namespace sspi::core
