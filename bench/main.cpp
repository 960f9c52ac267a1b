// SPDX-License-Identifier: BSL-1.0
// sspi_bench [--quick] [--json FILE] [--only messages|entry|threads|establish|passwords|tickets|keytabs|accepts|contexts|soak]
#include "contexts.hpp"
#include "entry_points.hpp"
#include "establish.hpp"
#include "keytabs.hpp"
#include "messages.hpp"
#include "passwords.hpp"
#include "report.hpp"
#include "soak.hpp"

#include <cstring>
#include <exception>
#include <string>

namespace {

struct options {
    bool quick = false;
    std::string json, only;
};

[[nodiscard]] options parse(int count, char** values) {
    options out;
    for (int i = 1; i < count; ++i) {
        const std::string name = values[i];
        const bool has_value = i + 1 < count;
        if (name == "--quick")
            out.quick = true;
        else if (name == "--json" && has_value)
            out.json = values[++i];
        else if (name == "--only" && has_value)
            out.only = values[++i];
        else
            throw std::runtime_error("usage: sspi_bench [--quick] [--json FILE] [--only PART]");
    }
    return out;
}

} // namespace

int main(int count, char** values) {
    try {
        const auto asked = parse(count, values);
        bench::report report;
        const auto part = [&](const char* name, void (*run)(bench::report&, bool)) {
            if (asked.only.empty() || asked.only == name) run(report, asked.quick);
        };
        part("messages", bench::messages);
        part("entry", bench::entry_points);
        part("threads", bench::threads);
        part("establish", bench::establish);
        part("passwords", bench::passwords);
        part("tickets", bench::tickets);
        part("keytabs", bench::keytabs);
        part("accepts", bench::accepts);
        part("contexts", bench::live_contexts);
        if (asked.only == "soak" || asked.quick) bench::soak(report, asked.quick); // takes minutes
        if (!asked.json.empty()) report.write_json(asked.json);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sspi_bench: %s\n", error.what());
        return 1;
    }
}
