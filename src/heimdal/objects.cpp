// SPDX-License-Identifier: BSL-1.0
// How each of Heimdal's objects is given back.
#include "objects.hpp"

#include "default_realm.hpp"
#include "kdc_plugin.hpp"
#include "private_cache.hpp"

#include <optional>

namespace sspi::heimdal {

namespace {

struct context_owner {
    krb5_context context = nullptr;
    krb5_error_code error;

    context_owner() noexcept : error(krb5_init_context(&context)) {}
    ~context_owner() {
        if (context != nullptr) krb5_free_context(context);
    }
    context_owner(const context_owner&) = delete;
    context_owner& operator=(const context_owner&) = delete;
};

/// The thread's own is gone. Without a destructor, so that it can be read until the thread's very end.
thread_local constinit bool thread_context_ended = false;

struct thread_context_owner : context_owner {
    thread_context_owner() noexcept { equip(); }
    /// A failed attempt is made again: the configuration may have been mended since.
    void try_again() noexcept {
        error = krb5_init_context(&context);
        equip();
    }
    ~thread_context_owner() { thread_context_ended = true; }

  private:
    void equip() noexcept {
        use_own_transport();
        if (context == nullptr) return;
        know_private_caches(context);
        settle_default_realm(context);
    }
};

const context_owner& this_thread() noexcept {
    thread_local thread_context_owner owner;
    if (owner.context == nullptr) owner.try_again();
    return owner;
}

/// What to release with: the thread's context or, where the last owner is another thread-local or static object that
/// goes after it, one for the moment.
class releasing_context {
  public:
    releasing_context() noexcept {
        if (thread_context_ended) moment_.emplace();
    }
    [[nodiscard]] krb5_context get() const noexcept { return moment_ ? moment_->context : thread_context(); }

  private:
    std::optional<context_owner> moment_;
};

} // namespace

krb5_context thread_context() noexcept {
    return this_thread().context;
}

krb5_error_code thread_context_error() noexcept {
    return this_thread().error;
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
    krb5_free_principal(releasing_context().get(), principal);
}

void cache(krb5_ccache cache) noexcept {
    krb5_cc_close(releasing_context().get(), cache);
}

void private_cache(krb5_ccache cache) noexcept {
    krb5_cc_destroy(releasing_context().get(), cache);
}

void keytab(krb5_keytab keytab) noexcept {
    krb5_kt_close(releasing_context().get(), keytab);
}

void crypto(krb5_crypto crypto) noexcept {
    krb5_crypto_destroy(releasing_context().get(), crypto);
}

void init_options(krb5_get_init_creds_opt* options) noexcept {
    krb5_get_init_creds_opt_free(releasing_context().get(), options);
}

void credentials(krb5_creds* credentials) noexcept {
    krb5_free_creds(releasing_context().get(), credentials);
}

void credential_contents(krb5_creds* credentials) noexcept {
    krb5_free_cred_contents(releasing_context().get(), credentials);
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
