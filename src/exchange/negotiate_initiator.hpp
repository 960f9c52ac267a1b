// SPDX-License-Identifier: BSL-1.0
// The initiator's side of SPNEGO (RFC 4178, MS-SPNG 3.3) around Kerberos.
#pragma once

#include "../wire/kerberos_oids.hpp"
#include "../wire/spnego_token.hpp"
#include "framed_failure.hpp"
#include "mechanism_list.hpp"
#include "mechanism_names.hpp"
#include "secure.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace sspi::exchange {

class negotiate_initiator final : public exchange {
  public:
    negotiate_initiator(gss::mechanism& mechanism, std::shared_ptr<gss::credential> from,
                        gss::initiation what)
        : mechanism_(mechanism), from_(std::move(from)), what_(std::move(what)) {}

    result<gss::leg> advance(gss::kdc_call& call, gss::view token) override {
        if (stage_ == stage::opening) return open(call, token);
        const auto reply = wire::spnego::parse_resp(token);
        if (!reply) return unexpected_token(token);
        if (reply->state == wire::spnego::neg_state::reject) return rejected(*reply);
        if (trace::enabled()) trace_choice(*reply);
        if (stage_ == stage::offered && reply->mechanism && !wire::is_kerberos(*reply->mechanism))
            return refused_with(status::invalid_token, "the acceptor chose a mechanism that was not offered");
        auto next = pass_on(call, *reply);
        if (!next) return next;
        if (reply->state == wire::spnego::neg_state::request_mic) list_.require_mic();
        stage_ = stage::agreed;
        return session_ ? conclude(*reply, std::move(*next)) : proceed(*reply, std::move(*next));
    }

    result<secured> finish() override { return let_go(context_, *std::exchange(session_, std::nullopt)); }

    agreement agreed() const noexcept override {
        if (stage_ == stage::agreed) return agreement::reached;
        return stage_ == stage::offered ? agreement::optimistic : agreement::open;
    }

  private:
    using neg_state = wire::spnego::neg_state;
    enum class stage { opening, offered, agreed };

    [[nodiscard]] static failure unexpected(const char* what) {
        return failed_with(status::invalid_token, what);
    }

    static void trace_choice(const wire::spnego::neg_token_resp& reply) {
        trace::line("  the acceptor chose " +
                    (reply.mechanism ? mechanism_name(*reply.mechanism) : std::string("no other mechanism")) +
                    (reply.state == neg_state::request_mic ? ", and wants a MIC of the list" : ""));
    }

    /// An acceptor may have begun with a hint (MS-SPNG 3.2.5.2); all that counts in it is whether it has Kerberos.
    [[nodiscard]] result<gss::leg> open(gss::kdc_call& call, gss::view hint) {
        if (!hint.empty()) {
            const auto offered = wire::spnego::parse_init(hint);
            if (!offered) return unexpected_token(hint);
            if (std::ranges::none_of(offered->mechanisms, wire::is_kerberos))
                return gss::knowing(
                    refused_with(status::secpkg_not_found, reason::no_common_mechanism,
                                 "the acceptor does not have Kerberos"),
                    [&](gss::failure_facts& facts) { facts.offered = mechanism_names(offered->mechanisms); });
        }
        if (trace::enabled()) trace::line("  offers Kerberos, under both of its identifiers");
        auto first = begin(call);
        if (!first) return first;
        first->token = wire::spnego::make_init(list_.encoded(), first->token);
        first->complete = false; // RFC 4178 5 c: the acceptor has to say that it agrees
        stage_ = stage::offered;
        return first;
    }

    [[nodiscard]] result<gss::leg> begin(gss::kdc_call& call) {
        auto context = mechanism_.initiate(call, from_, what_);
        if (!context) return context.error();
        context_ = std::move(*context);
        return step(call, {});
    }

    /// One leg of the mechanism. The session is there from its last one on.
    [[nodiscard]] result<gss::leg> step(gss::kdc_call& call, gss::view token) {
        auto leg = context_->advance(call, token);
        if (!leg) return with_framed_token(leg.error());
        if (!leg->complete) return leg;
        auto made = secure(*context_);
        if (!made) return after_changes(made.error());
        session_ = std::move(*made);
        return leg;
    }

