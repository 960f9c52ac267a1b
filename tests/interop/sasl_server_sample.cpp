// SPDX-License-Identifier: BSL-1.0
// What Cyrus' sasl-sample-server does, with sspi::sasl_server: lines of base64 on standard input and output, a SASL exchange, and
// a message from either side. What there is to tell goes to standard error.
#include <http_negotiate.hpp>
#include <sspi/sasl.hpp>

#include <algorithm>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using example::octets;

octets bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}
std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void say(std::span<const std::byte> message) {
    std::cout << "S: " << example::to_base64(message) << std::endl;
}

octets hear() {
    for (std::string line; std::getline(std::cin, line);) {
        if (!line.starts_with("C: ")) {
            std::cerr << "peer: " << line << '\n';
            continue;
        }
        while (line.ends_with('\r'))
            line.pop_back();
        if (auto message = example::from_base64(std::string_view(line).substr(3))) return *message;
        break;
    }
    throw std::runtime_error("the client says nothing that can be understood");
}

sspi::sasl_server server_for(std::string_view mechanism) {
    const auto kind = mechanism == sspi::name_of(sspi::sasl_mechanism::gss_spnego)
                          ? sspi::sasl_mechanism::gss_spnego
                          : sspi::sasl_mechanism::gssapi;
    sspi::sasl_options how;
    how.least = sspi::protection_level::none;
    how.authorize = [](std::string_view) { return true; };
    return {kind, sspi::credential::inbound().package(sspi::package_of(kind)).acquire(), how};
}

// The exchange; the name of the mechanism and a NUL stand before the first response.
sspi::sasl_server authenticate() {
    say(bytes_of("GSSAPI GSS-SPNEGO"));
    auto response = hear();
    const auto name = std::ranges::find(response, std::byte{0});
    auto server = server_for(text_of({response.begin(), name}));
    response.erase(response.begin(), name + (name != response.end() ? 1 : 0));
    for (;;) {
        const auto step = server.step(response);
        if (step.next == sspi::want::token || !step.token.empty()) say(step.token);
        if (server.done() && step.token.empty()) return server;
        response = hear();
        if (server.done()) return server; // that was an empty one, because success carries nothing here
    }
}

void converse(const sspi::sasl_layer& layer) {
    const bool protects = layer.level() != sspi::protection_level::none;
    const bool seals = layer.level() == sspi::protection_level::confidentiality;
    std::cerr << "Layer: " << (seals ? "confidentiality" : protects ? "integrity" : "none") << '\n';
    auto message = bytes_of("srv message 1");
    if (protects) {
        octets wrapped;
        layer.wrap(message, wrapped);
        message = wrapped;
    }
    say(message);
    message = hear();
    const auto plain = protects ? layer.unwrap(message) : std::span(message);
    const auto text = text_of(plain); // with a NUL at its end
    std::cerr << "Received \"" << text.substr(0, text.find('\0')) << "\", "
              << (seals      ? "sealed"
                  : protects ? "signed"
                             : "unprotected")
              << '\n';
}

} // namespace

int main() try {
    const auto server = authenticate();
    std::cerr << "Client: " << server.security().client_name() << '\n';
    if (!server.authorization().empty())
        std::cerr << "Authorization identity: \"" << server.authorization() << "\"\n";
    converse(server.layer());
    return 0;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
