// SPDX-License-Identifier: BSL-1.0
// Credentials with which a service acts in a client's name.
#include "delegation.hpp"

#include "assumptions.hpp"
#include "call_bridge.hpp"
#include "default_realm.hpp"
#include "errors.hpp"
#include "own_tickets.hpp"
#include "private_cache.hpp"
#include "s4u_tickets.hpp"
#include "service.hpp"
#include "service_ticket.hpp"
#include "target.hpp"
#include "ticket.hpp"
#include "turn.hpp"

#include <mutex>
#include <string_view>

namespace sspi::heimdal {

namespace {

using detail::operation;

/// What a KRB-CRED has: Heimdal's list of pointers, with a null at its end.
class received_tickets {
  public:
    received_tickets() = default;
    received_tickets(const received_tickets&) = delete;
    received_tickets& operator=(const received_tickets&) = delete;
    ~received_tickets() {
        for (auto** each = list_; each != nullptr && *each != nullptr; ++each)
            krb5_free_creds(thread_context(), *each);
        krb5_xfree(static_cast<void*>(list_));
    }

    /// Whoever has the ticket that it came with has made it; by which clock is not asked.
    [[nodiscard]] krb5_error_code read(const request_opening& from, view krb_cred) {
        const auto context = thread_context();
        const auto* const subkey = from.authenticator()->subkey;
        owned_auth_context auth;
        auto data = borrow_data(krb_cred);
        auto code = krb5_auth_con_init(context, auth.out());
        if (code == 0) code = krb5_auth_con_setflags(context, auth.get(), 0);
        if (code == 0)
            code = krb5_auth_con_setkey(context, auth.get(), const_cast<EncryptionKey*>(&from.ticket().key));
        if (code == 0 && subkey != nullptr)
            code = krb5_auth_con_setremotesubkey(context, auth.get(), const_cast<EncryptionKey*>(subkey));
        return code == 0 ? krb5_rd_cred(context, auth.get(), &data, &list_, nullptr) : code;
    }

    [[nodiscard]] krb5_error_code store_in(krb5_ccache cache) const {
        krb5_error_code code = 0;
        for (auto** each = list_; code == 0 && each != nullptr && *each != nullptr; ++each)
            code = krb5_cc_store_cred(thread_context(), cache, *each);
        return code;
    }

  private:
    krb5_creds** list_ = nullptr;
};

/// An empty cache of the client's in memory.
[[nodiscard]] result<owned_private_cache> client_cache(const std::string& client) {
    const auto context = thread_context();
    owned_principal principal;
    owned_private_cache out;
    auto code = krb5_parse_name(context, client.c_str(), principal.out());
    if (code == 0) code = make_private_cache(principal.get(), out);
    if (code != 0) return krb5_failure(operation::initiate, code);
    return out;
}

class forwarded final : public own_tickets {
  public:
    forwarded(std::string client, owned_private_cache tickets)
        : client_(std::move(client)), tickets_(std::move(tickets)) {}

    result<shared_login> log_in(kdc_call& call) override {
        if (auto missing = missing_context()) return *missing;
        const std::scoped_lock lock(mutex_);
        if (!login_) {
            auto made = import_cache(call, std::move(tickets_));
            if (!made) return made.error();
            (*made)->index = weak_from_this();
            login_ = std::move(*made);
        }
        keep_clock(call, login_->cache.get());
        return login_;
    }

    result<std::string> name(kdc_call&) override { return client_; }

  private:
    shared_login last_login(kdc_call& call) override {
        auto out = log_in(call); // which asks nobody
        return out ? std::move(*out) : nullptr;
    }

    const std::string client_;
    std::mutex mutex_;
    owned_private_cache tickets_; // until there is a login
    shared_login login_;
};

/// What a KDC answers when the service may not act in the client's name: it is not on the target's list or the
/// other way round, or the client's ticket must not be forwarded ([MS-SFU] 3.2.5.2).
[[nodiscard]] failure refusal(failure said) {
    if (said.minor == KRB5KDC_ERR_BADOPTION || said.minor == KRB5KDC_ERR_POLICY)
        said.code = status::delegation_required;
    return said;
}

class proxied final : public source {
  public:
    explicit proxied(evidence from) : from_(std::move(from)), accounts_(accounts_in(from_.keytab)) {}

