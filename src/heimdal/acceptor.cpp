// SPDX-License-Identifier: BSL-1.0
// The acceptor of the Kerberos mechanism (RFC 4121 4.1). A request is decoded once: who the client is, what it wants and which
// keys its messages have is read in what the keytab's key has proved.
#include "acceptor.hpp"

#include "../wire/kerberos_token.hpp"
#include "accepted_reply.hpp"
#include "assumptions.hpp"
#include "authenticator.hpp"
#include "call_bridge.hpp"
#include "context.hpp"
#include "delegation.hpp"
#include "errors.hpp"
#include "facts.hpp"
#include "keytab_keys.hpp"
#include "peer_error.hpp"
#include "proved_account.hpp"
#include "request_opening.hpp"
#include "ticket.hpp"
#include "user_to_user.hpp"

#include "../trace.hpp"

namespace sspi::heimdal {

namespace {

using detail::gss_flag;
using detail::operation;
using enum kerberos_token;

[[nodiscard]] bool is_request(kerberos_token kind) noexcept {
    return kind == ap_req || kind == bare_ap_req;
}
[[nodiscard]] bool is_error(kerberos_token kind) noexcept {
    return kind == krb_error || kind == bare_krb_error;
}

/// The flags of a request without a checksum, which Windows and Samba accept, are those of every such client.
[[nodiscard]] gss_flag wishes_in(const AP_REQ& request, const Authenticator& from,
                                 const authenticator_checksum& said) {
    auto out = said.flags;
    if (from.cksum == nullptr) {
        out = gss_flag::replay | gss_flag::sequence;
        if (request.ap_options.mutual_required != 0) out |= gss_flag::mutual;
    }
    // Some clients of Windows leave it out: without an answer there is no DCE style.
    return detail::has(out, gss_flag::dce_style) ? out | gss_flag::mutual : out;
}

class acceptor final : public security_context {
  public:
    acceptor(std::shared_ptr<const login> with, acceptance what)
        : login_(std::move(with)), what_(std::move(what)) {
        if (!detail::compares(what_.policy)) what_.bindings.reset();
    }

    result<leg> advance(kdc_call& call, view token) override {
        if (mechanism_) return mechanism_->advance(call, token);
        const call_bridge bridge(call);
        const auto [kind, message] = parse_kerberos_token(token);
        if ((recovering_ || waits_) && is_error(kind))
            return read_peer_error(operation::accept, token).reason;
        if (waits_) return kind == bare_ap_rep ? finish(message, token) : unexpected(token);
        const auto request = is_request(kind) ? ap_request::read(message) : std::nullopt;
        if (!request || assumed::would_be_looked_up((*request)->ticket.sname)) return unexpected(token);
        auto keys = keys_for(*login_, (*request)->ticket);
        if (!keys) return explained(keys.error(), token, nullptr);
        if (!(*keys)->key || !request_opening::concerns((*request)->ticket)) return hand_over(call, token);
        account_name_ = (*keys)->account;
        return open(call, **request, *(*keys)->key, token);
    }

    result<established> describe() override {
        if (mechanism_) return mechanism_->describe();
        established out;
        out.granted = granted_;
        out.initiator = client_;
        // Nobody has proved the ticket's label: the server is whose key opened it.
        out.acceptor = account_name_.empty() ? label_ : account_name_;
        out.target = label_;
        out.account = account_;
        out.session_key = detail::secret_bytes(key_.octets.view());
        out.keys = {.rfc4121 = true,
                    .initiator = false,
                    .acceptor_subkey = detail::has(granted_, gss_flag::mutual),
                    .enctype = key_.enctype,
                    .key = detail::secret_bytes(key_.octets.view()),
                    .send_sequence = sent_number_,
                    .receive_sequence = received_number_};
        out.delegated = delegated_ ? forwarded_source(client_, std::move(delegated_)) : proxied();
        return out;
    }

    result<bytes> get_mic(view message) override {
        return mechanism_ ? mechanism_->get_mic(message) : result<bytes>(made_elsewhere());
    }
    result<void> verify_mic(view message, view token) override {
        return mechanism_ ? mechanism_->verify_mic(message, token) : result<void>(made_elsewhere());
    }
    result<bytes> wrap(bool sealed, view message) override {
        return mechanism_ ? mechanism_->wrap(sealed, message) : result<bytes>(made_elsewhere());
    }
    result<unwrapped> unwrap(view token) override {
        return mechanism_ ? mechanism_->unwrap(token) : result<unwrapped>(made_elsewhere());
    }
    result<detail::secret_bytes> export_state() override {
        return mechanism_ ? mechanism_->export_state() : result<detail::secret_bytes>(made_elsewhere());
    }

