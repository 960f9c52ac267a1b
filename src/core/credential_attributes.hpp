// SPDX-License-Identifier: BSL-1.0
// QueryCredentialsAttributes.
#pragma once

#include "caller_text.hpp"
#include "credential.hpp"

#include <sspi.h>

namespace sspi::core {

template <class Char>
[[nodiscard]] result<void> query_credential(const credential& cred, ULONG id, void* out) {
    if (id != SECPKG_CRED_ATTR_NAMES) return failed_with(status::unsupported_function);
    if (out == nullptr) return failed_with(status::invalid_parameter);
    const auto name = cred.name();
    if (!name) return name.error();
    auto text = text_block<Char>(*name);
    if (!text) return text.error();
    static_cast<typename text_structures<Char>::credential_names*>(out)->sUserName = give_text<Char>(*text);
    return {};
}

} // namespace sspi::core
