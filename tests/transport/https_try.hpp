// SPDX-License-Identifier: BSL-1.0
// One attempt at a KDC proxy of the tests, and what came of it.
#pragma once

#include "tls_server.hpp"

#include <transport/https_attempt.hpp>
#include <wire/kkdcp_message.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>

namespace sspi::test {

using gss::kdc_outcome;

/// A directory that is gone at the end.
class scratch_directory {
  public:
    scratch_directory() {
        std::string name = (std::filesystem::temp_directory_path() / "sspi-transport-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~scratch_directory() { std::filesystem::remove_all(path_); }
    scratch_directory(const scratch_directory&) = delete;
    scratch_directory& operator=(const scratch_directory&) = delete;

    [[nodiscard]] std::string path() const { return path_.string(); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return (path_ / name).string();
    }

  private:
    std::filesystem::path path_;
};

inline transport::tls_anchors test_anchors() {
    static const scratch_directory directory;
    static const std::string file = directory.write("authority.pem", authority().pem());
    return {{"FILE:" + file}};
}

struct tried {
    kdc_outcome outcome = kdc_outcome::abandoned; // also of what never ended
    std::string reply{};
    std::string text{};
    int told = 0;

    friend bool operator==(const tried& one, const tried& other) {
        return one.outcome == other.outcome && one.reply == other.reply && one.text == other.text;
    }
    friend std::ostream& operator<<(std::ostream& out, const tried& each) {
        return out << "outcome " << static_cast<int>(each.outcome) << ", reply \"" << each.reply
                   << "\", text \"" << each.text << '"';
    }
};

struct try_options {
    std::string host = "localhost";
    std::vector<tcp::endpoint> addresses{};
    transport::tls_anchors anchors = test_anchors();
    std::string path = "/KdcProxy";
    std::string request = "a request";
};

inline std::unique_ptr<transport::attempt> make_attempt(boost::asio::io_context& io,
                                                        const try_options& options, tried& out) {
    const auto port = options.addresses.empty() ? std::uint16_t{443} : options.addresses.back().port();
    return transport::https_attempt(
        io.get_executor(), {{options.host, port, options.path}, options.addresses},
        transport::tls_trust(options.anchors), "EXAMPLE.TEST", std::as_bytes(std::span(options.request)),
        [&out](kdc_outcome outcome, auto reply, std::string text) {
            out = {outcome,
                   {reinterpret_cast<const char*>(reply.data()), reply.size()},
                   std::move(text),
                   out.told + 1};
        });
}

/// To its end, which must be told once.
inline tried outcome_of(const try_options& options) {
    boost::asio::io_context io;
    tried out;
    const auto attempt = make_attempt(io, options, out);
    attempt->start();
    CHECK(out.told == 0);
    io.run_for(std::chrono::seconds(20));
    CHECK(out.told == 1);
    return out;
}

/// The same at one server, by a name that its certificate has.
inline tried outcome_at(const tls_server& server) {
    return outcome_of({.addresses = {server.address()}});
}

/// An answer of a proxy that holds this message.
inline std::string envelope_of(std::string_view message) {
    const auto out = wire::kkdcp::encode("EXAMPLE.TEST", std::as_bytes(std::span(message)));
    return {reinterpret_cast<const char*>(out.view().data()), out.view().size()};
}
inline std::string http_answer(const std::string& body, const std::string& status = "200 OK") {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Takes a request and sends this, then waits for the client to go.
inline tls_server::script sending(std::string answer) {
    return [answer = std::move(answer)](tls_server::stream& client) {
        take_request(client);
        put(client, answer);
        wait_for_end(client);
    };
}
/// Closes TCP right behind it instead, without a word of TLS.
inline tls_server::script sending_and_closing(std::string answer) {
    return [answer = std::move(answer)](tls_server::stream& client) {
        take_request(client);
        put(client, answer);
    };
}

} // namespace sspi::test