    result<shared_login> log_in(kdc_call&) override {
        return failed_with(status::delegation_required, "the client forwarded no ticket-granting ticket");
    }

    result<shared_login> log_in_to(kdc_call& call, const std::string& target) override {
        if (auto missing = missing_context()) return *missing;
        const auto turn = take_turn(call, turns_);
        if (!turn) return no_turn(call);
        const auto ticket = decoded_ticket::of(from_.ticket);
        if (!ticket) return ticket.error();
        const auto service = own_service(**ticket);
        if (!service) return service.error();
        const auto obtained = by_service(call, *accounts_, *service, [&](const service_login& self) {
            return obtain_for(call, self, **ticket, target);
        });
        if (!obtained) return obtained.error();
        return login_;
    }

    result<std::string> name(kdc_call&) override { return from_.client; }

  private:
    /// Whose login it takes, as `accounts_` knows it: the keytab's first for who asked by that.
    [[nodiscard]] result<std::string> own_service(const decoded_ticket& ticket) const {
        if (from_.by_own_login) return std::string();
        return from_.account.empty() ? ticket.service() : result<std::string>(from_.account);
    }

    [[nodiscard]] result<void> obtain_for(kdc_call& call, const service_login& self,
                                          const decoded_ticket& ticket, const std::string& target) {
        const auto server = target_principal(target, self.realm);
        if (!server) return server.error();
        if (self.realm != krb5_principal_get_realm(thread_context(), server->get()))
            return failed_with(status::crossrealm_delegation_failure,
                               "the target is of another realm than the service that delegates");
        return ensure(call, self, ticket, server->get());
    }

    /// The first ticket makes the login: Heimdal takes no cache without one. Names without a realm are looked up in the
    /// service's.
    [[nodiscard]] result<void> ensure(kdc_call& call, const service_login& self, const decoded_ticket& ticket,
                                      krb5_principal server) {
        if (login_) {
            keep_clock(call, login_->cache.get());
            return obtain(call, self, ticket, server, login_->cache.get());
        }
        auto cache = client_cache(from_.client);
        if (!cache) return cache.error();
        keep_clock(call, cache->get());
        if (auto obtained = obtain(call, self, ticket, server, cache->get()); !obtained) return obtained;
        auto made = import_cache(call, std::move(*cache));
        if (!made) return made.error();
        (*made)->realm = self.realm;
        login_ = std::move(*made);
        return {};
    }

    /// Sees to it that the cache has a ticket for the server that has not run out.
    [[nodiscard]] static result<void> obtain(kdc_call& call, const service_login& self,
                                             const decoded_ticket& ticket, krb5_principal server,
                                             krb5_ccache cache) {
        if (find_ticket(call, cache, server)) return {};
        const auto client = principal_of(cache);
        if (!client) return client.error();
        auto got = ticket_by_evidence(call, self.cache.get(), *ticket.get(), client->get(), server);
        if (!got) return refusal(got.error());
        if (const auto code = krb5_cc_store_cred(thread_context(), cache, got->get()))
            return krb5_failure(operation::initiate, code);
        return {};
    }

