// SPDX-License-Identifier: BSL-1.0
// The readers of octets alone, which know no keys: what one reads, the writer beside it writes again.
//
// The input: one octet chooses the reader; the rest are the octets.
#include "support/program.hpp"

#include "../src/wire/authenticator_checksum.hpp"
#include "../src/wire/authorization_data.hpp"
#include "../src/wire/kerberos_error.hpp"
#include "../src/wire/kerberos_time.hpp"
#include "../src/wire/kkdcp_message.hpp"
#include "../src/wire/kpasswd_message.hpp"
#include "../src/wire/pac_account.hpp"
#include "../src/wire/spnego_token.hpp"
#include "../src/wire/string_to_key_rounds.hpp"
#include "../src/wire/ticket_file.hpp"
#include "../src/wire/token_kind.hpp"
#include "../src/wire/user_to_user_token.hpp"

#include <sspi/detail/keytab_file.hpp>

using namespace sspi;
using sspi::fuzz::must;
using sspi::fuzz::view;

namespace {

[[nodiscard]] bool within(view part, view whole) {
    return part.empty() ||
           (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void read_spnego(view token) {
    if (const auto init = wire::spnego::parse_init(token)) {
        must(!init->mechanisms.empty(), "a NegTokenInit offers something");
        must(within(init->mechanism_list, token), "what is read is in the token");
        if (init->token) {
            const auto again = wire::spnego::make_init(init->mechanism_list, *init->token);
            const auto twin = wire::spnego::parse_init(again);
            must(twin && twin->token && std::ranges::equal(*twin->token, *init->token),
                 "a NegTokenInit is read as written");
        }
    }
    const auto resp = wire::spnego::parse_resp(token);
    if (!resp) return;
    const auto again = wire::spnego::make_resp(*resp);
    const auto twin = wire::spnego::parse_resp(again);
    must(twin && twin->state == resp->state && twin->token.has_value() == resp->token.has_value() &&
             twin->mic.has_value() == resp->mic.has_value(),
         "a NegTokenResp is read as written");
}

void read_kerberos(view token) {
    (void)wire::token_kind(token);
    const auto kind = wire::classify(token);
    must(within(wire::kerberos_message(token), token), "a message is in its token");
    if (kind == wire::kerberos_token::ap_req || kind == wire::kerberos_token::ap_rep ||
        kind == wire::kerberos_token::krb_error)
        must(std::ranges::equal(wire::framed(kind, wire::kerberos_message(token)), token),
             "a framing is written as read");
    if (const auto error = wire::parse_kerberos_error(wire::kerberos_message(token))) (void)error;
    (void)wire::nt_status_in(token);
}

void read_user_to_user(view token) {
    const auto found = wire::parse_user_to_user(token);
    if (!found) return;
    must(std::ranges::equal(wire::framed(found->kind, found->message), token),
         "a framing is written as read");
    (void)wire::is_tgt_request(found->message);
    if (const auto ticket = wire::ticket_in_reply(found->message))
        must(std::ranges::equal(wire::tgt_reply(*ticket), token), "a ticket's reply is written as read");
}

void read_kkdcp(view envelope) {
    const auto message = wire::kkdcp::decode(envelope);
    if (message) {
        const auto again = wire::kkdcp::encode("A.TEST", *message);
        const auto twin = wire::kkdcp::decode(again.view());
        must(twin && std::ranges::equal(*twin, *message), "an envelope is read as written");
    }
    const auto closed = wire::kkdcp::encode("A.TEST", envelope);
    if (envelope.empty() || closed.size() > wire::kkdcp::longest) return;
    const auto opened = wire::kkdcp::decode(closed.view());
    must(opened && std::ranges::equal(*opened, envelope), "what is put into an envelope comes out");
}

void read_password_message(view message) {
    if (const auto reply = wire::kpasswd::parse_reply(message))
        must(within(reply->ap_rep, message), "an AP-REP is in its reply");
    (void)wire::kpasswd::parse_finding(message);
    (void)wire::kpasswd::parse_policy(message);
    (void)wire::kpasswd::readable(message);
}

void read_files(view octets) {
    auto copy = detail::secret_bytes::of_size(octets.size());
    std::ranges::copy(octets, copy.units().begin());
    if (const auto file = wire::ticket_file::of(std::move(copy))) {
        (void)file->find(file->client(), 0);
        (void)file->realm();
    }
    (void)detail::read_keytab(octets);
}

void read_small_parts(view octets) {
    (void)wire::parse_checksum(octets);
    (void)wire::announces_bindings(octets);
    (void)wire::string_to_key_rounds(17, octets);
    (void)wire::parse_kerberos_time(octets);
    (void)wire::parse_error_data(octets);
    if (const auto pac = wire::find_authorization(octets, wire::ad_win2k_pac))
        must(within(*pac, octets), "a PAC is in its ticket");
    must(!wire::nt_status_in(octets) || wire::nt_status_in(octets, wire::der::lengths::any),
         "a reader that takes more finds a status too");
}

void read_pac(view octets) {
    const auto pac = wire::pac::read(octets);
    if (!pac) return;
    if (const auto signature = pac->server_signature())
        must(within(signature->octets, octets), "a signature is in its PAC");
    if (const auto over = pac->signed_octets())
        must(over->size() == octets.size(), "what is signed is all of a PAC");
    if (const auto client = pac->client()) must(!client->name.empty(), "a PAC's client has a name");
    const auto account = wire::account_in(*pac);
    if (!account) return;
    must(!account->logon.user.empty(), "an account has an identifier");
    must(account->down_level_name().find('\\') == account->logon.domain.size(), "a domain has no backslash");
    for (const auto& group : account->logon.groups)
        must(detail::sid::parse(group.id.text()) == group.id, "an identifier is read as written");
}

constexpr void (*readers[])(view) = {read_spnego, read_kerberos,         read_user_to_user, read_kkdcp,
                                     read_files,  read_password_message, read_small_parts,  read_pac};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return -1;
    const auto all = std::as_bytes(std::span(data, size));
    // In memory of their size.
    const std::vector<std::byte> octets(all.begin() + 1, all.end());
    readers[data[0] % std::size(readers)](octets);
    return 0;
}
