// SPDX-License-Identifier: BSL-1.0
// Where Heimdal finds an identity: a credential cache, a password, a keytab.
#include "heimdal_credential.hpp"

#include "heimdal_errors.hpp"

#include <algorithm>
#include <ctime>
#include <mutex>
#include <new>
#include <optional>

namespace sspi::gss::heimdal {

namespace {

using detail::operation;

[[nodiscard]] result<std::string> text_of(krb5_const_principal principal) {
    owned_text text;
    if (const auto code = krb5_unparse_name(thread_context(), principal, text.out()))
        return krb5_failure(operation::inquire, code);
    return std::string(text.get());
}

[[nodiscard]] result<owned_principal> principal_of(krb5_ccache cache) {
    owned_principal principal;
    if (const auto code = krb5_cc_get_principal(thread_context(), cache, principal.out()))
        return krb5_failure(operation::initiate, code);
    return principal;
}

[[nodiscard]] result<owned_principal> parse(const detail::principal_name& who) {
    owned_principal principal;
    if (const auto code = krb5_parse_name(thread_context(), detail::to_text(who).c_str(), principal.out()))
        return krb5_failure(operation::logon, code);
    return principal;
}

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
/// krb5_context and reading of the configuration each time.
[[nodiscard]] result<owned_credential> import_credential(operation during, const char* cache,
                                                         const char* keytab) {
    const owned_storage storage(krb5_storage_emem());
    if (!storage) throw std::bad_alloc();
    for (const char* const member : {cache, "", keytab}) // the middle one would restrict the principal
        if (krb5_store_string(storage.get(), member) != 0) throw std::bad_alloc();
    krb5_data packed{};
    if (krb5_storage_to_data(storage.get(), &packed) != 0) throw std::bad_alloc();
    gss_buffer_desc value{packed.length, packed.data};
    owned_credential out;
    OM_uint32 minor = 0;
    const auto major = gss_set_cred_option(&minor, out.out(), GSS_KRB5_IMPORT_CRED_X, &value);
    auto outcome = GSS_ERROR(major) ? result<owned_credential>(gss_failure(during, major, minor))
                                    : result<owned_credential>(std::move(out));
    krb5_data_free(&packed);
    return outcome;
}

} // namespace

result<std::shared_ptr<login>> import_cache(krb5_ccache cache) {
    const auto principal = principal_of(cache);
    if (!principal) return principal.error();
    auto out = std::make_shared<login>();
    out->realm = krb5_principal_get_realm(thread_context(), principal->get());
    owned_text name;
    if (const auto code = krb5_cc_get_full_name(thread_context(), cache, name.out()))
        return krb5_failure(operation::initiate, code);
    auto imported = import_credential(operation::initiate, name.get(), "");
    if (!imported) return imported.error();
    out->cache_name = name.get();
    out->handle = std::move(*imported);
    if (auto done = send_only_requested_flags(out->handle); !done) return done.error();
    return out;
}

std::optional<failure> missing_context() {
    if (thread_context() != nullptr) return std::nullopt;
    return failed_with(status::internal_error, "the Kerberos configuration cannot be read (krb5 error " +
                                                   std::to_string(thread_context_error()) + ")");
}

namespace {

/// A cache of the user's. It is opened for each context, so that one renewed or replaced meanwhile is seen.
class cache_source : public source {
  public:
    result<std::shared_ptr<const login>> log_in() override {
        if (auto missing = missing_context()) return *missing;
        const auto cache = open();
        if (!cache) return cache.error();
        auto imported = import_cache(cache->get());
        if (!imported) return imported.error();
        return std::shared_ptr<const login>(std::move(*imported));
    }

    result<std::string> name() override {
        if (auto missing = missing_context()) return *missing;
        const auto cache = open();
        if (!cache) return cache.error();
        const auto principal = principal_of(cache->get());
        if (!principal) return principal.error();
        return text_of(principal->get());
    }

  protected:
    [[nodiscard]] virtual result<owned_cache> open() = 0;
};

class default_cache final : public cache_source {
    result<owned_cache> open() override {
        owned_cache cache;
        if (const auto code = krb5_cc_default(thread_context(), cache.out()))
            return krb5_failure(operation::initiate, code);
        return cache;
    }
};

class collection final : public cache_source {
  public:
    explicit collection(detail::principal_name who) : who_(std::move(who)) {}

  private:
    result<owned_cache> open() override {
        const auto principal = parse(who_);
        if (!principal) return principal.error();
        owned_cache cache;
        if (const auto code = krb5_cc_cache_match(thread_context(), principal->get(), cache.out()))
            return krb5_failure(operation::initiate, code);
        return cache;
    }

    detail::principal_name who_;
};

/// krb5_creds that are emptied, and their keys wiped by Heimdal, when they go.
class initial_credentials {
  public:
    initial_credentials() = default;
    initial_credentials(const initial_credentials&) = delete;
    initial_credentials& operator=(const initial_credentials&) = delete;
    ~initial_credentials() { krb5_free_cred_contents(thread_context(), &value_); }

    [[nodiscard]] krb5_creds* get() noexcept { return &value_; }

  private:
    krb5_creds value_{};
};

class password final : public source {
  public:
    password(detail::principal_name who, detail::secret_string secret)
        : who_(std::move(who)), secret_(std::move(secret)) {}

    result<std::shared_ptr<const login>> log_in() override {
        if (auto missing = missing_context()) return *missing;
        const std::scoped_lock lock(mutex_);
        if (refused_) return *refused_;
        if (login_ && krb5_timestamp_now() < ticket_end_) return login_;
        return as_exchange();
    }

