// SPDX-License-Identifier: BSL-1.0
// This library, through its C functions.
#pragma once

#include "measure.hpp"
#include "message_side.hpp"
#include "surroundings.hpp"

#include <security.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace bench {

class sspi_credential {
  public:
    sspi_credential(const char* package, ULONG use, SEC_WINNT_AUTH_IDENTITY_A* identity = nullptr) {
        require(AcquireCredentialsHandleA(nullptr, const_cast<char*>(package), use, nullptr, identity,
                                          nullptr, nullptr, &handle_, nullptr) == SEC_E_OK,
                "AcquireCredentialsHandle");
    }
    sspi_credential(const sspi_credential&) = delete;
    sspi_credential& operator=(const sspi_credential&) = delete;
    ~sspi_credential() { FreeCredentialsHandle(&handle_); }
    [[nodiscard]] CredHandle* get() noexcept { return &handle_; }

  private:
    CredHandle handle_{};
};

class sspi_context {
  public:
    sspi_context() = default;
    sspi_context(sspi_context&& other) noexcept
        : handle_(other.handle_), made_(std::exchange(other.made_, false)), token_(std::move(other.token_)) {}
    sspi_context& operator=(sspi_context&&) = delete;
    ~sspi_context() {
        if (made_) DeleteSecurityContext(&handle_);
    }
    [[nodiscard]] CtxtHandle* get() noexcept { return &handle_; }
    [[nodiscard]] std::vector<char>& token() noexcept { return token_; }

    [[nodiscard]] SECURITY_STATUS initiate(sspi_credential& with, ULONG request, std::vector<char>& input) {
        SecBuffer in{static_cast<ULONG>(input.size()), SECBUFFER_TOKEN, input.data()};
        SecBufferDesc in_list{SECBUFFER_VERSION, 1, &in};
        char target[] = "HTTP/web.bench.test";
        return leg([&](SecBufferDesc* output) {
            ULONG granted = 0;
            return InitializeSecurityContextA(with.get(), made_ ? &handle_ : nullptr, target, request, 0, 0,
                                              input.empty() ? nullptr : &in_list, 0, &handle_, output,
                                              &granted, nullptr);
        });
    }
    [[nodiscard]] SECURITY_STATUS accept(sspi_credential& with, ULONG request, std::vector<char>& input) {
        SecBuffer in{static_cast<ULONG>(input.size()), SECBUFFER_TOKEN, input.data()};
        SecBufferDesc in_list{SECBUFFER_VERSION, 1, &in};
        return leg([&](SecBufferDesc* output) {
            ULONG granted = 0;
            return AcceptSecurityContext(with.get(), made_ ? &handle_ : nullptr, &in_list, request, 0,
                                         &handle_, output, &granted, nullptr);
        });
    }

  private:
    template <class Call>
    [[nodiscard]] SECURITY_STATUS leg(Call&& call) {
        token_.resize(16384);
        SecBuffer out{static_cast<ULONG>(token_.size()), SECBUFFER_TOKEN, token_.data()};
        SecBufferDesc list{SECBUFFER_VERSION, 1, &out};
        const auto status = call(&list);
        require(status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED, "a leg failed");
        made_ = true;
        token_.resize(out.cbBuffer);
        return status;
    }

    CtxtHandle handle_{};
    bool made_ = false;
    std::vector<char> token_;
};

struct sspi_pair {
    sspi_context client, server;
};

inline constexpr ULONG sspi_usual = ISC_REQ_MUTUAL_AUTH | ISC_REQ_CONFIDENTIALITY | ISC_REQ_INTEGRITY |
                                    ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT;

/// All legs of both sides.
[[nodiscard]] inline sspi_pair sspi_establish(sspi_credential& client, sspi_credential& server,
                                              ULONG request) {
    sspi_pair out;
    std::vector<char> none;
    const ULONG style = request & ISC_REQ_USE_DCE_STYLE;
    SECURITY_STATUS here = SEC_I_CONTINUE_NEEDED, there = SEC_I_CONTINUE_NEEDED;
    while (here == SEC_I_CONTINUE_NEEDED || there == SEC_I_CONTINUE_NEEDED) {
        if (here == SEC_I_CONTINUE_NEEDED) here = out.client.initiate(client, request, out.server.token());
        if (there == SEC_I_CONTINUE_NEEDED) there = out.server.accept(server, style, out.client.token());
    }
    return out;
}

class sspi_side final : public message_side {
  public:
    sspi_side()
        : initiator_("Kerberos", SECPKG_CRED_OUTBOUND), acceptor_("Kerberos", SECPKG_CRED_INBOUND),
          pair_(sspi_establish(initiator_, acceptor_, sspi_usual & ~ULONG{ISC_REQ_SEQUENCE_DETECT})) {
        require(QueryContextAttributesA(pair_.client.get(), SECPKG_ATTR_SIZES, &sizes_) == SEC_E_OK, "SIZES");
    }
    std::string name() const override { return "sspi"; }
    double run(operation what, std::size_t size, std::size_t count) override {
        std::vector<message> all(count, message(sizes_, size));
        for (auto& m : all) {
            if (what == operation::verify)
                require(MakeSignature(pair_.client.get(), 0, m.signature(), 0) == SEC_E_OK, "sign");
            if (what == operation::unseal)
                require(EncryptMessage(pair_.client.get(), 0, m.sealing(), 0) == SEC_E_OK, "seal");
        }
        SECURITY_STATUS worst = SEC_E_OK;
        const stopwatch watch;
        for (auto& m : all)
            worst |= once(what, m);
        const auto time = watch.nanoseconds();
        require(worst == SEC_E_OK, "a message failed");
        return time;
    }

  private:
    class message {
      public:
        message(const SecPkgContext_Sizes& sizes, std::size_t size)
            : sizes_(sizes), token_(sizes.cbSecurityTrailer), data_(size, 'm') {}
        [[nodiscard]] SecBufferDesc* signature() { return list(sizes_.cbMaxSignature); }
        [[nodiscard]] SecBufferDesc* sealing() { return list(sizes_.cbSecurityTrailer); }

      private:
        [[nodiscard]] SecBufferDesc* list(ULONG token) {
            buffers_[0] = {token, SECBUFFER_TOKEN, token_.data()};
            buffers_[1] = {static_cast<ULONG>(data_.size()), SECBUFFER_DATA, data_.data()};
            list_ = {SECBUFFER_VERSION, 2, buffers_};
            return &list_;
        }
        SecPkgContext_Sizes sizes_;
        std::vector<char> token_, data_;
        SecBuffer buffers_[2]{};
        SecBufferDesc list_{};
    };

    [[nodiscard]] SECURITY_STATUS once(operation what, message& m) {
        switch (what) {
        case operation::sign:
            return MakeSignature(pair_.client.get(), 0, m.signature(), 0);
        case operation::verify:
            return VerifySignature(pair_.server.get(), m.signature(), 0, nullptr);
        case operation::seal:
            return EncryptMessage(pair_.client.get(), 0, m.sealing(), 0);
        case operation::unseal:
            return DecryptMessage(pair_.server.get(), m.sealing(), 0, nullptr);
        }
        return SEC_E_INTERNAL_ERROR;
    }

    sspi_credential initiator_, acceptor_;
    sspi_pair pair_;
    SecPkgContext_Sizes sizes_{};
};

} // namespace bench
