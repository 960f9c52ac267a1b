// SPDX-License-Identifier: BSL-1.0
// What KDC proxies answer, well and badly.
#include "https_try.hpp"

#include <future>

using namespace sspi::test;
using enum sspi::gss::kdc_outcome;

namespace {

const std::string ok = "HTTP/1.1 200 OK\r\n";

tried answered_with(const std::string& answer) {
    const tls_server server(good_certificate(), sending(answer));
    return outcome_at(server);
}
tried answered_and_closed_with(const std::string& answer) {
    const tls_server server(good_certificate(), sending_and_closing(answer));
    return outcome_at(server);
}

std::string in_chunks(const std::string& body, std::size_t size) {
    std::string out = ok + "Transfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < body.size(); at += size) {
        const auto part = body.substr(at, size);
        char length[20];
        std::snprintf(length, sizeof length, "%zx\r\n", part.size());
        out += length + part + "\r\n";
    }
    return out + "0\r\n\r\n";
}

} // namespace

TEST_CASE("a proxy gets the request in an envelope and its answer comes back") {
    std::promise<seen_request> seen;
    std::promise<std::string> named;
    const tls_server server(good_certificate(), [&](tls_server::stream& client) {
        const char* const name = SSL_get_servername(client.native_handle(), TLSEXT_NAMETYPE_host_name);
        named.set_value(name != nullptr ? name : "");
        seen.set_value(take_request(client));
        put(client, http_answer(envelope_of("a reply")));
    });
    CHECK(outcome_of({.host = "proxy.sspi.test.", .addresses = {server.address()}, .path = "/a/b?c"}) ==
          tried{answered, "a reply"});
    CHECK(named.get_future().get() == "proxy.sspi.test");
    const auto [head, body] = seen.get_future().get();
    CHECK(body == envelope_of("a request"));
    CHECK(head.starts_with("POST /a/b?c HTTP/1.1\r\n"));
    for (const std::string& field :
         {"Host: proxy.sspi.test.:" + std::to_string(server.address().port()),
          std::string("Connection: close"), std::string("Content-Type: application/kerberos"),
          "Content-Length: " + std::to_string(body.size())}) {
        CAPTURE(field, head);
        CHECK(head.find("\r\n" + field + "\r\n") != head.npos);
    }
}

TEST_CASE("a proxy is reached by its address, which its certificate has") {
    std::promise<std::string> named;
    const tls_server server(good_certificate(), [&](tls_server::stream& client) {
        const char* const name = SSL_get_servername(client.native_handle(), TLSEXT_NAMETYPE_host_name);
        named.set_value(name != nullptr ? name : "");
        sending(http_answer(envelope_of("a reply")))(client);
    });
    CHECK(outcome_of({.host = "127.0.0.1", .addresses = {server.address()}}) == tried{answered, "a reply"});
    CHECK(named.get_future().get().empty());
}

