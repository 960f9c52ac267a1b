// SPDX-License-Identifier: BSL-1.0
// Writes KRB-ERRORs, and recognises answers.
#include "reply_writer.hpp"

#include "../kdc/kpasswd.hpp"

#include <array>

namespace sspi::testing::detail {
namespace {

using namespace std::chrono;

void append_little_endian(std::vector<std::byte>& to, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8)
        to.push_back(static_cast<std::byte>(value >> shift));
}

/// A KERB-ERROR-DATA of type KERB_ERR_TYPE_EXTENDED with a KERB-EXT-ERROR in it ([MS-KILE] 2.2.1, 2.2.2): the status,
/// a reserved word and flags. It is always as long.
[[nodiscard]] std::vector<std::byte> extended_error(std::uint32_t status, std::uint32_t flags) {
    constexpr std::array<unsigned char, 11> head{0x30, 21, 0xa1, 3, 0x02, 1, 3, 0xa2, 14, 0x04, 12};
    std::vector<std::byte> out;
    for (const auto octet : head)
        out.push_back(static_cast<std::byte>(octet));
    append_little_endian(out, status);
    append_little_endian(out, 0);
    append_little_endian(out, flags);
    return out;
}

void write_time(KRB_ERROR& message, system_clock::time_point when) {
    const auto whole = floor<seconds>(when);
    message.stime = system_clock::to_time_t(whole);
    message.susec = static_cast<krb5int32>(duration_cast<microseconds>(when - whole).count());
}

void write_service(KRB_ERROR& message, const PrincipalName* asked, const std::string& realm) {
    if (asked != nullptr) return assign(message.sname, *asked);
    std::array<std::string, 2> parts{"krbtgt", realm};
    std::array<char*, 2> components{parts[0].data(), parts[1].data()};
    PrincipalName name{};
    name.name_type = KRB5_NT_SRV_INST;
    name.name_string.len = components.size();
    name.name_string.val = components.data();
    assign(message.sname, name);
}

void write_client(KRB_ERROR& message, const KDC_REQ_BODY* body, const std::string& realm) {
    if (!realm.empty()) assign(present(message.crealm), realm);
    if (body == nullptr || body->cname == nullptr) return;
    assign(present(message.cname), *body->cname);
    if (realm.empty()) assign(present(message.crealm), std::string(body->realm));
}

void write_details(KRB_ERROR& message, const error_reply& what) {
    if (what.e_text()) assign(present(message.e_text), *what.e_text());
    if (what.nt_status())
        assign(present(message.e_data), extended_error(*what.nt_status(), what.nt_flags()));
    else if (what.e_data())
        assign(present(message.e_data), *what.e_data());
}

} // namespace

std::vector<std::byte> write_error(const error_reply& what, const request_reader& request,
                                   const std::string& realm, system_clock::time_point now) {
    error_value message;
    message->pvno = 5;
    message->msg_type = krb_error;
    message->error_code = what.code();
    const auto* const body = request.body();
    assign(message->realm, realm);
    write_time(*message, now + what.stime_offset());
    write_service(*message, body != nullptr ? body->sname : nullptr, realm);
    write_client(*message, body, what.client_realm());
    write_details(*message, what);
    return message.written();
}

std::optional<std::int32_t> error_code_of(octet_view reply) {
    error_value message;
    if (!message.read(reply)) return std::nullopt;
    return message->error_code;
}

std::string answer_name(octet_view reply) {
    if (reply.empty()) return "silence";
    if (const auto code = error_code_of(reply)) return kerberos_error_name(*code);
    constexpr std::byte as_reply{0x6b}, tgs_reply{0x6d}; // RFC 4120, 5.4.2: [APPLICATION 11], 13
    return reply.front() == as_reply ? "AS-REP" : reply.front() == tgs_reply ? "TGS-REP" : "octets";
}

} // namespace sspi::testing::detail
