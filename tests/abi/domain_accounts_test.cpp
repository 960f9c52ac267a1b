// SPDX-License-Identifier: BSL-1.0
// Who a server knows its client as: the account of the PAC where that is proved, and the principal where it is not.
#include <support/domain_realm.hpp>

#include <sspi_extensions.h>

#include <algorithm>

using namespace sspi;
using namespace sspi::test;
using testing::ticket_change;

namespace {

using octets = std::vector<std::byte>;

constexpr auto principal = "alice@CORP.EXAMPLE";
constexpr auto account = "CORP\\alice";
constexpr auto by_realm = "CORP.EXAMPLE\\alice"; // nobody told of an account

domain_realm& corp() {
    static domain_realm instance;
    return instance;
}
const bool made_first = (corp(), true);

/// The name under which a client with such a ticket is let in.
[[nodiscard]] std::string with(const ticket_change& change) {
    auto rule = corp()->when(testing::tgs_request()).ticket(change);
    auto name = served_as();
    CHECK(rule.used() == 1);
    rule.remove();
    return name;
}
[[nodiscard]] std::string with_pac(std::function<void(octets&)> edit) {
    return with(testing::with_pac([edit = std::move(edit)](octets pac) {
        edit(pac);
        return pac;
    }));
}

[[nodiscard]] std::uint32_t number_at(const octets& in, std::size_t at) {
    std::uint32_t out = 0;
    for (std::size_t i = 4; i-- > 0;)
        out = out << 8 | std::to_integer<std::uint32_t>(in[at + i]);
    return out;
}
void number_at(octets& in, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i)
        in[at + i] = static_cast<std::byte>(value >> (8 * i) & 0xFF);
}

/// Where the list has a buffer of a type.
[[nodiscard]] std::size_t entry_of(const octets& pac, std::uint32_t type) {
    for (std::size_t at = 8; at < 8 + 16 * number_at(pac, 0); at += 16)
        if (number_at(pac, at) == type) return at;
    FAIL("the PAC has no such buffer");
    return 0;
}
[[nodiscard]] std::size_t offset_of(const octets& pac, std::uint32_t type) {
    return number_at(pac, entry_of(pac, type) + 8);
}

/// One more entry in the list, whatever it points to.
void one_more(octets& pac, std::uint32_t type, std::uint32_t size, std::uint32_t offset) {
    const auto count = number_at(pac, 0);
    pac.insert(pac.begin() + 8 + 16 * static_cast<std::ptrdiff_t>(count), 16, std::byte{0});
    number_at(pac, 0, count + 1);
    for (std::size_t at = 8; at < 8 + 16 * count; at += 16)
        number_at(pac, at + 8, number_at(pac, at + 8) + 16);
    number_at(pac, 8 + 16 * count, type);
    number_at(pac, 8 + 16 * count + 4, size);
    number_at(pac, 8 + 16 * count + 8, offset);
}

enum : std::uint32_t {
    logon_info = 1,
    server_signature = 6,
    kdc_signature = 7,
    client_info = 10,
    upn_info = 12
};

} // namespace

TEST_CASE("a server knows its client as the account of the domain, and the principal by the native name") {
    auto both = logged_in();
    CHECK(name_at(both.server.context.get()) == account);
    CHECK(name_at(both.client.context.get()) == by_realm);
    SecPkgContext_NativeNamesA native{};
    REQUIRE(QueryContextAttributesA(both.server.context.get(), SECPKG_ATTR_NATIVE_NAMES, &native) ==
            SEC_E_OK);
    CHECK(native.sClientName == std::string(principal));
    CHECK(FreeContextBuffer(native.sClientName) == SEC_E_OK);
    CHECK(FreeContextBuffer(native.sServerName) == SEC_E_OK);
}

TEST_CASE("it is the name that the domain has for the account, whatever the client calls itself") {
    corp()->add_user("alice.smith", "secret", {.sam_account = "asmith", .upn = "alice.smith@people.example"});
    CHECK(served_as("alice.smith") == "CORP\\asmith");
    corp()->add_user("WS1$", "secret");
    CHECK(served_as("WS1$") == "CORP\\WS1$");
    corp()->add_user("\xC3\xA4nne", "secret");
    CHECK(served_as("\xC3\xA4nne") == "CORP\\\xC3\xA4nne");
}

TEST_CASE("a context that goes on elsewhere is of the same client") {
    auto both = logged_in();
    SecBuffer packed{0, SECBUFFER_EMPTY, nullptr};
    REQUIRE(ExportSecurityContext(both.server.context.get(), 0, &packed, nullptr) == SEC_E_OK);
    owned_context again;
    REQUIRE(ImportSecurityContextA(arg("Kerberos"), &packed, nullptr, again.get()) == SEC_E_OK);
    again.now_live();
    CHECK(FreeContextBuffer(packed.pvBuffer) == SEC_E_OK);
    CHECK(name_at(again.get()) == account);
}

