// SPDX-License-Identifier: BSL-1.0
// Security identifiers as structures and as text: what is made, compared, taken apart, and what is not one. Compiled for each width
// of WCHAR.
#include <support/catch.hpp>

#include <sddl.h>
#include <sspi_last_error.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr DWORD insufficient_buffer = 122, invalid_parameter = 87, invalid_sid = 1337, never_set = 0x5A5A;

using octets = std::vector<unsigned char>;

/// The error that a call left, which failed.
template <class Call>
[[nodiscard]] DWORD error_of(Call&& call) {
    SetLastError(never_set);
    CHECK_FALSE(call());
    return GetLastError();
}

/// In memory of exactly its size, so that who reads on is noticed.
class made_sid {
  public:
    explicit made_sid(const std::string& text) {
        PSID sid = nullptr;
        REQUIRE(ConvertStringSidToSidA(text.c_str(), &sid));
        octets_.assign(static_cast<unsigned char*>(sid),
                       static_cast<unsigned char*>(sid) + GetLengthSid(sid));
        std::free(sid);
    }
    explicit made_sid(octets of) : octets_(std::move(of)) {}
    operator PSID() { return octets_.data(); }
    [[nodiscard]] octets& bytes() { return octets_; }

  private:
    octets octets_;
};

[[nodiscard]] std::string text_of(PSID sid) {
    char* text = nullptr;
    REQUIRE(ConvertSidToStringSidA(sid, &text));
    std::string out = text;
    std::free(text);
    return out;
}
[[nodiscard]] std::string well_known(WELL_KNOWN_SID_TYPE type, PSID domain = nullptr) {
    octets out(SECURITY_MAX_SID_SIZE);
    auto size = static_cast<DWORD>(out.size());
    REQUIRE(CreateWellKnownSid(type, domain, out.data(), &size));
    CHECK(size == GetLengthSid(out.data()));
    CHECK(IsWellKnownSid(out.data(), type));
    return text_of(out.data());
}

constexpr auto alice = "S-1-5-21-10-20-30-1105";

} // namespace

TEST_CASE("a SID goes to text and back") {
    for (const std::string text :
         {alice, "S-1-1-0", "S-1-5-32-544", "S-1-4294967295-1", "S-1-0x000100000000-4294967295",
          "S-1-0xFFFFFFFFFFFF-1", "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15"}) {
        made_sid sid(text);
        CHECK(IsValidSid(sid));
        CHECK(text_of(sid) == text);
        const std::basic_string<WCHAR> wide(text.begin(), text.end());
        WCHAR* out = nullptr;
        REQUIRE(ConvertSidToStringSidW(sid, &out));
        CHECK(std::basic_string<WCHAR>(out) == wide);
        std::free(out);
        PSID again = nullptr;
        REQUIRE(ConvertStringSidToSidW(wide.c_str(), &again));
        CHECK(EqualSid(sid, again));
        std::free(again);
    }
    CHECK(text_of(made_sid(octets{1, 0, 0, 0, 0, 0, 0, 5})) == "S-1-5");
    CHECK(text_of(made_sid(octets{1, 0, 1, 0, 0, 0, 0, 5})) == "S-1-0x010000000005");
}

TEST_CASE("two letters of SDDL are a SID, in either case, unless they are of a domain") {
    CHECK(text_of(made_sid("BA")) == "S-1-5-32-544");
    CHECK(text_of(made_sid("ba")) == "S-1-5-32-544");
    CHECK(text_of(made_sid("SY")) == "S-1-5-18");
    CHECK(text_of(made_sid("WD")) == "S-1-1-0");
    CHECK(text_of(made_sid("AU")) == "S-1-5-11");
    CHECK(text_of(made_sid("UD")) == "S-1-5-84-0-0-0-0-0");
    PSID untouched = &untouched;
    for (const char* const none : {"DA", "LA", "ZZ", "B", "BAA", "\xC3\xA4"}) {
        CHECK(error_of([&] { return ConvertStringSidToSidA(none, &untouched); }) == invalid_sid);
        CHECK(untouched == &untouched);
    }
}

