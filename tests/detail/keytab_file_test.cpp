// SPDX-License-Identifier: BSL-1.0
// Keytabs: those that MIT's and Heimdal's programs wrote, and malformed ones.
#include <sspi/detail/keytab_file.hpp>

#include "../support/catch.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sspi::detail;

std::vector<std::byte> from_hex(std::string_view hex) {
    std::vector<std::byte> out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        out.push_back(static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    return out;
}

/// alice@EXAMPLE.TEST, key version 3: ktutil of MIT Kerberos 1.20, addent -k 3 -e aes128-cts-hmac-sha1-96.
const auto by_mit = from_hex("0502000000380001000c4558414d504c452e544553540005616c696365000000016b05957703"
                             "00110010cfb0c200bbded80d412178947e08509200000003");
/// host/x.example.test@EXAMPLE.TEST, key version 1: krb5_kt_add_entry of Heimdal 7.8.
const auto by_heimdal =
    from_hex("05020000004b0002000c4558414d504c452e544553540004686f7374000e782e6578616d706c652e74657374"
             "000000036b05957701001100107ab8290a3004ed3df4aef88f85ea6c010000000100000000");

constexpr std::size_t header_size = 2;
constexpr std::size_t size_at = header_size;

std::vector<std::byte> joined(std::initializer_list<std::vector<std::byte>> parts) {
    std::vector<std::byte> out;
    for (const auto& part : parts)
        out.insert(out.end(), part.begin(), part.end());
    return out;
}

std::vector<std::byte> entry_of(const std::vector<std::byte>& keytab) {
    return {keytab.begin() + header_size, keytab.end()};
}

} // namespace

TEST_CASE("a keytab that MIT's ktutil wrote is read") {
    const auto entries = read_keytab(by_mit);
    REQUIRE(entries);
    REQUIRE(entries->size() == 1);
    const auto& alice = entries->front();
    CHECK(alice.realm == "EXAMPLE.TEST");
    CHECK(alice.components == std::vector<std::string>{"alice"});
    CHECK(alice.name_type == 1);
    CHECK(alice.timestamp == 0x6b059577);
    CHECK(alice.version == 3);
    CHECK(alice.enctype == 17);
    CHECK(alice.key.size() == 16);
    CHECK(alice.key.front() == std::byte{0xcf});
    CHECK(alice.key.back() == std::byte{0x92});
}

TEST_CASE("a keytab that Heimdal wrote is read") {
    const auto entries = read_keytab(by_heimdal);
    REQUIRE(entries);
    REQUIRE(entries->size() == 1);
    CHECK(entries->front().components == std::vector<std::string>{"host", "x.example.test"});
    CHECK(entries->front().version == 1);
    CHECK(entries->front().name_type == 3);
    CHECK(entries->front().key.front() == std::byte{0x7a});
}

TEST_CASE("a keytab has as many entries as it has, without those that were deleted") {
    const auto hole = from_hex("fffffffc"
                               "01020304");
    const auto entries = read_keytab(joined({by_mit, hole, entry_of(by_heimdal), entry_of(by_mit)}));
    REQUIRE(entries);
    REQUIRE(entries->size() == 3);
    CHECK(entries->at(1).components.front() == "host");
    const auto ended = read_keytab(joined({by_mit, from_hex("00000000"), entry_of(by_heimdal)}));
    REQUIRE(ended);
    CHECK(ended->size() == 1);
}

