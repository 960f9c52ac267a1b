// SPDX-License-Identifier: BSL-1.0
// The exception that the embedded KDC throws.
#include <sspi/testing/error.hpp>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

error::error(const std::string& what, std::int32_t code) : std::runtime_error(what), code_(code) {}

error::~error() = default;

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
