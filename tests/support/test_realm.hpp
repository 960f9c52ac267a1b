// SPDX-License-Identifier: BSL-1.0
// One realm for a test program: alice, a service for each enctype, a keytab, and alice's tickets in the
// cache.
#pragma once

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/realm.hpp>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace sspi::test {

inline constexpr auto realm_name = "SSPI.TEST";
inline constexpr auto user = "alice";
inline constexpr auto password = "correct horse";
inline constexpr auto web = "HTTP/web.sspi.test";

/// The enctype this run of the program is about: SSPI_TEST_ENCTYPE, or the usual one. Keys, tickets and subkeys all
/// have it, because neither side knows another.
[[nodiscard]] inline testing::enctype test_enctype() {
    const char* const name = std::getenv("SSPI_TEST_ENCTYPE");
    return testing::parse_enctype(name != nullptr ? name : "aes256-cts-hmac-sha1-96").value();
}

class test_realm {
  public:
    test_realm() : test_realm(testing::environment_options{}) {}
    /// With further domains and sections in the configuration.
    explicit test_realm(testing::environment_options further)
        : realm_(realm_name, options()), environment_(environment_options(std::move(further))),
          route_(std::in_place, realm_) {
        realm_.add_user(user, password);
        realm_.add_service(web);
        realm_.write_keytab(environment_.keytab_name());
        log_in();
    }

    [[nodiscard]] testing::realm& operator*() noexcept { return realm_; }
    [[nodiscard]] testing::realm* operator->() noexcept { return &realm_; }
    [[nodiscard]] const testing::environment& environment() const noexcept { return environment_; }

    /// Puts alice's TGT into the default cache, as kinit does.
    void log_in() { realm_.write_cache(environment_.cache_name(), user); }
    /// Removes the default cache, as kdestroy does.
    void log_out() { std::filesystem::remove(environment_.directory() / "ccache"); }

    /// No KDC of the realm can be reached until `connect`.
    void disconnect() { route_.reset(); }
    void connect() {
        if (!route_) route_.emplace(realm_);
    }

  private:
    [[nodiscard]] static testing::realm_options options() {
        testing::realm_options out;
        out.enctypes = {test_enctype()};
        return out;
    }
    [[nodiscard]] static testing::environment_options environment_options(testing::environment_options out) {
        out.realm = realm_name;
        out.enctypes = {test_enctype()};
        out.libdefaults = "allow_weak_crypto = true";
        return out;
    }

    testing::realm realm_;
    testing::environment environment_;
    std::optional<testing::in_process> route_;
};

/// Made at first use, before any other thread uses Kerberos.
inline test_realm& shared_realm() {
    static test_realm instance;
    return instance;
}

} // namespace sspi::test
