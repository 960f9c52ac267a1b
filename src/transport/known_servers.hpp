// SPDX-License-Identifier: BSL-1.0
// What a call has found of a realm's servers, for its next request.
#pragma once

#include "finder.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sspi::transport {

struct known_server {
    turn_order when{};
    candidate who{};
    bool answered = false; // it, or the same server by another protocol, was the last one that did
};

/// Of one realm and kind of server. The order is that for short requests.
using known_list = std::vector<known_server>;

class known_servers final : public gss::kdc_memory {
  public:
    [[nodiscard]] static known_list& of(gss::kdc_call& call, const std::string& realm, service which) {
        auto& memory = call.memory();
        if (!memory) memory = std::make_unique<known_servers>();
        return static_cast<known_servers&>(*memory).lists_[{realm, which}];
    }

  private:
    std::map<std::pair<std::string, service>, known_list> lists_;
};

} // namespace sspi::transport
