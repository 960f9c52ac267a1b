// SPDX-License-Identifier: BSL-1.0
// sspi-kdc: the embedded KDC as a program, for other processes.
#include "kdcs.hpp"
#include "options.hpp"
#include "signals.hpp"

#include <cstring>
#include <iostream>

namespace sspi::tools {
namespace {

enum exit_status { ok = 0, failure = 1, usage = 2 };

/// A value as a shell reads it back.
[[nodiscard]] std::string quoted(const std::string& value) {
    std::string text = "'";
    for (const char each : value)
        text += each == '\'' ? std::string("'\\''") : std::string(1, each);
    return text + "'";
}

void print(const kdcs& served) {
    std::string text;
    for (const auto& [name, value] : served.variables())
        text += "export " + name + "=" + quoted(value) + "\n";
    std::cout << text << std::flush;
}

[[nodiscard]] int serve(kdc_plan plan) {
    signals caught; // from here on a signal leads to an orderly end, which removes the temporary directory
    (void)plan.first();
    const kdcs served(plan);
    int status = ok;
    if (plan.command.empty()) {
        print(served);
        caught.wait();
    } else {
        status = caught.run(plan.command);
    }
    if (!plan.transcript.empty()) served.write_transcript(plan.transcript);
    return status;
}

/// The reason in words, where the library gives the system's number alone.
[[nodiscard]] std::string reason(const testing::error& failed) {
    const std::string text = failed.what();
    constexpr std::int32_t most_errno = 4095;
    const bool of_system = failed.code() > 0 && failed.code() <= most_errno;
    const std::string words = of_system ? std::strerror(failed.code()) : "";
    return words.empty() || text.find(words) != std::string::npos ? text : text + ": " + words;
}

[[nodiscard]] int run(std::span<const std::string> arguments) {
    try {
        auto plan = parse_options(arguments);
        if (plan.help.empty()) return serve(std::move(plan));
        std::cout << plan.help;
        return ok;
    } catch (const usage_error& wrong) {
        std::cerr << "sspi-kdc: " << wrong.what() << "\nTry sspi-kdc --help or --help-config.\n";
        return usage;
    } catch (const testing::error& failed) {
        std::cerr << "sspi-kdc: " << reason(failed) << '\n';
        return failure;
    } catch (const std::exception& failed) {
        std::cerr << "sspi-kdc: " << failed.what() << '\n';
        return failure;
    }
}

} // namespace
} // namespace sspi::tools

int main(int count, char** values) {
    sspi::tools::fill_standard_descriptors();
    const std::vector<std::string> arguments(values + (count > 0 ? 1 : 0), values + count);
    return sspi::tools::run(arguments);
}
