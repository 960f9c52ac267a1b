// SPDX-License-Identifier: BSL-1.0
// Answering for a realm within the process, in place of the network.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace sspi::gss {

/// A reply, and how long after the request it comes.
struct route_reply {
    std::vector<std::byte> message;
    std::chrono::milliseconds delay{0};
};

/// What a route has to say to one request. Without replies it is silent.
struct route_answer {
    std::vector<route_reply> replies{};
    bool reachable = true;
};

/// Runs on the thread that makes the call, on several threads at once where several ask.
using kdc_route = std::function<route_answer(const std::string& realm, std::span<const std::byte> request)>;

/// Who answers for a realm from now on, in place of who did before, who is asked no more when this returns. An empty
/// function: the network again.
void set_kdc_route(const std::string& realm, kdc_route route);

} // namespace sspi::gss