TEST_CASE("the account of a client comes in one block, which is the caller's") {
    auto both = logged_in();
    SspiContext_ClientAccount out{};
    REQUIRE(QueryContextAttributesA(both.server.context.get(), SSPI_ATTR_CLIENT_ACCOUNT, &out) == SEC_E_OK);
    REQUIRE(out.pAccount != nullptr);
    const auto& alice = *out.pAccount;
    CHECK(alice.cbSize == sizeof alice);
    CHECK(alice.pszPrincipal == std::string(principal));
    CHECK(alice.pszAccount == std::string("alice"));
    CHECK(alice.pszDomain == std::string("CORP"));
    CHECK(alice.pszUpn == std::string("alice@corp.example"));
    CHECK(alice.pszSid == std::string("S-1-5-21-10-20-30-1105"));
    CHECK(alice.pszPrimaryGroup == std::string("S-1-5-21-10-20-30-513"));
    REQUIRE(alice.cGroups == 3);
    CHECK(alice.pGroups[2].pszSid == std::string("S-1-5-21-7-8-9-1500"));
    CHECK(alice.pGroups[2].ulAttributes == 0x10);
    CHECK(alice.tsPasswordExpires.QuadPart == 0x7FFFFFFFFFFFFFFF);
    CHECK(FreeContextBuffer(out.pAccount) == SEC_E_OK);
    REQUIRE(QueryContextAttributesW(both.client.context.get(), SSPI_ATTR_CLIENT_ACCOUNT, &out) == SEC_E_OK);
    CHECK(out.pAccount->pszPrincipal == std::string(principal));
    CHECK(out.pAccount->pszSid == std::string());
    CHECK(out.pAccount->cGroups == 0);
    CHECK(out.pAccount->pGroups == nullptr);
    CHECK(FreeContextBuffer(out.pAccount) == SEC_E_OK);
}

TEST_CASE("without a PAC, or with one that names no account, it is the user in the realm") {
    CHECK(with(testing::without_pac()) == by_realm);
    corp()->add_user("bob", "secret", {.pac = false});
    CHECK(served_as("bob") == "CORP.EXAMPLE\\bob");
    CHECK(with_pac([](octets& pac) { number_at(pac, entry_of(pac, logon_info), 99); }) == by_realm);
}

TEST_CASE("a PAC that another key signed is nobody's") {
    CHECK(with(testing::pac_signed_by(domain_web)) == account);
    CHECK(with(testing::pac_signed_by(domain_files)) == by_realm);
    CHECK(with(testing::pac_signed_by("krbtgt/CORP.EXAMPLE")) == by_realm);
    CHECK(with_pac([](octets& pac) { number_at(pac, entry_of(pac, server_signature), 99); }) == by_realm);
    CHECK(with_pac([](octets& pac) { number_at(pac, entry_of(pac, kdc_signature), 99); }) == by_realm);
    CHECK(with_pac([](octets& pac) { number_at(pac, entry_of(pac, kdc_signature) + 4, 3); }) == by_realm);
}

TEST_CASE("a PAC of another client, or of another login, is nobody's") {
    const auto client_name = [](char16_t first) {
        return with_pac(
            [first](octets& pac) { pac[offset_of(pac, client_info) + 10] = static_cast<std::byte>(first); });
    };
    CHECK(client_name(u'a') == account);
    CHECK(client_name(u'A') == by_realm);
    CHECK(client_name(u'e') == by_realm);
    CHECK(with_pac([](octets& pac) {
              const auto at = offset_of(pac, client_info);
              number_at(pac, at, number_at(pac, at) ^ 0x40000000);
          }) == by_realm);
    CHECK(with_pac([](octets& pac) { number_at(pac, entry_of(pac, client_info), 99); }) == by_realm);
    CHECK(with_pac([](octets& pac) { number_at(pac, entry_of(pac, client_info) + 4, 12); }) == by_realm);
}

TEST_CASE("a PAC that is cut off is nobody's") {
    for (const std::size_t divisor : {2U, 3U, 5U, 50U})
        CHECK(with_pac([=](octets& pac) { pac.resize(pac.size() / divisor); }) == by_realm);
    CHECK(with_pac([](octets& pac) { pac.resize(8); }) == by_realm);
    CHECK(with_pac([](octets& pac) { pac.clear(); }) == by_realm);
}

TEST_CASE("buffers that are there twice, or overlap, are nobody's") {
    CHECK(with_pac([](octets& pac) {
              one_more(pac, 99, 0, static_cast<std::uint32_t>(pac.size() + 16) / 8 * 8);
          }) == account);
    for (const std::uint32_t type : {logon_info + 0, client_info + 0, upn_info + 0, server_signature + 0}) {
        CAPTURE(type);
        CHECK(with_pac([=](octets& pac) {
                  one_more(pac, type, 0, static_cast<std::uint32_t>(pac.size() + 16) / 8 * 8);
              }) == by_realm);
    }
    CHECK(with_pac([](octets& pac) {
              number_at(pac, entry_of(pac, upn_info) + 8,
                        static_cast<std::uint32_t>(offset_of(pac, logon_info)));
          }) == by_realm);
    CHECK(with_pac([](octets& pac) { number_at(pac, entry_of(pac, logon_info) + 4, 0xFFFFFFF0); }) ==
          by_realm);
}

TEST_CASE("an account whose counts lie, or whose parts do not agree, is nobody's") {
    CHECK(with_pac([](octets& pac) { // GroupCount
              const auto at = offset_of(pac, logon_info) + 16 + 4 + 48 + 48 + 4 + 8;
              REQUIRE(number_at(pac, at) == 2);
              number_at(pac, at, 3);
          }) == by_realm);
    CHECK(with_pac([](octets& pac) { // UserId
              const auto at = offset_of(pac, logon_info) + 16 + 4 + 48 + 48 + 4;
              number_at(pac, at, 500);
          }) == by_realm);
    CHECK(with_pac([](octets& pac) {
              const auto at = offset_of(pac, logon_info) + 8;
              number_at(pac, at, number_at(pac, at) - 8);
          }) == by_realm);
}

TEST_CASE("a user in a thousand groups, and with a PAC of forty thousand octets, is known") {
    const auto add = [](const std::string& name, int groups) {
        testing::account_options options;
        for (int i = 0; i < groups; ++i)
            options.groups.push_back(std::to_string(5000 + i));
        corp()->add_user(name, "secret", options);
    };
    add("carol", 1000);
    add("dave", 5000);
    CHECK(served_as("carol") == "CORP\\carol");
    CHECK(served_as("dave") == "CORP\\dave");
}
