// SPDX-License-Identifier: BSL-1.0
// The acceptor's side of SPNEGO (RFC 4178, MS-SPNG 3.2) around Kerberos.
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
#include <string_view>
#include <utility>

namespace sspi::exchange {

class negotiate_acceptor final : public exchange {
  public:
    /// `context` was made with the credential `with`, for `what`, and may be made again.
    negotiate_acceptor(gss::mechanism& mechanism, std::unique_ptr<gss::security_context> context,
                       std::shared_ptr<gss::credential> with, gss::acceptance what)
        : mechanism_(mechanism), context_(std::move(context)), with_(std::move(with)),
          what_(std::move(what)) {}

    /// The mechanism begins with the initiator's first token for it, which may come after a hint, or after an offer that
    /// put another mechanism first.
    result<void> bind(gss::kdc_call& call, const gss::channel_bindings& given,
                      detail::binding_policy policy) override {
        if (begun_) return exchange::bind(call, given, policy);
        what_.bindings = given;
        what_.policy = policy;
        auto anew = mechanism_.accept(call, with_, what_);
        if (!anew) return anew.error();
        context_ = std::move(*anew);
        return {};
    }

    result<gss::leg> advance(gss::kdc_call& call, gss::view token) override {
        switch (stage_) {
        case stage::opening:
            return token.empty() ? hint() : first(call, token);
        case stage::hinted:
            return first(call, token);
        case stage::bare:
            return step(call, token);
        case stage::agreed:
            break;
        }
        return later(call, token);
    }

    result<secured> finish() override { return let_go(context_, *std::exchange(session_, std::nullopt)); }

    agreement agreed() const noexcept override {
        const bool chosen = stage_ == stage::agreed || stage_ == stage::bare;
        return chosen ? agreement::reached : agreement::open;
    }

  private:
    using neg_state = wire::spnego::neg_state;
    enum class stage {
        opening,
        hinted, // began itself, and knows nothing of the initiator yet
        bare,   // Kerberos without SPNEGO
        agreed,
    };

    [[nodiscard]] failure nothing_in_common(const std::string& offered) const {
        auto error = gss::knowing(refused_with(status::secpkg_not_found, reason::no_common_mechanism,
                                               "the initiator does not offer Kerberos"),
                                  [&](gss::failure_facts& facts) { facts.offered = offered; });
        if (what_.tells_errors) error.token = wire::spnego::make_resp({.state = neg_state::reject});
        return error;
    }
    [[nodiscard]] static bool is_bare(gss::view token) {
        const auto kind = wire::classify(token);
        return kind == wire::kerberos_token::ap_req || kind == wire::kerberos_token::bare_ap_req;
    }
    /// The token that came for the initiator's first choice, if that is Kerberos.
    [[nodiscard]] static std::optional<gss::view> optimistic_token(const wire::spnego::neg_token_init& init) {
        return init.token && !init.token->empty() && wire::is_kerberos(init.mechanisms.front())
                   ? init.token
                   : std::nullopt;
    }

    [[nodiscard]] result<gss::leg> hint() {
        stage_ = stage::hinted;
        return gss::leg{
            .complete = false, .token = wire::spnego::make_hint(wire::offered_mechanisms()), .expiry = {}};
    }

    [[nodiscard]] result<gss::leg> first(gss::kdc_call& call, gss::view token) {
        if (is_bare(token)) {
            auto next = step(call, token);
            if (next) stage_ = stage::bare;
            return next;
        }
        if (wire::is_ntlm(token)) return nothing_in_common("NTLM");
        const auto init = wire::spnego::parse_init(token);
        if (!init) return unexpected_token(token);
        if (trace::enabled()) trace::line("  the initiator offers " + mechanism_names(init->mechanisms));
        const auto chosen = std::ranges::find_if(init->mechanisms, wire::is_kerberos);
        if (chosen == init->mechanisms.end()) return nothing_in_common(mechanism_names(init->mechanisms));
        if (trace::enabled()) trace::line("  chooses " + mechanism_name(*chosen));
        const auto optimistic = optimistic_token(*init);
        result<gss::leg> next = optimistic ? pass_on(call, *optimistic) : gss::leg{};
        if (!next) return next;
        list_.emplace(gss::bytes(init->mechanism_list.begin(), init->mechanism_list.end()));
        chosen_ = {chosen->begin(), chosen->end()};
        stage_ = stage::agreed;
        if (session_) return conclude({.mic = init->mic}, std::move(*next));
        if (chosen == init->mechanisms.begin()) return reply(neg_state::accept_incomplete, std::move(*next));
        list_->require_mic();
        return reply(neg_state::request_mic, std::move(*next));
    }