TEST_CASE("what is no SID as text is refused") {
    PSID untouched = &untouched;
    for (const char* const none :
         {"", "S", "S-", "S-1", "S-1-", "S-1-5", "S-1-5-", "S-2-5-1", "S-1-5-01", "S-1-5-4294967296",
          "S-1-5-1-", "S-1-5--1", " S-1-5-1", "S-1-5-1 ", "S-1-281474976710656-1", "S-1-0x1-1", "S-1-5-x",
          "S-1-5-\xFF", "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16"}) {
        CAPTURE(none);
        CHECK(error_of([&] { return ConvertStringSidToSidA(none, &untouched); }) == invalid_sid);
    }
    CHECK(error_of([&] { return ConvertStringSidToSidA(nullptr, &untouched); }) == invalid_parameter);
    CHECK(error_of([&] { return ConvertStringSidToSidW(nullptr, &untouched); }) == invalid_parameter);
    CHECK(error_of([&] { return ConvertStringSidToSidA(alice, nullptr); }) == invalid_parameter);
    CHECK(untouched == &untouched);
    char* text = nullptr;
    CHECK(error_of([&] { return ConvertSidToStringSidA(nullptr, &text); }) == invalid_sid);
    CHECK(error_of([&] { return ConvertSidToStringSidA(made_sid(alice), nullptr); }) == invalid_parameter);
    CHECK(text == nullptr);
}

TEST_CASE("SIDs are equal in all of them, or up to their last number") {
    made_sid one(alice), same(alice), neighbour("S-1-5-21-10-20-30-1106"), domain("S-1-5-21-10-20-30");
    CHECK(EqualSid(one, same));
    CHECK(EqualPrefixSid(one, neighbour));
    CHECK(error_of([&] { return EqualSid(one, neighbour); }) == 0);
    CHECK(error_of([&] { return EqualSid(one, domain); }) == 0);
    CHECK(error_of([&] { return EqualPrefixSid(one, domain); }) == 0);
    CHECK(error_of([&] { return EqualPrefixSid(one, made_sid("S-1-5-21-10-20-31-1105")); }) == 0);
    CHECK(error_of([&] { return EqualPrefixSid(made_sid("S-1-5-1"), made_sid("S-1-4-1")); }) == 0);
    CHECK(EqualPrefixSid(made_sid(octets{1, 0, 0, 0, 0, 0, 0, 5}), made_sid(octets{1, 0, 0, 0, 0, 0, 0, 5})));
}

TEST_CASE("functions that are given no SID say so and touch nothing") {
    made_sid good(alice), other_revision(alice), too_many(alice);
    other_revision.bytes()[0] = 2;
    too_many.bytes()[1] = 16;
    for (const PSID bad : {PSID{nullptr}, PSID{other_revision}, PSID{too_many}}) {
        SetLastError(never_set);
        CHECK_FALSE(IsValidSid(bad));
        CHECK_FALSE(IsWellKnownSid(bad, WinWorldSid));
        CHECK(GetLastError() == never_set);
        octets room(SECURITY_MAX_SID_SIZE, 0x5A);
        CHECK(error_of([&] { return EqualSid(bad, good); }) == invalid_sid);
        CHECK(error_of([&] { return EqualSid(good, bad); }) == invalid_sid);
        CHECK(error_of([&] { return EqualPrefixSid(good, bad); }) == invalid_sid);
        CHECK(error_of([&] { return GetLengthSid(bad); }) == invalid_sid);
        CHECK(error_of([&] { return CopySid(SECURITY_MAX_SID_SIZE, room.data(), bad); }) == invalid_sid);
        CHECK(error_of([&] { return GetSidSubAuthority(bad, 0); }) == invalid_sid);
        CHECK(error_of([&] { return GetSidSubAuthorityCount(bad); }) == invalid_sid);
        CHECK(error_of([&] { return GetSidIdentifierAuthority(bad); }) == invalid_sid);
        CHECK(room == octets(SECURITY_MAX_SID_SIZE, 0x5A));
    }
}

