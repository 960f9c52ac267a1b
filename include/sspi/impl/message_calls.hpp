// SPDX-License-Identifier: BSL-1.0
// EncryptMessage and its neighbours over spans.
#pragma once

#include <sspi/impl/buffers.hpp>
#include <sspi/impl/context_state.hpp>
#include <sspi/secure_channel.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

namespace sspi::impl {

/// Buffers of one call, without an allocation for the usual number of them.
class buffer_list {
  public:
    explicit buffer_list(std::size_t most) {
        if (most > few_.size()) many_.resize(most);
    }
    /// False when the C contract cannot be told the length.
    [[nodiscard]] bool add(ULONG type, std::span<std::byte> data) noexcept {
        if (!fits(data.size())) return false;
        room()[count_++] = write_buffer(type, data);
        return true;
    }
    [[nodiscard]] bool add(ULONG type, std::span<const std::byte> data) noexcept {
        return add(type, std::span(const_cast<std::byte*>(data.data()), data.size()));
    }
    [[nodiscard]] SecBuffer& operator[](std::size_t index) noexcept { return room()[index]; }
    [[nodiscard]] SecBufferDesc* list() noexcept {
        list_ = list_of(room().first(count_));
        return &list_;
    }

  private:
    [[nodiscard]] std::span<SecBuffer> room() noexcept {
        return many_.empty() ? std::span<SecBuffer>(few_) : std::span<SecBuffer>(many_);
    }

