// SPDX-License-Identifier: BSL-1.0
// AS exchanges, under watch. Heimdal 7.8 leads them: its function for single steps is not exported.
#include "initial_ticket.hpp"

#include "../trace.hpp"
#include "../wire/string_to_key_rounds.hpp"
#include "as_reply.hpp"
#include "call_bridge.hpp"
#include "kdc_answer.hpp"
#include "kdc_clock.hpp"
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

/// Whether only who knows the password or key could make this AS-REQ.
[[nodiscard]] bool has_proof(view request) {
    as_request_value decoded;
    if (decoded.read(request) != 0 || decoded->padata == nullptr) return false;
    return std::ranges::any_of(std::span(decoded->padata->val, decoded->padata->len), [](const PA_DATA& one) {
        const auto type = number_in(one.padata_type);
        return type == KRB5_PADATA_ENC_TIMESTAMP || type == KRB5_PADATA_ENCRYPTED_CHALLENGE;
    });
}

/// Of a KRB-ERROR, as krb5 numbers it; 0 for another message.
[[nodiscard]] krb5_error_code error_in(view reply) {
    error_value decoded;
    if (decoded.read(reply) != 0) return 0;
    return static_cast<krb5_error_code>(KRB5KDC_ERR_NONE) + decoded->error_code;
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
        keytab_ = with;
        const auto code = begin(what);
        return code != 0 ? code : krb5_init_creds_set_keytab(thread_context(), exchange_.get(), with);
    }

    [[nodiscard]] krb5_error_code run(held_credentials& out) {
        auto code = krb5_init_creds_get(thread_context(), exchange_.get());
        if (fault_ && code != 0) return fault_->raise();
        if (code == KRB5KRB_AP_ERR_SKEW) (void)judged(); // for the time in a reply, if it is one
        if (code != 0) return explained(code);
        code = judged();
        return code != 0 ? code : krb5_init_creds_get_creds(thread_context(), exchange_.get(), out.get());
    }

    /// Heimdal's words for an exchange that somebody changed are those for a wrong password. What the key opens is no sign
    /// of that. It goes on to compare the request as the KDC had it (RFC 6806 section 11), which nobody else says was another.
    [[nodiscard]] krb5_error_code explained(krb5_error_code code) {
        const bool is_late = code == KRB5KRB_AP_ERR_BAD_INTEGRITY && by_tcp_;
        if (code != KRB5KRB_AP_ERR_MODIFIED && !is_late) return code;
        const auto verdict = judged();
        if (verdict == 0 && is_late) return refuse(ticket_fault::nonce);
        return verdict == KRB5_KDCREP_MODIFIED || verdict == KRB5_KDCREP_SKEW ? verdict : code;
    }

    /// Zero where the last answer is one to what was asked.
    [[nodiscard]] krb5_error_code judged() {
        const auto find = [this](std::int32_t enctype, held_key& key) {
            return find_reply_key(enctype, key);
        };
        return judge_initial(client_, request_, reply_, find, facts_);
    }

    [[nodiscard]] krb5_error_code find_key(const key_recipe& by, krb5_keyblock** out) {
        if (keys_ == nullptr) return EINVAL;
        if (!fault_) fault_ = fault_of(by, configured_rules(thread_context(), in_process_));
        if (fault_) return fault_->raise();
        recipe asked(by);
        recipe_is_new_ = recipe_is_new_ || asked != recipe_;
        recipe_ = std::move(asked);
        const auto code = keys_->find(by, out);
        if (code != 0) return code;
        last_key_.emplace();
        return krb5_copy_keyblock_contents(thread_context(), *out, last_key_->get());
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
        request_.assign(request.begin(), request.end());
        reply_.assign(reply.begin(), reply.end());
        const auto code = error_in(reply);
        if (code != KRB5KDC_ERR_PREAUTH_FAILED && code != KRB5KDC_ERR_PREAUTH_REQUIRED) return;
        if (!has_proof(request)) return;
        refusal_.assign(reply.begin(), reply.end());
        proof_refused_ = proof_refused_ || code == KRB5KDC_ERR_PREAUTH_FAILED;
        recipe_is_new_ = false;
    }

    [[nodiscard]] bool proof_refused() const noexcept { return proof_refused_; }
    [[nodiscard]] bool by_tcp() const noexcept { return by_tcp_; }
    [[nodiscard]] const initial_facts& facts() const noexcept { return facts_; }

  private:
    [[nodiscard]] krb5_error_code begin(const initial_request& what) {
        const auto context = thread_context();
        client_ = what.client;
        const auto code =
            krb5_init_creds_init(context, what.client, nullptr, nullptr, 0, what.options, exchange_.out());
        return code != 0 ? code : krb5_init_creds_set_service(context, exchange_.get(), what.service);
    }

    /// As Heimdal finds it: by the last recipe, or in the keytab under the name that was asked for.
    [[nodiscard]] krb5_error_code find_reply_key(std::int32_t enctype, held_key& out) const {
        const auto context = thread_context();
        if (keytab_ == nullptr)
            return last_key_ ? krb5_copy_keyblock_contents(context, last_key_->get(), out.get()) : EINVAL;
        krb5_keytab_entry entry{};
        auto code =
            krb5_kt_get_entry(context, keytab_, client_, 0, static_cast<krb5_enctype>(enctype), &entry);
        if (code != 0) return code;
        code = krb5_copy_keyblock_contents(context, &entry.keyblock, out.get());
        krb5_kt_free_entry(context, &entry);
        return code;
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
    krb5_keytab keytab_ = nullptr;
    krb5_principal client_ = nullptr;
    owned_exchange exchange_;
    bytes request_, reply_;            // the last
    std::optional<held_key> last_key_; // that Heimdal was given
    bytes refusal_;                    // of the last proof
    bool proof_refused_ = false;       // for good
    recipe recipe_;                    // of the last key
    bool recipe_is_new_ = false;       // since the last proof
    bool in_process_ = false;          // the last answer
    std::optional<recipe_fault> fault_;
    initial_facts facts_;
};

namespace {

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
[[nodiscard]] initial_answer obtain_by_present_clock(kdc_call& call, held_credentials& out,
                                                     const initial_request& what, Secret&& with) {
    initial_answer answer;
    for (const bool by_tcp : {false, true}) {
        watched_exchange one(call, by_tcp);
        answer.code = one.begin(what, with);
        if (answer.code == 0) answer.code = one.run(out);
        answer.proof_refused = one.proof_refused();
        answer.facts = one.facts();
        if (answer.code != KRB5KRB_AP_ERR_BAD_INTEGRITY) break;
        if (!by_tcp) trace::line("  the answer is damaged, or not the KDC's: asks once more, by TCP");
    }
    return answer;
}

template <class Secret>
[[nodiscard]] initial_answer obtain_with(kdc_call& call, held_credentials& out, const initial_request& what,
                                         Secret&& with) {
    follow_none(call);
    auto answer = obtain_by_present_clock(call, out, what, with);
    if (const auto at = time_to_try(call, answer.code, answer.facts)) {
        follow(call, *at);
        answer = obtain_by_present_clock(call, out, what, with);
    }
    if (answer.code != 0 || !answer.facts.at) {
        follow_none(call);
        return answer;
    }
    answer.code = settle(call, *answer.facts.at);
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
