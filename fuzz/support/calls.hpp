// SPDX-License-Identifier: BSL-1.0
// Handles that are released, and calls of the C contract that look whether a failure left everything as it was.
#pragma once

#include "program.hpp"

#include <security.h>

#include <sspi_extensions.h>

#include <algorithm>
#include <string>
#include <utility>

namespace sspi::fuzz {

[[nodiscard]] inline char* text_argument(const std::string& text) {
    return const_cast<char*>(text.c_str());
}

template <SECURITY_STATUS (*Release)(SecHandle*)>
class owned {
  public:
    owned() = default;
    owned(owned&& other) noexcept : value_(other.value_), live_(std::exchange(other.live_, false)) {}
    owned& operator=(owned&& other) noexcept {
        std::swap(value_, other.value_);
        std::swap(live_, other.live_);
        return *this;
    }
    owned(const owned&) = delete;
    owned& operator=(const owned&) = delete;
    ~owned() {
        if (live_) must(Release(&value_) == SEC_E_OK, "a live handle can be released");
    }
    [[nodiscard]] SecHandle* get() noexcept { return &value_; }
    [[nodiscard]] SecHandle* if_live() noexcept { return live_ ? &value_ : nullptr; }
    [[nodiscard]] bool live() const noexcept { return live_; }
    void now_live(SecHandle value) noexcept {
        value_ = value;
        live_ = true;
    }
    void forget() noexcept { live_ = false; }

  private:
    SecHandle value_{};
    bool live_ = false;
};
using credential_handle = owned<FreeCredentialsHandle>;
using context_handle = owned<DeleteSecurityContext>;

/// Octets in memory of exactly their size, so that a sanitizer sees what is read behind them.
class input_buffer {
  public:
    explicit input_buffer(view from) : memory_(from.size()) {
        std::ranges::copy(from, memory_.begin());
        buffer_ = {static_cast<ULONG>(memory_.size()), SECBUFFER_TOKEN, memory_.data()};
        list_ = {SECBUFFER_VERSION, 1, &buffer_};
    }
    input_buffer(const input_buffer&) = delete;
    input_buffer& operator=(const input_buffer&) = delete;
    [[nodiscard]] SecBufferDesc* list() noexcept { return memory_.empty() ? nullptr : &list_; }

  private:
    bytes memory_;
    SecBuffer buffer_{};
    SecBufferDesc list_{};
};

/// What an establishment call writes, filled with a pattern before it.
class leg_outputs {
  public:
    leg_outputs() { expiry.QuadPart = marked_time; }
    leg_outputs(const leg_outputs&) = delete;
    leg_outputs& operator=(const leg_outputs&) = delete;

    [[nodiscard]] SecBufferDesc* list() noexcept { return &list_; }
    [[nodiscard]] bytes token() const {
        return {memory_.begin(), memory_.begin() + static_cast<std::ptrdiff_t>(buffer_.cbBuffer)};
    }
    [[nodiscard]] bool untouched() const {
        return handle.dwLower == ~ULONG_PTR{0} && handle.dwUpper == ~ULONG_PTR{0} &&
               attributes == marked_word && expiry.QuadPart == marked_time &&
               buffer_.cbBuffer == memory_.size() && buffer_.pvBuffer == memory_.data() &&
               buffer_.BufferType == SECBUFFER_TOKEN &&
               std::ranges::all_of(memory_, [](std::byte each) { return each == marked; });
    }

    SecHandle handle{~ULONG_PTR{0}, ~ULONG_PTR{0}};
    ULONG attributes = marked_word;
    TimeStamp expiry{};

  private:
    static constexpr std::byte marked{0xA5};
    static constexpr ULONG marked_word = 0xA5A5A5A5;
    static constexpr LONGLONG marked_time = 0x5A5A5A5A5A5A5A5A;

    bytes memory_ = bytes(16384, marked);
    SecBuffer buffer_{static_cast<ULONG>(memory_.size()), SECBUFFER_TOKEN, memory_.data()};
    SecBufferDesc list_{SECBUFFER_VERSION, 1, &buffer_};
};

/// One side of an exchange.
struct side {
    context_handle context{};
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    ULONG attributes = 0;
    bytes token{}; ///< for the other side

    /// Runs `call(existing, input, outputs)` and takes over what it made.
    template <class Call>
    void leg(view input, Call&& call) {
        input_buffer in(input);
        leg_outputs out;
        status = call(context.if_live(), in.list(), out);
        if (status < 0) {
            must(out.untouched(), "a call that fails leaves its outputs as they were");
            token.clear();
            return;
        }
        if (!context.live()) context.now_live(out.handle);
        attributes = out.attributes;
        token = out.token();
    }
    [[nodiscard]] bool done() const noexcept { return status == SEC_E_OK; }
    [[nodiscard]] bool goes_on() const noexcept { return status == SEC_I_CONTINUE_NEEDED; }
};

/// Whether a message of one side is read by the other as it was sent, encrypted if that was granted. Where nothing was, there are none.
[[nodiscard]] inline bool carries(side& from, side& to, std::string_view text) {
    // Of a context that was imported, what its own calls answered is not known.
    SecPkgContext_Flags granted{};
    if (QueryContextAttributesA(from.context.get(), SECPKG_ATTR_FLAGS, &granted) != SEC_E_OK) return false;
    const ULONG how = (granted.Flags & ISC_RET_CONFIDENTIALITY) != 0 ? 0 : SECQOP_WRAP_NO_ENCRYPT;
    SecPkgContext_Sizes sizes{};
    if (QueryContextAttributesA(from.context.get(), SECPKG_ATTR_SIZES, &sizes) != SEC_E_OK) return false;
    bytes trailer(sizes.cbSecurityTrailer), data = bytes_of(text), padding(sizes.cbBlockSize);
    SecBuffer buffers[] = {{static_cast<ULONG>(trailer.size()), SECBUFFER_TOKEN, trailer.data()},
                           {static_cast<ULONG>(data.size()), SECBUFFER_DATA, data.data()},
                           {static_cast<ULONG>(padding.size()), SECBUFFER_PADDING, padding.data()}};
    SecBufferDesc list{SECBUFFER_VERSION, 3, buffers};
    const auto made = EncryptMessage(from.context.get(), how, &list, 0);
    if (made == SEC_E_UNSUPPORTED_FUNCTION && how != 0) return true;
    if (made != SEC_E_OK) return false;
    ULONG quality = 0;
    return DecryptMessage(to.context.get(), &list, 0, &quality) == SEC_E_OK && data == bytes_of(text);
}

} // namespace sspi::fuzz