    std::array<SecBuffer, 10> few_{};
    std::vector<SecBuffer> many_;
    std::size_t count_ = 0;
    SecBufferDesc list_{};
};

[[nodiscard]] inline ULONG type_of(const message_part& part) noexcept {
    return part.only_signed ? ULONG{SECBUFFER_DATA} | ULONG{SECBUFFER_READONLY_WITH_CHECKSUM}
                            : ULONG{SECBUFFER_DATA};
}

/// TOKEN, the parts, and PADDING.
[[nodiscard]] inline bool fill(buffer_list& list, std::span<std::byte> header,
                               std::span<const message_part> parts, std::span<std::byte> trailer) noexcept {
    bool good = list.add(SECBUFFER_TOKEN, header);
    for (const auto& part : parts)
        good = good && list.add(type_of(part), part.data);
    return good && list.add(SECBUFFER_PADDING, trailer);
}

[[nodiscard]] inline bool usable(const context_state* state) noexcept {
    return state != nullptr && state->established;
}
[[nodiscard]] inline ULONG quality(protection how) noexcept {
    return how == protection::encrypted ? 0 : SECQOP_WRAP_NO_ENCRYPT;
}
[[nodiscard]] inline protection protection_of(ULONG quality) noexcept {
    return quality == SECQOP_WRAP_NO_ENCRYPT ? protection::signed_only : protection::encrypted;
}

inline outcome wrap_parts(const context_state* state, std::span<std::byte> header,
                          std::span<const message_part> parts, std::span<std::byte> trailer, protection how,
                          wrapped_sizes& out) {
    if (!usable(state)) return refused(errc::invalid_handle);
    buffer_list list(parts.size() + 2);
    if (!fill(list, header, parts, trailer)) return refused(errc::invalid_token);
    auto handle = state->handle();
    const auto result = answered(EncryptMessage(&handle, quality(how), list.list(), 0));
    if (!result.failed()) out = {list[0].cbBuffer, list[parts.size() + 1].cbBuffer};
    return result;
}

inline outcome unwrap_parts(const context_state* state, std::span<std::byte> header,
                            std::span<const message_part> parts, std::span<std::byte> trailer,
                            protection& out) {
    if (!usable(state)) return refused(errc::invalid_handle);
    buffer_list list(parts.size() + 2);
    if (!fill(list, header, parts, trailer)) return refused(errc::invalid_token);
    auto handle = state->handle();
    ULONG how = 0;
    const auto result = answered(DecryptMessage(&handle, list.list(), 0, &how));
    if (!result.failed()) out = protection_of(how);
    return result;
}

inline outcome unwrap_stream(const context_state* state, std::span<std::byte> token, plain_message& out) {
    if (!usable(state)) return refused(errc::invalid_handle);
    if (!fits(token.size())) return refused(errc::invalid_token);
    std::array<SecBuffer, 2> buffers{write_buffer(SECBUFFER_STREAM, token),
                                     SecBuffer{0, SECBUFFER_DATA, nullptr}};
    auto list = list_of(buffers);
    auto handle = state->handle();
    ULONG how = 0;
    const auto result = answered(DecryptMessage(&handle, &list, 0, &how));
    if (!result.failed())
        out = {{static_cast<std::byte*>(buffers[1].pvBuffer), buffers[1].cbBuffer}, protection_of(how)};
    return result;
}

/// A token in one piece: the message is put where it belongs, and what the header did not use is closed up.
inline outcome wrap_whole(const context_state* state, const message_sizes& sizes,
                          std::span<const std::byte> message, protection how, std::vector<std::byte>& out) {
    if (!usable(state)) return refused(errc::invalid_handle);
    if (!fits(message.size())) return refused(errc::invalid_token);
    std::vector<std::byte> token(sizes.trailer + message.size() + sizes.block);
    const auto header = std::span(token).first(sizes.trailer);
    const auto body = std::span(token).subspan(sizes.trailer, message.size());
    const auto trailer = std::span(token).last(sizes.block);
    if (!message.empty()) std::memcpy(body.data(), message.data(), message.size());
    const message_part part{body};
    wrapped_sizes used;
    const auto result = wrap_parts(state, header, {&part, 1}, trailer, how, used);
    if (result.failed()) return result;
    token.resize(sizes.trailer + message.size() + used.trailer);
    const auto unused = static_cast<std::ptrdiff_t>(sizes.trailer - used.header);
    token.erase(token.begin() + static_cast<std::ptrdiff_t>(used.header),
                token.begin() + static_cast<std::ptrdiff_t>(used.header) + unused);
    out = std::move(token);
    return result;
}

/// A message and its signature behind it. False where something is too long.
template <class Octet>
[[nodiscard]] bool add_signed(buffer_list& list, std::span<const std::span<const std::byte>> parts,
                              std::span<Octet> signature) {
    for (const auto& part : parts)
        if (!list.add(SECBUFFER_DATA, part)) return false;
    return list.add(SECBUFFER_TOKEN, signature);
}

inline outcome sign_parts(const context_state* state, std::span<const std::span<const std::byte>> parts,
                          std::span<std::byte> signature, std::size_t& out) {
    if (!usable(state)) return refused(errc::invalid_handle);
    buffer_list list(parts.size() + 1);
    if (!add_signed(list, parts, signature)) return refused(errc::invalid_token);
    auto handle = state->handle();
    const auto result = answered(MakeSignature(&handle, 0, list.list(), 0));
    if (!result.failed()) out = list[parts.size()].cbBuffer;
    return result;
}

inline outcome verify_parts(const context_state* state, std::span<const std::span<const std::byte>> parts,
                            std::span<const std::byte> signature) {
    if (!usable(state)) return refused(errc::invalid_handle);
    buffer_list list(parts.size() + 1);
    if (!add_signed(list, parts, signature)) return refused(errc::invalid_token);
    auto handle = state->handle();
    ULONG how = 0;
    return answered(VerifySignature(&handle, list.list(), 0, &how));
}

inline outcome unwrap_to_copy(const context_state* state, std::span<const std::byte> token,
                              protection at_least, std::vector<std::byte>& out) {
    std::vector<std::byte> copy(token.begin(), token.end());
    plain_message plain;
    const auto result = unwrap_stream(state, copy, plain);
    if (result.failed()) return result;
    if (at_least == protection::encrypted && plain.how != protection::encrypted)
        return refused(errc::qop_not_supported);
    if (!plain.data.empty()) std::memmove(copy.data(), plain.data.data(), plain.data.size());
    copy.resize(plain.data.size());
    out = std::move(copy);
    return result;
}

} // namespace sspi::impl
