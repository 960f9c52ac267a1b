// SPDX-License-Identifier: BSL-1.0
// Servers' tokens, edited, to a client: AP-REPs, KRB-ERRORs, SPNEGO's answers, SASL's offers, tickets for user-to-user.
//
// The input: two octets choose the exchange, one the leg, one what is edited; the rest are edits.
#include "support/canonical.hpp"
#include "support/edits.hpp"
#include "support/exchange.hpp"

#include <krb5_err.h>

using namespace sspi::fuzz;

namespace {

/// A KRB-ERROR in the framing of the GSS-API, as acceptors send it.
[[nodiscard]] bytes error_token(std::int32_t code) {
    const auto number = [](std::uint8_t octet) {
        return bytes{std::byte{2}, std::byte{1}, std::byte{octet}};
    };
    const auto element_of = [](std::uint8_t tag, std::vector<bytes> parts) {
        element out;
        out.tag = {static_cast<std::byte>(tag)};
        for (const auto& part : parts)
            out.content.insert(out.content.end(), part.begin(), part.end());
        return write_tree(out);
    };
    const auto text = [&](std::string_view value) { return element_of(0x1B, {bytes_of(value)}); };
    const auto member = [&](int of, const bytes& content) {
        return element_of(static_cast<std::uint8_t>(0xA0 + of), {content});
    };
    const auto time = element_of(0x18, {bytes_of("20260101000000Z")});
    const auto name =
        element_of(0x30, {member(0, number(2)), member(1, element_of(0x30, {text("HTTP"), text("x")}))});
    const auto data =
        element_of(0x30, {member(1, number(3)), member(2, element_of(4, {bytes(12, std::byte{1})}))});
    const auto message = element_of(
        0x7E,
        {element_of(0x30, {member(0, number(5)), member(1, number(30)), member(4, time), member(5, number(1)),
                           member(6, number(static_cast<std::uint8_t>(code))), member(9, text("SSPI.TEST")),
                           member(10, name), member(11, text("text")), member(12, element_of(4, {data}))})});
    return element_of(0x60, {bytes_of("\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"),
                             bytes{std::byte{3}, std::byte{0}}, message});
}

/// The ticket and the authenticator have to be seen for the keys in them.
[[nodiscard]] keyring keys_of(view client_token) {
    auto out = world::instance().keys();
    auto tree = read_tree(client_token);
    out.open(tree);
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    program input(data, size);
    exchange both(exchange_kind::chosen_by(input));
    const int leg = input.octet() % 3;
    const auto base = input.octet();
    both.client_leg({});
    must(both.client.status >= 0, "a client can begin");
    auto keys = keys_of(both.client.token);
    for (int i = 0; i <= leg; ++i) {
        if (!both.server.goes_on()) return 0;
        both.server_leg(both.client.token);
        if (both.server.status < 0 || !both.client.goes_on()) return 0;
        if (i == leg) break;
        both.client_leg(both.server.token);
        if (both.client.status < 0) return 0;
        auto tree = read_tree(both.client.token);
        keys.open(tree);
    }
    const auto fresh = base % 4 == 1 ? error_token(base / 4) : both.server.token;
    auto tree = read_tree(fresh);
    keys.open(tree);
    const auto altered =
        base % 4 == 2 ? bytes(input.rest().begin(), input.rest().end()) : edited(tree, input);
    both.client_leg(altered);
    if (altered == both.server.token) must(both.client.status >= 0, "a fresh token is accepted");
    if (both.client.status < 0) return 0;
    auto* const reply = find(tree, 0x6F);
    if (both.client.done() && reply != nullptr && base % 4 == 0)
        must(is_canonical_ap_rep(write_tree(*reply)), "an AP-REP that is accepted is the canonical one");
    if (altered == fresh && both.both_done())
        must(carries(both.client, both.server, "there") && carries(both.server, both.client, "back"),
             "a fresh exchange ends well");
    return 0;
}
