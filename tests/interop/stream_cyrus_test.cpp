// SPDX-License-Identifier: BSL-1.0
// Streams with SASL's framing against Cyrus SASL, which is in a process of its own: stream_cyrus_test PEER. Runs below
// sspi-kdc.
#include <sspi/asio/stream.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

namespace asio = boost::asio;
using local_socket = asio::local::stream_protocol::socket;
using sasl = sspi::framing::sasl_gssapi;
using sspi::protection_level;

namespace {

constexpr std::size_t text_size = 150'000; // what the peer's client says

struct layer {
    const char* name;
    protection_level level;
    const char* least; // of Cyrus' strengths
    const char* most;
};
constexpr layer layers[] = {
    {"no layer", protection_level::none, "0", "0"},
    {"integrity", protection_level::integrity, "1", "1"},
    {"confidentiality", protection_level::confidentiality, "2", "1000"},
};

/// A Cyrus peer at the other end of a connection.
class peer {
  public:
    peer(asio::io_context& context, const char* program, const char* side, const layer& how)
        : here_(context) {
        local_socket there(context);
        asio::local::connect_pair(here_, there);
        process_ = fork();
        if (process_ != 0) return;
        here_.close();
        const auto number = std::to_string(dup(there.native_handle()));
        execl(program, program, side, number.c_str(), how.least, how.most, nullptr);
        _exit(127);
    }
    [[nodiscard]] local_socket& connection() { return here_; }
    [[nodiscard]] bool ended_well() {
        int status = -1;
        waitpid(process_, &status, 0);
        return status == 0;
    }

  private:
    local_socket here_;
    pid_t process_ = -1;
};

sasl framing_for(const layer& how) {
    sasl out;
    out.least = out.most = how.level;
    return out;
}

/// Our client says something to Cyrus' server.
bool client_is_understood(const char* program, const layer& how) {
    asio::io_context context;
    peer cyrus(context, program, "server", how);
    const auto who = sspi::credential::outbound().package(sspi::packages::kerberos).acquire();
    sspi::stream<local_socket&, sasl> client(cyrus.connection(), who, "demo/server.example.test",
                                             framing_for(how));
    client.handshake();
    std::string text(text_size, 'x'), back(text_size, ' ');
    std::generate(text.begin(), text.end(), [i = 0]() mutable { return static_cast<char>(i++ % 253); });
    asio::write(client, asio::buffer(text));
    asio::read(client, asio::buffer(back));
    return text == back && client.level() == how.level && cyrus.ended_well();
}

/// Our server says again what Cyrus' client says.
bool server_is_understood(const char* program, const layer& how) {
    asio::io_context context;
    peer cyrus(context, program, "client", how);
    const auto keys = sspi::credential::inbound().package(sspi::packages::kerberos).acquire();
    sspi::stream<local_socket&, sasl> server(cyrus.connection(), sspi::acceptor(keys), framing_for(how));
    server.handshake();
    std::string text(text_size, ' ');
    asio::read(server, asio::buffer(text));
    asio::write(server, asio::buffer(text));
    return server.channel().client_name() == "alice@EXAMPLE.TEST" && server.level() == how.level &&
           cyrus.ended_well();
}

template <class Test>
bool holds(const char* what, const layer& how, Test&& test) {
    bool good = false;
    try {
        good = test();
    } catch (const std::exception& error) {
        std::printf("%s\n", error.what());
    }
    std::printf("%s, %s: %s\n", what, how.name, good ? "good" : "FAILED");
    return good;
}

} // namespace

int main(int count, char** values) {
    if (count != 2) return 2;
    if (std::system((std::string(values[1]) + " probe").c_str()) != 0) {
        std::puts("Cyrus SASL has no module for GSSAPI here");
        return 77;
    }
    bool good = true;
    for (const auto& each : layers) {
        good &= holds("our client", each, [&] { return client_is_understood(values[1], each); });
        good &= holds("our server", each, [&] { return server_is_understood(values[1], each); });
    }
    return good ? 0 : 1;
}
