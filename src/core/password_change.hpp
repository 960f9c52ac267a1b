// SPDX-License-Identifier: BSL-1.0
// ChangeAccountPassword: what it checks, whom it asks, and what it tells of a domain's demands.
#pragma once

#include "../gss/failure_facts.hpp"
#include "../gss/mechanism.hpp"
#include "allocations.hpp"
#include "cancellation.hpp"
#include "security_buffers.hpp"

#include <sspi/detail/kpasswd_status.hpp>
#include <sspi/detail/principal_name.hpp>
#include <sspi/detail/text.hpp>

#include <sspi.h>

#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <string>

namespace sspi::core {

struct password_call {
    std::optional<std::string> package;
    std::optional<std::string> domain; // nothing: NULL
    std::optional<std::string> account;
    std::optional<detail::secret_string> old_password;
    std::optional<detail::secret_string> new_password;
    PSecBufferDesc output = nullptr;
};

/// DOMAIN_PASSWORD_INFORMATION of <ntsecapi.h>.
struct domain_password_information {
    std::uint16_t least_length;
    std::uint16_t history_length;
    std::uint32_t properties;
    std::int64_t longest_age;
    std::int64_t shortest_age;
};
static_assert(sizeof(domain_password_information) == 24);

[[nodiscard]] inline bool changes_passwords(std::string_view package) {
    constexpr std::array<std::string_view, 2> names{"Kerberos", "Negotiate"};
    return std::ranges::any_of(
        names, [package](auto name) { return detail::equal_ignoring_ascii_case(name, package); });
}

/// The buffer for the domain's demands; null when the caller gave no descriptor.
[[nodiscard]] inline result<SecBuffer*> response_buffer(PSecBufferDesc output) {
    if (output == nullptr) return nullptr;
    const auto list = buffer_list::of(output);
    if (!list) return list.error();
    auto* const found = list->first(SECBUFFER_CHANGE_PASS_RESPONSE);
    if (found == nullptr)
        return refused_with(status::invalid_token, "there is no CHANGE_PASS_RESPONSE buffer");
    return found;
}

[[nodiscard]] inline allocation block_of(const wire::kpasswd::password_policy& policy) {
    const auto clipped = [](std::uint32_t value) {
        return static_cast<std::uint16_t>(
            std::min<std::uint32_t>(value, std::numeric_limits<std::uint16_t>::max()));
    };
    const domain_password_information told{clipped(policy.least_length), clipped(policy.history_length),
                                           policy.properties, policy.longest_age, policy.shortest_age};
    allocation block(sizeof told);
    std::memcpy(block.bytes().data(), &told, sizeof told);
    return block;
}

inline void write_response(SecBuffer* buffer, const std::optional<wire::kpasswd::password_policy>& policy) {
    if (buffer == nullptr) return;
    std::optional<allocation> block;
    if (policy) block.emplace(block_of(*policy));
    buffer->cbBuffer = block ? static_cast<ULONG>(block->bytes().size()) : 0;
    buffer->pvBuffer = block ? block->give() : nullptr;
}

[[nodiscard]] inline result<void> change_password(password_call call) {
    if (!call.package || !changes_passwords(*call.package)) return refused_with(status::secpkg_not_found);
    const auto response = response_buffer(call.output);
    if (!response) return response.error();
    auto who =
        call.account ? detail::logon_name(*call.account, call.domain.value_or(std::string{})) : std::nullopt;
    if (!who) return refused_with(status::unknown_credentials, "the account or domain name is malformed");
    if (!call.old_password || !call.new_password)
        return refused_with(status::invalid_parameter, "a password is missing");
    asking in_call;
    const auto verdict =
        gss::kerberos().change_password(in_call, {.who = std::move(*who),
                                                  .old_password = std::move(*call.old_password),
                                                  .new_password = std::move(*call.new_password)});
    if (!verdict)
        return gss::knowing(verdict.error(),
                            [&](gss::failure_facts& facts) { facts.client = *call.account; });
    write_response(*response, verdict->policy);
    if (!verdict->accepted)
        return gss::knowing(failed_with(detail::password_restriction), [&](gss::failure_facts& facts) {
            facts.client = *call.account;
            facts.peer_said = true;
            facts.peer_text = verdict->text;
        });
    return {};
}

} // namespace sspi::core
