// SPDX-License-Identifier: BSL-1.0
// Puts the rounds of string-to-key into the answers of the KDC.
#include "etype_info.hpp"
#include "number_of.hpp"

namespace sspi::testing::detail {
namespace {

/// Whether the padata is an ETYPE-INFO2, and has the rounds now.
[[nodiscard]] bool announce(PA_DATA& padata, std::uint32_t rounds) {
    etype_info2_value info;
    if (number_of(padata.padata_type) != KRB5_PADATA_ETYPE_INFO2 || !info.read(view(padata.padata_value)))
        return false;
    for (unsigned i = 0; i < info->len; ++i)
        if (has_rounds(number_of(info->val[i].etype)))
            assign(present(info->val[i].s2kparams), s2kparams(rounds));
    assign(padata.padata_value, info.written());
    return true;
}

[[nodiscard]] bool announce(METHOD_DATA& all, std::uint32_t rounds) {
    bool found = false;
    for (unsigned i = 0; i < all.len; ++i)
        found = announce(all.val[i], rounds) || found;
    return found;
}

[[nodiscard]] bool announce(KRB_ERROR& message, std::uint32_t rounds) {
    method_data_value data;
    if (message.e_data == nullptr || !data.read(view(*message.e_data)) || !announce(*data, rounds))
        return false;
    assign(*message.e_data, data.written());
    return true;
}

} // namespace

std::vector<std::byte> s2kparams(std::uint32_t rounds) {
    std::vector<std::byte> out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::byte>(rounds >> shift));
    return out;
}

bool has_rounds(std::int32_t enctype) noexcept {
    constexpr std::int32_t first_aes = 17, last_aes = 20; // RFC 3962, RFC 8009
    return enctype >= first_aes && enctype <= last_aes;
}

void add_etype_info(METHOD_DATA& all, std::int32_t enctype, const password_keys& keys) {
    ETYPE_INFO2_ENTRY entry{}; // the copy is what is kept
    auto salt = std::string(keys.salt);
    auto* salt_text = salt.data();
    const auto rounds = s2kparams(keys.rounds);
    auto params = borrow(rounds);
    entry.etype = static_cast<ENCTYPE>(enctype);
    entry.salt = &salt_text;
    if (has_rounds(enctype)) entry.s2kparams = &params;
    etype_info2_value info;
    if (add_ETYPE_INFO2(&*info, &entry) != 0) throw std::bad_alloc();
    const auto octets = info.written();
    PA_DATA padata{};
    padata.padata_type = static_cast<PADATA_TYPE>(KRB5_PADATA_ETYPE_INFO2);
    padata.padata_value = borrow(octets);
    if (add_METHOD_DATA(&all, &padata) != 0) throw std::bad_alloc();
}

std::vector<std::byte> announce_rounds(std::vector<std::byte> reply, const password_keys& keys) {
    error_value refusal;
    if (refusal.read(reply)) return announce(*refusal, keys.rounds) ? refusal.written() : std::move(reply);
    as_reply_value granted;
    if (!granted.read(reply)) return reply;
    auto& padata = present(granted->padata);
    // libkdc says nothing in a ticket's answer but the salt, and clients then take the usual rounds.
    if (!announce(padata, keys.rounds)) add_etype_info(padata, number_of(granted->enc_part.etype), keys);
    return granted.written();
}

} // namespace sspi::testing::detail
