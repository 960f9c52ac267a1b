// SPDX-License-Identifier: BSL-1.0
// Packed credentials, sound and lying.
#define SECURITY_WIN32
#include <sspi.h>

#include <sspi/detail/packed_credentials.hpp>

#include "../support/catch.hpp"
#include "../support/identity_block.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <vector>

namespace {

using namespace sspi::detail;
using namespace sspi::test;

static_assert(sizeof(packed_credentials_layout) == sizeof(SEC_WINNT_AUTH_PACKED_CREDENTIALS));
static_assert(offsetof(packed_credentials_layout, type) ==
              offsetof(SEC_WINNT_AUTH_PACKED_CREDENTIALS, AuthData));
static_assert(sizeof(packed_credentials_ex_layout) == sizeof(SEC_WINNT_AUTH_PACKED_CREDENTIALS_EX));
static_assert(offsetof(packed_credentials_ex_layout, packed_offset) ==
              offsetof(SEC_WINNT_AUTH_PACKED_CREDENTIALS_EX, PackedCredentials));
static_assert(offsetof(packed_credentials_ex_layout, package_list_count) ==
              offsetof(SEC_WINNT_AUTH_PACKED_CREDENTIALS_EX, PackageList) +
                  offsetof(SEC_WINNT_AUTH_SHORT_VECTOR, ShortArrayCount));

const std::vector<std::byte> data{std::byte{1}, std::byte{2}, std::byte{3}};

bool holds_data(const std::vector<std::byte>& block) {
    const auto read = read_packed_credentials(block);
    return read && read->type == packed_keytab_type && std::ranges::equal(read->data, data);
}

/// The same inside SEC_WINNT_AUTH_PACKED_CREDENTIALS_EX.
std::vector<std::byte> larger_form(const std::vector<std::byte>& inner, USHORT packages = 0) {
    SEC_WINNT_AUTH_PACKED_CREDENTIALS_EX header{};
    header.cbHeaderLength = sizeof header;
    header.PackedCredentials.ByteArrayOffset = sizeof header;
    header.PackedCredentials.ByteArrayLength = static_cast<unsigned short>(inner.size());
    header.PackageList.ShortArrayCount = packages;
    std::vector<std::byte> out(sizeof header + inner.size());
    std::memcpy(out.data(), &header, sizeof header);
    std::ranges::copy(inner, out.begin() + sizeof header);
    return out;
}

template <class Field>
std::vector<std::byte> with(std::vector<std::byte> block, std::size_t at, Field value) {
    std::memcpy(block.data() + at, &value, sizeof value);
    return block;
}

} // namespace

TEST_CASE("the types of packed credentials are those of the contract") {
    CHECK(std::memcmp(packed_password_type.data(), &SEC_WINNT_AUTH_DATA_TYPE_PASSWORD, sizeof(GUID)) == 0);
    CHECK(std::memcmp(packed_keytab_type.data(), &SEC_WINNT_AUTH_DATA_TYPE_KEYTAB, sizeof(GUID)) == 0);
}

TEST_CASE("packed credentials are read in both forms") {
    const auto block = packed(SEC_WINNT_AUTH_DATA_TYPE_KEYTAB, data);
    CHECK(holds_data(block));
    CHECK(holds_data(larger_form(block)));
    auto longer = block;
    longer.resize(block.size() + 5); // its own length counts
    CHECK(holds_data(longer));
}

TEST_CASE("packed credentials that come with a package list are refused") {
    CHECK_FALSE(read_packed_credentials(larger_form(packed(SEC_WINNT_AUTH_DATA_TYPE_KEYTAB, data), 1)));
}

TEST_CASE("packed credentials inside two larger forms are refused") {
    const auto once = larger_form(packed(SEC_WINNT_AUTH_DATA_TYPE_KEYTAB, data));
    CHECK_FALSE(read_packed_credentials(larger_form(once)));
}

TEST_CASE("packed credentials that are cut short are refused at each length") {
    const auto plain = packed(SEC_WINNT_AUTH_DATA_TYPE_KEYTAB, data);
    for (const auto& whole : {plain, larger_form(plain)})
        for (std::size_t size = 0; size < whole.size(); ++size) {
            INFO(size);
            CHECK_FALSE(read_packed_credentials(std::vector<std::byte>(whole.data(), whole.data() + size)));
        }
}

TEST_CASE("packed credentials whose fields point outside are refused") {
    const auto block = packed(SEC_WINNT_AUTH_DATA_TYPE_KEYTAB, data);
    using layout = packed_credentials_layout;
    for (const std::uint16_t length : std::initializer_list<std::uint16_t>{0, 27, 32, 0xFFFF})
        CHECK_FALSE(read_packed_credentials(with(block, offsetof(layout, header_length), length)));
    for (const std::uint16_t length : std::initializer_list<std::uint16_t>{0, 27, 30, 32, 0xFFFF})
        CHECK_FALSE(read_packed_credentials(with(block, offsetof(layout, structure_length), length)));
    for (const std::uint32_t offset : {0u, 27u, 29u, 32u, 0x7FFFFFFFu, 0xFFFFFFFFu})
        CHECK_FALSE(read_packed_credentials(with(block, offsetof(layout, data_offset), offset)));
    for (const std::uint16_t length : std::initializer_list<std::uint16_t>{4, 0x7FFF, 0xFFFF})
        CHECK_FALSE(read_packed_credentials(with(block, offsetof(layout, data_length), length)));
    const auto larger = larger_form(block);
    for (const std::uint32_t offset : {0u, 23u, 25u, 0xFFFFFFFFu})
        CHECK_FALSE(read_packed_credentials(
            with(larger, offsetof(packed_credentials_ex_layout, packed_offset), offset)));
}
