// SPDX-License-Identifier: BSL-1.0
// Logons with a password: a handle of its own each time, and the first leg, which asks the KDC three times. One thread, and
// two with a handle each.
#pragma once

#include "gss_sides.hpp"
#include "messages.hpp"
#include "report.hpp"
#include "sspi_side.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace bench {

inline void sspi_log_on() {
    std::string name = user, domain = "BENCH.TEST", secret = password;
    const auto text = [](std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); };
    SEC_WINNT_AUTH_IDENTITY_A identity{};
    identity.User = text(name), identity.UserLength = static_cast<ULONG>(name.size());
    identity.Domain = text(domain), identity.DomainLength = static_cast<ULONG>(domain.size());
    identity.Password = text(secret), identity.PasswordLength = static_cast<ULONG>(secret.size());
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    sspi_credential client("Kerberos", SECPKG_CRED_OUTBOUND, &identity);
    sspi_context context;
    std::vector<char> none;
    require(context.initiate(client, ISC_REQ_MUTUAL_AUTH, none) == SEC_I_CONTINUE_NEEDED, "a logon");
}

/// Nanoseconds for so many on each thread, divided by the number of threads.
[[nodiscard]] inline double sspi_logons(std::size_t threads, std::size_t count) {
    std::atomic<std::size_t> ready{0};
    std::vector<std::thread> crowd;
    std::vector<double> times(threads);
    for (std::size_t i = 0; i < threads; ++i)
        crowd.emplace_back([&, i] {
            sspi_log_on(); // the thread's first use of Kerberos reads the configuration
            ++ready;
            while (ready < threads)
                std::this_thread::yield();
            const stopwatch watch;
            for (std::size_t n = 0; n < count; ++n)
                sspi_log_on();
            times[i] = watch.nanoseconds();
        });
    for (auto& one : crowd)
        one.join();
    return *std::ranges::max_element(times) / static_cast<double>(threads);
}

inline void passwords_of(report& out, const algorithms& of, bool quick) {
    const surroundings around(of.enctype);
    heimdal_side heimdal;
    const auto mit = mit_side::start();
    for (const std::size_t threads : {1U, 2U}) {
        std::vector<candidate> candidates{
            {"sspi", [&](std::size_t count) { return sspi_logons(threads, count); }},
            {"Heimdal", [&](std::size_t count) { return heimdal.log_on(threads, count); }}};
        if (mit)
            candidates.push_back({"MIT", [&](std::size_t count) { return mit->log_on(threads, count); }});
        out.add(std::string(of.name) + (threads == 1 ? "" : ", two threads"),
                compare(candidates, quick ? 1 : 9, quick ? 1 : 5));
    }
}

inline void passwords(report& out, bool quick) {
    out.section("acquire with a password, first leg", {"sspi", "Heimdal", "MIT"});
    for (const auto& of : every_enctype)
        in_thread([&] { passwords_of(out, of, quick); });
}

} // namespace bench
