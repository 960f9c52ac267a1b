// SPDX-License-Identifier: BSL-1.0
// Establishing contexts through Heimdal, and the per-message tokens it makes itself.
#include "context.hpp"

#include "../wire/kerberos_token.hpp"
#include "../wire/token_kind.hpp"
#include "asn1.hpp"
#include "assumptions.hpp"
#include "authenticator.hpp"
#include "call_bridge.hpp"
#include "clock.hpp"
#include "delegation.hpp"
#include "errors.hpp"
#include "facts.hpp"
#include "forwarding.hpp"
#include "keytab_keys.hpp"
#include "lent_bindings.hpp"
#include "peer_error.hpp"
#include "proved_account.hpp"
#include "session.hpp"
#include "target.hpp"
#include "ticket.hpp"
#include "tickets.hpp"
#include "turn.hpp"

#include "../trace.hpp"

#include <sspi/detail/principal_text.hpp>

#include <algorithm>
#include <initializer_list>

namespace sspi::heimdal {

namespace {

using detail::gss_flag;
using detail::operation;

[[nodiscard]] bytes copy_of(std::span<const std::byte> from) {
    return {from.begin(), from.end()};
}

[[nodiscard]] std::optional<utc_time> expiry_after(const kdc_call& call, OM_uint32 seconds) {
    if (seconds == GSS_C_INDEFINITE) return std::nullopt;
    return call.now() + std::chrono::seconds(seconds);
}

[[nodiscard]] leg leg_after(const kdc_call& call, OM_uint32 major, const owned_buffer& output,
                            OM_uint32 seconds) {
    return {.complete = !detail::is_continue(major),
            .token = copy_of(output.bytes()),
            .expiry = expiry_after(call, seconds)};
}

[[nodiscard]] bool one_of(kerberos_token kind, std::initializer_list<kerberos_token> allowed) {
    return std::ranges::find(allowed, kind) != allowed.end();
}

/// What both roles share: a finished context and the mechanism's own per-message tokens.
class context : public security_context {
  public:
    explicit context(std::shared_ptr<const login> from) : login_(std::move(from)) {}

    result<established> describe() override { return session_of(context_); }

    result<bytes> get_mic(view message) override {
        OM_uint32 minor = 0;
        auto input = borrow(message);
        owned_buffer token;
        const auto major = gss_get_mic(&minor, context_.get(), GSS_C_QOP_DEFAULT, &input, token.out());
        if (major != GSS_S_COMPLETE) return gss_failure(operation::message, major, minor);
        return copy_of(token.bytes());
    }

    result<void> verify_mic(view message, view token) override {
        OM_uint32 minor = 0;
        auto input = borrow(message);
        auto mic = borrow(token);
        const auto major = gss_verify_mic(&minor, context_.get(), &input, &mic, nullptr);
        if (major != GSS_S_COMPLETE) return unaccepted(major, minor);
        return {};
    }

    result<bytes> wrap(bool sealed, view message) override {
        OM_uint32 minor = 0;
        auto input = borrow(message);
        owned_buffer token;
        const auto major =
            gss_wrap(&minor, context_.get(), sealed ? 1 : 0, GSS_C_QOP_DEFAULT, &input, nullptr, token.out());
        if (major != GSS_S_COMPLETE) return gss_failure(operation::message, major, minor);
        return copy_of(token.bytes());
    }

    result<unwrapped> unwrap(view token) override {
        // Heimdal may decrypt in its input: the caller's bytes stay as they are.
        const detail::secret_bytes scratch(token);
        OM_uint32 minor = 0;
        auto input = borrow(scratch.view());
        secret_buffer message; // of one that came late it is there too
        int sealed = 0;
        const auto major = gss_unwrap(&minor, context_.get(), &input, message.out(), &sealed, nullptr);
        if (major != GSS_S_COMPLETE) return unaccepted(major, minor);
        return unwrapped{.message = detail::secret_bytes(message.bytes()), .sealed = sealed != 0};
    }

    /// Heimdal gives its context away when it exports one, so it is taken back at once.
    result<detail::secret_bytes> export_state() override {
        OM_uint32 minor = 0;
        secret_buffer state;
        auto major = gss_export_sec_context(&minor, context_.in_out(), state.out());
        if (major != GSS_S_COMPLETE) return gss_failure(operation::inquire, major, minor);
        if (auto taken_back = import(state.bytes()); !taken_back) return taken_back.error();
        return detail::secret_bytes(state.bytes());
    }

