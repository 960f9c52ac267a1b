// SPDX-License-Identifier: BSL-1.0
// Tests of the order of service records.
#include <support/catch.hpp>

#include <transport/service_records.hpp>

#include <array>
#include <map>
#include <random>

using namespace sspi::transport;

namespace {

const auto least = [](std::uint32_t) { return 0U; };
const auto most = [](std::uint32_t all) { return all; };

std::string order_of(const std::vector<service_record>& records) {
    std::string out;
    for (const auto& each : records)
        out += each.host;
    return out;
}

} // namespace

TEST_CASE("a lower priority comes first, whatever the weights") {
    const std::vector<service_record> records{{"c", 88, 30, 500}, {"a", 88, 10, 0}, {"b", 88, 20, 1}};
    CHECK(order_of(in_order(records, least)) == "abc");
    CHECK(order_of(in_order(records, most)) == "abc");
}

TEST_CASE("among equals the weight decides by chance") {
    const std::vector<service_record> records{{"a", 88, 10, 60}, {"b", 88, 10, 40}, {"z", 88, 10, 0}};
    CHECK(order_of(in_order(records, least)) == "zab");
    CHECK(order_of(in_order(records, [](std::uint32_t all) { return all > 60 ? 61U : 0U; })).front() == 'b');
    std::mt19937 engine(1);
    std::map<char, int> first;
    for (int i = 0; i < 10000; ++i)
        ++first[order_of(in_order(records, [&](std::uint32_t all) {
                    return std::uniform_int_distribution<std::uint32_t>(0, all)(engine);
                })).front()];
    CHECK(first['a'] > 5500);
    CHECK(first['b'] > 3500);
    CHECK(first['z'] > 0);
    CHECK(first['z'] < 300);
}

TEST_CASE("nothing, one, and many without weight keep their order") {
    CHECK(in_order({}, most).empty());
    const std::vector<service_record> records{{"a", 88, 0, 0}, {"b", 88, 0, 0}, {"c", 88, 0, 0}};
    CHECK(order_of(in_order(records, most)) == "abc");
    CHECK(order_of(in_order({{"a", 1, 65535, 65535}}, most)) == "a");
}
