// SPDX-License-Identifier: BSL-1.0
// What is to be known before a realm's servers are asked. Where it is from, the transport does not know.
#pragma once

#include "../gss/kdc_call.hpp"
#include "location.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sspi::transport {

inline constexpr std::chrono::milliseconds default_each_try = std::chrono::seconds(3);
inline constexpr std::chrono::milliseconds default_whole_call = std::chrono::seconds(10);
inline constexpr std::size_t default_largest_datagram = 1465;

struct settings {
    std::chrono::milliseconds each_try = default_each_try;
    std::chrono::milliseconds whole_call = default_whole_call;
    std::vector<location> servers{}; ///< as configured, for the kind of request
    bool looks_up = true;            ///< in DNS, where no server is configured
    std::string name_servers{};      ///< with commas between them; empty: the system's
    std::size_t largest_datagram = default_largest_datagram; ///< longer requests are sent by TCP first
    std::vector<std::string> anchors{};                      ///< of the certificates of proxies (tls_anchors)
    std::optional<gss::kdc_proxy> proxy{};                   ///< the credential's
    std::shared_ptr<gss::realm_findings> findings{};         ///< the credential's; may be null
    bool connections_only = false;    ///< no datagrams: what came in one was damaged, say
    std::vector<std::string> notes{}; ///< what is wrong with the configuration
};

} // namespace sspi::transport
