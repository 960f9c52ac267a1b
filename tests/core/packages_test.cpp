// SPDX-License-Identifier: BSL-1.0
// Finding a package by name.
#include <core/packages.hpp>
#include <support/catch.hpp>

#include <string>

using namespace sspi::core;

TEST_CASE("Kerberos is found in any case, and nothing else is") {
    for (const char* const name : {"Kerberos", "kerberos", "KERBEROS", "kErBeRoS"})
        CHECK(find_package(name) == &kerberos_package);
    for (const std::string name : {"", "Kerbero", "Kerberos ", "NTLM", "Negotiate", "Kerberos\xC4\xB0",
                                   "\xE2\x84\xAA"
                                   "erberos"})
        CHECK(find_package(name) == nullptr);
    CHECK(find_package(std::string_view("Kerberos\0", 9)) == nullptr);
}
