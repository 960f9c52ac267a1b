// SPDX-License-Identifier: BSL-1.0
// Logins that know one ticket alone. With such a one Heimdal has nothing to look through.
#pragma once

#include "../wire/ticket_file.hpp"
#include "credential.hpp"
#include "first_askers.hpp"
#include "service.hpp"
#include "words.hpp"

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace sspi::heimdal {

using shared_login = std::shared_ptr<const login>;

/// What a credential knows of its service tickets.
class ticket_index {
  public:
    virtual ~ticket_index() = default;

    /// A login with the ticket that `what` needs; null where it is not known to be there, or not good any more.
    [[nodiscard]] virtual shared_login find(kdc_call& call, const initiation& what) = 0;
    /// The same, after Heimdal found or obtained the ticket by `with`, a login with all tickets.
    [[nodiscard]] virtual shared_login find_new(kdc_call& call, const login& with,
                                                const initiation& what) = 0;
    /// The login with all tickets.
    [[nodiscard]] virtual result<shared_login> whole(kdc_call& call) = 0;
    /// One that was obtained after `used`, with all tickets, which a KDC does not take any more; null where nobody can obtain one.
    [[nodiscard]] virtual result<shared_login> anew(kdc_call& call, const login& used) {
        (void)call, (void)used;
        return shared_login();
    }

    [[nodiscard]] first_askers& askers() noexcept { return askers_; }

  private:
    first_askers askers_;
};

/// Makes a cache of the library's own with the client and all whole tickets of a file.
[[nodiscard]] krb5_error_code copy_to_private_cache(const ticket_file& from, owned_private_cache& out);

/// Those that were used last, by the service and the way it is used.
class one_ticket_logins {
  public:
    using index = std::weak_ptr<ticket_index>; // that they are part of

    /// With a ticket of a file, which is that of the cache `origin`.
    [[nodiscard]] shared_login find(kdc_call& call, const ticket_file& in, const initiation& what,
                                    const std::string& origin, index of);

    /// Of a login whose cache is the library's own: nobody else changes it, and Heimdal only adds to it.
    [[nodiscard]] shared_login find(kdc_call& call, const shared_login& whole, const initiation& what);
    [[nodiscard]] shared_login find_new(kdc_call& call, const shared_login& whole, const initiation& what,
                                        index of);

  private:
    /// A ticket, one that grants tickets, and what Heimdal notes about them in a cache: each as a cache's file has it.
    using pieces = std::array<std::string_view, 4>;
    static constexpr std::size_t most = 64;

    struct kept {
        std::string key;
        detail::secret_bytes made_from; // pieces
        std::weak_ptr<const login> whole;
        std::int64_t end = 0;
        shared_login one;
    };

    [[nodiscard]] static pieces pieces_in(const kdc_call& call, const ticket_file& in, const initiation& what,
                                          krb5_const_principal service);
    void put(kept fresh);
    template <class Good>
    [[nodiscard]] shared_login get_if(const std::string& key, Good&& good);

    std::mutex mutex_;
    std::list<kept> logins_; // the last used first
    std::map<std::string_view, std::list<kept>::iterator> by_key_;
};

/// A login with the ticket alone that `what` needs, found among those of `whole`, which is of that index if of any, or
/// obtained for it. One that is not found again without a look through all of them needs nobody to wait until it ends.
[[nodiscard]] result<shared_login> login_with_new_ticket(kdc_call& call, ticket_index* index,
                                                         const login& whole, const initiation& what);

/// What `use` makes of a login with all tickets; once more with a new one, where a KDC does not take the old one's
/// ticket-granting ticket: nobody but the KDC can see that it was damaged on its way.
template <class Use>
[[nodiscard]] auto by_login(kdc_call& call, shared_login& with, Use&& use) -> decltype(use(*with)) {
    auto out = use(*with);
    const auto index = with->index.lock();
    if (out || !index || !says_login_is_stale(out.error())) return out;
    auto fresh = index->anew(call, *with);
    if (!fresh) return fresh.error();
    if (*fresh == nullptr) return out;
    with = std::move(*fresh);
    return use(*with);
}

} // namespace sspi::heimdal
