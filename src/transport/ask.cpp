// SPDX-License-Identifier: BSL-1.0
// Who is asked, and what ends the wait for an answer.
#include "ask.hpp"

#include "../gss/kdc_wait.hpp"
#include "event_loop.hpp"
#include "race.hpp"
#include "record.hpp"
#include "routed.hpp"

#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <new>
#include <stop_token>

namespace sspi::transport {

namespace {

using end = gss::kdc_call::end;
using gss::kdc_outcome;

/// Runs a race until it is over, the time is up, or another thread cancels the call.
[[nodiscard]] std::optional<bytes> ask_network(gss::kdc_call& call, const settings& by,
                                               const std::string& realm, view request) {
    const auto what = std::make_shared<transport::request>(
        transport::request{.to = service_of(request),
                           .message = bytes(request.begin(), request.end()),
                           .proof = wire::carries_proof(request)});
    event_loop loop;
    race servers(loop, by, realm, what, call.record(), known_servers::of(call, realm, what->to));
    boost::asio::steady_timer limit(loop.executor(), call.deadline(by.whole_call));
    bool late = false;
    const std::stop_callback cancel(call.cancellation(), [&loop] { loop.stop(); });
    loop.run([&] {
        limit.async_wait([&](const boost::system::error_code& cancelled) {
            late = !cancelled;
            loop.stop();
        });
        servers.start();
    });
    if (!servers.answered() && call.cancellation().stop_requested())
        call.end_with(end::cancelled);
    else if (!servers.answered() && late)
        call.end_with(end::too_late);
    servers.note_unfinished(call.ended() == end::too_late ? kdc_outcome::silent : kdc_outcome::abandoned);
    return servers.reply();
}

[[nodiscard]] std::optional<bytes> ask_somebody(gss::kdc_call& call, const settings& by,
                                                const std::string& realm, view request) {
    if (const auto answer = routes().find(realm)) return ask_route(call, by, *answer, realm, request);
    try {
        return ask_network(call, by, realm, request);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) { // of the system: no descriptors left
        add_note(call.record(), error.what());
        return std::nullopt;
    }
}

} // namespace

std::optional<bytes> ask(gss::kdc_call& call, const settings& by, const std::string& realm, view request) {
    auto& record = call.record();
    record.realm = realm;
    record.error.reset();
    if (!gss::goes_on(call, call.deadline(by.whole_call))) return std::nullopt;
    if (trace::enabled()) trace_request(realm, request);
    auto reply = ask_somebody(call, by, realm, request);
    if (reply && trace::enabled()) trace_reply(*reply);
    return reply;
}

} // namespace sspi::transport
