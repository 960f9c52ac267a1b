// SPDX-License-Identifier: BSL-1.0
// A realm's route as libsspi knows it, where that library is in the process.
#pragma once

#include "../kdc/answers.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>

namespace sspi::testing::detail {

/// Heimdal asks the plugin first that was registered first: libsspi's, which sees all of what its calls are answered.
void let_library_go_first();

/// While it lives, calls of libsspi ask this function. They wait the delays themselves, so that their time-outs hold and
/// they can be cancelled. Without libsspi it does nothing.
class library_route {
  public:
    /// Nothing: the route has ended.
    using function = std::function<std::optional<answers>(std::span<const std::byte> request)>;

    library_route(std::string realm, function ask);
    /// Waits for the requests that are being answered.
    ~library_route();
    library_route(const library_route&) = delete;
    library_route& operator=(const library_route&) = delete;

  private:
    const std::string realm_;
    const function ask_;
};

} // namespace sspi::testing::detail
