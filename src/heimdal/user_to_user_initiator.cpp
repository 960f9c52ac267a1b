// SPDX-License-Identifier: BSL-1.0
// The initiator of user-to-user authentication: asks for the acceptor's ticket-granting ticket, gets a ticket under its
// session key, and authenticates with that.
#include "user_to_user.hpp"

#include "../wire/kerberos_authenticator.hpp"
#include "asn1.hpp"
#include "call_bridge.hpp"
#include "errors.hpp"
#include "peer_error.hpp"
#include "service_ticket.hpp"
#include "target.hpp"
#include "tgs_exchange.hpp"
#include "ticket.hpp"
#include "tickets.hpp"

#include <sspi/detail/principal_text.hpp>

namespace sspi::heimdal {

namespace {

using detail::gss_flag;
using detail::operation;
using kind = user_to_user_kind;
using user_to_user::malformed;

/// What the checksum may ask for. Tickets are not delegated, and DCE style is refused above.
constexpr auto sendable = gss_flag::mutual | gss_flag::replay | gss_flag::sequence | gss_flag::conf |
                          gss_flag::integ | gss_flag::identify | gss_flag::extended_error;

/// A ticket for `server` that is encrypted in the session key of the peer's ticket-granting ticket. It is not stored:
/// it is good for one exchange.
[[nodiscard]] result<owned_credentials> ticket_under(kdc_call& call, view peer_ticket, const login& from,
                                                     krb5_principal server) {
    owned_cache cache;
    if (const auto code = open_cache_of(from, cache))
        return krb5_failure(call, operation::continue_initiate, code);
    const auto peers = decoded_ticket::of(peer_ticket);
    if (!peers) return krb5_failure(call, operation::continue_initiate, peers.error().minor);
    const auto with = granting_ticket(call, cache.get(), krb5_principal_get_realm(thread_context(), server));
    if (!with) return with.error();
    user_to_user::follow_clock(cache.get());
    tgs_question what{.with = with->get(), .server = server};
    what.options.enc_tkt_in_skey = 1;
    what.additional = (*peers)->get();
    auto got = ask_tgs(call, operation::continue_initiate, what);
    if (!got) return got.error();
    if (auto refused = user_to_user::unfit(got->credentials.get()->session)) return *refused;
    return std::move(got->credentials);
}

class initiator final : public user_to_user_context {
  public:
    initiator(std::shared_ptr<const login> from, owned_principal target, initiation what)
        : user_to_user_context(std::move(from), true), what_(std::move(what)) {
        server_ = std::move(target);
        granted_ = what_.request & sendable;
    }

    result<leg> advance(kdc_call& call, view token) override {
        call.follow(login_->clock);
        const call_bridge bridge(call);
        switch (due_) {
        case due::nothing:
            return ask();
        case due::ticket:
            return authenticate(call, token);
        case due::reply:
            break;
        }
        return finish(token);
    }

  private:
    enum class due { nothing, ticket, reply };

    [[nodiscard]] result<leg> ask() {
        auto name = user_to_user::name_of(server_.get());
        if (detail::realm_in(what_.target).empty()) name.realm.clear(); // as the caller wrote it
        due_ = due::ticket;
        return leg{.complete = false, .token = tgt_request(name), .expiry = std::nullopt};
    }

    /// The message of the kind that is due. The peer may send an error in its place.
    [[nodiscard]] static result<view> message_in(view token, kind expected) {
        const auto parsed = parse_user_to_user(token);
        if (!parsed) return malformed();
        if (parsed->kind == kind::krb_error)
            return read_peer_error(operation::continue_initiate, parsed->message).reason;
        if (parsed->kind != expected) return malformed();
        return parsed->message;
    }

    /// Without a KDC nothing has happened yet: the same leg can be made later.
    [[nodiscard]] static failure to_be_asked_again(failure error) {
        error.context_intact =
            error.code == status::cancelled || error.code == status::no_authenticating_authority;
        return error;
    }

    [[nodiscard]] result<leg> authenticate(kdc_call& call, view token) {
        const auto reply = message_in(token, kind::tgt_reply);
        if (!reply) return reply.error();
        const auto peer_ticket = ticket_in_reply(*reply);
        if (!peer_ticket) return malformed();
        const auto ticket = by_login(call, login_, [&](const login& whole) {
            return ticket_under(call, *peer_ticket, whole, server_.get());
        });
        if (!ticket) return to_be_asked_again(ticket.error());
        if (auto failed = prepare(*ticket->get())) return *failed;
        const auto request = make_request(*ticket->get());
        if (!request) return request.error();
        expiry_ = user_to_user::time_of(ticket->get()->times.endtime);
        due_ = due::reply;
        granted_ |= gss_flag::user_to_user;
        return leg{.complete = !detail::has(granted_, gss_flag::mutual),
                   .token = framed(kind::ap_req, *request),
                   .expiry = expiry_};
    }

