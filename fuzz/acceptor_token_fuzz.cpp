// SPDX-License-Identifier: BSL-1.0
// Clients' tokens, edited, to a server: Kerberos, Negotiate, SASL and user-to-user, at any leg.
//
// The input: two octets choose the exchange, one the leg; the rest are edits.
#include "support/canonical.hpp"
#include "support/edits.hpp"
#include "support/exchange.hpp"

using namespace sspi::fuzz;

namespace {

/// The AP-REQ in a token, however it is encoded; empty where there is none.
[[nodiscard]] bytes ap_req_in(element& tree) {
    auto* const found = find(tree, 0x6E);
    return found != nullptr ? write_tree(*found) : bytes{};
}
/// The octets by which an authenticator is known again.
[[nodiscard]] bytes authenticator_in(element& tree) {
    auto* const cipher = find(tree, {0x6E, 0x30, 0xA4, 0x30, 0xA2, 0x04});
    return cipher != nullptr ? (cipher->seal ? cipher->sealed : cipher->content) : bytes{};
}

/// What a server says to a token as the first of an exchange.
[[nodiscard]] SECURITY_STATUS first_leg(const exchange& of, view token) {
    side server;
    of.accept(server, token);
    return server.status;
}

void finish(exchange& both) {
    for (int leg = 0; leg < 6 && !both.both_done(); ++leg) {
        if (both.client.goes_on()) both.client_leg(both.server.token);
        if (both.client.status < 0) return;
        if (both.server.goes_on()) both.server_leg(both.client.token);
        if (both.server.status < 0) return;
    }
}

void must_be_once(const exchange& both, const bytes& fresh, const bytes& altered) {
    must(first_leg(both, altered) < 0, "a token that was accepted is refused the second time");
    auto before = read_tree(fresh), after = read_tree(altered);
    const auto known = authenticator_in(before);
    if (known.empty() || known != authenticator_in(after)) return;
    must(first_leg(both, fresh) < 0, "another encoding of a token that was accepted is refused");
}

void try_opening(exchange& both, program& input) {
    const auto fresh = both.client.token;
    auto keys = world::instance().keys();
    auto tree = read_tree(fresh);
    keys.open(tree);
    const auto altered = edited(tree, input);
    both.server_leg(altered);
    if (both.server.status < 0) {
        must(altered != fresh, "a fresh token is accepted");
        must(!both.server.context.live(), "a refused opening token leaves no context");
        return must(first_leg(both, fresh) >= 0, "an altered token does not bar the genuine one");
    }
    const auto request = ap_req_in(tree);
    if (!both.server.done() || request.empty()) return;
    must_be_once(both, fresh, altered);
    must(is_canonical_ap_req(request), "an AP-REQ that is accepted is the canonical one");
    if (altered != fresh) return;
    finish(both);
    must(both.both_done() && carries(both.client, both.server, "there"), "a fresh exchange ends well");
}

void try_later(exchange& both, program& input, int legs) {
    for (; legs > 0; --legs) {
        both.server_leg(both.client.token);
        if (!both.server.goes_on()) return;
        both.client_leg(both.server.token);
        if (both.client.status < 0) return;
    }
    const auto fresh = both.client.token;
    auto keys = world::instance().keys();
    auto tree = read_tree(fresh);
    keys.open(tree);
    const auto altered = edited(tree, input);
    both.server_leg(altered);
    if (altered == fresh) must(both.server.status >= 0, "a fresh token is accepted, at each leg");
    if (both.server.status >= 0) finish(both);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    program input(data, size);
    exchange both(exchange_kind::chosen_by(input));
    const int leg = input.octet() % 3;
    both.client_leg({});
    must(both.client.status >= 0, "a client can begin");
    if (leg == 0 && !both.kind.user_to_user)
        try_opening(both, input);
    else
        try_later(both, input, leg);
    return 0;
}
