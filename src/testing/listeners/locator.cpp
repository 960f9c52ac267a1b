// SPDX-License-Identifier: BSL-1.0
// Finds servers for realms of this process, where nobody listens.
#include "locator.hpp"

#include "../../process/forks.hpp"
#include "../kdc/krb5_handles.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <krb5/locate_plugin.h>

#include <memory>
#include <mutex>
#include <set>

namespace sspi::testing::detail {
namespace {

struct known_realms {
    /// Never destroyed: realms may be static in a program.
    [[nodiscard]] static known_realms& instance() {
        static auto& all = *std::make_unique<known_realms>().release();
        return all;
    }
    sspi::process::visiting_mutex mutex;
    std::multiset<std::string> names;
};

[[nodiscard]] bool knows(const char* realm) {
    auto& known = known_realms::instance();
    const std::scoped_lock lock(known.mutex);
    return known.names.contains(realm);
}

using add_address = int (*)(void*, int, sockaddr*);

/// Port 1 of the loopback.
int add_nobody(int socket_type, add_address add, void* to) {
    sockaddr_in nobody{};
    nobody.sin_family = AF_INET;
    nobody.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    nobody.sin_port = htons(1);
    return add(to, socket_type, reinterpret_cast<sockaddr*>(&nobody));
}

extern "C" {

static krb5_error_code sspi_testing_locator_init(krb5_context /*context*/, void** state) {
    *state = nullptr;
    return 0;
}

static void sspi_testing_locator_fini(void* /*state*/) {}

static krb5_error_code sspi_testing_locate(void* /*state*/, unsigned long /*flags*/,
                                           locate_service_type /*service*/, const char* realm,
                                           int socket_type, int family, add_address add, void* to) {
    try {
        if ((family != AF_UNSPEC && family != AF_INET) || !knows(realm)) return KRB5_PLUGIN_NO_HANDLE;
        return add_nobody(socket_type, add, to);
    } catch (...) {
        return KRB5_PLUGIN_NO_HANDLE; // Heimdal is C
    }
}

} // extern "C"

void register_locator() {
    static krb5plugin_service_locate_ftable table{KRB5_PLUGIN_LOCATE_VERSION_2, sspi_testing_locator_init,
                                                  sspi_testing_locator_fini, nullptr, sspi_testing_locate};
    static std::once_flag once;
    std::call_once(once, [] {
        const context own;
        check(own.get(), krb5_plugin_register(own.get(), PLUGIN_TYPE_DATA, KRB5_PLUGIN_LOCATE, &table),
              "the service locator plugin cannot be registered");
    });
}

} // namespace

located_realm::located_realm(std::string name) : name_(std::move(name)) {
    register_locator();
    auto& known = known_realms::instance();
    const std::scoped_lock lock(known.mutex);
    known.names.insert(name_);
}

located_realm::~located_realm() {
    auto& known = known_realms::instance();
    const std::scoped_lock lock(known.mutex);
    known.names.erase(known.names.find(name_));
}

} // namespace sspi::testing::detail
