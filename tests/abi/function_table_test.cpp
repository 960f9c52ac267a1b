// SPDX-License-Identifier: BSL-1.0
// InitSecurityInterface: what is in which slot, and whole exchanges through the tables only.
#include <support/catch.hpp>
#include <support/peers.hpp>
#include <support/test_realm.hpp>

#include <array>
#include <type_traits>

using namespace sspi::test;

namespace {

// Microsoft's order, one word each after the version. Go programs and others call by position.
static_assert(sizeof(SecurityFunctionTableA) == 32 * sizeof(void*));
static_assert(sizeof(SecurityFunctionTableW) == sizeof(SecurityFunctionTableA));
static_assert(offsetof(SecurityFunctionTableW, EnumerateSecurityPackagesW) == 1 * sizeof(void*));

/// The table as callers without a header see it.
template <class Table>
const void* const* slots_of(const Table* table) {
    return reinterpret_cast<const void* const*>(table);
}

template <class Pointer>
const void* address(Pointer function) {
    return reinterpret_cast<const void*>(function);
}

// Some have overloads for callers whose `unsigned long` has 64 bits.
constexpr ENCRYPT_MESSAGE_FN encrypt_message = EncryptMessage;
constexpr DECRYPT_MESSAGE_FN decrypt_message = DecryptMessage;

template <class Table>
void check_common_slots(const Table& table) {
    const auto* const slot = slots_of(&table);
    CHECK(table.dwVersion == 1);
    CHECK(slot[4] == address(&FreeCredentialsHandle));
    CHECK(slot[5] == nullptr);
    CHECK(slot[7] == address<ACCEPT_SECURITY_CONTEXT_FN>(AcceptSecurityContext));
    CHECK(slot[8] == address(&CompleteAuthToken));
    CHECK(slot[9] == address(&DeleteSecurityContext));
    CHECK(slot[10] == address(&ApplyControlToken));
    CHECK(slot[12] == address(&ImpersonateSecurityContext));
    CHECK(slot[13] == address(&RevertSecurityContext));
    CHECK(slot[14] == address(&MakeSignature));
    CHECK(slot[15] == address<VERIFY_SIGNATURE_FN>(VerifySignature));
    CHECK(slot[16] == address(&FreeContextBuffer));
    CHECK(slot[18] == address(encrypt_message)); // SealMessage once
    CHECK(slot[19] == address(decrypt_message)); // UnsealMessage once
    CHECK(slot[23] == nullptr);
    CHECK(slot[24] == address(&QuerySecurityContextToken));
    CHECK(slot[25] == address(encrypt_message));
    CHECK(slot[26] == address(decrypt_message));
    for (std::size_t i = 1; i < 32; ++i) {
        CAPTURE(i);
        CHECK((slot[i] != nullptr) == (i != 5 && i != 23));
    }
}

/// A token buffer that the table's functions fill.
struct token_buffer {
    bytes memory = bytes(48000);
    SecBuffer one = buffer(SECBUFFER_TOKEN, memory);
    SecBufferDesc list = descriptor({&one, 1});
};

/// Establishes with mutual authentication, seals one message each way, and asks for the name, by `table` alone.
/// Three of its slots differ by width and are passed on their own.
template <class Char, class Table, class Acquire, class Initiate, class Query>
void exchange_through(const Table& table, Acquire acquire_slot, Initiate initiate_slot, Query query_slot) {
    const auto text = [](std::string_view ascii) {
        return std::basic_string<Char>(ascii.begin(), ascii.end());
    };
    auto package = text("Kerberos"), target = text(web);
    CredHandle from{}, with{};
    TimeStamp expiry{};
    REQUIRE(acquire_slot(nullptr, package.data(), SECPKG_CRED_OUTBOUND, nullptr, nullptr, nullptr, nullptr,
                         &from, &expiry) == SEC_E_OK);
    REQUIRE(acquire_slot(nullptr, package.data(), SECPKG_CRED_INBOUND, nullptr, nullptr, nullptr, nullptr,
                         &with, &expiry) == SEC_E_OK);
    CtxtHandle client{}, server{};
    token_buffer there, back, last;
    ULONG attributes = 0;
    REQUIRE(initiate_slot(&from, nullptr, target.data(), usual_request, 0, SECURITY_NATIVE_DREP, nullptr, 0,
                          &client, &there.list, &attributes, &expiry) == SEC_I_CONTINUE_NEEDED);
    REQUIRE(table.AcceptSecurityContext(&with, nullptr, &there.list, 0, SECURITY_NATIVE_DREP, &server,
                                        &back.list, &attributes, &expiry) == SEC_E_OK);
    REQUIRE(initiate_slot(&from, &client, target.data(), usual_request, 0, SECURITY_NATIVE_DREP, &back.list,
                          0, &client, &last.list, &attributes, &expiry) == SEC_E_OK);
    CHECK(table.CompleteAuthToken(&client, nullptr) == SEC_E_OK);

    SecPkgContext_Sizes sizes{};
    REQUIRE(query_slot(&client, SECPKG_ATTR_SIZES, &sizes) == SEC_E_OK);
    bytes trailer(sizes.cbSecurityTrailer), data = bytes_of("by the table"), padding(sizes.cbBlockSize);
    SecBuffer message[] = {buffer(SECBUFFER_TOKEN, trailer), buffer(SECBUFFER_DATA, data),
                           buffer(SECBUFFER_PADDING, padding)};
    auto list = descriptor(message);
    ULONG qop = 9;
    REQUIRE(table.EncryptMessage(&client, 0, &list, 0) == SEC_E_OK);
    CHECK(text_of(data) != "by the table");
    REQUIRE(table.DecryptMessage(&server, &list, 0, &qop) == SEC_E_OK);
    CHECK(text_of(data) == "by the table");
    CHECK(qop == 0);

    // The former names of the same two, as old callers reach them.
    message[0] = buffer(SECBUFFER_TOKEN, trailer);
    message[2] = buffer(SECBUFFER_PADDING, padding);
    const auto seal = reinterpret_cast<decltype(table.EncryptMessage)>(table.Reserved3);
    const auto unseal = reinterpret_cast<decltype(table.DecryptMessage)>(table.Reserved4);
    REQUIRE(seal(&server, 0, &list, 0) == SEC_E_OK);
    REQUIRE(unseal(&client, &list, 0, &qop) == SEC_E_OK);
    CHECK(text_of(data) == "by the table");

    bytes signature(sizes.cbMaxSignature);
    SecBuffer signed_message[] = {buffer(SECBUFFER_DATA, data), buffer(SECBUFFER_TOKEN, signature)};
    auto signed_list = descriptor(signed_message);
    REQUIRE(table.MakeSignature(&client, 0, &signed_list, 0) == SEC_E_OK);
    REQUIRE(table.VerifySignature(&server, &signed_list, 0, &qop) == SEC_E_OK);
    CHECK(table.DeleteSecurityContext(&client) == SEC_E_OK);
    CHECK(table.DeleteSecurityContext(&server) == SEC_E_OK);
    CHECK(table.FreeCredentialsHandle(&from) == SEC_E_OK);
    CHECK(table.FreeCredentialsHandle(&with) == SEC_E_OK);
}

} // namespace

