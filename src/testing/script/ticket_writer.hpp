// SPDX-License-Identifier: BSL-1.0
// Issues the KDC's tickets anew, changed.
#pragma once

#include "request_reader.hpp"

#include <sspi/testing/ticket_change.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// A change, laid open.
struct ticket_change_access {
    struct edits {
        std::optional<std::chrono::seconds> start, end;
        std::string client, service, key_of, pac_key_of;
        std::function<std::vector<std::byte>(std::vector<std::byte>)> pac;
        std::optional<std::uint32_t> kvno;
        std::uint32_t set = 0, clear = 0;
        bool random_key = false, without_pac = false, client_knows = false;
    };
    [[nodiscard]] static edits of(const ticket_change& change) {
        return {change.start_,      change.end_,         change.client_,      change.service_, change.key_of_,
                change.pac_key_of_, change.pac_,         change.kvno_,        change.set_,     change.clear_,
                change.random_key_, change.without_pac_, change.client_knows_};
    }
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing

namespace sspi::testing::detail {

/// Throws `error` when a change names what the realm does not have, or cannot be a name.
void check_change(krb5_context context, database& principals, const ticket_change& change);

/// The answer to a request, with the ticket in it changed. An answer without a ticket, or with one that the realm's keys
/// do not open, stays as it is.
[[nodiscard]] std::vector<std::byte> change_ticket(krb5_context context, database& principals,
                                                   request_reader& request, octet_view reply,
                                                   const ticket_change& change,
                                                   std::chrono::system_clock::time_point now);

} // namespace sspi::testing::detail
