// SPDX-License-Identifier: BSL-1.0
// What tokens tell of a client: its account and groups by the PAC, what is made of its name without one, and bad questions.
#include <support/domain_realm.hpp>
#include <support/token_questions.hpp>

#include <ntsecapi.h>

#include <algorithm>
#include <array>
#include <cstring>

using namespace sspi::test;
using sspi::testing::ticket_change;

namespace {

constexpr auto principal = "alice@CORP.EXAMPLE";
constexpr auto alice = "S-1-5-21-10-20-30-1105";
/// SHA-256 of the principal's name, which sspi_tokens.h promises.
constexpr auto made_of_alice = "S-1-0x535350494B35-1359164828-3899141367-1561230322-4189525185-788575529-"
                               "873687784-3209489874-4240359173";
constexpr DWORD counted = SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED;
constexpr DWORD invalid_handle = 6, not_supported = 50, invalid_parameter = 87, insufficient_buffer = 122,
                no_token = 1008, no_impersonation_token = 1309, invalid_sid = 1337,
                bad_impersonation_level = 1346;

domain_realm& corp() {
    static domain_realm instance;
    return instance;
}
const bool made_first = (corp(), true);

[[nodiscard]] owned_token token_of(session& both) {
    owned_token out;
    REQUIRE(QuerySecurityContextToken(both.server.context.get(), out.out()) == SEC_E_OK);
    return out;
}
[[nodiscard]] owned_token token_without_pac() {
    auto rule = corp()->when(sspi::testing::tgs_request()).ticket(sspi::testing::without_pac());
    auto both = logged_in();
    rule.remove();
    return token_of(both);
}

template <class Call>
[[nodiscard]] DWORD error_of(Call&& call) {
    SetLastError(0);
    CHECK_FALSE(call());
    return GetLastError();
}

[[nodiscard]] bool is_member(HANDLE token, const std::string& sid) {
    BOOL out = 0x5A5A;
    REQUIRE(CheckTokenMembership(token, sid_of_text(sid).get(), &out));
    return out == TRUE;
}

[[nodiscard]] SECURITY_IMPERSONATION_LEVEL level_of(HANDLE token) {
    return told<SECURITY_IMPERSONATION_LEVEL>(token, TokenImpersonationLevel);
}

/// What LsaLogonUser gives for alice, whom the service names by itself.
[[nodiscard]] owned_token logged_on(SECURITY_LOGON_TYPE type, ULONG flags, LUID* number,
                                    TOKEN_SOURCE* source = nullptr, const std::string& ascii = principal) {
    const std::basic_string<WCHAR> name(ascii.begin(), ascii.end());
    const auto size = static_cast<USHORT>(name.size() * sizeof(WCHAR));
    std::vector<std::byte> block(sizeof(KERB_S4U_LOGON) + size);
    auto* const text = reinterpret_cast<WCHAR*>(block.data() + sizeof(KERB_S4U_LOGON));
    std::ranges::copy(name, text);
    const KERB_S4U_LOGON head{KerbS4ULogon, flags, {size, size, text}, {}};
    std::memcpy(block.data(), &head, sizeof head);
    HANDLE lsa = nullptr;
    REQUIRE(LsaConnectUntrusted(&lsa) == STATUS_SUCCESS);
    char package[] = MICROSOFT_KERBEROS_NAME_A;
    LSA_STRING package_text{sizeof package - 1, sizeof package, package};
    ULONG id = 0;
    REQUIRE(LsaLookupAuthenticationPackage(lsa, &package_text, &id) == STATUS_SUCCESS);
    owned_token out;
    CHECK(LsaLogonUser(lsa, nullptr, type, id, block.data(), static_cast<ULONG>(block.size()), nullptr,
                       source, nullptr, nullptr, number, out.out(), nullptr, nullptr) == STATUS_SUCCESS);
    CHECK(LsaDeregisterLogonProcess(lsa) == STATUS_SUCCESS);
    return out;
}

/// Where PAC_CLIENT_INFO has its name ([MS-PAC] 2.7).
[[nodiscard]] std::size_t client_name_in(const std::vector<std::byte>& pac) {
    constexpr std::size_t first_entry = 8, entry_size = 16, before_name = 10;
    constexpr auto client_info = std::byte{10};
    for (auto at = first_entry; at + entry_size <= pac.size(); at += entry_size)
        if (pac[at] == client_info && pac[at + 1] == std::byte{})
            return std::to_integer<std::size_t>(pac[at + 8]) +
                   256 * std::to_integer<std::size_t>(pac[at + 9]) + before_name;
    FAIL("the PAC has no PAC_CLIENT_INFO");
    return 0;
}

} // namespace