TEST_CASE("a keytab of version 1 is read, in the order of octets of this machine") {
    // bob@A.TEST, key version 5: as krb5_kt_add_entry of Heimdal 7.8 writes it into a file that begins so.
    std::vector<std::byte> keytab = from_hex("0501");
    const auto number = [&](std::uint32_t value, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i) {
            const auto place = std::endian::native == std::endian::little ? i : size - 1 - i;
            keytab.push_back(static_cast<std::byte>(value >> (8 * place) & 0xFF));
        }
    };
    const auto text = [&](std::string_view of) {
        number(static_cast<std::uint32_t>(of.size()), 2);
        for (const char c : of)
            keytab.push_back(static_cast<std::byte>(c));
    };
    number(2 + 2 + 6 + 2 + 3 + 4 + 1 + 2 + 2 + 2, 4);
    number(2, 2); // the realm and one component
    text("A.TEST");
    text("bob");
    number(0x6b059577, 4);
    number(5, 1);
    number(17, 2);
    text("k!");
    const auto entries = read_keytab(keytab);
    REQUIRE(entries);
    REQUIRE(entries->size() == 1);
    CHECK(entries->front().realm == "A.TEST");
    CHECK(entries->front().components == std::vector<std::string>{"bob"});
    CHECK(entries->front().timestamp == 0x6b059577);
    CHECK(entries->front().version == 5);
    CHECK(entries->front().enctype == 17);
    CHECK(entries->front().key.size() == 2);
    for (std::size_t size = 2; size < keytab.size(); ++size)
        CHECK_FALSE(read_keytab(std::vector<std::byte>(keytab.data(), keytab.data() + size)));
    keytab[6] = std::byte{}; // no realm to count
    keytab[7] = std::byte{};
    CHECK_FALSE(read_keytab(keytab));
}

TEST_CASE("a version of more than 8 bits stands at the end of the entry") {
    auto keytab = by_mit;
    keytab[keytab.size() - 3] = std::byte{1};
    CHECK(read_keytab(keytab)->front().version == 0x010003);
    auto without = by_mit;
    without.resize(without.size() - 4);
    without[size_at + 3] = std::byte{0x34};
    CHECK(read_keytab(without)->front().version == 3);
}

TEST_CASE("a keytab that is cut short is refused at each length") {
    for (const auto& whole : {by_mit, by_heimdal, joined({by_mit, entry_of(by_heimdal)})})
        for (std::size_t size = 0; size < whole.size(); ++size) {
            if (size == by_mit.size() && whole.size() > by_heimdal.size()) continue; // between two entries
            INFO(size);
            CHECK_FALSE(read_keytab(std::vector<std::byte>(whole.data(), whole.data() + size)));
        }
}

TEST_CASE("a keytab whose entry is shorter than it says inside is refused at each size") {
    constexpr auto without_version = 0x34;
    for (int size = 1; size < without_version; ++size) {
        auto keytab = by_mit;
        keytab[size_at + 3] = static_cast<std::byte>(size);
        keytab.resize(header_size + 4 + static_cast<std::size_t>(size));
        INFO(size);
        CHECK_FALSE(read_keytab(keytab));
    }
}

TEST_CASE("a keytab without entries, or of another version, is refused") {
    CHECK_FALSE(read_keytab({}));
    CHECK_FALSE(read_keytab(from_hex("0502")));
    CHECK_FALSE(read_keytab(from_hex("050200000000")));
    CHECK_FALSE(read_keytab(from_hex("0502fffffffe0000")));
    for (const auto* const version : {"0501", "0503", "0402", "0205"})
        CHECK_FALSE(read_keytab(joined({from_hex(version), entry_of(by_mit)})));
}

TEST_CASE("sizes of entries that lead outside are refused") {
    for (const auto* const size : {"0000003c", "7fffffff", "80000000", "80000001", "ffffff00", "ffffffc7"}) {
        INFO(size);
        auto keytab = joined({from_hex("0502"), from_hex(size)});
        keytab.insert(keytab.end(), by_mit.begin() + header_size + 4, by_mit.end());
        CHECK_FALSE(read_keytab(keytab));
    }
}

TEST_CASE("no octet of a keytab, whatever it is, leads outside") {
    for (const auto& whole : {by_mit, by_heimdal})
        for (std::size_t at = 0; at < whole.size(); ++at)
            for (int value = 0; value < 256; ++value) {
                auto changed = whole;
                changed[at] = static_cast<std::byte>(value);
                const auto entries = read_keytab(changed);
                if (!entries) continue;
                for (const auto& entry : *entries) {
                    const auto* const end = changed.data() + changed.size();
                    CHECK((entry.key.empty() || (entry.key.data() >= changed.data() &&
                                                 entry.key.data() + entry.key.size() <= end)));
                }
            }
}
