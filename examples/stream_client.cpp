// SPDX-License-Identifier: BSL-1.0
// An echo client: logs in with the user's tickets, says each line of standard input, sealed, and prints what comes back.
#include <sspi/asio/stream.hpp>

#include <boost/asio.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;

// For a server that uses .NET's NegotiateStream: sspi::framing::negotiate_stream.
using framing = sspi::framing::length_prefixed;

static asio::awaitable<void> talk(std::string host, std::string port, std::string service) {
    const auto executor = co_await asio::this_coro::executor;
    const auto addresses = co_await tcp::resolver(executor).async_resolve(host, port, use_awaitable);
    tcp::socket socket(executor);
    co_await asio::async_connect(socket, addresses, use_awaitable);

    sspi::stream<tcp::socket, framing> stream(std::move(socket), sspi::credential::outbound().acquire(),
                                              service);
    co_await stream.async_handshake(use_awaitable);
    std::cout << "this is " << service << '\n';

    std::string answer;
    for (std::string line; std::getline(std::cin, line);) {
        line += '\n';
        co_await asio::async_write(stream, asio::buffer(line), use_awaitable);
        const auto size =
            co_await asio::async_read_until(stream, asio::dynamic_buffer(answer), '\n', use_awaitable);
        std::cout << answer.substr(0, size);
        answer.erase(0, size);
    }
    co_await stream.async_shutdown(use_awaitable);
}

int main(int count, char** values) {
    if (count != 4) {
        std::cerr << "stream_client HOST PORT SERVICE, for example localhost 4000 demo/server.example.test\n";
        return EXIT_FAILURE;
    }
    int status = EXIT_SUCCESS;
    asio::io_context context;
    asio::co_spawn(context, talk(values[1], values[2], values[3]), [&](const std::exception_ptr& failed) {
        try {
            if (failed) std::rethrow_exception(failed);
        } catch (const std::exception& error) {
            std::cerr << error.what() << '\n';
            status = EXIT_FAILURE;
        }
    });
    context.run();
    return status;
}