TEST_CASE("the narrow table has Microsoft's order") {
    const auto* const table = InitSecurityInterfaceA();
    REQUIRE(table != nullptr);
    CHECK(table == InitSecurityInterfaceA());
    check_common_slots(*table);
    const auto* const slot = slots_of(table);
    CHECK(slot[1] == address<ENUMERATE_SECURITY_PACKAGES_FN_A>(EnumerateSecurityPackagesA));
    CHECK(slot[2] == address(&QueryCredentialsAttributesA));
    CHECK(slot[3] == address(&AcquireCredentialsHandleA));
    CHECK(slot[6] == address<INITIALIZE_SECURITY_CONTEXT_FN_A>(InitializeSecurityContextA));
    CHECK(slot[11] == address(&QueryContextAttributesA));
    CHECK(slot[17] == address(&QuerySecurityPackageInfoA));
    CHECK(slot[20] == address(&ExportSecurityContext));
    CHECK(slot[21] == address(&ImportSecurityContextA));
    CHECK(slot[22] == address(&AddCredentialsA));
    CHECK(slot[27] == address(&SetContextAttributesA));
    CHECK(slot[28] == address(&SetCredentialsAttributesA));
    CHECK(slot[29] == address(&ChangeAccountPasswordA));
    CHECK(slot[30] == address(&QueryContextAttributesExA));
    CHECK(slot[31] == address(&QueryCredentialsAttributesExA));
}

