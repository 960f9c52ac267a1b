// SPDX-License-Identifier: BSL-1.0
// User-to-user authentication, which Heimdal's GSS mechanism does not have, made with Heimdal's Kerberos library.
#pragma once

#include "../wire/authenticator_checksum.hpp"
#include "../wire/kerberos_name.hpp"
#include "../wire/user_to_user_token.hpp"
#include "credential.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <memory>
#include <optional>
#include <string>

namespace sspi::heimdal {

/// The initiator sends a KERB-TGT-REQUEST first, and an AP-REQ when it has the answer.
[[nodiscard]] result<std::unique_ptr<security_context>>
make_user_to_user_initiator(kdc_call& call, source& from, initiation what);
/// The acceptor answers with the ticket-granting ticket of `identity`, and proves to have its session key.
[[nodiscard]] result<std::unique_ptr<security_context>>
make_user_to_user_acceptor(kdc_call& call, source& identity, acceptance what);

namespace user_to_user {

/// The ticket-granting ticket in a login's cache, if its messages would be those of RFC 4121.
[[nodiscard]] result<owned_credentials> own_ticket(kdc_call& call, const login& from);

/// Follows the KDC's clock as the cache remembers it, on this thread.
void follow_clock(krb5_ccache cache);

/// No failure for a key of RFC 4121's encryption types. Others have messages that only Heimdal's mechanism makes.
[[nodiscard]] std::optional<failure> unfit(const krb5_keyblock& key);

/// What stands for the bindings in a checksum (RFC 4121 4.1.1.2); zeros for none.
[[nodiscard]] result<binding_hash> hash_of(const std::optional<channel_bindings>& bindings);

[[nodiscard]] kerberos_name name_of(krb5_const_principal principal);
[[nodiscard]] result<std::string> text_of(krb5_const_principal principal);

[[nodiscard]] utc_time time_of(time_t seconds);

/// A token that is not due.
[[nodiscard]] failure malformed();

} // namespace user_to_user

/// What both sides share once their AP messages are exchanged.
class user_to_user_context : public security_context {
  public:
    user_to_user_context(std::shared_ptr<const login> with, bool initiator)
        : login_(std::move(with)), initiator_(initiator) {}

    result<established> describe() override;

    // Keys of RFC 4121 only: its messages are made above this backend.
    result<bytes> get_mic(view message) override;
    result<void> verify_mic(view message, view token) override;
    result<bytes> wrap(bool sealed, view message) override;
    result<unwrapped> unwrap(view token) override;
    result<detail::secret_bytes> export_state() override;

  protected:
    /// The key of the messages: the acceptor's subkey, else the initiator's (RFC 4121 2), else the ticket's.
    [[nodiscard]] const krb5_keyblock& message_key() const noexcept;

    std::shared_ptr<const login> login_;
    owned_auth_context auth_;
    owned_principal client_;
    owned_principal server_;
    detail::gss_flag granted_{};

  private:
    const bool initiator_;
};

} // namespace sspi::heimdal
