// SPDX-License-Identifier: BSL-1.0
// SEC_CHANNEL_BINDINGS blobs, sound and malformed.

#define SECURITY_WIN32
#include <sspi.h>

#include <sspi/detail/channel_bindings.hpp>

#include "../support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sspi::detail;

static_assert(sizeof(SEC_CHANNEL_BINDINGS) == channel_bindings_header_size);

constexpr auto greatest = std::numeric_limits<std::uint32_t>::max();

std::vector<std::byte> blob_of(const SEC_CHANNEL_BINDINGS& header, std::string_view payload) {
    std::vector<std::byte> blob(sizeof header + payload.size());
    std::memcpy(blob.data(), &header, sizeof header);
    std::memcpy(blob.data() + sizeof header, payload.data(), payload.size());
    return blob;
}

std::string text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST_CASE("the bindings a TLS stack makes have application data and no addresses") {
    SEC_CHANNEL_BINDINGS header{};
    header.cbApplicationDataLength = 21;
    header.dwApplicationDataOffset = 32;
    const auto blob = blob_of(header, "tls-server-end-point:");
    const auto parsed = parse_channel_bindings(blob);
    REQUIRE(parsed);
    CHECK(text(parsed->application_data) == "tls-server-end-point:");
    CHECK(parsed->initiator_address_type == 0);
    CHECK(parsed->initiator_address.empty());
    CHECK(parsed->acceptor_address_type == 0);
    CHECK(parsed->acceptor_address.empty());
}

TEST_CASE("every field of the structure is read from its place") {
    SEC_CHANNEL_BINDINGS header{};
    header.dwInitiatorAddrType = 2;
    header.cbInitiatorLength = 4;
    header.dwInitiatorOffset = 32;
    header.dwAcceptorAddrType = 24;
    header.cbAcceptorLength = 3;
    header.dwAcceptorOffset = 36;
    header.cbApplicationDataLength = 2;
    header.dwApplicationDataOffset = 39;
    const auto blob = blob_of(header, "iiiiaaadd");
    const auto parsed = parse_channel_bindings(blob);
    REQUIRE(parsed);
    CHECK(parsed->initiator_address_type == 2);
    CHECK(text(parsed->initiator_address) == "iiii");
    CHECK(parsed->acceptor_address_type == 24);
    CHECK(text(parsed->acceptor_address) == "aaa");
    CHECK(text(parsed->application_data) == "dd");
}

TEST_CASE("a blob at an odd address is read") {
    SEC_CHANNEL_BINDINGS header{};
    header.cbApplicationDataLength = 1;
    header.dwApplicationDataOffset = 32;
    auto blob = blob_of(header, "x");
    blob.insert(blob.begin(), std::byte{0xEE});
    const auto parsed = parse_channel_bindings(std::span(blob).subspan(1));
    REQUIRE(parsed);
    CHECK(text(parsed->application_data) == "x");
}

TEST_CASE("a blob shorter than the structure is refused, and one of its size is empty bindings") {
    const auto blob = blob_of({}, "");
    for (std::size_t size = 0; size < blob.size(); ++size) {
        INFO(size);
        CHECK_FALSE(parse_channel_bindings(std::span(blob).first(size)));
    }
    const auto parsed = parse_channel_bindings(blob);
    REQUIRE(parsed);
    CHECK(parsed->application_data.empty());
}

TEST_CASE("a part outside the blob is refused, whichever part it is") {
    constexpr std::uint32_t payload = 8;
    struct range {
        std::uint32_t length, offset;
        bool sound;
    };
    const range ranges[] = {
        {8, 32, true},
        {1, 39, true},
        {0, 0, true},
        {0, greatest, true},
        {9, 32, false},
        {1, 40, false},
        {1, 31, false},
        {8, 0, false},
        {1, greatest, false},
        {greatest, 32, false},
        {greatest, greatest, false},
        {greatest - 31, 32, false}, // the sum is 0 in 32 bits
        {2, greatest, false},       // the sum is 1 in 32 bits
    };
    for (const auto& [length, offset, sound] : ranges) {
        INFO("length " << length << " offset " << offset);
        SEC_CHANNEL_BINDINGS initiator{}, acceptor{}, application{};
        initiator.cbInitiatorLength = acceptor.cbAcceptorLength = application.cbApplicationDataLength =
            length;
        initiator.dwInitiatorOffset = acceptor.dwAcceptorOffset = application.dwApplicationDataOffset =
            offset;
        for (const auto& header : {initiator, acceptor, application}) {
            const auto blob = blob_of(header, std::string(payload, 'p'));
            CHECK(parse_channel_bindings(blob).has_value() == sound);
        }
    }
}

} // namespace
