// SPDX-License-Identifier: BSL-1.0
// The rules of a realm: which of them acts.
#include "script_rules.hpp"

namespace sspi::testing::detail {

void script_rules::add(std::shared_ptr<rule::state> made) {
    const std::lock_guard lock(mutex_);
    std::erase_if(rules_, [](const auto& each) { return each->removed(); });
    rules_.push_back(std::move(made));
}

void script_rules::clear() {
    const std::lock_guard lock(mutex_);
    for (const auto& each : rules_)
        each->remove();
    rules_.clear();
}

std::vector<std::string> script_rules::unused() const {
    std::vector<std::string> out;
    for (const auto& each : all())
        if (each->used() == 0 && !each->removed()) out.push_back(each->text());
    return out;
}

chosen_action script_rules::choose(const request_seen& seen) const {
    std::shared_ptr<rule::state> newest;
    for (const auto& each : all())
        if (each->meets(seen)) newest = each;
    if (newest == nullptr) return {};
    auto act = newest->use();
    auto text = act.text();
    return {std::move(act), std::move(text)};
}

std::vector<std::shared_ptr<rule::state>> script_rules::all() const {
    const std::lock_guard lock(mutex_);
    return rules_;
}

} // namespace sspi::testing::detail
