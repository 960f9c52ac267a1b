// SPDX-License-Identifier: BSL-1.0
// Establishments: with a ticket that is there already, with one that the KDC has to give; and with more and more other
// tickets in the cache.
#pragma once

#include "gss_sides.hpp"
#include "messages.hpp"
#include "report.hpp"
#include "sspi_side.hpp"
#include "ticket_caches.hpp"

#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace bench {

[[nodiscard]] inline double sspi_establishments(const char* package, ULONG request, std::size_t count) {
    sspi_credential client(package, SECPKG_CRED_OUTBOUND), server(package, SECPKG_CRED_INBOUND);
    const stopwatch watch;
    for (std::size_t i = 0; i < count; ++i)
        (void)sspi_establish(client, server, request);
    return watch.nanoseconds();
}

inline void establish_cached(report& out, bool quick) {
    const surroundings around(every_enctype[0].enctype);
    heimdal_side heimdal;
    const auto mit = mit_side::start();
    struct row {
        const char *what, *package;
        ULONG request;
        OM_uint32 flags;
    };
    constexpr OM_uint32 base = GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG;
    out.section("establish, both sides, ticket cached", {"sspi", "Heimdal", "MIT"});
    for (const auto& r : {row{"Kerberos", "Kerberos", sspi_usual & ~ULONG{ISC_REQ_MUTUAL_AUTH}, base},
                          row{"Kerberos, mutual", "Kerberos", sspi_usual, base | GSS_C_MUTUAL_FLAG},
                          row{"Kerberos, DCE", "Kerberos", sspi_usual | ISC_REQ_USE_DCE_STYLE,
                              base | GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE},
                          row{"Negotiate, mutual", "Negotiate", sspi_usual, base | GSS_C_MUTUAL_FLAG}}) {
        const bool negotiate = std::strcmp(r.package, "Negotiate") == 0;
        std::vector<candidate> candidates{
            {"sspi", [&](std::size_t count) { return sspi_establishments(r.package, r.request, count); }},
            {"Heimdal", [&](std::size_t count) { return heimdal.establish(negotiate, r.flags, count); }}};
        if (mit)
            candidates.push_back(
                {"MIT", [&](std::size_t count) { return mit->establish(negotiate, r.flags, count); }});
        out.add(r.what, compare(candidates, quick ? 1 : 21, quick ? 1 : 20));
    }
}

/// What needs the KDC, which is in this process and costs what it costs.
inline void establish_with_kdc(report& out, bool quick) {
    surroundings around(every_enctype[0].enctype);
    out.section("establish, both sides, with the KDC", {"sspi"});
    out.add("ticket not cached",
            compare({{"sspi",
                      [&](std::size_t count) {
                          double time = 0;
                          for (std::size_t i = 0; i < count; ++i) {
                              around.realm().write_cache(around.environment().cache_name(), user);
                              time += sspi_establishments("Kerberos", sspi_usual, 1);
                          }
                          return time;
                      }}},
                    quick ? 1 : 11, 3));
}

inline void establish(report& out, bool quick) {
    in_thread([&] { establish_cached(out, quick); });
    in_thread([&] { establish_with_kdc(out, quick); });
}

/// An initiator's first leg, which the context does not survive.
[[nodiscard]] inline double sspi_first_leg(sspi_credential& client) {
    static std::vector<char> token(16384); // or the heap would shrink and grow with each
    CtxtHandle context{};
    std::string name = service;
    SecBuffer buffer{static_cast<ULONG>(token.size()), SECBUFFER_TOKEN, token.data()};
    SecBufferDesc list{SECBUFFER_VERSION, 1, &buffer};
    ULONG granted = 0;
    const stopwatch watch;
    const auto status = InitializeSecurityContextA(client.get(), nullptr, name.data(), sspi_usual, 0, 0,
                                                   nullptr, 0, &context, &list, &granted, nullptr);
    const auto time = watch.nanoseconds();
    require(status == SEC_I_CONTINUE_NEEDED, "InitializeSecurityContext");
    DeleteSecurityContext(&context);
    return time;
}

template <class Leg>
[[nodiscard]] std::function<double(std::size_t)> legs(Leg&& leg) {
    return [leg](std::size_t count) {
        double time = 0;
        for (std::size_t i = 0; i < count; ++i)
            time += leg();
        return time;
    };
}

/// With the ticket in a file among so many, the last of them; beside Heimdal with the same file, and with a cache in
/// memory that has this ticket alone.
[[nodiscard]] inline std::vector<figure> first_legs_of(std::size_t number, bool quick) {
    surroundings around(every_enctype[0].enctype);
    sspi_credential client("Kerberos", SECPKG_CRED_OUTBOUND);
    (void)sspi_first_leg(client); // obtains it
    const ticket_caches caches(around.environment().cache_name(), number);
    const heimdal_first_leg file(caches.file()), memory(caches.memory());
    auto compared = compare({{"sspi", legs([&] { return sspi_first_leg(client); })},
                             {"Heimdal, memory", legs([&] { return memory(); })}},
                            quick ? 1 : 41, quick ? 1 : 50);
    // By itself: what it reads would throw all else out of the processor's caches.
    const std::size_t rounds = number < 1000 ? 21 : 5, each = number < 1000 ? 20 : 1;
    const auto scanned =
        compare({{"Heimdal, file", legs([&] { return file(); })}}, quick ? 1 : rounds, quick ? 1 : each);
    compared.push_back(scanned.front());
    return compared;
}

inline void tickets(report& out, bool quick) {
    out.section("first leg, tickets in the cache", {"sspi", "memory, 1", "Heimdal, file"});
    in_thread([&] {
        (void)first_legs_of(1, quick);
    }); // what is first in the process is slow now and then, Heimdal or not
    for (const std::size_t number : {1U, 10U, 100U, 1000U, 10000U}) {
        if (quick && number > 10) break;
        in_thread([&] {
            out.add(std::to_string(number) + (number == 1 ? " ticket" : " tickets"),
                    first_legs_of(number, quick));
        });
    }
}

} // namespace bench
