// SPDX-License-Identifier: BSL-1.0
// A realm that is a Windows domain, with alice in it, and who a server takes a client for.
#pragma once

#include <support/hops.hpp>

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/realm.hpp>

#include <string>

namespace sspi::test {

inline constexpr auto domain_realm_name = "CORP.EXAMPLE";
inline constexpr auto domain_web = "HTTP/web.corp.example";
inline constexpr auto domain_files = "cifs/files.corp.example";

class domain_realm {
  public:
    /// Heimdal's own look at PACs is out of the way: the kit's configuration has check_pac = false.
    domain_realm()
        : realm_(domain_realm_name,
                 {.enctypes = {test_enctype()}, .domain = "CORP", .domain_sid = "S-1-5-21-10-20-30"}),
          environment_({.realm = domain_realm_name,
                        .enctypes = {test_enctype()},
                        .libdefaults = "allow_weak_crypto = true"}),
          route_(realm_) {
        realm_.add_user("alice", "secret", {.groups = {"1201", "S-1-5-21-7-8-9-1500:deny-only"}});
        realm_.add_service(domain_web);
        realm_.add_service(domain_files);
        realm_.write_keytab(environment_.keytab_name());
    }
    [[nodiscard]] testing::realm* operator->() noexcept { return &realm_; }

  private:
    testing::realm realm_;
    testing::environment environment_;
    testing::in_process route_;
};

/// Logged in anew, with a new ticket.
[[nodiscard]] inline session logged_in(const std::string& name = "alice",
                                       const std::string& secret = "secret",
                                       const std::string& target = domain_web) {
    const std::string realm = domain_realm_name;
    auto who = identity_of(name, realm, secret);
    return establish(target, usual_request, &who);
}

/// As whom the server knows the client.
[[nodiscard]] inline std::string served_as(const std::string& name = "alice",
                                           const std::string& secret = "secret") {
    auto both = logged_in(name, secret);
    return name_at(both.server.context.get());
}

} // namespace sspi::test