TEST_CASE("a token tells the account of the PAC, and its groups with their attributes") {
    auto both = logged_in();
    const auto token = token_of(both);
    CHECK(user_of(token.get()) == alice);
    CHECK(groups_of(token.get()) ==
          std::vector<told_group>{{"S-1-5-21-10-20-30-513", counted},
                                  {"S-1-5-21-10-20-30-1201", counted},
                                  {"S-1-5-21-7-8-9-1500", SE_GROUP_USE_FOR_DENY_ONLY},
                                  {"S-1-1-0", counted},
                                  {"S-1-5-2", counted},
                                  {"S-1-5-11", counted}});
    const auto owner = token_block(token.get(), TokenOwner);
    CHECK(sid_text(told_in<TOKEN_OWNER>(owner).Owner) == alice);
    const auto primary = token_block(token.get(), TokenPrimaryGroup);
    CHECK(sid_text(told_in<TOKEN_PRIMARY_GROUP>(primary).PrimaryGroup) == "S-1-5-21-10-20-30-513");
    CHECK(groups_of(token.get(), TokenRestrictedSids).empty());
}

TEST_CASE("a token tells what kind of token it is") {
    auto both = logged_in();
    const auto token = token_of(both), other = token_of(both);
    CHECK(told<TOKEN_TYPE>(token.get(), TokenType) == TokenImpersonation);
    CHECK(level_of(token.get()) == SecurityImpersonation);
    const auto source = told<TOKEN_SOURCE>(token.get(), TokenSource);
    CHECK(std::memcmp(source.SourceName, "Kerberos", 8) == 0);
    const auto one = told<TOKEN_STATISTICS>(token.get(), TokenStatistics),
               two = told<TOKEN_STATISTICS>(other.get(), TokenStatistics);
    CHECK(one.TokenId.LowPart != two.TokenId.LowPart);
    CHECK(one.AuthenticationId.LowPart == two.AuthenticationId.LowPart);
    CHECK(one.AuthenticationId.LowPart != 0);
    CHECK(one.TokenType == TokenImpersonation);
    CHECK(one.ImpersonationLevel == SecurityImpersonation);
    CHECK(one.GroupCount == 6);
    CHECK(one.PrivilegeCount == 0);
    CHECK(one.ExpirationTime.QuadPart == 0x7FFFFFFFFFFFFFFF);
    CHECK(told<DWORD>(token.get(), TokenPrivileges) == 0);
    CHECK(told<DWORD>(token.get(), TokenElevation) == 0);
    CHECK(told<DWORD>(token.get(), TokenElevationType) == TokenElevationTypeDefault);
    auto third = logged_in();
    CHECK(told<TOKEN_STATISTICS>(token_of(third).get(), TokenStatistics).AuthenticationId.LowPart !=
          one.AuthenticationId.LowPart);
}

TEST_CASE("a token and its SIDs are one block, where it was asked for, and nothing behind it is touched") {
    auto both = logged_in();
    const auto token = token_of(both);
    DWORD size = 0;
    CHECK(error_of([&] { return GetTokenInformation(token.get(), TokenUser, nullptr, 0, &size); }) ==
          insufficient_buffer);
    CHECK(size == sizeof(TOKEN_USER) + 28);
    alignas(TOKEN_USER) std::array<std::byte, 128> room;
    room.fill(std::byte{0x5A});
    for (DWORD less = 0; less < size; ++less) {
        DWORD needed = 0;
        CHECK(error_of([&] {
                  return GetTokenInformation(token.get(), TokenUser, room.data(), less, &needed);
              }) == insufficient_buffer);
        CHECK(needed == size);
    }
    CHECK(std::ranges::count(room, std::byte{0x5A}) == 128);
    REQUIRE(GetTokenInformation(token.get(), TokenUser, room.data(), 128, &size));
    CHECK(size == sizeof(TOKEN_USER) + 28);
    TOKEN_USER user{};
    std::memcpy(&user, room.data(), sizeof user);
    CHECK(user.User.Sid == room.data() + sizeof user);
    CHECK(std::count(room.begin() + size, room.end(), std::byte{0x5A}) == 128 - size);
}

