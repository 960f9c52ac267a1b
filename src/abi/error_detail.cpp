// SPDX-License-Identifier: BSL-1.0
// SspiGetErrorDetail, SspiGetStatusName, SspiGetStatusText, SspiSetTrace. None of them notes its own failures.
#include "../advice/error_detail.hpp"
#include "../core/allocations.hpp"
#include "../core/establishment.hpp"
#include "../never_destroyed.hpp"
#include "guard.hpp"
#include "record.hpp"

using namespace sspi;

namespace {

/// The last failure of what the handle stands for, null without one; or a bad handle.
[[nodiscard]] result<shared_failure> failure_of(const SecHandle* handle) {
    if (handle == nullptr) return abi::last_failure();
    if (const auto context = core::live_context(handle)) return (*context)->failures().get();
    if (const auto credential = core::live_credential(handle)) return (*credential)->failures().get();
    return core::bad_handle();
}

} // namespace

SECURITY_STATUS SEC_ENTRY SspiGetErrorDetail(PSecHandle phHandle, PSSPI_ERROR_DETAIL* ppDetail) {
    return abi::guarded([&] {
        if (ppDetail == nullptr) return SEC_E_INVALID_PARAMETER;
        const auto found = failure_of(phHandle);
        if (!found) return SEC_E_INVALID_HANDLE;
        static never_destroyed<failure_record> nothing(failure_record{.what = {.code = status::ok}});
        *ppDetail = advice::detail_of<core::allocation>(*found ? **found : nothing.get());
        return SEC_E_OK;
    });
}

const char* SEC_ENTRY SspiGetStatusName(SECURITY_STATUS Status) {
    return abi::guarded_or("", [&] { return advice::status_name_of(Status); });
}

const char* SEC_ENTRY SspiGetStatusText(SECURITY_STATUS Status) {
    return abi::guarded_or("", [&] { return advice::status_text_of(Status); });
}

SECURITY_STATUS SEC_ENTRY SspiSetTrace(SSPI_TRACE_FN pfTrace, void* pvContext) {
    return abi::guarded([&] {
        trace::listen(pfTrace, pvContext);
        return SEC_E_OK;
    });
}
