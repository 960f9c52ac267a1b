// SPDX-License-Identifier: BSL-1.0
// An echo server: lets clients log in, and sends back what they say, sealed. Its keys are in the default keytab.
#include <sspi/asio/stream.hpp>

#include <boost/asio.hpp>

#include <array>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;

// For clients that use .NET's NegotiateStream: sspi::framing::negotiate_stream.
using framing = sspi::framing::length_prefixed;

static asio::awaitable<void> echo(tcp::socket socket, sspi::credential credential) {
    try {
        sspi::stream<tcp::socket, framing> stream(std::move(socket), sspi::acceptor(credential));
        co_await stream.async_handshake(use_awaitable);
        const auto who = stream.channel().client_name();
        std::cout << who << " comes" << std::endl;
        for (std::array<char, 4096> octets;;) {
            const auto count = co_await stream.async_read_some(asio::buffer(octets), use_awaitable);
            std::cout << who << " says " << count << " octets" << std::endl;
            co_await asio::async_write(stream, asio::buffer(octets, count), use_awaitable);
        }
    } catch (const boost::system::system_error& error) {
        std::cout << "a client goes: " << error.code().message() << std::endl;
    }
}

static asio::awaitable<void> listen(tcp::acceptor& acceptor, sspi::credential credential) {
    for (;;) {
        auto socket = co_await acceptor.async_accept(use_awaitable);
        const auto executor = socket.get_executor();
        asio::co_spawn(executor, echo(std::move(socket), credential), asio::detached);
    }
}

int main(int count, char** values) {
    try {
        const auto port = static_cast<unsigned short>(count > 1 ? std::atoi(values[1]) : 0);
        asio::io_context context;
        tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), port});
        std::cout << "Listening on port " << acceptor.local_endpoint().port() << std::endl;
        asio::signal_set signals(context, SIGINT, SIGTERM);
        signals.async_wait([&](auto, int) { context.stop(); });
        asio::co_spawn(context, listen(acceptor, sspi::credential::inbound().acquire()), asio::detached);
        context.run();
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
