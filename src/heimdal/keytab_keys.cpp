// SPDX-License-Identifier: BSL-1.0
// The keys of a keytab, and keytabs in memory with those of them that may open a ticket.
#include "keytab_keys.hpp"

#include "../messages/encrypted_data.hpp"
#include "assumptions.hpp"
#include "credential.hpp"
#include "cursors.hpp"
#include "errors.hpp"
#include "kdc_values.hpp"
#include "memory_keytab.hpp"
#include "number_in.hpp"

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

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

/// A key under a principal's name.
[[nodiscard]] detail::keytab_entry entry_of(krb5_const_principal who, detail::keytab_entry key) {
    const auto context = thread_context();
    key.realm = krb5_principal_get_realm(context, who);
    key.components.clear();
    for (unsigned i = 0; i < krb5_principal_get_num_comp(context, who); ++i)
        key.components.emplace_back(krb5_principal_get_comp_string(context, who, i));
    key.name_type = static_cast<std::uint32_t>(krb5_principal_get_type(context, who));
    return key;
}

[[nodiscard]] detail::keytab_entry copy_of(const krb5_keytab_entry& from, view key) {
    detail::keytab_entry out;
    out.timestamp = from.timestamp;
    out.version = static_cast<std::uint32_t>(from.vno);
    out.enctype = from.keyblock.keytype;
    out.key = key;
    return entry_of(from.principal, std::move(out));
}

/// 0 where a key is the one that a ticket is encrypted with.
[[nodiscard]] krb5_error_code open_by(const detail::keytab_entry& with, const EncryptedData& sealed) {
    constexpr std::uint32_t usage = KRB5_KU_TICKET;
    const messages::base_key key{.enctype = with.enctype, .octets = with.key};
    if (messages::encrypts_data(key))
        return messages::decrypted(key, usage, octets_of(sealed.cipher)) ? 0 : KRB5KRB_AP_ERR_BAD_INTEGRITY;
    krb5_keyblock lent{};
    lent.keytype = static_cast<krb5_enctype>(with.enctype);
    lent.keyvalue = borrow_data(with.key); // which is only read
    plain_octets plain;
    return decrypt(lent, usage, sealed, plain);
}

/// Whether it is an account's, which has a name in one part, and has the same key.
[[nodiscard]] bool is_account_with_key_of(const detail::keytab_entry& one,
                                          const detail::keytab_entry& other) {
    return one.components.size() == 1 && one.enctype == other.enctype &&
           std::ranges::equal(one.key, other.key);
}

[[nodiscard]] result<std::string> name_of(const detail::keytab_entry& key) {
    const auto principal = principal_of(key);
    return principal ? text_of(principal->get()) : principal.error();
}

/// For one key, into its place too. `found` is the entry of the keytab that was given.
[[nodiscard]] result<std::shared_ptr<const opening_keys>> made_of(const detail::keytab_entry& key,
                                                                  const std::string& service,
                                                                  std::shared_ptr<const opening_keys>& place,
                                                                  const detail::keytab_entry& found) {
    auto made = std::make_shared<opening_keys>();
    auto keytab = memory_keytab(std::span(&key, 1));
    if (!keytab) return keytab.error();
    made->keytab = std::move(*keytab);
    auto handle = accepting_by(made->keytab.get(), service);
    if (!handle) return handle.error();
    made->handle = std::move(*handle);
    auto account = name_of(found);
    if (!account) return account.error();
    made->account = std::move(*account);
    made->key = ticket_key{.enctype = key.enctype, .octets = detail::secret_bytes(key.key)};
    place = std::move(made);
    return place;
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
        octets.emplace_back(heimdal::octets_of(entry->keyblock));
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
    if (const auto found = index_.find(key_of(who), what)) {
        const std::scoped_lock lock(mutex_);
        auto& place = by_entry_[{*found, service}];
        const auto& key = index_.entries()[*found];
        return place ? result<opened>(place) : made_of(key, service, place, key);
    }
    if (only) return missing(ticket, service, keytab);
    const auto account = account_of(ticket.enc_part);
    if (!account) return account.error();
    return *account ? by_account(ticket, **account) : missing(ticket, service, keytab);
}

failure keytab_keys::missing(const Ticket& ticket, const std::string& service,
                             const std::string& keytab) const {
    const auto named = assumed::lent_principal(ticket.sname, ticket.realm);
    const auto text = service.empty() ? text_of(&named) : result<std::string>(service);
    return no_key(text ? *text : std::string("the service"), question_of(ticket.enc_part), keytab);
}

/// The entry with the key that opens it; of several with that key an account's own, by which a KDC knows it.
result<std::optional<std::size_t>> keytab_keys::account_of(const EncryptedData& sealed) const {
    const auto& entries = index_.entries();
    for (const auto each : index_.different_keys(number_in(sealed.etype))) {
        const auto code = open_by(entries[each], sealed);
        if (code == ENOMEM) return failed_with(status::insufficient_memory);
        if (code != 0) continue;
        const auto own = std::ranges::find_if(
            entries, [&](const auto& other) { return is_account_with_key_of(other, entries[each]); });
        return std::optional(own == entries.end() ? each : static_cast<std::size_t>(own - entries.begin()));
    }
    return std::optional<std::size_t>();
}

/// As if the keytab had the key by the name on the ticket, so that Heimdal does all that it does then: it answers clients with another
/// clock, and tells what is wrong with a ticket.
result<keytab_keys::opened> keytab_keys::by_account(const Ticket& ticket, std::size_t entry) const {
    constexpr std::size_t most = 64;
    const auto named = assumed::lent_principal(ticket.sname, ticket.realm);
    const auto& key = index_.entries()[entry];
    auto alias = entry_of(&named, key);
    if (const auto version = question_of(ticket.enc_part).version; version != 0) alias.version = version;
    const std::scoped_lock lock(mutex_);
    if (by_account_.size() >= most) by_account_.clear();
    auto& place = by_account_[{entry, std::string(keytab_index::key_of(alias).view()) + '#' +
                                          std::to_string(alias.version)}];
    return place ? result<opened>(place) : made_of(alias, {}, place, key);
}

} // namespace sspi::heimdal
