// SPDX-License-Identifier: BSL-1.0
// Logging on with a password or a key, into a cache of the credential's own.
#include "../gss/kdc_call.hpp"
#include "call_bridge.hpp"
#include "credential.hpp"
#include "errors.hpp"
#include "facts.hpp"
#include "initial_ticket.hpp"
#include "memory_keytab.hpp"
#include "own_tickets.hpp"
#include "private_cache.hpp"
#include "realms.hpp"
#include "refused_proof.hpp"
#include "turn.hpp"

#include "../trace.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <mutex>

namespace sspi::heimdal {

namespace {

using detail::operation;

/// When a ticket is replaced: a context that is begun just before its end would not live long.
[[nodiscard]] std::time_t renewal_time(const krb5_times& times) {
    constexpr std::time_t usual_margin = 300;
    const auto lifetime = std::max<std::time_t>(times.endtime - times.authtime, 0);
    return times.endtime - std::min(usual_margin, lifetime / 10);
}

class logged_on final : public own_tickets {
  public:
    explicit logged_on(logon with) : with_(std::move(with)) {}

    result<shared_login> log_in(kdc_call& call) override {
        if (auto missing = missing_context()) return *missing;
        const auto turn = take_turn(call, turns_);
        if (!turn) return no_turn(call);
        if (login_) call.follow(login_->clock);
        const auto at = call.now().time_since_epoch().count();
        if (!is_valid_at(at) || at >= renewal_time_) {
            auto fresh = as_exchange(call);
            // A KDC that is away, or refuses, does not matter as long as the ticket is good.
            if (!fresh && !is_valid_at(at)) return fresh;
        }
        return by_its_clock(call);
    }

    result<shared_login> anew(kdc_call& call, const login& used) override {
        const auto turn = take_turn(call, turns_);
        if (!turn) return no_turn(call);
        if (trace::enabled()) trace::line("  the KDC does not take the ticket-granting ticket any more");
        if (login_.get() == &used)
            if (auto fresh = as_exchange(call); !fresh) return fresh;
        return by_its_clock(call);
    }

    /// As the KDC knows the user, once it has said so.
    result<std::string> name(kdc_call& call) override {
        if (auto missing = missing_context()) return *missing;
        const auto login = last_login(call);
        if (!login) {
            const auto client = this->client(call);
            return client ? text_of(client->get()) : result<std::string>(client.error());
        }
        const auto client = principal_of(login->cache.get());
        if (!client) return client.error();
        return text_of(client->get());
    }

  private:
    shared_login last_login(kdc_call& call) override {
        const std::scoped_lock lock(mutex_);
        if (login_) call.follow(login_->clock);
        return login_;
    }

    /// That by which its tickets came; the credential may have another one since.
    [[nodiscard]] shared_login by_its_clock(kdc_call& call) const {
        call.follow(login_->clock);
        resume_clock(call);
        keep_clock(call, login_->cache.get());
        return login_;
    }

    /// The clock may be behind the one by which the ticket was obtained.
    [[nodiscard]] bool is_valid_at(std::time_t when) const {
        return login_ && when + krb5_get_max_time_skew(thread_context()) >= start_ && when < end_;
    }

    [[nodiscard]] result<owned_principal> client(kdc_call& call) const {
        if (!with_.keytab) return user_principal(call, with_.who);
        return client_in_keytab(call, with_.keytab->view(), with_.who);
    }
    [[nodiscard]] result<logon_name> client_to_log_on(kdc_call& call) const {
        if (!with_.keytab) return principal_to_log_on(call, with_.who);
        auto in_keytab = client_in_keytab(call, with_.keytab->view(), with_.who);
        if (!in_keytab) return in_keytab.error();
        return logon_name{.principal = std::move(*in_keytab)};
    }

    void trace_request(krb5_const_principal client) const {
        const auto name = text_of(client);
        trace::line("  AS exchange for " + (name ? *name : std::string("?")) +
                    (with_.keytab ? " with a key of a keytab" : " with a password"));
    }

