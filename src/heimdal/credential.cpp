// SPDX-License-Identifier: BSL-1.0
// What the sources of credentials share: names, and Heimdal's handles for caches and keytabs.
#include "credential.hpp"

#include "assumptions.hpp"
#include "call_bridge.hpp"
#include "errors.hpp"
#include "private_cache.hpp"

#include <cerrno>
#include <new>
#include <thread>

namespace sspi::heimdal {

namespace {

using detail::operation;

/// The flags that go on the wire are chosen above this backend; without this option Heimdal adds
/// confidentiality and integrity to every request.
[[nodiscard]] result<void> send_only_requested_flags(owned_credential& credential) {
    OM_uint32 minor = 0;
    gss_buffer_desc no_value{0, nullptr};
    const auto major =
        gss_set_cred_option(&minor, credential.in_out(), GSS_KRB5_CRED_NO_CI_FLAGS_X, &no_value);
    if (GSS_ERROR(major)) return gss_failure(operation::initiate, major, minor);
    return {};
}

/// What gss_krb5_import_cred does for a cache or a keytab, given by name, without its making of a
/// krb5_context and reading of the configuration each time. A principal restricts a keytab to its keys.
[[nodiscard]] result<owned_credential> import_credential(operation during, const char* cache,
                                                         const char* principal, const char* keytab) {
    owned_data packed;
    assumed::pack_login(cache, principal, keytab, packed);
    auto value = borrow(packed.bytes());
    owned_credential out;
    OM_uint32 minor = 0;
    const cache_memory_watch watch;
    const auto major = gss_set_cred_option(&minor, out.out(), GSS_KRB5_IMPORT_CRED_X, &value);
    if (watch.lacks_memory()) return failed_with(status::insufficient_memory);
    if (GSS_ERROR(major)) return gss_failure(during, major, minor);
    return out;
}

[[nodiscard]] result<owned_credential> import_offered(krb5_ccache cache) {
    const offered_cache offer(cache);
    return import_credential(operation::initiate, private_cache_name(), "", "");
}

/// For a cache of the library's own. On a thread that used the GSS-API before this library was first used, that has a
/// krb5_context which does not know the type; a new thread's does, and what comes of it is good on any.
[[nodiscard]] result<owned_credential> import_private(krb5_ccache cache) {
    auto out = import_offered(cache);
    if (out || out.error().minor != KRB5_CC_UNKNOWN_TYPE) return out;
    std::thread([&] { out = import_offered(cache); }).join();
    return out;
}

} // namespace

result<std::string> text_of(krb5_const_principal principal) {
    owned_text text;
    if (const auto code = krb5_unparse_name(thread_context(), principal, text.out()))
        return krb5_failure(operation::inquire, code);
    return std::string(text.get());
}

result<std::string> displayed(krb5_const_principal principal) {
    owned_text text;
    if (const auto code =
            krb5_unparse_name_flags(thread_context(), principal, KRB5_PRINCIPAL_UNPARSE_DISPLAY, text.out()))
        return krb5_failure(operation::inquire, code);
    return std::string(text.get());
}

result<owned_principal> principal_of(krb5_ccache cache) {
    owned_principal principal;
    if (const auto code = krb5_cc_get_principal(thread_context(), cache, principal.out()))
        return krb5_failure(operation::initiate, code);
    return principal;
}

namespace {

template <class Import>
[[nodiscard]] result<std::shared_ptr<login>> login_with(krb5_ccache cache, std::string name,
                                                        Import&& import) {
    const auto principal = principal_of(cache);
    if (!principal) return principal.error();
    result<owned_credential> imported = import();
    if (!imported) return imported.error();
    auto out = std::make_shared<login>();
    out->realm = krb5_principal_get_realm(thread_context(), principal->get());
    out->cache_name = std::move(name);
    out->handle = std::move(*imported);
    if (auto done = send_only_requested_flags(out->handle); !done) return done.error();
    return out;
}

[[nodiscard]] result<std::shared_ptr<login>> import_as_it_is(krb5_ccache cache) {
    owned_text name;
    if (const auto code = krb5_cc_get_full_name(thread_context(), cache, name.out()))
        return krb5_failure(operation::initiate, code);
    return login_with(cache, name.get(),
                      [&] { return import_credential(operation::initiate, name.get(), "", ""); });
}

[[nodiscard]] result<owned_private_cache> copy_of(kdc_call& call, krb5_ccache cache) {
    owned_private_cache out;
    if (const auto code = copy_to_private_cache(cache, out)) return krb5_failure(operation::initiate, code);
    resume_clock(call); // a file may have a KDC's noted
    return out;
}

} // namespace

result<std::shared_ptr<login>> import_cache(kdc_call& call, krb5_ccache cache) {
    if (call.clock_offset() == std::chrono::seconds(0)) return import_as_it_is(cache);
    auto copy = copy_of(call, cache);
    if (!copy) return copy.error();
    return import_cache(call, std::move(*copy));
}

result<std::shared_ptr<login>> import_cache(kdc_call& call, owned_private_cache cache) {
    keep_clock(call, cache.get());
    auto out = login_with(cache.get(), private_cache_name(), [&] { return import_private(cache.get()); });
    if (out) (*out)->cache = std::move(cache);
    if (out) (*out)->clock = call.followed();
    return out;
}

krb5_error_code open_cache_of(const login& from, owned_cache& out) {
    if (from.cache) return share_private_cache(from.cache.get(), out);
    return krb5_cc_resolve(thread_context(), from.cache_name.c_str(), out.out());
}

result<owned_credential> accepting_by(krb5_keytab keytab, const std::string& service) {
    owned_text name;
    if (const auto code = krb5_kt_get_full_name(thread_context(), keytab, name.out()))
        return krb5_failure(operation::accept, code);
    return import_credential(operation::accept, "", service.c_str(), name.get());
}

std::optional<failure> missing_context() {
    if (thread_context() != nullptr) return std::nullopt;
    if (const std::string why = missing_functions(); !why.empty())
        return failed_with(status::cannot_install, "Heimdal cannot be loaded: " + why);
    if (thread_context_error() == ENOMEM) return failed_with(status::insufficient_memory);
    return failed_with(status::cannot_install, "the Kerberos configuration cannot be read (krb5 error " +
                                                   std::to_string(thread_context_error()) + ")");
}

} // namespace sspi::heimdal
