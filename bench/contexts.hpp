// SPDX-License-Identifier: BSL-1.0
// Many live contexts: what a call costs among them, and how much memory one takes beside a Heimdal context.
#pragma once

#include "gss_sides.hpp"
#include "messages.hpp"
#include "report.hpp"
#include "sspi_side.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <malloc.h>

namespace bench {

/// Bytes that are allocated.
[[nodiscard]] inline double allocated() {
    const auto now = mallinfo2();
    return static_cast<double>(now.uordblks + now.hblkhd);
}

inline void live_contexts_of(report& out, std::size_t number, bool quick) {
    sspi_credential client("Kerberos", SECPKG_CRED_OUTBOUND), server("Kerberos", SECPKG_CRED_INBOUND);
    std::vector<sspi_pair> all;
    all.reserve(number / 2 + 1);
    (void)sspi_establish(client, server, sspi_usual);
    const auto before = allocated();
    while (2 * all.size() < number) {
        all.push_back(sspi_establish(client, server, sspi_usual));
        for (auto* one : {&all.back().client, &all.back().server})
            std::vector<char>().swap(one->token());
    }
    const auto ours = (allocated() - before) / static_cast<double>(2 * all.size());
    std::size_t next = 0;
    const auto figures =
        compare({{"sspi",
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
    out.add("sign 64 B, " + std::to_string(number) + " contexts", figures);
    out.add("memory, " + std::to_string(number) + " contexts", {{"sspi", ours / 1024}}, "KiB");
}

/// On the main thread, whose memory can be counted.
inline void live_contexts(report& out, bool quick) {
    const surroundings around(every_enctype[0].enctype);
    out.section("live contexts", {"sspi"});
    for (const std::size_t number : {2U, 100U, 1000U, 10000U, 100000U}) {
        if (quick && number > 100) break;
        live_contexts_of(out, number, quick);
    }
    {
        heimdal_side heimdal;
        (void)heimdal.establish(false, GSS_C_MUTUAL_FLAG, 1);
        const gss_name_t target = gss_target(service_host);
        gss_cred_id_t server = GSS_C_NO_CREDENTIAL;
        OM_uint32 minor = 0;
        gss_require(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_ACCEPT, &server,
                                     nullptr, nullptr),
                    "gss_acquire_cred");
        std::vector<gss_pair> all(quick ? 10 : 500);
        const auto before = allocated();
        for (auto& pair : all)
            pair = gss_establish_pair(GSS_KRB5_MECHANISM, GSS_C_NO_CREDENTIAL, server, target,
                                      GSS_C_MUTUAL_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG);
        const auto theirs = (allocated() - before) / static_cast<double>(2 * all.size());
        out.add("memory, Heimdal's own context", {{"Heimdal", theirs / 1024}}, "KiB");
        for (auto& pair : all)
            gss_delete_pair(&pair);
        gss_release_cred(&minor, &server);
        auto name = target;
        gss_release_name(&minor, &name);
    }
}

} // namespace bench
