// SPDX-License-Identifier: BSL-1.0
// Which certificates of KDC proxies are good, and what is said of the others.
#include "https_try.hpp"

#include <sys/stat.h>

using namespace sspi::test;
using namespace std::chrono_literals;
using enum sspi::gss::kdc_outcome;

namespace {

const tried good{answered, "a reply"};

/// What comes of a server with this certificate, asked by this name.
tried tried_with(const certificate& shown, const std::string& host = "localhost",
                 const sspi::transport::tls_anchors& anchors = test_anchors()) {
    const tls_server server(shown, sending(http_answer(envelope_of("a reply"))));
    return outcome_of({.host = host, .addresses = {server.address()}, .anchors = anchors});
}
tried distrusted_for(const std::string& text) {
    return {distrusted, "", text};
}
tried trusting(const std::string& source) {
    return tried_with(good_certificate(), "localhost", {{source}});
}

} // namespace

TEST_CASE("a certificate is good for the names that it has") {
    CHECK(tried_with(good_certificate(), "localhost") == good);
    CHECK(tried_with(good_certificate(), "LocalHost") == good);
    CHECK(tried_with(good_certificate(), "proxy.sspi.test.") == good);
    CHECK(tried_with(good_certificate(), "127.0.0.1") == good);
    CHECK(tried_with(issued({.hosts = "DNS:*.sspi.test"}), "proxy.sspi.test") == good);
    CHECK(tried_with(issued({.hosts = "IP:::1"}), "::1") == good);
}

TEST_CASE("a certificate for another host is not good") {
    const auto wrong_name = distrusted_for("hostname mismatch");
    CHECK(tried_with(good_certificate(), "other.sspi.test") == wrong_name);
    CHECK(tried_with(good_certificate(), "localhost.sspi.test") == wrong_name);
    CHECK(tried_with(issued({.hosts = "DNS:*.sspi.test"}), "a.b.sspi.test") == wrong_name);
    CHECK(tried_with(issued({.hosts = "DNS:p*.sspi.test"}), "proxy.sspi.test") == wrong_name);
    CHECK(tried_with(issued({.hosts = "IP:127.0.0.1"}), "localhost") == wrong_name);
    CHECK(tried_with(issued({.name = "localhost", .hosts = "DNS:other.sspi.test"}), "localhost") ==
          wrong_name);
    const auto wrong_address = distrusted_for("IP address mismatch");
    CHECK(tried_with(good_certificate(), "127.0.0.2") == wrong_address);
    CHECK(tried_with(issued({.hosts = "DNS:127.0.0.1"}), "127.0.0.1") == wrong_address);
    CHECK(tried_with(issued({.hosts = "DNS:localhost"}), "127.0.0.1") == wrong_address);
    CHECK(tried_with(good_certificate(), "::1") == wrong_address);
}

TEST_CASE("a certificate is good in its time only") {
    CHECK(tried_with(issued({.hosts = "DNS:localhost", .from = -2h, .until = -1h})) ==
          distrusted_for("certificate has expired"));
    CHECK(tried_with(issued({.hosts = "DNS:localhost", .from = 1h, .until = 2h})) ==
          distrusted_for("certificate is not yet valid"));
}

TEST_CASE("a certificate is good if somebody whom we trust signed it") {
    const certificate_options options{.hosts = "DNS:localhost"};
    CHECK(tried_with(certificate(options)) == distrusted_for("self-signed certificate"));
    const certificate stranger({.name = "a stranger", .of_authority = true});
    CHECK(tried_with(certificate(options, &stranger)) ==
          distrusted_for("unable to get local issuer certificate"));
    const certificate impostor({.name = "an authority of tests", .of_authority = true});
    CHECK(tried_with(certificate(options, &impostor)).outcome == distrusted);
    const auto no_authority = issued({.name = "no authority"});
    CHECK(tried_with(certificate(options, &no_authority)).outcome == distrusted);
}

