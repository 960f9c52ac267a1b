// SPDX-License-Identifier: BSL-1.0
// Identities written into one block and read back, in each width.
#define SECURITY_WIN32
#include <sspi.h>

#include <sspi/detail/auth_identity.hpp>

#include "../support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sspi::detail;

identity_parts alice() {
    identity_parts parts;
    parts.user = "zo\xC3\xAB";
    parts.domain = "EXAMPLE.COM";
    parts.password.emplace(std::string_view("s\xC3\xA9same \xF0\x9F\x94\x91"));
    parts.packages = "kerberos,!ntlm";
    return parts;
}

template <class Wide>
identity_parts through_block(const identity_parts& parts) {
    const auto image = ex2_image<Wide>(parts);
    REQUIRE(image);
    auto read = read_identity<Wide>(image->view().data(), image->size(), false);
    REQUIRE(read);
    return *std::move(read);
}

} // namespace

TEMPLATE_TEST_CASE("an identity is the same when it is read back from one block", "", char16_t, char32_t) {
    const auto before = alice();
    const auto after = through_block<TestType>(before);
    CHECK(after.user == before.user);
    CHECK(after.domain == before.domain);
    REQUIRE(after.password);
    CHECK(after.password->view() == before.password->view());
    CHECK_FALSE(after.keytab);
    CHECK(after.packages == before.packages);
}

TEMPLATE_TEST_CASE("what is absent stays absent in one block, and what is empty empty", "", char16_t,
                   char32_t) {
    const auto nothing = through_block<TestType>(identity_parts{});
    CHECK_FALSE(nothing.user);
    CHECK_FALSE(nothing.domain);
    CHECK_FALSE(nothing.password);
    CHECK_FALSE(nothing.keytab);
    identity_parts blank;
    blank.user = blank.domain = "";
    blank.password.emplace(std::string_view());
    const auto after = through_block<TestType>(blank);
    CHECK(after.user == "");
    CHECK(after.domain == "");
    REQUIRE(after.password);
    CHECK(after.password->empty());
}

TEST_CASE("a keytab goes into one block as it is") {
    identity_parts parts;
    const std::vector<std::byte> contents{std::byte{5}, std::byte{2}, std::byte{0xD8}};
    parts.keytab.emplace(std::span<const std::byte>(contents));
    const auto after = through_block<char32_t>(parts);
    REQUIRE(after.keytab);
    CHECK(std::ranges::equal(after.keytab->view(), contents));
    parts.keytab = secret_bytes::of_size(65535 - sizeof(packed_credentials_layout));
    CHECK(ex2_image<char16_t>(parts));
    parts.keytab = secret_bytes::of_size(65536 - sizeof(packed_credentials_layout));
    CHECK_FALSE(ex2_image<char16_t>(parts));
}

TEST_CASE("flags that say how an identity is stored do not last, the others do") {
    identity_parts parts = alice();
    parts.flags = 0xFFFFFFFF;
    const auto image = ex2_image<char16_t>(parts);
    REQUIRE(image);
    CHECK(identity_flags(image->view().data(), image->size()) ==
          (identity_unicode | identity_marshalled | identity_only | 0xFF080000));
    parts.flags = identity_ansi;
    parts.user.reset();
    const auto nobody = ex2_image<char16_t>(parts);
    REQUIRE(nobody);
    CHECK(identity_flags(nobody->view().data(), nobody->size()) ==
          (identity_unicode | identity_marshalled | identity_null_user));
}

TEST_CASE("parts in one block are where any structure could begin") {
    const auto image = ex2_image<char16_t>(alice());
    REQUIRE(image);
    identity_ex2_layout header{};
    std::memcpy(&header, image->view().data(), sizeof header);
    CHECK(header.structure_length == image->size());
    for (const auto offset : {header.user_offset, header.domain_offset, header.packed_credentials_offset,
                              header.package_list_offset})
        CHECK(offset % 8 == 0);
}
