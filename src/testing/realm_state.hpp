// SPDX-License-Identifier: BSL-1.0
// What a realm consists of: its principals, its KDC, and the lock that guards both.
#pragma once

#include "database.hpp"
#include "kdc_engine.h"
#include "krb5_handles.hpp"

#include <sspi/testing/realm.hpp>

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace sspi::testing {

/// A name for a memory keytab that no other has in this process.
[[nodiscard]] std::string unused_keytab_name();

/// The realm itself; `realm` objects share it.
class realm_state {
  public:
    realm_state(std::string name, realm_options options);
    ~realm_state();
    realm_state(const realm_state&) = delete;
    realm_state& operator=(const realm_state&) = delete;

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// Runs a function on the database, alone.
    template <class function>
    decltype(auto) with_database(function&& use) {
        const std::lock_guard lock(mutex_);
        return use(principals_);
    }

    void set_clock_offset(std::chrono::seconds offset);
    [[nodiscard]] std::vector<std::byte> answer(std::span<const std::byte> request, transport by);
    [[nodiscard]] request_count requests() const;

    /// A KRB-ERROR message with that code from this realm's ticket-granting service.
    [[nodiscard]] std::vector<std::byte> refusal(krb5_error_code code);

    /// Adds the keys of those principals, or of all services, to an open keytab.
    void fill(krb5_context context, krb5_keytab to, std::span<const std::string> names);

    /// Keeps a memory keytab alive with the realm.
    [[nodiscard]] std::string publish(std::string_view name, std::span<const std::string> names);

    /// Obtains a ticket-granting ticket for a principal with its own keys.
    void write_cache(const std::string& where, const std::string& name, const ticket_options& options);

  private:
    static int find(void* self, krb5_const_principal name, int as_client, kdc_record* record) noexcept;
    static int may_delegate(void* self, krb5_const_principal service, krb5_const_principal target) noexcept;
    static void log(const char* time, const char* line, void* self) noexcept;
    void count(std::span<const std::byte> request);
    [[nodiscard]] timeval now() const;
    [[nodiscard]] std::vector<std::byte> change_password(std::span<const std::byte> request);
    [[nodiscard]] std::vector<std::byte> process(std::span<const std::byte> request, transport by);
    [[nodiscard]] std::vector<std::byte> make_refusal(krb5_error_code code);
    [[nodiscard]] std::chrono::seconds clock_offset() const;

    using engine_ptr = std::unique_ptr<kdc_engine, decltype(&kdc_engine_free)>;

    mutable std::mutex mutex_;
    std::string name_;
    realm_options options_;
    detail::context context_;
    detail::database principals_;
    engine_ptr engine_;
    detail::principal ticket_granter_;
    std::vector<detail::keytab> keytabs_;
    request_count requests_;
    bool revoked_ = false; ///< the client of the request in hand is disabled
};

} // namespace sspi::testing
