// SPDX-License-Identifier: BSL-1.0
// Credentials whose tickets stand in a cache of the library's own, and are found there one by one.
#pragma once

#include "credential.hpp"
#include "tickets.hpp"
#include "words.hpp"

#include <memory>

namespace sspi::heimdal {

class own_tickets : public source, public ticket_index, public std::enable_shared_from_this<own_tickets> {
  public:
    result<shared_login> log_in_for(kdc_call& call, const initiation& what) final {
        auto whole = log_in(call);
        if (!whole) return whole;
        auto found = logins_.find(call, *whole, what);
        return found ? result<shared_login>(std::move(found)) : whole;
    }

    shared_login find(kdc_call& call, const initiation& what) final {
        const auto whole = last_login(call);
        return whole ? logins_.find(call, whole, what) : nullptr;
    }
    shared_login find_new(kdc_call& call, const login& with, const initiation& what) final {
        const auto whole = last_login(call);
        return whole.get() == &with ? logins_.find_new(call, whole, what, weak_from_this()) : nullptr;
    }
    result<shared_login> whole(kdc_call& call) final { return log_in(call); }

  protected:
    /// For those whose turn it is not: the login that is there without asking anybody; null where there is none.
    [[nodiscard]] virtual shared_login last_login(kdc_call& call) = 0;

  private:
    one_ticket_logins logins_;
};

} // namespace sspi::heimdal
