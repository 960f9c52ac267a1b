// SPDX-License-Identifier: BSL-1.0
// Real situations that end in an error, met by either package, and the table of what comes of them.
#pragma once

#include "../detail/golden.hpp"
#include "answering_realm.hpp"

#include <support/identities.hpp>
#include <support/packages.hpp>

#include <sspi/detail/status.hpp>

#include <sspi_extensions.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iterator>
#include <sstream>

#include <sys/stat.h>

namespace sspi::test {

inline answering_realm& the_realm() {
    static answering_realm instance;
    return instance;
}

struct situation {
    std::string name;
    std::function<SECURITY_STATUS(const std::string& package)> meet;
};

/// One line for each: Kerberos' status, and Negotiate's where that is another. No call takes long.
[[nodiscard]] inline std::string outcomes_of(const std::vector<situation>& situations) {
    std::ostringstream out;
    for (const auto& each : situations) {
        CAPTURE(each.name);
        status seen[2]{};
        for (const bool negotiated : {false, true}) {
            the_realm().answer_by({});
            const auto begun = std::chrono::steady_clock::now();
            seen[negotiated ? 1 : 0] = static_cast<status>(each.meet(negotiated ? "Negotiate" : "Kerberos"));
            CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
        }
        out << std::left << std::setw(64) << each.name << name(seen[0]);
        if (seen[1] != seen[0]) out << ", negotiated: " << name(seen[1]);
        out << '\n';
    }
    the_realm().answer_by({});
    return out.str();
}

/// No situation with a name of its own is an internal error.
inline void check_situations(const std::string& golden, const std::vector<situation>& situations) {
    const auto text = outcomes_of(situations);
    CHECK(text.find("SEC_E_INTERNAL_ERROR") == std::string::npos);
    testing::check_golden(golden, text);
}

[[nodiscard]] inline std::filesystem::path scratch(const std::string& file) {
    return the_realm().environment().directory() / file;
}

/// A file of the test, by the name that caches and keytabs of type FILE have.
[[nodiscard]] inline std::string written(const std::string& file, const std::string& content) {
    std::ofstream(scratch(file), std::ios::binary) << content;
    return "FILE:" + scratch(file).string();
}

/// A pipe that nobody writes to: who opens it as a file waits for ever.
[[nodiscard]] inline std::string silent_pipe(const std::string& file) {
    std::filesystem::remove(scratch(file));
    REQUIRE(::mkfifo(scratch(file).c_str(), 0600) == 0);
    return "FILE:" + scratch(file).string();
}

/// Of as many octets, most of which are nowhere.
[[nodiscard]] inline std::string huge(const std::string& file, const std::string& content,
                                      std::uintmax_t size) {
    auto name = written(file, content);
    std::filesystem::resize_file(scratch(file), size);
    return name;
}

[[nodiscard]] inline std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

[[nodiscard]] inline SECURITY_STATUS first_leg_of(owned_credential& from, const std::string& target = web) {
    peer client;
    initiate(client, from, target, usual_request);
    return client.status;
}

} // namespace sspi::test
