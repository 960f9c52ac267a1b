// SPDX-License-Identifier: BSL-1.0
// The encryption type table.

#include "golden.hpp"

#include <sspi/detail/enctype.hpp>

#include "../support/catch.hpp"

#include <bit>
#include <iomanip>
#include <iterator>
#include <set>
#include <sstream>

namespace {

using namespace sspi::detail;

TEST_CASE("the encryption type table is the one that was agreed") {
    std::ostringstream out;
    out << "number name key block mic sealed sealed-dce signed largest checksum encryption signature\n";
    for (const auto& row : enctypes)
        out << row.number << ' ' << row.krb5_name << ' ' << row.key_bits << ' ' << row.block_size << ' '
            << row.mic_size << ' ' << row.sealed_header_size << ' ' << row.sealed_header_size_dce << ' '
            << row.signed_header_size << ' ' << max_header_size(row) << ' ' << row.checksum << " \""
            << row.encryption << "\" \"" << row.signature << "\"\n";
    sspi::testing::check_golden("enctypes.txt", out.str());
}

TEST_CASE("an encryption type is found by its number and an unknown number is not") {
    std::set<int> numbers;
    for (const auto& row : enctypes) {
        CHECK(numbers.insert(row.number).second);
        CHECK(find_enctype(row.number) == &row);
    }
    for (const int unknown : {-1, 0, 1, 2, 3, 21, 22, 24, 1000})
        CHECK(find_enctype(unknown) == nullptr);
}

TEST_CASE("token sizes of RFC 4121 follow from the checksum length") {
    for (const auto& row : enctypes) {
        if (!row.is_cfx) continue;
        INFO(std::string(row.krb5_name));
        constexpr std::uint32_t header = 16, confounder = 16, filler = 16;
        const auto checksum = row.mic_size - header;
        CHECK(row.signed_header_size == header + checksum);
        CHECK(row.sealed_header_size == header + confounder + header + checksum);
        CHECK(row.sealed_header_size_dce == row.sealed_header_size + filler);
        CHECK(max_header_size(row) == row.sealed_header_size_dce);
    }
    CHECK(find_enctype(17)->mic_size == 28);
    CHECK(find_enctype(18)->mic_size == 28);
    CHECK(find_enctype(19)->mic_size == 32);
    CHECK(find_enctype(20)->mic_size == 40);
}

TEST_CASE("block sizes are powers of two, as callers take for granted") {
    for (const auto& row : enctypes)
        CHECK(std::has_single_bit(row.block_size));
}

} // namespace