  private:
    [[nodiscard]] result<leg> hand_over(kdc_call& call, view token) {
        mechanism_ = make_mechanism_acceptor(login_, what_);
        return mechanism_->advance(call, token);
    }

    [[nodiscard]] result<leg> open(kdc_call& call, const AP_REQ& request, const ticket_key& key, view token) {
        request_opening opening(key);
        auto proved = opening.prove(request);
        if (proved && opening.is_for_mechanism()) return hand_over(call, token);
        if (!proved) return refused(opening, request, proved.error(), token);
        auto out = take(call, request, opening);
        return out ? std::move(out) : explained(out.error(), token, &opening);
    }

    [[nodiscard]] result<leg> refused(const request_opening& opening, const AP_REQ& request, failure why,
                                      view token) {
        const bool is_skew = why.minor == KRB5KRB_AP_ERR_SKEW;
        if (is_skew || why.minor == KRB5KRB_AP_ERR_TKT_NYV) why = knowing_clock(std::move(why), opening);
        return is_skew && !recovering_ ? offer_recovery(request, token)
                                       : explained(std::move(why), token, &opening);
    }

    /// MS-KILE 3.4.5: the client may begin anew by this side's clock, once.
    [[nodiscard]] result<leg> offer_recovery(const AP_REQ& request, view token) {
        recovering_ = true;
        if (trace::enabled()) trace::line("  the client's clock is off: it may try once more by this one");
        return leg{.complete = false,
                   .token = answer_to_skewed(request, token, clock_of_acceptors()),
                   .expiry = std::nullopt};
    }

    [[nodiscard]] static failure knowing_clock(failure why, const request_opening& opening) {
        return knowing(std::move(why), [&](failure_facts& facts) {
            const auto* const sent = opening.authenticator();
            if (sent != nullptr) facts.peer_ahead = user_to_user::time_of(sent->ctime) - clock_of_acceptors();
        });
    }

    /// With a token for the client, if this side asked for that, or the client, as far as its wishes are known.
    [[nodiscard]] failure explained(failure error, view request, const request_opening* opening) const {
        error = knowing_ticket(std::move(error), request, login_->keytab_name);
        const auto wants = [&] {
            const auto* const sent = opening != nullptr ? opening->authenticator() : nullptr;
            const auto said = sent != nullptr ? checksum_in(*sent) : authenticator_checksum{};
            return said && detail::has(said->flags, gss_flag::extended_error);
        };
        if (what_.tells_errors || (error.code == status::bad_bindings && wants()))
            error.token = answer_to_request(error, request);
        return error;
    }

    /// What was proved. Whether it is a copy is asked last: a request that is refused for anything else may come again.
    [[nodiscard]] result<leg> take(kdc_call& call, const AP_REQ& request, const request_opening& opening) {
        const auto& from = *opening.authenticator();
        const auto said = checksum_in(from);
        if (!said) return said.error();
        if (auto wrong = judge_bindings(*said)) return *wrong;
        granted_ = wishes_in(request, from, *said);
        if (auto known = take_names(request, opening); !known) return known.error();
        if (auto taken = take_forwarded_ticket(call, opening); !taken) return taken.error();
        auto answer = make_answer(opening);
        if (!answer) return answer.error();
        auto account = account_in_ticket(opening.ticket(), opening.key(), client_);
        if (!account) return account.error();
        account_ = std::move(*account);
        ticket_ = encoded<encode_Ticket, length_Ticket>(request.ticket);
        if (auto known = admit(call, what_.openings.get(), client_, request); !known) return known.error();
        waits_ = detail::has(granted_, gss_flag::dce_style);
        end_ = user_to_user::time_of(opening.ticket().endtime);
        return leg{.complete = !waits_, .token = framed_answer(*answer), .expiry = end_};
    }

    [[nodiscard]] std::optional<failure> judge_bindings(const authenticator_checksum& said) const {
        if (what_.policy == detail::binding_policy::unchecked) return std::nullopt;
        if (!detail::enough(what_.policy, said.bindings))
            return failed_with(status::bad_bindings, "the client sent no channel bindings of a channel");
        return detail::compares(what_.policy) && said.bindings >= detail::sent_bindings::empty
                   ? compare_bindings(what_.bindings, said)
                   : std::nullopt;
    }

    [[nodiscard]] result<void> take_names(const AP_REQ& request, const request_opening& opening) {
        const auto client = assumed::lent_principal(opening.ticket().cname, opening.ticket().crealm);
        auto from = displayed(&client);
        if (!from) return from.error();
        auto to = service_named_by(request.ticket);
        if (!to) return to.error();
        client_ = std::move(*from);
        label_ = std::move(*to);
        return {};
    }

