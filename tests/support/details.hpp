// SPDX-License-Identifier: BSL-1.0
// What SspiGetErrorDetail says, copied out and freed.
#pragma once

#include <support/identities.hpp>

#include <sspi_extensions.h>

#include <string>
#include <vector>

namespace sspi::test {

/// Made before any test of the program runs, whichever of them that is.
inline test_realm& realm_at_hand = shared_realm();

struct detail {
    SECURITY_STATUS status = SEC_E_OK;
    std::string name, krb5, nt, realm, peer, mechanism, hint, text;
    LONG code = 0;
    ULONG nt_status = 0;
    std::vector<std::string> attempts;
};

[[nodiscard]] inline detail copy_of(const SSPI_ERROR_DETAIL& from) {
    REQUIRE(from.cbSize == sizeof from);
    CHECK(std::string(from.pszStatusText) == SspiGetStatusText(from.Status));
    detail out{.status = from.Status,
               .name = from.pszStatusName,
               .krb5 = from.pszKrb5Name,
               .nt = from.pszNtStatusName,
               .realm = from.pszRealm,
               .peer = from.pszPeerText,
               .mechanism = from.pszMechanismText,
               .hint = from.pszHint,
               .text = from.pszText,
               .code = from.lKrb5Code,
               .nt_status = from.ulNtStatus,
               .attempts = {}};
    for (ULONG i = 0; i < from.cAttempts; ++i)
        out.attempts.push_back(std::string(from.pAttempts[i].pszWhere) + " " + from.pAttempts[i].pszOutcome);
    return out;
}

/// Shows the text where a check of it fails.
[[nodiscard]] inline bool has(const std::string& text, std::string_view part) {
    const bool found = text.find(part) != std::string::npos;
    if (!found) UNSCOPED_INFO("\"" << part << "\" is not in: " << text);
    return found;
}
[[nodiscard]] inline bool starts(const std::string& text, std::string_view with) {
    const bool found = text.starts_with(with);
    if (!found) UNSCOPED_INFO("\"" << with << "\" does not begin: " << text);
    return found;
}

/// Of a handle; without one, of this thread.
[[nodiscard]] inline detail last_detail(SecHandle* handle = nullptr) {
    PSSPI_ERROR_DETAIL block = nullptr;
    REQUIRE(SspiGetErrorDetail(handle, &block) == SEC_E_OK);
    REQUIRE(block != nullptr);
    auto out = copy_of(*block);
    CHECK(FreeContextBuffer(block) == SEC_E_OK);
    return out;
}

/// A credential with that password.
[[nodiscard]] inline owned_credential logon_of(const std::string& name, const std::string& secret) {
    const who<char> strings{name, realm_name, secret};
    auto identity = plain_identity(strings);
    return acquire(SECPKG_CRED_OUTBOUND, &identity);
}

} // namespace sspi::test
