// SPDX-License-Identifier: BSL-1.0
// Targets go to the KDC as they are written, whatever their class: Heimdal has ideas of its own about "host".
#include <support/catch.hpp>

#include <sspi/sspi.hpp>
#include <sspi/testing/local_realm.hpp>

#include <string>

using namespace sspi;
using namespace sspi::testing;

namespace {

/// Whom the KDC was asked for, in the order of the requests, and how the step ended.
struct asked {
    std::error_code error;
    std::vector<std::string> servers;
};

asked ask_for(local_realm& realm, const std::string& target) {
    realm.clear_transcript();
    asked out;
    initiator client(credential::outbound().cache(realm.cache("alice")).acquire(), target);
    realm.clear_transcript();
    (void)client.step({}, out.error);
    for (const auto& each : realm.transcript().of(message::tgs))
        out.servers.push_back(each.server);
    return out;
}

} // namespace

TEST_CASE("a target is asked for as it is written, case and all, and once") {
    // No realm is configured for these hosts, and no DNS knows them.
    local_realm realm({{"alice", "secret"}}, {"host/Web.Elsewhere.invalid", "HTTP/Web.Elsewhere.invalid",
                                              "kca_service/Web.Elsewhere.invalid", "host/short"});
    for (const std::string target : {"HTTP/Web.Elsewhere.invalid", "host/Web.Elsewhere.invalid",
                                     "kca_service/Web.Elsewhere.invalid", "host/short"}) {
        const auto name = target + "@" + realm.name();
        for (const auto& written : {target, name}) {
            INFO(written);
            const auto seen = ask_for(realm, written);
            CHECK_FALSE(seen.error);
            CHECK(seen.servers == std::vector{name});
        }
    }
}

TEST_CASE("a host that the realm does not know is unknown, and no other form of it is tried") {
    local_realm realm({{"alice", "secret"}}, {"host/web.elsewhere.invalid"});
    const auto seen = ask_for(realm, "host/Web.Elsewhere.invalid");
    CHECK(seen.error == errc::target_unknown);
    for (const auto& each : seen.servers) {
        INFO(each);
        CHECK(each.find("host/Web.Elsewhere.invalid@") == 0);
    }
}
