// SPDX-License-Identifier: BSL-1.0
// The keys of a keytab as they were at one moment, and Heimdal's handles for those that may open a ticket.
#pragma once

#include "../failure.hpp"
#include "../wire/keytab_index.hpp"
#include "../wire/octets.hpp"
#include "objects.hpp"
#include "request_opening.hpp"
#include "words.hpp"

#include <sspi/detail/secret.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sspi::heimdal {

/// One key: for the library itself, and in a keytab in memory with the credential that accepts by it, for the mechanism.
struct opening_keys {
    std::optional<ticket_key> key{}; ///< none of a keytab in which Heimdal looks itself
    owned_keytab keytab;
    owned_credential handle;
    std::string
        account{}; ///< under which name the keytab that was given has the key; empty where that is not known
};

/// Read once, by a strict reader of our own: Heimdal sees keytabs in memory that are made of it, and never the file. Safe from
/// several threads.
class keytab_keys {
  public:
    /// Of what is in a keytab's file; an empty one has no keys. Fails where it is no keytab, with a text that goes on after its name.
    [[nodiscard]] static result<std::shared_ptr<const keytab_keys>> of(detail::secret_bytes contents);
    /// Of a keytab that is no file.
    [[nodiscard]] static result<std::shared_ptr<const keytab_keys>> of(krb5_keytab from);

    [[nodiscard]] const keytab_index& index() const noexcept { return index_; }
    [[nodiscard]] bool is_of_file() const noexcept { return of_file_; }
    /// Whether it was read of these octets.
    [[nodiscard]] bool has(view contents) const noexcept;

    /// For the one key that fits a ticket by name, version and enctype; where no name fits, for the one that opens it, under the
    /// ticket's name: one account may stand for names that are not in its keytab. `service`, where it is not empty, is the only
    /// one that counts. Fails where there is none; `keytab` is what the failure calls it.
    [[nodiscard]] result<std::shared_ptr<const opening_keys>>
    opening(const Ticket& ticket, const std::string& service, const std::string& keytab) const;

    /// Why there is none that fits, or opens, a ticket.
    [[nodiscard]] failure missing(const Ticket& ticket, const std::string& service,
                                  const std::string& keytab) const;

  private:
    struct token {};

  public:
    keytab_keys(token, bool of_file, std::vector<detail::secret_bytes> octets,
                std::vector<detail::keytab_entry> entries)
        : of_file_(of_file), octets_(std::move(octets)), index_(std::move(entries)) {}

  private:
    using opened = std::shared_ptr<const opening_keys>;
    /// By the number of an entry and a name: the service that alone counts, or the one that the key stands for.
    using opened_keys = std::map<std::pair<std::size_t, std::string>, opened>;

    [[nodiscard]] result<opened> by_account(const Ticket& ticket, std::size_t entry) const;
    [[nodiscard]] result<std::optional<std::size_t>> account_of(const EncryptedData& sealed) const;

    const bool of_file_;
    const std::vector<detail::secret_bytes> octets_; // which the entries point into
    const keytab_index index_;
    mutable std::mutex mutex_;
    mutable opened_keys by_entry_;
    mutable opened_keys by_account_; // of the names that came last: they are the clients' to choose
};

/// The name of a principal as the index has it.
[[nodiscard]] principal_key key_of(krb5_const_principal of);

} // namespace sspi::heimdal
