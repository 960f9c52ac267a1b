// SPDX-License-Identifier: BSL-1.0
// A client of the example kerberos_server in C++, for Windows: sspi.hpp over the system's SSPI.
#include <sspi/sspi.hpp>

extern "C" {
#include "framing.h"
}

#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using bytes = std::vector<std::byte>;

bytes bytes_of(std::string_view text) {
    const auto all = std::as_bytes(std::span(text));
    return {all.begin(), all.end()};
}

std::string text_of(std::span<const std::byte> data) {
    return {reinterpret_cast<const char*>(data.data()), data.size()};
}

class connection {
  public:
    explicit connection(const char* port) : socket_(connect_to("127.0.0.1", port)) {
        if (socket_ == NO_SOCKET) throw std::runtime_error("no connection");
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() { closesocket(socket_); }

    void send(std::span<const std::byte> data) const {
        if (send_frame(socket_, data.data(), static_cast<unsigned>(data.size())) == 0)
            throw std::runtime_error("not sent");
    }

    [[nodiscard]] bytes receive() const {
        frame got{};
        if (receive_frame(socket_, &got) != frame_received) throw std::runtime_error("the server has closed");
        const auto* const begin = reinterpret_cast<const std::byte*>(got.bytes);
        const bytes copy(begin, begin + got.size);
        release_frame(&got);
        return copy;
    }

  private:
    socket_handle socket_;
};

void authenticate(sspi::initiator& client, const connection& server) {
    auto step = client.step();
    for (;;) {
        if (!step.token.empty()) server.send(step.token);
        if (step.next == sspi::want::nothing) return;
        step = client.step(server.receive());
    }
}

// As messages.h of the examples has it: a frame with a letter, and one with the message.
void seal(const sspi::secure_channel& channel, const connection& server) {
    server.send(bytes_of("E"));
    server.send(channel.wrap(bytes_of("sealed by C++")));
    (void)server.receive();
    auto answer = server.receive();
    const auto plain = channel.unwrap(answer);
    std::cout << "Received " << text_of(plain.data)
              << (plain.how == sspi::protection::encrypted ? ", encrypted\n" : ", in the clear\n");
}

void sign(const sspi::secure_channel& channel, const connection& server) {
    const auto text = bytes_of("signed by C++");
    server.send(bytes_of("S"));
    server.send(text);
    server.send(channel.sign(text));
    (void)server.receive();
    const auto answer = server.receive();
    channel.verify(answer, server.receive());
    std::cout << "Verified " << text_of(answer) << '\n';
}

int run(const char* port, std::string_view target, std::string_view package) {
    sspi::initiator client(sspi::credential::outbound().package(package).acquire(), target);
    const connection server(port);
    authenticate(client, server);
    const bool mutual = client.granted().contains(sspi::feature::mutual_authentication);
    std::cout << "Established, " << (mutual ? "mutually" : "not mutually") << '\n';
    seal(client.channel(), server);
    sign(client.channel(), server);
    return 0;
}

} // namespace

int main(int count, char** values) {
    if (count != 4 || start_sockets() != 0) return 2;
    try {
        return run(values[1], values[2], values[3]);
    } catch (const std::system_error& failure) {
        std::cout << failure.what() << " [" << failure.code() << "]\n";
    } catch (const std::exception& failure) {
        std::cout << failure.what() << '\n';
    }
    return 1;
}
