// SPDX-License-Identifier: BSL-1.0
// A credential cache as other programs see and change it, by Heimdal's own functions.
#pragma once

#include <support/catch.hpp>

extern "C" {
#include <krb5_asn1.h>
}
#include <krb5.h>

#include <ctime>
#include <string>
#include <string_view>

namespace sspi::test {

class cache_by_hand {
  public:
    explicit cache_by_hand(const std::string& full_name) {
        REQUIRE(krb5_init_context(&context_) == 0);
        REQUIRE(krb5_cc_resolve(context_, full_name.c_str(), &cache_) == 0);
    }
    cache_by_hand(const cache_by_hand&) = delete;
    cache_by_hand& operator=(const cache_by_hand&) = delete;
    ~cache_by_hand() {
        krb5_cc_close(context_, cache_);
        krb5_free_context(context_);
    }

    /// The ticket for `service`, as it goes into messages; empty where there is none that is good.
    [[nodiscard]] std::string ticket(const std::string& service) const {
        entry found;
        if (!look_up(service, found)) return {};
        return {static_cast<const char*>(found.value.ticket.data), found.value.ticket.length};
    }
    void remove(const std::string& service) {
        krb5_creds wanted{};
        const name server(context_, service);
        wanted.server = server.value;
        REQUIRE(krb5_cc_remove_cred(context_, cache_, 0, &wanted) == 0);
    }
    /// Leaves the user without a ticket.
    void empty() {
        krb5_principal client = nullptr;
        REQUIRE(krb5_cc_get_principal(context_, cache_, &client) == 0);
        REQUIRE(krb5_cc_initialize(context_, cache_, client) == 0);
        krb5_free_principal(context_, client);
    }
    /// The same ticket as that of `service` again, for another one or with another end.
    void add(const std::string& service, const std::string& as, std::time_t end = 0) {
        entry found;
        REQUIRE(look_up(service, found));
        const name server(context_, as);
        auto copy = found.value; // lends what it has
        copy.server = server.value;
        if (end != 0) copy.times.endtime = end;
        REQUIRE(krb5_cc_store_cred(context_, cache_, &copy) == 0);
    }
    void destroy() {
        REQUIRE(krb5_cc_destroy(context_, cache_) == 0);
        cache_ = nullptr;
        REQUIRE(krb5_cc_new_unique(context_, "MEMORY", nullptr, &cache_) == 0);
    }
    /// What the cache `other` has, in place of what this has.
    void become(const cache_by_hand& other) {
        REQUIRE(krb5_cc_copy_cache(context_, other.cache_, cache_) == 0);
    }

  private:
    struct name {
        name(krb5_context of, const std::string& text) : context(of) {
            REQUIRE(krb5_parse_name(context, text.c_str(), &value) == 0);
        }
        name(const name&) = delete;
        name& operator=(const name&) = delete;
        ~name() { krb5_free_principal(context, value); }
        krb5_context context;
        krb5_principal value = nullptr;
    };
    struct entry {
        entry() = default;
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;
        ~entry() {
            if (context != nullptr) krb5_free_cred_contents(context, &value);
        }
        krb5_context context = nullptr;
        krb5_creds value{};
    };

    [[nodiscard]] bool look_up(const std::string& service, entry& out) const {
        krb5_creds wanted{};
        const name server(context_, service);
        wanted.server = server.value;
        wanted.times.endtime = std::time(nullptr);
        if (krb5_cc_retrieve_cred(context_, cache_, KRB5_TC_MATCH_TIMES, &wanted, &out.value) != 0)
            return false;
        out.context = context_;
        return true;
    }

    krb5_context context_ = nullptr;
    krb5_ccache cache_ = nullptr;
};

/// Whether a client's token has this ticket in it.
[[nodiscard]] inline bool carries(std::string_view token, std::string_view ticket) {
    constexpr std::size_t enough = 48; // of its end, which is encrypted
    return ticket.size() > enough && token.find(ticket.substr(ticket.size() - enough)) != token.npos;
}

} // namespace sspi::test
