// SPDX-License-Identifier: BSL-1.0
// Every function of the C++ interface in a program that links: with the system's library on Windows, too.
#include <sspi/sspi.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <iostream>
#include <string_view>
#include <vector>

namespace {

void ask(const sspi::context& side) {
    std::cout << side.client_name() << side.principals().server << side.client_specified_target()
              << side.authority() << side.package().name << side.negotiation().package.name
              << side.keys().key_bits << side.session_key().size() << side.sizes().trailer
              << side.granted().bits() << side.attribute_bits()
              << (side.last_client_token() == sspi::client_token::last) << side.lifetime().expiry.has_value()
              << '\n';
}

void talk(const sspi::secure_channel& from, const sspi::secure_channel& to) {
    std::vector<std::byte> text(5), header(from.header_size()), trailer(from.trailer_size());
    auto token = from.wrap(text);
    std::cout << to.unwrap(token).data.size() << to.unwrap_copy(from.wrap(text)).size()
              << from.largest_message(1000) << '\n';
    const std::array parts{sspi::message_part{text}};
    const auto used = from.wrap_in_place(header, parts, trailer);
    to.unwrap_in_place(std::span(header).first(used.header), parts, std::span(trailer).first(used.trailer));
    (void)from.wrap_in_place(header, text, trailer);
    to.verify(text, from.sign(text));
}

sspi::credential builder_of_everything() {
    return sspi::credential::outbound()
        .package(sspi::packages::negotiate)
        .user("alice")
        .domain("EXAMPLE.TEST")
        .password("secret")
        .acquire();
}

void authenticate(std::string_view target) {
    const sspi::cancellation stop;
    const sspi::cancellation::scope obeys(stop);
    sspi::initiator client(builder_of_everything(), target);
    sspi::acceptor server(sspi::credential::inbound().acquire());
    for (auto token = client.step().token; !token.empty();) {
        token = server.step(token).token;
        if (!token.empty()) token = client.step(token).token;
    }
    ask(client);
    talk(client.channel(), server.channel());
}

/// What Windows does not have is said to be so, and text is checked there too.
int surprises() {
    std::error_code code;
    int count = 0;
    const auto expect = [&](sspi::errc value) { count += code == value ? 0 : 1; };
    const auto cached = sspi::credential::outbound().cache("FILE:x").acquire(code);
#if defined(_WIN32)
    expect(sspi::errc::unsupported_function);
#else
    count += cached && !code ? 0 : 1;
#endif
    (void)sspi::credential::outbound().package("Rot13").acquire(code);
    expect(sspi::errc::secpkg_not_found);
    (void)sspi::credential::outbound().user("al\xFF").acquire(code);
    expect(sspi::errc::unknown_credentials);
    if (const auto own = sspi::credential::outbound().acquire(code)) { // Wine wants a ticket for it
        sspi::initiator client(own, "HTTP/\xFF");
        (void)client.step({}, code);
        expect(sspi::errc::target_unknown);
    }
    count += sspi::make_error_code(sspi::errc::logon_denied).message().empty() ? 1 : 0;
    return count;
}

} // namespace

int main(int count, char** values) try {
    if (count > 1) authenticate(values[1]);
    const auto wrong = surprises();
    std::cout << wrong << " surprises\n";
    return wrong;
} catch (const sspi::system_error& error) {
    std::cerr << error.what() << '\n' << error.detail().text;
    return 1;
}