TEST_CASE("the wide table has the same order with the wide functions") {
    const auto* const table = InitSecurityInterfaceW();
    REQUIRE(table != nullptr);
    check_common_slots(*table);
    const auto* const slot = slots_of(table);
    CHECK(slot[1] == address<ENUMERATE_SECURITY_PACKAGES_FN_W>(EnumerateSecurityPackagesW));
    CHECK(slot[2] == address(&QueryCredentialsAttributesW));
    CHECK(slot[3] == address(&AcquireCredentialsHandleW));
    CHECK(slot[6] == address<INITIALIZE_SECURITY_CONTEXT_FN_W>(InitializeSecurityContextW));
    CHECK(slot[11] == address(&QueryContextAttributesW));
    CHECK(slot[17] == address(&QuerySecurityPackageInfoW));
    CHECK(slot[21] == address(&ImportSecurityContextW));
    CHECK(slot[22] == address(&AddCredentialsW));
    CHECK(slot[27] == address(&SetContextAttributesW));
    CHECK(slot[28] == address(&SetCredentialsAttributesW));
    CHECK(slot[29] == address(&ChangeAccountPasswordW));
    CHECK(slot[30] == address(&QueryContextAttributesExW));
    CHECK(slot[31] == address(&QueryCredentialsAttributesExW));
    const auto* const narrow = slots_of(InitSecurityInterfaceA());
    for (const std::size_t wide_only : {1U, 2U, 3U, 6U, 11U, 17U, 21U, 22U, 27U, 28U, 29U, 30U, 31U})
        CHECK(slot[wide_only] != narrow[wide_only]);
}

TEST_CASE("a whole exchange goes through the narrow table alone") {
    shared_realm();
    const auto& table = *InitSecurityInterfaceA();
    exchange_through<SEC_CHAR>(table, table.AcquireCredentialsHandleA, table.InitializeSecurityContextA,
                               table.QueryContextAttributesA);
}

TEST_CASE("a whole exchange goes through the wide table alone") {
    shared_realm();
    const auto& table = *InitSecurityInterfaceW();
    exchange_through<SEC_WCHAR>(table, table.AcquireCredentialsHandleW, table.InitializeSecurityContextW,
                                table.QueryContextAttributesW);
}

TEST_CASE("the tables list the packages, and refuse as the functions do") {
    const auto& table = *InitSecurityInterfaceW();
    ULONG count = 0;
    PSecPkgInfoW packages = nullptr;
    REQUIRE(table.EnumerateSecurityPackagesW(&count, &packages) == SEC_E_OK);
    CHECK(count == 2);
    CHECK(table.FreeContextBuffer(packages) == SEC_E_OK);
    SecHandle zero{};
    CHECK(table.ApplyControlToken(&zero, nullptr) == SEC_E_UNSUPPORTED_FUNCTION);
    CHECK(table.ImpersonateSecurityContext(&zero) == SEC_E_INVALID_HANDLE);
    CHECK(table.RevertSecurityContext(&zero) == SEC_E_INVALID_HANDLE);
    CHECK(table.SetContextAttributesW(&zero, 0, nullptr, 0) == SEC_E_UNSUPPORTED_FUNCTION);
    CHECK(table.QueryContextAttributesExW(&zero, 0, nullptr, 0) == SEC_E_INVALID_HANDLE);
}
