// SPDX-License-Identifier: BSL-1.0
// GetTokenInformation, CheckTokenMembership, and other tokens of the same client.
#include "../core/token_information.hpp"
#include "last_error_guard.hpp"
#include "lsa_guard.hpp"

#include <sspi_tokens.h>

#include <utility>

using namespace sspi;
using abi::win32_code;

namespace {

/// GetCurrentThread's, which no table gives.
const std::uintptr_t this_thread = ~std::uintptr_t{1};

struct wanted {
    SECURITY_IMPERSONATION_LEVEL level;
    TOKEN_TYPE type;
};

[[nodiscard]] bool may_become(const core::access_token& existing, const wanted& next) {
    const auto level = next.type == TokenPrimary ? SecurityImpersonation : next.level;
    return next.level >= SecurityIdentification && next.level <= SecurityDelegation &&
           level <= existing.client->level;
}

[[nodiscard]] win32_code duplicate(HANDLE handle, const wanted& next, HANDLE* out) {
    const auto existing = core::tokens().find(abi::word_of(handle));
    if (!existing) return win32_code::invalid_handle;
    if (out == nullptr || (next.type != TokenPrimary && next.type != TokenImpersonation))
        return win32_code::invalid_parameter;
    if (!may_become(*existing, next)) return win32_code::bad_impersonation_level;
    // A primary token keeps what the client may: its level says nothing.
    auto client = next.type == TokenPrimary ? existing->client : core::at_level(existing->client, next.level);
    *out = abi::to_handle(core::new_token(std::move(client), next.type));
    return win32_code::success;
}

/// Whose membership is asked for; the code where there is nobody.
[[nodiscard]] win32_code find_client(HANDLE handle, core::shared_identity& client) {
    if (handle == nullptr) {
        client = core::thread_identity();
        return client ? win32_code::success : win32_code::no_token;
    }
    const auto token = core::tokens().find(abi::word_of(handle));
    if (!token) return win32_code::invalid_handle;
    if (token->type == TokenPrimary) return win32_code::no_impersonation_token;
    client = token->client;
    return win32_code::success;
}

} // namespace

BOOL WINAPI GetTokenInformation(HANDLE TokenHandle, TOKEN_INFORMATION_CLASS TokenInformationClass,
                                LPVOID TokenInformation, DWORD TokenInformationLength, PDWORD ReturnLength) {
    return abi::guarded_by_last_error([&] {
        const auto token = core::tokens().find(abi::word_of(TokenHandle));
        if (!token) return win32_code::invalid_handle;
        if (ReturnLength == nullptr || (TokenInformation == nullptr && TokenInformationLength != 0))
            return win32_code::invalid_parameter;
        return core::tell_of(*token, TokenInformationClass, TokenInformation, TokenInformationLength,
                             *ReturnLength);
    });
}

BOOL WINAPI CheckTokenMembership(HANDLE TokenHandle, PSID SidToCheck, PBOOL IsMember) {
    return abi::guarded_by_last_error([&] {
        core::shared_identity client;
        if (const auto code = find_client(TokenHandle, client); code != win32_code::success) return code;
        const auto octets = core::caller_sid(SidToCheck);
        if (!octets) return win32_code::invalid_sid;
        if (IsMember == nullptr) return win32_code::invalid_parameter;
        const auto sid = core::sid_value(SidToCheck);
        *IsMember = sid && core::is_member(*client, *sid) ? TRUE : FALSE;
        return win32_code::success;
    });
}

BOOL WINAPI DuplicateToken(HANDLE ExistingTokenHandle, SECURITY_IMPERSONATION_LEVEL ImpersonationLevel,
                           PHANDLE DuplicateTokenHandle) {
    return abi::guarded_by_last_error([&] {
        return duplicate(ExistingTokenHandle, {ImpersonationLevel, TokenImpersonation}, DuplicateTokenHandle);
    });
}

BOOL WINAPI DuplicateTokenEx(HANDLE hExistingToken, DWORD, LPSECURITY_ATTRIBUTES,
                             SECURITY_IMPERSONATION_LEVEL ImpersonationLevel, TOKEN_TYPE TokenType,
                             PHANDLE phNewToken) {
    return abi::guarded_by_last_error([&] {
        return duplicate(hExistingToken, {ImpersonationLevel, TokenType}, phNewToken);
    });
}

HANDLE WINAPI GetCurrentThread() {
    return abi::guarded_or(HANDLE{nullptr}, [] { return abi::to_handle(this_thread); });
}

BOOL WINAPI OpenThreadToken(HANDLE ThreadHandle, DWORD, BOOL, PHANDLE TokenHandle) {
    return abi::guarded_by_last_error([&] {
        if (abi::word_of(ThreadHandle) != this_thread) return win32_code::invalid_handle;
        if (TokenHandle == nullptr) return win32_code::invalid_parameter;
        const auto& client = core::thread_identity();
        if (!client) return win32_code::no_token;
        *TokenHandle = abi::to_handle(core::new_token(client));
        return win32_code::success;
    });
}