TEST_CASE("bad questions are refused, and nothing is written") {
    auto both = logged_in();
    const auto token = token_of(both);
    DWORD size = 77;
    std::array<std::byte, 4> room{};
    const auto ask = [&](HANDLE of, int what, void* out, DWORD length, DWORD* needed) {
        return error_of([&] {
            return GetTokenInformation(of, static_cast<TOKEN_INFORMATION_CLASS>(what), out, length, needed);
        });
    };
    CHECK(ask(nullptr, TokenUser, nullptr, 0, &size) == invalid_handle);
    CHECK(ask(INVALID_HANDLE_VALUE, TokenUser, nullptr, 0, &size) == invalid_handle);
    CHECK(ask(GetCurrentThread(), TokenUser, nullptr, 0, &size) == invalid_handle);
    CHECK(ask(token.get(), TokenUser, nullptr, 4, &size) == invalid_parameter);
    CHECK(ask(token.get(), TokenUser, room.data(), 4, nullptr) == invalid_parameter);
    CHECK(ask(token.get(), 0, room.data(), 4, &size) == invalid_parameter);
    CHECK(ask(token.get(), 41, room.data(), 4, &size) == invalid_parameter);
    CHECK(ask(token.get(), 63, room.data(), 4, &size) == invalid_parameter);
    CHECK(ask(token.get(), TokenDefaultDacl, room.data(), 4, &size) == not_supported);
    CHECK(size == 77);
    CHECK(room == std::array<std::byte, 4>{});
    BOOL member = 0x5A5A;
    const sid_of_text everyone("S-1-1-0");
    const auto check = [&](HANDLE of, PSID sid, BOOL* out) {
        return error_of([&] { return CheckTokenMembership(of, sid, out); });
    };
    CHECK(check(INVALID_HANDLE_VALUE, everyone.get(), &member) == invalid_handle);
    CHECK(check(nullptr, everyone.get(), &member) == no_token);
    CHECK(check(token.get(), nullptr, &member) == invalid_sid);
    std::array<unsigned char, 8> too_many{1, 16};
    CHECK(check(token.get(), too_many.data(), &member) == invalid_sid);
    CHECK(check(token.get(), everyone.get(), nullptr) == invalid_parameter);
    CHECK(member == 0x5A5A);
    std::array<unsigned char, 8> no_parts{1, 0, 0, 0, 0, 0, 0, 5};
    CHECK(CheckTokenMembership(token.get(), no_parts.data(), &member));
    CHECK(member == FALSE);
}

TEST_CASE("who is in a group is told, and groups for refusing alone do not let in") {
    auto both = logged_in();
    const auto token = token_of(both);
    for (const auto* const in :
         {alice, "S-1-5-21-10-20-30-1201", "S-1-5-21-10-20-30-513", "S-1-1-0", "S-1-5-11"})
        CHECK(is_member(token.get(), in));
    for (const auto* const out :
         {"S-1-5-21-7-8-9-1500", "S-1-5-21-10-20-30-1202", "S-1-5-21-10-20-30", "S-1-5-32-544"})
        CHECK_FALSE(is_member(token.get(), out));
}

TEST_CASE("a thread that acts as a client is asked without a token") {
    auto both = logged_in();
    const reverted at_end;
    REQUIRE(ImpersonateSecurityContext(both.server.context.get()) == SEC_E_OK);
    CHECK(is_member(nullptr, "S-1-5-21-10-20-30-1201"));
    CHECK_FALSE(is_member(nullptr, "S-1-5-21-7-8-9-1500"));
    owned_token token;
    REQUIRE(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, token.out()));
    CHECK(user_of(token.get()) == alice);
    CHECK(error_of([&] { return OpenThreadToken(nullptr, TOKEN_QUERY, TRUE, token.out()); }) ==
          invalid_handle);
    CHECK(error_of([&] { return OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, nullptr); }) ==
          invalid_parameter);
    REQUIRE(RevertToSelf());
    HANDLE none = nullptr;
    CHECK(error_of([&] { return OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, FALSE, &none); }) ==
          no_token);
    CHECK(none == nullptr);
}

TEST_CASE("a client without a PAC is somebody whom no domain has, by its name") {
    const auto token = token_without_pac();
    CHECK(user_of(token.get()) == made_of_alice);
    CHECK(groups_of(token.get()) ==
          std::vector<told_group>{{"S-1-1-0", counted}, {"S-1-5-2", counted}, {"S-1-5-11", counted}});
    const auto primary = token_block(token.get(), TokenPrimaryGroup);
    CHECK(sid_text(told_in<TOKEN_PRIMARY_GROUP>(primary).PrimaryGroup) == "S-1-1-0");
    CHECK(is_member(token.get(), made_of_alice));
    CHECK_FALSE(is_member(token.get(), alice));
    CHECK(user_of(token_without_pac().get()) == made_of_alice);
    corp()->add_user("nopac", "secret", {.pac = false});
    auto other = logged_in("nopac");
    CHECK(user_of(token_of(other).get()) != made_of_alice);
}