TEST_CASE("without anchors the system's are trusted, which do not know ours") {
    CHECK(tried_with(good_certificate(), "localhost", {}) ==
          distrusted_for("unable to get local issuer certificate"));
    const scratch_directory directory;
    const auto file = directory.write("trusted.pem", authority().pem());
    REQUIRE(setenv("SSL_CERT_FILE", file.c_str(), 1) == 0); // how OpenSSL is told where the system has them
    CHECK(tried_with(good_certificate(), "localhost", {}) == good);
    REQUIRE(unsetenv("SSL_CERT_FILE") == 0);
}

TEST_CASE("anchors are files, or directories of files") {
    const scratch_directory directory;
    const certificate stranger({.name = "a stranger", .of_authority = true});
    const auto bundle = directory.write("bundle", stranger.pem() + authority().pem());
    CHECK(trusting("FILE:" + bundle) == good);
    CHECK(trusting("DIR:" + directory.path()) == good);
    directory.write("a-note", "this is no certificate");
    directory.write("empty", "");
    CHECK(trusting("DIR:" + directory.path()) == good);
    const scratch_directory other;
    const auto strange = other.write("stranger.pem", stranger.pem());
    CHECK(trusting("FILE:" + strange).outcome == distrusted);
    CHECK(tried_with(good_certificate(), "localhost", {{"FILE:" + strange, "FILE:" + bundle}}) == good);
    const certificate alone({.hosts = "DNS:localhost"});
    const auto itself = other.write("alone.pem", alone.pem());
    CHECK(tried_with(alone, "localhost", {{"FILE:" + itself}}) == good);
}

TEST_CASE("anchors are read before anybody is asked, and not by those who wait") {
    const scratch_directory directory;
    const tls_server server(good_certificate(), sending(http_answer(envelope_of("a reply"))));
    const auto file = directory.write("authority", authority().pem());
    const sspi::transport::tls_trust trust(sspi::transport::tls_anchors{{"FILE:" + file}});
    std::filesystem::remove(file);
    boost::asio::io_context io;
    auto how = abandoned;
    const auto attempt = sspi::transport::https_attempt(
        io.get_executor(), {{"localhost", server.address().port(), "/"}, {server.address()}}, trust,
        "EXAMPLE.TEST", {}, [&how](auto outcome, auto, auto) { how = outcome; });
    attempt->start();
    io.run_for(20s);
    CHECK(how == answered);
}

TEST_CASE("anchors that cannot be used are said, and nobody is asked") {
    const scratch_directory directory;
    const tls_server server(good_certificate(), sending(http_answer(envelope_of("a reply"))));
    const auto said = [&server](const std::string& source) {
        const auto out = outcome_of({.addresses = {server.address()}, .anchors = {{source}}});
        CHECK(out.outcome == distrusted);
        return out.text;
    };
    CHECK(said("DIR:" + directory.path()) == directory.path() + " holds no certificate");
    CHECK(said("DIR:/nowhere/at/all") == "/nowhere/at/all: No such file or directory");
    CHECK(said("FILE:/nowhere/at/all").starts_with("/nowhere/at/all: "));
    const auto note = directory.write("a-note", "this is no certificate");
    CHECK(said("FILE:" + note).starts_with(note + ": "));
    CHECK(said("DIR:" + directory.path()) == directory.path() + " holds no certificate");
    CHECK(said(note) == note + " begins with neither FILE: nor DIR:");
    const auto fifo = directory.path() + "/fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(said("FILE:" + fifo) == fifo + " is no ordinary file");
    CHECK(said("FILE:/dev/zero") == "/dev/zero is no ordinary file");
    CHECK(said("") == " begins with neither FILE: nor DIR:");
    CHECK(server.connections() == 0);
}

TEST_CASE("TLS before 1.2 is not spoken") {
    const auto with_at_most = [](int version) {
        const tls_server server(good_certificate(), sending(http_answer(envelope_of("a reply"))), version);
        return outcome_at(server);
    };
    CHECK(with_at_most(TLS1_2_VERSION) == good);
    CHECK(with_at_most(TLS1_3_VERSION) == good);
    const auto old = with_at_most(TLS1_1_VERSION);
    CHECK(old.outcome == closed);
    CHECK(old.text.find("protocol version") != std::string::npos);
}
