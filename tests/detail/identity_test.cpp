// SPDX-License-Identifier: BSL-1.0
// Identity structures, sound and malformed.

#define SECURITY_WIN32
#include <sspi.h>

#include <sspi/detail/identity.hpp>

#include "../support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace {

using namespace sspi::detail;
using sspi::status;

static_assert(sizeof(identity_layout) == sizeof(SEC_WINNT_AUTH_IDENTITY_W));
static_assert(sizeof(identity_layout) == sizeof(SEC_WINNT_AUTH_IDENTITY_A));
static_assert(offsetof(identity_layout, domain) == offsetof(SEC_WINNT_AUTH_IDENTITY_W, Domain));
static_assert(offsetof(identity_layout, password) == offsetof(SEC_WINNT_AUTH_IDENTITY_W, Password));
static_assert(offsetof(identity_layout, flags) == offsetof(SEC_WINNT_AUTH_IDENTITY_W, Flags));
static_assert(sizeof(identity_ex_layout) == sizeof(SEC_WINNT_AUTH_IDENTITY_EXW));
static_assert(sizeof(identity_ex_layout) == sizeof(SEC_WINNT_AUTH_IDENTITY_EXA));
static_assert(offsetof(identity_ex_layout, user) == offsetof(SEC_WINNT_AUTH_IDENTITY_EXW, User));
static_assert(offsetof(identity_ex_layout, flags) == offsetof(SEC_WINNT_AUTH_IDENTITY_EXW, Flags));
static_assert(offsetof(identity_ex_layout, package_list) ==
              offsetof(SEC_WINNT_AUTH_IDENTITY_EXW, PackageList));
static_assert(identity_ansi == SEC_WINNT_AUTH_IDENTITY_ANSI &&
              identity_unicode == SEC_WINNT_AUTH_IDENTITY_UNICODE);
static_assert(identity_ex_version == SEC_WINNT_AUTH_IDENTITY_VERSION);

constexpr auto unknown_size = SIZE_MAX;

template <class Char>
struct pieces {
    std::basic_string<Char> user, domain, password, packages;
};

template <class Char>
const pieces<Char> alice{};
template <>
const pieces<char> alice<char>{"alice", "EXAMPLE.COM", "s\xC3\xA9same", "kerberos,!ntlm"};
template <>
const pieces<char16_t> alice<char16_t>{u"alice", u"EXAMPLE.COM", u"s\u00E9same", u"kerberos,!ntlm"};
template <>
const pieces<char32_t> alice<char32_t>{U"alice", U"EXAMPLE.COM", U"s\u00E9same", U"kerberos,!ntlm"};

template <class Char>
std::uint32_t length(const std::basic_string<Char>& text) {
    return static_cast<std::uint32_t>(text.size());
}

template <class Char>
identity_layout plain(const pieces<Char>& p, std::uint32_t flags) {
    return {p.user.data(),      length(p.user), p.domain.data(), length(p.domain), p.password.data(),
            length(p.password), flags};
}

template <class Char>
identity_ex_layout extended(const pieces<Char>& p, std::uint32_t flags) {
    return {identity_ex_version,
            sizeof(identity_ex_layout),
            p.user.data(),
            length(p.user),
            p.domain.data(),
            length(p.domain),
            p.password.data(),
            length(p.password),
            flags,
            p.packages.data(),
            length(p.packages)};
}

template <class Wide = char16_t, class Layout>
parsed_identity parse(const Layout& layout, bool wide_by_default = true) {
    return parse_identity<Wide>(&layout, unknown_size, wide_by_default);
}

void check_is_alice(const parsed_identity& parsed) {
    REQUIRE(parsed.code == status::ok);
    CHECK(parsed.value.user == "alice");
    CHECK(parsed.value.domain == "EXAMPLE.COM");
    CHECK(parsed.value.has_user);
    CHECK(parsed.value.has_domain);
    REQUIRE(parsed.value.password);
    CHECK(parsed.value.password->view() == "s\xC3\xA9same");
    CHECK_FALSE(parsed.value.empty());
}

TEST_CASE("the flags, not the function's suffix, say how the text is encoded") {
    for (const bool wide_by_default : {false, true}) {
        check_is_alice(parse<char16_t>(plain(alice<char>, identity_ansi), wide_by_default));
        check_is_alice(parse<char16_t>(plain(alice<char16_t>, identity_unicode), wide_by_default));
        check_is_alice(parse<char32_t>(plain(alice<char32_t>, identity_unicode), wide_by_default));
        check_is_alice(parse<char16_t>(extended(alice<char>, identity_ansi), wide_by_default));
        check_is_alice(parse<char16_t>(extended(alice<char16_t>, identity_unicode), wide_by_default));
        check_is_alice(parse<char32_t>(extended(alice<char32_t>, identity_unicode), wide_by_default));
    }
}

TEST_CASE("without a flag the function's suffix says it") {
    check_is_alice(parse(plain(alice<char>, 0), false));
    check_is_alice(parse(plain(alice<char16_t>, 0), true));
    check_is_alice(parse(extended(alice<char>, 0), false));
    check_is_alice(parse(extended(alice<char16_t>, 0), true));
}

