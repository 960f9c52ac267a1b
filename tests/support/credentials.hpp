// SPDX-License-Identifier: BSL-1.0
// What a credential handle says of itself, and who a context of it is.
#pragma once

#include <support/identities.hpp>

#include <fstream>
#include <iterator>
#include <string>

namespace sspi::test {

[[nodiscard]] inline std::string status_text(SECURITY_STATUS status) {
    return "status " + std::to_string(status);
}

/// The name of a credential, or the status.
[[nodiscard]] inline std::string name_of(owned_credential& credential) {
    SecPkgCredentials_NamesA names{};
    const auto status = QueryCredentialsAttributesA(credential.get(), SECPKG_CRED_ATTR_NAMES, &names);
    return status == SEC_E_OK ? taken_name(names) : status_text(status);
}

/// Who the client is by its own account after the first leg, without a server; the status, when it fails.
[[nodiscard]] inline std::string begins_as(owned_credential& from, const std::string& target) {
    peer client;
    initiate(client, from, target, ISC_REQ_INTEGRITY);
    if (client.status != SEC_E_OK) return status_text(client.status);
    SecPkgContext_NativeNamesA names{};
    REQUIRE(QueryContextAttributesA(client.context.get(), SECPKG_ATTR_NATIVE_NAMES, &names) == SEC_E_OK);
    const std::string text = names.sClientName;
    CHECK(FreeContextBuffer(names.sClientName) == SEC_E_OK);
    CHECK(FreeContextBuffer(names.sServerName) == SEC_E_OK);
    return text;
}

/// Acquires with a principal, an identity, or both.
[[nodiscard]] inline acquired acquire_as(const char* principal, ULONG use = SECPKG_CRED_OUTBOUND,
                                         void* identity = nullptr) {
    acquired out;
    out.status = AcquireCredentialsHandleA(arg(principal), arg("Kerberos"), use, nullptr, identity, nullptr,
                                           nullptr, out.handle.get(), nullptr);
    if (out.status == SEC_E_OK) out.handle.now_live();
    return out;
}

[[nodiscard]] inline SECURITY_STATUS add_to(owned_credential& handle, ULONG use, void* identity = nullptr,
                                            const char* principal = nullptr) {
    return AddCredentialsA(handle.get(), arg(principal), arg("Kerberos"), use, identity, nullptr, nullptr,
                           nullptr);
}

[[nodiscard]] inline std::string file_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace sspi::test
