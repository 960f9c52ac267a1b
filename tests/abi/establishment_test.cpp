// SPDX-License-Identifier: BSL-1.0
#include <support/catch.hpp>
#include <support/peers.hpp>
#include <support/test_realm.hpp>

using namespace sspi::test;

TEST_CASE("a client and a server authenticate each other in two legs") {
    auto& realm = shared_realm();
    const auto s = establish(web, usual_request);
    CHECK((s.client.attributes & ISC_RET_MUTUAL_AUTH) != 0);
    CHECK(realm->requests().tgs == 1);
}

TEST_CASE("without mutual authentication one leg is enough") {
    shared_realm();
    const auto s = establish(web, ISC_REQ_INTEGRITY);
    CHECK((s.client.attributes & ISC_RET_MUTUAL_AUTH) == 0);
}

TEST_CASE("DCE style takes three legs") {
    shared_realm();
    const auto s = establish(web, ISC_REQ_USE_DCE_STYLE | usual_request);
    CHECK((s.client.attributes & ISC_RET_USED_DCE_STYLE) != 0);
    CHECK((s.server.attributes & ASC_RET_USED_DCE_STYLE) != 0);
}
