// SPDX-License-Identifier: BSL-1.0
// A blocking socket to a port on 127.0.0.1 or [::1].
#include "loopback_socket.hpp"

#include <boost/endian/conversion.hpp>

#include <array>
#include <cerrno>
#include <system_error>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sspi::testing {
namespace {

[[nodiscard]] sockaddr_in ipv4_loopback(std::uint16_t port) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    return to;
}

[[nodiscard]] sockaddr_in6 ipv6_loopback(std::uint16_t port) {
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    to.sin6_addr = in6addr_loopback;
    to.sin6_port = htons(port);
    return to;
}

template <class address>
[[nodiscard]] int join(int descriptor, const address& to) {
    return connect(descriptor, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0 ? 0 : errno;
}

} // namespace

loopback_socket::loopback_socket(socket_kind kind, std::uint16_t port, address_family family)
    : descriptor_(socket(family == address_family::ipv4 ? AF_INET : AF_INET6,
                         kind == socket_kind::stream ? SOCK_STREAM : SOCK_DGRAM, 0)) {
    limit_time();
    const int failed = family == address_family::ipv4 ? join(descriptor_, ipv4_loopback(port))
                                                      : join(descriptor_, ipv6_loopback(port));
    if (failed == 0) return;
    if (descriptor_ >= 0) close(descriptor_);
    throw std::system_error(failed, std::generic_category(), "connect");
}

void loopback_socket::limit_time() const {
    constexpr timeval limit{10, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

void loopback_socket::connect_to(std::uint16_t port) const {
    if (const int failed = join(descriptor_, ipv4_loopback(port)))
        throw std::system_error(failed, std::generic_category(), "connect");
}

loopback_socket::~loopback_socket() {
    if (descriptor_ >= 0) close(descriptor_);
}

bool loopback_socket::send(std::span<const std::byte> data) {
    while (!data.empty()) {
        const auto sent = ::send(descriptor_, data.data(), data.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        data = data.subspan(static_cast<std::size_t>(sent));
    }
    return true;
}

bool loopback_socket::send_framed(std::span<const std::byte> data) {
    const auto length = boost::endian::native_to_big(static_cast<std::uint32_t>(data.size()));
    return send(std::as_bytes(std::span(&length, 1))) && send(data);
}

std::optional<std::vector<std::byte>> loopback_socket::receive(std::size_t most) {
    std::vector<std::byte> data(most);
    const auto got = recv(descriptor_, data.data(), data.size(), 0);
    if (got < 0 && errno != ECONNRESET) return std::nullopt;
    data.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return data;
}

std::optional<std::vector<std::byte>> loopback_socket::receive_exactly(std::size_t length) {
    std::vector<std::byte> data;
    while (data.size() < length) {
        const auto part = receive(length - data.size());
        if (!part || part->empty()) return std::nullopt;
        data.insert(data.end(), part->begin(), part->end());
    }
    return data;
}

std::optional<std::vector<std::byte>> loopback_socket::receive_framed() {
    const auto length = receive_exactly(sizeof(std::uint32_t));
    if (!length) return std::nullopt;
    return receive_exactly(
        boost::endian::load_big_u32(reinterpret_cast<const unsigned char*>(length->data())));
}

bool loopback_socket::ends() {
    const auto data = receive();
    return data && data->empty();
}

void loopback_socket::reset() {
    constexpr linger at_once{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close(descriptor_);
    descriptor_ = -1;
}

} // namespace sspi::testing