TEST_CASE("a client that is to be identified and no more has a token of that level") {
    const std::string name = "alice", realm = domain_realm_name, secret = "secret";
    auto who = identity_of(name, realm, secret);
    auto both = establish(domain_web, usual_request | ISC_REQ_IDENTIFY, &who);
    const auto token = token_of(both);
    CHECK(level_of(token.get()) == SecurityIdentification);
    CHECK(is_member(token.get(), "S-1-5-21-10-20-30-1201"));
    owned_token copy;
    CHECK(error_of([&] { return DuplicateToken(token.get(), SecurityImpersonation, copy.out()); }) ==
          bad_impersonation_level);
    CHECK(error_of([&] {
              return DuplicateTokenEx(token.get(), 0, nullptr, SecurityIdentification, TokenPrimary,
                                      copy.out());
          }) == bad_impersonation_level);
    CHECK(DuplicateToken(token.get(), SecurityIdentification, copy.out()));
}

TEST_CASE("a token is copied, with no more rights than it has") {
    auto both = logged_in();
    owned_token copy, primary, from_primary;
    {
        const auto token = token_of(both);
        REQUIRE(DuplicateToken(token.get(), SecurityIdentification, copy.out()));
        REQUIRE(DuplicateTokenEx(token.get(), MAXIMUM_ALLOWED, nullptr, SecurityImpersonation, TokenPrimary,
                                 primary.out()));
        CHECK(error_of([&] { return DuplicateToken(token.get(), SecurityDelegation, from_primary.out()); }) ==
              bad_impersonation_level);
        CHECK(error_of([&] { return DuplicateToken(token.get(), SecurityAnonymous, from_primary.out()); }) ==
              bad_impersonation_level);
        CHECK(error_of([&] { return DuplicateToken(token.get(), SecurityImpersonation, nullptr); }) ==
              invalid_parameter);
        CHECK(error_of([&] {
                  return DuplicateTokenEx(token.get(), 0, nullptr, SecurityImpersonation,
                                          static_cast<TOKEN_TYPE>(3), from_primary.out());
              }) == invalid_parameter);
        CHECK(from_primary.get() == nullptr);
    }
    CHECK(user_of(copy.get()) == alice);
    CHECK(level_of(copy.get()) == SecurityIdentification);
    CHECK(error_of([&] { return DuplicateToken(copy.get(), SecurityImpersonation, from_primary.out()); }) ==
          bad_impersonation_level);
    CHECK(told<TOKEN_TYPE>(primary.get(), TokenType) == TokenPrimary);
    DWORD size = 0;
    CHECK(error_of([&] {
              return GetTokenInformation(primary.get(), TokenImpersonationLevel, nullptr, 0, &size);
          }) == invalid_parameter);
    BOOL member = FALSE;
    const sid_of_text everyone("S-1-1-0");
    CHECK(error_of([&] { return CheckTokenMembership(primary.get(), everyone.get(), &member); }) ==
          no_impersonation_token);
    REQUIRE(DuplicateToken(primary.get(), SecurityImpersonation, from_primary.out()));
    CHECK(is_member(from_primary.get(), "S-1-1-0"));
    CHECK(error_of([&] { return DuplicateToken(INVALID_HANDLE_VALUE, SecurityImpersonation, copy.out()); }) ==
          invalid_handle);
    {
        const reverted at_end;
        REQUIRE(ImpersonateLoggedOnUser(copy.get()));
        SecHandle credential{};
        CHECK(AcquireCredentialsHandleA(nullptr, arg("Kerberos"), SECPKG_CRED_OUTBOUND, nullptr, nullptr,
                                        nullptr, nullptr, &credential, nullptr) == SEC_E_NO_CREDENTIALS);
    }
}

