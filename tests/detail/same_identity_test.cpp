// SPDX-License-Identifier: BSL-1.0
// Comparing identities.
#include <sspi/detail/same_identity.hpp>

#include "../support/catch.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace sspi::detail;

identity_parts named(std::optional<std::string> user, std::optional<std::string> domain = std::nullopt) {
    identity_parts out;
    out.user = std::move(user);
    out.domain = std::move(domain);
    return out;
}

} // namespace

TEST_CASE("users are the same when they name the same principal, in any form of name") {
    CHECK(same_user(named("alice", "EXAMPLE.COM"), named("alice", "example.com")));
    CHECK(same_user(named("alice", "EXAMPLE.COM"), named("EXAMPLE.COM\\alice")));
    CHECK(same_user(named("alice@example.com"), named("example.com\\alice", "")));
    CHECK(same_user(named("alice"), named("alice", "")));
    CHECK_FALSE(same_user(named("alice"), named("alice", "EXAMPLE.COM"))); // whatever the default realm is
    CHECK_FALSE(same_user(named("alice", "EXAMPLE.COM"), named("Alice", "EXAMPLE.COM")));
    CHECK_FALSE(same_user(named("alice", "EXAMPLE.COM"), named("alice", "EXAMPLE.ORG")));
}

TEST_CASE("identities that name nobody are the same when they say the same") {
    CHECK(same_user(identity_parts{}, named("", "")));
    CHECK(same_user(named("", "EXAMPLE.COM"), named(std::nullopt, "example.com")));
    CHECK_FALSE(same_user(identity_parts{}, named("", "EXAMPLE.COM")));
    CHECK_FALSE(same_user(identity_parts{}, named("alice")));
    CHECK_FALSE(same_user(named("alice"), identity_parts{}));
    CHECK_FALSE(same_user(named("\\alice"), named("\\bob")));
}

TEST_CASE("identities are the same when everything else is, too") {
    const auto with = [](auto change) {
        auto out = named("alice", "EXAMPLE.COM");
        out.password.emplace(std::string_view("secret"));
        out.packages = "kerberos";
        change(out);
        return out;
    };
    const auto base = with([](identity_parts&) {});
    CHECK(same_identity(base, with([](identity_parts& p) { p.user = "alice"; })));
    CHECK(same_identity(base, with([](identity_parts& p) { p.packages = "Kerberos"; })));
    CHECK(same_identity(base,
                        with([](identity_parts& p) { p.flags = identity_unicode | identity_marshalled; })));
    CHECK_FALSE(same_identity(base, with([](identity_parts& p) { p.user = "bob"; })));
    CHECK_FALSE(same_identity(base, with([](identity_parts& p) { p.password.reset(); })));
    CHECK_FALSE(
        same_identity(base, with([](identity_parts& p) { p.password.emplace(std::string_view("Secret")); })));
    CHECK_FALSE(same_identity(base, with([](identity_parts& p) { p.password.emplace(std::string_view()); })));
    CHECK_FALSE(same_identity(base, with([](identity_parts& p) { p.keytab = secret_bytes::of_size(1); })));
    CHECK_FALSE(same_identity(base, with([](identity_parts& p) { p.packages.clear(); })));
    CHECK_FALSE(same_identity(base, with([](identity_parts& p) { p.flags = identity_only; })));
}
