// SPDX-License-Identifier: BSL-1.0
// The password service of a realm: reads a request, changes a password, writes the answer.
#include "kpasswd.hpp"

#include "asn1.hpp"
#include "kpasswd_message.hpp"

#include <array>
#include <optional>

namespace sspi::testing::detail {
namespace {

using auth_context = owned<krb5_auth_context, krb5_auth_con_free>;
using ticket_handle = owned<krb5_ticket*, krb5_free_ticket>;
using verdict = kpasswd_verdict_of;

/// The content of a version 0xff80 request.
using change_data = asn1<ChangePasswdDataMS, decode_ChangePasswdDataMS, encode_ChangePasswdDataMS,
                         length_ChangePasswdDataMS, free_ChangePasswdDataMS>;

class request {
  public:
    request(krb5_context context, database& principals, const password_policy& policy,
            const std::optional<verdict>& scripted)
        : context_(context), principals_(principals), policy_(policy), scripted_(scripted), session_(context),
          ticket_(context) {
        check(context, krb5_auth_con_init(context, session_.put()), "no context for a change of password");
        krb5_auth_con_setflags(context, session_.get(), KRB5_AUTH_CONTEXT_DO_SEQUENCE);
    }

    [[nodiscard]] kpasswd_reply answer(octet_view sent) {
        const auto parsed = parse_kpasswd(sent);
        if (!parsed) return refuse(KRB5KRB_AP_ERR_MODIFIED, kpasswd_result::malformed);
        if (parsed->version != kpasswd_change && parsed->version != kpasswd_set)
            return refuse(KRB5KDC_ERR_BAD_PVNO, kpasswd_result::bad_version);
        if (const auto code = authenticate(parsed->ap_req))
            return refuse(code, kpasswd_result::not_authenticated);
        octets plain;
        const auto sealed = borrow(parsed->krb_priv);
        if (const auto code = krb5_rd_priv(context_, session_.get(), &sealed, plain.get(), nullptr))
            return refuse(code, kpasswd_result::malformed);
        if (scripted_) return say(*scripted_);
        return say(ticket_.get()->ticket.flags.initial == 0
                       ? verdict{kpasswd_result::initial_flag_needed, "the ticket came from another ticket"}
                       : change(parsed->version, view(*plain)));
    }

  private:
    /// Reads the AP-REQ with the service's keys.
    [[nodiscard]] krb5_error_code authenticate(octet_view ap_req) {
        const auto& service = principals_.at(std::string(kpasswd_service));
        const auto message = borrow(ap_req);
        auto code = static_cast<krb5_error_code>(KRB5KRB_AP_ERR_NOKEY);
        for (auto key : service.keys.all()) { // borrowed
            auto* session = session_.get();   // which is there, so that Heimdal does not put another
            code = krb5_rd_req_with_keyblock(context_, &session, &message, service.name.get(), &key, nullptr,
                                             ticket_.put());
            if (code == 0) break;
        }
        return code;
    }

    [[nodiscard]] verdict change(std::uint16_t version, octet_view content) {
        if (version == kpasswd_change) return change_to(content);
        change_data decoded;
        if (!decoded.read(content)) return {kpasswd_result::malformed, "the ChangePasswdData is malformed"};
        if (!is_own(*decoded))
            return {kpasswd_result::access_denied, "only one's own password can be changed"};
        return change_to(view((*decoded).newpasswd));
    }

    /// A request may name whose password it is about.
    [[nodiscard]] bool is_own(const ChangePasswdDataMS& asked) const {
        const auto* const client = ticket_.get()->client;
        if (asked.targrealm != nullptr && std::string_view(*asked.targrealm) != client->realm) return false;
        if (asked.targname == nullptr) return true;
        krb5_principal_data target{};
        target.name = *asked.targname;
        target.realm = client->realm;
        return krb5_principal_compare(context_, &target, client) != 0;
    }

    [[nodiscard]] verdict change_to(octet_view content) {
        const std::string_view password(reinterpret_cast<const char*>(content.data()), content.size());
        if (password.empty()) return {kpasswd_result::soft_error, "the password is empty"};
        const auto name = unparse(context_, ticket_.get()->client);
        if (policy_)
            if (auto reason = policy_(name, password); !reason.empty())
                return {kpasswd_result::soft_error, std::move(reason)};
        try {
            principals_.rekey(name, password);
        } catch (const error& failed) {
            return {kpasswd_result::hard_error, failed.what()};
        }
        // As with any KDC, the new password is good for a while.
        auto& options = principals_.at(name).options;
        options.require_password_change = false;
        options.password_expires.reset();
        return {};
    }

    /// The answer to a client that is known: nobody else can read or forge it.
    [[nodiscard]] kpasswd_reply say(const verdict& found) {
        octets ap_rep;
        octets sealed;
        // Of the directions that RFC 4120, 7.1 has in place of addresses, the acceptor's.
        std::array<unsigned char, 4> accepting{0, 0, 0, 1};
        krb5_address address{};
        address.addr_type = 3;
        address.address = krb5_data{accepting.size(), accepting.data()};
        const auto plain = kpasswd_verdict(found.result, found.text);
        const auto content = borrow(plain);
        auto code = krb5_auth_con_setaddrs(context_, session_.get(), &address, nullptr);
        if (code == 0) code = krb5_mk_rep(context_, session_.get(), ap_rep.get());
        if (code == 0) code = krb5_mk_priv(context_, session_.get(), &content, sealed.get(), nullptr);
        if (code != 0) return refuse(code, kpasswd_result::hard_error);
        return {kpasswd_answer(view(*ap_rep), view(*sealed)), found.result};
    }

    /// The answer to a client that is not known.
    [[nodiscard]] kpasswd_reply refuse(krb5_error_code code, kpasswd_result result) {
        const char* const text = krb5_get_error_message(context_, code);
        const auto data = kpasswd_verdict(result, text != nullptr ? text : "");
        krb5_free_error_message(context_, text);
        const auto e_data = borrow(data);
        const auto& service = principals_.at(std::string(kpasswd_service));
        octets message;
        if (krb5_mk_error(context_, code, nullptr, &e_data, nullptr, service.name.get(), nullptr, nullptr,
                          message.get()) != 0)
            return {};
        return {kpasswd_answer({}, view(*message)), result};
    }

    krb5_context context_;
    database& principals_;
    const password_policy& policy_;
    const std::optional<verdict>& scripted_;
    auth_context session_;
    ticket_handle ticket_;
};

} // namespace

kpasswd_reply answer_kpasswd(krb5_context context, database& principals, const password_policy& policy,
                             std::span<const std::byte> sent, const std::optional<verdict>& scripted) {
    try {
        return request(context, principals, policy, scripted).answer(sent);
    } catch (const error&) {
        return {}; // a realm without the service does not answer
    }
}

} // namespace sspi::testing::detail
