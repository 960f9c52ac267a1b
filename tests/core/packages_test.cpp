// SPDX-License-Identifier: BSL-1.0
// Finding a package by name.
#include <core/packages.hpp>
#include <support/catch.hpp>

#include <string>

using namespace sspi::core;

TEST_CASE("Kerberos is found in any case, and what resembles it is not") {
    for (const char* const name : {"Kerberos", "kerberos", "KERBEROS", "kErBeRoS"})
        CHECK(find_package(name) == &kerberos_package);
    for (const std::string name : {"", "Kerbero", "Kerberos ", "NTLM", "Negotiat", "Kerberos\xC4\xB0",
                                   "\xE2\x84\xAA"
                                   "erberos"})
        CHECK(find_package(name) == nullptr);
    CHECK(find_package(std::string_view("Kerberos\0", 9)) == nullptr);
}

TEST_CASE("Negotiate is found as well, and NTLM is described only") {
    CHECK(find_package("nEGOTIATE") == &negotiate_package);
    CHECK(find_description("negotiate") == &negotiate_package);
    CHECK(find_description("Ntlm") == &ntlm_description);
    CHECK(find_description("Schannel") == nullptr);
}
