// SPDX-License-Identifier: BSL-1.0
// MakeSignature, VerifySignature, EncryptMessage, DecryptMessage. Kerberos numbers its messages itself, so
// MessageSeqNo is not looked at.
#include "../core/message_protection.hpp"
#include "guard.hpp"

using namespace sspi;

SECURITY_STATUS SEC_ENTRY MakeSignature(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage, ULONG) {
    return abi::guarded({.name = "MakeSignature", .context = phContext},
                        [&] { return abi::to_status(core::make_signature(phContext, fQOP, pMessage)); });
}

SECURITY_STATUS SEC_ENTRY VerifySignature(PCtxtHandle phContext, PSecBufferDesc pMessage, ULONG,
                                          ULONG* pfQOP) {
    return abi::guarded({.name = "VerifySignature", .context = phContext}, [&] {
        const auto verified = core::verify_signature(phContext, pMessage);
        if (verified && pfQOP != nullptr) *pfQOP = 0;
        return abi::to_status(verified);
    });
}

SECURITY_STATUS SEC_ENTRY EncryptMessage(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage, ULONG) {
    return abi::guarded({.name = "EncryptMessage", .context = phContext},
                        [&] { return abi::to_status(core::encrypt_message(phContext, fQOP, pMessage)); });
}

SECURITY_STATUS SEC_ENTRY DecryptMessage(PCtxtHandle phContext, PSecBufferDesc pMessage, ULONG,
                                         ULONG* pfQOP) {
    return abi::guarded({.name = "DecryptMessage", .context = phContext}, [&] {
        const auto sealed = core::decrypt_message(phContext, pMessage);
        if (sealed && pfQOP != nullptr) *pfQOP = *sealed ? 0 : SECQOP_WRAP_NO_ENCRYPT;
        return abi::to_status(sealed);
    });
}
