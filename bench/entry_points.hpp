// SPDX-License-Identifier: BSL-1.0
// What the way from an entry point to the code that does the work costs: the same message by both.
#pragma once

#include "messages.hpp"
#include "report.hpp"
#include "sspi_side.hpp"

#include "../src/messages/openssl_protection.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <string>

namespace bench {

/// What a context's handle leads to, without a handle.
[[nodiscard]] inline std::unique_ptr<sspi::messages::protection> bare_protection() {
    const sspi::gss::message_keys keys{
        .rfc4121 = true, .initiator = true, .enctype = 18, .key = sspi::detail::secret_bytes::of_size(32)};
    auto out = sspi::messages::make_openssl_protection(keys, {.detect_replay = true}, nullptr);
    require(out != nullptr, "make_openssl_protection");
    return out;
}

[[nodiscard]] inline double bare_signatures(sspi::messages::protection& by, std::span<std::byte> data,
                                            std::size_t count) {
    const std::array parts{sspi::messages::segment{.content = data}};
    std::array<std::byte, 64> token;
    bool good = true;
    const stopwatch watch;
    for (std::size_t i = 0; i < count; ++i)
        good = by.sign(parts, token).has_value() && good;
    const auto time = watch.nanoseconds();
    require(good, "sign");
    return time;
}

[[nodiscard]] inline double signatures(sspi_context& by, std::span<std::byte> data, std::size_t count) {
    char token[64];
    SecBuffer buffers[] = {{static_cast<ULONG>(data.size()), SECBUFFER_DATA, data.data()},
                           {sizeof token, SECBUFFER_TOKEN, token}};
    SecBufferDesc list{SECBUFFER_VERSION, 2, buffers};
    SECURITY_STATUS worst = SEC_E_OK;
    const stopwatch watch;
    for (std::size_t i = 0; i < count; ++i) {
        buffers[1].cbBuffer = sizeof token;
        worst |= MakeSignature(by.get(), 0, &list, 0);
    }
    const auto time = watch.nanoseconds();
    require(worst == SEC_E_OK, "sign");
    return time;
}

inline void entry_points(report& out, bool quick) {
    in_thread([&] {
        const surroundings around(every_enctype[0].enctype);
        sspi_credential client("Kerberos", SECPKG_CRED_OUTBOUND), server("Kerberos", SECPKG_CRED_INBOUND);
        auto pair = sspi_establish(client, server, sspi_usual);
        const auto bare = bare_protection();
        std::array<std::byte, 16> data{};
        const auto figures =
            compare({{"sspi", [&](std::size_t count) { return signatures(pair.client, data, count); }},
                     {"within", [&](std::size_t count) { return bare_signatures(*bare, data, count); }}},
                    quick ? 1 : 101, quick ? 2 : 2000);
        out.section("entry point, and the code that it reaches", {"sspi", "within"});
        out.add("sign 16 B", figures);
        out.add("on the way", {{"sspi", figures[0].nanoseconds - figures[1].nanoseconds}});
    });
}

} // namespace bench
