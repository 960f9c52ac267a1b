// SPDX-License-Identifier: BSL-1.0
// Messages: every operation at every size, for every enctype of AES; and two threads at once.
#pragma once

#include "gss_sides.hpp"
#include "openssl_bound.hpp"
#include "report.hpp"
#include "sspi_side.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace bench {

struct algorithms {
    sspi::testing::enctype enctype;
    const char* name;
    std::size_t key_size;
    const char* digest;
};

inline constexpr algorithms every_enctype[] = {
    {sspi::testing::enctype::aes256_cts_hmac_sha1_96, "aes256-sha1", 32, "SHA1"},
    {sspi::testing::enctype::aes128_cts_hmac_sha1_96, "aes128-sha1", 16, "SHA1"},
    {sspi::testing::enctype::aes256_cts_hmac_sha384_192, "aes256-sha384", 32, "SHA384"},
    {sspi::testing::enctype::aes128_cts_hmac_sha256_128, "aes128-sha256", 16, "SHA256"}};

[[nodiscard]] inline std::string size_text(std::size_t size) {
    if (size >= 1048576) return std::to_string(size / 1048576) + " MiB";
    return size >= 1024 ? std::to_string(size / 1024) + " KiB" : std::to_string(size) + " B";
}

inline void messages_of(report& out, const algorithms& of, bool quick) {
    const surroundings around(of.enctype);
    std::vector<std::unique_ptr<message_side>> sides;
    sides.push_back(std::make_unique<sspi_side>());
    sides.push_back(std::make_unique<openssl_bound>(of.key_size, of.digest));
    sides.push_back(std::make_unique<heimdal_side>());
    if (auto mit = mit_side::start()) sides.push_back(std::move(mit));
    std::vector<std::string> columns;
    for (const auto& side : sides)
        columns.push_back(side->name());
    out.section(std::string("messages, ") + of.name, columns);
    for (const auto what : {operation::sign, operation::verify, operation::seal, operation::unseal})
        for (const std::size_t size : {16U, 64U, 1024U, 4096U, 16384U, 65536U, 1048576U}) {
            if (quick && size > 1024) continue;
            std::vector<candidate> candidates;
            for (const auto& side : sides)
                candidates.push_back({side->name(), [&side, what, size](std::size_t count) {
                                          return side->run(what, size, count);
                                      }});
            const auto count = quick ? 2 : std::clamp<std::size_t>(262144 / size, 1, 256);
            out.add(std::string(name_of(what)) + " " + size_text(size),
                    compare(candidates, quick ? 1 : 31, count));
        }
}

inline void messages(report& out, bool quick) {
    for (const auto& of : every_enctype)
        in_thread([&] { messages_of(out, of, quick); });
}

/// How much more two threads do than one, each with a context of its own.
inline void threads(report& out, bool quick) {
    in_thread([&] {
        const surroundings around(every_enctype[0].enctype);
        sspi_side sides[2];
        out.section("threads, seal with aes256-sha1", {"one", "two"});
        for (const std::size_t size : {64U, 1024U, 16384U, 262144U}) {
            const std::size_t count = quick ? 2 : 4194304 / (size + 1024);
            const auto run = [&](std::size_t number) {
                std::atomic<std::size_t> ready{0};
                std::vector<std::thread> crowd;
                std::vector<double> times(number);
                for (std::size_t i = 0; i < number; ++i)
                    crowd.emplace_back([&, i] {
                        ++ready;
                        while (ready < number) {
                        }
                        times[i] = sides[i].run(operation::seal, size, count);
                    });
                for (auto& one : crowd)
                    one.join();
                return *std::max_element(times.begin(), times.end()) / static_cast<double>(number);
            };
            out.add("seal " + size_text(size), compare({{"one", [&](std::size_t) { return run(1); }},
                                                        {"two", [&](std::size_t) { return run(2); }}},
                                                       quick ? 1 : 15, count));
        }
    });
}

} // namespace bench
