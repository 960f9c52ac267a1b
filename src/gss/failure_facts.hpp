// SPDX-License-Identifier: BSL-1.0
// What is known around a failure, beside its code: who, where to, with which stores, and what the other side said.
#pragma once

#include "../failure.hpp"
#include "kdc_call.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sspi::gss {

/// What there was at a cache's or keytab's name.
enum class store_state { unknown, missing, unreadable, empty, there };

/// A key by what is no secret of it.
struct key_facts {
    std::optional<std::uint32_t> kvno{};
    std::int32_t enctype = 0;
};

/// Never a key, password or token: it is shown to people and put into reports.
struct failure_facts {
    static constexpr std::size_t most = 8; ///< names or keys of a keytab

    kdc_record kdc{};
    kdc_call::end ended = kdc_call::end::none;
    std::chrono::milliseconds took{0}; ///< the call, until then

    std::string client{};
    std::string target{};   ///< with its realm
    bool by_keytab = false; ///< the client logged on with a key

    std::string cache{};
    store_state cache_state = store_state::unknown;
    std::optional<std::chrono::sys_seconds> ticket_end{}; ///< of the ticket-granting ticket

    std::string keytab{};
    store_state keytab_state = store_state::unknown;
    std::vector<std::string> keytab_names{}; ///< principals in it, the first few
    std::string service{};                   ///< whom the ticket of a client is for
    std::optional<key_facts> ticket{};       ///< what it is encrypted with
    std::vector<key_facts> keys{};           ///< those of the service in the keytab
    std::vector<key_facts>
        account_keys{}; ///< where it has none: those of accounts, which stand for any service

    std::optional<std::chrono::seconds> peer_ahead{}; ///< its clock, of this machine's
    std::string peer_text{};                          ///< as it came
    std::optional<std::uint32_t> peer_nt_status{};
    bool peer_said = false; ///< the failure's code is the peer's word
    std::string token{};    ///< what kind of token came in place of the one that was due
    std::string offered{};  ///< the mechanisms of the other side
};

/// The same failure with more of that known.
template <class Fill>
[[nodiscard]] failure knowing(failure error, Fill&& fill) {
    auto facts =
        error.facts ? std::make_shared<failure_facts>(*error.facts) : std::make_shared<failure_facts>();
    std::forward<Fill>(fill)(*facts);
    error.facts = std::move(facts);
    return error;
}

/// With what the call has learned of KDCs.
[[nodiscard]] inline failure knowing_kdcs(failure error, kdc_call& call) {
    const auto& record = call.record();
    const bool asked =
        !record.attempts.empty() || !record.notes.empty() || record.error || !record.realm.empty();
    if (!asked && call.ended() == kdc_call::end::none) return error;
    return knowing(std::move(error), [&](failure_facts& facts) {
        facts.kdc = record;
        facts.ended = call.ended();
        facts.took =
            std::chrono::duration_cast<std::chrono::milliseconds>(kdc_call::clock::now() - call.began());
    });
}

} // namespace sspi::gss