  protected:
    [[nodiscard]] result<void> import(view state) {
        OM_uint32 minor = 0;
        auto token = borrow(state);
        const auto major = gss_import_sec_context(&minor, &token, context_.out());
        if (major != GSS_S_COMPLETE) return gss_failure(operation::inquire, major, minor);
        return {};
    }

  private:
    [[nodiscard]] static failure unaccepted(OM_uint32 major, OM_uint32 minor) {
        if (assumed::came_late(major, minor))
            return failed_with(status::out_of_sequence, "the message came late");
        return gss_failure(operation::message, major, minor);
    }

  protected:
    std::shared_ptr<const login> login_; // the mechanism points into it until the context is established
    owned_context context_;
};

class initiator final : public context {
  public:
    initiator(std::shared_ptr<const login> from, owned_name target, initiation what)
        : context(std::move(from)), target_(std::move(target)), what_(std::move(what)) {}

    result<established> describe() override {
        auto out = context::describe();
        if (out) out->password_expires = login_->password_expires;
        return out;
    }

    result<leg> advance(kdc_call& call, view token) override {
        call.follow(login_->clock);
        const call_bridge bridge(call);
        if (context_) return answer(call, token);
        auto first = begin(call);
        if (!first || !first->complete || !misnumbers_replies()) return first;
        // Begun anew without the requests that could not be met.
        what_.request &= ~(gss_flag::replay | gss_flag::sequence);
        context_ = owned_context{};
        return step(call, operation::initiate, {});
    }

    std::optional<failure> refusal_in(view token) const override {
        using enum kerberos_token;
        if (!one_of(classify(token), {krb_error, bare_krb_error})) return std::nullopt;
        return knowing_target(read_peer_error(operation::continue_initiate, token).reason, *login_, target_);
    }

  private:
    /// With the ticket alone. Where it is not known, it is looked for among all that there are, or obtained. The mechanism
    /// asks no KDC for it.
    [[nodiscard]] result<leg> begin(kdc_call& call) {
        const auto index = login_->index.lock();
        if (login_->one_ticket) {
            auto out = step(call, operation::initiate, {});
            if (out || !index) return out;
            // It ended this moment, say.
            auto whole = index->whole(call);
            if (!whole || (*whole)->realm != login_->realm) return out;
            login_ = std::move(*whole);
        }
        return index ? begin_in_turn(call, *index) : begin_with_new(call, nullptr);
    }

    /// Where several threads need the same new ticket, one asks for it.
    [[nodiscard]] result<leg> begin_in_turn(kdc_call& call, ticket_index& index) {
        if (index.askers().may_pass(what_.target, call.now())) return begin_with_new(call, &index);
        const auto line = index.askers().join(what_.target);
        const auto refusals = line->refusals();
        auto turn = take_turn(call, line->turns());
        if (!turn) return knowing_target(no_turn(call, operation::initiate), *login_, target_);
        if (index.askers().may_pass(what_.target, call.now())) turn.reset();
        if (auto found = index.find(call, what_)) {
            login_ = std::move(found);
            return step(call, operation::initiate, {});
        }
        if (auto refused = line->refusal_after(refusals)) return *refused;
        auto out = begin_with_new(call, &index);
        if (!out) tell_refusal(call, out.error(), *line);
        return out;
    }

    [[nodiscard]] result<leg> begin_with_new(kdc_call& call, ticket_index* index) {
        auto found = by_login(call, login_, [&](const login& whole) {
            return login_with_new_ticket(call, index, whole, what_);
        });
        if (!found) return knowing_target(found.error(), *login_, target_);
        login_ = std::move(*found);
        return step(call, operation::initiate, {});
    }

    /// Whom the ticket is for, as the KDCs have it.
    [[nodiscard]] std::optional<failure> follow_referral(kdc_call& call) {
        if (context_ || login_->service.empty()) return std::nullopt;
        auto target = import_target(call, login_->service, std::string(detail::realm_in(login_->service)));
        if (!target) return target.error();
        target_ = std::move(*target);
        return std::nullopt;
    }

