// SPDX-License-Identifier: BSL-1.0
// Names of SIDs and SIDs of names: those that everybody knows, those of clients that were here, sizes and bad input. Compiled for each
// width of WCHAR.
#include <support/domain_realm.hpp>
#include <support/token_questions.hpp>

#include <sspi_accounts.h>
#include <sspi_extensions.h>

#include <array>
#include <ostream>

using namespace sspi::test;

namespace {

constexpr DWORD invalid_parameter = 87, insufficient_buffer = 122, none_mapped = 1332, invalid_sid = 1337;
constexpr auto alice = "S-1-5-21-10-20-30-1105";

domain_realm& corp() {
    static domain_realm instance;
    return instance;
}
const bool made_first = (corp(), true);

/// A server that had a token of the client, and has closed it, and deleted the context.
[[nodiscard]] std::string seen(const std::string& name = "alice") {
    auto both = logged_in(name);
    owned_token token;
    REQUIRE(QuerySecurityContextToken(both.server.context.get(), token.out()) == SEC_E_OK);
    return user_of(token.get());
}

struct account {
    std::string name;
    std::string domain;
    SID_NAME_USE use = SidTypeUnknown;

    friend bool operator==(const account&, const account&) = default;
};
std::ostream& operator<<(std::ostream& out, const account& of) {
    return out << of.domain << '\\' << of.name << ' ' << of.use;
}

template <class Call>
[[nodiscard]] DWORD error_of(Call&& call) {
    SetLastError(0);
    CHECK_FALSE(call());
    return GetLastError();
}

/// In two calls, as programs ask; both widths have to say the same.
[[nodiscard]] account account_of(const std::string& sid) {
    const sid_of_text id(sid);
    DWORD name_size = 0, domain_size = 0;
    account out;
    REQUIRE(error_of([&] {
                return LookupAccountSidA(nullptr, id.get(), nullptr, &name_size, nullptr, &domain_size,
                                         &out.use);
            }) == insufficient_buffer);
    CHECK(out.use == SidTypeUnknown);
    std::string name(name_size, 'x'), domain(domain_size, 'x');
    std::basic_string<WCHAR> wide_name(name_size, 'x'), wide_domain(domain_size, 'x');
    DWORD wide_name_size = name_size, wide_domain_size = domain_size;
    REQUIRE(
        LookupAccountSidA(nullptr, id.get(), name.data(), &name_size, domain.data(), &domain_size, &out.use));
    CHECK(name.size() == name_size + 1);
    CHECK(domain.size() == domain_size + 1);
    REQUIRE(LookupAccountSidW(nullptr, id.get(), wide_name.data(), &wide_name_size, wide_domain.data(),
                              &wide_domain_size, &out.use));
    CHECK(std::string(wide_name.begin(), wide_name.end()) == name);
    CHECK(std::string(wide_domain.begin(), wide_domain.end()) == domain);
    out.name = name.c_str();
    out.domain = domain.c_str();
    return out;
}

/// The SID, with the domain behind it; empty where the name is not known.
[[nodiscard]] std::string sid_of(const std::string& name) {
    std::vector<std::max_align_t> sid(8);
    std::array<char, 64> domain{};
    auto size = static_cast<DWORD>(sizeof(std::max_align_t) * sid.size()), domain_size = DWORD{64};
    SID_NAME_USE use{};
    if (!LookupAccountNameA(nullptr, name.c_str(), sid.data(), &size, domain.data(), &domain_size, &use)) {
        CHECK(GetLastError() == none_mapped);
        return {};
    }
    CHECK(size == GetLengthSid(sid.data()));
    CHECK(domain_size == std::string(domain.data()).size());
    return sid_text(sid.data()) + ' ' + domain.data();
}

} // namespace

TEST_CASE("well-known SIDs have the names that they have on Windows") {
    CHECK(account_of("S-1-1-0") == account{"Everyone", "", SidTypeWellKnownGroup});
    CHECK(account_of("S-1-5-2") == account{"NETWORK", "NT AUTHORITY", SidTypeWellKnownGroup});
    CHECK(account_of("S-1-5-18") == account{"SYSTEM", "NT AUTHORITY", SidTypeWellKnownGroup});
    CHECK(account_of("S-1-5-32-544") == account{"Administrators", "BUILTIN", SidTypeAlias});
    CHECK(account_of("S-1-5-32") == account{"", "BUILTIN", SidTypeDomain});
    CHECK(account_of("S-1-16-8192") == account{"Medium Mandatory Level", "Mandatory Label", SidTypeLabel});
    CHECK(sid_of("Everyone") == "S-1-1-0 ");
    CHECK(sid_of("administrators") == "S-1-5-32-544 BUILTIN");
    CHECK(sid_of("BUILTIN\\Administrators") == "S-1-5-32-544 BUILTIN");
    CHECK(sid_of("nt authority\\network") == "S-1-5-2 NT AUTHORITY");
    CHECK(sid_of("BUILTIN") == "S-1-5-32 BUILTIN");
    CHECK(sid_of("NT AUTHORITY\\Administrators").empty());
    CHECK(sid_of("BUILTIN\\BUILTIN").empty());
}

