// SPDX-License-Identifier: BSL-1.0
// The checksum of exported contexts is the one that Heimdal makes, and sees every change.
#include "heimdal_cipher.hpp"

#include <messages/transfer_checksum.hpp>

#include <algorithm>
#include <vector>

using namespace sspi;
using namespace sspi::test;

namespace {

[[nodiscard]] std::vector<std::byte> sample(std::size_t size) {
    std::vector<std::byte> out(size);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<std::byte>(31 * i + 7);
    return out;
}

[[nodiscard]] auto checksum_of(std::span<const std::byte> covered) {
    const auto made = messages::transfer_checksum(covered.first<32>(), covered);
    REQUIRE(made.has_value());
    return *made;
}

} // namespace

TEST_CASE("the checksum of an exported context is Heimdal's hmac-sha1-96-aes256 for usage 1024") {
    for (const std::size_t size : {32U, 33U, 95U, 96U, 500U, 70000U}) {
        CAPTURE(size);
        auto covered = sample(size);
        auto made = checksum_of(covered);
        heimdal_cipher by_heimdal(18, std::span(covered).first(32));
        const std::array parts{cipher_part{cipher_part::role::data, covered},
                               cipher_part{cipher_part::role::checksum, made}};
        CHECK(by_heimdal.verify_checksum(1024, parts).has_value());
        made[3] ^= std::byte{1};
        CHECK_FALSE(by_heimdal.verify_checksum(1024, parts).has_value());
    }
}

TEST_CASE("every octet of an exported context counts") {
    const auto genuine = sample(120);
    for (std::size_t place = 0; place < genuine.size(); ++place) {
        auto changed = genuine;
        changed[place] ^= std::byte{0x10};
        CHECK(checksum_of(changed) != checksum_of(genuine));
    }
}
