// SPDX-License-Identifier: BSL-1.0
// LsaLogonUser. Compiled once for each width of WCHAR.
#include "../../core/logon_processes.hpp"
#include "../../core/tokens.hpp"
#include "../lsa_guard.hpp"

#include <algorithm>
#include <span>

using namespace sspi;
using detail::nt_status;

namespace {

static_assert(sizeof(KERB_S4U_LOGON) == sizeof(detail::s4u_logon_layout));
static_assert(KerbS4ULogon == detail::s4u_logon_type);
static_assert(KERB_S4U_LOGON_FLAG_IDENTIFY == detail::s4u_logon_identify);

[[nodiscard]] bool is_submit_type(std::uint32_t type) {
    return type == KerbInteractiveLogon ||
           (type >= KerbSmartCardLogon && type <= KerbCertificateUnlockLogon) ||
           type == KerbNoElevationLogon || type == KerbLuidLogon;
}

/// Everything that can be wrong before the KDC is asked.
[[nodiscard]] nt_status examine(SECURITY_LOGON_TYPE type, ULONG package, const void* information,
                                const HANDLE* token, std::span<const std::byte> block) {
    if (information == nullptr || token == nullptr) return nt_status::invalid_parameter;
    if (std::ranges::find(core::logon_packages, package, &core::logon_package::number) ==
        std::end(core::logon_packages))
        return nt_status::no_such_package;
    if (type != Network && type != Batch) return nt_status::invalid_logon_type;
    const auto submitted = detail::submitted_type(block);
    if (!submitted || !is_submit_type(*submitted)) return nt_status::invalid_parameter;
    return *submitted == KerbS4ULogon ? nt_status::success : nt_status::not_supported;
}

/// What the KDC said of the user counts, where it is what ended the call.
[[nodiscard]] nt_status status_of_refusal(const failure& error) {
    const auto* const said = error.facts && error.facts->kdc.error ? &*error.facts->kdc.error : nullptr;
    const bool ended_it = said != nullptr && said->code == error.minor && said->nt_status;
    const auto out = detail::to_nt_status(error.code, error.minor, ended_it ? *said->nt_status : 0);
    const bool revoked = error.why == reason::client_revoked && !detail::is_account_state(out);
    return revoked ? nt_status::account_disabled : out;
}

template <class Value>
void give(Value* where, const Value& value) noexcept {
    if (where != nullptr) *where = value;
}

} // namespace

NTSTATUS NTAPI LsaLogonUser(HANDLE LsaHandle, PLSA_STRING, SECURITY_LOGON_TYPE LogonType,
                            ULONG AuthenticationPackage, PVOID AuthenticationInformation,
                            ULONG AuthenticationInformationLength, PTOKEN_GROUPS, PTOKEN_SOURCE SourceContext,
                            PVOID* ProfileBuffer, PULONG ProfileBufferLength, PLUID LogonId, PHANDLE Token,
                            PQUOTA_LIMITS Quotas, PNTSTATUS SubStatus) {
    return abi::lsa_guarded({"LsaLogonUser"}, [&] {
        const std::span block(static_cast<const std::byte*>(AuthenticationInformation),
                              AuthenticationInformation != nullptr ? AuthenticationInformationLength : 0);
        const auto process = core::logon_processes().find(abi::word_of(LsaHandle));
        if (!process) return nt_status::invalid_handle;
        const auto examined =
            examine(LogonType, AuthenticationPackage, AuthenticationInformation, Token, block);
        if (examined != nt_status::success) return examined;
        const auto asked = detail::parse_s4u_logon<WCHAR>(block);
        if (!asked) return nt_status::invalid_parameter;
        core::logon_session session{.number = core::next_luid(), .batch = LogonType == Batch};
        if (SourceContext != nullptr) session.source = *SourceContext;
        auto user = core::log_on(*process, *asked, session);
        if (!user) {
            abi::note(user.error());
            const auto why = status_of_refusal(user.error());
            if (detail::is_account_state(why)) give(SubStatus, static_cast<NTSTATUS>(why));
            return why;
        }
        *Token = abi::to_handle(
            core::new_token(std::move(*user), session.batch ? TokenPrimary : TokenImpersonation));
        give(ProfileBuffer, PVOID{nullptr});
        give(ProfileBufferLength, ULONG{0});
        give(LogonId, session.number);
        give(Quotas, QUOTA_LIMITS{});
        give(SubStatus, NTSTATUS{0});
        return nt_status::success;
    });
}
