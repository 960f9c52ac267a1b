// SPDX-License-Identifier: BSL-1.0
// A stranger's test in C++: every header of the test kit, the C one included, and an answer that is scripted.
#define SECURITY_WIN32
#include <sspi/sspi.h>
#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/local_realm.hpp>
#include <sspi/testing/server.hpp>
#include <sspi/testing/settings.hpp>
#include <sspi/testing/testing.h>

#include <iostream>

using namespace sspi::testing;

int main() {
    local_realm realm({{"alice", "secret"}}, {"HTTP/web.example.test"});
    rule_settings rule;
    set_all(rule, "error = KDC_ERR_CLIENT_REVOKED");
    rule.apply_to(realm);
    const server sockets(realm);
    try {
        std::cout << realm.cache("alice") << '\n';
        return 1;
    } catch (const error&) {
        std::cout << realm.transcript();
        return sockets.port() != 0 && sspi_testing_enctype_number("rc4") == 23 ? 0 : 1;
    }
}
