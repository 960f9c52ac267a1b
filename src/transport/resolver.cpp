// SPDX-License-Identifier: BSL-1.0
// What is asked of c-ares, and how its answers are read.
#include "resolver.hpp"

#include "resolver_channel.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/asio/post.hpp>

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <utility>

namespace sspi::transport {

namespace {

namespace asio = boost::asio;
namespace ip = boost::asio::ip;

constexpr std::size_t most_found = 32; // of a name: who answers with more is not taken at his word

[[nodiscard]] std::string text_of(int status) {
    switch (status) {
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
        return "there is none in DNS";
    case ARES_ETIMEOUT:
        return "DNS did not answer";
    case ARES_ECONNREFUSED:
        return "there is no DNS server";
    default:
        return ares_strerror(status);
    }
}

template <class Found>
[[nodiscard]] lookup_problem problem_in(int status, const std::vector<Found>& found) {
    if (!found.empty()) return {};
    if (status == ARES_SUCCESS) status = ARES_ENODATA;
    return {.text = text_of(status), .certain = status == ARES_ENOTFOUND || status == ARES_ENODATA};
}

[[nodiscard]] std::vector<ip::address> addresses_in(const ares_addrinfo& found) {
    std::vector<ip::address> out;
    for (const auto* node = found.nodes; node != nullptr && out.size() < most_found; node = node->ai_next) {
        if (node->ai_family == AF_INET) {
            sockaddr_in in{};
            std::memcpy(&in, node->ai_addr, sizeof in);
            out.emplace_back(ip::address_v4(ntohl(in.sin_addr.s_addr)));
        } else if (node->ai_family == AF_INET6) {
            sockaddr_in6 in{};
            std::memcpy(&in, node->ai_addr, sizeof in);
            ip::address_v6::bytes_type octets{};
            std::memcpy(octets.data(), &in.sin6_addr, octets.size());
            out.emplace_back(ip::address_v6(octets, in.sin6_scope_id));
        }
    }
    return out;
}

[[nodiscard]] std::vector<service_record> records_in(const ares_srv_reply* first) {
    std::vector<service_record> out;
    for (; first != nullptr && out.size() < most_found; first = first->next)
        out.push_back({first->host, first->port, first->priority, first->weight});
    return out;
}

/// What c-ares gets for its callback, and gives back there. No exception may pass through it.
template <class Found>
class inquiry {
  public:
    inquiry(event_loop& loop, resolver::answer<Found> give) : loop_(loop), give_(std::move(give)) {}

    void answer_with(std::vector<Found> found, lookup_problem problem) {
        asio::post(loop_.executor(), [give = std::move(give_), found = std::move(found),
                                      problem = std::move(problem)] { give(found, problem); });
    }

    /// Who waits is told that there is no answer.
    void give_up() { loop_.stop(); }

  private:
    event_loop& loop_;
    resolver::answer<Found> give_;
};

[[nodiscard]] bool given_up(int status) {
    return status == ARES_EDESTRUCTION || status == ARES_ECANCELLED;
}

extern "C" void sspi_host_found(void* argument, int status, int /*timeouts*/, ares_addrinfo* result) {
    const std::unique_ptr<inquiry<ip::address>> from(static_cast<inquiry<ip::address>*>(argument));
    const std::unique_ptr<ares_addrinfo, void (*)(ares_addrinfo*)> owned(result, ares_freeaddrinfo);
    if (given_up(status)) return;
    try {
        auto found =
            status == ARES_SUCCESS && result != nullptr ? addresses_in(*result) : std::vector<ip::address>{};
        auto problem = problem_in(status, found);
        from->answer_with(std::move(found), std::move(problem));
    } catch (...) {
        from->give_up(); // c-ares is C, and there is no memory
    }
}

extern "C" void sspi_service_found(void* argument, int status, int /*timeouts*/, unsigned char* message,
                                   int size) {
    const std::unique_ptr<inquiry<service_record>> from(static_cast<inquiry<service_record>*>(argument));
    if (given_up(status)) return;
    try {
        ares_srv_reply* first = nullptr;
        if (status == ARES_SUCCESS) status = ares_parse_srv_reply(message, size, &first);
        const std::unique_ptr<ares_srv_reply, void (*)(void*)> owned(first, ares_free_data);
        auto found = records_in(first);
        auto problem = problem_in(status, found);
        from->answer_with(std::move(found), std::move(problem));
    } catch (...) {
        from->give_up();
    }
}

} // namespace

resolver::resolver(event_loop& loop, std::string name_servers)
    : channel_(std::make_unique<channel>(loop, std::move(name_servers))) {}

resolver::~resolver() = default;

std::size_t resolver::open_sockets() const noexcept {
    return channel_->open_sockets();
}

void resolver::find_host(const std::string& name, answer<ip::address> give) {
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM; // one entry for each address
    auto asked = std::make_unique<inquiry<ip::address>>(channel_->loop(), std::move(give));
    ares_getaddrinfo(channel_->handle(), name.c_str(), nullptr, &hints, sspi_host_found, asked.release());
    channel_->watch_time();
}

void resolver::find_service(const std::string& name, answer<service_record> give) {
    constexpr int internet = 1, service = 33; // class and type (RFC 1035, RFC 2782)
    auto asked = std::make_unique<inquiry<service_record>>(channel_->loop(), std::move(give));
    ares_query(channel_->handle(), name.c_str(), internet, service, sspi_service_found, asked.release());
    channel_->watch_time();
}

} // namespace sspi::transport