TEST_CASE("contradictory and encrypted forms are refused") {
    for (const std::uint32_t flags : {0x3u, 0x7u, 0x10u, 0x12u, 0x20u, 0x40u, 0x80u}) {
        INFO(flags);
        CHECK(parse(plain(alice<char16_t>, flags)).code == status::unknown_credentials);
        CHECK(parse(extended(alice<char16_t>, flags)).code == status::unknown_credentials);
    }
}

TEST_CASE("flags that do not concern the encoding are accepted") {
    for (const std::uint32_t flags : {0x8u, 0x10000u, 0x80000u, 0xF0000000u}) {
        INFO(flags);
        check_is_alice(parse(plain(alice<char16_t>, identity_unicode | flags)));
    }
}

TEST_CASE("the flag that rules out authorization data is noted") {
    CHECK_FALSE(parse(plain(alice<char16_t>, identity_unicode)).value.no_authorization_data);
    CHECK(parse(plain(alice<char16_t>, identity_unicode | identity_only)).value.no_authorization_data);
    CHECK(parse(extended(alice<char>, identity_ansi | identity_only)).value.no_authorization_data);
}

TEST_CASE("a keytab is something to log on with, even for nobody in particular") {
    identity value;
    CHECK(value.empty());
    value.keytab = secret_bytes::of_size(2);
    CHECK_FALSE(value.empty());
}

TEST_CASE("a length counts characters, needs no terminator and may stop inside the text") {
    auto layout = plain(alice<char16_t>, identity_unicode);
    layout.user_length = 3;
    const auto parsed = parse(layout);
    REQUIRE(parsed.code == status::ok);
    CHECK(parsed.value.user == "ali");
}

TEST_CASE("text at odd addresses is read") {
    const auto& text = alice<char16_t>.user;
    std::vector<unsigned char> memory(1 + text.size() * sizeof(char16_t));
    std::memcpy(memory.data() + 1, text.data(), memory.size() - 1);
    auto layout = plain(alice<char16_t>, identity_unicode);
    layout.user = memory.data() + 1;
    check_is_alice(parse(layout));
}

TEST_CASE("the structure itself may lie at an odd address") {
    const auto layout = extended(alice<char16_t>, identity_unicode);
    std::vector<unsigned char> memory(1 + sizeof layout);
    std::memcpy(memory.data() + 1, &layout, sizeof layout);
    check_is_alice(parse_identity<char16_t>(memory.data() + 1, sizeof layout, true));
}

TEST_CASE("nothing given means the default credential") {
    const auto nothing = parse(identity_layout{});
    REQUIRE(nothing.code == status::ok);
    CHECK(nothing.value.empty());
    CHECK_FALSE(nothing.value.has_user);
    CHECK_FALSE(nothing.value.has_domain);
    CHECK_FALSE(nothing.value.password);

    const auto blank = parse(identity_layout{u"", 0, u"", 0, u"", 0, identity_unicode});
    REQUIRE(blank.code == status::ok);
    CHECK(blank.value.empty());
    CHECK(blank.value.has_user);
    CHECK(blank.value.has_domain);
    REQUIRE(blank.value.password);
    CHECK(blank.value.password->empty());
}

TEST_CASE("the NULL flags make an empty user or domain an absent one") {
    const auto parsed = parse(identity_layout{u"", 0, u"", 0, nullptr, 0,
                                              identity_unicode | identity_null_user | identity_null_domain});
    REQUIRE(parsed.code == status::ok);
    CHECK_FALSE(parsed.value.has_user);
    CHECK_FALSE(parsed.value.has_domain);
}

TEST_CASE("no password is not the same as an empty one") {
    auto layout = plain(alice<char16_t>, identity_unicode);
    layout.password_length = 0;
    CHECK(parse(layout).value.password.has_value());
    layout.password = nullptr;
    const auto parsed = parse(layout);
    REQUIRE(parsed.code == status::ok);
    CHECK_FALSE(parsed.value.password);
}

TEST_CASE("a password without a user is refused") {
    auto layout = plain(alice<char16_t>, identity_unicode);
    layout.user_length = 0;
    CHECK(parse(layout).code == status::unknown_credentials);
    layout.user = nullptr;
    layout.domain = nullptr;
    layout.domain_length = 0;
    CHECK(parse(layout).code == status::unknown_credentials);
}

/// Applies the change to each text member in turn of an otherwise sound structure; all must be refused.
template <class Change>
void check_each_member_is_refused(Change change) {
    for (int member = 0; member < 4; ++member) {
        INFO("member " << member);
        auto layout = extended(alice<char16_t>, identity_unicode);
        const void** const pointers[] = {&layout.user, &layout.domain, &layout.password,
                                         &layout.package_list};
        std::uint32_t* const lengths[] = {&layout.user_length, &layout.domain_length, &layout.password_length,
                                          &layout.package_list_length};
        change(*pointers[member], *lengths[member]);
        const auto parsed = parse(layout);
        CHECK(parsed.code == status::unknown_credentials);
        CHECK(parsed.value.empty());
    }
}

