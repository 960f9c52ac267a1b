// SPDX-License-Identifier: BSL-1.0
// A Kerberos client that reaches the KDC of EXAMPLE.TEST through a proxy on the loopback alone, and says what came of
// each request: proxied_client URL ANCHORS USER PASSWORD SERVICE. Ends with 0 when it has a ticket for the service.
#include "../testing/kerberos_client.hpp"

#include <sspi/testing/in_process.hpp>
#include <transport/https_attempt.hpp>

#include <cstdio>

namespace {

using sspi::gss::kdc_outcome;
using bytes = std::vector<std::byte>;

bytes through(const sspi::detail::kdc_proxy_address& proxy, const std::string& anchors,
              std::span<const std::byte> request) {
    boost::asio::io_context io;
    bytes got;
    const boost::asio::ip::tcp::endpoint address(boost::asio::ip::address_v4::loopback(), proxy.port);
    const auto attempt = sspi::transport::https_attempt(
        io.get_executor(), {proxy, {address}}, sspi::transport::tls_trust({{anchors}}), "EXAMPLE.TEST",
        request, [&got](kdc_outcome outcome, bytes reply, const std::string& text) {
            const bool good = outcome == kdc_outcome::answered;
            std::printf("%s: %zu octets; %s\n", good ? "answered" : "not answered", reply.size(),
                        text.c_str());
            got = std::move(reply);
        });
    attempt->start();
    io.run_for(std::chrono::seconds(10));
    return got;
}

} // namespace

int main(int count, char** values) {
    const auto proxy = count == 6 ? sspi::detail::proxy_of_url(values[1]) : std::nullopt;
    if (!proxy) return 2;
    const sspi::testing::in_process route("EXAMPLE.TEST", [&](std::span<const std::byte> request) {
        return through(*proxy, values[2], request);
    });
    sspi::testing::kerberos_client client;
    auto status = client.login(values[3], values[4]).status;
    if (status == 0) status = client.ticket_for(values[5]).status;
    std::printf("status %d\n", static_cast<int>(status));
    return status == 0 ? 0 : 1;
}
