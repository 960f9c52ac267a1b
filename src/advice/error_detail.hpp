// SPDX-License-Identifier: BSL-1.0
// SSPI_ERROR_DETAIL: all that is known of a failure, in one block for the caller.
#pragma once

#include "../block_with_texts.hpp"
#include "error_text.hpp"

#include <sspi_extensions.h>

#include <cstddef>
#include <utility>
#include <vector>

namespace sspi::advice {

/// The caller owns what it returns: FreeContextBuffer. Allocation: see block_with_texts.
template <class Allocation>
[[nodiscard]] SSPI_ERROR_DETAIL* detail_of(const failure_record& record) {
    const symptoms s(record);
    const auto& tried = s.facts.kdc.attempts;
    const auto code = static_cast<std::int32_t>(s.what.code);
    block_with_texts<SSPI_ERROR_DETAIL, SSPI_KDC_ATTEMPT, Allocation> block(tried.size());
    const auto krb5 = block.add(detail::krb5_code_name(s.what.minor)),
               nt = block.add(detail::nt_status_name(s.nt_status())), realm = block.add(s.realm()),
               peer = block.add(s.peer_text()), mechanism = block.add(mechanism_text(s)),
               hint = block.add(hint_for(s)),
               text = block.add(failed(s.what.code) ? report_of(s) : status_text_of(code));
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (const auto& attempt : tried) {
        const auto where = block.add(place_text(attempt));
        places.emplace_back(where, block.add(outcome_text(attempt)));
    }
    block.seal();
    for (std::size_t i = 0; i < tried.size(); ++i)
        block.elements()[i] = {block.at(places[i].first), block.at(places[i].second),
                               static_cast<ULONG>(tried[i].took.count())};
    return block.finish({.cbSize = sizeof(SSPI_ERROR_DETAIL),
                         .Status = code,
                         .pszStatusName = status_name_of(code),
                         .pszStatusText = status_text_of(code),
                         .lKrb5Code = s.what.minor,
                         .pszKrb5Name = block.at(krb5),
                         .ulNtStatus = s.nt_status(),
                         .pszNtStatusName = block.at(nt),
                         .pszRealm = block.at(realm),
                         .pszPeerText = block.at(peer),
                         .pszMechanismText = block.at(mechanism),
                         .pszHint = block.at(hint),
                         .cAttempts = static_cast<ULONG>(tried.size()),
                         .pAttempts = block.elements(),
                         .pszText = block.at(text)});
}

} // namespace sspi::advice
