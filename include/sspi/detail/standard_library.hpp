// SPDX-License-Identifier: BSL-1.0
// Which standard library this is compiled with: whose objects one side of the C contract may hand to the other.
#pragma once

#include <cstdint>
#include <system_error>

namespace sspi::detail {

/// A number for the layout of std::error_category and std::string; 0 for one that is not known.
[[nodiscard]] constexpr std::uint32_t standard_library() noexcept {
#if defined(_LIBCPP_ABI_VERSION)
    return 0x200 + _LIBCPP_ABI_VERSION;
#elif defined(_GLIBCXX_USE_CXX11_ABI)
    return 0x100 + _GLIBCXX_USE_CXX11_ABI;
#else
    return 0;
#endif
}

} // namespace sspi::detail
