// SPDX-License-Identifier: BSL-1.0
// The keys of a keytab, and keytabs in memory with those of them that may open a ticket.
#include "keytab_keys.hpp"

#include "assumptions.hpp"
#include "credential.hpp"
#include "cursors.hpp"
#include "errors.hpp"
#include "memory_keytab.hpp"
#include "number_in.hpp"

#include <algorithm>

namespace sspi::heimdal {

namespace {

using detail::operation;

[[nodiscard]] key_question question_of(const EncryptedData& sealed) {
    const auto version = sealed.kvno != nullptr ? static_cast<std::uint32_t>(*sealed.kvno) : 0U;
    return {.version = version, .enctype = number_in(sealed.etype)};
}

/// What Heimdal says of a principal or enctype to people.
[[nodiscard]] std::string name_of_enctype(std::int32_t enctype) {
    owned_text name;
    const auto code =
        krb5_enctype_to_string(thread_context(), static_cast<krb5_enctype>(enctype), name.out());
    return code == 0 ? name.get() : "enctype " + std::to_string(enctype);
}

[[nodiscard]] failure no_key(const std::string& who, const key_question& what, const std::string& keytab) {
    failure out;
    out.minor = KRB5_KT_NOTFOUND;
    out.code = detail::to_status(operation::accept, {GSS_S_FAILURE, out.minor});
    out.why = reason::key_missing;
    out.text = "no key for " + who + " (kvno " + std::to_string(what.version) + ", " +
               name_of_enctype(what.enctype) + ") in the keytab " + keytab;
    return out;
}

[[nodiscard]] detail::secret_bytes octets_of(const krb5_keyblock& key) {
    return detail::secret_bytes(
        std::span(static_cast<const std::byte*>(key.keyvalue.data), key.keyvalue.length));
}

[[nodiscard]] detail::keytab_entry copy_of(const krb5_keytab_entry& from, view key) {
    const auto context = thread_context();
    detail::keytab_entry out;
    out.realm = krb5_principal_get_realm(context, from.principal);
    for (unsigned i = 0; i < krb5_principal_get_num_comp(context, from.principal); ++i)
        out.components.emplace_back(krb5_principal_get_comp_string(context, from.principal, i));
    out.name_type = static_cast<std::uint32_t>(krb5_principal_get_type(context, from.principal));
    out.timestamp = from.timestamp;
    out.version = static_cast<std::uint32_t>(from.vno);
    out.enctype = from.keyblock.keytype;
    out.key = key;
    return out;
}

} // namespace

principal_key key_of(krb5_const_principal of) {
    const auto context = thread_context();
    const auto count = krb5_principal_get_num_comp(context, of);
    principal_key out(krb5_principal_get_realm(context, of), count);
    for (unsigned i = 0; i < count; ++i)
        out.add(krb5_principal_get_comp_string(context, of, i));
    return out;
}

result<std::shared_ptr<const keytab_keys>> keytab_keys::of(detail::secret_bytes contents) {
    constexpr std::size_t header = 2;
    std::vector<detail::keytab_entry> entries;
    if (!contents.empty()) {
        const auto version = detail::keytab_version_of(contents.view());
        auto read = version ? detail::read_keytab_entries(contents.view(), *version) : std::nullopt;
        if (!read && contents.size() >= header && !version && contents.view()[0] == std::byte{5})
            return failed_with(status::no_credentials, "is of a version that is not known");
        if (!read) return failed_with(status::no_credentials, "is malformed");
        entries = std::move(*read);
    }
    std::vector<detail::secret_bytes> octets;
    octets.push_back(std::move(contents));
    return std::make_shared<const keytab_keys>(token{}, true, std::move(octets), std::move(entries));
}

result<std::shared_ptr<const keytab_keys>> keytab_keys::of(krb5_keytab from) {
    std::vector<detail::secret_bytes> octets;
    std::vector<detail::keytab_entry> entries;
    keytab_entries all(from);
    if (const auto code = all.error()) return krb5_failure(operation::accept, code);
    while (const auto* const entry = all.next()) {
        octets.push_back(octets_of(entry->keyblock));
        entries.push_back(copy_of(*entry, octets.back().view()));
    }
    return std::make_shared<const keytab_keys>(token{}, false, std::move(octets), std::move(entries));
}

bool keytab_keys::has(view contents) const noexcept {
    return of_file_ && std::ranges::equal(octets_.front().view(), contents);
}

result<std::shared_ptr<const opening_keys>>
keytab_keys::opening(const Ticket& ticket, const std::string& service, const std::string& keytab) const {
    const auto what = question_of(ticket.enc_part);
    const auto named = assumed::lent_principal(ticket.sname, ticket.realm);
    owned_principal only;
    if (!service.empty())
        if (const auto code = krb5_parse_name(thread_context(), service.c_str(), only.out()))
            return krb5_failure(operation::accept, code);
    const krb5_const_principal who = only ? only.get() : &named;
    const std::scoped_lock lock(mutex_);
    if (const auto found = index_.find(key_of(who), what)) {
        auto& place = by_entry_[{*found, service}];
        return place ? result<opened>(place) : made_of({*found}, service, place);
    }
    if (only) return missing(ticket, service, keytab);
    if (const auto kept = by_enctype_.find(what.enctype); kept != by_enctype_.end() && kept->second)
        return kept->second;
    const auto all = index_.different_keys(what.enctype);
    return all.empty() ? missing(ticket, service, keytab) : made_of(all, service, by_enctype_[what.enctype]);
}

failure keytab_keys::missing(const Ticket& ticket, const std::string& service,
                             const std::string& keytab) const {
    const auto named = assumed::lent_principal(ticket.sname, ticket.realm);
    const auto text = service.empty() ? text_of(&named) : result<std::string>(service);
    return no_key(text ? *text : std::string("the service"), question_of(ticket.enc_part), keytab);
}

result<keytab_keys::opened> keytab_keys::made_of(const std::vector<std::size_t>& entries,
                                                 const std::string& service, opened& place) const {
    std::vector<detail::keytab_entry> chosen;
    chosen.reserve(entries.size());
    for (const auto each : entries)
        chosen.push_back(index_.entries()[each]);
    auto made = std::make_shared<opening_keys>();
    auto keytab = memory_keytab(chosen);
    if (!keytab) return keytab.error();
    made->keytab = std::move(*keytab);
    auto handle = accepting_by(made->keytab.get(), service);
    if (!handle) return handle.error();
    made->handle = std::move(*handle);
    place = std::move(made);
    return place;
}

} // namespace sspi::heimdal