    result<std::string> name() override {
        if (auto missing = missing_context()) return *missing;
        const auto principal = parse(who_);
        if (!principal) return principal.error();
        return text_of(principal->get());
    }

  private:
    [[nodiscard]] static std::time_t krb5_timestamp_now() {
        krb5_timestamp now{};
        krb5_timeofday(thread_context(), &now);
        return now;
    }

    [[nodiscard]] result<std::shared_ptr<const login>> as_exchange() {
        const auto client = parse(who_);
        if (!client) return client.error();
        // The offset of a KDC's clock that Heimdal noted in an earlier exchange on this thread would stand for
        // good, and spoil those with a KDC whose clock is right.
        krb5_set_kdc_sec_offset(thread_context(), 0, 0);
        initial_credentials credentials;
        if (const auto code = request_ticket(client->get(), credentials)) {
            auto error = krb5_failure(operation::logon, code);
            // The password does not change, so neither will the answer; asking again would only count towards
            // a lock-out of the account.
            if (code == KRB5KDC_ERR_PREAUTH_FAILED || code == KRB5KRB_AP_ERR_BAD_INTEGRITY) refused_ = error;
            return error;
        }
        return keep(client->get(), credentials);
    }

    /// A TGT should be forwardable, as a Windows logon's is; where the KDC's policy refuses that, one that is
    /// not.
    [[nodiscard]] krb5_error_code request_ticket(krb5_principal client, initial_credentials& out) {
        auto code = request_ticket(client, out, true);
        if (code == KRB5KDC_ERR_POLICY || code == KRB5KDC_ERR_BADOPTION)
            code = request_ticket(client, out, false);
        return code;
    }

    [[nodiscard]] krb5_error_code request_ticket(krb5_principal client, initial_credentials& out,
                                                 bool forwardable) {
        const auto context = thread_context();
        owned_init_options options;
        if (const auto code = krb5_get_init_creds_opt_alloc(context, options.out())) return code;
        const char* const realm = krb5_principal_get_realm(context, client);
        krb5_get_init_creds_opt_set_default_flags(context, "sspi", realm, options.get());
        krb5_get_init_creds_opt_set_forwardable(options.get(), forwardable ? 1 : 0);
        return krb5_get_init_creds_password(context, out.get(), client, secret_.c_str(), nullptr, nullptr, 0,
                                            nullptr, options.get());
    }

    [[nodiscard]] result<std::shared_ptr<const login>> keep(krb5_principal client,
                                                            initial_credentials& creds) {
        const auto context = thread_context();
        owned_private_cache cache;
        auto code = krb5_cc_new_unique(context, "MEMORY", nullptr, cache.out());
        if (code == 0) code = krb5_cc_initialize(context, cache.get(), client);
        if (code == 0) code = krb5_cc_store_cred(context, cache.get(), creds.get());
        if (code != 0) return krb5_failure(operation::logon, code);
        auto imported = import_cache(cache.get());
        if (!imported) return imported.error();
        (*imported)->cache = std::move(cache);
        login_ = std::move(*imported);
        ticket_end_ = creds.get()->times.endtime;
        return login_;
    }

    const detail::principal_name who_;
    const detail::secret_string secret_;
    std::mutex mutex_;
    std::shared_ptr<const login> login_;
    std::time_t ticket_end_ = 0;
    std::optional<failure> refused_;
};

class default_keytab final : public source {
  public:
    result<std::shared_ptr<const login>> log_in() override {
        if (auto missing = missing_context()) return *missing;
        const std::scoped_lock lock(mutex_);
        if (login_) return login_;
        owned_keytab keytab;
        if (const auto code = krb5_kt_default(thread_context(), keytab.out()))
            return krb5_failure(operation::accept, code);
        owned_text full_name;
        if (const auto code = krb5_kt_get_full_name(thread_context(), keytab.get(), full_name.out()))
            return krb5_failure(operation::accept, code);
        auto imported = import_credential(operation::accept, "", full_name.get());
        if (!imported) return imported.error();
        auto out = std::make_shared<login>();
        out->handle = std::move(*imported);
        out->keytab_name = full_name.get();
        login_ = std::move(out);
        return login_;
    }

    /// The first principal in the keytab: an acceptor takes any of them.
    result<std::string> name() override {
        if (auto missing = missing_context()) return *missing;
        const auto context = thread_context();
        owned_keytab keytab;
        if (const auto code = krb5_kt_default(context, keytab.out()))
            return krb5_failure(operation::accept, code);
        krb5_kt_cursor cursor{};
        if (const auto code = krb5_kt_start_seq_get(context, keytab.get(), &cursor))
            return failed_with(status::no_credentials, krb5_failure(operation::accept, code).text);
        krb5_keytab_entry entry{};
        const auto found = krb5_kt_next_entry(context, keytab.get(), &entry, &cursor);
        krb5_kt_end_seq_get(context, keytab.get(), &cursor);
        if (found != 0) return failed_with(status::no_credentials, "the keytab is empty");
        auto text = text_of(entry.principal);
        krb5_kt_free_entry(context, &entry);
        return text;
    }

  private:
    std::mutex mutex_;
    std::shared_ptr<const login> login_;
};

} // namespace

std::shared_ptr<source> default_cache_source() {
    return std::make_shared<default_cache>();
}

std::shared_ptr<source> collection_source(detail::principal_name who) {
    return std::make_shared<collection>(std::move(who));
}

std::shared_ptr<source> password_source(detail::principal_name who, detail::secret_string secret) {
    return std::make_shared<password>(std::move(who), std::move(secret));
}

std::shared_ptr<source> default_keytab_source() {
    return std::make_shared<default_keytab>();
}

} // namespace sspi::gss::heimdal
