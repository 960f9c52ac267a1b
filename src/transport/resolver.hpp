// SPDX-License-Identifier: BSL-1.0
// Names by DNS and /etc/hosts, without a thread and without blocking: c-ares on an event loop.
#pragma once

#include "event_loop.hpp"
#include "service_records.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sspi::transport {

/// Why nothing was found.
struct lookup_problem {
    std::string text{};
    bool certain = false; ///< DNS said that there is none; else it said nothing, or nothing that can be used
};

class resolver {
  public:
    /// Either what was found, which is not empty, or the reason why nothing was.
    template <class Found>
    using answer = std::function<void(std::vector<Found>, const lookup_problem&)>;

    /// Asks these name servers ("192.0.2.1:53,[2001:db8::1]:53"); the system's, where there are none.
    resolver(event_loop& loop, std::string name_servers);
    /// Ends what it does; answers that are due are not given any more.
    ~resolver();
    resolver(const resolver&) = delete;
    resolver& operator=(const resolver&) = delete;

    [[nodiscard]] std::size_t open_sockets() const noexcept;

    // Answers come from handlers of the loop, not from these functions.

    void find_host(const std::string& name, answer<boost::asio::ip::address> give);
    void find_service(const std::string& name, answer<service_record> give);

  private:
    class channel;
    std::unique_ptr<channel> channel_;
};

} // namespace sspi::transport
