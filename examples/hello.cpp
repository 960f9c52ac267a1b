// SPDX-License-Identifier: BSL-1.0
// The C++ interface in one screen: a client and a server authenticate each other, and one message goes across.
#include <sspi/sspi.hpp>
#include <sspi/testing/local_realm.hpp>

#include <iostream>
#include <string_view>

int main() try {
    // A KDC in this process. With a real one leave it out, and its names and stores: the defaults are the user's own.
    const sspi::testing::local_realm realm({{"alice", "secret"}}, {"HTTP/web.example.test"});
    const auto at_realm = "@" + realm.name();

    sspi::initiator client(sspi::credential::outbound().user("alice" + at_realm).password("secret").acquire(),
                           "HTTP/web.example.test" + at_realm);
    sspi::acceptor server(sspi::credential::inbound().keytab(realm.keytab()).acquire());

    // Tokens go to and fro until nobody has another; here without a network between.
    for (auto token = client.step().token; !token.empty();) {
        token = server.step(token).token;
        if (!token.empty()) token = client.step(token).token;
    }
    std::cout << "the server knows " << server.client_name() << '\n';

    const std::string_view text = "hello";
    auto message = client.channel().wrap(std::as_bytes(std::span(text)));
    const auto plain = server.channel().unwrap(message);
    std::cout << message.size() << " bytes went across, and say "
              << std::string_view(reinterpret_cast<const char*>(plain.data.data()), plain.data.size())
              << '\n';
    return 0;
} catch (const sspi::system_error& error) {
    std::cerr << error.what() << '\n' << error.detail().text;
    return 1;
}
