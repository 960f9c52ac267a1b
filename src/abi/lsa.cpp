// SPDX-License-Identifier: BSL-1.0
// The functions of ntsecapi.h that meet no wide text.
#include "lsa_guard.hpp"

#include "../core/logon_processes.hpp"

#include <algorithm>

using namespace sspi;
using detail::nt_status;

namespace {

constexpr ULONG no_such_message = 317; // ERROR_MR_MID_NOT_FOUND

} // namespace

NTSTATUS NTAPI LsaConnectUntrusted(PHANDLE LsaHandle) {
    return LsaRegisterLogonProcess(nullptr, LsaHandle, nullptr);
}

NTSTATUS NTAPI LsaRegisterLogonProcess(PLSA_STRING, PHANDLE LsaHandle, PLSA_OPERATIONAL_MODE SecurityMode) {
    return abi::lsa_guarded({"LsaRegisterLogonProcess"}, [&] {
        if (LsaHandle == nullptr) return nt_status::invalid_parameter;
        *LsaHandle = abi::to_handle(core::logon_processes().insert(std::make_shared<core::logon_process>()));
        if (SecurityMode != nullptr) *SecurityMode = 0;
        return nt_status::success;
    });
}

NTSTATUS NTAPI LsaDeregisterLogonProcess(HANDLE LsaHandle) {
    return abi::lsa_guarded({"LsaDeregisterLogonProcess"}, [&] {
        const bool removed = core::logon_processes().remove(abi::word_of(LsaHandle));
        return removed ? nt_status::success : nt_status::invalid_handle;
    });
}

NTSTATUS NTAPI LsaLookupAuthenticationPackage(HANDLE LsaHandle, PLSA_STRING PackageName,
                                              PULONG AuthenticationPackage) {
    return abi::lsa_guarded({"LsaLookupAuthenticationPackage"}, [&] {
        if (!core::logon_processes().find(abi::word_of(LsaHandle))) return nt_status::invalid_handle;
        if (PackageName == nullptr || AuthenticationPackage == nullptr) return nt_status::invalid_parameter;
        if (PackageName->Buffer == nullptr) return nt_status::no_such_package;
        const std::string_view name(PackageName->Buffer, PackageName->Length);
        for (const auto& each : core::logon_packages) {
            if (!detail::equal_ignoring_ascii_case(each.name, name)) continue;
            *AuthenticationPackage = each.number;
            return nt_status::success;
        }
        return nt_status::no_such_package;
    });
}

NTSTATUS NTAPI LsaFreeReturnBuffer(PVOID Buffer) {
    return abi::guarded_or(static_cast<NTSTATUS>(nt_status::internal_error), [&] {
        return static_cast<NTSTATUS>(Buffer == nullptr ? nt_status::success : nt_status::invalid_parameter);
    });
}

ULONG NTAPI LsaNtStatusToWinError(NTSTATUS Status) {
    return abi::guarded_or(no_such_message,
                           [&] { return ULONG{detail::to_win32_error(static_cast<nt_status>(Status))}; });
}
