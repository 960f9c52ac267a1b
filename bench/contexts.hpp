// SPDX-License-Identifier: BSL-1.0
// Many live contexts: what a call costs among them, and how much memory one takes beside a Heimdal context.
#pragma once

#include "gss_sides.hpp"
#include "messages.hpp"
#include "report.hpp"
#include "sspi_side.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include <malloc.h>

namespace bench {

/// Bytes that are allocated.
[[nodiscard]] inline double allocated() {
    const auto now = mallinfo2();
    return static_cast<double>(now.uordblks + now.hblkhd);
}

/// A message from one side to the other, so that both have what messages need.
inline void send_sealed(sspi_pair& over) {
    char data[64] = {}, token[64];
    SecBuffer buffers[] = {{sizeof token, SECBUFFER_TOKEN, token}, {sizeof data, SECBUFFER_DATA, data}};
    SecBufferDesc list{SECBUFFER_VERSION, 2, buffers};
    require(EncryptMessage(over.client.get(), 0, &list, 0) == SEC_E_OK, "seal");
    require(DecryptMessage(over.server.get(), &list, 0, nullptr) == SEC_E_OK, "unseal");
}

/// Bytes that each context of so many takes: when it is established, and when a sealed message went by.
struct memory {
    double established = 0, used = 0;
};

template <class Pair, class Establish, class Send>
[[nodiscard]] memory memory_of(std::vector<Pair>& all, std::size_t number, Establish&& establish,
                               Send&& send) {
    all.reserve(number / 2);
    const auto before = allocated();
    while (2 * all.size() < number)
        all.push_back(establish());
    const auto of_each = [&] { return (allocated() - before) / static_cast<double>(number); };
    const auto established = of_each();
    for (auto& pair : all)
        send(pair);
    return {established, of_each()};
}

[[nodiscard]] inline memory memory_of_sspi(std::vector<sspi_pair>& all, std::size_t number,
                                           sspi_credential& client, sspi_credential& server) {
    (void)sspi_establish(client, server, sspi_usual);
    return memory_of(
        all, number,
        [&] {
            auto pair = sspi_establish(client, server, sspi_usual);
            for (auto* one : {&pair.client, &pair.server})
                std::vector<char>().swap(one->token());
            return pair;
        },
        send_sealed);
}

[[nodiscard]] inline memory memory_of_heimdal(std::size_t number) {
    const heimdal_side heimdal;
    std::vector<gss_pair> all;
    const auto establish = [&] {
        return heimdal.pair(GSS_C_MUTUAL_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG);
    };
    auto first = establish();
    gss_delete_pair(&first);
    const auto out =
        memory_of(all, number, establish, [](gss_pair& pair) { (void)gss_run_messages(&pair, 'd', 64, 1); });
    for (auto& pair : all)
        gss_delete_pair(&pair);
    return out;
}

/// What a call costs when each goes to another context.
[[nodiscard]] inline std::vector<figure> signatures_among(std::vector<sspi_pair>& all, bool quick) {
    std::size_t next = 0;
    return compare({{"sspi",
                     [&](std::size_t count) {
                         char data[64] = {}, token[64];
                         SecBuffer buffers[] = {{sizeof data, SECBUFFER_DATA, data},
                                                {sizeof token, SECBUFFER_TOKEN, token}};
                         SecBufferDesc list{SECBUFFER_VERSION, 2, buffers};
                         const stopwatch watch;
                         for (std::size_t i = 0; i < count; ++i) {
                             buffers[1].cbBuffer = sizeof token;
                             require(MakeSignature(all[next].client.get(), 0, &list, 0) == SEC_E_OK, "sign");
                             next = (next + 7919) % all.size();
                         }
                         return watch.nanoseconds();
                     }}},
                   quick ? 1 : 15, quick ? 2 : 2000);
}

/// On the main thread, whose memory can be counted.
inline void live_contexts(report& out, bool quick) {
    const surroundings around(every_enctype[0].enctype);
    out.section("live contexts", {"sspi"});
    memory ours;
    for (const std::size_t number : {2U, 100U, 1000U, 10000U, 100000U}) {
        if (quick && number > 100) break;
        sspi_credential client("Kerberos", SECPKG_CRED_OUTBOUND), server("Kerberos", SECPKG_CRED_INBOUND);
        std::vector<sspi_pair> all;
        ours = memory_of_sspi(all, number, client, server);
        out.add("sign 64 B, " + std::to_string(number) + " contexts", signatures_among(all, quick));
    }
    const auto theirs = memory_of_heimdal(quick ? 10 : 1000);
    out.section("memory of a context", {"sspi", "Heimdal"});
    const auto row = [&](const char* what, double of_sspi, double of_heimdal) {
        out.add(what, {{"sspi", of_sspi / 1024}, {"Heimdal", of_heimdal / 1024}}, "KiB");
    };
    row("established", ours.established, theirs.established);
    row("after a sealed message", ours.used, theirs.used);
}

} // namespace bench
