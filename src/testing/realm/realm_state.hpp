// SPDX-License-Identifier: BSL-1.0
// What a realm consists of: its principals, its KDC, its script, and the locks that guard them.
#pragma once

#include "../../process/forks.hpp"
#include "../kdc/account_refusal.hpp"
#include "../kdc/answers.hpp"
#include "../kdc/database.hpp"
#include "../kdc/kdc_engine.h"
#include "../kdc/krb5_handles.hpp"
#include "../kdc/referrals.hpp"
#include "../script/request_reader.hpp"
#include "../script/script_rules.hpp"
#include "../script/transcript_log.hpp"

#include <sspi/testing/realm.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// A name for a memory keytab or cache that no other has in this process.
[[nodiscard]] std::string unused_keytab_name();

/// The realm itself; `realm` objects share it.
class realm_state : public std::enable_shared_from_this<realm_state> {
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
    void advance(std::chrono::seconds time);
    [[nodiscard]] std::chrono::system_clock::time_point now() const;

    /// Answers a request, as the script wants it. Whoever sends the answers waits as long as they say.
    [[nodiscard]] answers respond(std::span<const std::byte> request, transport by);
    /// The first of the answers, if any.
    [[nodiscard]] std::vector<std::byte> answer(std::span<const std::byte> request, transport by);

    [[nodiscard]] request_count requests() const;
    [[nodiscard]] detail::script_rules& script() noexcept { return script_; }
    [[nodiscard]] detail::transcript_log& log() noexcept { return transcript_; }

    /// A rule that may change tickets in the ways that this realm can.
    [[nodiscard]] std::shared_ptr<rule::state> make_rule(request_match match);

    void add_referral(std::string name_or_domain, std::string realm_name, std::string by_way_of);

    /// A KRB-ERROR message with that code from this realm's ticket-granting service.
    [[nodiscard]] std::vector<std::byte> refusal(krb5_error_code code);

    /// Adds the keys of those principals, or of all services, to an open keytab.
    void fill(krb5_context context, krb5_keytab to, std::span<const std::string> names);

    /// Keeps a memory keytab alive with the realm.
    [[nodiscard]] std::string publish(std::string_view name, std::span<const std::string> names);

    /// A memory keytab that gets the keys of services as they come; the same each time.
    [[nodiscard]] std::string live_keytab();
    /// Puts a principal's present keys there, if it is a service.
    void note_keys(const std::string& name);

    /// Obtains a ticket-granting ticket for a principal with its own keys.
    void write_cache(const std::string& where, const std::string& name, const ticket_options& options);

  private:
    static kdc_found find(void* self, krb5_const_principal name, int as_client, kdc_record* record) noexcept;
    static int may_delegate(void* self, krb5_const_principal service, krb5_const_principal target) noexcept;
    static void write_log(const char* time, const char* line, void* self) noexcept;
    [[nodiscard]] kdc_found find(krb5_const_principal name, bool as_client, kdc_record& record);
    [[nodiscard]] kdc_found find_elsewhere(krb5_const_principal name, bool as_client, kdc_record& record);
    void count(std::span<const std::byte> request);
    [[nodiscard]] std::chrono::system_clock::time_point clock() const;
    [[nodiscard]] std::vector<std::byte> produce(detail::request_reader& request,
                                                 std::span<const std::byte> octets, const action& act);
    [[nodiscard]] std::vector<std::byte> make_error(const detail::request_reader& request,
                                                    const error_reply& what);
    [[nodiscard]] std::vector<std::byte> refused(detail::request_reader& request,
                                                 std::vector<std::byte> reply);
    [[nodiscard]] nt_status_form form() const noexcept;
    [[nodiscard]] std::vector<std::byte> ask_kdc(detail::request_reader& request,
                                                 std::span<const std::byte> octets);
    [[nodiscard]] std::vector<std::byte>
    change_password(detail::request_reader& request, std::span<const std::byte> octets, const action& act);
    [[nodiscard]] std::vector<std::byte> adapted(detail::request_reader& request,
                                                 std::vector<std::byte> reply);
    [[nodiscard]] bool asks_for_no_host(const detail::request_reader& request) const;
    void accept_way(const std::string& from, const std::string& through);
    [[nodiscard]] std::vector<std::byte> process(std::span<const std::byte> request, transport by);
    [[nodiscard]] std::vector<std::byte> make_refusal(krb5_error_code code);
    [[nodiscard]] std::chrono::seconds clock_offset() const;

    using engine_ptr = std::unique_ptr<kdc_engine, decltype(&kdc_engine_free)>;

    mutable sspi::process::visiting_mutex mutex_;
    std::string name_;
    realm_options options_;
    detail::context context_;
    detail::database principals_;
    detail::referrals referrals_;
    engine_ptr engine_;
    detail::principal ticket_granter_;
    detail::principal elsewhere_; ///< what the KDC is told about the principal it looked for last
    std::vector<detail::keytab> keytabs_;
    std::string live_keytab_; ///< which is also in keytabs_
    request_count requests_;
    std::map<std::string, std::string> ways_; ///< realms of clients, and the realm that they come through
    std::optional<detail::account_refusal> refused_; ///< what is wrong with the client of the request in hand
    detail::script_rules script_;
    detail::transcript_log transcript_;
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
