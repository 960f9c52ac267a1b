// SPDX-License-Identifier: BSL-1.0
// A request, taken apart as far as the realm's keys reach.
#pragma once

#include "../kdc/asn1.hpp"
#include "../kdc/database.hpp"

#include <sspi/testing/transcript.hpp>

#include <optional>
#include <string>

namespace sspi::testing::detail {

/// Opens a ticket with the key of the service that it is for. Whether the realm has that key.
[[nodiscard]] bool open_ticket(krb5_context context, const database& principals, const Ticket& sealed,
                               ticket_part_value& into);

/// The key that a service's ticket is sealed with, or null. Borrowed from the database.
[[nodiscard]] const krb5_keyblock* ticket_key(const database& principals, const Ticket& sealed);

/// A key and what it is used for.
struct usable_key {
    const EncryptionKey* key = nullptr; ///< borrowed
    unsigned usage = 0;
};

class request_reader {
  public:
    /// Reads what is not sealed, and the client of the ticket in it.
    request_reader(krb5_context context, const database& principals, octet_view request);

    [[nodiscard]] const request_seen& seen() const noexcept { return seen_; }
    [[nodiscard]] request_seen& seen() noexcept { return seen_; }

    /// The body of an AS or TGS request, or null.
    [[nodiscard]] const KDC_REQ_BODY* body() const noexcept;

    /// The realm of a client that did not come straight from it, and the one that it came through; empty otherwise.
    struct realms_on_the_way {
        std::string client{};
        std::string last{};
    };
    [[nodiscard]] realms_on_the_way way() const;

    /// What the answer to a TGS request is sealed with; no key where it cannot be known.
    [[nodiscard]] usable_key tgs_reply_key();

  private:
    void read_kdc_request(const KDC_REQ& request);
    void read_body(const KDC_REQ_BODY& body);
    void read_padata(const METHOD_DATA& padata);
    void read_ticket(octet_view ap_request);
    void read_password_request(octet_view request);
    void read_for_user(octet_view padata);

    krb5_context context_;
    const database& principals_;
    request_seen seen_{};
    as_request_value as_{};
    tgs_request_value tgs_{};
    ap_request_value ap_{};
    ticket_part_value ticket_{};
    authenticator_value authenticator_{};
    bool has_proof_ = false; // an AP-REQ was read
};

} // namespace sspi::testing::detail
