// SPDX-License-Identifier: BSL-1.0
// Takes the time of several ways to do one thing, in turn, so that what else the machine does meets them all.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bench {

class stopwatch {
  public:
    [[nodiscard]] double nanoseconds() const {
        return std::chrono::duration<double, std::nano>(clock::now() - start_).count();
    }

  private:
    using clock = std::chrono::steady_clock;
    clock::time_point start_ = clock::now();
};

inline void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(what);
}

/// One way to do it: does it so many times, and says how many nanoseconds that took, without what was prepared for it.
struct candidate {
    std::string name;
    std::function<double(std::size_t)> run;
};

struct figure {
    std::string name;
    double nanoseconds = 0; // of one operation: the median of the rounds
};

[[nodiscard]] inline double median(std::vector<double> of) {
    const auto middle = of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2);
    std::nth_element(of.begin(), middle, of.end());
    return *middle;
}

[[nodiscard]] inline std::vector<figure> compare(const std::vector<candidate>& candidates, std::size_t rounds,
                                                 std::size_t count) {
    std::vector<std::vector<double>> samples(candidates.size());
    for (const auto& c : candidates)
        (void)c.run(count);
    for (std::size_t round = 0; round < rounds; ++round)
        for (std::size_t i = 0; i < candidates.size(); ++i)
            samples[i].push_back(candidates[i].run(count) / static_cast<double>(count));
    std::vector<figure> out;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        out.push_back({candidates[i].name, median(samples[i])});
    return out;
}

} // namespace bench
