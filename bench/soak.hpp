// SPDX-License-Identifier: BSL-1.0
// Long runs: what a process keeps of handshakes and messages that are over.
#pragma once

#include "contexts.hpp"
#include "report.hpp"
#include "sspi_side.hpp"

#include <cstddef>
#include <fstream>
#include <string>

#include <unistd.h>

namespace bench {

/// MiB of the process that are in memory.
[[nodiscard]] inline double resident() {
    long all = 0, in_memory = 0;
    std::ifstream("/proc/self/statm") >> all >> in_memory;
    return static_cast<double>(in_memory) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1048576;
}

/// The openings of all of them are remembered to the end: none has run out by then.
inline void soak_handshakes(report& out, sspi_credential& client, sspi_credential& server, bool quick) {
    std::size_t done = 0;
    for (const std::size_t number : {20000U, 200000U}) {
        const std::size_t wanted = quick ? number / 1000 : number;
        for (; done < wanted; ++done)
            (void)sspi_establish(client, server, sspi_usual);
        out.add(std::to_string(wanted) + " handshakes", {{"sspi", resident()}}, "MiB");
    }
}

inline void soak_messages(report& out, sspi_credential& client, sspi_credential& server, bool quick) {
    auto pair = sspi_establish(client, server, sspi_usual);
    std::size_t done = 0;
    for (const std::size_t number : {500000U, 5000000U}) {
        const std::size_t wanted = quick ? number / 10000 : number;
        for (; done < wanted; ++done)
            send_sealed(pair);
        out.add(std::to_string(wanted) + " messages", {{"sspi", resident()}}, "MiB");
    }
}

inline void soak(report& out, bool quick) {
    const surroundings around(every_enctype[0].enctype);
    sspi_credential client("Kerberos", SECPKG_CRED_OUTBOUND), server("Kerberos", SECPKG_CRED_INBOUND);
    out.section("memory of a process after", {"sspi"});
    soak_handshakes(out, client, server, quick);
    soak_messages(out, client, server, quick);
}

} // namespace bench
