// SPDX-License-Identifier: BSL-1.0
// The SASL functions that meet no wide text.
#include "../core/sasl.hpp"
#include "../core/sasl_options.hpp"
#include "leg_outputs.hpp"
#include "sasl_functions.hpp"

using namespace sspi;

SECURITY_STATUS SEC_ENTRY SaslEnumerateProfilesA(LPSTR* ProfileList, ULONG* ProfileCount) {
    return abi::enumerate_sasl_profiles<SEC_CHAR>(ProfileList, ProfileCount);
}

SECURITY_STATUS SEC_ENTRY SaslGetProfilePackageA(LPSTR ProfileName, PSecPkgInfoA* PackageInfo) {
    return abi::sasl_profile_package<SEC_CHAR>(ProfileName, PackageInfo);
}

SECURITY_STATUS SEC_ENTRY SaslIdentifyPackageA(PSecBufferDesc pInput, PSecPkgInfoA* PackageInfo) {
    return abi::identify_sasl_package<SEC_CHAR>(pInput, PackageInfo);
}

// TargetDataRep has no effect on a Kerberos token.
SECURITY_STATUS SEC_ENTRY SaslAcceptSecurityContext(PCredHandle phCredential, PCtxtHandle phContext,
                                                    PSecBufferDesc pInput, ULONG fContextReq, ULONG,
                                                    PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                                                    ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    return abi::guarded(
        {.name = "SaslAcceptSecurityContext", .context = phContext, .credential = phCredential}, [&] {
            const auto call =
                abi::leg_call_of(phCredential, phContext, fContextReq, pInput, pOutput, phNewContext);
            return abi::accept_by(core::sasl_accept, call, phNewContext, pfContextAttr, ptsExpiry);
        });
}

SECURITY_STATUS SEC_ENTRY SaslSetContextOption(PCtxtHandle ContextHandle, ULONG Option, PVOID Value,
                                               ULONG Size) {
    return abi::guarded({.name = "SaslSetContextOption", .context = ContextHandle}, [&] {
        if (Value == nullptr && Size != 0) return SEC_E_INVALID_PARAMETER;
        const std::span value(static_cast<const std::byte*>(Value), Size);
        return abi::to_status(core::set_sasl_option(ContextHandle, Option, value));
    });
}

SECURITY_STATUS SEC_ENTRY SaslGetContextOption(PCtxtHandle ContextHandle, ULONG Option, PVOID Value,
                                               ULONG Size, ULONG* Needed) {
    return abi::guarded({.name = "SaslGetContextOption", .context = ContextHandle}, [&] {
        if (Value == nullptr && Size != 0) return SEC_E_INVALID_PARAMETER;
        const auto value = core::sasl_option(ContextHandle, Option);
        if (!value) return abi::to_status(value);
        if (Needed != nullptr) *Needed = static_cast<ULONG>(value->size());
        if (Size < value->size()) return SEC_E_BUFFER_TOO_SMALL;
        std::ranges::copy(std::as_bytes(std::span(*value)), static_cast<std::byte*>(Value));
        return SEC_E_OK;
    });
}
