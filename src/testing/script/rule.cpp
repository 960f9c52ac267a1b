// SPDX-License-Identifier: BSL-1.0
// Rules: what is answered to some requests.
#include "rule_state.hpp"

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

using std::chrono::milliseconds;

void check_duration(milliseconds duration, const char* what) {
    if (duration < milliseconds(0))
        throw error(std::string(what) + " must not be negative: " + std::to_string(duration.count()) + " ms");
}

/// Of the ways to answer, the last one that was chosen.
void forget_answer(action& act) {
    act.error.reset();
    act.octets.clear();
    act.verdict.reset();
}

[[nodiscard]] std::string answer_text(const action& act) {
    if (act.unreachable) return "unreachable";
    if (act.dropped) return "silence";
    if (act.error) return kerberos_error_name(act.error->code());
    if (!act.octets.empty()) return std::to_string(act.octets.size()) + " octets";
    if (act.verdict) return "result " + std::to_string(static_cast<unsigned>(act.verdict->first));
    return {};
}

} // namespace

std::string action::text() const {
    auto out = answer_text(*this);
    const auto add = [&](const std::string& what) { out += (out.empty() ? "" : ", ") + what; };
    if (dropped || unreachable) return out;
    if (change) add("another ticket");
    for (const auto& [offset, bits] : corruptions)
        add("octet " + std::to_string(offset) + " changed");
    if (length) add("cut to " + std::to_string(*length) + " octets");
    if (delay > milliseconds(0)) add(std::to_string(delay.count()) + " ms later");
    if (again) add("twice");
    return out;
}

bool rule::state::meets(const request_seen& seen) {
    if (removed() || !request_match_access::meets(match_, seen, realm_))
        return false; // the second asks the user: no lock
    const std::lock_guard lock(mutex_);
    return request_match_access::counts(match_, ++matched_);
}

action rule::state::use() {
    const std::lock_guard lock(mutex_);
    ++used_;
    return action_;
}

void rule::state::remove() {
    const std::lock_guard lock(mutex_);
    removed_ = true;
}

bool rule::state::removed() const {
    const std::lock_guard lock(mutex_);
    return removed_;
}

std::size_t rule::state::matched() const {
    const std::lock_guard lock(mutex_);
    return matched_;
}

std::size_t rule::state::used() const {
    const std::lock_guard lock(mutex_);
    return used_;
}

std::string rule::state::text() const {
    const std::lock_guard lock(mutex_);
    const auto what = action_.text();
    return match_.text() + ": " + (what.empty() ? "as the KDC says" : what);
}

rule& rule::answer(error_reply error) {
    state_->change([&](action& act) {
        forget_answer(act);
        act.error = std::move(error);
    });
    return *this;
}

rule& rule::answer(std::vector<std::byte> octets) {
    if (octets.empty()) throw error("an answer needs octets; drop() sends none");
    state_->change([&](action& act) {
        forget_answer(act);
        act.octets = std::move(octets);
    });
    return *this;
}

rule& rule::answer(password_result result, std::string text) {
    state_->change([&](action& act) {
        forget_answer(act);
        act.verdict.emplace(result, std::move(text));
    });
    return *this;
}

rule& rule::ticket(ticket_change change) {
    state_->check(change);
    state_->change([&](action& act) { act.change = std::move(change); });
    return *this;
}

rule& rule::drop() {
    state_->change([](action& act) { act.dropped = true; });
    return *this;
}

rule& rule::unreachable() {
    state_->change([](action& act) { act.unreachable = true; });
    return *this;
}

rule& rule::delay(milliseconds later) {
    check_duration(later, "a delay");
    state_->change([&](action& act) { act.delay = later; });
    return *this;
}

rule& rule::truncate(std::size_t octets) {
    state_->change([&](action& act) { act.length = octets; });
    return *this;
}

rule& rule::corrupt(std::ptrdiff_t offset, std::uint8_t bits) {
    if (bits == 0) throw error("to corrupt an octet, at least one of its bits has to change");
    state_->change([&](action& act) { act.corruptions.emplace_back(offset, bits); });
    return *this;
}

rule& rule::twice(milliseconds apart) {
    check_duration(apart, "the time between two answers");
    state_->change([&](action& act) { act.again = apart; });
    return *this;
}

std::size_t rule::matched() const {
    return state_->matched();
}

std::size_t rule::used() const {
    return state_->used();
}

std::string rule::text() const {
    return state_->text();
}

void rule::remove() {
    state_->remove();
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
