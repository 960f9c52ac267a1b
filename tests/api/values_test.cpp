// SPDX-License-Identifier: BSL-1.0
// The values of the C++ interface that need no realm: features, names of services, channel bindings, hashes.
#include <support/api_sides.hpp>

#include <algorithm>
#include <array>

using namespace sspi;
using namespace sspi::test;

namespace {

/// The name, or empty and the error.
service_principal parsed(std::string_view text) {
    std::error_code code;
    auto out = service_principal::parse(text, code);
    CHECK((!code || (code == errc::target_unknown && out == service_principal{})));
    return out;
}

bytes der(std::uint8_t tag, std::initializer_list<bytes> contents) {
    bytes out{std::byte{tag}, std::byte{0}};
    for (const auto& each : contents)
        out.insert(out.end(), each.begin(), each.end());
    out[1] = static_cast<std::byte>(out.size() - 2);
    return out;
}
bytes raw(std::initializer_list<int> values) {
    bytes out;
    for (const int each : values)
        out.push_back(static_cast<std::byte>(each));
    return out;
}

/// A certificate as far as it is looked at, with that object as its algorithm and those parameters.
bytes certificate(const bytes& object, const bytes& parameters = {}) {
    return der(0x30,
               {der(0x30, {raw({2, 1, 0})}), der(0x30, {der(6, {object}), parameters}), raw({3, 1, 0})});
}

const bytes rsa_sha1 = raw({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 5});
const bytes rsa_sha384 = raw({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 12});
const bytes rsa_pss = raw({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 10});
const bytes ecdsa_sha512 = raw({0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 4});
const bytes ed25519 = raw({0x2B, 0x65, 0x70});
const bytes sha512 = raw({0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3});

} // namespace

TEST_CASE("Features are a set") {
    constexpr auto two = feature::integrity | feature::confidentiality;
    STATIC_REQUIRE(two == features{feature::confidentiality, feature::integrity});
    STATIC_REQUIRE(two.contains(feature::integrity));
    STATIC_REQUIRE_FALSE(two.contains(two | feature::delegation));
    STATIC_REQUIRE(two.contains({}));
    STATIC_REQUIRE(two.without(feature::integrity) == feature::confidentiality);
    STATIC_REQUIRE((two & feature::integrity) == feature::integrity);
    STATIC_REQUIRE(features().empty());
    STATIC_REQUIRE(features::of_bits(0xFFFFFFFF).bits() == 0x834A3F);
    CHECK(impl::acceptor_request(features::of_bits(0xFFFFFFFF)) ==
          (ASC_REQ_DELEGATE | ASC_REQ_MUTUAL_AUTH | ASC_REQ_REPLAY_DETECT | ASC_REQ_SEQUENCE_DETECT |
           ASC_REQ_CONFIDENTIALITY | ASC_REQ_USE_SESSION_KEY | ASC_REQ_USE_DCE_STYLE | ASC_REQ_CONNECTION |
           ASC_REQ_EXTENDED_ERROR | ASC_REQ_INTEGRITY | ASC_REQ_IDENTIFY));
    CHECK(impl::granted_to_acceptor(ASC_RET_INTEGRITY) == feature::integrity);
    CHECK(impl::granted_to_acceptor(ASC_RET_THIRD_LEG_FAILED).empty());
    CHECK(impl::granted_to_initiator(ISC_RET_IDENTIFY) == feature::identify_only);
}

TEST_CASE("A name of a service is taken apart, and put together again") {
    const service_principal full{.service_class = "ldap",
                                 .host = "dc.example.test",
                                 .port = 389,
                                 .name = "example.test",
                                 .realm = "EXAMPLE.TEST"};
    CHECK(full.text() == "ldap/dc.example.test:389/example.test@EXAMPLE.TEST");
    CHECK(parsed(full.text()) == full);
    CHECK(parsed("HTTP/web") == service_principal{.service_class = "HTTP", .host = "web"});
    CHECK(parsed("a/[2001:db8::1]:80") ==
          service_principal{.service_class = "a", .host = "2001:db8::1", .port = 80});
    CHECK(service_principal{.service_class = "a", .host = "::1", .port = 80}.text() == "a/[::1]:80");
    CHECK(service_principal{.service_class = "a", .host = "[::1]", .port = 80}.text() == "a/[::1]:80");
    CHECK(service_principal{.service_class = "a", .host = "::1"}.text() == "a/::1");
}