TEST_CASE("a client has the names of its PAC, also when token and context are gone, and its domain too") {
    CHECK(seen() == alice);
    CHECK(account_of(alice) == account{"alice", "CORP", SidTypeUser});
    CHECK(account_of("S-1-5-21-10-20-30") == account{"", "CORP", SidTypeDomain});
    for (const auto* const name :
         {"CORP\\alice", "corp\\ALICE", "alice@corp.example", "CORP.EXAMPLE\\alice", "alice@CORP.EXAMPLE"})
        CHECK(sid_of(name) == std::string(alice) + " CORP");
    CHECK(sid_of("corp") == "S-1-5-21-10-20-30 CORP");
    CHECK(sid_of("CORP\\bob").empty());
    CHECK(sid_of("alice").empty());
}

TEST_CASE("a client without a PAC has the user and the realm of its Kerberos name") {
    corp()->add_user("dora", "secret", {.pac = false});
    const auto made = seen("dora");
    CHECK(account_of(made) == account{"dora", "CORP.EXAMPLE", SidTypeUser});
    CHECK(sid_of("corp.example\\dora") == made + " CORP.EXAMPLE");
    CHECK(sid_of("dora@CORP.EXAMPLE") == made + " CORP.EXAMPLE");
}

TEST_CASE("who has asked for the account of a client knows it by its SID") {
    corp()->add_user("erin", "secret", {.rid = 4711});
    auto both = logged_in("erin");
    SspiContext_ClientAccount told{};
    REQUIRE(QueryContextAttributesA(both.server.context.get(), SSPI_ATTR_CLIENT_ACCOUNT, &told) == SEC_E_OK);
    CHECK(account_of(told.pAccount->pszSid) == account{"erin", "CORP", SidTypeUser});
    CHECK(FreeContextBuffer(told.pAccount) == SEC_E_OK);
}

TEST_CASE("buffers that are too small, and bad arguments, are refused, and nothing is written") {
    REQUIRE(seen() == alice);
    const sid_of_text id(alice), nobody("S-1-5-21-9-9-9-9");
    std::array<char, 16> name{}, domain{};
    DWORD name_size = 5, domain_size = 5;
    auto use = SidTypeUnknown;
    const auto look_up = [&](PSID sid, DWORD* names, DWORD* domains, SID_NAME_USE* kind) {
        return error_of([&] {
            return LookupAccountSidA(nullptr, sid, name.data(), names, domain.data(), domains, kind);
        });
    };
    CHECK(look_up(id.get(), &name_size, &domain_size, &use) == insufficient_buffer);
    CHECK(name_size == 6);
    CHECK(domain_size == 5);
    CHECK(look_up(nobody.get(), &name_size, &domain_size, &use) == none_mapped);
    CHECK(look_up(nullptr, &name_size, &domain_size, &use) == invalid_sid);
    std::array<unsigned char, 8> too_many{1, 16};
    CHECK(look_up(too_many.data(), &name_size, &domain_size, &use) == invalid_sid);
    CHECK(look_up(id.get(), nullptr, &domain_size, &use) == invalid_parameter);
    CHECK(look_up(id.get(), &name_size, nullptr, &use) == invalid_parameter);
    CHECK(look_up(id.get(), &name_size, &domain_size, nullptr) == invalid_parameter);
    std::array<std::byte, 64> sid{};
    DWORD size = 27;
    const auto find = [&](const char* who, DWORD* sizes, DWORD* domains, SID_NAME_USE* kind) {
        return error_of([&] {
            return LookupAccountNameA(nullptr, who, sid.data(), sizes, domain.data(), domains, kind);
        });
    };
    CHECK(find("CORP\\alice", &size, &domain_size, &use) == insufficient_buffer);
    CHECK(size == 28);
    CHECK(find("CORP\\nobody", &size, &domain_size, &use) == none_mapped);
    CHECK(find("", &size, &domain_size, &use) == none_mapped);
    CHECK(find(nullptr, &size, &domain_size, &use) == invalid_parameter);
    CHECK(find("\xFF", &size, &domain_size, &use) == invalid_parameter);
    CHECK(find("CORP\\alice", nullptr, &domain_size, &use) == invalid_parameter);
    CHECK(find("CORP\\alice", &size, nullptr, &use) == invalid_parameter);
    CHECK(find("CORP\\alice", &size, &domain_size, nullptr) == invalid_parameter);
    CHECK(name == std::array<char, 16>{});
    CHECK(domain == std::array<char, 16>{});
    CHECK(sid == std::array<std::byte, 64>{});
    CHECK(use == SidTypeUnknown);
    CHECK(name_size == 6);
    CHECK(size == 28);
}
