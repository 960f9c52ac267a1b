// SPDX-License-Identifier: BSL-1.0
// The figures of a run: a table for people at once, and JSON for programs at the end.
#pragma once

#include "measure.hpp"

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

namespace bench {

class report {
  public:
    struct row {
        std::string section, what;
        std::vector<figure> figures;
        std::string unit;
    };

    void section(const std::string& name, const std::vector<std::string>& columns) {
        section_ = name;
        std::printf("\n%s\n%-34s", name.c_str(), "");
        for (const auto& column : columns)
            std::printf("%14s", column.c_str());
        std::printf("   first / others\n");
    }
    /// The ratios are of the first figure to each other one: below 1 the first is faster.
    void add(const std::string& what, std::vector<figure> figures, const std::string& unit = "ns") {
        std::printf("%-34s", what.c_str());
        for (const auto& f : figures)
            std::printf("%14s", text(f.nanoseconds, unit).c_str());
        std::printf("  ");
        for (std::size_t i = 1; i < figures.size(); ++i)
            std::printf(" %.2f", figures.front().nanoseconds / figures[i].nanoseconds);
        std::printf("\n");
        std::fflush(stdout);
        rows_.push_back({section_, what, std::move(figures), unit});
    }
    void write_json(const std::string& path) const {
        std::ofstream out(path);
        out << "[\n";
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const auto& r = rows_[i];
            out << R"(  {"section": ")" << r.section << R"(", "what": ")" << r.what << R"(", "unit": ")"
                << r.unit << R"(", "figures": {)";
            for (std::size_t j = 0; j < r.figures.size(); ++j)
                out << (j == 0 ? "" : ", ") << '"' << r.figures[j].name << "\": " << r.figures[j].nanoseconds;
            out << "}}" << (i + 1 < rows_.size() ? ",\n" : "\n");
        }
        out << "]\n";
        require(out.good(), "the figures could not be written");
    }

  private:
    [[nodiscard]] static std::string text(double value, const std::string& unit) {
        char out[32];
        if (unit != "ns")
            std::snprintf(out, sizeof out, "%.2f %s", value, unit.c_str());
        else if (value < 10000)
            std::snprintf(out, sizeof out, "%.0f ns", value);
        else
            std::snprintf(out, sizeof out, "%.1f us", value / 1000);
        return out;
    }

    std::string section_;
    std::vector<row> rows_;
};

} // namespace bench
