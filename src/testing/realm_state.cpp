// SPDX-License-Identifier: BSL-1.0
// A realm: it answers requests with libkdc over its principals.
#include "realm_state.hpp"

#include "kpasswd.hpp"
#include "kpasswd_message.hpp"
#include "pac.h"

#include <sys/time.h>

#include <algorithm>

namespace sspi::testing {
namespace {

/// libkdc keeps the time of the request in a global variable, so one realm at a time in the process.
[[nodiscard]] std::mutex& libkdc_mutex() {
    static std::mutex mutex;
    return mutex;
}

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

[[nodiscard]] std::vector<std::byte> copy_of(const krb5_data& data) {
    const auto* const first = static_cast<const std::byte*>(data.data);
    return first == nullptr ? std::vector<std::byte>() : std::vector<std::byte>(first, first + data.length);
}

} // namespace

realm_state::realm_state(std::string name, realm_options options)
    : name_(checked(std::move(name))), options_(std::move(options)),
      principals_(context_.get(), name_, options_), engine_(nullptr, kdc_engine_free),
      ticket_granter_(detail::parse_principal(context_.get(), "krbtgt/" + name_, name_)) {
    issue_pacs();
    kdc_engine* engine = nullptr;
    detail::check(context_.get(), kdc_engine_new(context_.get(), find, may_delegate, this, &engine),
                  "the KDC does not start");
    engine_.reset(engine);
    if (options_.log)
        detail::check(context_.get(), kdc_engine_log(engine, log, this), "the KDC does not log");
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

std::chrono::seconds realm_state::clock_offset() const {
    const std::lock_guard lock(mutex_);
    return options_.clock_offset;
}

std::vector<std::byte> realm_state::answer(std::span<const std::byte> request, transport by) {
    const std::lock_guard lock(mutex_);
    if (detail::is_kpasswd(request)) return change_password(request);
    count(request);
    revoked_ = false;
    auto reply = process(request, by);
    // libkdc answers KDC_ERR_POLICY for an account that is disabled; Windows and MIT answer CLIENT_REVOKED.
    return revoked_ ? make_refusal(KRB5KDC_ERR_CLIENT_REVOKED) : std::move(reply);
}

request_count realm_state::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::vector<std::byte> realm_state::refusal(krb5_error_code code) {
    const std::lock_guard lock(mutex_);
    return make_refusal(code);
}

std::vector<std::byte> realm_state::change_password(std::span<const std::byte> request) {
    ++requests_.password;
    const auto time = now();
    krb5_set_real_time(context_.get(), static_cast<krb5_timestamp>(time.tv_sec),
                       static_cast<std::int32_t>(time.tv_usec)); // authenticators are checked against it
    return detail::answer_kpasswd(context_.get(), principals_, options_.password_policy, request);
}

int realm_state::find(void* self, krb5_const_principal name, int as_client, kdc_record* record) noexcept {
    try {
        auto* const state = static_cast<realm_state*>(self);
        const auto* const found = state->principals_.find(name);
        if (found == nullptr) return -1;
        if (as_client != 0 && (found->options.disabled || found->options.locked_out)) state->revoked_ = true;
        *record = state->principals_.record(*found);
        return 0;
    } catch (...) {
        return -1;
    }
}

int realm_state::may_delegate(void* self, krb5_const_principal service,
                              krb5_const_principal target) noexcept {
    try {
        return static_cast<realm_state*>(self)->principals_.may_delegate(service, target) ? 1 : 0;
    } catch (...) {
        return 0;
    }
}

void realm_state::log(const char* /*time*/, const char* line, void* self) noexcept {
    try {
        static_cast<realm_state*>(self)->options_.log(line);
    } catch (...) {
        // A log that fails must not stop the KDC, and there is nobody else to tell.
    }
}

void realm_state::count(std::span<const std::byte> request) {
    constexpr std::byte as_request{0x6a}; // RFC 4120, 5.4.1: [APPLICATION 10]
    constexpr std::byte tgs_request{0x6c};
    const auto tag = request.empty() ? std::byte{} : request.front();
    ++(tag == as_request ? requests_.as : tag == tgs_request ? requests_.tgs : requests_.other);
}

timeval realm_state::now() const {
    timeval time{};
    gettimeofday(&time, nullptr);
    time.tv_sec += options_.clock_offset.count();
    return time;
}

std::vector<std::byte> realm_state::process(std::span<const std::byte> request, transport by) {
    std::vector<std::byte> copy(request.begin(), request.end()); // libkdc takes it as non-const
    detail::octets reply;
    const std::lock_guard lock(libkdc_mutex());
    const auto status = kdc_engine_process(engine_.get(), now(), copy.data(), copy.size(),
                                           by == transport::datagram ? 1 : 0, reply.get());
    return status == 0 ? copy_of(*reply) : std::vector<std::byte>();
}

std::vector<std::byte> realm_state::make_refusal(krb5_error_code code) {
    detail::octets reply;
    const auto status = krb5_mk_error_ext(context_.get(), code, nullptr, nullptr, ticket_granter_.get(),
                                          nullptr, nullptr, nullptr, nullptr, reply.get());
    return status == 0 ? copy_of(*reply) : std::vector<std::byte>();
}

} // namespace sspi::testing
