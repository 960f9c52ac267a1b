// SPDX-License-Identifier: BSL-1.0
// SSPI_ERROR_DETAIL: all that is known of a failure, in one block for the caller.
#pragma once

#include "error_text.hpp"

#include <sspi_extensions.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::advice {

/// Texts behind a structure and its attempts, whose pointers are set when the block's place is known. Allocation is how
/// memory for callers is had: made of a size, with `bytes()`, and `give()` which hands it over.
template <class Allocation>
class detail_block {
  public:
    explicit detail_block(std::size_t attempts) : attempts_(attempts) {}

    /// Where the text is going to be, as an offset.
    [[nodiscard]] std::size_t add(std::string_view text) {
        const auto at = texts_.size();
        texts_ += text;
        texts_ += '\0';
        return at;
    }
    void seal() { block_ = Allocation(head() + texts_.size()); }

    [[nodiscard]] const char* at(std::size_t offset) const {
        return reinterpret_cast<const char*>(block_.bytes().data()) + head() + offset;
    }
    [[nodiscard]] SSPI_KDC_ATTEMPT* attempts() const {
        return reinterpret_cast<SSPI_KDC_ATTEMPT*>(block_.bytes().data() + sizeof(SSPI_ERROR_DETAIL));
    }
    [[nodiscard]] SSPI_ERROR_DETAIL* finish(const SSPI_ERROR_DETAIL& with) {
        std::memcpy(block_.bytes().data(), &with, sizeof with);
        std::memcpy(block_.bytes().data() + head(), texts_.data(), texts_.size());
        return static_cast<SSPI_ERROR_DETAIL*>(block_.give());
    }

  private:
    [[nodiscard]] std::size_t head() const {
        return sizeof(SSPI_ERROR_DETAIL) + attempts_ * sizeof(SSPI_KDC_ATTEMPT);
    }

    std::size_t attempts_;
    std::string texts_;
    Allocation block_{0};
};

/// The caller owns what it returns: FreeContextBuffer.
template <class Allocation>
[[nodiscard]] SSPI_ERROR_DETAIL* detail_of(const failure_record& record) {
    const symptoms s(record);
    const auto& tried = s.facts.kdc.attempts;
    const auto code = static_cast<std::int32_t>(s.what.code);
    detail_block<Allocation> block(tried.size());
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
        block.attempts()[i] = {block.at(places[i].first), block.at(places[i].second),
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
                         .pAttempts = tried.empty() ? nullptr : block.attempts(),
                         .pszText = block.at(text)});
}

} // namespace sspi::advice
