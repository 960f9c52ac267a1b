// SPDX-License-Identifier: BSL-1.0
// The principals of a realm, in memory.
#pragma once

#include "kdc_engine.h"
#include "krb5_handles.hpp"
#include "pac_contents.hpp"

#include <sspi/testing/realm.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::testing::detail {

/// What PACs say of an account, and the KDC's view of that.
struct account_pac {
    std::vector<std::byte> logon_info;
    std::vector<std::byte> upn_info;
    kdc_pac lent{};
};

/// One principal. `keys` are in the order of its enctypes.
struct account {
    principal name;
    key_set keys;
    std::string salt;
    unsigned kvno = 1;
    std::uint32_t rounds = 0; ///< of string-to-key; 0: as many as the RFCs say
    account_options options;
    bool service = false;
    std::uint32_t number = 0;                           ///< in the domain, where the options say none
    std::chrono::system_clock::time_point key_set_at{}; ///< by the realm's clock
    mutable std::unique_ptr<const account_pac> pac{};   ///< once the KDC has asked
    bool changes_passwords = false; ///< as a service it has tickets for users whose password is expired

    /// Its key of that enctype, or null.
    [[nodiscard]] const krb5_keyblock* key_of(std::int32_t enctype) const noexcept;
};

/// The principals by name. Not thread-safe: the realm guards it, and one context serves all of it.
class database {
  public:
    database(krb5_context context, std::string realm, const realm_options& options);

    /// Adds a principal. The key source is a password, or no value for random keys.
    void add(const std::string& name, std::optional<std::string_view> password,
             const account_options& options, bool service);

    /// Adds a principal with those keys, which other realms have as well.
    void add(const std::string& name, const key_set& keys, const account_options& options);

    /// Random keys of the realm's enctypes.
    [[nodiscard]] key_set random_keys() const;

    /// Another name for a principal.
    void add_alias(const std::string& alias, const std::string& name);

    /// Gives a principal other keys of the same enctypes, under the next key version number.
    void rekey(const std::string& name, std::optional<std::string_view> password);

    /// Other options; keys and enctypes stay. Throws `error` where they are malformed.
    void set_options(const std::string& name, const account_options& options);

    /// Removes a principal, if it is there.
    void remove(const std::string& name);

    /// The principal of that name; throws `error` when there is none.
    [[nodiscard]] account& at(const std::string& name);

    /// The same for a parsed name, or nothing.
    [[nodiscard]] const account* find(krb5_const_principal name) const;

    /// The user that a message names, by an enterprise name too (RFC 6806, 5), or nothing.
    [[nodiscard]] const account* find_user(const PrincipalName& name, const char* realm) const;

    /// The accounts that were added as services.
    [[nodiscard]] std::vector<const account*> services() const;

    /// Whether a service may act for its clients at another one.
    [[nodiscard]] bool may_delegate(krb5_const_principal from, krb5_const_principal to) const;

    /// What the KDC is told about an account. It borrows from the account.
    [[nodiscard]] kdc_record record(const account& found) const;

    [[nodiscard]] const std::string& realm() const noexcept { return realm_; }

  private:
    void insert(account made);
    [[nodiscard]] std::chrono::system_clock::time_point now() const;
    [[nodiscard]] const kdc_pac* pac_of(const account& of) const;
    [[nodiscard]] account_facts facts_of(const account& of, std::string name) const;
    [[nodiscard]] std::vector<enctype> enctypes_of(const account& of) const;
    void make_key(const account& of, enctype type, std::optional<std::string_view> password,
                  krb5_keyblock* key) const;
    [[nodiscard]] key_set make_keys(const account& of, std::optional<std::string_view> password) const;

    krb5_context context_;
    std::string realm_;
    std::string domain_; ///< the realm's name in lower case
    const realm_options& options_;
    security_id domain_id_;
    std::uint32_t next_number_ = 1105;
    std::map<std::string, account, std::less<>> accounts_;
    std::map<std::string, std::string, std::less<>> aliases_; ///< to names in accounts_
};

} // namespace sspi::testing::detail