    /// Gives the mechanism the token that the acceptor sent for it. One that has chosen, but did not take the first
    /// token, gets another.
    [[nodiscard]] result<gss::leg> pass_on(gss::kdc_call& call, const wire::spnego::neg_token_resp& reply) {
        const bool sent =
            reply.token && !(session_ && reply.token->empty()); // old servers send empty ones at the end
        if (sent && session_)
            return refused_with(status::invalid_token, "the mechanism needs no token any more");
        if (sent)
            return step(call, wire::reframed(*reply.token, wire::microsoft_kerberos_oid, wire::kerberos_oid));
        if (session_) return gss::leg{.complete = true, .token = {}, .expiry = expiry_};
        const bool goes_on =
            reply.state == neg_state::request_mic || reply.state == neg_state::accept_incomplete;
        if (stage_ != stage::offered || !reply.mechanism || !goes_on)
            return refused_with(status::invalid_token, "the acceptor sent no token for the mechanism");
        if (!std::ranges::equal(*reply.mechanism, wire::kerberos_oid)) list_.require_mic();
        return begin(call);
    }

    /// The mechanism has legs to come.
    [[nodiscard]] result<gss::leg> proceed(const wire::spnego::neg_token_resp& reply, gss::leg next) {
        if (reply.state == neg_state::accept_completed)
            return unexpected("the acceptor ends before the mechanism does");
        next.token = wire::spnego::make_resp({.state = neg_state::accept_incomplete, .token = next.token});
        expiry_ = next.expiry;
        return next;
    }

    /// The mechanism is through on this side: RFC 4178 5 b where the acceptor had its last token, c where it is in
    /// `next`.
    [[nodiscard]] result<gss::leg> conclude(const wire::spnego::neg_token_resp& reply, gss::leg next) {
        expiry_ = next.expiry;
        const bool ended = reply.state == neg_state::accept_completed;
        if (auto verified = list_.verify(*session_, reply.mic); !verified) return verified.error();
        if (!next.token.empty()) {
            if (ended) return unexpected("the acceptor ends before the mechanism does");
            return send(neg_state::accept_incomplete, std::move(next), list_.requires_mic(*session_));
        }
        if (!list_.verified() && list_.requires_mic(*session_)) return unexpected("mechListMIC is missing");
        // Who has said that it is complete does not wait for a MIC.
        if (list_.verified() && !list_.sent() && !ended)
            return send(neg_state::accept_completed, std::move(next), true);
        return next;
    }

    [[nodiscard]] result<gss::leg> send(neg_state state, gss::leg next, bool with_mic) {
        wire::spnego::neg_token_resp message{.state = state};
        gss::bytes mic;
        if (with_mic) {
            auto made = list_.sign(*session_);
            if (!made) return made.error();
            mic = std::move(*made);
            message.mic = mic;
        }
        if (!next.token.empty()) message.token = next.token;
        next.token = wire::spnego::make_resp(message);
        next.complete = state == neg_state::accept_completed;
        return next;
    }

    /// The mechanism's own error, where the acceptor sent it along, says more.
    [[nodiscard]] failure rejected(const wire::spnego::neg_token_resp& reply) const {
        const auto plain = failed_with(status::logon_denied, "the acceptor rejected the negotiation");
        if (!reply.token || session_) return plain;
        const auto told = context_->refusal_in(
            wire::reframed(*reply.token, wire::microsoft_kerberos_oid, wire::kerberos_oid));
        return told ? after_changes(*told) : plain;
    }

    gss::mechanism& mechanism_;
    std::shared_ptr<gss::credential> from_;
    gss::initiation what_;
    mechanism_list list_{wire::offered_mechanisms()};
    stage stage_ = stage::opening;
    std::unique_ptr<gss::security_context> context_;
    std::optional<gss::utc_time> expiry_;
    std::optional<secured> session_; // refers to context_
};

} // namespace sspi::exchange
