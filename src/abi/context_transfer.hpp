// SPDX-License-Identifier: BSL-1.0
// ImportSecurityContext for any character type.
#pragma once

#include "../core/context_transfer.hpp"
#include "guard.hpp"
#include "text_argument.hpp"

namespace sspi::abi {

template <class Char>
[[nodiscard]] SECURITY_STATUS import_context(const Char* package, PSecBuffer packed, PCtxtHandle out) {
    return guarded({"ImportSecurityContext"}, [&] {
        if (out == nullptr) return SEC_E_INVALID_HANDLE;
        const auto name = needed_text(package, status::secpkg_not_found, "the name of the package");
        if (!name) return to_status(name);
        const auto* const of = core::find_package(*name);
        if (of == nullptr) return SEC_E_SECPKG_NOT_FOUND;
        if (packed == nullptr) return SEC_E_INVALID_PARAMETER;
        const auto content = core::content_of(*packed);
        if (!content) return SEC_E_UNKNOWN_CREDENTIALS;
        auto made = core::import_context(*of, *content);
        if (!made) return to_status(made);
        const auto words = core::contexts().insert(std::move(*made));
        *out = {words.lower, words.upper};
        return SEC_E_OK;
    });
}

} // namespace sspi::abi
