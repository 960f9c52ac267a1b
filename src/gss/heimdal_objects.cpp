// SPDX-License-Identifier: BSL-1.0
// How each of Heimdal's objects is given back.
#include "heimdal_objects.hpp"

namespace sspi::gss::heimdal {

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

const context_owner& this_thread() noexcept {
    // A failed attempt is made again: the configuration may have been mended since.
    thread_local context_owner owner;
    if (owner.context == nullptr) owner.error = krb5_init_context(&owner.context);
    return owner;
}

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

void storage(krb5_storage* storage) noexcept {
    krb5_storage_free(storage);
}

void text(char* text) noexcept {
    krb5_xfree(text);
}

} // namespace release

} // namespace sspi::gss::heimdal