TEST_CASE("NULL with a length is refused in every member") {
    check_each_member_is_refused([](const void*& data, std::uint32_t&) { data = nullptr; });
}

TEST_CASE("a number in place of a pointer is refused in every member") {
    check_each_member_is_refused([](const void*& data, std::uint32_t&) {
        data = reinterpret_cast<const void*>(std::uintptr_t{4095});
    });
}

TEST_CASE("an absurd length is refused in every member before the text is read") {
    check_each_member_is_refused([](const void*&, std::uint32_t& size) { size = longest_identity_text + 1; });
    check_each_member_is_refused([](const void*&, std::uint32_t& size) { size = 0xFFFFFFFF; });
}

TEST_CASE("an unpaired surrogate is refused in every member") {
    static const char16_t broken[] = {u'a', 0xD800};
    check_each_member_is_refused([](const void*& data, std::uint32_t& size) {
        data = broken;
        size = 2;
    });
}

TEST_CASE("an embedded NUL is refused in every member") {
    static const char16_t broken[] = {u'a', 0, u'b'};
    check_each_member_is_refused([](const void*& data, std::uint32_t& size) {
        data = broken;
        size = 3;
    });
}

TEST_CASE("invalid UTF-8 is refused in a narrow identity") {
    auto p = alice<char>;
    p.user = "al\xFF";
    CHECK(parse(plain(p, identity_ansi)).code == status::unknown_credentials);
    p = alice<char>;
    p.password = "caf\xE9"; // Latin-1
    CHECK(parse(plain(p, identity_ansi)).code == status::unknown_credentials);
}

TEST_CASE("the longest text allowed is read whole") {
    const std::u16string user(longest_identity_text, u'\u20AC');
    const auto parsed = parse(
        identity_layout{user.data(), length(user), nullptr, 0, user.data(), length(user), identity_unicode});
    REQUIRE(parsed.code == status::ok);
    CHECK(parsed.value.user.size() == std::size_t{longest_identity_text} * 3);
    CHECK(parsed.value.password->view() == parsed.value.user);
}

TEST_CASE("a version that is not the known one is refused") {
    for (const std::uint32_t version : {0x202u, 0x2FFu}) {
        INFO(version);
        auto layout = extended(alice<char16_t>, identity_unicode);
        layout.version = version;
        CHECK(parse(layout).code == status::unknown_credentials);
    }
}

TEST_CASE("a structure length that cannot be true is refused") {
    auto layout = extended(alice<char16_t>, identity_unicode);
    for (const std::uint32_t wrong :
         {std::uint32_t{0}, std::uint32_t{sizeof layout - 1}, 4097u, 0xFFFFFFFFu}) {
        INFO(wrong);
        layout.length = wrong;
        CHECK(parse(layout).code == status::unknown_credentials);
    }
    layout.length = sizeof layout + 8; // a later, longer structure
    check_is_alice(parse(layout));
}

TEST_CASE("memory too small for the structure is refused") {
    const auto ex = extended(alice<char16_t>, identity_unicode);
    const auto small = plain(alice<char16_t>, identity_unicode);
    CHECK(parse_identity<char16_t>(&ex, sizeof ex - 1, true).code == status::unknown_credentials);
    CHECK(parse_identity<char16_t>(&small, sizeof small - 1, true).code == status::unknown_credentials);
    CHECK(parse_identity<char16_t>(nullptr, unknown_size, true).code == status::unknown_credentials);
    check_is_alice(parse_identity<char16_t>(&small, sizeof small, true));
}

TEST_CASE("a package list allows what it names and excludes what it negates") {
    const auto value = parse(extended(alice<char16_t>, identity_unicode)).value;
    CHECK(value.packages_allowed == std::vector<std::string>{"kerberos"});
    CHECK(value.packages_excluded == std::vector<std::string>{"ntlm"});
    CHECK(value.allows("Kerberos"));
    CHECK_FALSE(value.allows("NTLM"));
    CHECK_FALSE(value.allows("Negotiate"));
}

TEST_CASE("blanks and empty entries in a package list do not matter") {
    identity value;
    read_package_list(" , kerberos ,,! ntlm,  ! ,", value);
    CHECK(value.packages_allowed == std::vector<std::string>{"kerberos"});
    CHECK(value.packages_excluded == std::vector<std::string>{"ntlm"});
}

TEST_CASE("a list of exclusions allows the rest, no list allows all, and an exclusion wins") {
    identity only_not;
    read_package_list("!NTLM", only_not);
    CHECK(only_not.allows("Kerberos"));
    CHECK_FALSE(only_not.allows("ntlm"));
    CHECK(identity{}.allows("Kerberos"));
    identity both;
    read_package_list("kerberos,!kerberos", both);
    CHECK_FALSE(both.allows("Kerberos"));
}

} // namespace