    /// RFC 4121 4.1.1.1.
    [[nodiscard]] result<void> take_forwarded_ticket(const kdc_call& call, const request_opening& opening) {
        const auto* const sum = opening.authenticator()->cksum;
        const auto ticket = sum != nullptr ? forwarded_in(octets_of(sum->checksum), granted_) : view{};
        if (!ticket) return failed_with(status::bad_bindings, "the authenticator's checksum is malformed");
        granted_ &= ~gss_flag::deleg;
        delegated_ = owned_private_cache{}; // of a request before this one, which failed
        if (ticket->empty()) return {};
        auto taken = forwarded_tickets(opening, *ticket);
        if (!taken) return taken.error();
        if (call.lacks_memory()) return failed_with(status::insufficient_memory);
        delegated_ = std::move(*taken);
        granted_ |= gss_flag::deleg;
        return {};
    }

    /// The AP-REP, where the client wants one, and the keys and numbers of the messages.
    [[nodiscard]] result<bytes> make_answer(const request_opening& opening) {
        const auto& from = *opening.authenticator();
        received_number_ = from.seq_number != nullptr ? *from.seq_number : 0;
        if (!detail::has(granted_, gss_flag::mutual)) {
            // The client never learns this side's number: both count from its own.
            sent_number_ = received_number_;
            key_ = copy_of(from.subkey != nullptr ? *from.subkey : opening.ticket().key);
            return bytes();
        }
        auto reply = accepted_reply::to(opening);
        if (!reply) return reply.error();
        sent_number_ = reply->sequence;
        key_ = std::move(reply->subkey);
        if (detail::has(granted_, gss_flag::dce_style)) session_key_ = copy_of(opening.ticket().key);
        return std::move(reply->message);
    }

    [[nodiscard]] bytes framed_answer(const bytes& message) const {
        if (message.empty() || waits_) return message; // DCE style has no framing
        return framed(ap_rep, message);
    }

    /// The third token of DCE style proves that the client has this side's ([MS-KILE] 3.4.5.1).
    [[nodiscard]] result<leg> finish(view message, view token) {
        const auto reply = ap_reply::read(message);
        if (!reply) return unexpected(token);
        const auto number = number_in_reply(**reply, session_key_);
        if (!number) return number.error();
        if (*number != sent_number_) return gss_failure(operation::accept, GSS_S_UNSEQ_TOKEN, 0);
        if (end_ && *end_ <= clock_of_acceptors())
            return gss_failure(operation::accept, GSS_S_CONTEXT_EXPIRED, 0);
        waits_ = false;
        return leg{.complete = true, .token = {}, .expiry = end_};
    }

    [[nodiscard]] static ticket_key copy_of(const EncryptionKey& key) {
        return {.enctype = static_cast<std::int32_t>(key.keytype),
                .octets = detail::secret_bytes(octets_of(key))};
    }

    /// GCC 12 destroys what an aggregate in a condition has not got where a member of it throws, so this is apart.
    [[nodiscard]] std::shared_ptr<source> proxied() const {
        evidence from{
            .client = client_, .ticket = ticket_, .keytab = login_->keytab_name, .account = account_name_};
        return proxied_source(std::move(from));
    }

    [[nodiscard]] static failure made_elsewhere() {
        return failed_with(status::internal_error, "messages of RFC 4121 are not made by the mechanism");
    }

    const std::shared_ptr<const login> login_;
    acceptance what_;
    std::unique_ptr<security_context>
        mechanism_; // in whose place this stands, from the first request for it on

    bool recovering_ = false;     // the client was told of this side's clock
    bool waits_ = false;          // for the third token of DCE style, which
    ticket_key session_key_;      // is encrypted with this
    std::optional<utc_time> end_; // of the ticket
    gss_flag granted_{};
    std::string client_;
    std::string label_;                          // of the ticket
    std::shared_ptr<const pac_account> account_; // the client in its domain, proved; null without
    ticket_key key_;                             // of the messages
    std::uint64_t sent_number_ = 0;
    std::uint64_t received_number_ = 0;
    bytes ticket_;             // the client's, which may be good for constrained delegation
    std::string account_name_; // whose key opened it
    owned_private_cache delegated_;
};

} // namespace

result<std::unique_ptr<security_context>> make_acceptor(kdc_call& call, source& with, acceptance what) {
    auto login = with.log_in(call);
    if (!login) return login.error();
    return std::unique_ptr<security_context>(std::make_unique<acceptor>(std::move(*login), std::move(what)));
}

} // namespace sspi::heimdal
