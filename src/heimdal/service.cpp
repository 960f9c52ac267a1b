// SPDX-License-Identifier: BSL-1.0
// A service as a client of the KDC.
#include "service.hpp"

#include "call_bridge.hpp"
#include "credential.hpp"
#include "errors.hpp"
#include "initial_ticket.hpp"
#include "memory_keytab.hpp"
#include "private_cache.hpp"
#include "refused_proof.hpp"
#include "shared_by_name.hpp"
#include "turn.hpp"
#include "watched_keytab.hpp"

#include "../never_destroyed.hpp"
#include "../trace.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

namespace sspi::heimdal {

namespace {

using detail::operation;
using shared_login = std::shared_ptr<const service_login>;
using shared_keys = std::shared_ptr<const keytab_keys>;

/// Whether an entry of the keytab may be that of the account behind the service: no service name itself, of its realm.
[[nodiscard]] bool may_be_account_of(const std::string& service, const detail::keytab_entry& key) {
    return key.components.size() == 1 && detail::realm_in(service) == key.realm;
}

[[nodiscard]] result<std::string> name_of(const detail::keytab_entry& key) {
    const auto principal = principal_of(key);
    return principal ? text_of(principal->get()) : principal.error();
}

/// By which principals of a keytab the KDC is asked for a service's login, one after the other, each once.
class names_to_try {
  public:
    names_to_try(const keytab_index& keys, std::string service) : keys_(keys), service_(std::move(service)) {}

    /// Empty when there are no more.
    [[nodiscard]] result<std::string> next() {
        if (tried_.empty() && !service_.empty()) return *tried_.insert(service_).first;
        for (; next_ < keys_.entries().size(); ++next_) {
            const auto& key = keys_.entries()[next_];
            if (!service_.empty() && !may_be_account_of(service_, key)) continue;
            auto name = name_of(key);
            if (!name || tried_.insert(*name).second) return name;
        }
        return std::string();
    }

  private:
    const keytab_index& keys_;
    const std::string service_;
    std::set<std::string> tried_;
    std::size_t next_ = 0;
};

/// Those of one principal: Heimdal looks through all that it is given.
[[nodiscard]] result<owned_keytab> keys_of(const keytab_index& keys, krb5_const_principal who) {
    std::vector<detail::keytab_entry> own;
    for (const auto each : keys.of(key_of(who)))
        own.push_back(keys.entries()[each]);
    return memory_keytab(own);
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

[[nodiscard]] attempt as_exchange(kdc_call& call, const keytab_index& keys, const std::string& name) {
    const auto context = thread_context();
    attempt out{.name = name};
    owned_principal client;
    if (const auto code = krb5_parse_name(context, name.c_str(), client.out())) {
        out.login = krb5_failure(call, operation::logon, code);
        return out;
    }
    const auto keytab = keys_of(keys, client.get());
    if (!keytab) {
        out.login = keytab.error();
        return out;
    }
    held_credentials ticket;
    auto made = std::make_shared<service_login>();
    auto answer = request_ticket(call, client.get(), keytab->get(), ticket);
    if (answer.code == 0) answer.code = keep(client.get(), ticket.get(), *made);
    made->clock = call.followed();
    out.proof_refused = answer.proof_refused;
    if (answer.code != 0)
        out.login = krb5_failure(call, operation::logon, answer.code);
    else
        out.login = shared_login(std::move(made));
    return out;
}

[[nodiscard]] attempt log_in(kdc_call& call, const keytab_index& keys, const std::string& service) {
    attempt out;
    names_to_try names(keys, service);
    for (;;) {
        const auto name = names.next();
        if (!name) out.login = name.error();
        if (!name || name->empty()) break;
        out = as_exchange(call, keys, *name);
        if (out.login || out.login.error().minor != KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN) break;
    }
    return out;
}

/// Whether a principal has the keys that it had. Of a file any change counts, as it may have been made because of the account.
[[nodiscard]] bool are_same(const shared_keys& a, const shared_keys& b, const std::string& name) {
    if (a == b) return true;
    owned_principal who;
    if (!a || !b || a->is_of_file() || b->is_of_file() ||
        krb5_parse_name(thread_context(), name.c_str(), who.out()) != 0)
        return false;
    const auto of_a = a->index().of(key_of(who.get())), of_b = b->index().of(key_of(who.get()));
    return std::ranges::equal(of_a, of_b, [&](std::size_t x, std::size_t y) {
        const auto &in_a = a->index().entries()[x], &in_b = b->index().entries()[y];
        return in_a.version == in_b.version && in_a.enctype == in_b.enctype &&
               in_a.timestamp == in_b.timestamp;
    });
}

/// The login of one service. Who needs it while it is renewed waits.
class service_account {
  public:
    [[nodiscard]] result<shared_login> log_in(kdc_call& call, const std::string& keytab_name,
                                              const std::string& service, const service_login* stale) {
        const auto turn = take_turn(call, turns_);
        if (!turn) return no_turn(call);
        auto keys = keys_in_keytab(keytab_name);
        if (!keys) return keys.error();
        const bool changed = !are_same(*keys, keys_, name_);
        if (changed) refused_.forget();
        if (login_) call.follow(login_->clock);
        if (changed || !is_good(call) || login_.get() == stale)
            if (auto done = renew(call, std::move(*keys), service); !done) return done.error();
        resume_clock(call);
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

    [[nodiscard]] result<void> renew(kdc_call& call, shared_keys keys, const std::string& service) {
        if (auto refused = refused_.standing()) return *refused;
        login_.reset();
        auto fresh = heimdal::log_in(call, keys->index(), service);
        keys_ = std::move(keys);
        name_ = fresh.name;
        if (fresh.proof_refused) refused_.note(fresh.login.error());
        if (!fresh.login) return fresh.login.error();
        login_ = std::move(*fresh.login);
        return {};
    }

    taking_turns turns_;
    std::string name_; // that the KDC was asked by
    shared_keys keys_;
    shared_login login_;
    refused_proof refused_;
};

class accounts final : public service_accounts {
  public:
    explicit accounts(std::string keytab) : keytab_(std::move(keytab)) {
        if (const auto path = path_of_keytab(keytab_); !path.empty()) file_ = watched_keytab::at(path);
    }

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
    std::shared_ptr<watched_keytab> file_; // read once, as long as somebody has this
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<service_account>> accounts_; // as many as the keytab has principals
};

} // namespace

std::shared_ptr<service_accounts> accounts_in(const std::string& keytab) {
    // Never destroyed: handles may be freed at exit.
    static never_destroyed<shared_by_name<service_accounts, accounts>> instance;
    return instance.get().find(keytab);
}

bool says_login_is_stale(const failure& error) noexcept {
    return error.minor == KRB5KRB_AP_ERR_BAD_INTEGRITY || error.minor == KRB5KRB_AP_ERR_NOKEY ||
           error.minor == KRB5KRB_AP_ERR_BADKEYVER || error.minor == KRB5KRB_AP_ERR_TKT_EXPIRED ||
           error.minor == KRB5KRB_AP_ERR_SKEW || error.minor == KRB5KRB_AP_ERR_TKT_NYV; // a clock was set
}

} // namespace sspi::heimdal
