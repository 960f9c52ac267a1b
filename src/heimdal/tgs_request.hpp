// SPDX-License-Identifier: BSL-1.0
// Requests to a ticket-granting service, as octets.
#pragma once

#include "kdc_values.hpp"
#include "tgs_question.hpp"
#include "words.hpp"

#include <cstdint>
#include <vector>

namespace sspi::heimdal {

/// A TGS-REQ (RFC 4120 5.4.1), and what its answer is read with. The clock is that of the thread's krb5_context.
class tgs_request {
  public:
    [[nodiscard]] krb5_error_code make(const tgs_question& what);

    [[nodiscard]] const bytes& octets() const noexcept { return octets_; }
    [[nodiscard]] const std::vector<std::int32_t>& enctypes() const noexcept { return enctypes_; }
    [[nodiscard]] tgs_secrets secrets() const noexcept {
        return {.session = &with_->session, .subkey = subkey_.get(), .nonce = nonce_};
    }

  private:
    [[nodiscard]] krb5_error_code choose_enctypes();
    [[nodiscard]] krb5_error_code finish(const tgs_question& what, KDC_REQ_BODY& body);
    /// An AP-REQ whose authenticator stands for the body (RFC 4120 5.4.1).
    [[nodiscard]] krb5_error_code authenticate(const bytes& body, bytes& out) const;
    [[nodiscard]] krb5_error_code seal_authenticator(const bytes& body, krb5_data& out) const;

    const krb5_creds* with_ = nullptr;
    owned_key subkey_;
    std::uint32_t nonce_ = 0;
    std::vector<std::int32_t> enctypes_;
    bytes octets_;
};

} // namespace sspi::heimdal
