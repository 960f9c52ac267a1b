// SPDX-License-Identifier: BSL-1.0
// The accounts that this process has seen, by identifier and by name: those of which there was a token or a SSPI_CLIENT_ACCOUNT.
#pragma once

#include "../never_destroyed.hpp"
#include "client_names.hpp"
#include "client_sids.hpp"
#include "well_known_sids.hpp"

#include <sspi/detail/text.hpp>

#include <sspi_sids.h>

#include <cstddef>
#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sspi::core {

struct named_sid {
    detail::sid id;
    std::string domain;
    std::string name; // empty: the domain itself
    SID_NAME_USE use = SidTypeUser;
};

/// The last so many: programs look up an account after they have closed its token.
class known_accounts {
  public:
    static constexpr std::size_t most = 4096;

    /// `others` are more names by which it is found.
    void remember(named_sid account, const std::vector<std::string>& others) {
        auto keys = others;
        keys.push_back(account.name.empty() ? account.domain : account.domain + '\\' + account.name);
        for (auto& each : keys)
            each = detail::ascii_upper(each);
        const std::scoped_lock lock(mutex_);
        if (const auto former = by_sid_.find(account.id); former != by_sid_.end()) forget(former->second);
        if (order_.size() == most) forget(std::prev(order_.end()));
        order_.push_front({std::move(account), std::move(keys)});
        by_sid_[order_.front().account.id] = order_.begin();
        for (const auto& each : order_.front().keys)
            by_name_[each] = order_.begin();
    }

    [[nodiscard]] std::optional<named_sid> find(const detail::sid& id) const {
        const std::scoped_lock lock(mutex_);
        const auto found = by_sid_.find(id);
        return found == by_sid_.end() ? std::nullopt : std::optional(found->second->account);
    }
    /// Without regard to case.
    [[nodiscard]] std::optional<named_sid> find(std::string_view name) const {
        const auto key = detail::ascii_upper(name);
        const std::scoped_lock lock(mutex_);
        const auto found = by_name_.find(key);
        return found == by_name_.end() ? std::nullopt : std::optional(found->second->account);
    }

  private:
    struct entry {
        named_sid account;
        std::vector<std::string> keys; // upper case
    };
    using place = std::list<entry>::iterator;

    /// What is found by somebody else's entry now, stays: a former call may have run out of memory half-way.
    void forget(place which) {
        if (const auto found = by_sid_.find(which->account.id);
            found != by_sid_.end() && found->second == which)
            by_sid_.erase(found);
        for (const auto& each : which->keys)
            if (const auto found = by_name_.find(each); found != by_name_.end() && found->second == which)
                by_name_.erase(found);
        order_.erase(which);
    }

    mutable std::mutex mutex_;
    std::list<entry> order_; // the last seen first
    std::map<detail::sid, place> by_sid_;
    std::map<std::string, place> by_name_; // whoever had a name last has it
};

[[nodiscard]] inline known_accounts& accounts_seen() {
    static never_destroyed<known_accounts> instance;
    return instance.get();
}

/// Its domain too, where it has one: S-1-5-21 and three numbers before the account's.
inline void remember_client(const std::string& principal, const wire::pac_account* account) {
    if (account == nullptr && is_anonymous(principal)) return; // known to everybody
    auto names = names_of_client(principal, account);
    const auto user = user_of(principal, account);
    std::vector<std::string> others{principal};
    if (account != nullptr) {
        if (!account->upn.empty()) others.push_back(account->upn);
        if (!account->dns_domain.empty()) others.push_back(account->dns_domain + '\\' + names.account);
        if (is_in_some_domain(user, user.parts().back())) {
            const auto domain =
                detail::sid::of(user.authority(), user.parts().first(user.parts().size() - 1));
            std::vector<std::string> dns;
            if (!account->dns_domain.empty()) dns.push_back(account->dns_domain);
            accounts_seen().remember({*domain, names.domain, {}, SidTypeDomain}, dns);
        }
    }
    accounts_seen().remember({user, std::move(names.domain), std::move(names.account), SidTypeUser}, others);
}

} // namespace sspi::core
