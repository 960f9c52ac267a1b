// SPDX-License-Identifier: BSL-1.0
// A stranger's program with the C++ interface: begins to log in where there is no such service, and says so.
#include <sspi/sspi.hpp>

#include <iostream>

int main() {
    std::error_code failure;
    const auto me = sspi::credential::outbound().package(sspi::packages::kerberos).acquire();
    sspi::initiator client(me, "nobody/nowhere.example.test");
    const auto step = client.step({}, failure);
    std::cout << "a token of " << step.token.size() << " bytes, " << failure.message() << '\n';
    return failure ? 0 : 1;
}
