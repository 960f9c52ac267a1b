// SPDX-License-Identifier: BSL-1.0
// A request through the transport, and what is known of it afterwards.
#pragma once

#include "fake_servers.hpp"

#include <transport/ask.hpp>

#include <algorithm>
#include <chrono>
#include <string>

namespace sspi::test {

using namespace std::chrono_literals;
using gss::kdc_call;
using gss::kdc_outcome;
using transport::protocol;
using clock = std::chrono::steady_clock;

[[nodiscard]] inline transport::location at(std::uint16_t port, protocol by = protocol::any,
                                            std::string host = "127.0.0.1") {
    return {.by = by, .host = std::move(host), .port = port};
}

/// No DNS, and times that are long enough for a machine under load and short enough for a test that waits for them.
[[nodiscard]] inline transport::settings servers(std::vector<transport::location> where) {
    transport::settings out;
    out.each_try = 20s;
    out.whole_call = 40s;
    out.servers = std::move(where);
    out.looks_up = false;
    return out;
}

struct asked {
    std::optional<octets> reply{};
    std::chrono::milliseconds took{0};
    gss::kdc_record record{};
    kdc_call::end end = kdc_call::end::none;

    [[nodiscard]] const gss::kdc_attempt* attempt(const std::string& beginning) const {
        const auto found = std::ranges::find_if(
            record.attempts, [&](const auto& each) { return each.where.starts_with(beginning); });
        return found == record.attempts.end() ? nullptr : &*found;
    }
    /// How the (first) try at a place ended; nothing where none is noted.
    [[nodiscard]] std::optional<kdc_outcome> outcome(const std::string& beginning) const {
        const auto* const found = attempt(beginning);
        return found == nullptr ? std::nullopt : std::optional(found->outcome);
    }
    [[nodiscard]] bool noted(std::string_view text) const {
        return std::ranges::any_of(record.notes,
                                   [&](const auto& each) { return each.find(text) != std::string::npos; });
    }
};

inline asked ask_in(kdc_call& call, const transport::settings& by, const octets& request = request_of(),
                    const std::string& realm = "EXAMPLE.TEST") {
    asked out;
    const auto began = clock::now();
    out.reply = transport::ask(call, by, realm, request);
    out.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - began);
    out.record = call.record();
    out.end = call.ended();
    return out;
}

inline asked ask(const transport::settings& by, const octets& request = request_of()) {
    kdc_call call{gss::kdc_policy{}};
    return ask_in(call, by, request);
}

} // namespace sspi::test