    [[nodiscard]] result<shared_login> as_exchange(kdc_call& call) {
        if (auto refused = refused_.standing()) return *refused;
        const auto client = client_to_log_on(call);
        if (!client) return client.error();
        if (trace::enabled()) trace_request(client->principal.get());
        held_credentials credentials;
        const auto answer = request_ticket(call, *client, credentials);
        if (answer.code != 0) {
            auto error =
                knowing_client(krb5_failure(call, operation::logon, answer.code), client->principal.get());
            error = knowing(std::move(error),
                            [&](failure_facts& facts) { facts.by_keytab = with_.keytab.has_value(); });
            if (answer.proof_refused) refused_.note(error);
            return error;
        }
        refused_.forget();
        return keep(call, credentials, answer.facts);
    }

    /// A TGT should be forwardable, as a Windows logon's is; where the KDC's policy refuses that, one that is
    /// not.
    [[nodiscard]] initial_answer request_ticket(kdc_call& call, const logon_name& client,
                                                held_credentials& out) {
        const auto answer = request_ticket(call, client, out, true);
        if (answer.code != KRB5KDC_ERR_POLICY && answer.code != KRB5KDC_ERR_BADOPTION) return answer;
        return request_ticket(call, client, out, false);
    }

    [[nodiscard]] initial_answer request_ticket(kdc_call& call, const logon_name& client,
                                                held_credentials& out, bool forwardable) {
        const auto context = thread_context();
        owned_init_options options;
        if (const auto code = krb5_get_init_creds_opt_alloc(context, options.out())) return {.code = code};
        const char* const realm = krb5_principal_get_realm(context, client.principal.get());
        krb5_get_init_creds_opt_set_default_flags(context, "sspi", realm, options.get());
        krb5_get_init_creds_opt_set_forwardable(options.get(), forwardable ? 1 : 0);
        if (with_.no_authorization_data) krb5_get_init_creds_opt_set_pac_request(context, options.get(), 0);
        if (client.canonical) krb5_get_init_creds_opt_set_canonicalize(context, options.get(), 1);
        const initial_request what{.client = client.principal.get(), .options = options.get()};
        return with_.keytab ? by_key(call, what, out) : obtain(call, out, what, keys_);
    }

    [[nodiscard]] initial_answer by_key(kdc_call& call, const initial_request& what, held_credentials& out) {
        const auto keytab = memory_keytab(with_.keytab->view());
        if (!keytab) return {.code = keytab.error().minor};
        const auto strong = without_weak_keys(keytab->get(), what.client);
        return obtain(call, out, what, strong ? strong.get() : keytab->get());
    }

    [[nodiscard]] result<shared_login> keep(kdc_call& call, held_credentials& creds,
                                            const initial_facts& facts) {
        const auto context = thread_context();
        owned_private_cache cache;
        auto code = make_private_cache(creds.get()->client, cache);
        if (code == 0) code = krb5_cc_store_cred(context, cache.get(), creds.get());
        if (code != 0) return krb5_failure(call, operation::logon, code);
        auto imported = import_cache(call, std::move(cache));
        if (!imported) return imported.error();
        (*imported)->index = weak_from_this();
        (*imported)->password_expires = facts.password_expires;
        const std::scoped_lock lock(mutex_);
        login_ = std::move(*imported);
        start_ = creds.get()->times.starttime;
        end_ = creds.get()->times.endtime;
        renewal_time_ = renewal_time(creds.get()->times);
        if (trace::enabled())
            trace::line("  ticket-granting ticket for " +
                        std::to_string(end_ - call.now().time_since_epoch().count()) +
                        " s, session key of enctype " + std::to_string(creds.get()->session.keytype));
        return login_;
    }

    const logon with_;
    taking_turns turns_; // at what follows
    password_keys keys_{with_.password.view()};
    std::mutex mutex_; // for login_, which others look at
    shared_login login_;
    std::time_t start_ = 0;
    std::time_t end_ = 0;
    std::time_t renewal_time_ = 0;
    refused_proof refused_;
};

} // namespace

std::shared_ptr<source> logon_source(logon with) {
    return std::make_shared<logged_on>(std::move(with));
}

} // namespace sspi::heimdal
