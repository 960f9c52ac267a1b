// SPDX-License-Identifier: BSL-1.0
// The exception that the embedded KDC throws when Kerberos or the system refuses something.
#pragma once

#include <sspi/testing/export.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// A refusal, with its text and, where there is one, the krb5 (com_err) or errno code behind it.
class SSPI_TESTING_API error : public std::runtime_error {
  public:
    explicit error(const std::string& what, std::int32_t code = 0);
    ~error() override;

    error(const error&) = default;
    error& operator=(const error&) = default;

    /// The krb5 or errno code, 0 when the refusal is this library's own.
    [[nodiscard]] std::int32_t code() const noexcept { return code_; }

  private:
    std::int32_t code_;
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
