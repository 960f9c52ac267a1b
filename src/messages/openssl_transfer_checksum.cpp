// SPDX-License-Identifier: BSL-1.0
// The checksum of an exported context by OpenSSL.
#include "transfer_checksum.hpp"

#include "openssl_keys.hpp"

namespace sspi::messages {

using namespace openssl;

std::optional<std::array<std::byte, transfer_checksum_size>>
transfer_checksum(std::span<const std::byte, 32> key, std::span<const std::byte> covered) {
    constexpr std::uint32_t usage = 1024; // RFC 4120 section 7.5.1: from here on for applications
    auto derived = detail::secret_bytes::of_size(key.size());
    if (!derive_simplified(key, constant_of(usage, purpose::checksum), derived.units())) return std::nullopt;
    const hmac_key<sha1> ready(derived.view());
    hmac<sha1> sum(ready);
    sum.update(covered);
    std::array<std::byte, transfer_checksum_size> out;
    sum.finish(out);
    return out;
}

} // namespace sspi::messages
