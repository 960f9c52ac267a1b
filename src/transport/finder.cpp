// SPDX-License-Identifier: BSL-1.0
// How servers are found.
#include "finder.hpp"

#include <random>
#include <utility>

namespace sspi::transport {

namespace {

namespace ip = boost::asio::ip;

[[nodiscard]] std::uint32_t by_chance(std::uint32_t most) {
    thread_local std::minstd_rand engine(std::random_device{}()); // spreads load, and keeps no secret
    return std::uniform_int_distribution<std::uint32_t>(0, most)(engine);
}

[[nodiscard]] std::string service_name(service of, protocol by, const std::string& realm) {
    return std::string(of == service::kdc ? "_kerberos" : "_kpasswd") +
           (by == protocol::udp ? "._udp." : "._tcp.") + realm;
}

[[nodiscard]] std::string proxy_text(std::string_view url) {
    if (const auto scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    const auto path = url.find('/');
    const auto host = url.substr(0, path);
    const bool has_port = host.rfind(':') != std::string_view::npos && host.back() != ']';
    return "https/" + std::string(host) + (has_port ? "" : ":443") +
           (path == std::string_view::npos ? "/KdcProxy" : std::string(url.substr(path)));
}

} // namespace

std::string text_of(const candidate& where) {
    if (where.by == protocol::https) return proxy_text(where.proxy.url);
    const auto address = where.address.to_string();
    return (where.by == protocol::udp ? "udp/" : "tcp/") +
           (where.address.is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(where.port);
}

finder::finder(boost::asio::io_context& io, const settings& by, std::string realm, const request& what,
               finder_listener& listener)
    : io_(io), settings_(by), realm_(std::move(realm)), for_(what.to), listener_(listener) {}

void finder::start() {
    begin();
    for (const auto& note : settings_.notes)
        listener_.note(note);
    if (settings_.proxy)
        listener_.found({.round = proxies_round}, {.by = protocol::https, .proxy = *settings_.proxy});
    if (settings_.proxy && settings_.proxy->forced) return end();
    settings_.servers.empty() ? find_in_dns() : find_configured();
    end();
}

void finder::find_configured() {
    for (std::size_t i = 0; i < settings_.servers.size(); ++i)
        take(settings_.servers[i], i);
}

void finder::find_in_dns() {
    if (!settings_.looks_up) {
        listener_.note("the configuration names no " +
                       std::string(for_ == service::kdc ? "KDC" : "password server") + " of " + realm_ +
                       ", and has dns_lookup_kdc off");
        return;
    }
    ask_dns(protocol::udp);
    ask_dns(protocol::tcp);
}

void finder::ask_dns(protocol by) {
    const auto name = service_name(for_, by, realm_);
    begin();
    names().find_service(name,
                         [this, by, name](std::vector<service_record> records, const std::string& problem) {
                             take_records(by, name, std::move(records), problem);
                             end();
                         });
}

void finder::take_records(protocol by, const std::string& name, std::vector<service_record> records,
                          const std::string& problem) {
    if (!problem.empty()) listener_.note("SRV record " + name + ": " + problem);
    records = in_order(std::move(records), by_chance);
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i].host.empty() || records[i].host == ".") // RFC 2782: the service is not to be had
            listener_.note("DNS says that there is no " + name);
        else
            take({.by = by, .host = records[i].host, .port = records[i].port}, i);
    }
}

void finder::take(const location& where, std::size_t rank) {
    if (where.by == protocol::https)
        return listener_.found({.round = 0, .server = rank},
                               {.by = protocol::https, .proxy = {.url = where.host}});
    boost::system::error_code named;
    const auto address = ip::make_address(where.host, named);
    if (!named) return take_address(where, rank, 0, address);
    begin();
    names().find_host(where.host,
                      [this, where, rank](const std::vector<ip::address>& found, const std::string& problem) {
                          if (found.empty()) listener_.unresolved(where.host, problem);
                          for (std::size_t i = 0; i < found.size(); ++i)
                              take_address(where, rank, i, found[i]);
                          end();
                      });
}

void finder::take_address(const location& where, std::size_t rank, std::size_t nth,
                          const ip::address& address) {
    constexpr int datagrams = 0, connections = 1;
    if (where.by != protocol::tcp)
        listener_.found({.round = datagrams, .server = rank, .address = nth},
                        {.by = protocol::udp, .address = address, .port = where.port});
    if (where.by != protocol::udp)
        listener_.found({.round = connections, .server = rank, .address = nth},
                        {.by = protocol::tcp, .address = address, .port = where.port});
}

resolver& finder::names() {
    if (!names_) names_ = std::make_unique<resolver>(io_, settings_.name_servers);
    return *names_;
}

void finder::end() {
    if (--open_ == 0) listener_.all_found();
}

} // namespace sspi::transport
