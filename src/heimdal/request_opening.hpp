// SPDX-License-Identifier: BSL-1.0
// Opens AP-REQs whose keys are of AES: decrypts ticket and authenticator, and judges them (RFC 4120 3.2.3). What is decided of
// a client comes from here, decoded once.
#pragma once

#include "../gss/mechanism.hpp"
#include "asn1.hpp"
#include "words.hpp"

#include <sspi/detail/secret.hpp>

#include <cstdint>
#include <optional>
#include <span>

namespace sspi::heimdal {

/// A key that may open tickets.
struct ticket_key {
    std::int32_t enctype = 0;
    detail::secret_bytes octets;
};

namespace release {
/// With the keys in them.
void ticket_part(EncTicketPart* part) noexcept;
void authenticator(Authenticator* authenticator) noexcept;
} // namespace release

/// Whether a key is one of AES, which the library computes with itself.
[[nodiscard]] bool is_of_aes(const EncryptionKey& key) noexcept;
[[nodiscard]] view octets_of(const EncryptionKey& key) noexcept;

/// The clock that an acceptor judges by: that of the GSS-API on this thread, which is the call's.
[[nodiscard]] utc_time clock_of_acceptors();

class request_opening {
  public:
    /// Whether a ticket is encrypted with a key of AES.
    [[nodiscard]] static bool concerns(const Ticket& ticket) noexcept;

    /// `key` has to outlive this.
    explicit request_opening(const ticket_key& key) noexcept : key_(key) {}

    /// Fails where the key does not open the ticket, and where something is wrong with what is in it. What was decrypted till then
    /// is there. Once.
    [[nodiscard]] result<void> prove(const AP_REQ& request);

    /// Whether there is something in it that only the mechanism can: keys that are not of AES, and checksums that are not the
    /// GSS-API's. Nothing is wrong with it then so far.
    [[nodiscard]] bool is_for_mechanism() const noexcept { return for_mechanism_; }

    /// The key, lent.
    [[nodiscard]] krb5_keyblock key() const noexcept;
    [[nodiscard]] const EncTicketPart& ticket() const noexcept { return *ticket_; }
    /// Null as long as it is not decrypted.
    [[nodiscard]] const Authenticator* authenticator() const noexcept {
        return has_authenticator_ ? &*authenticator_ : nullptr;
    }

  private:
    [[nodiscard]] krb5_error_code decrypt_ticket(const EncryptedData& sealed);
    [[nodiscard]] krb5_error_code decrypt_authenticator(const EncryptedData& sealed);
    [[nodiscard]] krb5_error_code judge_ticket(const Ticket& outside) const;
    [[nodiscard]] krb5_error_code judge_authenticator() const;
    [[nodiscard]] krb5_error_code judge_pac() const;
    [[nodiscard]] bool has_strange_parts() const noexcept;

    const ticket_key& key_;
    filled<EncTicketPart, release::ticket_part> ticket_;
    filled<Authenticator, release::authenticator> authenticator_;
    bool has_authenticator_ = false;
    bool for_mechanism_ = false;
};

} // namespace sspi::heimdal
