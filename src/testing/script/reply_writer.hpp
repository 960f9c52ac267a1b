// SPDX-License-Identifier: BSL-1.0
// Messages that a script sends in place of the KDC's, or makes of them.
#pragma once

#include "request_reader.hpp"

#include <sspi/testing/error_reply.hpp>
#include <sspi/testing/ticket_change.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sspi::testing::detail {

/// A KRB-ERROR of a realm, about a request, by the realm's clock. For requests without a service it is from the
/// ticket-granting service.
[[nodiscard]] std::vector<std::byte> write_error(const error_reply& what, const request_reader& request,
                                                 const std::string& realm,
                                                 std::chrono::system_clock::time_point now);

/// The code of a KRB-ERROR, if the octets are one.
[[nodiscard]] std::optional<std::int32_t> error_code_of(octet_view reply);

/// What an answer is, in a word: "AS-REP", "KDC_ERR_PREAUTH_REQUIRED", "octets".
[[nodiscard]] std::string answer_name(octet_view reply);

} // namespace sspi::testing::detail
