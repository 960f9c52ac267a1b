// SPDX-License-Identifier: BSL-1.0
// How servers are found.
#include "finder.hpp"

#include "../process/waiting.hpp"

#include <random>
#include <utility>

namespace sspi::transport {

namespace {

namespace ip = boost::asio::ip;

[[nodiscard]] std::uint32_t by_chance(std::uint32_t most) {
    thread_local std::minstd_rand engine(std::random_device{}()); // spreads load, and keeps no secret
    thread_local process::since_fork seeded;
    if (seeded.is_new())
        engine.seed(std::random_device{}()); // or all children of a server would go to the same KDC
    return std::uniform_int_distribution<std::uint32_t>(0, most)(engine);
}

} // namespace

std::string service_name(service of, protocol by, const std::string& realm) {
    return std::string(of == service::kdc ? "_kerberos" : "_kpasswd") +
           (by == protocol::udp ? "._udp." : "._tcp.") + realm;
}

std::string text_of(const candidate& where) {
    if (where.by == protocol::https) return where.proxy.proxy.where();
    const auto address = where.address.to_string();
    return (where.by == protocol::udp ? "udp/" : "tcp/") +
           (where.address.is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(where.port);
}

finder::finder(event_loop& loop, const settings& by, std::string realm, const request& what,
               finder_listener& listener)
    : loop_(loop), settings_(by), realm_(std::move(realm)), for_(what.to), listener_(listener) {}

void finder::start() {
    begin();
    for (const auto& note : settings_.notes)
        listener_.note(note);
    if (settings_.proxy) take_proxy(settings_.proxy->url, {.round = proxies_round});
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
    if (settings_.findings && settings_.findings->find(name) == false)
        return listener_.note("SRV record " + name + ": there was none in DNS a moment ago");
    begin();
    names().find_service(
        name, [this, by, name](std::vector<service_record> records, const lookup_problem& problem) {
            take_records(by, name, std::move(records), problem);
            end();
        });
}

void finder::take_records(protocol by, const std::string& name, std::vector<service_record> records,
                          const lookup_problem& problem) {
    if (!problem.text.empty()) listener_.note("SRV record " + name + ": " + problem.text);
    if (settings_.findings && (problem.certain || !records.empty()))
        settings_.findings->note(name, !records.empty());
    records = in_order(std::move(records), by_chance);
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i].host.empty() || records[i].host == ".") // RFC 2782: the service is not to be had
            listener_.note("DNS says that there is no " + name);
        else
            take({.by = by, .host = records[i].host, .port = records[i].port}, i);
    }
}

void finder::take(const location& where, std::size_t rank) {
    if (where.by == protocol::https) return take_proxy(where.host, {.server = rank});
    find_host(where.host, [this, where, rank](const std::vector<ip::address>& found) {
        for (std::size_t i = 0; i < found.size(); ++i)
            take_address(where, rank, i, found[i]);
    });
}

/// Its addresses are one server's: the try itself goes through them.
void finder::take_proxy(const std::string& url, const turn_order& when) {
    const auto proxy = detail::proxy_of_url(url);
    if (!proxy) return listener_.note("\"" + url + "\" is no proxy that can be asked");
    find_host(proxy->host, [this, when, proxy = *proxy](const std::vector<ip::address>& found) {
        candidate out{.by = protocol::https, .proxy = {.proxy = proxy, .addresses = {}}};
        for (const auto& each : found)
            out.proxy.addresses.emplace_back(each, proxy.port);
        if (!found.empty()) listener_.found(when, std::move(out));
    });
}

/// An address is known at once.
template <class Found>
void finder::find_host(const std::string& host, Found found) {
    boost::system::error_code is_name;
    const auto address = ip::make_address(host, is_name);
    if (!is_name) return found({address});
    begin();
    names().find_host(
        host, [this, host, found](const std::vector<ip::address>& all, const lookup_problem& problem) {
            if (all.empty()) listener_.unresolved(host, problem.text);
            found(all);
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
    if (!names_) names_ = std::make_unique<resolver>(loop_, settings_.name_servers);
    return *names_;
}

void finder::end() {
    if (--open_ == 0) listener_.all_found();
}

} // namespace sspi::transport
