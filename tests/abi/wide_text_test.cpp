// SPDX-License-Identifier: BSL-1.0
// Wide text in each of the header's modes. Compiled three times: as it is, with SSPI_UTF16, with -fshort-wchar.
// No std::wstring here: the C++ library is built for the usual wchar_t only.
#include <support/catch.hpp>
#include <support/legs.hpp>

#include <dlfcn.h>

#include <algorithm>
#include <iterator>

using namespace sspi::test;

#ifdef SSPI_UTF16
#define TEXT_OF(literal) u##literal
#else
#define TEXT_OF(literal) L##literal
#endif

namespace {

static_assert(sizeof(WCHAR) == EXPECTED_WCHAR_SIZE, "the mode is not the one that was to be tested");

// Two octets, three, and four in UTF-8; the last is a pair of surrogates in UTF-16.
constexpr auto user_utf8 = "zo\xC3\xAB\xE2\x82\xAC\xF0\x9F\x98\x80";
constexpr auto principal_utf8 = "zo\xC3\xAB\xE2\x82\xAC\xF0\x9F\x98\x80@SSPI.TEST";
constexpr auto account_utf8 = "SSPI.TEST\\zo\xC3\xAB\xE2\x82\xAC\xF0\x9F\x98\x80";
constexpr auto password_utf8 = "s\xC3\xA9same\xF0\x9F\x98\x80";
constexpr auto service_utf8 = "HTTP/w\xC3\xA9"
                              "b.sspi.test";

constexpr WCHAR user_wide[] = TEXT_OF("zo\u00EB\u20AC\U0001F600");
constexpr WCHAR principal_wide[] = TEXT_OF("zo\u00EB\u20AC\U0001F600@SSPI.TEST");
constexpr WCHAR account_wide[] = TEXT_OF("SSPI.TEST\\zo\u00EB\u20AC\U0001F600");
constexpr WCHAR domain_wide[] = TEXT_OF("SSPI.TEST");
constexpr WCHAR password_wide[] = TEXT_OF("s\u00E9same\U0001F600");
constexpr WCHAR service_wide[] = TEXT_OF("HTTP/w\u00E9b.sspi.test");
constexpr WCHAR service_principal_wide[] = TEXT_OF("HTTP/w\u00E9b.sspi.test@SSPI.TEST");
constexpr WCHAR package_wide[] = TEXT_OF("kerberos");

constexpr char16_t user_utf16[] = u"zo\u00EB\u20AC\U0001F600";
constexpr char16_t principal_utf16[] = u"zo\u00EB\u20AC\U0001F600@SSPI.TEST";
constexpr char16_t account_utf16[] = u"SSPI.TEST\\zo\u00EB\u20AC\U0001F600";
constexpr char16_t domain_utf16[] = u"SSPI.TEST";
constexpr char16_t password_utf16[] = u"s\u00E9same\U0001F600";
constexpr char16_t service_utf16[] = u"HTTP/w\u00E9b.sspi.test";
constexpr char16_t package_utf16[] = u"kerberos";

void prepare() {
    static const bool done = [] {
        auto& realm = shared_realm();
        realm->add_user(user_utf8, password_utf8);
        realm->add_service(service_utf8);
        realm->write_keytab(realm.environment().keytab_name());
        return true;
    }();
    REQUIRE(done);
}

template <class Char, std::size_t Size>
bool is(const Char* text, const Char (&expected)[Size]) {
    return std::equal(expected, expected + Size, text); // the terminator included
}

template <class Char, std::size_t Size>
constexpr ULONG length(const Char (&)[Size]) {
    return static_cast<ULONG>(Size - 1);
}

template <class Char>
Char* writable(const Char* text) {
    return const_cast<Char*>(text);
}

template <class Char>
unsigned short* field(const Char* text) {
    return reinterpret_cast<unsigned short*>(const_cast<Char*>(text));
}

SEC_WINNT_AUTH_IDENTITY_W identity() {
    return {field(user_wide),
            length(user_wide),
            field(domain_wide),
            length(domain_wide),
            field(password_wide),
            length(password_wide),
            SEC_WINNT_AUTH_IDENTITY_UNICODE};
}

/// A first leg to the wide target through that function; the token goes to the server, whose view is returned.
template <class Function, class Target>
peer served(Function function, CredHandle* from, Target* target) {
    owned_context client;
    bytes memory(48000);
    auto out = buffer(SECBUFFER_TOKEN, memory);
    auto list = descriptor({&out, 1});
    ULONG attributes = 0;
    TimeStamp expiry{};
    REQUIRE(function(from, nullptr, target, ISC_REQ_INTEGRITY, 0, SECURITY_NATIVE_DREP, nullptr, 0,
                     client.get(), &list, &attributes, &expiry) == SEC_E_OK);
    client.now_live();
    memory.resize(out.cbBuffer);
    auto with = acquire(SECPKG_CRED_INBOUND);
    peer server;
    accept(server, with, 0, memory);
    REQUIRE(server.status == SEC_E_OK);
    return server;
}

template <class Function>
Function* by_name(const char* name) {
    void* const found = dlsym(RTLD_DEFAULT, name);
    REQUIRE(found != nullptr);
    return reinterpret_cast<Function*>(found);
}

} // namespace

