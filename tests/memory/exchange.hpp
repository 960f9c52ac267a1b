// SPDX-License-Identifier: BSL-1.0
// Two sides of an exchange, each call of which may be the one without memory. Needs none itself.
#pragma once

#include "trial.hpp"

#include <security.h>

#include <cstring>

namespace sspi::test {

/// A credential, given back when it goes.
class tried_credential {
  public:
    explicit tried_credential(trial& by) noexcept : by_(by) {}
    tried_credential(const tried_credential&) = delete;
    tried_credential& operator=(const tried_credential&) = delete;
    ~tried_credential() {
        if (live_) by_.release("FreeCredentialsHandle", [&] { return FreeCredentialsHandle(&handle_); });
    }

    [[nodiscard]] bool acquire(const char* package, ULONG use, void* identity = nullptr) noexcept {
        live_ = by_.call("AcquireCredentialsHandle", [&] {
            return AcquireCredentialsHandleA(nullptr, const_cast<SEC_CHAR*>(package), use, nullptr, identity,
                                             nullptr, nullptr, &handle_, nullptr);
        }) == SEC_E_OK;
        return live_;
    }
    [[nodiscard]] CredHandle* get() noexcept { return &handle_; }

  private:
    trial& by_;
    CredHandle handle_{};
    bool live_ = false;
};

struct tried_token {
    std::byte octets[16384];
    ULONG size = 0;
};

/// One side's context, deleted when it goes.
class tried_side {
  public:
    explicit tried_side(trial& by) noexcept : by_(by) {}
    tried_side(const tried_side&) = delete;
    tried_side& operator=(const tried_side&) = delete;
    ~tried_side() {
        if (live_) by_.release("DeleteSecurityContext", [&] { return DeleteSecurityContext(&context_); });
    }

    /// `function` is called with the context or null, the input or null, the output and where its flags go.
    template <class Function>
    [[nodiscard]] SECURITY_STATUS leg(const char* name, tried_token& input, Function&& function) noexcept {
        const auto then = live_ ? again::succeeds_or_stays_failed : again::succeeds;
        status_ = by_.call(name, then, [&] { return leg_once(name, input, function); });
        if (status_ >= 0) live_ = true;
        return status_;
    }

    [[nodiscard]] CtxtHandle* get() noexcept { return &context_; }
    [[nodiscard]] SECURITY_STATUS status() const noexcept { return status_; }
    [[nodiscard]] tried_token& token() noexcept { return token_; }

  private:
    template <class Function>
    [[nodiscard]] SECURITY_STATUS leg_once(const char* name, tried_token& input,
                                           Function& function) noexcept {
        SecBuffer in{input.size, SECBUFFER_TOKEN, input.octets};
        SecBuffer out{7, SECBUFFER_TOKEN, &mark_};
        SecBufferDesc in_list{SECBUFFER_VERSION, 1, &in}, out_list{SECBUFFER_VERSION, 1, &out};
        ULONG attributes = 0xEEEEEEEE;
        SecHandle fresh = live_ ? context_ : SecHandle{0xEE, 0xEE};
        const auto answered = function(live_ ? &context_ : nullptr, input.size == 0 ? nullptr : &in_list,
                                       &fresh, &out_list, &attributes);
        if (answered < 0) {
            const bool same = out.pvBuffer == &mark_ && out.cbBuffer == 7 && attributes == 0xEEEEEEEE &&
                              (live_ || fresh.dwLower == 0xEE);
            if (!same) by_.complain(name, "fails and has written", answered);
            return answered;
        }
        if (!live_) context_ = fresh;
        token_.size = out.cbBuffer <= sizeof token_.octets ? out.cbBuffer : 0;
        if (out.cbBuffer != 0) {
            std::memcpy(token_.octets, out.pvBuffer, token_.size);
            by_.release("FreeContextBuffer", [&] { return FreeContextBuffer(out.pvBuffer); });
        }
        return answered;
    }

    static inline int mark_ = 0;

    trial& by_;
    CtxtHandle context_{};
    bool live_ = false;
    SECURITY_STATUS status_ = SEC_I_CONTINUE_NEEDED;
    tried_token token_{};
};

inline constexpr ULONG usual_for_trial = ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT |
                                         ISC_REQ_SEQUENCE_DETECT | ISC_REQ_CONFIDENTIALITY |
                                         ISC_REQ_INTEGRITY;

struct exchange_of {
    const char* target;
    ULONG request = usual_for_trial;
    bool sasl = false;
};

/// To its end; false where that was not reached.
[[nodiscard]] inline bool establish(tried_credential& from, tried_credential& with, tried_side& client,
                                    tried_side& server, const exchange_of& what) noexcept {
    const auto request = what.request | ISC_REQ_ALLOCATE_MEMORY;
    auto* const target = const_cast<SEC_CHAR*>(what.target);
    const auto initiate = [&](CtxtHandle* existing, SecBufferDesc* in, SecHandle* fresh, SecBufferDesc* out,
                              ULONG* got) {
        if (what.sasl)
            return SaslInitializeSecurityContextA(from.get(), existing, target, request, 0, 0, in, 0, fresh,
                                                  out, got, nullptr);
        return InitializeSecurityContextA(from.get(), existing, target, request, 0, 0, in, 0, fresh, out, got,
                                          nullptr);
    };
    const auto accept = [&](CtxtHandle* existing, SecBufferDesc* in, SecHandle* fresh, SecBufferDesc* out,
                            ULONG* got) {
        constexpr ULONG wanted = ASC_REQ_ALLOCATE_MEMORY;
        if (what.sasl)
            return SaslAcceptSecurityContext(with.get(), existing, in, wanted, 0, fresh, out, got, nullptr);
        return AcceptSecurityContext(with.get(), existing, in, wanted, 0, fresh, out, got, nullptr);
    };
    constexpr int most_legs = 6;
    for (int i = 0; i < most_legs; ++i) {
        if (client.leg("InitializeSecurityContext", server.token(), initiate) < 0) return false;
        const bool over = client.status() == SEC_E_OK && server.status() == SEC_E_OK;
        if (over) return true;
        if (server.leg("AcceptSecurityContext", client.token(), accept) < 0) return false;
        if (client.status() == SEC_E_OK && server.status() == SEC_E_OK) return true;
    }
    return false;
}

} // namespace sspi::test
