// SPDX-License-Identifier: BSL-1.0
// The functions on opaque identities. Compiled once for each width of WCHAR, which is that of the texts in them.
#include "../../core/auth_identity.hpp"
#include "../../core/caller_text.hpp"
#include "../guard.hpp"
#include "../text_argument.hpp"

#include <sspi/detail/target_host.hpp>

#include <cstddef>
#include <span>

using namespace sspi;

namespace {

using opaque = PSEC_WINNT_AUTH_IDENTITY_OPAQUE;

// A documented answer that has no name among the statuses of the SSPI.
constexpr auto nt_invalid_parameter = static_cast<SECURITY_STATUS>(0xC000000D);

SECURITY_STATUS hand_out(result<core::allocation> made, opaque* out) {
    if (made) *out = static_cast<opaque>(made->give());
    return abi::to_status(made);
}

void hand_out(std::optional<core::allocation>& text, PCWSTR* out) noexcept {
    if (out != nullptr) *out = text ? core::give_text<SEC_WCHAR>(*text) : nullptr;
}

[[nodiscard]] bool has_flag(const void* identity, std::uint32_t any_of) noexcept {
    return (detail::identity_flags(identity, SIZE_MAX).value_or(0) & any_of) != 0;
}

} // namespace

SECURITY_STATUS SEC_ENTRY SspiEncodeStringsAsAuthIdentity(PCWSTR pszUserName, PCWSTR pszDomainName,
                                                          PCWSTR pszPackedCredentialsString,
                                                          opaque* ppAuthIdentity) {
    return abi::guarded({"SspiEncodeStringsAsAuthIdentity"}, [&] {
        const bool nothing =
            pszUserName == nullptr && pszDomainName == nullptr && pszPackedCredentialsString == nullptr;
        if (ppAuthIdentity == nullptr || nothing) return SEC_E_INVALID_TOKEN;
        return hand_out(
            core::identity_of_texts<SEC_WCHAR>(pszUserName, pszDomainName, pszPackedCredentialsString),
            ppAuthIdentity);
    });
}

SECURITY_STATUS SEC_ENTRY SspiEncodeAuthIdentityAsStrings(opaque pAuthIdentity, PCWSTR* ppszUserName,
                                                          PCWSTR* ppszDomainName,
                                                          PCWSTR* ppszPackedCredentialsString) {
    return abi::guarded({"SspiEncodeAuthIdentityAsStrings"}, [&] {
        if (pAuthIdentity == nullptr) return SEC_E_INVALID_PARAMETER;
        if (has_flag(pAuthIdentity, detail::identity_process_encrypted)) return nt_invalid_parameter;
        const auto parts = core::given_identity<SEC_WCHAR>(pAuthIdentity);
        if (!parts) return abi::to_status(parts);
        auto texts = core::texts_of<SEC_WCHAR>(*parts);
        if (!texts) return abi::to_status(texts);
        hand_out(texts->user, ppszUserName);
        hand_out(texts->domain, ppszDomainName);
        hand_out(texts->password, ppszPackedCredentialsString);
        return SEC_E_OK;
    });
}

SECURITY_STATUS SEC_ENTRY SspiValidateAuthIdentity(opaque AuthData) {
    return abi::guarded({"SspiValidateAuthIdentity"}, [&] {
        if (AuthData == nullptr) return SEC_E_INVALID_PARAMETER;
        return abi::to_status(core::given_identity<SEC_WCHAR>(AuthData));
    });
}

SECURITY_STATUS SEC_ENTRY SspiCopyAuthIdentity(opaque AuthData, opaque* AuthDataCopy) {
    return abi::guarded({"SspiCopyAuthIdentity"}, [&] {
        if (AuthData == nullptr || AuthDataCopy == nullptr) return SEC_E_INVALID_PARAMETER;
        const auto parts = core::given_identity<SEC_WCHAR>(AuthData);
        return parts ? hand_out(core::identity_block<SEC_WCHAR>(*parts), AuthDataCopy)
                     : abi::to_status(parts);
    });
}

VOID SEC_ENTRY SspiFreeAuthIdentity(opaque AuthData) {
    abi::guarded_silently([&] { core::caller_memory().release(AuthData); });
}

VOID SEC_ENTRY SspiZeroAuthIdentity(opaque AuthData) {
    abi::guarded_silently([&] {
        if (AuthData != nullptr) core::wipe_identity<SEC_WCHAR>(AuthData);
    });
}