    /// Only what a KDC said: that a thread was cancelled, or gave up, is no answer to the others.
    static void tell_refusal(kdc_call& call, const failure& why, line_for_ticket& to) {
        if (call.ended() != kdc_call::end::none) return;
        const auto& said = call.record().error;
        if (said && said->code == why.minor) to.refuse(why);
    }

    [[nodiscard]] result<leg> step(kdc_call& call, operation during, view token) {
        if (auto failed = follow_referral(call)) return *failed;
        OM_uint32 minor = 0;
        OM_uint32 seconds = 0;
        auto input = borrow(token);
        owned_buffer output;
        lent_bindings bindings(what_.bindings);
        watched_forwarding forwarding(call, *login_);
        const call_bridge bridge(call, nullptr, &forwarding);
        const auto major = gss_init_sec_context(
            &minor, login_->handle.get(), context_.in_out(), target_.get(), GSS_KRB5_MECHANISM,
            static_cast<OM_uint32>(what_.request), 0, bindings.get(),
            token.empty() ? GSS_C_NO_BUFFER : &input, nullptr, output.out(), nullptr, &seconds);
        if (call.lacks_memory()) { // whatever Heimdal did without
            context_ = owned_context{};
            return failed_with(status::insufficient_memory);
        }
        if (const auto& refused = forwarding.refusal()) {
            context_ = owned_context{};
            return knowing_target(*refused, *login_, target_);
        }
        if (!assumed::went_well(major))
            return knowing_target(gss_failure(call, during, major, minor), *login_, target_);
        auto next = leg_after(call, major, output, seconds);
        end_ = next.expiry;
        return next;
    }

    /// Without an AP-REP, Heimdal's initiator expects the acceptor to count from 0, which no acceptor does.
    /// Where Heimdal makes the messages itself, it would take each reply for one out of order.
    [[nodiscard]] bool misnumbers_replies() {
        const bool watched = detail::has(what_.request, gss_flag::replay | gss_flag::sequence);
        return watched && !makes_rfc4121_tokens(context_);
    }

    /// A token of the wrong kind never reaches the mechanism. Neither does an acceptor's KRB-ERROR, which is not
    /// authenticated: Heimdal would note the acceptor's clock in the user's cache.
    [[nodiscard]] result<leg> answer(kdc_call& call, view token) {
        using enum kerberos_token;
        const auto [kind, message] = parse_kerberos_token(token);
        if (one_of(kind, {krb_error, bare_krb_error}))
            return recovered(call, read_peer_error(operation::continue_initiate, token));
        const bool dce = detail::has(what_.request, gss_flag::dce_style);
        if (kind != (dce ? bare_ap_rep : ap_rep) || !ap_reply::read(message)) return unexpected(token);
        auto next = step(call, operation::continue_initiate, token);
        if (next || !detail::has(what_.request, gss_flag::extended_error)) return next;
        auto error = next.error();
        error.token = answer_to_reply(error, token, target_);
        return error;
    }

    [[nodiscard]] result<leg> recovered(kdc_call& call, const peer_error& error) {
        auto next = recover(call, error);
        return next ? std::move(next) : result<leg>(knowing_target(next.error(), *login_, target_));
    }

    /// MS-KILE 3.2.5.8: once, by the acceptor's clock. A time after the end of the ticket would not be accepted, and
    /// the authenticator would be good for somebody who keeps it until then.
    [[nodiscard]] result<leg> recover(kdc_call& call, const peer_error& error) {
        if (!error.clock || recovered_ || (end_ && *error.clock >= *end_)) return error.reason;
        recovered_ = true;
        if (trace::enabled()) trace::line("  the acceptor's clock differs: begins anew by that");
        auto ahead = login_ahead(call, *login_, target_, *error.clock - (call.now() - call.clock_offset()));
        if (!ahead) return ahead.error();
        context_ = owned_context{};
        login_ = std::move(*ahead);
        return step(call, operation::initiate, {});
    }

    owned_name target_;
    initiation what_;
    std::optional<utc_time> end_; // of the ticket
    bool recovered_ = false;      // from a clock skew
};

class mechanism_acceptor final : public context {
  public:
    mechanism_acceptor(std::shared_ptr<const login> with, acceptance what)
        : context(std::move(with)), what_(std::move(what)) {
        if (!detail::compares(what_.policy)) what_.bindings.reset();
    }

