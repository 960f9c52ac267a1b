// SPDX-License-Identifier: BSL-1.0
// What the judge is told of a KDC's answer.
#include "kdc_answer.hpp"

#include "../trace.hpp"

#include <string>

namespace sspi::heimdal {

namespace {

/// As RFC 4120 numbers them. TicketFlags2int counts from the other end.
[[nodiscard]] std::uint32_t flags_of(const TicketFlags& from) {
    using namespace ticket_flags;
    const std::pair<unsigned, std::uint32_t> known[] = {
        {from.forwardable, forwardable},   {from.forwarded, forwarded}, {from.proxiable, proxiable},
        {from.may_postdate, may_postdate}, {from.postdated, postdated}, {from.invalid, invalid},
        {from.renewable, renewable},       {from.initial, initial},     {from.anonymous, anonymous}};
    std::uint32_t out = 0;
    for (const auto& [is_set, flag] : known)
        if (is_set != 0) out |= flag;
    return out;
}

} // namespace

/// Some KDCs write the tag of the other exchange (RFC 4120 5.4.2). The two differ in nothing else.
krb5_error_code read_content(view octets, reply_content& out) {
    constexpr std::byte as_tag{0x79}, tgs_tag{0x7A};
    if (octets.empty() || octets.front() != as_tag) return out.read(octets);
    detail::secret_bytes copy(octets);
    copy.units().front() = tgs_tag;
    return out.read(copy.view());
}

ticket_answer answer_in(const KDC_REP& reply, const EncKDCRepPart& content) {
    return {.client = name_of(reply.cname, reply.crealm),
            .server = name_of(content.sname, content.srealm),
            .label = name_of(reply.ticket.sname, reply.ticket.realm),
            .nonce = static_cast<std::uint32_t>(content.nonce),
            .enctype = content.key.keytype,
            .flags = flags_of(content.flags),
            .start = time_of(start_of(content)),
            .end = time_of(content.endtime),
            .renew_until = time_of(content.renew_till != nullptr ? *content.renew_till : 0),
            .addresses = content.caddr != nullptr && content.caddr->len != 0};
}

std::uint32_t wishes_of(const KDCOptions& options) noexcept {
    using namespace ticket_flags;
    return (options.forwardable != 0 ? forwardable : 0U) | (options.proxiable != 0 ? proxiable : 0U) |
           (options.allow_postdate != 0 ? may_postdate : 0U) |
           (options.renewable != 0 || options.renewable_ok != 0 ? renewable : 0U);
}

krb5_error_code refuse(ticket_fault fault, krb5_error_code code) {
    const std::string text(text_of(fault));
    if (trace::enabled()) trace::line("  refused: " + text);
    krb5_set_error_message(thread_context(), code, "%s", text.c_str());
    return code;
}

krb5_error_code refuse(ticket_fault fault) {
    return refuse(fault, is_of_time(fault) ? KRB5_KDCREP_SKEW : KRB5_KDCREP_MODIFIED);
}

} // namespace sspi::heimdal
