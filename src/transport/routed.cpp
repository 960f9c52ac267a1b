// SPDX-License-Identifier: BSL-1.0
// Waiting for what a route is going to say.
#include "routed.hpp"

#include "../gss/kdc_wait.hpp"
#include "record.hpp"

#include <algorithm>

namespace sspi::transport {

namespace {

using gss::kdc_outcome;
using clock = gss::kdc_call::clock;

struct kind {
    service to = service::kdc;
    bool proof = false; // of a password: asked once, and waited for to the end
};

/// One try: what came of it, and the reply where that is an answer.
struct outcome {
    kdc_outcome how = kdc_outcome::silent;
    bytes reply{};
};

[[nodiscard]] outcome first_good(gss::kdc_call& call, const settings& by, const kind& what,
                                 gss::route_answer answer, clock::time_point began) {
    if (!answer.reachable) return {.how = kdc_outcome::unreachable};
    std::ranges::stable_sort(answer.replies, {}, &gss::route_reply::delay);
    const auto limit = call.deadline(by.whole_call);
    const auto patience = what.proof ? by.whole_call : by.each_try;
    bool nonsense = false;
    for (auto& each : answer.replies) {
        if (each.delay >= patience) break;
        if (!gss::wait_until(call, began + each.delay, limit)) return {.how = kdc_outcome::abandoned};
        if (is_reply(what.to, each.message)) return {kdc_outcome::answered, std::move(each.message)};
        nonsense = true;
    }
    // What a route has said it does not say again, so there is nothing to wait for.
    if (nonsense) return {.how = kdc_outcome::malformed};
    return {.how = gss::wait_until(call, began + patience, limit) ? kdc_outcome::silent
                                                                  : kdc_outcome::abandoned};
}

} // namespace

std::optional<bytes> ask_route(gss::kdc_call& call, const settings& by, const route& to,
                               const std::string& realm, view request) {
    const kind what{.to = service_of(request), .proof = wire::carries_proof(request)};
    const bool once = what.proof || what.to == service::password;
    for (;;) {
        const auto began = clock::now();
        auto answer = to.ask(realm, request);
        if (!answer) return std::nullopt; // taken away
        auto result = first_good(call, by, what, std::move(*answer), began);
        const bool cut_short = call.ended() == gss::kdc_call::end::too_late;
        add_attempt(call.record(),
                    {.where = "route",
                     .outcome = cut_short ? kdc_outcome::silent : result.how,
                     .took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - began)});
        note_error(call.record(), result.reply);
        if (result.how == kdc_outcome::answered) return std::move(result.reply);
        if (result.how != kdc_outcome::silent || once) return std::nullopt;
    }
}

} // namespace sspi::transport
