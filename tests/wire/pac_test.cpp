// SPDX-License-Identifier: BSL-1.0
// The list of a PAC's buffers, its signatures and its client: as they are written, and with lies in them.
#include "pac_octets.hpp"

#include <support/catch.hpp>
#include <wire/pac.hpp>

#include <algorithm>

using namespace sspi;
using namespace sspi::test;
using wire::pac;
using wire::pac_buffer;

namespace {

constexpr std::size_t head = 8, entry = 16; // of the list

/// Read in memory of its size, so that a sanitizer sees what is read beyond it.
[[nodiscard]] bool is_pac(const octets& all) {
    return pac::read(octets(all)).has_value();
}

} // namespace

TEST_CASE("the buffers of a PAC are found by their type") {
    const auto all = pac_sample().written();
    const auto read = pac::read(all);
    REQUIRE(read.has_value());
    CHECK(std::ranges::equal(*read->find(pac_buffer::client_info), client_sample()));
    CHECK(std::ranges::equal(*read->find(pac_buffer::logon_info), logon_sample().written()));
    CHECK_FALSE(
        pac::read(pac_sample{.buffers = {{10, client_sample()}}}.written())->find(pac_buffer::logon_info));
    CHECK(is_pac(pac_sample{.buffers = {}}.written()));
}

TEST_CASE("a PAC that is cut off anywhere is none") {
    const auto all = pac_sample().written();
    for (std::size_t size = 0; size + 8 <= all.size(); ++size)
        CHECK_FALSE(is_pac(octets(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size))));
}

TEST_CASE("a list that tells of more buffers than there are, or of another version, is none") {
    CHECK_FALSE(is_pac(pac_sample{.told_count = 0xFFFFFFFF}.written()));
    CHECK_FALSE(is_pac(pac_sample{.told_count = 0x10000001}.written())); // times 16 is 16 again
    CHECK_FALSE(is_pac(pac_sample{.version = 1}.written()));
    CHECK_FALSE(is_pac({}));
}

TEST_CASE("a type that is there twice makes it none") {
    pac_sample twice;
    twice.buffers.emplace_back(1, logon_sample{.account = u"mallory"}.written());
    CHECK_FALSE(is_pac(twice.written()));
    pac_sample unknown;
    unknown.buffers.emplace_back(77, octets(8));
    CHECK(is_pac(unknown.written()));
    unknown.buffers.emplace_back(77, octets(8));
    CHECK_FALSE(is_pac(unknown.written()));
}

TEST_CASE("a buffer that overlaps another or the list, lies out of it, or begins anywhere makes it none") {
    const auto with_offset = [](std::size_t number, std::uint64_t offset) {
        auto all = pac_sample().written();
        write_at(all, head + number * entry + 8, offset, 8);
        return is_pac(all);
    };
    const auto all = pac_sample().written();
    const auto offset_of = [&](std::size_t number) {
        std::uint64_t out = 0;
        for (std::size_t i = 8; i-- > 0;)
            out = out << 8 | std::to_integer<std::uint64_t>(all[head + number * entry + 8 + i]);
        return out;
    };
    CHECK(with_offset(1, offset_of(1)));
    CHECK_FALSE(with_offset(1, offset_of(0)));
    CHECK_FALSE(with_offset(1, offset_of(1) - 8));
    CHECK_FALSE(with_offset(0, 0));
    CHECK_FALSE(with_offset(0, head));
    CHECK_FALSE(with_offset(4, offset_of(4) + 4));
    CHECK_FALSE(with_offset(4, offset_of(4) + 8));
    CHECK_FALSE(with_offset(4, 0xFFFFFFFFFFFFFFF8));
    CHECK_FALSE(with_offset(4, std::uint64_t{1} << 32 | offset_of(4)));
    auto longer = pac_sample().written();
    write_at(longer, head + 0 * entry + 4, 0xFFFFFFFF, 4);
    CHECK_FALSE(is_pac(longer));
}

TEST_CASE("what the service signed is the PAC with both signatures zero, their types left") {
    const auto all = pac_sample().written();
    const auto read = pac::read(all);
    REQUIRE(read.has_value());
    const auto signature = read->server_signature();
    REQUIRE(signature.has_value());
    CHECK(signature->type == 16);
    CHECK(std::ranges::equal(signature->octets, octets(12, std::byte{0x5A})));
    pac_sample zeroed;
    zeroed.buffers[3].second = zeroed.buffers[4].second = signature_sample(16, 12, 0);
    CHECK(read->signed_octets() == zeroed.written());
}

TEST_CASE("a signature of a kind that is not known, or of another length, is none") {
    const auto server = [](const octets& signature) {
        const auto all = pac_sample{.buffers = {{6, signature}, {7, signature_sample()}}}.written();
        return pac::read(all)->server_signature().has_value();
    };
    CHECK(server(signature_sample(15, 12)));
    CHECK(server(signature_sample(16, 14))); // of a read-only domain controller
    CHECK(server(signature_sample(19, 16)));
    CHECK(server(signature_sample(20, 24)));
    CHECK(server(signature_sample(0xFFFFFF76, 16)));
    CHECK_FALSE(server(signature_sample(0xFFFFFF76, 12)));
    CHECK_FALSE(server(signature_sample(16, 11)));
    CHECK_FALSE(server(signature_sample(16, 13)));
    CHECK_FALSE(server(signature_sample(7, 16))); // MD5, which needs no key
    CHECK_FALSE(server(signature_sample(1, 4)));  // CRC-32
    CHECK_FALSE(server({}));
    const auto one = pac_sample{.buffers = {{6, signature_sample()}}}.written();
    CHECK_FALSE(pac::read(one)->signed_octets());
    const auto short_one = pac_sample{.buffers = {{6, signature_sample()}, {7, octets(3)}}}.written();
    CHECK_FALSE(pac::read(short_one)->signed_octets());
}

TEST_CASE("a PAC tells whom and which login it is for") {
    const auto client = [](const octets& info) {
        const auto all = pac_sample{.buffers = {{10, info}}}.written();
        return pac::read(all)->client();
    };
    const auto alice = client(client_sample());
    REQUIRE(alice.has_value());
    CHECK(alice->name == "alice");
    CHECK(alice->authenticated_at.time_since_epoch().count() == 13350000000 - 11644473600);
    CHECK(client(client_sample(u"\u00e4lice"))->name == "\xC3\xA4lice");
    CHECK_FALSE(client(client_sample(u"")));
    CHECK_FALSE(client(client_sample(std::u16string_view(u"al\0ce", 5))));
    CHECK_FALSE(client(client_sample(u"\xD800")));
    auto longer = client_sample();
    write_at(longer, 8, 12, 2);
    CHECK_FALSE(client(longer));
    write_at(longer, 8, 8, 2);
    CHECK_FALSE(client(longer));
    write_at(longer, 8, 9, 2);
    CHECK_FALSE(client(longer));
    CHECK_FALSE(client({}));
}