TEST_CASE("wide names go in and come out unchanged") {
    prepare();
    auto who = identity();
    owned_credential from;
    REQUIRE(AcquireCredentialsHandleW(nullptr, writable(package_wide), SECPKG_CRED_OUTBOUND, nullptr, &who,
                                      nullptr, nullptr, from.get(), nullptr) == SEC_E_OK);
    from.now_live();
    SecPkgCredentials_NamesW own{};
    REQUIRE(QueryCredentialsAttributesW(from.get(), SECPKG_CRED_ATTR_NAMES, &own) == SEC_E_OK);
    CHECK(is(own.sUserName, principal_wide));
    CHECK(FreeContextBuffer(own.sUserName) == SEC_E_OK);

    auto server = served<INITIALIZE_SECURITY_CONTEXT_FN_W>(InitializeSecurityContextW, from.get(),
                                                           writable(service_wide));
    SecPkgContext_NativeNamesW names{};
    REQUIRE(QueryContextAttributesW(server.context.get(), SECPKG_ATTR_NATIVE_NAMES, &names) == SEC_E_OK);
    CHECK(is(names.sClientName, principal_wide));
    CHECK(is(names.sServerName, service_principal_wide));
    CHECK(FreeContextBuffer(names.sClientName) == SEC_E_OK);
    CHECK(FreeContextBuffer(names.sServerName) == SEC_E_OK);
    SecPkgContext_NamesA narrow{};
    REQUIRE(QueryContextAttributesA(server.context.get(), SECPKG_ATTR_NAMES, &narrow) == SEC_E_OK);
    CHECK(std::string(narrow.sUserName) == account_utf8);
    CHECK(FreeContextBuffer(narrow.sUserName) == SEC_E_OK);
}

TEST_CASE("the wide table takes and gives the same text") {
    prepare();
    const auto& table = *InitSecurityInterfaceW();
    auto who = identity();
    owned_credential from;
    REQUIRE(table.AcquireCredentialsHandleW(nullptr, writable(package_wide), SECPKG_CRED_OUTBOUND, nullptr,
                                            &who, nullptr, nullptr, from.get(), nullptr) == SEC_E_OK);
    from.now_live();
    auto server = served(table.InitializeSecurityContextW, from.get(), writable(service_wide));
    SecPkgContext_NamesW names{};
    REQUIRE(table.QueryContextAttributesW(server.context.get(), SECPKG_ATTR_NAMES, &names) == SEC_E_OK);
    CHECK(is(names.sUserName, account_wide));
    CHECK(table.FreeContextBuffer(names.sUserName) == SEC_E_OK);
    PSecPkgInfoW info = nullptr;
    REQUIRE(table.QuerySecurityPackageInfoW(writable(package_wide), &info) == SEC_E_OK);
    CHECK(is(info->Name, TEXT_OF("Kerberos")));
    CHECK(is(info->Comment, TEXT_OF("Microsoft Kerberos V1.0")));
    CHECK(table.FreeContextBuffer(info) == SEC_E_OK);
}