TEST_CASE("Malformed names of services are refused in both directions") {
    for (const std::string_view bad :
         {"", "HTTP", "HTTP/", "/web", "HTTP/web/", "HTTP/web/a/b", "HTTP/web@", "HTTP/web:99999",
          "HTTP/web:x", "HTTP/:80", "HTTP/w\x01", "HTTP/w\xFF", "a@B/web", "HTTP/web@A@B", "HTTP/web@A/B"})
        CHECK(parsed(bad) == service_principal{});
    CHECK_THROWS_AS(service_principal::parse("HTTP"), system_error);
    std::error_code code;
    for (const service_principal& bad :
         {service_principal{}, service_principal{.service_class = "a", .host = ""},
          service_principal{.service_class = "a/b", .host = "c"},
          service_principal{.service_class = "a", .host = "b:80"},
          service_principal{.service_class = "a", .host = "b", .name = "c@D"},
          service_principal{.service_class = "a", .host = "b", .realm = "C\n"}}) {
        CHECK(bad.text(code).empty());
        CHECK(code == errc::target_unknown);
    }
    CHECK_THROWS_AS(service_principal{}.text(), system_error);
}

TEST_CASE("What a name gives is taken apart into the same parts") {
    for (const std::string_view text :
         {"a/b", "a/b:1", "a/b/c", "a/b:65535/c@D", "a/[::1]:2/c", "a/::1@D", "a/b/b"})
        CHECK(parsed(text).text() == text);
}

TEST_CASE("Bindings have the prefix of their type, and none are not empty ones") {
    const auto hash = bytes_of("hash");
    CHECK(text_of(channel_bindings::tls_server_end_point(hash).data()) == "tls-server-end-point:hash");
    CHECK(text_of(channel_bindings::tls_unique(hash).data()) == "tls-unique:hash");
    CHECK(text_of(channel_bindings::tls_exporter(hash).data()) == "tls-exporter:hash");
    CHECK(text_of(channel_bindings::application_data(hash).data()) == "hash");
    CHECK(channel_bindings().empty());
    CHECK(channel_bindings().data().empty());
    CHECK_FALSE(channel_bindings::application_data({}).empty());
    const auto block = channel_bindings::application_data(hash).block();
    CHECK(block.size() == sizeof(SEC_CHANNEL_BINDINGS) + 4);
}

TEST_CASE("The hash of a certificate's binding is that of its signature, and never MD5 or SHA-1") {
    CHECK(tls_server_end_point_hash(certificate(rsa_sha1)) == hash_algorithm::sha256);
    CHECK(tls_server_end_point_hash(certificate(rsa_sha384)) == hash_algorithm::sha384);
    CHECK(tls_server_end_point_hash(certificate(ecdsa_sha512)) == hash_algorithm::sha512);
    const auto parameters = der(0x30, {der(0xA0, {der(0x30, {der(6, {sha512})})})});
    CHECK(tls_server_end_point_hash(certificate(rsa_pss, parameters)) == hash_algorithm::sha512);
    CHECK(tls_server_end_point_hash(certificate(rsa_pss, der(0x30, {}))) == hash_algorithm::sha256);
    CHECK_FALSE(tls_server_end_point_hash(certificate(ed25519)));
}

TEST_CASE("What is no certificate has no hash, wherever it is cut short") {
    const auto whole = certificate(rsa_pss, der(0x30, {der(0xA0, {der(0x30, {der(6, {sha512})})})}));
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(tls_server_end_point_hash(std::span(whole).first(size)));
    auto longer = whole;
    longer.push_back(std::byte{0});
    CHECK_FALSE(tls_server_end_point_hash(longer));
    CHECK_FALSE(tls_server_end_point_hash(raw({0x30, 0x85, 0, 0, 0, 0, 1})));
    CHECK_FALSE(tls_server_end_point_hash(raw({0x30, 0x81, 0x02, 0x30, 0x00})));
}

TEST_CASE("The bindings of a certificate come from the caller's hash function") {
    const auto whole = certificate(rsa_sha384);
    const auto named = [](hash_algorithm algorithm, std::span<const std::byte> of) {
        CHECK(algorithm == hash_algorithm::sha384);
        return bytes_of("hash of " + std::to_string(of.size()));
    };
    CHECK(text_of(tls_server_end_point_of(whole, named).data()) ==
          "tls-server-end-point:hash of " + std::to_string(whole.size()));
    CHECK_THROWS_AS(tls_server_end_point_of(certificate(ed25519), named), system_error);
    std::error_code code;
    CHECK(tls_server_end_point_of({}, named, code).empty());
    CHECK(code == errc::bad_bindings);
}
