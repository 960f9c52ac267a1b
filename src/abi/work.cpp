// SPDX-License-Identifier: BSL-1.0
// Work of the caller's on threads of the library's.
#include "../core/establishment.hpp"
#include "../core/work_threads.hpp"
#include "guard.hpp"

#include <sspi_extensions.h>

using namespace sspi;

namespace {

[[nodiscard]] SECURITY_STATUS status_of(core::work_threads::answer answer) {
    using core::work_threads;
    if (answer == work_threads::answer::taken) return SEC_E_OK;
    return answer == work_threads::answer::ending ? SEC_E_SHUTDOWN_IN_PROGRESS : SEC_E_INSUFFICIENT_MEMORY;
}

} // namespace

SECURITY_STATUS SEC_ENTRY SspiQueueWork(SSPI_WORK_FN pfWork, void* pvContext,
                                        PSspiCancellation phCancellation) {
    return abi::guarded([&] {
        if (pfWork == nullptr) return SEC_E_INVALID_PARAMETER;
        core::work what{pfWork, pvContext};
        if (phCancellation != nullptr) {
            const auto words = core::words_of(*phCancellation);
            what.obeys = {core::cancellations().find_live(words), words};
            if (!what.obeys.by) return SEC_E_INVALID_HANDLE;
        }
        return status_of(core::threads_of_process().add(std::move(what)));
    });
}

SECURITY_STATUS SEC_ENTRY SspiSetWorkThreads(ULONG cMost) {
    return abi::guarded([&] {
        core::threads_of_process().at_most(cMost != 0 ? cMost : core::work_threads::usual);
        return SEC_E_OK;
    });
}
