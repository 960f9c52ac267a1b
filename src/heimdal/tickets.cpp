// SPDX-License-Identifier: BSL-1.0
// Logins that know one ticket alone: made of what a cache's file has, or of what is in a private cache.
#include "tickets.hpp"

#include "assumptions.hpp"
#include "errors.hpp"
#include "keytab_keys.hpp"
#include "private_cache.hpp"
#include "service_ticket.hpp"
#include "target.hpp"
#include "ticket.hpp"

#include <sspi/detail/principal_text.hpp>

#include <cerrno>
#include <new>
#include <span>
#include <utility>

namespace sspi::heimdal {

namespace {

using detail::gss_flag;
using detail::operation;

[[nodiscard]] bool delegates(const initiation& what) {
    return detail::has(what.request, gss_flag::deleg) || detail::has(what.request, gss_flag::deleg_policy);
}

/// Where Heimdal notes something, about a principal or about the whole cache.
[[nodiscard]] principal_key key_of_note(std::string_view name, const std::string& about = {}) {
    principal_key out(assumed::notes_realm, about.empty() ? 2 : 3);
    out.add(assumed::notes_name);
    out.add(name);
    if (!about.empty()) out.add(about);
    return out;
}

/// By the service, whether a ticket-granting one is there too, and the clock.
[[nodiscard]] std::string key_of(const kdc_call& call, krb5_const_principal service, const initiation& what) {
    return std::string(heimdal::key_of(service).view()) + (delegates(what) ? '+' : '-') +
           std::to_string(call.clock_offset().count());
}

[[nodiscard]] owned_storage reader_of(std::string_view text) {
    return owned_storage(krb5_storage_from_readonly_mem(text.data(), text.size()));
}

[[nodiscard]] bool read(std::string_view piece, held_credentials& out) {
    const auto from = reader_of(piece);
    return from && krb5_ret_creds(from.get(), out.get()) == 0;
}

[[nodiscard]] bool store(std::string_view piece, krb5_ccache to) {
    held_credentials one;
    return read(piece, one) && krb5_cc_store_cred(thread_context(), to, one.get()) == 0;
}

/// A ticket that came by referrals stands in a cache also by the name that was asked for, and Heimdal would write that upon
/// it. It gets the name that the KDC gave it; which is returned where it is another than the one that is asked for.
[[nodiscard]] std::string take_own_name(krb5_creds& of, krb5_const_principal asked) {
    const auto context = thread_context();
    const auto ticket = decoded_ticket::of({static_cast<const std::byte*>(of.ticket.data), of.ticket.length});
    const auto name = ticket ? (*ticket)->service() : result<std::string>(ticket.error());
    owned_principal own;
    if (!name || krb5_parse_name(context, name->c_str(), own.out()) != 0) return {};
    if (krb5_principal_compare(context, own.get(), of.server) == 0) {
        owned_principal former(std::exchange(of.server, nullptr));
        if (krb5_copy_principal(context, own.get(), &of.server) != 0)
            of.server = std::exchange(*former.in_out(), nullptr);
    }
    return krb5_principal_compare(context, own.get(), asked) != 0 ? std::string() : *name;
}

[[nodiscard]] std::shared_ptr<login> login_with(kdc_call& call, owned_private_cache cache,
                                                std::string service, const std::string& origin,
                                                std::weak_ptr<ticket_index> index) {
    auto made = import_cache(call, std::move(cache));
    if (!made && made.error().code == status::insufficient_memory) throw std::bad_alloc(); // it is there
    if (!made) return nullptr;
    (*made)->origin = origin;
    (*made)->service = std::move(service);
    (*made)->one_ticket = true;
    (*made)->index = std::move(index);
    return std::move(*made);
}

/// For a client as a file has it.
[[nodiscard]] krb5_error_code make_private_cache(std::string_view client, owned_private_cache& out) {
    const auto from = reader_of(client);
    owned_principal who;
    if (!from) return ENOMEM;
    if (const auto code = krb5_ret_principal(from.get(), who.out())) return code;
    return heimdal::make_private_cache(who.get(), out);
}

template <class Pieces>
[[nodiscard]] shared_login login_of(kdc_call& call, std::string_view client, krb5_const_principal service,
                                    const Pieces& pieces, const std::string& origin,
                                    std::weak_ptr<ticket_index> index) {
    owned_private_cache cache;
    if (make_private_cache(client, cache) != 0) return nullptr;
    held_credentials ticket;
    if (!read(pieces.front(), ticket)) return nullptr;
    auto name = take_own_name(*ticket.get(), service);
    if (krb5_cc_store_cred(thread_context(), cache.get(), ticket.get()) != 0) return nullptr;
    for (const auto piece : std::span(pieces).subspan(1))
        if (!piece.empty() && !store(piece, cache.get())) return nullptr;
    return login_with(call, std::move(cache), std::move(name), origin, std::move(index));
}

template <class Pieces>
[[nodiscard]] bool is_made_of(std::string_view whole, const Pieces& pieces) {
    for (const auto piece : pieces) {
        if (!whole.starts_with(piece)) return false;
        whole.remove_prefix(piece.size());
    }
    return whole.empty();
}

template <class Pieces>
[[nodiscard]] detail::secret_bytes joined(const Pieces& pieces) {
    std::size_t size = 0;
    for (const auto piece : pieces)
        size += piece.size();
    auto out = detail::secret_bytes::with_room(size);
    for (const auto piece : pieces)
        for (const auto each : piece)
            out.push_back(static_cast<std::byte>(each));
    return out;
}

[[nodiscard]] std::string_view text_of(const detail::secret_bytes& from) {
    return {reinterpret_cast<const char*>(from.data()), from.size()};
}

/// The valid ticket that was stored last.
[[nodiscard]] bool look_up(const kdc_call& call, krb5_ccache in, krb5_principal service, krb5_creds* out) {
    krb5_creds wanted{};
    wanted.server = service;
    wanted.times.endtime = call.now().time_since_epoch().count() + 1;
    return krb5_cc_retrieve_cred(thread_context(), in, KRB5_TC_MATCH_TIMES, &wanted, out) == 0;
}

[[nodiscard]] owned_principal granting_service(const std::string& realm) {
    owned_principal out;
    if (krb5_make_principal(thread_context(), out.out(), realm.c_str(), KRB5_TGS_NAME, realm.c_str(),
                            nullptr) != 0)
        return {};
    return out;
}

} // namespace

krb5_error_code copy_to_private_cache(const ticket_file& from, owned_private_cache& out) {
    auto code = make_private_cache(from.client(), out);
    from.each([&](std::string_view ticket) {
        if (code == 0 && !store(ticket, out.get())) code = KRB5_CC_FORMAT;
    });
    return code;
}

one_ticket_logins::pieces one_ticket_logins::pieces_in(const kdc_call& call, const ticket_file& in,
                                                       const initiation& what, krb5_const_principal service) {
    const auto soon = static_cast<std::uint32_t>(call.now().time_since_epoch().count() + 1);
    pieces out{in.find(key_of(service).view(), soon)};
    if (out[0].empty()) return out;
    owned_text name;
    if (krb5_unparse_name(thread_context(), service, name.out()) == 0)
        out[1] = in.find(key_of_note(assumed::clock_note, name.get()).view(), 0);
    if (!delegates(what)) return out;
    principal_key granting(in.realm(), 2);
    granting.add(KRB5_TGS_NAME);
    granting.add(in.realm());
    out[2] = in.find(key_of_note(assumed::delegation_note).view(), 0);
    out[3] = in.find(granting.view(), soon);
    return out;
}

template <class Good>
shared_login one_ticket_logins::get_if(const std::string& key, Good&& good) {
    const std::scoped_lock lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    const auto at = found->second;
    if (!good(*at)) return nullptr;
    logins_.splice(logins_.begin(), logins_, at);
    return at->one;
}

void one_ticket_logins::put(kept fresh) {
    std::list<kept> gone; // released without the lock
    const std::scoped_lock lock(mutex_);
    const auto drop = [&](std::list<kept>::iterator at) {
        by_key_.erase(at->key);
        gone.splice(gone.begin(), logins_, at);
    };
    if (const auto found = by_key_.find(fresh.key); found != by_key_.end()) drop(found->second);
    if (logins_.size() >= most) drop(std::prev(logins_.end()));
    std::list<kept> made;
    made.push_front(std::move(fresh));
    by_key_.emplace(made.front().key, made.begin()); // the last that may want memory
    logins_.splice(logins_.begin(), made);
}

shared_login one_ticket_logins::find(kdc_call& call, const ticket_file& in, const initiation& what,
                                     const std::string& origin, index of) {
    const auto service = target_principal(what.target, std::string(in.realm()));
    if (!service) return nullptr;
    const auto found = pieces_in(call, in, what, service->get());
    if (found[0].empty()) return nullptr;
    auto key = key_of(call, service->get(), what);
    auto out = get_if(key, [&](const kept& each) {
        return each.one->origin == origin && is_made_of(text_of(each.made_from), found);
    });
    if (out) return out;
    out = login_of(call, in.client(), service->get(), found, origin, std::move(of));
    if (out) put({.key = std::move(key), .made_from = joined(found), .whole = {}, .end = 0, .one = out});
    return out;
}

shared_login one_ticket_logins::find(kdc_call& call, const shared_login& whole, const initiation& what) {
    const auto service = target_principal(what.target, whole->realm);
    if (!service) return nullptr;
    const auto at = call.now().time_since_epoch().count();
    return get_if(key_of(call, service->get(), what),
                  [&](const kept& each) { return each.whole.lock() == whole && at < each.end; });
}

shared_login one_ticket_logins::find_new(kdc_call& call, const shared_login& whole, const initiation& what,
                                         index of) {
    const auto service = target_principal(what.target, whole->realm);
    if (!service) return nullptr;
    const auto client = principal_of(whole->cache.get());
    held_credentials ticket, granting;
    if (!client || !look_up(call, whole->cache.get(), service->get(), ticket.get())) return nullptr;
    owned_private_cache cache;
    auto name = take_own_name(*ticket.get(), service->get());
    if (make_private_cache(client->get(), cache) != 0 ||
        krb5_cc_store_cred(thread_context(), cache.get(), ticket.get()) != 0)
        return nullptr;
    if (delegates(what)) {
        const auto granter = granting_service(whole->realm);
        if (granter && look_up(call, whole->cache.get(), granter.get(), granting.get()) &&
            krb5_cc_store_cred(thread_context(), cache.get(), granting.get()) != 0)
            return nullptr;
    }
    auto made = login_with(call, std::move(cache), std::move(name), {}, std::move(of));
    if (!made) return nullptr;
    made->password_expires = whole->password_expires;
    const shared_login out = std::move(made);
    put({.key = key_of(call, service->get(), what),
         .made_from = {},
         .whole = whole,
         .end = ticket.get()->times.endtime,
         .one = out});
    return out;
}

namespace {

/// What Heimdal notes about a whole cache: which realms may be given delegated tickets.
void copy_note(krb5_ccache from, krb5_ccache to) {
    krb5_data note{};
    if (krb5_cc_get_config(thread_context(), from, nullptr, assumed::delegation_note, &note) != 0) return;
    krb5_cc_set_config(thread_context(), to, nullptr, assumed::delegation_note, &note);
    krb5_data_free(&note);
}

/// For tickets that are delegated the mechanism asks with the client's own.
[[nodiscard]] krb5_error_code add_granting_ticket(kdc_call& call, const login& whole, krb5_ccache to) {
    owned_cache all;
    if (const auto code = open_cache_of(whole, all)) return code;
    const auto granting = own_granting_ticket(call, all.get());
    if (!granting) return 0; // nothing is delegated then
    copy_note(all.get(), to);
    return krb5_cc_store_cred(thread_context(), to, granting->get());
}

/// A login with this ticket alone, of those that `whole` has.
[[nodiscard]] result<shared_login> login_with_ticket(kdc_call& call, const login& whole,
                                                     owned_credentials ticket, krb5_const_principal asked,
                                                     const initiation& what) {
    auto name = take_own_name(*ticket.get(), asked);
    owned_private_cache cache;
    auto code = make_private_cache(ticket.get()->client, cache);
    if (code == 0) code = krb5_cc_store_cred(thread_context(), cache.get(), ticket.get());
    if (code == 0 && delegates(what)) code = add_granting_ticket(call, whole, cache.get());
    if (code != 0) return krb5_failure(operation::initiate, code);
    auto out =
        login_with(call, std::move(cache), std::move(name), whole.cache ? "" : whole.cache_name, whole.index);
    if (!out) return failed_with(status::internal_error, "a ticket that was obtained cannot be used");
    out->realm = whole.realm;
    out->password_expires = whole.password_expires;
    return shared_login(std::move(out));
}

/// By which name the client's own KDC may know a service of another realm. A realm that the caller named stays, but an account's
/// may be no realm at all.
[[nodiscard]] result<owned_principal> near_name(const login& whole, const initiation& what,
                                                const owned_principal& server) {
    if (!detail::realm_in(what.target).empty()) return account_target(server.get(), whole.realm);
    owned_principal out;
    auto code = krb5_copy_principal(thread_context(), server.get(), out.out());
    if (code == 0) code = krb5_principal_set_realm(thread_context(), out.get(), whole.realm.c_str());
    if (code != 0) return krb5_failure(operation::initiate, code);
    return out;
}

/// Where the client's KDC knows no way to the realm that krb5.conf has a host in, it may have the service itself, or refer to who has
/// it (RFC 6806 section 8).
[[nodiscard]] result<owned_credentials> obtain(kdc_call& call, krb5_ccache cache, const login& whole,
                                               const initiation& what, const owned_principal& server) {
    auto ticket = service_ticket(call, cache, server.get());
    const bool no_way = !ticket && ticket.error().minor == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN &&
                        whole.realm != krb5_principal_get_realm(thread_context(), server.get());
    if (!no_way || (!detail::realm_in(what.target).empty() && !is_account(server.get()))) return ticket;
    const auto own = near_name(whole, what, server);
    if (!own) return ticket;
    auto near = service_ticket(call, cache, own->get());
    if (!near) return ticket;
    auto named = *near->get(); // it lends the rest
    named.server = server.get();
    krb5_cc_store_cred(thread_context(), cache, &named);
    return near;
}

} // namespace

result<shared_login> login_with_new_ticket(kdc_call& call, ticket_index* index, const login& whole,
                                           const initiation& what) {
    owned_cache cache;
    if (const auto code = open_cache_of(whole, cache)) return krb5_failure(operation::initiate, code);
    const auto server = target_principal(what.target, whole.realm);
    if (!server) return server.error();
    auto ticket = obtain(call, cache.get(), whole, what, *server);
    if (!ticket) return ticket.error();
    if (index != nullptr) {
        if (auto found = index->find_new(call, whole, what)) return found;
        index->askers().pass_until(what.target, utc_time(std::chrono::seconds(ticket->get()->times.endtime)));
    }
    return login_with_ticket(call, whole, std::move(*ticket), server->get(), what);
}

} // namespace sspi::heimdal
