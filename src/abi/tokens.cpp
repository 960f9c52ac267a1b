// SPDX-License-Identifier: BSL-1.0
// ImpersonateLoggedOnUser, RevertToSelf, CloseHandle.
#include "../core/tokens.hpp"

#include <sspi_tokens.h>

using namespace sspi;

namespace {

[[nodiscard]] std::uintptr_t word_of(HANDLE handle) noexcept {
    return reinterpret_cast<std::uintptr_t>(handle);
}

} // namespace

BOOL WINAPI ImpersonateLoggedOnUser(HANDLE hToken) {
    auto client = core::tokens().find(word_of(hToken));
    if (!client) return FALSE;
    core::impersonate(std::move(client));
    return TRUE;
}

BOOL WINAPI RevertToSelf() {
    core::revert_to_self();
    return TRUE;
}

BOOL WINAPI CloseHandle(HANDLE hObject) {
    return core::tokens().remove(word_of(hObject)) ? TRUE : FALSE;
}
