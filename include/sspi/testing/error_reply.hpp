// SPDX-License-Identifier: BSL-1.0
// A KRB-ERROR to be sent: its code and what else it says.
#pragma once

#include <sspi/testing/export.hpp>
#include <sspi/testing/kerberos_error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// A KRB-ERROR (RFC 4120, 5.9.1). The realm adds its own name and the service that was asked for; the clock is the
/// realm's.
///
///     error_reply(kdc_err_client_revoked).e_text("locked out").nt_status(0xC0000234)
class error_reply {
  public:
    /// Any number may be sent, also one that has no name.
    explicit error_reply(std::int32_t code) : code_(code) {}

    /// The text for people, octets as they are.
    error_reply& e_text(std::string text) { return text_ = std::move(text), *this; }
    /// The e-data, octets as they are. PREAUTH_REQUIRED wants a METHOD-DATA there.
    error_reply& e_data(std::vector<std::byte> data) { return data_ = std::move(data), *this; }
    /// A KERB-EXT-ERROR in the e-data ([MS-KILE] 2.2.1 and 2.2.2), as domain controllers send it.
    error_reply& nt_status(std::uint32_t status, std::uint32_t flags = 1) {
        return nt_status_ = status, nt_flags_ = flags, *this;
    }
    /// The KDC's time as the message says it, away from the realm's clock: for KRB_AP_ERR_SKEW.
    error_reply& stime_offset(std::chrono::seconds offset) { return stime_offset_ = offset, *this; }
    /// The client's realm, which KDC_ERR_WRONG_REALM sends the client to.
    error_reply& client_realm(std::string realm) { return client_realm_ = std::move(realm), *this; }

    [[nodiscard]] std::int32_t code() const noexcept { return code_; }
    [[nodiscard]] const std::optional<std::string>& e_text() const noexcept { return text_; }
    [[nodiscard]] const std::optional<std::vector<std::byte>>& e_data() const noexcept { return data_; }
    [[nodiscard]] const std::optional<std::uint32_t>& nt_status() const noexcept { return nt_status_; }
    [[nodiscard]] std::uint32_t nt_flags() const noexcept { return nt_flags_; }
    [[nodiscard]] std::chrono::seconds stime_offset() const noexcept { return stime_offset_; }
    [[nodiscard]] const std::string& client_realm() const noexcept { return client_realm_; }

  private:
    std::int32_t code_;
    std::optional<std::string> text_{};
    std::optional<std::vector<std::byte>> data_{};
    std::optional<std::uint32_t> nt_status_{};
    std::uint32_t nt_flags_ = 1;
    std::chrono::seconds stime_offset_{0};
    std::string client_realm_{};
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
