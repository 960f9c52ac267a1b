// SPDX-License-Identifier: BSL-1.0
// A name server with a few records (RFC 1035), on loopback.
#pragma once

#include "fake_servers.hpp"

#include <transport/service_records.hpp>

#include <map>
#include <mutex>
#include <string>

namespace sspi::test {

class fake_dns {
  public:
    explicit fake_dns(background& on)
        : server_(on, "127.0.0.1", [this](const octets& query) { return answer(query); }) {}

    void add(const std::string& name, transport::service_record record) {
        services_.emplace(name, std::move(record));
    }
    void add(const std::string& name, const std::string& address) {
        addresses_.emplace(name, asio::ip::make_address_v4(address).to_bytes());
    }
    [[nodiscard]] std::string where() const { return "127.0.0.1:" + std::to_string(server_.port()); }
    [[nodiscard]] int asked() const { return server_.asked(); }

  private:
    static octets number(std::size_t value) {
        return octets_of({static_cast<int>(value >> 8 & 0xFF), static_cast<int>(value & 0xFF)});
    }
    static octets name_octets(const std::string& name) {
        octets out;
        for (std::size_t from = 0; from < name.size() && name != ".";) {
            const auto end = std::min(name.find('.', from), name.size());
            out.push_back(static_cast<std::byte>(end - from));
            const auto label = text_octets(name.substr(from, end - from));
            out.insert(out.end(), label.begin(), label.end());
            from = end + 1;
        }
        out.push_back(std::byte{0});
        return out;
    }
    static octets record(std::size_t type, const octets& data) {
        // The name is the question's; class IN, a minute to live.
        return joined(
            {number(0xC00C), number(type), number(1), number(0), number(60), number(data.size()), data});
    }

    std::optional<octets> answer(const octets& query) const {
        if (query.size() < 17) return std::nullopt;
        std::string name;
        std::size_t i = 12;
        while (i < query.size() && query[i] != std::byte{0}) {
            const auto length = std::to_integer<std::size_t>(query[i]);
            if (!name.empty()) name += '.';
            for (std::size_t k = 1; k <= length; ++k)
                name += static_cast<char>(query[i + k]);
            i += length + 1;
        }
        const auto type = std::to_integer<std::size_t>(query[i + 2]);
        std::vector<octets> found;
        if (type == 33)
            for (auto [at, end] = services_.equal_range(name); at != end; ++at)
                found.push_back(record(33, joined({number(at->second.priority), number(at->second.weight),
                                                   number(at->second.port), name_octets(at->second.host)})));
        if (type == 1)
            for (auto [at, end] = addresses_.equal_range(name); at != end; ++at) {
                const auto bytes = std::as_bytes(std::span(at->second));
                found.push_back(record(1, {bytes.begin(), bytes.end()}));
            }
        const bool known = services_.contains(name) || addresses_.contains(name);
        octets out = joined({{query.begin(), query.begin() + 2},
                             octets_of({0x81, known ? 0x80 : 0x83}),
                             number(1),
                             number(found.size()),
                             number(0),
                             number(0),
                             {query.begin() + 12, query.begin() + static_cast<std::ptrdiff_t>(i) + 5}});
        for (const auto& each : found)
            out.insert(out.end(), each.begin(), each.end());
        return out;
    }

    std::multimap<std::string, transport::service_record> services_;
    std::multimap<std::string, asio::ip::address_v4::bytes_type> addresses_;
    udp_server server_;
};

} // namespace sspi::test
