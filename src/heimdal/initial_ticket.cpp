// SPDX-License-Identifier: BSL-1.0
// AS exchanges, under watch. Heimdal 7.8 leads them: its function for single steps is not exported.
#include "initial_ticket.hpp"

#include "../trace.hpp"
#include "../wire/string_to_key_rounds.hpp"
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

/// Of a KRB-ERROR, as krb5 numbers it; 0 for another message.
[[nodiscard]] krb5_error_code error_in(view reply) {
    KRB_ERROR decoded{};
    std::size_t size = 0;
    if (decode_KRB_ERROR(octets(reply), reply.size(), &decoded, &size) != 0) return 0;
    const auto code = static_cast<krb5_error_code>(KRB5KDC_ERR_NONE) + decoded.error_code;
    free_KRB_ERROR(&decoded);
    return code;
}

extern "C" {
static krb5_error_code sspi_string_to_key(krb5_context context, krb5_enctype enctype, krb5_const_pointer seed,
                                          krb5_salt salt, krb5_data* parameters, krb5_keyblock** key);
}

} // namespace

/// One exchange, on one thread.
class watched_exchange {
  public:
    watched_exchange(kdc_call& call, bool by_tcp) : bridge_(call, this), by_tcp_(by_tcp) {}
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
        return fault_ ? fault_->raise() : code;
    }

    [[nodiscard]] krb5_error_code find_key(const key_recipe& by, krb5_keyblock** out) {
        if (keys_ == nullptr) return EINVAL;
        if (!fault_) fault_ = fault_of(by, configured_rules(thread_context(), in_process_));
        if (fault_) return fault_->raise();
        recipe asked(by);
        recipe_is_new_ = recipe_is_new_ || asked != recipe_;
        recipe_ = std::move(asked);
        return keys_->find(by, out);
    }

    [[nodiscard]] std::optional<bytes> settled(view request) const {
        if (fault_) return bytes{}; // Heimdal goes on without a proof, in a circle
        if (refusal_.empty() || !has_proof(request) || (recipe_is_new_ && !proof_refused_))
            return std::nullopt;
        trace::line("  what the KDC refused is not sent again");
        return refusal_;
    }

    /// After a refusal Heimdal tries without a newer option (RFC 6806 section 11). Where there was no proof, it may. A KDC
    /// that had a proof and asks for one has no use for the same.
    void note(view request, view reply, bool in_process) {
        in_process_ = in_process;
        const auto code = error_in(reply);
        if (code != KRB5KDC_ERR_PREAUTH_FAILED && code != KRB5KDC_ERR_PREAUTH_REQUIRED) return;
        if (!has_proof(request)) return;
        refusal_.assign(reply.begin(), reply.end());
        proof_refused_ = proof_refused_ || code == KRB5KDC_ERR_PREAUTH_FAILED;
        recipe_is_new_ = false;
    }

    [[nodiscard]] bool proof_refused() const noexcept { return proof_refused_; }
    [[nodiscard]] bool by_tcp() const noexcept { return by_tcp_; }

  private:
    [[nodiscard]] krb5_error_code begin(const initial_request& what) {
        const auto context = thread_context();
        const auto code =
            krb5_init_creds_init(context, what.client, nullptr, nullptr, 0, what.options, exchange_.out());
        return code != 0 ? code : krb5_init_creds_set_service(context, exchange_.get(), what.service);
    }

    /// What tells one from another.
    struct recipe {
        recipe() = default;
        explicit recipe(const key_recipe& of) : enctype(of.enctype), salt(of.salt.begin(), of.salt.end()) {
            if (is_aes(enctype)) // the usual number may be said or not
                rounds = string_to_key_rounds(enctype, of.parameters);
            else
                parameters.assign(of.parameters.begin(), of.parameters.end());
        }
        [[nodiscard]] friend bool operator==(const recipe&, const recipe&) = default;

        krb5_enctype enctype{};
        bytes salt{};
        std::optional<std::uint32_t> rounds{};
        bytes parameters{};
    };

    const call_bridge bridge_;
    const bool by_tcp_;
    password_keys* keys_ = nullptr;
    owned_exchange exchange_;
    bytes refusal_;              // of the last proof
    bool proof_refused_ = false; // for good
    recipe recipe_;              // of the last key
    bool recipe_is_new_ = false; // since the last proof
    bool in_process_ = false;    // the last answer
    std::optional<recipe_fault> fault_;
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
    } catch (...) { // Heimdal is C
        bridge->call().lack_memory();
        return ENOMEM;
    }
}
}

} // namespace

namespace {

template <class Secret>
[[nodiscard]] initial_answer obtain_with(kdc_call& call, held_credentials& out, const initial_request& what,
                                         Secret&& with) {
    initial_answer answer;
    for (const bool by_tcp : {false, true}) {
        watched_exchange one(call, by_tcp);
        answer.code = one.begin(what, with);
        if (answer.code == 0) answer.code = one.run(out);
        answer.proof_refused = one.proof_refused();
        if (answer.code != KRB5KRB_AP_ERR_BAD_INTEGRITY) break;
        if (!by_tcp) trace::line("  the answer is damaged, or not the KDC's: asks once more, by TCP");
    }
    return answer;
}

} // namespace

initial_answer obtain(kdc_call& call, held_credentials& out, const initial_request& what,
                      password_keys& with) {
    return obtain_with(call, out, what, with);
}

initial_answer obtain(kdc_call& call, held_credentials& out, const initial_request& what, krb5_keytab with) {
    return obtain_with(call, out, what, with);
}

std::optional<bytes> settled_answer(const watched_exchange* of, view request) {
    return of != nullptr ? of->settled(request) : std::nullopt;
}

void note_answer(watched_exchange* of, view request, view reply, bool in_process) {
    if (of != nullptr) of->note(request, reply, in_process);
}

bool wants_tcp(const watched_exchange* of) noexcept {
    return of != nullptr && of->by_tcp();
}

} // namespace sspi::heimdal
