// SPDX-License-Identifier: BSL-1.0
// The realm that the scenarios are played in: who is in it, and octets that are ready before memory is short.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::test {

inline constexpr auto stage_realm = "SSPI.TEST";
inline constexpr auto alice = "alice"; // whose tickets are in the default cache
inline constexpr auto bob = "bob";
inline constexpr auto bobs_password = "bob's password";
inline constexpr auto web_service = "HTTP/web.sspi.test";
inline constexpr auto forwarding_service = "HTTP/forwarding.sspi.test"; // gets tickets of its clients
inline constexpr auto proxying_service = "HTTP/proxying.sspi.test";     // may act for them at the next
inline constexpr auto back_end_service = "ldap/back.sspi.test";

/// Made once, by who asks first.
struct stage {
    stage();
    std::vector<std::byte> identity_with_keytab; // of bob and the web service: SEC_WINNT_AUTH_IDENTITY_EX2
    std::string cache_name;                      // of a cache that is not the default one
    std::string keytab_name;
    /// Puts bob's ticket-granting ticket, and nothing else, into that cache.
    void renew_cache() const;

  private:
    std::string cache_path_;
    std::string fresh_cache_;
};
[[nodiscard]] const stage& the_stage();

/// As long as one lives, the KDC is asked over sockets.
struct by_network {
    by_network() noexcept;
    ~by_network();
    by_network(const by_network&) = delete;
    by_network& operator=(const by_network&) = delete;
};

} // namespace sspi::test
