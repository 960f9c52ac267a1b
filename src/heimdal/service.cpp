// SPDX-License-Identifier: BSL-1.0
// A service as a client of the KDC.
#include "service.hpp"

#include "call_bridge.hpp"
#include "cursors.hpp"
#include "errors.hpp"
#include "initial_ticket.hpp"
#include "keytab_file.hpp"
#include "keytab_state.hpp"
#include "memory_keytab.hpp"
#include "private_cache.hpp"
#include "refused_proof.hpp"
#include "turn.hpp"

#include "../trace.hpp"

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
    keytab_entries all(keytab);
    if (const auto code = all.error()) return krb5_failure(operation::accept, code);
    std::vector<std::string> out;
    while (const auto* const entry = all.next()) {
        owned_text text;
        const auto code = krb5_unparse_name(thread_context(), entry->principal, text.out());
        if (code == 0 && std::ranges::find(out, text.get()) == out.end()) out.emplace_back(text.get());
    }
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

[[nodiscard]] initial_answer request_ticket(kdc_call& call, krb5_principal client, krb5_keytab keytab,
                                            bool forwardable, held_credentials& out) {
    const auto context = thread_context();
    owned_init_options options;
    if (const auto code = krb5_get_init_creds_opt_alloc(context, options.out())) return {.code = code};
    krb5_get_init_creds_opt_set_default_flags(context, "sspi", krb5_principal_get_realm(context, client),
                                              options.get());
    krb5_get_init_creds_opt_set_forwardable(options.get(), forwardable ? 1 : 0);
    return obtain(call, out, {.client = client, .options = options.get()}, keytab);
}

/// Evidence in a client's name has to be forwardable, and so has the ticket with which it is asked for.
[[nodiscard]] initial_answer request_ticket(kdc_call& call, krb5_principal client, krb5_keytab keytab,
                                            held_credentials& out) {
    resume_clock(call);
    const auto strong = without_weak_keys(keytab, client);
    if (strong) keytab = strong.get();
    const auto answer = request_ticket(call, client, keytab, true, out);
    if (answer.code != KRB5KDC_ERR_POLICY && answer.code != KRB5KDC_ERR_BADOPTION) return answer;
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

/// A login, or why there is none, and by which principal of the keytab.
struct attempt {
    result<shared_login> login = failed_with(status::no_kerb_key, "the keytab is empty");
    std::string name{};
    bool proof_refused = false;
};

[[nodiscard]] attempt as_exchange(kdc_call& call, krb5_keytab keytab, const std::string& name) {
    const auto context = thread_context();
    attempt out{.name = name};
    owned_principal client;
    if (const auto code = krb5_parse_name(context, name.c_str(), client.out())) {
        out.login = krb5_failure(call, operation::logon, code);
        return out;
    }
    held_credentials ticket;
    auto made = std::make_shared<service_login>();
    auto answer = request_ticket(call, client.get(), keytab, ticket);
    if (answer.code == 0) answer.code = keep(client.get(), ticket.get(), *made);
    out.proof_refused = answer.proof_refused;
    if (answer.code != 0)
        out.login = krb5_failure(call, operation::logon, answer.code);
    else
        out.login = shared_login(std::move(made));
    return out;
}

[[nodiscard]] attempt log_in(kdc_call& call, krb5_keytab keytab, const std::string& service) {
    attempt out;
    if (auto fault = fault_of(keytab)) {
        out.login = *fault;
        return out;
    }
    const auto names = names_to_try(keytab, service);
    if (!names) {
        out.login = names.error();
        return out;
    }
    for (const auto& name : *names) {
        out = as_exchange(call, keytab, name);
        if (out.login || out.login.error().minor != KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN) break;
    }
    return out;
}

/// The login of one service. Who needs it while it is renewed waits.
class service_account {
  public:
    [[nodiscard]] result<shared_login> log_in(kdc_call& call, const std::string& keytab_name,
                                              const std::string& service, const service_login* stale) {
        const auto turn = take_turn(call, turns_);
        if (!turn) return no_turn(call);
        owned_keytab keytab;
        if (const auto code = krb5_kt_resolve(thread_context(), keytab_name.c_str(), keytab.out()))
            return krb5_failure(operation::accept, code);
        const bool changed = keytab_state(keytab.get(), name_) != state_;
        if (changed) refused_.forget();
        if (changed || !is_good(call) || login_.get() == stale)
            if (auto done = renew(call, keytab.get(), service); !done) return done.error();
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

    [[nodiscard]] result<void> renew(kdc_call& call, krb5_keytab keytab, const std::string& service) {
        if (auto refused = refused_.standing()) return *refused;
        login_.reset();
        const keytab_state before(keytab, name_);
        auto fresh = heimdal::log_in(call, keytab, service);
        state_ = before.is_of_file() ? before : keytab_state(keytab, fresh.name);
        name_ = fresh.name;
        if (fresh.proof_refused) refused_.note(fresh.login.error());
        if (!fresh.login) return fresh.login.error();
        login_ = std::move(*fresh.login);
        return {};
    }

    taking_turns turns_;
    std::string name_; // that the KDC was asked by
    keytab_state state_;
    shared_login login_;
    refused_proof refused_;
};

class accounts final : public service_accounts {
  public:
    explicit accounts(std::string keytab) : keytab_(std::move(keytab)) {}

    result<shared_login> log_in(kdc_call& call, const std::string& service) override {
        return of(service)->log_in(call, keytab_, service, nullptr);
    }
    result<shared_login> log_in_anew(kdc_call& call, const std::string& service,
                                     const service_login& used) override {
        if (trace::enabled()) trace::line("  the KDC does not take the service's own ticket any more");
        return of(service)->log_in(call, keytab_, service, &used);
    }

  private:
    [[nodiscard]] std::shared_ptr<service_account> of(const std::string& service) {
        const std::scoped_lock lock(mutex_);
        auto& found = accounts_[service];
        if (!found) found = std::make_shared<service_account>();
        return found;
    }

    const std::string keytab_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<service_account>> accounts_; // as many as the keytab has principals
};

/// Which keytabs have accounts now.
class known_accounts {
  public:
    [[nodiscard]] std::shared_ptr<service_accounts> find(const std::string& keytab) {
        const std::scoped_lock lock(mutex_);
        std::erase_if(known_, [](const auto& each) { return each.second.expired(); });
        auto& place = known_[keytab];
        auto found = place.lock();
        if (!found) place = found = std::make_shared<accounts>(keytab);
        return found;
    }

  private:
    std::mutex mutex_;
    std::map<std::string, std::weak_ptr<service_accounts>> known_;
};

/// Never destroyed: handles may be freed at exit.
[[nodiscard]] known_accounts& all_accounts() {
    static auto& instance = *std::make_unique<known_accounts>().release();
    return instance;
}

} // namespace

std::shared_ptr<service_accounts> accounts_in(const std::string& keytab) {
    return all_accounts().find(keytab);
}

bool says_login_is_stale(const failure& error) noexcept {
    return error.minor == KRB5KRB_AP_ERR_BAD_INTEGRITY || error.minor == KRB5KRB_AP_ERR_NOKEY ||
           error.minor == KRB5KRB_AP_ERR_TKT_EXPIRED;
}

} // namespace sspi::heimdal