TEST_CASE("an answer may come in chunks, without a length, of any size, and octet by octet") {
    const std::string large(200'000, 'x');
    CHECK(answered_with(in_chunks(envelope_of("a reply"), 3)) == tried{answered, "a reply"});
    CHECK(answered_with(in_chunks(envelope_of(large), 5000)) == tried{answered, large});
    CHECK(answered_with(http_answer(envelope_of(large))) == tried{answered, large});
    CHECK(answered_and_closed_with(ok + "\r\n" + envelope_of(large)) == tried{answered, large});
    CHECK(answered_and_closed_with("HTTP/1.0 200 OK\r\n\r\n" + envelope_of("a reply")) ==
          tried{answered, "a reply"});
    const tls_server slow(good_certificate(), [](tls_server::stream& client) {
        take_request(client);
        for (const char each : http_answer(envelope_of("a reply")))
            put(client, std::string(1, each));
        wait_for_end(client);
    });
    CHECK(outcome_at(slow) == tried{answered, "a reply"});
    const tls_server polite(good_certificate(), [](tls_server::stream& client) {
        take_request(client);
        put(client, ok + "\r\n" + envelope_of("a reply"));
        boost::system::error_code ignored;
        client.shutdown(ignored);
    });
    CHECK(outcome_at(polite) == tried{answered, "a reply"});
}

TEST_CASE("another status is a refusal, whatever comes with it") {
    CHECK(answered_with(http_answer("go away", "403 Not Today")) ==
          tried{rejected, "", "HTTP status 403 (Forbidden)"});
    CHECK(answered_with(http_answer("", "404 Not Found")) ==
          tried{rejected, "", "HTTP status 404 (Not Found)"});
    CHECK(answered_with(http_answer(envelope_of("a reply"), "500 Oh")) ==
          tried{rejected, "", "HTTP status 500 (Internal Server Error)"});
    CHECK(answered_with(http_answer("", "299 Yes")).text == "HTTP status 299");
    CHECK(answered_with(http_answer(std::string(1'000'000, 'x'), "503 Busy")).outcome == rejected);
    CHECK(answered_with("HTTP/1.1 403 No\r\n\r\n").outcome == rejected);
}

TEST_CASE("redirects are not followed") {
    const tls_server elsewhere(good_certificate(), sending(http_answer(envelope_of("a reply"))));
    const auto location = "https://localhost:" + std::to_string(elsewhere.address().port()) + "/KdcProxy";
    for (const std::string status : {"301 Moved", "302 Found", "307 Temporary", "308 Permanent"}) {
        const auto out = answered_with("HTTP/1.1 " + status +
                                       "\r\nContent-Length: 0\r\nLocation: " + location + "\r\n\r\n");
        CHECK(out.outcome == rejected);
        CHECK(out.text.ends_with(", redirects are not followed"));
    }
    CHECK(elsewhere.connections() == 0);
}

TEST_CASE("an answer that ends too early is no answer") {
    const auto whole = http_answer(envelope_of("a reply"));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(answered_and_closed_with(whole.substr(0, size)) ==
              tried{closed, "", "the server closed the connection"});
    }
    const auto chunks = in_chunks(envelope_of("a reply"), 3);
    CHECK(answered_and_closed_with(chunks.substr(0, chunks.size() - 2)).outcome == closed);
    CHECK(answered_and_closed_with(ok + "\r\n" + envelope_of("a reply").substr(0, 20)).outcome == closed);
    const tls_server abrupt(good_certificate(), [](tls_server::stream& client) {
        take_request(client);
        client.next_layer().set_option(boost::asio::socket_base::linger(true, 0)); // a reset
    });
    CHECK(outcome_at(abrupt).outcome == closed);
}

TEST_CASE("an answer that is no envelope, or too long, is malformed") {
    const std::string huge(300'000, 'x');
    for (const auto& answer :
         {http_answer(""), http_answer("garbage"), http_answer(envelope_of("a reply") + "x"),
          http_answer("<html></html>"), http_answer(envelope_of(huge)), in_chunks(envelope_of(huge), 4000),
          ok + "\r\n" + huge, ok + "Content-Length: 99999999999999999999\r\n\r\n",
          ok + "Content-Length: -1\r\n\r\n", ok + "X: " + huge + "\r\n\r\n",
          ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", std::string("garbage\r\n\r\n"), huge,
          std::string("SSH-2.0-x\r\n\r\n"), http_answer("go away", "403 Not\x01Today"),
          std::string("HTTP/1.1 999999 OK\r\n\r\n"), std::string(100, '\0')}) {
        CAPTURE(answer.substr(0, 60));
        const auto out = answered_with(answer);
        CAPTURE(out.text);
        CHECK(out.outcome == malformed);
        CHECK(out.reply.empty());
        CHECK(!out.text.empty());
        CHECK(out.text.size() < 200);
    }
}

TEST_CASE("a server that speaks no TLS is malformed, and one that ends the handshake has closed") {
    const tls_server plain([](tcp::socket& client) {
        put(client, http_answer(envelope_of("a reply"), "400 Bad Request"));
        wait_for_end(client);
    });
    const auto out = outcome_at(plain);
    CHECK(out.outcome == malformed);
    CHECK(out.text == "wrong version number (SSL routines)");
    const tls_server silent([](tcp::socket& client) { client.close(); });
    CHECK(outcome_at(silent).outcome == closed);
    const tls_server halting([](tcp::socket& client) {
        put(client, std::string("\x16\x03\x03\x00\x7A\x02\x00", 7)); // the beginning of a server hello
        client.close();
    });
    CHECK(outcome_at(halting).outcome == closed);
    const tls_server refusing([](tcp::socket& client) {
        put(client, std::string("\x15\x03\x03\x00\x02\x02\x28", 7)); // an alert: handshake_failure
        wait_for_end(client);
    });
    CHECK(outcome_at(refusing).outcome == closed);
    CHECK(outcome_at(refusing).text.find("alert handshake failure") != std::string::npos);
}