TEST_CASE("a wide identity reaches the narrow functions too") {
    prepare();
    auto who = identity();
    owned_credential from = acquire(SECPKG_CRED_OUTBOUND, &who);
    auto server =
        served<INITIALIZE_SECURITY_CONTEXT_FN_A>(InitializeSecurityContextA, from.get(), arg(service_utf8));
    SecPkgContext_NamesW names{};
    REQUIRE(QueryContextAttributesW(server.context.get(), SECPKG_ATTR_NAMES, &names) == SEC_E_OK);
    CHECK(is(names.sUserName, account_wide));
    CHECK(FreeContextBuffer(names.sUserName) == SEC_E_OK);
    SecPkgContext_ClientSpecifiedTarget target{}; // wide from the narrow function
    REQUIRE(QueryContextAttributesA(server.context.get(), SECPKG_ATTR_CLIENT_SPECIFIED_TARGET, &target) ==
            SEC_E_OK);
    CHECK(is(target.sTargetName, service_wide));
    CHECK(FreeContextBuffer(target.sTargetName) == SEC_E_OK);

    owned_credential own = acquire(SECPKG_CRED_OUTBOUND);
    SecBuffer supplied{sizeof who, SECBUFFER_PKG_PARAMS, &who};
    SecBufferDesc in = descriptor({&supplied, 1});
    owned_context client;
    bytes memory(48000);
    auto out = buffer(SECBUFFER_TOKEN, memory);
    auto list = descriptor({&out, 1});
    REQUIRE(InitializeSecurityContextA(own.get(), nullptr, arg(service_utf8), ISC_REQ_USE_SUPPLIED_CREDS, 0,
                                       0, &in, 0, client.get(), &list, nullptr, nullptr) == SEC_E_OK);
    client.now_live();
    REQUIRE(QueryContextAttributesW(client.get(), SECPKG_ATTR_NAMES, &names) == SEC_E_OK);
    CHECK(is(names.sUserName, account_wide));
    CHECK(FreeContextBuffer(names.sUserName) == SEC_E_OK);
}

TEST_CASE("text that is not well-formed is refused") {
    prepare();
    const WCHAR lone_surrogate[] = {'a', static_cast<WCHAR>(0xD83D), 'b', 0};
    auto who = identity();
    who.User = field(lone_surrogate);
    who.UserLength = 3;
    SecHandle out{};
    CHECK(AcquireCredentialsHandleW(nullptr, writable(package_wide), SECPKG_CRED_OUTBOUND, nullptr, &who,
                                    nullptr, nullptr, &out, nullptr) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(AcquireCredentialsHandleW(nullptr, writable(lone_surrogate), SECPKG_CRED_OUTBOUND, nullptr, nullptr,
                                    nullptr, nullptr, &out, nullptr) == SEC_E_SECPKG_NOT_FOUND);
    owned_credential from = acquire(SECPKG_CRED_OUTBOUND);
    bytes memory(48000);
    auto token = buffer(SECBUFFER_TOKEN, memory);
    auto list = descriptor({&token, 1});
    CHECK(InitializeSecurityContextW(from.get(), nullptr, writable(lone_surrogate), 0, 0, 0, nullptr, 0, &out,
                                     &list, nullptr, nullptr) == SEC_E_TARGET_UNKNOWN);
}

TEST_CASE("the exported plain names take UTF-16, whatever this program's WCHAR is") {
    prepare();
    using acquire_function = SECURITY_STATUS(char16_t*, char16_t*, ULONG, void*, void*, SEC_GET_KEY_FN, void*,
                                             CredHandle*, TimeStamp*);
    using initiate_function =
        SECURITY_STATUS(CredHandle*, CtxtHandle*, char16_t*, ULONG, ULONG, ULONG, SecBufferDesc*, ULONG,
                        CtxtHandle*, SecBufferDesc*, ULONG*, TimeStamp*);
    using query_function = SECURITY_STATUS(CtxtHandle*, ULONG, void*);
    const auto acquire_w = by_name<acquire_function>("AcquireCredentialsHandleW");
    const auto initiate_w = by_name<initiate_function>("InitializeSecurityContextW");
    const auto query_w = by_name<query_function>("QueryContextAttributesW");
    SEC_WINNT_AUTH_IDENTITY_W who{field(user_utf16),
                                  length(user_utf16),
                                  field(domain_utf16),
                                  length(domain_utf16),
                                  field(password_utf16),
                                  length(password_utf16),
                                  SEC_WINNT_AUTH_IDENTITY_UNICODE};
    owned_credential from;
    REQUIRE(acquire_w(nullptr, writable(package_utf16), SECPKG_CRED_OUTBOUND, nullptr, &who, nullptr, nullptr,
                      from.get(), nullptr) == SEC_E_OK);
    from.now_live();
    auto server = served(initiate_w, from.get(), writable(service_utf16));
    struct {
        char16_t* user;
    } names{};
    REQUIRE(query_w(server.context.get(), SECPKG_ATTR_NAMES, &names) == SEC_E_OK);
    CHECK(is(names.user, account_utf16));
    CHECK(FreeContextBuffer(names.user) == SEC_E_OK);

    // As programs do that bind by position: slot 3 of the wide table, found by name.
    const auto init = by_name<void* const*()>("InitSecurityInterfaceW");
    const auto from_table = reinterpret_cast<acquire_function*>(init()[3]);
    CHECK(from_table == acquire_w);
    CHECK((reinterpret_cast<const void*>(InitSecurityInterfaceW()) == init()) == (sizeof(WCHAR) == 2));
}
