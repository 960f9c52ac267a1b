// SPDX-License-Identifier: BSL-1.0
// A client that logs in by lines of text.
#include "line_client.hpp"

#define SECURITY_WIN32
#include <windows.h>

#include <security.h>

#include <string_view>
#include <vector>

namespace example {
namespace {

using octets = std::vector<unsigned char>;

std::string to_hex(const void* data, std::size_t size) {
    constexpr char digits[] = "0123456789abcdef";
    const auto* const bytes = static_cast<const unsigned char*>(data);
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
        text += digits[bytes[i] >> 4];
        text += digits[bytes[i] & 15];
    }
    return text;
}

std::optional<octets> from_hex(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    octets bytes;
    for (; text.size() >= 2; text.remove_prefix(2)) {
        const auto high = digits.find(text[0]), low = digits.find(text[1]);
        if (high == digits.npos || low == digits.npos) return std::nullopt;
        bytes.push_back(static_cast<unsigned char>(high << 4 | low));
    }
    if (!text.empty()) return std::nullopt;
    return bytes;
}

login meaning(SECURITY_STATUS status) {
    switch (status) {
    case SEC_E_LOGON_DENIED:
        return login::denied;
    case SEC_E_TARGET_UNKNOWN:
        return login::no_such_server;
    case SEC_E_NO_AUTHENTICATING_AUTHORITY:
        return login::no_domain_controller;
    case SEC_E_TIME_SKEW:
        return login::clock_differs;
    default:
        return login::failed;
    }
}

class credential {
  public:
    explicit credential(const std::optional<account>& as) {
        SEC_WINNT_AUTH_IDENTITY_A identity{};
        auto from = as.value_or(account{});
        identity.User = reinterpret_cast<unsigned char*>(from.user.data());
        identity.UserLength = static_cast<ULONG>(from.user.size());
        identity.Domain = reinterpret_cast<unsigned char*>(from.domain.data());
        identity.DomainLength = static_cast<ULONG>(from.domain.size());
        identity.Password = reinterpret_cast<unsigned char*>(from.password.data());
        identity.PasswordLength = static_cast<ULONG>(from.password.size());
        identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
        char package[] = "Negotiate";
        status = AcquireCredentialsHandleA(nullptr, package, SECPKG_CRED_OUTBOUND, nullptr,
                                           as ? &identity : nullptr, nullptr, nullptr, &handle, nullptr);
    }
    ~credential() {
        if (status == SEC_E_OK) FreeCredentialsHandle(&handle);
    }
    credential(const credential&) = delete;
    credential& operator=(const credential&) = delete;

    CredHandle handle{};
    SECURITY_STATUS status;
};

/// One attempt to log in.
class session {
  public:
    session(const credential& as, std::string target) : credential_(as.handle), target_(std::move(target)) {}
    ~session() {
        if (begun_) DeleteSecurityContext(&context_);
    }
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    /// The next token, for the one that the server sent.
    SECURITY_STATUS step(octets received, octets& token) {
        SecBuffer in{static_cast<ULONG>(received.size()), SECBUFFER_TOKEN, received.data()};
        SecBuffer out{0, SECBUFFER_TOKEN, nullptr};
        SecBufferDesc input{SECBUFFER_VERSION, 1, &in}, output{SECBUFFER_VERSION, 1, &out};
        ULONG granted = 0;
        const auto status =
            InitializeSecurityContextA(&credential_, begun_ ? &context_ : nullptr, target_.data(),
                                       ISC_REQ_MUTUAL_AUTH | ISC_REQ_ALLOCATE_MEMORY, 0, SECURITY_NATIVE_DREP,
                                       begun_ ? &input : nullptr, 0, &context_, &output, &granted, nullptr);
        if (status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED) {
            begun_ = true;
            const auto* const first = static_cast<const unsigned char*>(out.pvBuffer);
            token = first != nullptr ? octets(first, first + out.cbBuffer) : octets();
            FreeContextBuffer(out.pvBuffer);
        }
        return status;
    }

  private:
    CredHandle credential_;
    std::string target_;
    CtxtHandle context_{};
    bool begun_ = false;
};

} // namespace

login log_in(const std::string& server_name, const std::optional<account>& as, const line_exchange& server) {
    const credential own(as);
    if (own.status != SEC_E_OK) return meaning(own.status);
    session with(own, "line/" + server_name);
    octets received, token;
    for (;;) {
        const auto status = with.step(received, token);
        if (status != SEC_E_OK && status != SEC_I_CONTINUE_NEEDED) return meaning(status);
        if (status == SEC_E_OK && token.empty()) return login::welcome;
        const auto answer = server("AUTH " + to_hex(token.data(), token.size()));
        if (answer.rfind("NO", 0) == 0) return login::refused;
        if (answer == "WELCOME" && status == SEC_E_OK) return login::welcome;
        const bool more = answer.rfind("MORE ", 0) == 0 || answer.rfind("WELCOME ", 0) == 0;
        const auto next =
            more ? from_hex(std::string_view(answer).substr(answer.find(' ') + 1)) : std::nullopt;
        if (!next || status == SEC_E_OK) return login::broken;
        received = *next;
    }
}

} // namespace example
