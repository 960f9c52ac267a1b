// SPDX-License-Identifier: BSL-1.0
// Keytabs with the keys of a realm's principals, in files and in memory.
#include "realm_state.hpp"

#include <atomic>
#include <ctime>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

void add_keys(krb5_context context, krb5_keytab to, const detail::account& from) {
    for (const auto& key : from.keys.all()) {
        krb5_keytab_entry entry{};
        entry.principal = from.name.get();
        entry.vno = static_cast<krb5_kvno>(from.kvno);
        entry.keyblock = key; // borrowed: Heimdal copies what it stores
        entry.timestamp = static_cast<std::uint32_t>(std::time(nullptr));
        detail::check(context, krb5_kt_add_entry(context, to, &entry), "a keytab entry cannot be written");
    }
}

[[nodiscard]] bool has_entries(krb5_context context, krb5_keytab in) {
    krb5_kt_cursor cursor{};
    krb5_keytab_entry entry{};
    if (krb5_kt_start_seq_get(context, in, &cursor) != 0) return false;
    const bool found = krb5_kt_next_entry(context, in, &entry, &cursor) == 0;
    if (found) krb5_kt_free_entry(context, &entry);
    krb5_kt_end_seq_get(context, in, &cursor);
    return found;
}

} // namespace

std::string unused_keytab_name() {
    static std::atomic<unsigned> next{0};
    return "sspi-testing-" + std::to_string(next++);
}

void realm_state::fill(krb5_context context, krb5_keytab to, std::span<const std::string> names) {
    with_database([&](detail::database& principals) {
        for (const auto& name : names)
            add_keys(context, to, principals.at(name));
        if (!names.empty()) return;
        for (const auto* const service : principals.services())
            add_keys(context, to, *service);
    });
}

std::string realm_state::live_keytab() {
    const std::lock_guard lock(mutex_);
    if (!live_keytab_.empty()) return live_keytab_;
    const auto full = "MEMORY:" + unused_keytab_name();
    detail::keytab made(context_.get());
    detail::check(context_.get(), krb5_kt_resolve(context_.get(), full.c_str(), made.put()), full);
    for (const auto* const service : principals_.services())
        add_keys(context_.get(), made.get(), *service);
    keytabs_.push_back(std::move(made));
    return live_keytab_ = full;
}

void realm_state::note_keys(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto& changed = principals_.at(name);
    if (live_keytab_.empty() || !changed.service) return;
    detail::keytab kept(context_.get());
    detail::check(context_.get(), krb5_kt_resolve(context_.get(), live_keytab_.c_str(), kept.put()),
                  live_keytab_);
    add_keys(context_.get(), kept.get(), changed);
}

std::string realm_state::publish(std::string_view name, std::span<const std::string> names) {
    const std::string full = "MEMORY:" + (name.empty() ? unused_keytab_name() : std::string(name));
    const detail::context own;
    detail::keytab made(context_.get());
    detail::check(own.get(), krb5_kt_resolve(own.get(), full.c_str(), made.put()), full);
    if (has_entries(own.get(), made.get())) throw error("there is already a keytab " + full);
    fill(own.get(), made.get(), names);
    with_database([&](detail::database&) { keytabs_.push_back(std::move(made)); });
    return full;
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