    result<leg> advance(kdc_call& call, view token) override {
        using enum kerberos_token;
        const call_bridge bridge(call);
        const auto [kind, message] = parse_kerberos_token(token);
        if (context_ && one_of(kind, {krb_error, bare_krb_error}))
            return read_peer_error(operation::accept, token).reason;
        // A later leg is the third of DCE style, or an AP-REQ made anew after this side reported a clock
        // skew.
        if (context_ && kind == bare_ap_rep)
            return ap_reply::read(message) ? step(call, token) : unexpected(token);
        const auto request = one_of(kind, {ap_req, bare_ap_req}) ? ap_request::read(message) : std::nullopt;
        if (!request || assumed::would_be_looked_up((*request)->ticket.sname)) return unexpected(token);
        auto keys = keys_for(*login_, (*request)->ticket);
        if (!keys) return explained(keys.error(), token);
        opening_ = std::move(*keys);
        auto next = step(call, token);
        if (!next && login_->keys && assumed::found_no_key(next.error().minor))
            next = login_->keys->missing((*request)->ticket, login_->only, login_->keytab_name);
        const bool offers_recovery = next && classify(next->token) == krb_error;
        if (offers_recovery)
            next = offer_recovery(token, std::move(*next));
        else if (auto refused = next ? refuse_bindings(token) : std::nullopt)
            next = *refused;
        if (!next) return explained(next.error(), token);
        return offers_recovery ? next : admitted(call, *request, std::move(*next));
    }

    result<established> describe() override {
        auto out = session_of(context_, client_);
        if (!out) return out;
        // Nobody has proved the ticket's label: the server is whose key opened it.
        if (!opening_->account.empty()) out->acceptor = opening_->account;
        out->target = service_;
        out->account = account_;
        out->delegated = delegated_ ? forwarded_source(out->initiator, std::move(delegated_)) : proxied(*out);
        return out;
    }

  private:
    /// GCC 12 destroys what an aggregate in a condition has not got where a member of it throws, so this is apart.
    [[nodiscard]] std::shared_ptr<source> proxied(const established& session) const {
        evidence from{.client = session.initiator,
                      .ticket = ticket_,
                      .keytab = login_->keytab_name,
                      .account = opening_->account};
        return proxied_source(std::move(from));
    }

    [[nodiscard]] result<leg> step(kdc_call& call, view token) {
        OM_uint32 minor = 0;
        OM_uint32 seconds = 0;
        auto input = borrow(token);
        owned_buffer output;
        lent_bindings bindings(what_.bindings);
        // Without a place to put them, Heimdal would write delegated tickets into the default cache.
        owned_credential delegated;
        const auto major =
            gss_accept_sec_context(&minor, context_.in_out(), opening_->handle.get(), &input, bindings.get(),
                                   name_.out(), nullptr, output.out(), nullptr, &seconds, delegated.out());
        if (call.lacks_memory()) return failed_with(status::insufficient_memory);
        if (!assumed::went_well(major)) return gss_failure(call, operation::accept, major, minor);
        delegated_ = owned_private_cache{}; // of a request before this one, which failed
        if (delegated) {
            auto taken = take_forwarded(std::move(delegated));
            if (!taken) return taken.error();
            delegated_ = std::move(*taken);
        }
        return leg_after(call, major, output, seconds);
    }

    /// The last that is asked of an opening: one that is refused for anything else may come again.
    [[nodiscard]] result<leg> admitted(const kdc_call& call, const ap_request& request, leg next) {
        auto service = service_named_by(request->ticket);
        if (!service) return service.error();
        auto client = text_of_name(name_.get());
        if (!client) return client.error();
        client_ = std::move(*client);
        if (auto known = admit(call, what_.openings.get(), client_, *request); !known) return known.error();
        ticket_ = encoded<encode_Ticket, length_Ticket>(request->ticket);
        service_ = std::move(*service);
        auto account = proved_account(context_.get(), opening_->keytab.get(), client_);
        if (!account) return account.error();
        account_ = std::move(*account);
        return next;
    }

    /// MS-KILE 3.4.5: the client may begin anew by this side's clock, once. Heimdal offers that also for tickets that
    /// are not valid yet, where it is of no use.
    [[nodiscard]] result<leg> offer_recovery(view request, leg next) {
        const auto error = read_peer_error(operation::accept, next.token);
        if (!error.clock || recovering_) return client_skew(error.reason, request);
        recovering_ = true;
        if (trace::enabled()) trace::line("  the client's clock is off: it may try once more by this one");
        if (classify(request) == kerberos_token::bare_ap_req)
            next.token = copy_of(kerberos_message(next.token));
        return leg{.complete = false, .token = std::move(next.token), .expiry = std::nullopt};
    }

