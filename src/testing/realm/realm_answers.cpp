// SPDX-License-Identifier: BSL-1.0
// How a realm answers: libkdc over its principals, and what the script makes of that.
#include "../kdc/etype_info.hpp"
#include "../kdc/kpasswd.hpp"
#include "../kdc/kpasswd_message.hpp"
#include "../script/reply_writer.hpp"
#include "../script/ticket_writer.hpp"
#include "realm_state.hpp"

#include <sys/time.h>

#include <algorithm>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

/// libkdc keeps the time of the request in a global variable, so one realm at a time in the process.
[[nodiscard]] sspi::process::visiting_mutex& libkdc_mutex() {
    static sspi::process::visiting_mutex mutex;
    return mutex;
}

[[nodiscard]] timeval timeval_of(std::chrono::system_clock::time_point time) {
    using namespace std::chrono;
    const auto since = time.time_since_epoch();
    timeval out{};
    out.tv_sec = floor<seconds>(since).count();
    out.tv_usec = duration_cast<microseconds>(since - floor<seconds>(since)).count();
    return out;
}

void spoil(std::vector<std::byte>& reply, const action& act) {
    const auto size = static_cast<std::ptrdiff_t>(reply.size());
    for (const auto& [offset, bits] : act.corruptions)
        reply[static_cast<std::size_t>((offset % size + size) % size)] ^= std::byte{bits};
    if (act.length) reply.resize(std::min(*act.length, reply.size()));
}

[[nodiscard]] answers to_send(std::vector<std::byte> reply, const action& act) {
    answers out;
    if (act.dropped) return out;
    out.unreachable = reply.empty();
    if (reply.empty()) return out;
    spoil(reply, act);
    out.replies.push_back({std::move(reply), act.delay});
    if (act.again) out.replies.push_back({out.replies.front().reply, act.delay + *act.again});
    return out;
}

[[nodiscard]] std::string password_answer(const std::vector<std::byte>& reply, password_result result) {
    if (reply.empty()) return "unreachable";
    return result == password_result::success
               ? "changed"
               : "refused (" + std::to_string(static_cast<unsigned>(result)) + ")";
}

/// For a service that it does not know, libkdc looks for the realm of one of the parts of its name, up to a colon, and reads
/// behind the end of one that is empty (_krb5_get_host_realm_int of Heimdal 7.8).
[[nodiscard]] bool has_part_without_host(const PrincipalName& name) {
    const std::span<char* const> parts(name.name_string.val, name.name_string.len);
    return std::ranges::any_of(parts, [](const char* part) { return *part == '\0' || *part == ':'; });
}

} // namespace

std::vector<std::byte> realm_state::answer(std::span<const std::byte> request, transport by) {
    auto all = respond(request, by);
    return all.replies.empty() ? std::vector<std::byte>() : std::move(all.replies.front().reply);
}

answers realm_state::respond(std::span<const std::byte> octets, transport by) {
    std::unique_lock lock(mutex_);
    detail::request_reader request(context_.get(), principals_, octets);
    auto& seen = request.seen();
    seen.by = by;
    seen.time = clock();
    count(octets);
    lock.unlock(); // conditions of rules are the user's functions
    const auto chosen = script_.choose(seen);
    seen.rule = chosen.rule;
    lock.lock();
    auto reply = produce(request, octets, chosen.act);
    lock.unlock();
    auto out = to_send(std::move(reply), chosen.act);
    if (chosen.act.dropped && !chosen.act.unreachable) seen.answer = "silence";
    transcript_.add(std::move(seen));
    return out;
}

std::vector<std::byte> realm_state::produce(detail::request_reader& request,
                                            std::span<const std::byte> octets, const action& act) {
    auto& seen = request.seen();
    if (act.unreachable || act.dropped) {
        seen.answer = "unreachable";
        return {};
    }
    if (seen.kind == message::password) return change_password(request, octets, act);
    auto reply = act.error            ? make_error(request, *act.error)
                 : act.octets.empty() ? ask_kdc(request, octets)
                                      : act.octets;
    if (act.change)
        reply = detail::change_ticket(context_.get(), principals_, request, reply, *act.change, clock());
    seen.error = detail::error_code_of(reply);
    seen.answer = reply.empty() ? "unreachable" : detail::answer_name(reply);
    return reply;
}

std::vector<std::byte> realm_state::make_error(const detail::request_reader& request,
                                               const error_reply& what) {
    return detail::write_error(what, request, name_, clock());
}

std::vector<std::byte> realm_state::ask_kdc(detail::request_reader& request,
                                            std::span<const std::byte> octets) {
    if (asks_for_no_host(request)) return make_refusal(KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN);
    refused_.reset();
    if (const auto [client, last] = request.way(); !client.empty()) accept_way(client, last);
    auto reply = process(octets, request.seen().by);
    return refused_ ? refused(request, std::move(reply)) : adapted(request, std::move(reply));
}

nt_status_form realm_state::form() const noexcept {
    return options_.nt_status.value_or(options_.domain.empty() ? nt_status_form::none
                                                               : nt_status_form::windows);
}