    const evidence from_;
    const std::shared_ptr<service_accounts> accounts_;
    taking_turns turns_;
    shared_login login_;
};

[[nodiscard]] result<std::string> default_keytab_name() {
    owned_keytab keytab;
    owned_text name;
    auto code = krb5_kt_default(thread_context(), keytab.out());
    if (code == 0) code = krb5_kt_get_full_name(thread_context(), keytab.get(), name.out());
    if (code != 0) return krb5_failure(operation::accept, code);
    return std::string(name.get());
}

/// A KDC that does not know the service, or not its key, has said nothing about the user.
[[nodiscard]] failure without_service(failure error) {
    error.minor = 0;
    error.why = reason::unspecified;
    if (error.code == status::logon_denied) error.code = status::no_kerb_key;
    return error;
}

/// Heimdal's and Samba's KDCs call an account that is disabled a matter of their policy.
[[nodiscard]] failure about_user(failure error) {
    if (error.minor == KRB5KDC_ERR_POLICY) error.why = reason::client_revoked;
    return error;
}

/// The name that the domain has for an account, by its PAC; empty without one.
[[nodiscard]] owned_principal canonical_name(const std::shared_ptr<const pac_account>& of) {
    owned_principal out;
    if (!of || of->logon.account.empty() || of->dns_domain.empty()) return out;
    const auto name =
        detail::to_text(detail::principal_name{of->logon.account, detail::ascii_upper(of->dns_domain)});
    return krb5_parse_name(thread_context(), name.c_str(), out.out()) == 0 ? std::move(out)
                                                                           : owned_principal();
}

/// KDCs put the user into the ticket by the name that they were asked by: NetBIOS domain, another suffix. The account is asked for
/// once more by its own, where its PAC says another; who cannot be had so stays who he is.
[[nodiscard]] result<self_ticket> ticket_to_canonical(kdc_call& call, krb5_ccache self,
                                                      const std::string& keytab, krb5_const_principal user) {
    auto ticket = ticket_to_self(call, self, keytab, user);
    if (!ticket) return ticket;
    const auto name = canonical_name(ticket->account);
    const auto context = thread_context();
    if (!name || krb5_principal_compare(context, name.get(), ticket->credentials.get()->client) != 0)
        return ticket;
    auto named = ticket_to_self(call, self, keytab, name.get());
    const bool same = named && named->account && named->account->logon.user == ticket->account->logon.user;
    return same ? std::move(named) : std::move(ticket);
}

} // namespace

result<owned_private_cache> forwarded_tickets(const request_opening& opening, view krb_cred) {
    auto client = assumed::lent_principal(opening.ticket().cname, opening.ticket().crealm);
    received_tickets tickets;
    owned_private_cache out;
    auto code = tickets.read(opening, krb_cred);
    if (code == 0) code = make_private_cache(&client, out);
    if (code == 0) code = tickets.store_in(out.get());
    if (code != 0) return krb5_failure(operation::accept, code);
    return out;
}

result<owned_private_cache> take_forwarded(owned_credential from) {
    owned_private_cache out;
    if (const auto code = make_private_cache(nullptr, out)) return krb5_failure(operation::accept, code);
    OM_uint32 minor = 0;
    const auto major = gss_krb5_copy_ccache(&minor, from.get(), out.get());
    if (GSS_ERROR(major)) return gss_failure(operation::accept, major, minor);
    return out;
}

std::shared_ptr<source> forwarded_source(std::string client, owned_private_cache tickets) {
    return std::make_shared<forwarded>(std::move(client), std::move(tickets));
}

std::shared_ptr<source> proxied_source(evidence from) {
    return std::make_shared<proxied>(std::move(from));
}

result<user_logon> service_for_user(kdc_call& call, const detail::principal_name& who) {
    if (auto missing = missing_context()) return *missing;
    const auto keytab = default_keytab_name();
    if (!keytab) return keytab.error();
    const auto accounts = accounts_in(*keytab);
    const auto self = accounts->log_in(call, {});
    if (!self) return without_service(self.error());
    owned_principal user;
    const auto full =
        who.realm.empty() && default_realm().empty() ? detail::principal_name{who.name, (*self)->realm} : who;
    if (const auto code = krb5_parse_name(thread_context(), detail::to_text(full).c_str(), user.out()))
        return krb5_failure(call, operation::logon, code);
    auto ticket = by_service(call, *accounts, {}, [&](const service_login& by) {
        return ticket_to_canonical(call, by.cache.get(), *keytab, user.get());
    });
    if (!ticket) return about_user(ticket.error());
    owned_text name;
    if (const auto code = krb5_unparse_name(thread_context(), ticket->credentials.get()->client, name.out()))
        return krb5_failure(call, operation::logon, code);
    const auto& der = ticket->credentials.get()->ticket;
    const auto* const first = static_cast<const std::byte*>(der.data);
    return user_logon{.name = name.get(),
                      .tickets = proxied_source({.client = name.get(),
                                                 .ticket = {first, first + der.length},
                                                 .keytab = *keytab,
                                                 .by_own_login = true}),
                      .service = accounts,
                      .account = ticket->account};
}

} // namespace sspi::heimdal
