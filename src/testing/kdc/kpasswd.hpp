// SPDX-License-Identifier: BSL-1.0
// The password service of a realm (RFC 3244): kadmin/changepw, over the principals of the KDC.
#pragma once

#include "database.hpp"
#include "krb5_handles.hpp"

#include <sspi/testing/script.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::testing::detail {

/// The service's principal, without its realm.
inline constexpr std::string_view kpasswd_service = "kadmin/changepw";

/// Says why a password is refused, or nothing when it is not.
using password_policy = std::function<std::string(std::string_view name, std::string_view password)>;

/// What a request comes to, and why.
struct kpasswd_verdict_of {
    password_result result = password_result::success;
    std::string text{};
};

/// An answer, and what it says; empty where there is no answer.
struct kpasswd_reply {
    std::vector<std::byte> octets{};
    password_result result = password_result::hard_error;
};

/// Answers one request: reads it, changes the password if all is well, and says how it went. With a verdict it says
/// that, to a client that is known, and changes nothing. The request is one that `is_kpasswd` knows. Not thread-safe:
/// the realm guards the principals and the context.
[[nodiscard]] kpasswd_reply answer_kpasswd(krb5_context context, database& principals,
                                           const password_policy& policy, std::span<const std::byte> request,
                                           const std::optional<kpasswd_verdict_of>& verdict = {});

} // namespace sspi::testing::detail
