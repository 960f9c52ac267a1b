// SPDX-License-Identifier: BSL-1.0
// A service as a client of the KDC.
#include "service.hpp"

#include "call_bridge.hpp"
#include "errors.hpp"
#include "initial_ticket.hpp"
#include "keytab_file.hpp"
#include "private_cache.hpp"
#include "turn.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace sspi::heimdal {

namespace {

using detail::operation;
using shared_login = std::shared_ptr<const service_login>;

[[nodiscard]] result<std::vector<std::string>> principals_in(krb5_keytab keytab) {
    const auto context = thread_context();
    krb5_kt_cursor cursor{};
    if (const auto code = krb5_kt_start_seq_get(context, keytab, &cursor))
        return krb5_failure(operation::accept, code);
    std::vector<std::string> out;
    krb5_keytab_entry entry{};
    while (krb5_kt_next_entry(context, keytab, &entry, &cursor) == 0) {
        owned_text text;
        const auto code = krb5_unparse_name(context, entry.principal, text.out());
        krb5_kt_free_entry(context, &entry);
        if (code == 0 && std::ranges::find(out, text.get()) == out.end()) out.emplace_back(text.get());
    }
    krb5_kt_end_seq_get(context, keytab, &cursor);
    return out;
}

/// Whether a principal of the keytab may be the account behind the service: no service name itself, of its realm.
[[nodiscard]] bool may_be_account_of(const std::string& service, const std::string& principal) {
    return !detail::has_components(principal) && detail::realm_in(service) == detail::realm_in(principal);
}

[[nodiscard]] result<std::vector<std::string>> names_to_try(krb5_keytab keytab, const std::string& service) {
    auto all = principals_in(keytab);
    if (!all || service.empty()) return all;
    std::vector<std::string> out{service};
    for (auto& each : *all)
        if (may_be_account_of(service, each)) out.push_back(std::move(each));
    return out;
}

[[nodiscard]] krb5_error_code request_ticket(kdc_call& call, krb5_principal client, krb5_keytab keytab,
                                             bool forwardable, held_credentials& out) {
    const auto context = thread_context();
    owned_init_options options;
    if (const auto code = krb5_get_init_creds_opt_alloc(context, options.out())) return code;
    krb5_get_init_creds_opt_set_default_flags(context, "sspi", krb5_principal_get_realm(context, client),
                                              options.get());
    krb5_get_init_creds_opt_set_forwardable(options.get(), forwardable ? 1 : 0);
    return obtain(call, out, {.client = client, .options = options.get()}, keytab);
}

/// Evidence in a client's name has to be forwardable, and so has the ticket with which it is asked for.
[[nodiscard]] krb5_error_code request_ticket(kdc_call& call, krb5_principal client, krb5_keytab keytab,
                                             held_credentials& out) {
    resume_clock(call);
    const auto code = request_ticket(call, client, keytab, true, out);
    if (code != KRB5KDC_ERR_POLICY && code != KRB5KDC_ERR_BADOPTION) return code;
    return request_ticket(call, client, keytab, false, out);
}

[[nodiscard]] krb5_error_code keep(krb5_principal client, krb5_creds* ticket, service_login& out) {
    const auto context = thread_context();
    auto code = make_private_cache(client, out.cache);
    if (code == 0) code = krb5_cc_store_cred(context, out.cache.get(), ticket);
    out.realm = krb5_principal_get_realm(context, client);
    out.forwardable = ticket->flags.b.forwardable != 0;
    out.start = ticket->times.starttime;
    out.end = ticket->times.endtime;
    return code;
}

[[nodiscard]] result<shared_login> as_exchange(kdc_call& call, krb5_keytab keytab, const std::string& name) {
    const auto context = thread_context();
    owned_principal client;
    if (const auto code = krb5_parse_name(context, name.c_str(), client.out()))
        return krb5_failure(call, operation::logon, code);
    held_credentials ticket;
    auto out = std::make_shared<service_login>();
    auto code = request_ticket(call, client.get(), keytab, ticket);
    if (code == 0) code = keep(client.get(), ticket.get(), *out);
    if (code != 0) return krb5_failure(call, operation::logon, code);
    return shared_login(std::move(out));
}

[[nodiscard]] result<shared_login> log_in(kdc_call& call, const std::string& keytab_name,
                                          const std::string& service) {
    owned_keytab keytab;
    if (const auto code = krb5_kt_resolve(thread_context(), keytab_name.c_str(), keytab.out()))
        return krb5_failure(operation::accept, code);
    if (auto fault = fault_of(keytab.get())) return *fault;
    const auto names = names_to_try(keytab.get(), service);
    if (!names) return names.error();
    result<shared_login> outcome = failed_with(status::no_kerb_key, "the keytab is empty");
    for (const auto& name : *names) {
        outcome = as_exchange(call, keytab.get(), name);
        if (outcome || outcome.error().minor != KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN) break;
    }
    return outcome;
}

/// The login of one service. Who needs it while it is renewed waits.
class kept_login {
  public:
    [[nodiscard]] result<shared_login> get(kdc_call& call, const std::string& keytab,
                                           const std::string& service) {
        const auto turn = take_turn(call, turns_);
        if (!turn) return no_turn(call);
        if (!is_good(call)) {
            auto fresh = log_in(call, keytab, service);
            if (!fresh) return fresh;
            login_ = *fresh;
        }
        keep_clock(call, login_->cache.get());
        return login_;
    }

  private:
    /// By the clock of the call, which may be behind the one of the call before.
    [[nodiscard]] bool is_good(const kdc_call& call) const {
        if (!login_) return false;
        const auto at = call.now().time_since_epoch().count();
        return at + krb5_get_max_time_skew(thread_context()) >= login_->start && at < login_->end;
    }

    taking_turns turns_;
    shared_login login_;
};

/// As many as the process's keytabs have principals.
class kept_logins {
  public:
    [[nodiscard]] std::shared_ptr<kept_login> find(const std::string& keytab, const std::string& service) {
        const std::scoped_lock lock(mutex_);
        auto& found = logins_[{keytab, service}];
        if (!found) found = std::make_shared<kept_login>();
        return found;
    }

  private:
    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<kept_login>> logins_;
};

/// Never destroyed: at exit Heimdal may be gone first.
[[nodiscard]] kept_logins& all_logins() {
    static auto& instance = *std::make_unique<kept_logins>().release();
    return instance;
}

} // namespace

result<std::shared_ptr<const service_login>> log_in_service(kdc_call& call, const std::string& keytab,
                                                            const std::string& service) {
    return all_logins().find(keytab, service)->get(call, keytab, service);
}

} // namespace sspi::heimdal