TEST_CASE("a SID is copied where there is room, and nowhere else") {
    made_sid source(alice);
    const auto size = GetLengthSid(source);
    CHECK(size == GetSidLengthRequired(5));
    CHECK(GetSidLengthRequired(0) == 8);
    CHECK(GetSidLengthRequired(255) == 8 + 4 * 255);
    octets room(size, 0x5A);
    CHECK(error_of([&] { return CopySid(size - 1, room.data(), source); }) == insufficient_buffer);
    CHECK(error_of([&] { return CopySid(size, nullptr, source); }) == invalid_parameter);
    CHECK(room == octets(size, 0x5A));
    CHECK(CopySid(size, room.data(), source));
    CHECK(room == source.bytes());
    CHECK(CopySid(size, room.data(), room.data()));
}

TEST_CASE("a SID is made of its parts, and taken apart") {
    SID_IDENTIFIER_AUTHORITY nt = SECURITY_NT_AUTHORITY;
    std::vector<DWORD> memory(16, 0x5A5A5A5A);
    REQUIRE(InitializeSid(memory.data(), &nt, 2));
    CHECK(memory[2] == 0x5A5A5A5A);
    *GetSidSubAuthority(memory.data(), 0) = SECURITY_BUILTIN_DOMAIN_RID;
    *GetSidSubAuthority(memory.data(), 1) = DOMAIN_ALIAS_RID_ADMINS;
    CHECK(text_of(memory.data()) == "S-1-5-32-544");
    CHECK(*GetSidSubAuthorityCount(memory.data()) == 2);
    CHECK(std::memcmp(GetSidIdentifierAuthority(memory.data()), &nt, sizeof nt) == 0);
    CHECK(error_of([&] { return GetSidSubAuthority(memory.data(), 2); }) == invalid_parameter);
    CHECK(error_of([&] { return GetSidSubAuthority(memory.data(), 0xFFFFFFFF); }) == invalid_parameter);
    CHECK(InitializeSid(memory.data(), &nt, 15));
    CHECK(error_of([&] { return InitializeSid(memory.data(), &nt, 16); }) == invalid_parameter);
    CHECK(error_of([&] { return InitializeSid(nullptr, &nt, 1); }) == invalid_parameter);
    CHECK(error_of([&] { return InitializeSid(memory.data(), nullptr, 1); }) == invalid_parameter);
}

TEST_CASE("a SID that was allocated is released once, and nothing else is") {
    SID_IDENTIFIER_AUTHORITY nt = SECURITY_NT_AUTHORITY;
    PSID sid = nullptr;
    REQUIRE(AllocateAndInitializeSid(&nt, 8, 1, 2, 3, 4, 5, 6, 7, 8, &sid));
    CHECK(text_of(sid) == "S-1-5-1-2-3-4-5-6-7-8");
    CHECK(FreeSid(sid) == nullptr);
    CHECK(FreeSid(sid) == sid);
    CHECK(FreeSid(nullptr) == nullptr);
    CHECK(FreeSid(&nt) == &nt);
    PSID untouched = &untouched;
    CHECK(error_of([&] { return AllocateAndInitializeSid(&nt, 9, 1, 2, 3, 4, 5, 6, 7, 8, &untouched); }) ==
          invalid_sid);
    CHECK(error_of([&] {
              return AllocateAndInitializeSid(nullptr, 1, 1, 0, 0, 0, 0, 0, 0, 0, &untouched);
          }) == invalid_parameter);
    CHECK(error_of([&] { return AllocateAndInitializeSid(&nt, 1, 1, 0, 0, 0, 0, 0, 0, 0, nullptr); }) ==
          invalid_parameter);
    CHECK(untouched == &untouched);
}

