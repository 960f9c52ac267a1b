// SPDX-License-Identifier: BSL-1.0
// failing_allocations [--only SCENARIO] [--manner 0|1|2] [--step N] [--case N]: each allocation of each scenario fails once.
#include "sweep.hpp"

#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>

#include <malloc.h>

using namespace sspi::test;

namespace {

struct options {
    std::string only;
    int how = -1;
    sweep_options sweep;
};

[[nodiscard]] options parse(int count, char** values) {
    options out;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = values[i], value = values[i + 1];
        if (name == "--only")
            out.only = value;
        else if (name == "--manner")
            out.how = std::stoi(value);
        else if (name == "--step")
            out.sweep.step = std::stol(value);
        else if (name == "--case")
            out.sweep = {.first = std::stol(value), .step = 0, .every_origin = true};
        else
            throw std::runtime_error("there is no option " + name);
    }
    return out;
}

void add(findings& to, const findings& more) {
    to.cases += more.cases;
    to.our_failures += more.our_failures;
    to.their_crashes += more.their_crashes;
    to.their_leaks += more.their_leaks;
    to.ours += more.ours;
}

void print(const char* what, const findings& of) {
    std::printf("%-20s %7ld cases, %5ld failed for want of memory of ours; in Heimdal and others: %4ld "
                "crashes, %4ld leaks; "
                "OURS: %ld\n",
                what, of.cases, of.our_failures, of.their_crashes, of.their_leaks, of.ours);
    std::fflush(stdout);
}

[[nodiscard]] int run(const options& asked) {
    prepare_scenarios();
    findings all;
    for (const auto& each : scenarios()) {
        if (!asked.only.empty() && asked.only != each.name) continue;
        findings of_scenario;
        for (const auto how : {manner::nth, manner::nth_and_later, manner::repeated})
            if (asked.how < 0 || asked.how == static_cast<int>(how))
                add(of_scenario, sweep(each, how, asked.sweep));
        print(each.name, of_scenario);
        add(all, of_scenario);
    }
    print("all", all);
    const bool looked = asked.sweep.step == 0 || (all.cases > 100 && all.our_failures > 10);
    return all.ours == 0 && looked ? 0 : 1;
}

} // namespace

int main(int count, char** values) {
    mallopt(M_PERTURB, 0xA5); // what is freed or not yet written has no value that looks good
    try {
        return run(parse(count, values));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "failing_allocations: %s\n", error.what());
        return 1;
    }
}
