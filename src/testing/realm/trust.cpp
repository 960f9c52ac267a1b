// SPDX-License-Identifier: BSL-1.0
// Trust between realms: keys that both know, and the way from one to the other.
#include "realm_state.hpp"

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

/// Lets the users of one realm reach the services of another: the first issues tickets that the second can read.
void let_users_go(realm_state& from, realm_state& to) {
    const auto name = "krbtgt/" + to.name() + "@" + from.name();
    const detail::context own;
    detail::key_set keys(own.get());
    from.with_database([&](detail::database& principals) {
        const auto made = principals.random_keys();
        principals.add(name, made, {.require_preauth = false});
        for (const auto& key : made.all())
            detail::check(own.get(), krb5_copy_keyblock_contents(own.get(), &key, keys.add()), name);
    });
    to.with_database(
        [&](detail::database& principals) { principals.add(name, keys, {.require_preauth = false}); });
}

} // namespace

void realm::trust(realm& other, trust_direction direction) {
    if (name() == other.name()) throw error("a realm cannot trust one of its own name, " + name());
    if (direction != trust_direction::their_users) let_users_go(*state_, *other.state_);
    if (direction != trust_direction::our_users) let_users_go(*other.state_, *state_);
    refer(detail::domain_of(other.name()), other.name());
    other.refer(detail::domain_of(name()), name());
}

void realm::refer(std::string_view name_or_domain, std::string_view realm_name, std::string_view by_way_of) {
    if (name_or_domain.empty() || realm_name.empty())
        throw error("a referral needs a service or a domain, and a realm, such as \"b.test\" and \"B.TEST\"");
    state_->add_referral(std::string(name_or_domain), std::string(realm_name), std::string(by_way_of));
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
