// SPDX-License-Identifier: BSL-1.0
// The client of the password protocol. Heimdal's own krb5_set_password reads the error of a server without looking
// whether it says anything, offers a refused password again, and leaves the new one in freed memory.
#include "password.hpp"

#include "../wire/kpasswd_message.hpp"
#include "asn1.hpp"
#include "call_bridge.hpp"
#include "credential.hpp"
#include "errors.hpp"
#include "initial_ticket.hpp"
#include "objects.hpp"
#include "realms.hpp"

#include <string>

namespace sspi::heimdal {

namespace {

using detail::operation;

constexpr unsigned krb_priv_usage = 13; // RFC 4120 7.5.1
constexpr krb5_deltat ticket_life = 300;

void free_sendto(krb5_sendto_ctx value) noexcept {
    krb5_sendto_ctx_free(thread_context(), value);
}
void free_key(krb5_keyblock* value) noexcept {
    krb5_free_keyblock(thread_context(), value);
}
using owned_sendto = owned<krb5_sendto_ctx, free_sendto>;
using owned_key = owned<krb5_keyblock*, free_key>; // wiped by Heimdal

/// The ticket that the old password gets. It is for the password service only, and gets nothing else.
[[nodiscard]] krb5_error_code obtain_service_ticket(kdc_call& call, held_credentials& out,
                                                    const logon_name& client,
                                                    const detail::secret_string& password) {
    const auto context = thread_context();
    owned_init_options options;
    if (const auto code = krb5_get_init_creds_opt_alloc(context, options.out())) return code;
    krb5_get_init_creds_opt_set_tkt_life(options.get(), ticket_life);
    krb5_get_init_creds_opt_set_forwardable(options.get(), 0);
    krb5_get_init_creds_opt_set_proxiable(options.get(), 0);
    if (client.canonical) krb5_get_init_creds_opt_set_canonicalize(context, options.get(), 1);
    password_keys keys(password.view());
    const initial_request what{
        .client = client.principal.get(), .options = options.get(), .service = "kadmin/changepw"};
    return obtain(call, out, what, keys).code;
}

[[nodiscard]] failure bad_reply(const char* what) {
    return failed_with(status::invalid_token, what);
}

/// One change: a request and its answer.
class conversation {
  public:
    explicit conversation(kdc_call& call) : call_(call) {}

    [[nodiscard]] result<password_verdict> run(const password_change& asked) {
        const auto context = thread_context();
        const auto client = principal_to_log_on(call_, asked.who);
        if (!client) return client.error();
        resume_clock(call_);
        if (const auto code = obtain_service_ticket(call_, ticket_, *client, asked.old_password))
            return krb5_failure(call_, operation::logon, code);
        const auto request = make_request(asked.new_password);
        if (!request) return request.error();
        owned_data reply;
        // The KDC that gave the ticket may be that of another realm than was asked.
        const char* const realm = krb5_principal_get_realm(context, ticket_.get()->client);
        if (const auto code = send(realm, *request, reply))
            return krb5_failure(call_, operation::logon, code);
        return read(reply.bytes());
    }

  private:
    [[nodiscard]] result<bytes> make_request(const detail::secret_string& password) {
        const auto context = thread_context();
        auto code = krb5_auth_con_init(context, session_.out());
        if (code == 0) code = krb5_auth_con_setflags(context, session_.get(), KRB5_AUTH_CONTEXT_DO_SEQUENCE);
        owned_data ap_req;
        if (code == 0)
            code =
                krb5_mk_req_extended(context, session_.in_out(), AP_OPTS_MUTUAL_REQUIRED | AP_OPTS_USE_SUBKEY,
                                     nullptr, ticket_.get(), ap_req.out());
        if (code != 0) return krb5_failure(call_, operation::logon, code);
        const auto sealed = seal(password);
        if (!sealed) return sealed.error();
        auto request = kpasswd::request(ap_req.bytes(), *sealed);
        if (!request)
            return failed_with(status::internal_error, "the ticket for the password service is too long");
        return *std::move(request);
    }

