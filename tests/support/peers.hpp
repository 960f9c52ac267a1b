// SPDX-License-Identifier: BSL-1.0
// Two sides of an exchange, driven through the C contract.
#pragma once

#include <support/catch.hpp>

#include <security.h>

#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sspi::test {

using bytes = std::vector<std::byte>;

[[nodiscard]] inline bytes bytes_of(std::string_view text) {
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}
[[nodiscard]] inline std::string text_of(std::span<const std::byte> data) {
    return {reinterpret_cast<const char*>(data.data()), data.size()};
}

/// Frees with Release when it goes; move-only.
template <SECURITY_STATUS (*Release)(SecHandle*)>
class owned_handle {
  public:
    owned_handle() = default;
    owned_handle(owned_handle&& other) noexcept
        : value_(other.value_), live_(std::exchange(other.live_, false)) {}
    owned_handle& operator=(owned_handle&& other) noexcept {
        std::swap(value_, other.value_);
        std::swap(live_, other.live_);
        return *this;
    }
    owned_handle(const owned_handle&) = delete;
    owned_handle& operator=(const owned_handle&) = delete;
    ~owned_handle() {
        if (live_) CHECK(Release(&value_) == SEC_E_OK);
    }

    [[nodiscard]] SecHandle* get() noexcept { return &value_; }
    [[nodiscard]] bool live() const noexcept { return live_; }
    void now_live() noexcept { live_ = true; }
    void forget() noexcept { live_ = false; }

  private:
    SecHandle value_{};
    bool live_ = false;
};

using owned_credential = owned_handle<FreeCredentialsHandle>;
using owned_context = owned_handle<DeleteSecurityContext>;

[[nodiscard]] inline SEC_CHAR* arg(const char* text) {
    return const_cast<SEC_CHAR*>(text);
}

[[nodiscard]] inline owned_credential acquire(ULONG use, void* identity = nullptr) {
    owned_credential out;
    TimeStamp expiry;
    REQUIRE(AcquireCredentialsHandleA(nullptr, arg("Kerberos"), use, nullptr, identity, nullptr, nullptr,
                                      out.get(), &expiry) == SEC_E_OK);
    out.now_live();
    return out;
}

/// An ANSI identity that points into strings which must outlive it.
[[nodiscard]] inline SEC_WINNT_AUTH_IDENTITY_A identity_of(const std::string& name, const std::string& domain,
                                                           const std::string& secret) {
    const auto text = [](const std::string& s) {
        return reinterpret_cast<unsigned char*>(const_cast<char*>(s.c_str()));
    };
    SEC_WINNT_AUTH_IDENTITY_A out{};
    out.User = text(name);
    out.UserLength = static_cast<ULONG>(name.size());
    out.Domain = text(domain);
    out.DomainLength = static_cast<ULONG>(domain.size());
    out.Password = text(secret);
    out.PasswordLength = static_cast<ULONG>(secret.size());
    out.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    return out;
}

/// A SecBuffer over memory of the test.
[[nodiscard]] inline SecBuffer buffer(ULONG type, std::span<std::byte> memory) {
    return {static_cast<ULONG>(memory.size()), type, memory.data()};
}
[[nodiscard]] inline SecBufferDesc descriptor(std::span<SecBuffer> buffers) {
    return {SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()), buffers.data()};
}

/// One side: a context in the making or made, and what its last call answered.
struct peer {
    owned_context context;
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    ULONG attributes = 0;
    TimeStamp expiry{};
    bytes token;
};

namespace call {

/// What both establishment functions share: buffers in, a token out of a caller-sized buffer.
template <class Function>
void leg(peer& side, std::span<const std::byte> input, Function&& function) {
    bytes in(input.begin(), input.end());
    bytes out(48000);
    SecBuffer in_buffer = buffer(SECBUFFER_TOKEN, in);
    SecBuffer out_buffer = buffer(SECBUFFER_TOKEN, out);
    SecBufferDesc in_list = descriptor({&in_buffer, 1});
    SecBufferDesc out_list = descriptor({&out_buffer, 1});
    side.status = function(side.context.live() ? side.context.get() : nullptr,
                           input.empty() ? nullptr : &in_list, &out_list);
    if (side.status < 0) return;
    side.context.now_live();
    out.resize(out_buffer.cbBuffer);
    side.token = std::move(out);
}

} // namespace call

inline void initiate(peer& side, owned_credential& from, const std::string& target, ULONG request,
                     std::span<const std::byte> input = {}) {
    call::leg(side, input, [&](CtxtHandle* existing, SecBufferDesc* in, SecBufferDesc* out) {
        return InitializeSecurityContextA(from.get(), existing, arg(target.c_str()), request, 0,
                                          SECURITY_NATIVE_DREP, in, 0, side.context.get(), out,
                                          &side.attributes, &side.expiry);
    });
}

inline void accept(peer& side, owned_credential& with, ULONG request, std::span<const std::byte> input) {
    call::leg(side, input, [&](CtxtHandle* existing, SecBufferDesc* in, SecBufferDesc* out) {
        return AcceptSecurityContext(with.get(), existing, in, request, SECURITY_NETWORK_DREP,
                                     side.context.get(), out, &side.attributes, &side.expiry);
    });
}

/// A client and a server that have finished their exchange.
struct session {
    owned_credential client_credential;
    owned_credential server_credential;
    peer client;
    peer server;
};

/// Runs an exchange to its end; every leg must succeed.
[[nodiscard]] inline session establish(owned_credential from, owned_credential with,
                                       const std::string& target, ULONG request) {
    session s{std::move(from), std::move(with), {}, {}};
    initiate(s.client, s.client_credential, target, request);
    for (int leg = 0; leg < 4; ++leg) {
        REQUIRE(s.client.status >= 0);
        if (!s.client.token.empty()) {
            accept(s.server, s.server_credential, ASC_REQ_CONNECTION, s.client.token);
            REQUIRE(s.server.status >= 0);
        }
        if (s.client.status == SEC_E_OK && s.server.status == SEC_E_OK) return s;
        initiate(s.client, s.client_credential, target, request, s.server.token);
    }
    FAIL("the exchange did not end");
    return s;
}
[[nodiscard]] inline session establish(const std::string& target, ULONG request, void* identity = nullptr) {
    return establish(acquire(SECPKG_CRED_OUTBOUND, identity), acquire(SECPKG_CRED_INBOUND), target, request);
}

inline constexpr ULONG usual_request = ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT |
                                       ISC_REQ_CONFIDENTIALITY | ISC_REQ_INTEGRITY;

/// The client of a context by its Kerberos name.
[[nodiscard]] inline std::string principal_at(CtxtHandle* context) {
    SecPkgContext_NativeNamesA names{};
    REQUIRE(QueryContextAttributesA(context, SECPKG_ATTR_NATIVE_NAMES, &names) == SEC_E_OK);
    std::string out = names.sClientName;
    CHECK(FreeContextBuffer(names.sClientName) == SEC_E_OK);
    CHECK(FreeContextBuffer(names.sServerName) == SEC_E_OK);
    return out;
}

} // namespace sspi::test
