// SPDX-License-Identifier: BSL-1.0
// What tells one state of a keytab from another.
#include "keytab_state.hpp"

#include "cursors.hpp"
#include "keytab_file.hpp"

#include <span>

#include <sys/stat.h>

namespace sspi::heimdal {

namespace {

template <class Value>
[[nodiscard]] std::span<const std::byte> octets_of(const Value& value) {
    return std::as_bytes(std::span(&value, 1));
}

} // namespace

keytab_state::keytab_state(krb5_keytab keytab, const std::string& principal) {
    const auto path = file_of(keytab);
    struct stat found {};
    owned_principal who;
    is_of_file_ = path && ::stat(path->c_str(), &found) == 0;
    if (is_of_file_)
        note(found);
    else if (krb5_parse_name(thread_context(), principal.c_str(), who.out()) == 0)
        note(keytab, who.get());
}

void keytab_state::put(std::span<const std::byte> octets) {
    text_.insert(text_.end(), octets.begin(), octets.end());
}

void keytab_state::note(const struct stat& found) {
#ifdef __APPLE__
    const auto &written = found.st_mtimespec, &changed = found.st_ctimespec;
#else
    const auto &written = found.st_mtim, &changed = found.st_ctim;
#endif
    put(octets_of(found.st_dev));
    put(octets_of(found.st_ino));
    put(octets_of(found.st_size));
    for (const auto* const time : {&written, &changed}) {
        put(octets_of(time->tv_sec));
        put(octets_of(time->tv_nsec));
    }
}

void keytab_state::note(krb5_keytab keytab, krb5_const_principal who) {
    const auto context = thread_context();
    keytab_entries all(keytab);
    while (const auto* const entry = all.next()) {
        if (!krb5_principal_compare(context, entry->principal, who)) continue;
        put(octets_of(entry->vno));
        put(octets_of(entry->keyblock.keytype));
        put(octets_of(entry->timestamp));
    }
}

} // namespace sspi::heimdal
