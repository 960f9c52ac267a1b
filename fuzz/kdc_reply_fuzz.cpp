// SPDX-License-Identifier: BSL-1.0
// A KDC's answers, edited, on the way to alice's ticket for a service: errors, AS-REPs, TGS-REPs, and what is encrypted in them.
//
// The input: one octet chooses which kind of answer; the rest are edits of each answer of that kind.
#include "support/kdc_tap.hpp"

#include <sspi/detail/der.hpp>

using namespace sspi::fuzz;

namespace {

enum class altered : std::uint8_t { as_rep, tgs_rep, error, anything };

[[nodiscard]] bool concerns(altered which, const bytes& reply) {
    if (reply.empty()) return false;
    switch (which) {
    case altered::as_rep:
        return reply.front() == std::byte{0x6B};
    case altered::tgs_rep:
        return reply.front() == std::byte{0x6D};
    case altered::error:
        return reply.front() == std::byte{0x7E};
    default:
        return true;
    }
}

/// The tags and contents, without the lengths: who has the key may write those in another way, and says the same.
[[nodiscard]] bytes said_in(view elements) {
    namespace der = sspi::detail::der;
    constexpr std::uint8_t constructed = 0x20, endless = 0x80, end = 0;
    bytes out;
    while (!elements.empty()) {
        const auto e = der::first(elements, der::lengths::any);
        const bool has_no_end = !e && elements.size() > 1 && der::octet_at(elements, 1) == endless;
        const auto content = e ? e->content : elements.subspan(has_no_end ? 2 : 0);
        const bool holds = has_no_end || (e && (e->tag & constructed) != 0);
        const auto inside = holds ? said_in(content) : bytes(content.begin(), content.end());
        if ((e && e->tag != end) || has_no_end) out.push_back(elements.front());
        out.insert(out.end(), inside.begin(), inside.end());
        elements = e ? e->rest : view{};
    }
    return out;
}

/// What a member of EncKDCRepPart (RFC 4120 5.4.2) says, wherever it is in a reply; empty where none is found.
[[nodiscard]] bytes told(element& reply, std::uint8_t member) {
    for (const auto part : {std::uint8_t{0x79}, std::uint8_t{0x7A}})
        if (auto* const found = find(reply, {part, 0x30, member})) return said_in(write_tree(*found));
    return {};
}

/// Answers in the KDC's place, and sees whether what the client must not take was changed.
struct forger {
    altered which;
    view edits;
    bool wrong = false;

    bytes operator()(view request, const bytes& reply) {
        if (!concerns(which, reply)) return reply;
        auto keys = kdc_tap::instance().keys();
        auto asked = read_tree(request);
        keys.open(asked);
        auto tree = read_tree(reply);
        keys.open(tree);
        constexpr std::uint8_t nonce = 0xA2, realm = 0xA9, service = 0xAA;
        const bytes before[] = {told(tree, nonce), told(tree, realm), told(tree, service)};
        program input(edits);
        auto out = edited(tree, input);
        auto again = read_tree(out);
        keys.open(again);
        const bytes after[] = {told(again, nonce), told(again, realm), told(again, service)};
        for (std::size_t i = 0; i < std::size(after); ++i)
            wrong = wrong || (!after[i].empty() && after[i] != before[i]);
        return out;
    }
};

[[nodiscard]] bool server_takes(const bytes& token) {
    side server;
    server.leg(token, [&](SecHandle* existing, SecBufferDesc* in, leg_outputs& out) {
        return AcceptSecurityContext(kdc_tap::instance().server(), existing, in, 0, SECURITY_NATIVE_DREP,
                                     &out.handle, out.list(), &out.attributes, &out.expiry);
    });
    return server.status >= 0;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    program input(data, size);
    auto& tap = kdc_tap::instance();
    forger by{static_cast<altered>(input.octet() % 4), input.rest()};
    tap.answer_with(std::ref(by));
    auto who = tap.alice();
    side client;
    kdc_tap::first_leg(client, who);
    if (client.status >= 0) must(!by.wrong, "a reply to another question is not used");

    // The KDC itself is heard again, by the same handle where a refusal is not one that is remembered.
    tap.answer_with({});
    if (by.edits.empty()) must(client.status >= 0 && server_takes(client.token), "a fresh reply is taken");
    side second;
    kdc_tap::first_leg(second, who);
    auto other = tap.alice();
    side third;
    kdc_tap::first_leg(third, other);
    must(third.status >= 0 && server_takes(third.token), "another handle is as good as ever");
    return 0;
}
