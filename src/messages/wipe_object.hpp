// SPDX-License-Identifier: BSL-1.0
// Wipes an object of fixed size that held something secret.
#pragma once

#include <sspi/detail/secret.hpp>

#include <cstddef>
#include <span>

namespace sspi::messages::openssl {

template <class T>
void wipe_object(T& object) noexcept {
    detail::wipe(std::as_writable_bytes(std::span(&object, 1)));
}

} // namespace sspi::messages::openssl
