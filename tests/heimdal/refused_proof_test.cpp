// SPDX-License-Identifier: BSL-1.0
// How long it is remembered that a KDC refused a password.
#include <heimdal/refused_proof.hpp>
#include <support/catch.hpp>

using sspi::heimdal::refused_proof;
using namespace std::chrono_literals;

namespace {
const refused_proof::clock::time_point start{};

[[nodiscard]] sspi::failure denied() {
    return sspi::failed_with(sspi::status::logon_denied, "no");
}
} // namespace

TEST_CASE("nothing stands before a KDC refused") {
    CHECK_FALSE(refused_proof().standing(start).has_value());
}

TEST_CASE("a refusal stands for a minute, and is then asked about again") {
    refused_proof one;
    one.note(denied(), start);
    CHECK(one.standing(start)->text == "no");
    CHECK(one.standing(start + 59s).has_value());
    CHECK_FALSE(one.standing(start + 60s).has_value());
    one.note(denied(), start + 61s);
    CHECK(one.standing(start + 120s).has_value());
    CHECK_FALSE(one.standing(start + 121s).has_value());
}

TEST_CASE("a refusal is forgotten when the key is another") {
    refused_proof one;
    one.note(denied(), start);
    one.forget();
    CHECK_FALSE(one.standing(start).has_value());
}
