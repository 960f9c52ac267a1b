// SPDX-License-Identifier: BSL-1.0
// Exchanges between alice and a server, leg by leg, of every kind that there is.
#pragma once

#include "world.hpp"

namespace sspi::fuzz {

/// Which exchange, and what the client asks for.
struct exchange_kind {
    package of = package::kerberos;
    bool sasl = false;
    bool user_to_user = false;
    ULONG request = 0;

    static constexpr ULONG usual =
        ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT | ISC_REQ_CONFIDENTIALITY | ISC_REQ_INTEGRITY;

    /// By two octets.
    [[nodiscard]] static exchange_kind chosen_by(program& input) {
        exchange_kind out;
        const auto kind = input.octet() % 5;
        const auto flags = input.octet();
        out.of = kind == 1 || kind == 3 ? package::negotiate : package::kerberos;
        out.sasl = kind == 2 || kind == 3;
        out.user_to_user = kind == 4;
        out.request = usual;
        if ((flags & 1) != 0) out.request |= ISC_REQ_MUTUAL_AUTH;
        if ((flags & 2) != 0 && !out.sasl && !out.user_to_user)
            out.request |= ISC_REQ_USE_DCE_STYLE | ISC_REQ_MUTUAL_AUTH;
        if ((flags & 4) != 0) out.request &= ~ULONG{ISC_REQ_CONFIDENTIALITY};
        if ((flags & 8) != 0 && !out.sasl) out.request = flags & 1 ? ISC_REQ_MUTUAL_AUTH : 0;
        if (out.user_to_user) out.request |= ISC_REQ_USE_SESSION_KEY;
        return out;
    }
};

struct exchange {
    explicit exchange(exchange_kind of) : kind(of) {}

    void client_leg(view input) {
        auto& all = world::instance();
        const auto target = kind.user_to_user ? "bob@" + all.realm().name() : all.target();
        client.leg(input, [&](SecHandle* existing, SecBufferDesc* in, leg_outputs& out) {
            if (kind.sasl)
                return SaslInitializeSecurityContextA(all.client(kind.of), existing, text_argument(target),
                                                      kind.request, 0, SECURITY_NATIVE_DREP, in, 0,
                                                      &out.handle, out.list(), &out.attributes, &out.expiry);
            return InitializeSecurityContextA(all.client(kind.of), existing, text_argument(target),
                                              kind.request, 0, SECURITY_NATIVE_DREP, in, 0, &out.handle,
                                              out.list(), &out.attributes, &out.expiry);
        });
    }
    void server_leg(view input) { accept(server, input); }
    /// Of this side or another server's.
    void accept(side& with, view input) const {
        auto& all = world::instance();
        auto* const credential = kind.user_to_user ? all.server_user() : all.server(kind.of);
        with.leg(input, [&](SecHandle* existing, SecBufferDesc* in, leg_outputs& out) {
            if (kind.sasl)
                return SaslAcceptSecurityContext(credential, existing, in, 0, SECURITY_NATIVE_DREP,
                                                 &out.handle, out.list(), &out.attributes, &out.expiry);
            return AcceptSecurityContext(credential, existing, in, 0, SECURITY_NATIVE_DREP, &out.handle,
                                         out.list(), &out.attributes, &out.expiry);
        });
    }

    [[nodiscard]] bool both_done() const noexcept { return client.done() && server.done(); }

    exchange_kind kind;
    side client{};
    side server{};
};

} // namespace sspi::fuzz