    [[nodiscard]] result<gss::leg> later(gss::kdc_call& call, gss::view token) {
        const auto message = wire::spnego::parse_resp(token);
        if (!message) return unexpected_token(token);
        if (message->state == neg_state::reject)
            return failed_with(status::logon_denied, "the initiator rejected the negotiation");
        if (message->token.has_value() == session_.has_value()) return unexpected_token(token);
        result<gss::leg> next =
            message->token ? pass_on(call, *message->token) : gss::leg{.token = {}, .expiry = expiry_};
        if (!next) return next;
        return session_ ? conclude(*message, std::move(*next))
                        : reply(neg_state::accept_incomplete, std::move(*next));
    }

    /// To the mechanism, which knows one of its identifiers only; the answer is framed as the initiator frames.
    [[nodiscard]] result<gss::leg> pass_on(gss::kdc_call& call, gss::view token) {
        const auto standard = wire::reframed(token, wire::microsoft_kerberos_oid, wire::kerberos_oid);
        auto next = step(call, standard);
        if (!next) return with_framed_token(next.error());
        if (!std::ranges::equal(token, standard))
            next->token = wire::reframed(next->token, wire::kerberos_oid, wire::microsoft_kerberos_oid);
        return next;
    }

    /// One leg of the mechanism. The session is there from its last one on.
    [[nodiscard]] result<gss::leg> step(gss::kdc_call& call, gss::view token) {
        auto leg = context_->advance(call, token);
        begun_ = begun_ || leg;
        if (!leg || !leg->complete) return leg;
        auto made = secure(*context_);
        if (!made) return after_changes(made.error());
        session_ = std::move(*made);
        expiry_ = leg->expiry;
        return leg;
    }

    /// The mechanism is through on this side (RFC 4178 5 b and c).
    [[nodiscard]] result<gss::leg> conclude(const wire::spnego::neg_token_resp& message, gss::leg next) {
        if (auto verified = list_->verify(*session_, message.mic); !verified) return verified.error();
        next.complete = true;
        const bool due = list_->requires_mic(*session_) || list_->sent();
        if (list_->verified() && list_->sent()) return next; // the initiator ended it
        if (list_->verified()) return reply(neg_state::accept_completed, std::move(next), true);
        if (due && (list_->sent() || next.token.empty()))
            return failed_with(status::invalid_token, "mechListMIC is missing");
        if (due) return reply(neg_state::accept_incomplete, std::move(next), true);
        // Nobody waits for an answer behind an initiator's last word.
        if (message.state == neg_state::accept_completed && next.token.empty() && answered_) return next;
        return reply(neg_state::accept_completed, std::move(next));
    }

    [[nodiscard]] result<gss::leg> reply(neg_state state, gss::leg next, bool with_mic = false) {
        wire::spnego::neg_token_resp message{.state = state};
        gss::bytes mic;
        if (with_mic) {
            auto made = list_->sign(*session_);
            if (!made) return made.error();
            mic = std::move(*made);
            message.mic = mic;
        }
        // The identifier that was offered is echoed: Windows refuses the other one (MS-SPNG 3.2.5.1).
        if (!answered_) message.mechanism = chosen_;
        if (!next.token.empty()) message.token = next.token;
        next.token = wire::spnego::make_resp(message);
        next.complete = state == neg_state::accept_completed;
        answered_ = true;
        return next;
    }

    gss::mechanism& mechanism_;
    std::unique_ptr<gss::security_context> context_;
    const std::shared_ptr<gss::credential> with_;
    gss::acceptance what_;
    bool begun_ = false; // the mechanism
    stage stage_ = stage::opening;
    bool answered_ = false;
    gss::bytes chosen_; // an OID
    std::optional<mechanism_list> list_;
    std::optional<gss::utc_time> expiry_;
    std::optional<secured> session_; // refers to context_
};

} // namespace sspi::exchange
