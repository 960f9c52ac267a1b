// SPDX-License-Identifier: BSL-1.0
// Compares a printed table with the file that holds what it should be.
#pragma once

#include "../support/catch.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace sspi::testing {

inline std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

/// Fails at the first line that differs. With SSPI_UPDATE_GOLDEN set, writes the file instead.
inline void check_golden(const std::string& file, const std::string& actual) {
    const auto path = std::string(SSPI_GOLDEN_DIR) + "/" + file;
    if (std::getenv("SSPI_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << actual;
    std::ifstream in(path);
    INFO("golden table " << path);
    REQUIRE(in.good());
    const auto expected = lines_of({std::istreambuf_iterator<char>(in), {}});
    const auto got = lines_of(actual);
    for (std::size_t i = 0; i < expected.size() && i < got.size(); ++i) {
        INFO("line " << i + 1);
        REQUIRE(got[i] == expected[i]);
    }
    REQUIRE(got.size() == expected.size());
}

} // namespace sspi::testing
