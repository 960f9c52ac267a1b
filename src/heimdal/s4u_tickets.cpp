// SPDX-License-Identifier: BSL-1.0
// Tickets that a service obtains in a user's name ([MS-SFU]).
#include "s4u_tickets.hpp"

#include "kdc_values.hpp"
#include "number_in.hpp"
#include "proved_account.hpp"
#include "service_ticket.hpp"
#include "tgs_exchange.hpp"
#include "ticket.hpp"
#include "watched_keytab.hpp"

#include <algorithm>

namespace sspi::heimdal {

namespace {

using detail::operation;

[[nodiscard]] krb5_keyblock lent_key(const detail::keytab_entry& key) {
    krb5_keyblock lent{};
    lent.keytype = static_cast<krb5_keytype>(key.enctype);
    lent.keyvalue = borrow_data(key.key);
    return lent;
}

[[nodiscard]] bool open_with(const detail::keytab_entry& key, const EncryptedData& sealed,
                             ticket_content& out) {
    plain_octets plain;
    return decrypt(lent_key(key), KRB5_KU_TICKET, sealed, plain) == 0 && out.read(plain.octets()) == 0;
}

/// What is in a ticket of which the keytab has the key, and that.
struct opened_ticket {
    ticket_content content;
    std::shared_ptr<const keytab_keys> keys;
    const detail::keytab_entry* key = nullptr; // of those; null: there is none
};

/// Whom an entry names does not matter: a domain controller has one key for an account and all services that it stands for.
void open_ticket(const std::string& keytab_name, const EncryptedData& sealed, opened_ticket& out) {
    auto keys = keys_in_keytab(keytab_name);
    if (!keys) return;
    out.keys = *std::move(keys);
    const auto& entries = out.keys->index().entries();
    const auto different = out.keys->index().different_keys(number_in(sealed.etype));
    const auto found = std::ranges::find_if(
        different, [&](std::size_t each) { return open_with(entries[each], sealed, out.content); });
    if (found != different.end()) out.key = &entries[*found];
}

[[nodiscard]] result<std::string> text_of(kdc_call& call, krb5_const_principal principal) {
    owned_text name;
    if (const auto code = krb5_unparse_name(thread_context(), principal, name.out()))
        return krb5_failure(call, operation::logon, code);
    return std::string(name.get());
}

/// The client that the ticket was issued for is the one that the reply names, whom the judge has compared with the question. Who
/// that is in the domain, its PAC says, where the ticket could be opened.
[[nodiscard]] result<std::shared_ptr<const pac_account>>
proved_user(kdc_call& call, const std::string& keytab, const tgs_ticket& got) {
    const auto& octets = got.credentials.get()->ticket;
    const auto ticket = decoded_ticket::of({static_cast<const std::byte*>(octets.data), octets.length});
    if (!ticket) return ticket.error();
    opened_ticket opened;
    open_ticket(keytab, (*ticket)->get()->enc_part, opened);
    if (opened.key != nullptr) {
        const auto client = got.credentials.get()->client;
        if (name_of(opened.content->cname, opened.content->crealm) != name_of(client))
            return refused_ticket(call, operation::logon, ticket_fault::client);
        const auto name = text_of(call, client);
        if (!name) return name.error();
        return account_in_ticket(*opened.content, lent_key(*opened.key), *name);
    }
    if (got.user_confirmed) return std::shared_ptr<const pac_account>();
    auto out = krb5_failure(call, operation::logon, KRB5KRB_AP_ERR_NOKEY);
    out.text = std::string(
        "the keytab has no key for the ticket in the user's name, and the KDC did not confirm the user");
    return out;
}

/// The options that every request of this kind has.
[[nodiscard]] tgs_question question_of(const owned_credentials& self, krb5_const_principal server,
                                       krb5_const_principal client) {
    tgs_question out{.with = self.get(), .server = server};
    out.client = client;
    out.options.forwardable = self.get()->flags.b.forwardable;
    out.options.canonicalize = 1;
    return out;
}

} // namespace

result<self_ticket> ticket_to_self(kdc_call& call, krb5_ccache self, const std::string& keytab,
                                   krb5_const_principal user) {
    const auto own = own_granting_ticket(call, self);
    if (!own) return own.error();
    const clock_of_cache clock(call, self);
    auto what = question_of(*own, own->get()->client, user);
    what.match = client_match::ignoring_case;
    what.for_user = true;
    auto got = ask_tgs(call, operation::logon, what);
    if (!got) return got.error();
    auto account = proved_user(call, keytab, *got);
    if (!account) return account.error();
    return self_ticket{std::move(got->credentials), *std::move(account)};
}

result<owned_credentials> ticket_by_evidence(kdc_call& call, krb5_ccache self, const Ticket& evidence,
                                             krb5_const_principal client, krb5_const_principal server) {
    const auto own = own_granting_ticket(call, self);
    if (!own) return own.error();
    const clock_of_cache clock(call, self);
    auto what = question_of(*own, server, client);
    what.options.cname_in_addl_tkt = 1;
    what.additional = &evidence;
    what.resource_based = true;
    auto got = ask_tgs(call, operation::initiate, what);
    if (!got) return got.error();
    return std::move(got->credentials);
}

} // namespace sspi::heimdal
