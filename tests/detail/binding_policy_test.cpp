// SPDX-License-Identifier: BSL-1.0
// What an acceptor demands of channel bindings, and what satisfies it.
#include <sspi/detail/binding_policy.hpp>

#include "../support/catch.hpp"

using namespace sspi::detail;
using enum sent_bindings;

static_assert(binding_policy_for(asc_req::none, false) == binding_policy::unchecked);
static_assert(binding_policy_for(asc_req::allow_missing_bindings, false) == binding_policy::unchecked);
static_assert(binding_policy_for(asc_req::none, true) == binding_policy::same);
static_assert(binding_policy_for(asc_req::allow_missing_bindings, true) == binding_policy::same_if_sent);
static_assert(binding_policy_for(asc_req::proxy_bindings, false) == binding_policy::some);
static_assert(binding_policy_for(asc_req::proxy_bindings, true) == binding_policy::some);
static_assert(binding_policy_for(asc_req::proxy_bindings | asc_req::allow_missing_bindings, true) ==
              binding_policy::some_if_sent);

TEST_CASE("bindings are enough for each policy as Windows has it") {
    struct row {
        binding_policy policy;
        bool of_none, of_withheld, of_empty, of_some;
    };
    constexpr row rows[] = {{binding_policy::unchecked, true, true, true, true},
                            {binding_policy::same, false, false, true, true},
                            {binding_policy::same_if_sent, true, false, true, true},
                            {binding_policy::some, false, false, false, true},
                            {binding_policy::some_if_sent, true, false, false, true}};
    for (const auto& r : rows) {
        INFO("policy " << static_cast<int>(r.policy));
        CHECK(enough(r.policy, none) == r.of_none);
        CHECK(enough(r.policy, withheld) == r.of_withheld);
        CHECK(enough(r.policy, empty) == r.of_empty);
        CHECK(enough(r.policy, some) == r.of_some);
        CHECK(compares(r.policy) ==
              (r.policy == binding_policy::same || r.policy == binding_policy::same_if_sent));
    }
}
