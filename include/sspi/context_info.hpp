// SPDX-License-Identifier: BSL-1.0
// The values that attributes of a context have.
#pragma once

#include <sspi/detail/secret.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace sspi {

/// Bytes that are wiped when they go, moved and not copied. view() and units() are spans of them.
using secret_bytes = detail::secret_bytes;

/// Two principals.
struct principal_names {
    std::string client; ///< "alice@EXAMPLE.TEST"
    std::string server; ///< "HTTP/web.example.test@EXAMPLE.TEST"
};

/// Instants, to the second, whatever the time zone of the machine is. (The C contract tells local time. In the hour that
/// the end of summer time repeats, that names two instants, of which the first is given.)
struct lifetime {
    std::chrono::system_clock::time_point start{};
    std::optional<std::chrono::system_clock::time_point> expiry{}; ///< nothing: it does not expire
};

/// A package.
struct package_info {
    std::string name;                ///< "Kerberos"
    std::string comment{};           ///< a few words about it
    std::uint32_t capabilities = 0;  ///< SECPKG_FLAG_ bits
    std::uint32_t largest_token = 0; ///< in bytes
};

/// How far Negotiate is.
enum class negotiation_state : std::uint32_t {
    complete = 0,
    optimistic = 1, ///< the server has not answered yet
    in_progress = 2,
    direct = 3,
    try_multicred = 4,
};

struct negotiation_info {
    package_info package{}; ///< that was agreed on, or is about to be
    negotiation_state state = negotiation_state::complete;
};

/// The algorithms of a context; the numbers are those of Kerberos.
struct key_info {
    std::string signature_algorithm;
    std::string encryption_algorithm;
    std::uint32_t key_bits = 0;
    std::uint32_t checksum_type = 0;
    std::uint32_t encryption_type = 0;
};

/// Bytes, at the most.
struct message_sizes {
    std::size_t token = 0;     ///< of a step
    std::size_t signature = 0; ///< of a message that is signed (exactly)
    std::size_t trailer = 0;   ///< before or behind a message that is wrapped
    std::size_t block = 0;     ///< padding of a message that is wrapped
};

/// Whether a client that authenticates to this server sends one more token.
enum class client_token {
    last, ///< SecPkgAttrLastClientTokenYes: it has sent its last one
    more,
    maybe,
};

} // namespace sspi