    /// The message was made here, so it has nobody else's word or clock in it.
    [[nodiscard]] failure client_skew(failure reason, view request) const {
        const auto sent = time_in_authenticator(opening_->keytab.get(), request);
        return knowing(std::move(reason), [&](failure_facts& facts) {
            const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
            facts.peer_said = false;
            facts.peer_ahead = sent ? std::optional(*sent - now) : std::nullopt;
        });
    }

    /// Heimdal takes a client that sent no bindings; and one that sent others, where it has no memory to look at them.
    [[nodiscard]] std::optional<failure> refuse_bindings(view request) const {
        if (what_.policy == detail::binding_policy::unchecked) return std::nullopt;
        const auto sent = read_authenticator(opening_->keytab.get(), request);
        if (!sent) return sent.error();
        if (!detail::enough(what_.policy, sent->bindings))
            return failed_with(status::bad_bindings, "the client sent no channel bindings of a channel");
        if (!detail::compares(what_.policy) || sent->bindings < detail::sent_bindings::empty)
            return std::nullopt;
        return compare_bindings(what_.bindings, *sent);
    }

    /// With a token for the client, if this side asked for that, or the client, as far as its wishes are known.
    [[nodiscard]] failure explained(failure error, view request) const {
        error = knowing_ticket(std::move(error), request, login_->keytab_name);
        if (what_.tells_errors || (error.code == status::bad_bindings && client_wants_errors(request)))
            error.token = answer_to_request(error, request);
        return error;
    }

    [[nodiscard]] bool client_wants_errors(view request) const {
        if (!opening_) return false;
        const auto sent = read_authenticator(opening_->keytab.get(), request);
        return sent && detail::has(sent->flags, gss_flag::extended_error);
    }

    acceptance what_;
    std::shared_ptr<const opening_keys> opening_; // for the request that came last
    bool recovering_ = false;                     // the client was told of this side's clock
    owned_name name_;                             // the client's
    std::string client_;                          // the same as text
    std::shared_ptr<const pac_account> account_;  // the same in its domain, proved; null without
    bytes ticket_;        // the client's, which may be good for constrained delegation
    std::string service_; // whom it names, whatever the keytab calls the key that opened it
    owned_private_cache delegated_;
};

/// A context that another process established.
class imported final : public context {
  public:
    imported() : context(nullptr) {}

    result<leg> advance(kdc_call&, view token) override { return unexpected(token); }
    [[nodiscard]] result<void> take(view state) { return import(state); }
};

} // namespace

result<std::unique_ptr<security_context>> import_state(view state) {
    if (auto missing = missing_context()) return *missing;
    auto out = std::make_unique<imported>();
    if (auto taken = out->take(state); !taken) return taken.error();
    return std::unique_ptr<security_context>(std::move(out));
}

result<std::unique_ptr<security_context>> make_initiator(kdc_call& call, source& from, initiation what) {
    auto login = from.log_in_for(call, what);
    if (!login) return login.error();
    auto target = import_target(call, what.target, (*login)->realm);
    if (!target) return target.error();
    if (trace::enabled())
        trace::line("  needs a ticket for " + what.target + ", by the tickets of realm " + (*login)->realm);
    return std::unique_ptr<security_context>(
        std::make_unique<initiator>(std::move(*login), std::move(*target), std::move(what)));
}

std::unique_ptr<security_context> make_mechanism_acceptor(std::shared_ptr<const login> with,
                                                          acceptance what) {
    return std::make_unique<mechanism_acceptor>(std::move(with), std::move(what));
}

result<std::shared_ptr<const opening_keys>> keys_for(const login& with, const Ticket& ticket) {
    if (with.no_keys) return *with.no_keys;
    if (!with.keys) return with.opening;
    return with.keys->opening(ticket, with.only, with.keytab_name);
}

failure unexpected(view token) {
    return knowing(refused_with(status::invalid_token, reason::unexpected_token,
                                "the token is not the Kerberos token that is due"),
                   [&](failure_facts& facts) { facts.token = token_kind(token); });
}

} // namespace sspi::heimdal
