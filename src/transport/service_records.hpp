// SPDX-License-Identifier: BSL-1.0
// DNS service records, and the order in which their servers are asked (RFC 2782).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace sspi::transport {

struct service_record {
    std::string host{};
    std::uint16_t port = 0;
    std::uint16_t priority = 0;
    std::uint16_t weight = 0;

    friend bool operator==(const service_record&, const service_record&) = default;
};

/// By priority and, among equals, by weight and chance. `random(n)` is a number from 0 to n, both included.
template <class Random>
[[nodiscard]] std::vector<service_record> in_order(std::vector<service_record> records, Random&& random) {
    // Those without weight first: they still have a small chance.
    std::ranges::stable_sort(
        records, {}, [](const service_record& each) { return std::pair(each.priority, each.weight != 0); });
    for (auto first = records.begin(); first != records.end(); ++first) {
        const auto end = std::find_if(first, records.end(), [&](const service_record& each) {
            return each.priority != first->priority;
        });
        std::uint32_t total = 0;
        for (auto each = first; each != end; ++each)
            total += each->weight;
        auto left = static_cast<std::uint32_t>(random(total));
        auto chosen = first;
        while (chosen->weight < left && std::next(chosen) != end)
            left -= chosen++->weight;
        std::rotate(first, chosen, std::next(chosen));
    }
    return records;
}

} // namespace sspi::transport