TEST_CASE("each well-known type makes the SID that is of it") {
    made_sid domain("S-1-5-21-10-20-30");
    CHECK(well_known(WinNullSid) == "S-1-0-0");
    CHECK(well_known(WinWorldSid) == "S-1-1-0");
    CHECK(well_known(WinNtAuthoritySid) == "S-1-5");
    CHECK(well_known(WinNetworkSid) == "S-1-5-2");
    CHECK(well_known(WinAuthenticatedUserSid) == "S-1-5-11");
    CHECK(well_known(WinBuiltinAdministratorsSid) == "S-1-5-32-544");
    CHECK(well_known(WinSystemLabelSid) == "S-1-16-16384");
    CHECK(well_known(WinUserModeDriversSid) == "S-1-5-84-0-0-0-0-0");
    CHECK(well_known(WinBuiltinDeviceOwnersSid) == "S-1-5-32-583");
    CHECK(well_known(WinAccountDomainAdminsSid, domain) == "S-1-5-21-10-20-30-512");
    CHECK(well_known(WinEnterpriseReadonlyControllersSid, domain) == "S-1-5-21-10-20-30-498");
    for (int type = 0; type <= WinBuiltinDeviceOwnersSid; ++type)
        if (type != WinLogonIdsSid)
            CHECK_FALSE(well_known(static_cast<WELL_KNOWN_SID_TYPE>(type), domain).empty());
}

TEST_CASE("a SID is of a well-known type by all of its parts") {
    CHECK(IsWellKnownSid(made_sid("S-1-5-21-1-2-3-512"), WinAccountDomainAdminsSid));
    CHECK(IsWellKnownSid(made_sid("S-1-5-5-0-77"), WinLogonIdsSid));
    for (const char* const other :
         {"S-1-5-21-1-2-512", "S-1-5-22-1-2-3-512", "S-1-5-21-1-2-3-513", "S-1-4-21-1-2-3-512"})
        CHECK_FALSE(IsWellKnownSid(made_sid(other), WinAccountDomainAdminsSid));
    CHECK_FALSE(IsWellKnownSid(made_sid("S-1-5-32-545"), WinBuiltinAdministratorsSid));
    CHECK_FALSE(IsWellKnownSid(made_sid("S-1-5-5-1"), WinLogonIdsSid));
    CHECK_FALSE(IsWellKnownSid(made_sid("S-1-1-0"), static_cast<WELL_KNOWN_SID_TYPE>(120)));
    CHECK_FALSE(IsWellKnownSid(made_sid("S-1-1-0"), static_cast<WELL_KNOWN_SID_TYPE>(127)));
}

TEST_CASE("a well-known SID needs room, a type and, if it is a domain's, the domain") {
    DWORD size = 0;
    CHECK(error_of([&] { return CreateWellKnownSid(WinBuiltinUsersSid, nullptr, nullptr, &size); }) ==
          insufficient_buffer);
    CHECK(size == 16);
    octets room(16, 0x5A);
    size = 15;
    CHECK(error_of([&] { return CreateWellKnownSid(WinBuiltinUsersSid, nullptr, room.data(), &size); }) ==
          insufficient_buffer);
    CHECK(size == 16);
    CHECK(room == octets(16, 0x5A));
    size = 7;
    const auto refuses = [&](WELL_KNOWN_SID_TYPE type, PSID domain) {
        CHECK(error_of([&] { return CreateWellKnownSid(type, domain, room.data(), &size); }) ==
              invalid_parameter);
        CHECK(size == 7);
    };
    refuses(WinAccountDomainAdminsSid, nullptr);
    refuses(WinAccountDomainAdminsSid, made_sid(octets{1, 0, 0, 0, 0, 0, 0, 5}));
    refuses(WinAccountDomainAdminsSid, made_sid("S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15"));
    refuses(WinLogonIdsSid, nullptr);
    refuses(static_cast<WELL_KNOWN_SID_TYPE>(120), nullptr);
    CHECK(error_of([&] { return CreateWellKnownSid(WinWorldSid, nullptr, room.data(), nullptr); }) ==
          invalid_parameter);
    CHECK(room == octets(16, 0x5A));
}
