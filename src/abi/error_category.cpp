// SPDX-License-Identifier: BSL-1.0
// The one error category of a process, for the C++ headers of all that is in it.
#include "../advice/error_detail.hpp"
#include "../never_destroyed.hpp"
#include "guard.hpp"

#include <sspi/detail/standard_library.hpp>
#include <sspi/detail/status_category.hpp>

#include <sspi_extensions.h>

using namespace sspi;

namespace {

struct other_status_text {
    [[nodiscard]] std::string operator()(int status) const { return advice::status_text_of(status); }
};

} // namespace

const void* SEC_ENTRY SspiGetErrorCategory(ULONG ulStandardLibrary) {
    return abi::guarded_or(static_cast<const void*>(nullptr), [&]() -> const void* {
        if (ulStandardLibrary == 0 || ulStandardLibrary != detail::standard_library()) return nullptr;
        static never_destroyed<detail::status_category<other_status_text>> instance;
        return static_cast<const std::error_category*>(&instance.get());
    });
}