SECURITY_STATUS SEC_ENTRY SspiCompareAuthIdentities(opaque AuthIdentity1, opaque AuthIdentity2,
                                                    PBOOLEAN SameSuppliedUser,
                                                    PBOOLEAN SameSuppliedIdentity) {
    return abi::guarded({"SspiCompareAuthIdentities"}, [&] {
        const auto first = core::given_or_default<SEC_WCHAR>(AuthIdentity1);
        if (!first) return abi::to_status(first);
        const auto second = core::given_or_default<SEC_WCHAR>(AuthIdentity2);
        if (!second) return abi::to_status(second);
        if (SameSuppliedUser != nullptr) *SameSuppliedUser = detail::same_user(*first, *second);
        if (SameSuppliedIdentity != nullptr) *SameSuppliedIdentity = detail::same_identity(*first, *second);
        return SEC_E_OK;
    });
}

// Always UTF-16, so that both widths, and Windows, can read the bytes.
SECURITY_STATUS SEC_ENTRY SspiMarshalAuthIdentity(opaque AuthIdentity, ULONG* AuthIdentityLength,
                                                  char** AuthIdentityByteArray) {
    return abi::guarded({"SspiMarshalAuthIdentity"}, [&] {
        if (AuthIdentity == nullptr || AuthIdentityLength == nullptr || AuthIdentityByteArray == nullptr)
            return SEC_E_INVALID_PARAMETER;
        const auto parts = core::given_identity<SEC_WCHAR>(AuthIdentity);
        if (!parts) return abi::to_status(parts);
        auto block = core::identity_block<char16_t>(*parts);
        if (!block) return abi::to_status(block);
        *AuthIdentityLength = static_cast<ULONG>(block->bytes().size());
        *AuthIdentityByteArray = static_cast<char*>(block->give());
        return SEC_E_OK;
    });
}

SECURITY_STATUS SEC_ENTRY SspiUnmarshalAuthIdentity(ULONG AuthIdentityLength, char* AuthIdentityByteArray,
                                                    opaque* ppAuthIdentity) {
    return abi::guarded({"SspiUnmarshalAuthIdentity"}, [&] {
        if (AuthIdentityByteArray == nullptr || ppAuthIdentity == nullptr) return SEC_E_INVALID_PARAMETER;
        const auto bytes = std::as_bytes(std::span(AuthIdentityByteArray, AuthIdentityLength));
        return hand_out(core::unmarshalled<SEC_WCHAR>(bytes), ppAuthIdentity);
    });
}

SECURITY_STATUS SEC_ENTRY SspiDecryptAuthIdentity(opaque EncryptedAuthData) {
    return SspiDecryptAuthIdentityEx(SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_PROCESS, EncryptedAuthData);
}

SECURITY_STATUS SEC_ENTRY SspiDecryptAuthIdentityEx(ULONG, opaque EncryptedAuthData) {
    return abi::guarded({"SspiDecryptAuthIdentityEx"}, [&] {
        if (EncryptedAuthData == nullptr) return SEC_E_INVALID_PARAMETER;
        if (has_flag(EncryptedAuthData, detail::identity_encrypted_forms)) return SEC_E_DECRYPT_FAILURE;
        return abi::to_status(core::given_identity<SEC_WCHAR>(EncryptedAuthData));
    });
}

BOOLEAN SEC_ENTRY SspiIsAuthIdentityEncrypted(opaque EncryptedAuthData) {
    return abi::guarded_or(BOOLEAN{FALSE}, [&]() -> BOOLEAN {
        return EncryptedAuthData != nullptr && has_flag(EncryptedAuthData, detail::identity_encrypted_forms);
    });
}

SECURITY_STATUS SEC_ENTRY SspiExcludePackage(opaque AuthIdentity, PCWSTR pszPackageName,
                                             opaque* ppNewAuthIdentity) {
    return abi::guarded({"SspiExcludePackage"}, [&] {
        if (pszPackageName == nullptr || ppNewAuthIdentity == nullptr) return SEC_E_INVALID_PARAMETER;
        const auto package =
            abi::needed_text(pszPackageName, status::secpkg_not_found, "the name of the package");
        if (!package) return abi::to_status(package);
        return hand_out(core::without_package<SEC_WCHAR>(AuthIdentity, *package), ppNewAuthIdentity);
    });
}

SECURITY_STATUS SEC_ENTRY SspiGetTargetHostName(PCWSTR pszTargetName, PWSTR* pszHostName) {
    return abi::guarded({"SspiGetTargetHostName"}, [&] {
        if (pszTargetName == nullptr || pszHostName == nullptr) return SEC_E_INVALID_PARAMETER;
        const auto target = abi::needed_text(pszTargetName, status::target_unknown, "the target name");
        if (!target) return abi::to_status(target);
        const auto host = detail::target_host(*target);
        if (!host) return SEC_E_TARGET_UNKNOWN;
        auto block = core::text_block<SEC_WCHAR>(*host);
        if (block) *pszHostName = core::give_text<SEC_WCHAR>(*block);
        return abi::to_status(block);
    });
}