TEST_CASE("a user who is named by another name of the account has the account's own") {
    corp()->add_alias("alica@CORP.EXAMPLE", "alice");
    // Domain controllers write the name that was asked for into the PAC as well; the kit's KDC does not.
    auto rule = corp()
                    ->when(sspi::testing::tgs_request().nth(1))
                    .ticket(sspi::testing::with_pac([](std::vector<std::byte> pac) {
                        const auto name = client_name_in(pac);
                        pac[name + 2 * 4] = std::byte{'a'};
                        return pac;
                    }));
    LUID number{};
    const auto token = logged_on(Network, 0, &number, nullptr, "alica@CORP.EXAMPLE");
    CHECK(rule.used() == 1);
    rule.remove();
    CHECK(user_of(token.get()) == alice);
    const reverted at_end;
    REQUIRE(ImpersonateLoggedOnUser(token.get()));
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    SecPkgCredentials_NamesA names{};
    REQUIRE(QueryCredentialsAttributesA(from.get(), SECPKG_CRED_ATTR_NAMES, &names) == SEC_E_OK);
    CHECK(std::string(names.sUserName) == principal);
    CHECK(FreeContextBuffer(names.sUserName) == SEC_E_OK);
}

TEST_CASE("a token of LsaLogonUser tells the same of a user as one of a context") {
    LUID number{};
    const auto token = logged_on(Network, 0, &number);
    CHECK(user_of(token.get()) == alice);
    auto both = logged_in();
    CHECK(groups_of(token.get()) == groups_of(token_of(both).get()));
    CHECK(level_of(token.get()) == SecurityImpersonation);
    CHECK_FALSE(is_member(token.get(), "S-1-5-21-7-8-9-1500"));
    const auto statistics = told<TOKEN_STATISTICS>(token.get(), TokenStatistics);
    CHECK(std::memcmp(&statistics.AuthenticationId, &number, sizeof number) == 0);
    CHECK(level_of(logged_on(Network, KERB_S4U_LOGON_FLAG_IDENTIFY, &number).get()) ==
          SecurityIdentification);

    TOKEN_SOURCE source{{'m', 'i', 'n', 'e'}, {7, 8}};
    const auto batch = logged_on(Batch, 0, &number, &source);
    CHECK(told<TOKEN_TYPE>(batch.get(), TokenType) == TokenPrimary);
    const auto told_source = told<TOKEN_SOURCE>(batch.get(), TokenSource);
    CHECK(std::memcmp(&told_source, &source, sizeof source) == 0);
    const auto groups = groups_of(batch.get());
    CHECK(std::ranges::count(groups, told_group{"S-1-5-3", counted}) == 1);
    CHECK(std::ranges::count(groups, told_group{"S-1-5-2", counted}) == 0);
}

TEST_CASE("a user whom LsaLogonUser logged on by a PAC that another key signed is nobody of the domain") {
    LUID number{};
    auto rule = corp()->when(sspi::testing::tgs_request()).ticket(sspi::testing::pac_signed_by(domain_files));
    const auto token = logged_on(Network, 0, &number);
    CHECK(rule.used() == 1);
    rule.remove();
    CHECK(user_of(token.get()) == made_of_alice);
}

TEST_CASE("a context lends one token, which goes with it") {
    auto both = logged_in();
    SecPkgContext_AccessToken lent{}, again{}, none{&none};
    auto* const server = both.server.context.get();
    REQUIRE(QueryContextAttributesA(server, SECPKG_ATTR_ACCESS_TOKEN, &lent) == SEC_E_OK);
    REQUIRE(QueryContextAttributesW(server, SECPKG_ATTR_ACCESS_TOKEN, &again) == SEC_E_OK);
    CHECK(lent.AccessToken == again.AccessToken);
    CHECK(user_of(lent.AccessToken) == alice);
    REQUIRE(QueryContextAttributesA(both.client.context.get(), SECPKG_ATTR_ACCESS_TOKEN, &none) == SEC_E_OK);
    CHECK(none.AccessToken == nullptr);
    SecPkgContext_UserFlags flags{};
    REQUIRE(QueryContextAttributesA(server, SECPKG_ATTR_USER_FLAGS, &flags) == SEC_E_OK);
    CHECK((flags.UserFlags & 0x20) != 0); // there are identifiers of other domains
    both.server.context = {};
    CHECK_FALSE(CloseHandle(lent.AccessToken));
}

TEST_CASE("a user in a thousand groups has them all") {
    sspi::testing::account_options options;
    for (int i = 0; i < 1000; ++i)
        options.groups.push_back(std::to_string(5000 + i));
    corp()->add_user("carol", "secret", options);
    auto both = logged_in("carol");
    const auto token = token_of(both);
    CHECK(groups_of(token.get()).size() == 1004);
    CHECK(is_member(token.get(), "S-1-5-21-10-20-30-5999"));
    CHECK_FALSE(is_member(token.get(), "S-1-5-21-10-20-30-6000"));
}
