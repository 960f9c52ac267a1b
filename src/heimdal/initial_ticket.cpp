// SPDX-License-Identifier: BSL-1.0
// AS exchanges, under watch. Heimdal 7.8 leads them: its function for single steps is not exported.
#include "initial_ticket.hpp"

#include "../trace.hpp"
#include "call_bridge.hpp"
#include "number_in.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace sspi::heimdal {

namespace {

void free_exchange(krb5_init_creds_context value) noexcept {
    krb5_init_creds_free(thread_context(), value);
}
using owned_exchange = owned<krb5_init_creds_context, free_exchange>;

[[nodiscard]] const unsigned char* octets(view message) noexcept {
    return reinterpret_cast<const unsigned char*>(message.data());
}

/// Whether only who knows the password or key could make this AS-REQ.
[[nodiscard]] bool has_proof(view request) {
    AS_REQ decoded{};
    std::size_t size = 0;
    if (decode_AS_REQ(octets(request), request.size(), &decoded, &size) != 0) return false;
    bool found = false;
    if (const auto* const padata = decoded.padata)
        found = std::ranges::any_of(std::span(padata->val, padata->len), [](const PA_DATA& one) {
            const auto type = number_in(one.padata_type);
            return type == KRB5_PADATA_ENC_TIMESTAMP || type == KRB5_PADATA_ENCRYPTED_CHALLENGE;
        });
    free_AS_REQ(&decoded);
    return found;
}

[[nodiscard]] bool refuses_proof(view reply) {
    KRB_ERROR decoded{};
    std::size_t size = 0;
    if (decode_KRB_ERROR(octets(reply), reply.size(), &decoded, &size) != 0) return false;
    const bool found = decoded.error_code == KRB5KDC_ERR_PREAUTH_FAILED - KRB5KDC_ERR_NONE;
    free_KRB_ERROR(&decoded);
    return found;
}

extern "C" {
static krb5_error_code sspi_string_to_key(krb5_context context, krb5_enctype enctype, krb5_const_pointer seed,
                                          krb5_salt salt, krb5_data* parameters, krb5_keyblock** key);
}

} // namespace

/// One exchange, on one thread.
class watched_exchange {
  public:
    explicit watched_exchange(kdc_call& call) : bridge_(call, this) {}
    watched_exchange(const watched_exchange&) = delete;
    watched_exchange& operator=(const watched_exchange&) = delete;

    /// Heimdal would copy a password that it is given. The one here stays where it is, and Heimdal gets keys.
    [[nodiscard]] krb5_error_code begin(const initial_request& what, password_keys& with) {
        keys_ = &with;
        const auto code =
            krb5_get_init_creds_opt_set_pa_password(thread_context(), what.options, "", sspi_string_to_key);
        return code != 0 ? code : begin(what);
    }
    [[nodiscard]] krb5_error_code begin(const initial_request& what, krb5_keytab with) {
        const auto code = begin(what);
        return code != 0 ? code : krb5_init_creds_set_keytab(thread_context(), exchange_.get(), with);
    }

    [[nodiscard]] krb5_error_code run(held_credentials& out) {
        const auto code = krb5_init_creds_get(thread_context(), exchange_.get());
        if (code == 0) return krb5_init_creds_get_creds(thread_context(), exchange_.get(), out.get());
        return bad_recipe_ ? password_keys::refuse_parameters() : code;
    }

    [[nodiscard]] krb5_error_code find_key(const key_recipe& by, krb5_keyblock** out) {
        if (keys_ == nullptr) return EINVAL;
        const auto code = keys_->find(by, out);
        bad_recipe_ = bad_recipe_ || code == KRB5_ERR_BAD_S2K_PARAMS;
        return code;
    }

    [[nodiscard]] std::optional<bytes> settled(view request) const {
        if (bad_recipe_) return bytes{}; // Heimdal goes on without a proof, in a circle
        if (refusal_.empty() || !has_proof(request)) return std::nullopt;
        trace::line("  what the KDC refused is not sent again");
        return refusal_;
    }
    /// After a refusal Heimdal tries without a newer option (RFC 6806 section 11). Where there was no proof, it may.
    void note(view request, view reply) {
        if (refuses_proof(reply) && has_proof(request)) refusal_.assign(reply.begin(), reply.end());
    }

  private:
    [[nodiscard]] krb5_error_code begin(const initial_request& what) {
        const auto context = thread_context();
        const auto code =
            krb5_init_creds_init(context, what.client, nullptr, nullptr, 0, what.options, exchange_.out());
        return code != 0 ? code : krb5_init_creds_set_service(context, exchange_.get(), what.service);
    }

    const call_bridge bridge_;
    password_keys* keys_ = nullptr;
    owned_exchange exchange_;
    bytes refusal_;
    bool bad_recipe_ = false;
};

namespace {

[[nodiscard]] view octets_of(const krb5_data& data) noexcept {
    return {static_cast<const std::byte*>(data.data), data.length};
}

extern "C" {
/// All that Heimdal hands on here of its caller's is the text that stands for a password.
static krb5_error_code sspi_string_to_key(krb5_context /*context*/, krb5_enctype enctype,
                                          krb5_const_pointer /*seed*/, krb5_salt salt, krb5_data* parameters,
                                          krb5_keyblock** key) {
    auto* const bridge = call_bridge::of_callback();
    auto* const asker = bridge == nullptr ? nullptr : bridge->exchange();
    if (asker == nullptr) return EINVAL;
    try {
        return asker->find_key({.enctype = enctype,
                                .salt_type = salt.salttype,
                                .salt = octets_of(salt.saltvalue),
                                .parameters = parameters != nullptr ? octets_of(*parameters) : view{}},
                               key);
    } catch (...) {
        return ENOMEM; // Heimdal is C
    }
}
}

} // namespace

krb5_error_code obtain(kdc_call& call, held_credentials& out, const initial_request& what,
                       password_keys& with) {
    watched_exchange one(call);
    const auto code = one.begin(what, with);
    return code != 0 ? code : one.run(out);
}

krb5_error_code obtain(kdc_call& call, held_credentials& out, const initial_request& what, krb5_keytab with) {
    watched_exchange one(call);
    const auto code = one.begin(what, with);
    return code != 0 ? code : one.run(out);
}

std::optional<bytes> settled_answer(const watched_exchange* of, view request) {
    return of != nullptr ? of->settled(request) : std::nullopt;
}

void note_answer(watched_exchange* of, view request, view reply) {
    if (of != nullptr) of->note(request, reply);
}

} // namespace sspi::heimdal
