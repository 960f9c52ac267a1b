// SPDX-License-Identifier: BSL-1.0
// Which addresses of a realm's servers to ask, in which order: as configured, or as DNS says.
#pragma once

#include "event_loop.hpp"
#include "https_attempt.hpp"
#include "resolver.hpp"
#include "settings.hpp"
#include "socket_attempt.hpp"

#include <boost/asio/ip/address.hpp>

#include <compare>
#include <cstddef>
#include <memory>
#include <string>

namespace sspi::transport {

/// Lower ones are asked first.
struct turn_order {
    int round = 0;           // datagrams, connections, proxies
    std::size_t server = 0;  // as configured, or by priority and weight
    std::size_t address = 0; // of a server

    friend auto operator<=>(const turn_order&, const turn_order&) = default;
};
inline constexpr int proxies_round = 2;

struct candidate {
    protocol by = protocol::udp; // not any
    boost::asio::ip::address address{};
    std::uint16_t port = 0;
    https_server proxy{}; // of https, instead of address and port

    friend bool operator==(const candidate& a, const candidate& b) {
        return a.by == b.by && a.address == b.address && a.port == b.port && a.proxy.proxy == b.proxy.proxy;
    }
};

/// "udp/192.0.2.1:88", "tcp/[2001:db8::1]:88", "https/proxy.example:443/KdcProxy".
[[nodiscard]] std::string text_of(const candidate& where);

/// "_kerberos._udp.EXAMPLE.TEST" (RFC 4120 7.2.3.2).
[[nodiscard]] std::string service_name(service of, protocol by, const std::string& realm);

/// Who is told what a finder finds.
class finder_listener {
  public:
    virtual void found(const turn_order& when, candidate who) = 0;
    virtual void unresolved(const std::string& host, const std::string& problem) = 0;
    virtual void note(std::string text) = 0;
    virtual void all_found() = 0; ///< nothing more will be

  protected:
    ~finder_listener() = default;
};

/// What configuration has is told before `start` returns; the rest, from handlers of the loop. May throw where c-ares
/// cannot be used.
class finder {
  public:
    finder(event_loop& loop, const settings& by, std::string realm, const request& what,
           finder_listener& listener);

    void start();
    /// To name servers.
    [[nodiscard]] std::size_t open_sockets() const noexcept { return names_ ? names_->open_sockets() : 0; }

  private:
    void find_configured();
    void find_in_dns();
    void ask_dns(protocol by);
    void take_records(protocol by, const std::string& name, std::vector<service_record> records,
                      const lookup_problem& problem);
    void take(const location& where, std::size_t rank);
    void take_address(const location& where, std::size_t rank, std::size_t nth,
                      const boost::asio::ip::address& address);
    void take_proxy(const std::string& url, const turn_order& when);
    template <class Found>
    void find_host(const std::string& host, Found found);
    [[nodiscard]] resolver& names();
    void begin() { ++open_; }
    void end();

    event_loop& loop_;
    const settings& settings_;
    const std::string realm_;
    const service for_;
    finder_listener& listener_;
    std::unique_ptr<resolver> names_{}; // once a name has to be looked up
    std::size_t open_ = 0;              // what is still looked up
};

} // namespace sspi::transport
