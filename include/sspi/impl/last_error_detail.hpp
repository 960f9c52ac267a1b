// SPDX-License-Identifier: BSL-1.0
// Copies SSPI_ERROR_DETAIL.
#pragma once

#include <sspi/error_detail.hpp>
#include <sspi/impl/native.hpp>

namespace sspi {

#if defined(_WIN32)
inline error_detail last_error_detail() {
    return {};
}
#else
namespace impl {

inline error_detail copy_of(const SSPI_ERROR_DETAIL& from) {
    error_detail out{.status = from.Status,
                     .status_name = from.pszStatusName,
                     .status_text = from.pszStatusText,
                     .kerberos_code = from.lKrb5Code,
                     .kerberos_name = from.pszKrb5Name,
                     .nt_status = from.ulNtStatus,
                     .nt_status_name = from.pszNtStatusName,
                     .realm = from.pszRealm,
                     .peer_text = from.pszPeerText,
                     .mechanism_text = from.pszMechanismText,
                     .hint = from.pszHint,
                     .text = from.pszText};
    for (ULONG i = 0; i < from.cAttempts; ++i) {
        const auto& each = from.pAttempts[i];
        out.attempts.push_back(
            {each.pszWhere, each.pszOutcome, std::chrono::milliseconds(each.ulMilliseconds)});
    }
    return out;
}

} // namespace impl

inline error_detail last_error_detail() {
    SSPI_ERROR_DETAIL* detail = nullptr;
    if (SspiGetErrorDetail(nullptr, &detail) != SEC_E_OK) return {};
    const impl::context_buffer<SSPI_ERROR_DETAIL> owner(detail);
    return detail->Status == SEC_E_OK ? error_detail{} : impl::copy_of(*detail);
}
#endif

} // namespace sspi
