// SPDX-License-Identifier: BSL-1.0
// The acceptor of user-to-user authentication: gives its ticket-granting ticket away, and reads the ticket that comes back
// with the session key.
#include "user_to_user.hpp"

#include "asn1.hpp"
#include "authenticator.hpp"
#include "call_bridge.hpp"
#include "context.hpp"
#include "errors.hpp"
#include "number_in.hpp"
#include "peer_error.hpp"

#include <algorithm>

namespace sspi::heimdal {

namespace {

using detail::gss_flag;
using detail::operation;
using kind = user_to_user_kind;
using user_to_user::malformed;

/// What the initiator's checksum says that means something here. Delegated tickets are not taken.
constexpr auto grantable = gss_flag::mutual | gss_flag::replay | gss_flag::sequence | gss_flag::conf |
                           gss_flag::integ | gss_flag::identify | gss_flag::extended_error;

class acceptor final : public user_to_user_context {
  public:
    acceptor(std::shared_ptr<const login> with, acceptance what)
        : user_to_user_context(std::move(with), false), what_(std::move(what)) {}

    result<leg> advance(kdc_call& call, view token) override {
        call.follow(login_->clock);
        const call_bridge bridge(call);
        const auto parsed = parse_user_to_user(token);
        if (!parsed) return malformed();
        if (ticket_ && parsed->kind == kind::krb_error)
            return read_peer_error(operation::accept, parsed->message).reason;
        if (parsed->kind != (ticket_ ? kind::ap_req : kind::tgt_request)) return malformed();
        if (!ticket_) return hand_out(call, parsed->message);
        const auto request = ap_request::read(parsed->message);
        // Without this option krb5_rd_req_ctx loses the session key that it was given, unwiped.
        if (!request || (*request)->ap_options.use_session_key == 0) return malformed();
        if (auto refused = open(parsed->message)) return explained(std::move(*refused), parsed->message);
        auto client = user_to_user::text_of(client_.get());
        if (!client) return client.error();
        if (auto known = admit(call, what_.openings.get(), *client, **request); !known) return known.error();
        auto out = answer();
        return out ? out : explained(out.error(), parsed->message);
    }

  private:
    [[nodiscard]] result<leg> hand_out(kdc_call& call, view request) {
        if (!is_tgt_request(request)) return malformed();
        auto ticket = user_to_user::own_ticket(call, *login_);
        if (!ticket) return ticket.error();
        ticket_ = std::move(*ticket);
        const auto& der = ticket_.get()->ticket;
        return leg{.complete = false,
                   .token = tgt_reply({static_cast<const std::byte*>(der.data), der.length}),
                   .expiry = user_to_user::time_of(ticket_.get()->times.endtime)};
    }

    /// With a token for the client, if this side asked for that, or the client, as far as its wishes are known.
    [[nodiscard]] failure explained(failure error, view request) const {
        if (!what_.tells_errors && !detail::has(granted_, gss_flag::extended_error)) return error;
        if (const auto message = answer_to_request(error, request); !message.empty())
            error.token = framed(kind::krb_error, message);
        return error;
    }

    [[nodiscard]] result<leg> answer() {
        leg out{.complete = true, .token = {}, .expiry = expiry_};
        if (detail::has(granted_, gss_flag::mutual)) {
            auto reply = make_reply();
            if (!reply) return reply.error();
            out.token = std::move(*reply);
        }
        if (auto refused = user_to_user::unfit(message_key())) return *refused;
        return out;
    }

    /// Whether the request is good, and why not.
    [[nodiscard]] std::optional<failure> open(view request) {
        owned_ticket ticket;
        if (auto failed = decrypt(request, ticket)) return failed;
        if (auto failed = read_checksum()) return failed;
        expiry_ = user_to_user::time_of(ticket.get()->ticket.endtime);
        return std::nullopt;
    }

    /// Decrypts the client's ticket and authenticator. Whose name the ticket bears is the KDC's affair: it may be any of
    /// those that belong to the account.
    [[nodiscard]] std::optional<failure> decrypt(view request, owned_ticket& ticket) {
        const auto context = thread_context();
        const auto message = borrow_data(request);
        owned_request_options options;
        owned_request opened;
        auto code = krb5_auth_con_init(context, auth_.out());
        if (code == 0) code = krb5_auth_con_setuserkey(context, auth_.get(), &ticket_.get()->session);
        if (code == 0) code = krb5_rd_req_in_ctx_alloc(context, options.out());
        if (code == 0)
            code = krb5_rd_req_ctx(context, auth_.in_out(), &message, nullptr, options.get(), opened.out());
        if (code == 0) code = krb5_rd_req_out_get_ticket(context, opened.get(), ticket.out());
        if (code == 0) code = krb5_copy_principal(context, ticket.get()->client, client_.out());
        if (code == 0) code = krb5_copy_principal(context, ticket.get()->server, server_.out());
        if (code != 0) return krb5_failure(operation::accept, code);
        return std::nullopt;
    }

    [[nodiscard]] std::optional<failure> read_checksum() {
        const auto& authenticator = *auth_.get()->authenticator;
        const auto* const sum = authenticator.cksum;
        if (sum == nullptr || number_in(sum->cksumtype) != checksum_type)
            return krb5_failure(operation::accept, KRB5KRB_AP_ERR_INAPP_CKSUM);
        const auto said = checksum_in(authenticator);
        if (!said) return said.error();
        if (detail::has(said->flags, gss_flag::dce_style))
            return failed_with(status::unsupported_function, "DCE style cannot be had with user-to-user");
        granted_ = (said->flags & grantable) | gss_flag::user_to_user;
        if (!detail::enough(what_.policy, said->bindings))
            return failed_with(status::bad_bindings, "the client sent no channel bindings of a channel");
        return detail::compares(what_.policy) && said->bindings >= detail::sent_bindings::empty
                   ? compare_bindings(what_.bindings, *said)
                   : std::nullopt;
    }

    [[nodiscard]] result<bytes> make_reply() {
        const auto context = thread_context();
        owned_data reply;
        // The subkey has the ticket's enctype, whatever others the client would take (RFC 4537).
        auto code = krb5_auth_con_setkeytype(context, auth_.get(), KRB5_ENCTYPE_NULL);
        if (code == 0)
            code = krb5_auth_con_addflags(
                context, auth_.get(), KRB5_AUTH_CONTEXT_USE_SUBKEY | KRB5_AUTH_CONTEXT_DO_SEQUENCE, nullptr);
        if (code == 0) code = krb5_mk_rep(context, auth_.get(), reply.out());
        if (code != 0) return krb5_failure(operation::accept, code);
        return framed(kind::ap_rep, reply.bytes());
    }

    const acceptance what_;
    owned_credentials ticket_; // from the first leg on
    std::optional<utc_time> expiry_;
};

} // namespace

result<std::unique_ptr<security_context>> make_user_to_user_acceptor(kdc_call& call, source& identity,
                                                                     acceptance what) {
    auto login = identity.log_in(call);
    if (!login) return login.error();
    return std::unique_ptr<security_context>(std::make_unique<acceptor>(std::move(*login), std::move(what)));
}

} // namespace sspi::heimdal
