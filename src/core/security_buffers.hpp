// SPDX-License-Identifier: BSL-1.0
// A caller's SecBufferDesc, looked at with suspicion.
#pragma once

#include "../failure.hpp"
#include "../messages/protection.hpp"
#include "allocations.hpp"

#include <sspi.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace sspi::core {

/// The buffers of a descriptor, in the caller's order. `ulVersion` is not looked at: callers leave it unset.
class buffer_list {
  public:
    /// Refuses a missing or empty descriptor, an absurd count, and buffers that claim bytes at no address.
    [[nodiscard]] static result<buffer_list> of(PSecBufferDesc descriptor) {
        if (descriptor == nullptr || descriptor->pBuffers == nullptr || descriptor->cBuffers == 0)
            return refused_with(status::invalid_token, "no buffers were given");
        if (descriptor->cBuffers > most_buffers)
            return refused_with(status::invalid_token,
                                "the descriptor claims " + std::to_string(descriptor->cBuffers) + " buffers");
        return buffer_list({descriptor->pBuffers, descriptor->cBuffers});
    }

    /// The first buffer of this kind, or null. Attribute bits in the type do not count.
    [[nodiscard]] SecBuffer* first(ULONG kind) const {
        const auto found = std::ranges::find(buffers_, kind, kind_of);
        return found == buffers_.end() ? nullptr : &*found;
    }

    [[nodiscard]] std::span<SecBuffer> all() const { return buffers_; }
    [[nodiscard]] static ULONG kind_of(const SecBuffer& b) {
        return b.BufferType & ~static_cast<ULONG>(SECBUFFER_ATTRMASK);
    }

  private:
    static constexpr ULONG most_buffers = 256;
    explicit buffer_list(std::span<SecBuffer> buffers) : buffers_(buffers) {}

    std::span<SecBuffer> buffers_;
};

/// The bytes of a buffer; refused when it claims some at no address.
[[nodiscard]] inline result<std::span<std::byte>> content_of(const SecBuffer& buffer) {
    if (buffer.pvBuffer == nullptr && buffer.cbBuffer != 0)
        return refused_with(status::invalid_token, "a buffer has a length but no address");
    return std::span<std::byte>(static_cast<std::byte*>(buffer.pvBuffer), buffer.cbBuffer);
}

/// The bytes of the first buffer of this kind; empty without one.
[[nodiscard]] inline result<std::span<std::byte>> optional_content(const buffer_list& list, ULONG kind) {
    const auto* const buffer = list.first(kind);
    if (buffer == nullptr) return std::span<std::byte>{};
    return content_of(*buffer);
}

/// The bytes of the first buffer of this kind; refused without one.
[[nodiscard]] inline result<std::span<std::byte>> required_content(const buffer_list& list, ULONG kind) {
    if (list.first(kind) == nullptr)
        return refused_with(status::invalid_token, "a buffer of a kind that is needed was not given");
    return optional_content(list, kind);
}

/// The segments of a message, of which there are rarely more than a few: those stand here, and not on the heap.
class message_list {
  public:
    void add(const messages::segment& s) {
        if (size_ < few_.size()) {
            few_[size_++] = s;
            return;
        }
        if (many_.empty()) many_.assign(few_.begin(), few_.end());
        many_.push_back(s);
    }
    [[nodiscard]] messages::segments all() const noexcept {
        return many_.empty() ? messages::segments(few_).first(size_) : messages::segments(many_);
    }

  private:
    std::array<messages::segment, 8> few_{}; // as secure_channel promises
    std::size_t size_ = 0;
    std::vector<messages::segment> many_;
};

/// The DATA buffers of a message. READONLY ones are not part of it; READONLY_WITH_CHECKSUM ones are signed
/// only.
[[nodiscard]] inline result<message_list> message_of(const buffer_list& list) {
    message_list out;
    for (const auto& buffer : list.all()) {
        if (buffer_list::kind_of(buffer) != SECBUFFER_DATA) continue;
        if ((buffer.BufferType & SECBUFFER_READONLY) != 0) continue;
        const auto content = content_of(buffer);
        if (!content) return content.error();
        out.add(
            {.content = *content, .sign_only = (buffer.BufferType & SECBUFFER_READONLY_WITH_CHECKSUM) != 0});
    }
    return out;
}

/// Where an establishment token goes: the caller's TOKEN buffer, or memory allocated for it.
class token_output {
  public:
    token_output(PSecBufferDesc descriptor, bool allocate) : allocate_(allocate) {
        if (const auto list = buffer_list::of(descriptor)) buffer_ = list->first(SECBUFFER_TOKEN);
    }

    [[nodiscard]] bool present() const noexcept { return buffer_ != nullptr; }
    [[nodiscard]] bool allocates() const noexcept { return present() && allocate_; }

    /// Writes the token, or says why it cannot and writes nothing. A token of no bytes needs no buffer.
    [[nodiscard]] result<void> write(std::span<const std::byte> token) {
        if (buffer_ == nullptr) {
            if (token.empty()) return {};
            return refused_with(status::invalid_token, "there is no TOKEN buffer for the output");
        }
        return allocate_ ? write_allocated(token) : write_to_caller(token);
    }

  private:
    [[nodiscard]] result<void> write_allocated(std::span<const std::byte> token) {
        void* given = nullptr;
        if (!token.empty()) {
            allocation block(token.size());
            std::ranges::copy(token, block.bytes().begin());
            given = block.give();
        }
        buffer_->pvBuffer = given;
        buffer_->cbBuffer = static_cast<ULONG>(token.size());
        return {};
    }

    [[nodiscard]] result<void> write_to_caller(std::span<const std::byte> token) {
        const auto room = content_of(*buffer_);
        if (!room) return room.error();
        if (room->size() < token.size())
            return refused_with(status::buffer_too_small,
                                "the TOKEN buffer needs " + std::to_string(token.size()) + " bytes");
        std::ranges::copy(token, room->begin());
        buffer_->cbBuffer = static_cast<ULONG>(token.size());
        return {};
    }

    SecBuffer* buffer_ = nullptr;
    bool allocate_;
};

} // namespace sspi::core