/// libkdc knows dates and passwords, knows no hours and machines, and answers KDC_ERR_POLICY for an account that is
/// disabled, where Windows and MIT answer CLIENT_REVOKED.
std::vector<std::byte> realm_state::refused(detail::request_reader& request, std::vector<std::byte> reply) {
    const auto code = detail::error_code_of(reply);
    const bool by_libkdc = code == kdc_err_name_exp || code == kdc_err_key_expired;
    if (!refused_->at_once && !by_libkdc) return adapted(request, std::move(reply));
    switch (form()) {
    case nt_status_form::windows:
        return make_error(request, error_reply(refused_->code).nt_status(refused_->nt_status));
    case nt_status_form::samba:
        return make_error(request, error_reply(refused_->code).e_data(detail::method_data_of(*refused_)));
    default:
        return refused_->at_once ? make_refusal(KRB5KDC_ERR_CLIENT_REVOKED)
                                 : adapted(request, std::move(reply));
    }
}

bool realm_state::asks_for_no_host(const detail::request_reader& request) const {
    const auto* const body = request.body();
    return body != nullptr && body->sname != nullptr && has_part_without_host(*body->sname) &&
           principals_.find_user(*body->sname, body->realm) == nullptr;
}

/// libkdc lets clients pass through another realm only where a configuration says so ([capaths]).
void realm_state::accept_way(const std::string& from, const std::string& through) {
    if (!ways_.try_emplace(from, through).second) return;
    std::string text = "[capaths]\n";
    for (const auto& [client, way] : ways_)
        text += client + " = {\n" + name_ + " = " + way + "\n}\n";
    detail::configure(context_.get(), text);
}

/// What libkdc cannot be told.
std::vector<std::byte> realm_state::adapted(detail::request_reader& request, std::vector<std::byte> reply) {
    const auto* const body = request.body();
    if (body == nullptr) return reply;
    const auto* const user = request.seen().kind == message::as && body->cname != nullptr
                                 ? principals_.find_user(*body->cname, body->realm)
                                 : nullptr;
    if (user != nullptr && user->rounds != 0)
        reply = detail::announce_rounds(std::move(reply), {user->salt, user->rounds});
    const auto* const service =
        body->sname != nullptr ? principals_.find_user(*body->sname, body->realm) : nullptr;
    if (service == nullptr || service->options.pac) return reply;
    return detail::change_ticket(context_.get(), principals_, request, reply, without_pac(), clock());
}

std::vector<std::byte> realm_state::change_password(detail::request_reader& request,
                                                    std::span<const std::byte> octets, const action& act) {
    auto& seen = request.seen();
    if (!act.octets.empty() || act.error) {
        seen.answer = act.error ? kerberos_error_name(act.error->code()) : "octets";
        if (act.error) seen.error = act.error->code();
        return act.error ? detail::kpasswd_answer({}, make_error(request, *act.error)) : act.octets;
    }
    const auto time = timeval_of(clock());
    krb5_set_real_time(context_.get(), static_cast<krb5_timestamp>(time.tv_sec),
                       static_cast<std::int32_t>(time.tv_usec)); // authenticators are checked against it
    std::optional<detail::kpasswd_verdict_of> verdict;
    if (act.verdict) verdict = {act.verdict->first, act.verdict->second};
    auto reply =
        detail::answer_kpasswd(context_.get(), principals_, options_.password_policy, octets, verdict);
    seen.answer = password_answer(reply.octets, reply.result);
    return std::move(reply.octets);
}

void realm_state::count(std::span<const std::byte> request) {
    constexpr std::byte as_request{0x6a}; // RFC 4120, 5.4.1: [APPLICATION 10]
    constexpr std::byte tgs_request{0x6c};
    if (detail::is_kpasswd(request)) return static_cast<void>(++requests_.password);
    const auto tag = request.empty() ? std::byte{} : request.front();
    ++(tag == as_request ? requests_.as : tag == tgs_request ? requests_.tgs : requests_.other);
}

std::vector<std::byte> realm_state::process(std::span<const std::byte> request, transport by) {
    std::vector<std::byte> copy(request.begin(), request.end()); // libkdc takes it as non-const
    detail::octets reply;
    const std::lock_guard lock(libkdc_mutex());
    const auto status = kdc_engine_process(engine_.get(), timeval_of(clock()), copy.data(), copy.size(),
                                           by == transport::datagram ? 1 : 0, reply.get());
    return status == 0 ? detail::copy_of(detail::view(*reply)) : std::vector<std::byte>();
}

std::vector<std::byte> realm_state::make_refusal(krb5_error_code code) {
    detail::octets reply;
    const auto status = krb5_mk_error_ext(context_.get(), code, nullptr, nullptr, ticket_granter_.get(),
                                          nullptr, nullptr, nullptr, nullptr, reply.get());
    return status == 0 ? detail::copy_of(detail::view(*reply)) : std::vector<std::byte>();
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
