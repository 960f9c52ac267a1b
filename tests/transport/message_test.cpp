// SPDX-License-Identifier: BSL-1.0
// Tests of how requests and replies are told apart.
#include <support/catch.hpp>

#include "fake_servers.hpp"

#include <transport/message.hpp>

using namespace sspi;
using namespace sspi::test;
using transport::service;

TEST_CASE("a password change is known by its frame") {
    CHECK(transport::service_of(request_of()) == service::kdc);
    CHECK(transport::service_of(element(0x6C, octets(10))) == service::kdc);
    CHECK(transport::service_of(octets_of({0, 8, 0xFF, 0x80, 0, 0, 1, 2})) == service::password);
    CHECK(transport::service_of(octets_of({0, 9, 0xFF, 0x80, 0, 0, 1, 2})) == service::kdc);
    CHECK(transport::service_of({}) == service::kdc);
    // One whose length begins as a KDC's message does.
    auto long_frame = octets(0x6A05);
    long_frame[0] = std::byte{0x6A};
    long_frame[1] = std::byte{0x05};
    CHECK(transport::service_of(long_frame) == service::kdc);
}

TEST_CASE("a reply is a whole message of the right kind") {
    CHECK(transport::is_reply(service::kdc, reply_with()));
    CHECK(transport::is_reply(service::kdc, element(0x6D, octets(200))));
    CHECK(transport::is_reply(service::kdc, krb_error(25)));
    CHECK_FALSE(transport::is_reply(service::kdc, request_of()));
    CHECK_FALSE(transport::is_reply(service::kdc, {}));
    auto cut = reply_with();
    cut.pop_back();
    CHECK_FALSE(transport::is_reply(service::kdc, cut));
    CHECK(transport::is_reply(service::password, octets_of({0, 7, 0, 1, 0, 0, 9})));
    CHECK(transport::is_reply(service::password, krb_error(60)));
    CHECK_FALSE(transport::is_reply(service::password, reply_with()));
}

TEST_CASE("an error is read as far as it can be") {
    const auto error = transport::parse_krb_error(krb_error(37, "clocks"));
    REQUIRE(error.has_value());
    CHECK(error->code == -1765328384 + 37);
    CHECK(error->text == "clocks");
    CHECK(error->at.has_value());
    CHECK_FALSE(error->nt_status.has_value());
    CHECK_FALSE(transport::parse_krb_error(reply_with()).has_value());
    CHECK_FALSE(transport::parse_krb_error(element(0x7E, element(0x30, octets(3)))).has_value());
    CHECK(transport::parse_krb_error(krb_error(1, std::string(3000, 'x')))->text.size() == 1024);
}

TEST_CASE("an error has the status of Windows in it where a domain controller says so") {
    const auto extended = element(
        0x30, joined({element(0xA1, element(0x02, octets_of({3}))),
                      element(0xA2, element(0x04, octets_of({0x72, 0, 0, 0xC0, 0, 0, 0, 0, 1, 0, 0, 0})))}));
    const auto error = element(0x7E, element(0x30, joined({element(0xA6, element(0x02, octets_of({18}))),
                                                           element(0xAC, element(0x04, extended))})));
    CHECK(transport::parse_krb_error(error)->nt_status == 0xC0000072U);
}

TEST_CASE("a time that is none is not read") {
    const auto time = [](std::string_view text) { return wire::parse_kerberos_time(text_octets(text)); };
    CHECK(time("19700101000001Z") == std::chrono::sys_seconds(std::chrono::seconds(1)));
    for (const auto* const text :
         {"", "19700101000001", "19701301000001Z", "19700132000001Z", "19700101240001Z", "19700101006001Z",
          "1970010100000xZ", "19700101000001z", "197001010000010Z"}) {
        INFO(text);
        CHECK_FALSE(time(text).has_value());
    }
}
