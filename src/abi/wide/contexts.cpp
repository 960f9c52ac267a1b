// SPDX-License-Identifier: BSL-1.0
// InitializeSecurityContext. Compiled once for each width of WCHAR: supplied credentials may be wide.
#include "../leg_outputs.hpp"
#include "../text_argument.hpp"

#include <type_traits>

using namespace sspi;

namespace {

/// The identity in SECBUFFER_PKG_PARAMS where ISC_REQ_USE_SUPPLIED_CREDS points at one; null without.
template <class Char>
result<std::shared_ptr<gss::credential>> supplied_identity(ULONG request, PSecBufferDesc input) {
    if ((request & ISC_REQ_USE_SUPPLIED_CREDS) == 0) return nullptr;
    const auto list = core::buffer_list::of(input);
    if (!list || list->first(SECBUFFER_PKG_PARAMS) == nullptr) return nullptr;
    const auto content = core::required_content(*list, SECBUFFER_PKG_PARAMS);
    if (!content) return content.error();
    auto parsed =
        detail::parse_identity<SEC_WCHAR>(content->data(), content->size(), std::is_same_v<Char, SEC_WCHAR>);
    if (failed(parsed.code)) return failed_with(parsed.code, "the supplied identity is malformed");
    return core::initiator_for(std::move(parsed.value));
}

template <class Char>
SECURITY_STATUS initialize(const Char* target, core::leg_call call, PCtxtHandle fresh, ULONG* attributes,
                           PTimeStamp expiry) {
    return abi::guarded([&] {
        core::initiate_call with{call, std::nullopt, nullptr};
        if (core::begins_exchange(call)) {
            auto supplied = supplied_identity<Char>(call.request, call.input);
            if (!supplied) return abi::to_status(supplied);
            with.supplied_identity = std::move(*supplied);
            with.target = abi::text_argument(target);
        }
        return abi::write_leg(core::initiate(std::move(with)), fresh, attributes, expiry);
    });
}

} // namespace

// TargetDataRep has no effect on a Kerberos token.
SECURITY_STATUS SEC_ENTRY InitializeSecurityContextA(PCredHandle phCredential, PCtxtHandle phContext,
                                                     SEC_CHAR* pszTargetName, ULONG fContextReq, ULONG, ULONG,
                                                     PSecBufferDesc pInput, ULONG, PCtxtHandle phNewContext,
                                                     PSecBufferDesc pOutput, ULONG* pfContextAttr,
                                                     PTimeStamp ptsExpiry) {
    const auto call = abi::leg_call_of(phCredential, phContext, fContextReq, pInput, pOutput, phNewContext);
    return initialize(pszTargetName, call, phNewContext, pfContextAttr, ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY InitializeSecurityContextW(PCredHandle phCredential, PCtxtHandle phContext,
                                                     SEC_WCHAR* pszTargetName, ULONG fContextReq, ULONG,
                                                     ULONG, PSecBufferDesc pInput, ULONG,
                                                     PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                                                     ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    const auto call = abi::leg_call_of(phCredential, phContext, fContextReq, pInput, pOutput, phNewContext);
    return initialize(pszTargetName, call, phNewContext, pfContextAttr, ptsExpiry);
}