    /// Keys and numbers of this exchange.
    [[nodiscard]] std::optional<failure> prepare(krb5_creds& ticket) {
        const auto context = thread_context();
        std::uint32_t number = 0;
        auto code = krb5_copy_principal(context, ticket.client, client_.out());
        if (code == 0) code = krb5_auth_con_init(context, auth_.out());
        if (code == 0) code = krb5_auth_con_setkey(context, auth_.get(), &ticket.session);
        if (code == 0) code = krb5_auth_con_generatelocalsubkey(context, auth_.get(), &ticket.session);
        if (code == 0) code = krb5_generate_seq_number(context, &ticket.session, &number);
        if (code == 0)
            code = krb5_auth_con_setlocalseqnumber(context, auth_.get(), static_cast<std::int32_t>(number));
        if (code != 0) return krb5_failure(operation::continue_initiate, code);
        return std::nullopt;
    }

    [[nodiscard]] result<bytes> make_request(krb5_creds& ticket) {
        const auto context = thread_context();
        const auto plain = make_authenticator();
        if (!plain) return plain.error();
        owned_crypto crypto;
        krb5_data cipher{};
        auto code = krb5_crypto_init(context, &ticket.session, KRB5_ENCTYPE_NULL, crypto.out());
        if (code == 0)
            code = krb5_encrypt(context, crypto.get(), KRB5_KU_AP_REQ_AUTH, plain->data(), plain->size(),
                                &cipher);
        if (code != 0) return krb5_failure(operation::continue_initiate, code);
        const bool mutual = detail::has(granted_, gss_flag::mutual);
        owned_data out; // krb5_build_ap_req frees the cipher text
        code = krb5_build_ap_req(context, static_cast<krb5_enctype>(ticket.session.keytype), &ticket,
                                 AP_OPTS_USE_SESSION_KEY | (mutual ? AP_OPTS_MUTUAL_REQUIRED : 0), cipher,
                                 out.out());
        if (code != 0) return krb5_failure(operation::continue_initiate, code);
        return bytes(out.bytes().begin(), out.bytes().end());
    }

    [[nodiscard]] result<detail::secret_bytes> make_authenticator() {
        const auto bindings = user_to_user::hash_of(what_.bindings);
        if (!bindings) return bindings.error();
        const auto checksum = make_checksum(*bindings, granted_ & sendable);
        auto& auth = *auth_.get();
        std::int32_t microseconds = 0;
        krb5_timestamp now{};
        krb5_us_timeofday(thread_context(), &now, &microseconds);
        auth.authenticator->ctime = now; // for krb5_rd_rep to compare
        auth.authenticator->cusec = microseconds;
        const auto& subkey = *auth.local_subkey;
        return encode(kerberos_authenticator{
            .client = user_to_user::name_of(client_.get()),
            .checksum_type = checksum_type,
            .checksum = checksum,
            .time = user_to_user::time_of(now),
            .microseconds = static_cast<std::uint32_t>(microseconds),
            .subkey_enctype = static_cast<std::uint32_t>(subkey.keytype),
            .subkey = {static_cast<const std::byte*>(subkey.keyvalue.data), subkey.keyvalue.length},
            .sequence_number = auth.local_seqnumber});
    }

    [[nodiscard]] result<leg> finish(view token) {
        const auto reply = message_in(token, kind::ap_rep);
        if (!reply) return reply.error();
        if (!ap_reply::read(*reply)) return malformed();
        const auto data = borrow_data(*reply);
        owned_reply_part part;
        if (const auto code = krb5_rd_rep(thread_context(), auth_.get(), &data, part.out()))
            return explained(krb5_failure(operation::continue_initiate, code), *reply);
        if (auto refused = user_to_user::unfit(message_key())) return *refused;
        return leg{.complete = true, .token = {}, .expiry = expiry_};
    }

    /// With a token for the acceptor, if the caller asked for that.
    [[nodiscard]] failure explained(failure error, view reply) const {
        if (!detail::has(what_.request, gss_flag::extended_error)) return error;
        if (const auto message = answer_to_reply(error, reply, server_.get()); !message.empty())
            error.token = framed(kind::krb_error, message);
        return error;
    }

    const initiation what_;
    due due_ = due::nothing;
    std::optional<utc_time> expiry_;
};

} // namespace

result<std::unique_ptr<security_context>> make_user_to_user_initiator(kdc_call& call, source& from,
                                                                      initiation what) {
    auto login = from.log_in_to(call, what.target);
    if (!login) return login.error();
    if (const auto ticket = user_to_user::own_ticket(call, **login); !ticket) return ticket.error();
    auto target = target_principal(what.target, (*login)->realm);
    if (!target) return target.error();
    return std::unique_ptr<security_context>(
        std::make_unique<initiator>(std::move(*login), std::move(*target), std::move(what)));
}

} // namespace sspi::heimdal
