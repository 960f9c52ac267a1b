// SPDX-License-Identifier: BSL-1.0
// What is known around a failure of Heimdal's. Nothing here fails: what cannot be found out stays unknown.
#include "facts.hpp"

#include "../wire/kerberos_token.hpp"
#include "asn1.hpp"
#include "assumptions.hpp"
#include "collection.hpp"
#include "cursors.hpp"
#include "memory_keytab.hpp"
#include "number_in.hpp"
#include "watched_keytab.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>

#include <sys/stat.h>
#include <unistd.h>

namespace sspi::heimdal {

namespace {

[[nodiscard]] std::string text_or_nothing(krb5_const_principal principal) {
    auto text = text_of(principal);
    return text ? std::move(*text) : std::string();
}

/// The path of a store in a file; empty for one elsewhere.
[[nodiscard]] std::string path_of(std::string_view name) {
    for (const std::string_view kind : {"FILE:", "WRFILE:"})
        if (name.starts_with(kind)) return std::string(name.substr(kind.size()));
    return name.starts_with('/') ? std::string(name) : std::string();
}

[[nodiscard]] store_state state_of(const std::string& name) {
    const auto path = path_of(name);
    if (path.empty()) return store_state::unknown;
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0)
        return errno == ENOENT || errno == ENOTDIR ? store_state::missing : store_state::unreadable;
    return ::access(path.c_str(), R_OK) == 0 ? store_state::there : store_state::unreadable;
}

[[nodiscard]] bool is_ticket_granting(krb5_const_principal server) {
    const char* const name = krb5_principal_get_comp_string(thread_context(), server, 0);
    return name != nullptr && std::string_view(name) == "krbtgt";
}

void look_into(krb5_ccache cache, failure_facts& facts) {
    const auto context = thread_context();
    owned_principal client;
    if (krb5_cc_get_principal(context, cache, client.out()) == 0)
        facts.client = text_or_nothing(client.get());
    cached_tickets all(cache);
    while (const auto* const each = all.next()) {
        const auto end = std::chrono::sys_seconds(std::chrono::seconds(each->times.endtime));
        if (is_ticket_granting(each->server) && (!facts.ticket_end || *facts.ticket_end < end))
            facts.ticket_end = end;
    }
}

[[nodiscard]] std::string text_or_nothing(const detail::keytab_entry& key) {
    const auto principal = principal_of(key);
    return principal ? text_or_nothing(principal->get()) : std::string();
}

void add_name(failure_facts& facts, const detail::keytab_entry& key) {
    const auto name = text_or_nothing(key);
    if (facts.keytab_names.size() < failure_facts::most &&
        std::ranges::find(facts.keytab_names, name) == facts.keytab_names.end())
        facts.keytab_names.push_back(name);
}

/// An account has a name of one part.
void look_for_accounts(const keytab_index& keys, failure_facts& facts) {
    for (const auto& key : keys.entries())
        if (key.components.size() == 1 && facts.account_keys.size() < failure_facts::most)
            facts.account_keys.push_back({.kvno = key.version, .enctype = key.enctype});
}

/// The service has to be known before.
void look_into(const keytab_index& keys, failure_facts& facts) {
    for (const auto& each : keys.entries()) {
        if (facts.keytab_names.size() == failure_facts::most) break;
        add_name(facts, each);
    }
    owned_principal service;
    if (!facts.service.empty() &&
        krb5_parse_name(thread_context(), facts.service.c_str(), service.out()) == 0)
        for (const auto number : keys.of(key_of(service.get()))) {
            const auto& key = keys.entries()[number];
            if (facts.keys.size() < failure_facts::most)
                facts.keys.push_back({.kvno = key.version, .enctype = key.enctype});
        }
    if (facts.keys.empty()) look_for_accounts(keys, facts);
    facts.keytab_state = keys.entries().empty() ? store_state::empty : store_state::there;
}

void look_into_keytab(const std::string& name, failure_facts& facts) {
    facts.keytab = name;
    facts.keytab_state = state_of(name);
    const bool readable =
        facts.keytab_state == store_state::there || facts.keytab_state == store_state::unknown;
    if (!readable) return;
    if (const auto keys = keys_in_keytab(name)) look_into((*keys)->index(), facts);
}

void look_into_request(view request, failure_facts& facts) {
    const auto message = kerberos_message(request);
    const krb5_data data{message.size(), const_cast<std::byte*>(message.data())};
    read_request decoded;
    if (decoded.by([&](AP_REQ* out) { return krb5_decode_ap_req(thread_context(), &data, out); }) != 0)
        return;
    const auto& ticket = decoded->ticket;
    const auto server = assumed::lent_principal(ticket.sname, ticket.realm);
    facts.service = text_or_nothing(&server);
    const auto* const kvno = ticket.enc_part.kvno;
    facts.ticket =
        key_facts{.kvno = kvno != nullptr ? std::optional(static_cast<std::uint32_t>(*kvno)) : std::nullopt,
                  .enctype = number_in(ticket.enc_part.etype)};
}

} // namespace

failure knowing_client(failure error, krb5_const_principal client) {
    return knowing(std::move(error), [&](failure_facts& facts) { facts.client = text_or_nothing(client); });
}

failure knowing_cache(failure error, const std::string& cache) {
    return knowing(std::move(error), [&](failure_facts& facts) {
        facts.cache = cache;
        facts.cache_state = state_of(cache);
        if (facts.cache_state == store_state::missing) return;
        if (const auto opened = open_cache(cache)) look_into(opened->get(), facts); // makes no directory
        if (facts.cache_state == store_state::unknown && facts.client.empty())
            facts.cache_state = store_state::missing;
    });
}

failure knowing_target(failure error, const login& from, const owned_name& target) {
    OM_uint32 minor = 0;
    owned_buffer text;
    if (GSS_ERROR(gss_display_name(&minor, target.get(), text.out(), nullptr))) return error;
    const bool users_own = !from.cache || !from.origin.empty();
    if (users_own)
        error = knowing_cache(std::move(error), from.origin.empty() ? from.cache_name : from.origin);
    return knowing(std::move(error), [&](failure_facts& facts) {
        facts.target = std::string(text.text());
        if (!users_own) look_into(from.cache.get(), facts);
    });
}

failure knowing_keytab(failure error, const std::string& keytab) {
    return knowing(std::move(error), [&](failure_facts& facts) { look_into_keytab(keytab, facts); });
}

failure knowing_ticket(failure error, view request, const std::string& keytab) {
    return knowing(std::move(error), [&](failure_facts& facts) {
        look_into_request(request, facts);
        look_into_keytab(keytab, facts);
    });
}

} // namespace sspi::heimdal
