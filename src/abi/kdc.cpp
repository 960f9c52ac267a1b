// SPDX-License-Identifier: BSL-1.0
// Cancelling calls that wait for KDCs, and answering in their place.
#include "../core/cancellation.hpp"
#include "../core/establishment.hpp"
#include "../core/kdc_route.hpp"
#include "guard.hpp"
#include "text_argument.hpp"

#include <sspi_extensions.h>

using namespace sspi;

namespace {

[[nodiscard]] std::shared_ptr<core::cancellation> live(PSspiCancellation handle) {
    return handle == nullptr ? nullptr : core::cancellations().find_live(core::words_of(*handle));
}

extern "C" void SEC_ENTRY sspi_take_reply(void* pvTo, const void* pvReply, ULONG cbReply,
                                          ULONG ulDelayMilliseconds) {
    abi::guarded_silently([&] {
        const auto* const first = static_cast<const std::byte*>(pvReply);
        static_cast<core::collected_replies*>(pvTo)->add({first, first != nullptr ? cbReply : 0},
                                                         std::chrono::milliseconds(ulDelayMilliseconds));
    });
}

/// A caller's function as a route of the seam.
[[nodiscard]] gss::kdc_route route_to(SSPI_KDC_ROUTE_FN function, void* context) {
    if (function == nullptr) return nullptr;
    return [function, context](const std::string& realm, std::span<const std::byte> request) {
        core::collected_replies replies;
        const process::errand outside; // it may take as long as it likes
        const auto refused = function(context, realm.c_str(), request.data(),
                                      static_cast<ULONG>(request.size()), sspi_take_reply, &replies);
        return std::move(replies).answer(refused == 0);
    };
}

} // namespace

SECURITY_STATUS SEC_ENTRY SspiCreateCancellation(PSspiCancellation phCancellation) {
    return abi::guarded([&] {
        if (phCancellation == nullptr) return SEC_E_INVALID_PARAMETER;
        const auto words = core::cancellations().insert(std::make_shared<core::cancellation>());
        *phCancellation = {words.lower, words.upper};
        return SEC_E_OK;
    });
}

SECURITY_STATUS SEC_ENTRY SspiUseCancellation(PSspiCancellation phCancellation) {
    return abi::guarded([&] {
        core::obeyed next{live(phCancellation), {}};
        if (phCancellation != nullptr && !next.by) return SEC_E_INVALID_HANDLE;
        if (next.by) next.words = core::words_of(*phCancellation);
        core::thread_cancellation() = std::move(next);
        return SEC_E_OK;
    });
}

SECURITY_STATUS SEC_ENTRY SspiExchangeCancellation(PSspiCancellation phCancellation,
                                                   PSspiCancellation phPrevious) {
    return abi::guarded([&] {
        const auto before = core::thread_cancellation().words;
        const bool none =
            phCancellation == nullptr || core::words_of(*phCancellation) == core::handle_words{};
        const auto changed = SspiUseCancellation(none ? nullptr : phCancellation);
        if (changed == SEC_E_OK && phPrevious != nullptr) *phPrevious = {before.lower, before.upper};
        return changed;
    });
}

SECURITY_STATUS SEC_ENTRY SspiCancel(PSspiCancellation phCancellation) {
    return abi::guarded([&] {
        const auto found = live(phCancellation);
        if (!found) return SEC_E_INVALID_HANDLE;
        found->cancel();
        return SEC_E_OK;
    });
}

SECURITY_STATUS SEC_ENTRY SspiFreeCancellation(PSspiCancellation phCancellation) {
    using removal = core::handle_table<core::cancellation>::removal;
    return abi::guarded([&] {
        const auto found = live(phCancellation);
        if (!found) return SEC_E_INVALID_HANDLE;
        found->retire();
        const auto outcome = core::cancellations().remove(core::words_of(*phCancellation));
        return outcome == removal::removed ? SEC_E_OK : SEC_E_INVALID_HANDLE;
    });
}

SECURITY_STATUS SEC_ENTRY SspiSetKdcRoute(const char* pszRealm, SSPI_KDC_ROUTE_FN pfRoute, void* pvContext) {
    return abi::guarded([&] {
        const auto realm = abi::text_argument(pszRealm);
        if (!realm || realm->empty()) return SEC_E_INVALID_PARAMETER;
        gss::kerberos().claim_kdcs(); // the first plugin that Heimdal is told of is asked first
        gss::set_kdc_route(*realm, route_to(pfRoute, pvContext));
        return SEC_E_OK;
    });
}
