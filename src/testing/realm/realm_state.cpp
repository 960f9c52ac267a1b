// SPDX-License-Identifier: BSL-1.0
// A realm: it answers requests with libkdc over its principals.
#include "realm_state.hpp"

#include "../kdc/kpasswd.hpp"
#include "../kdc/pac.h"
#include "../script/ticket_writer.hpp"

#include <algorithm>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

void issue_pacs() {
    static std::once_flag once;
    std::call_once(once, [] {
        const detail::context own;
        detail::check(own.get(), kdc_issue_pacs(own.get()), "the KDC cannot sign authorization data");
    });
}

[[nodiscard]] std::string checked(std::string name) {
    if (name.empty() || name.find_first_of(std::string_view("@/:\\\n\0", 6)) != std::string::npos)
        throw error("'" + name + "' is not a realm name");
    return name;
}

[[nodiscard]] realm_options checked(realm_options options) {
    constexpr std::uint32_t most = 1'000'000; // more would take seconds for each key
    const auto rounds = options.string_to_key_rounds;
    if (rounds && (*rounds == 0 || *rounds > most))
        throw error("string_to_key_rounds is " + std::to_string(*rounds) + ", and has to be from 1 to " +
                    std::to_string(most));
    if (options.enctypes.empty()) throw error("a realm needs at least one enctype");
    return options;
}

} // namespace

realm_state::realm_state(std::string name, realm_options options)
    : name_(checked(std::move(name))), options_(checked(std::move(options))),
      principals_(context_.get(), name_, options_), engine_(nullptr, kdc_engine_free),
      ticket_granter_(detail::parse_principal(context_.get(), "krbtgt/" + name_, name_)),
      elsewhere_(context_.get()), transcript_(options_.transcript_limit) {
    issue_pacs();
    kdc_engine* engine = nullptr;
    detail::check(context_.get(), kdc_engine_new(context_.get(), find, may_delegate, this, &engine),
                  "the KDC does not start");
    engine_.reset(engine);
    if (options_.log)
        detail::check(context_.get(), kdc_engine_log(engine, write_log, this), "the KDC does not log");
    // libkdc wants pre-authentication when either side does: here it is for the user to say.
    principals_.add("krbtgt/" + name_, std::nullopt, {.require_preauth = false}, false);
    const std::string password_service(detail::kpasswd_service);
    principals_.add(password_service, std::nullopt, {.require_preauth = false}, false);
    principals_.at(password_service).changes_passwords = true;
}

realm_state::~realm_state() = default;

void realm_state::set_clock_offset(std::chrono::seconds offset) {
    const std::lock_guard lock(mutex_);
    options_.clock_offset = offset;
}

void realm_state::advance(std::chrono::seconds time) {
    const std::lock_guard lock(mutex_);
    options_.clock_offset += time;
}

std::chrono::seconds realm_state::clock_offset() const {
    const std::lock_guard lock(mutex_);
    return options_.clock_offset;
}

std::chrono::system_clock::time_point realm_state::now() const {
    const std::lock_guard lock(mutex_);
    return clock();
}

request_count realm_state::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::vector<std::byte> realm_state::refusal(krb5_error_code code) {
    const std::lock_guard lock(mutex_);
    return make_refusal(code);
}

void realm_state::add_referral(std::string name_or_domain, std::string realm_name, std::string by_way_of) {
    const std::lock_guard lock(mutex_);
    referrals_.add(std::move(name_or_domain), std::move(realm_name), std::move(by_way_of));
}

std::shared_ptr<rule::state> realm_state::make_rule(request_match match) {
    auto can_change = [self = weak_from_this()](const ticket_change& change) {
        const auto alive = self.lock();
        if (alive == nullptr) throw error("the realm of the rule is gone");
        const std::lock_guard lock(alive->mutex_);
        detail::check_change(alive->context_.get(), alive->principals_, change);
    };
    return std::make_shared<rule::state>(std::move(match), name_, std::move(can_change));
}

kdc_found realm_state::find(void* self, krb5_const_principal name, int as_client,
                            kdc_record* record) noexcept {
    try {
        return static_cast<realm_state*>(self)->find(name, as_client != 0, *record);
    } catch (...) {
        return KDC_UNKNOWN;
    }
}

kdc_found realm_state::find(krb5_const_principal name, bool as_client, kdc_record& record) {
    const auto* const found = principals_.find(name);
    if (found == nullptr) return find_elsewhere(name, as_client, record);
    if (as_client && !refused_) refused_ = detail::refusal_of(*found, clock());
    record = principals_.record(*found);
    return KDC_FOUND;
}

kdc_found realm_state::find_elsewhere(krb5_const_principal name, bool as_client, kdc_record& record) {
    const auto realm = as_client ? referrals_.for_client(principals_, name)
                                 : referrals_.for_service(context_.get(), principals_, name);
    if (!realm) return KDC_UNKNOWN;
    elsewhere_ = detail::parse_principal(context_.get(), "krbtgt/" + *realm, *realm);
    record = {};
    record.principal = elsewhere_.get();
    return KDC_ELSEWHERE;
}

int realm_state::may_delegate(void* self, krb5_const_principal service,
                              krb5_const_principal target) noexcept {
    try {
        return static_cast<realm_state*>(self)->principals_.may_delegate(service, target) ? 1 : 0;
    } catch (...) {
        return 0;
    }
}

void realm_state::write_log(const char* /*time*/, const char* line, void* self) noexcept {
    try {
        static_cast<realm_state*>(self)->options_.log(line);
    } catch (...) {
        // A log that fails must not stop the KDC, and there is nobody else to tell.
    }
}

std::chrono::system_clock::time_point realm_state::clock() const {
    return std::chrono::system_clock::now() + options_.clock_offset;
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
