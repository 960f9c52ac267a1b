// SPDX-License-Identifier: BSL-1.0
// The packages that can be acquired, for tests that are to hold for each of them.
#pragma once

#include <support/peers.hpp>

#include <string>
#include <vector>

namespace sspi::test {

[[nodiscard]] inline std::vector<std::string> every_package() {
    ULONG count = 0;
    PSecPkgInfoA packages = nullptr;
    REQUIRE(EnumerateSecurityPackagesA(&count, &packages) == SEC_E_OK);
    std::vector<std::string> out;
    for (ULONG i = 0; i < count; ++i)
        out.emplace_back(packages[i].Name);
    CHECK(FreeContextBuffer(packages) == SEC_E_OK);
    return out;
}

[[nodiscard]] inline owned_credential acquire_from(const std::string& package, ULONG use,
                                                   void* identity = nullptr,
                                                   const char* principal = nullptr) {
    owned_credential out;
    REQUIRE(AcquireCredentialsHandleA(arg(principal), arg(package.c_str()), use, nullptr, identity, nullptr,
                                      nullptr, out.get(), nullptr) == SEC_E_OK);
    out.now_live();
    return out;
}

/// A client and a server of one package that have finished their exchange.
[[nodiscard]] inline session establish_with(const std::string& package, const std::string& target,
                                            ULONG request, void* identity = nullptr) {
    return establish(acquire_from(package, SECPKG_CRED_OUTBOUND, identity),
                     acquire_from(package, SECPKG_CRED_INBOUND), target, request);
}

} // namespace sspi::test
