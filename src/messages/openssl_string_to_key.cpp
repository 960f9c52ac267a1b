// SPDX-License-Identifier: BSL-1.0
// Passwords as keys of AES: PBKDF2, and then the derivation that the enctype uses for all its keys.
#include "string_to_key.hpp"

#include "openssl_keys.hpp"
#include "openssl_pbkdf2.hpp"

#include <sspi/detail/enctype.hpp>

#include <array>
#include <new>
#include <string>

namespace sspi::messages {

namespace {

using namespace openssl;

constexpr std::array kerberos{std::byte{'k'}, std::byte{'e'}, std::byte{'r'}, std::byte{'b'},
                              std::byte{'e'}, std::byte{'r'}, std::byte{'o'}, std::byte{'s'}};

[[nodiscard]] std::span<const std::byte> octets(std::string_view text) noexcept {
    return std::as_bytes(std::span(text));
}

/// RFC 3962 section 4.
[[nodiscard]] std::optional<detail::secret_bytes> by_sha1(const password_recipe& by, std::size_t size) {
    auto intermediate = detail::secret_bytes::of_size(size);
    auto out = detail::secret_bytes::of_size(size);
    pbkdf2<sha1>(octets(by.password), {}, by.salt, by.rounds, intermediate.units());
    if (derive_simplified(intermediate.view(), kerberos, out.units())) return out;
    if (aes_cbc::has(size)) throw std::bad_alloc(); // it lacks nothing but memory
    return std::nullopt;
}

/// RFC 8009 section 4: the enctype's name, and a zero, stand in front of the salt.
template <class Hash>
[[nodiscard]] std::optional<detail::secret_bytes> by_sha2(const password_recipe& by, std::size_t size) {
    const auto name = std::string(detail::find_enctype(by.enctype)->krb5_name) + '\0';
    auto intermediate = detail::secret_bytes::of_size(size);
    auto out = detail::secret_bytes::of_size(size);
    pbkdf2<Hash>(octets(by.password), octets(name), by.salt, by.rounds, intermediate.units());
    derive_sha2<Hash>(intermediate.view(), kerberos, out.units());
    return out;
}

} // namespace

std::optional<detail::secret_bytes> string_to_key(const password_recipe& by) {
    switch (by.enctype) { // RFC 3962 section 7, RFC 8009 section 7
    case 17:
        return by_sha1(by, 16);
    case 18:
        return by_sha1(by, 32);
    case 19:
        return by_sha2<sha256>(by, 16);
    case 20:
        return by_sha2<sha384>(by, 32);
    default:
        return std::nullopt;
    }
}

} // namespace sspi::messages
