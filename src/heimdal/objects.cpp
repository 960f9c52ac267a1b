// SPDX-License-Identifier: BSL-1.0
// How each of Heimdal's objects is given back.
#include "objects.hpp"

#include "../process/of_thread.hpp"
#include "default_realm.hpp"
#include "kdc_plugin.hpp"
#include "private_cache.hpp"

#include <utility>

namespace sspi::heimdal {

namespace {

/// With the reason where there is none. A failed attempt is made again: the configuration may have been mended since.
class own_context {
  public:
    own_context() noexcept = default;
    own_context(own_context&& other) noexcept
        : context_(std::exchange(other.context_, nullptr)), error_(other.error_) {}
    own_context& operator=(own_context&&) = delete;
    ~own_context() {
        if (context_ != nullptr) krb5_free_context(context_);
    }

    [[nodiscard]] krb5_context get() noexcept {
        if (context_ == nullptr) make();
        return context_;
    }
    [[nodiscard]] krb5_error_code error() const noexcept { return error_; }

  private:
    void make() noexcept {
        error_ = krb5_init_context(&context_);
        use_own_transport();
        if (context_ == nullptr) return;
        know_private_caches(context_);
        settle_default_realm(context_);
    }

    krb5_context context_ = nullptr;
    krb5_error_code error_ = 0;
};

[[nodiscard]] own_context& this_thread() noexcept {
    return process::of_thread<own_context>::get();
}

} // namespace

krb5_context thread_context() noexcept {
    return this_thread().get();
}

krb5_error_code thread_context_error() noexcept {
    auto& own = this_thread();
    return own.get() == nullptr ? own.error() : 0;
}

namespace release {

void gss_name(gss_name_t name) noexcept {
    OM_uint32 ignored = 0;
    gss_release_name(&ignored, &name);
}

void gss_credential(gss_cred_id_t credential) noexcept {
    OM_uint32 ignored = 0;
    gss_release_cred(&ignored, &credential);
}

void gss_context(gss_ctx_id_t context) noexcept {
    OM_uint32 ignored = 0;
    gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
}

void gss_buffers(gss_buffer_set_t set) noexcept {
    for (std::size_t i = 0; i < set->count; ++i)
        detail::wipe({static_cast<std::byte*>(set->elements[i].value), set->elements[i].length});
    OM_uint32 ignored = 0;
    gss_release_buffer_set(&ignored, &set);
}

void principal(krb5_principal principal) noexcept {
    krb5_free_principal(thread_context(), principal);
}

void cache(krb5_ccache cache) noexcept {
    krb5_cc_close(thread_context(), cache);
}

void private_cache(krb5_ccache cache) noexcept {
    krb5_cc_destroy(thread_context(), cache);
}

void keytab(krb5_keytab keytab) noexcept {
    krb5_kt_close(thread_context(), keytab);
}

void crypto(krb5_crypto crypto) noexcept {
    krb5_crypto_destroy(thread_context(), crypto);
}

void init_options(krb5_get_init_creds_opt* options) noexcept {
    krb5_get_init_creds_opt_free(thread_context(), options);
}

void credentials(krb5_creds* credentials) noexcept {
    krb5_free_creds(thread_context(), credentials);
}

void credential_contents(krb5_creds* credentials) noexcept {
    krb5_free_cred_contents(thread_context(), credentials);
}

void storage(krb5_storage* storage) noexcept {
    krb5_storage_free(storage);
}

void auth_context(krb5_auth_context context) noexcept {
    krb5_auth_con_free(thread_context(), context);
}

void request_options(krb5_rd_req_in_ctx options) noexcept {
    krb5_rd_req_in_ctx_free(thread_context(), options);
}

void request(krb5_rd_req_out_ctx request) noexcept {
    krb5_rd_req_out_ctx_free(thread_context(), request);
}

void ticket(krb5_ticket* ticket) noexcept {
    krb5_free_ticket(thread_context(), ticket);
}

void reply_part(krb5_ap_rep_enc_part* part) noexcept {
    krb5_free_ap_rep_enc_part(thread_context(), part);
}

void text(char* text) noexcept {
    krb5_xfree(text);
}

} // namespace release

} // namespace sspi::heimdal
