// SPDX-License-Identifier: BSL-1.0
// A plugin that uses the library and its test kit while it is loaded. It is linked with either kind of both.
#include "guest.hpp"

/// 0: everything went as it should.
extern "C" [[gnu::visibility("default")]] int sspi_test_visit() {
    try {
        const sspi::test::guest here;
        std::error_code refused;
        (void)sspi::credential::outbound().package("Nothing").acquire(refused);
        return refused && connected(here).talks() ? 0 : 1;
    } catch (...) {
        return 2;
    }
}
