// SPDX-License-Identifier: BSL-1.0
// Opens the answers of the KDC, changes the tickets in them and seals both again.
#include "ticket_writer.hpp"
#include "../kdc/number_of.hpp"
#include "pac_writer.hpp"

#include <algorithm>

namespace sspi::testing::detail {
namespace {

using edits = ticket_change_access::edits;

constexpr time_t one_hour = 3600;

void change_flags(TicketFlags& flags, const edits& wanted) {
    const auto bits = (reversed(TicketFlags2int(flags)) | wanted.set) & ~wanted.clear;
    flags = int2TicketFlags(reversed(bits));
}

/// Of what has a beginning and an end: a ticket, and what the client is told of it.
template <class part>
void change_times(part& of, const edits& wanted, time_t now) {
    const time_t start = of.starttime != nullptr ? *of.starttime : of.authtime;
    if (wanted.end) {
        of.endtime = now + wanted.end->count();
        if (start >= of.endtime) present(of.starttime) = of.endtime - one_hour;
    }
    if (wanted.start) {
        present(of.starttime) = now + wanted.start->count();
        if (!wanted.end) of.endtime = std::max(of.endtime, *of.starttime + one_hour);
    }
}

class writer {
  public:
    writer(krb5_context context, database& principals, request_reader& request, const edits& wanted,
           time_t now)
        : context_(context), principals_(principals), request_(request), wanted_(wanted), now_(now),
          made_(context) {}

    /// Whether the ticket could be opened, and is changed now.
    [[nodiscard]] bool change(KDC_REP& reply, usable_key reply_key) {
        ticket_part_value part;
        const auto* const old_key = key_of(reply.ticket);
        if (old_key == nullptr ||
            !part.read_padded(opened(context_, *old_key, KRB5_KU_TICKET, reply.ticket.enc_part)))
            return false;
        if (wanted_.client_knows && !tell_client(reply, reply_key)) return false;
        change_part(*part);
        const auto& key = new_key(reply.ticket, *old_key);
        change_pac(*part, key);
        if (!wanted_.service.empty()) rename(reply.ticket.sname, reply.ticket.realm, wanted_.service);
        seal(context_, key, KRB5_KU_TICKET, part.written(), reply.ticket.enc_part);
        return true;
    }

  private:
    /// A ticket for user-to-user is sealed with the session key of another ticket.
    [[nodiscard]] const krb5_keyblock* key_of(const Ticket& ticket) {
        const auto* const body = request_.body();
        if (body == nullptr || body->kdc_options.enc_tkt_in_skey == 0) return ticket_key(principals_, ticket);
        if (body->additional_tickets == nullptr || body->additional_tickets->len == 0 ||
            !open_ticket(context_, principals_, body->additional_tickets->val[0], additional_))
            return nullptr;
        return &additional_->key;
    }

    void rename(PrincipalName& name, Realm& realm, const std::string& to) {
        const auto parsed = parse_principal(context_, to, principals_.realm());
        assign(name, parsed.get()->name);
        assign(realm, std::string(parsed.get()->realm));
    }

    void change_part(EncTicketPart& part) {
        change_flags(part.flags, wanted_);
        change_times(part, wanted_, now_);
        if (!wanted_.client.empty()) rename(part.cname, part.crealm, wanted_.client);
        if (!wanted_.without_pac || part.authorization_data == nullptr) return;
        free_AuthorizationData(part.authorization_data);
        std::free(part.authorization_data);
        part.authorization_data = nullptr;
    }

    void change_pac(EncTicketPart& part, const krb5_keyblock& key) {
        if (part.authorization_data == nullptr || (!wanted_.pac && wanted_.pac_key_of.empty())) return;
        const auto& kdc = principals_.at("krbtgt/" + principals_.realm()).keys.all().front();
        const auto& service =
            wanted_.pac_key_of.empty() ? key : principals_.at(wanted_.pac_key_of).keys.all().front();
        rewrite_pac(context_, *part.authorization_data, wanted_.pac, service, kdc);
    }

    [[nodiscard]] const krb5_keyblock& new_key(Ticket& ticket, const krb5_keyblock& old_key) {
        if (wanted_.kvno) present(ticket.enc_part.kvno) = static_cast<krb5int32>(*wanted_.kvno);
        if (!wanted_.key_of.empty()) {
            const auto& other = principals_.at(wanted_.key_of);
            if (!wanted_.kvno) present(ticket.enc_part.kvno) = static_cast<krb5int32>(other.kvno);
            return other.keys.all().front();
        }
        if (!wanted_.random_key) return old_key;
        auto* const key = made_.add();
        check(context_,
              krb5_generate_random_keyblock(context_, static_cast<krb5_enctype>(old_key.keytype), key),
              "a random key");
        return *key;
    }

    [[nodiscard]] bool tell_client(KDC_REP& reply, usable_key key) {
        if (key.key == nullptr) return false;
        const auto plain = opened(context_, *key.key, key.usage, reply.enc_part);
        as_reply_part_value as;
        tgs_reply_part_value tgs;
        if (as.read_padded(plain)) return tell(reply, key, as);
        return tgs.read_padded(plain) && tell(reply, key, tgs);
    }

    template <class part>
    [[nodiscard]] bool tell(KDC_REP& reply, usable_key key, part& told) {
        change_flags(told->flags, wanted_);
        change_times(*told, wanted_, now_);
        if (!wanted_.service.empty()) rename(told->sname, told->srealm, wanted_.service);
        if (!wanted_.client.empty()) rename(reply.cname, reply.crealm, wanted_.client);
        seal(context_, *key.key, key.usage, told.written(), reply.enc_part);
        return true;
    }

    krb5_context context_;
    database& principals_;
    request_reader& request_;
    const edits& wanted_;
    time_t now_;
    ticket_part_value additional_{};
    key_set made_;
};

/// The key of the user that an AS answer is for.
[[nodiscard]] usable_key as_reply_key(const database& principals, const KDC_REP& reply) {
    const auto* const found = principals.find_user(reply.cname, reply.crealm);
    return {found != nullptr ? found->key_of(number_of(reply.enc_part.etype)) : nullptr,
            KRB5_KU_AS_REP_ENC_PART};
}

} // namespace

void check_change(krb5_context context, database& principals, const ticket_change& change) {
    const auto wanted = ticket_change_access::of(change);
    for (const auto* const name : {&wanted.client, &wanted.service})
        if (!name->empty()) (void)parse_principal(context, *name, principals.realm());
    for (const auto* const name : {&wanted.key_of, &wanted.pac_key_of})
        if (!name->empty()) (void)principals.at(*name);
}

std::vector<std::byte> change_ticket(krb5_context context, database& principals, request_reader& request,
                                     octet_view reply, const ticket_change& change,
                                     std::chrono::system_clock::time_point now) {
    const auto wanted = ticket_change_access::of(change);
    writer with(context, principals, request, wanted, std::chrono::system_clock::to_time_t(now));
    as_reply_value as;
    if (as.read(reply))
        return with.change(*as, as_reply_key(principals, *as)) ? as.written() : copy_of(reply);
    tgs_reply_value tgs;
    if (tgs.read(reply) && with.change(*tgs, request.tgs_reply_key())) return tgs.written();
    return copy_of(reply);
}

} // namespace sspi::testing::detail
