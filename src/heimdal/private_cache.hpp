// SPDX-License-Identifier: BSL-1.0
// Caches of the library's own. Heimdal lists its MEMORY caches to everybody in the process and opens them by name; these
// are objects that only who holds one has.
#pragma once

#include "objects.hpp"
#include "words.hpp"

namespace sspi::heimdal {

/// Whether a cache of the library's own had no memory for something while it lives: Heimdal gives other reasons.
class cache_memory_watch {
  public:
    cache_memory_watch() noexcept;
    ~cache_memory_watch();
    cache_memory_watch(const cache_memory_watch&) = delete;
    cache_memory_watch& operator=(const cache_memory_watch&) = delete;
    [[nodiscard]] bool lacks_memory() const noexcept;

  private:
    const bool before_;
};

/// Makes a cache for this principal that is empty. Null: until it is initialised there is no principal.
[[nodiscard]] krb5_error_code make_private_cache(krb5_principal client, owned_private_cache& out);
/// Makes one with the principal and the tickets of another cache.
[[nodiscard]] krb5_error_code copy_to_private_cache(krb5_ccache from, owned_private_cache& out);
/// Opens it once more: what one stores the other finds, until it is destroyed.
[[nodiscard]] krb5_error_code share_private_cache(krb5_ccache one, owned_cache& out);

/// What Heimdal calls each of them that is this copy of the library's.
[[nodiscard]] const char* private_cache_name() noexcept;

/// As long as it lives, Heimdal on this thread finds this cache, and no other, by that name: its GSS-API takes caches by
/// their names alone.
class offered_cache {
  public:
    explicit offered_cache(krb5_ccache cache) noexcept;
    ~offered_cache();
    offered_cache(const offered_cache&) = delete;
    offered_cache& operator=(const offered_cache&) = delete;

  private:
    krb5_ccache const outer_;
};

/// Makes the type known to a krb5_context, and to all that are made in this process from now on: one of them is the
/// GSS-API's own of a thread. There nobody resolves or lists what others hold.
void know_private_caches(krb5_context context) noexcept;

} // namespace sspi::heimdal