    /// The password as a KRB-PRIV under the subkey of the AP-REQ.
    [[nodiscard]] result<bytes> seal(const detail::secret_string& password) {
        const auto context = thread_context();
        owned_key key;
        owned_crypto crypto;
        std::int32_t sequence = 0;
        owned_data cipher;
        auto code = krb5_auth_con_getlocalsubkey(context, session_.get(), key.out());
        if (code == 0) code = krb5_auth_con_getlocalseqnumber(context, session_.get(), &sequence);
        if (code == 0) code = krb5_crypto_init(context, key.get(), KRB5_ENCTYPE_NULL, crypto.out());
        if (code != 0) return krb5_failure(call_, operation::logon, code);
        const auto plain =
            kpasswd::private_part(std::as_bytes(password.units()), static_cast<std::uint32_t>(sequence));
        code = krb5_encrypt(context, crypto.get(), krb_priv_usage, plain.data(), plain.size(), cipher.out());
        if (code != 0) return krb5_failure(call_, operation::logon, code);
        return kpasswd::private_message(static_cast<std::uint32_t>(key.get()->keytype), cipher.bytes());
    }

    /// To the realm's password servers as krb5.conf or DNS name them, by way of the send-to-KDC plugins.
    [[nodiscard]] static krb5_error_code send(krb5_const_realm realm, view request, owned_data& reply) {
        const auto context = thread_context();
        owned_sendto how;
        if (const auto code = krb5_sendto_ctx_alloc(context, how.out())) return code;
        krb5_sendto_ctx_set_type(how.get(), KRB5_KRBHST_CHANGEPW);
        const auto data = borrow_data(request);
        return krb5_sendto_context(context, how.get(), &data, realm, reply.out());
    }

    [[nodiscard]] result<password_verdict> read(view from) {
        const auto reply = kpasswd::parse_reply(from);
        if (!reply) return bad_reply("the password server's answer is malformed");
        if (reply->ap_rep.empty()) return read_error(reply->message);
        const auto context = thread_context();
        const auto ap_rep = borrow_data(reply->ap_rep);
        const auto sealed = borrow_data(reply->message);
        owned_reply_part accepted;
        owned_data plain;
        auto code = krb5_rd_rep(context, session_.get(), &ap_rep, accepted.out());
        if (code == 0) code = krb5_rd_priv(context, session_.get(), &sealed, plain.out(), nullptr);
        if (code != 0) return krb5_failure(call_, operation::continue_initiate, code);
        const auto found = kpasswd::parse_finding(plain.bytes());
        if (!found) return bad_reply("the password server's answer says nothing");
        return judge(*found);
    }

    [[nodiscard]] static result<password_verdict> judge(const kpasswd::finding& found) {
        using enum detail::kpasswd_result;
        if (found.result == success) return password_verdict{.accepted = true};
        auto text = kpasswd::readable(found.text);
        if (found.result == soft_error)
            return password_verdict{.text = std::move(text), .policy = kpasswd::parse_policy(found.text)};
        return failed_with(detail::to_status(found.result), std::move(text));
    }

    /// A KRB-ERROR is not authenticated: it can tell of failure only, and not of a domain's policy.
    [[nodiscard]] failure read_error(view message) {
        const auto data = borrow_data(message);
        heimdal::read_error error;
        if (error.by([&](KRB_ERROR* out) { return krb5_rd_error(thread_context(), &data, out); }) != 0)
            return bad_reply("the password server's answer is malformed");
        return failure_in(*error);
    }

    [[nodiscard]] failure failure_in(const KRB_ERROR& error) {
        using enum detail::kpasswd_result;
        if (error.e_data != nullptr) {
            const auto found = kpasswd::parse_finding(
                {static_cast<const std::byte*>(error.e_data->data), error.e_data->length});
            if (found && found->result != success && found->result <= initial_flag_needed)
                return failed_with(detail::to_status(found->result), kpasswd::readable(found->text));
        }
        const auto code = krb5_error_from_rd_error(thread_context(), &error, nullptr);
        auto out = krb5_failure(call_, operation::logon, code);
        if (succeeded(out.code)) out.code = status::invalid_token;
        return out;
    }

    kdc_call& call_;
    held_credentials ticket_;
    owned_auth_context session_;
};

} // namespace

result<password_verdict> change_password(kdc_call& call, const password_change& asked) {
    if (auto missing = missing_context()) return *missing;
    if (asked.new_password.size() > kpasswd::longest_password)
        return refused_with(status::invalid_parameter, "the new password is too long");
    return conversation(call).run(asked);
}

} // namespace sspi::heimdal
