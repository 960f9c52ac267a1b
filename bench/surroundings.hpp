// SPDX-License-Identifier: BSL-1.0
// A realm of one enctype for a part of the run: alice, a web service, her tickets and its keys.
#pragma once

#include "measure.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/realm.hpp>
#include <sspi/testing/server.hpp>

#include <exception>
#include <string>
#include <thread>

namespace bench {

inline constexpr auto service = "HTTP/web.bench.test";
inline constexpr auto service_host = "HTTP@web.bench.test";
inline constexpr auto user = "alice";
inline constexpr auto password = "correct horse";

/// This process asks the KDC directly, others by loopback.
class surroundings {
  public:
    explicit surroundings(sspi::testing::enctype of)
        : realm_("BENCH.TEST", options(of)), server_(realm_),
          environment_(environment_options(of, server_.port())), route_(realm_) {
        realm_.add_user(user, password);
        realm_.add_service(service);
        realm_.write_keytab(environment_.keytab_name());
        realm_.write_cache(environment_.cache_name(), user);
    }

    [[nodiscard]] sspi::testing::realm& realm() noexcept { return realm_; }
    [[nodiscard]] const sspi::testing::environment& environment() const noexcept { return environment_; }

  private:
    [[nodiscard]] static sspi::testing::realm_options options(sspi::testing::enctype of) {
        sspi::testing::realm_options out;
        out.enctypes = {of};
        return out;
    }
    [[nodiscard]] static sspi::testing::environment_options environment_options(sspi::testing::enctype of,
                                                                                std::uint16_t port) {
        sspi::testing::environment_options out;
        out.realm = "BENCH.TEST";
        out.port = port;
        out.enctypes = {of};
        out.libdefaults = "dns_canonicalize_hostname = false\n    rdns = false";
        return out;
    }

    sspi::testing::realm realm_;
    sspi::testing::server server_;
    sspi::testing::environment environment_;
    sspi::testing::in_process route_;
};

/// Kerberos reads its configuration when a thread first uses it: each part gets a thread.
template <class Body>
void in_thread(Body&& body) {
    std::exception_ptr failed;
    std::thread([&] {
        try {
            body();
        } catch (...) {
            failed = std::current_exception();
        }
    }).join();
    if (failed) std::rethrow_exception(failed);
}

} // namespace bench
