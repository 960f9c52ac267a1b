// SPDX-License-Identifier: BSL-1.0
// How known programs go through the legs, each with its own ideas about flags, handles and buffers.
#include <support/catch.hpp>
#include <support/legs.hpp>
#include <support/messages.hpp>
#include <support/packages.hpp>

#include <array>
#include <cstring>

using namespace sspi::test;

namespace {

/// A server that answers whatever a program under test sends it.
struct answering_server {
    owned_credential credential;
    peer side{};

    explicit answering_server(const std::string& package)
        : credential(acquire_from(package, SECPKG_CRED_INBOUND)) {}

    bytes answer(std::span<const std::byte> token) {
        accept(side, credential, 0, token);
        REQUIRE(side.status >= 0);
        return side.token;
    }
    [[nodiscard]] bool knows_the_client() {
        SecPkgContext_NamesA names{};
        if (QueryContextAttributesA(side.context.get(), SECPKG_ATTR_NAMES, &names) != SEC_E_OK) return false;
        const std::string name = names.sUserName;
        CHECK(FreeContextBuffer(names.sUserName) == SEC_E_OK);
        return name == "SSPI.TEST\\alice";
    }
};

std::string any_package() {
    shared_realm();
    return GENERATE(from_range(every_package()));
}

} // namespace

TEST_CASE("libpq asks for allocation alone, keeps the first handle, and sends what is not empty") {
    const auto package = any_package();
    answering_server server(package);
    auto credential = acquire_from(package, SECPKG_CRED_OUTBOUND);
    CtxtHandle kept, returned;
    std::memset(&returned, 0xCD, sizeof returned);
    bytes answer;
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    for (bool first = true; status == SEC_I_CONTINUE_NEEDED; first = false) {
        SecBuffer in = buffer(SECBUFFER_TOKEN, answer), out{0, SECBUFFER_TOKEN, nullptr};
        SecBufferDesc in_list = descriptor({&in, 1}), out_list = descriptor({&out, 1});
        ULONG attributes = 0;
        status = InitializeSecurityContextA(
            credential.get(), first ? nullptr : &kept, arg(web), ISC_REQ_ALLOCATE_MEMORY, 0,
            SECURITY_NETWORK_DREP, first ? nullptr : &in_list, 0, &returned, &out_list, &attributes, nullptr);
        REQUIRE((status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED));
        if (first) kept = returned;
        if (out.cbBuffer > 0)
            answer = server.answer({static_cast<const std::byte*>(out.pvBuffer), out.cbBuffer});
        FreeContextBuffer(out.pvBuffer); // whatever it is, on each leg
    }
    CHECK(server.knows_the_client());
    CHECK(DeleteSecurityContext(&kept) == SEC_E_OK);
}

TEST_CASE("librdkafka brings a large buffer of its own, and asks for mutual authentication once only") {
    const auto package = any_package();
    answering_server server(package);
    auto credential = acquire_from(package, SECPKG_CRED_OUTBOUND);
    CtxtHandle context{};
    std::array<std::byte, 48000> memory;
    bytes answer;
    ULONG request = ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT | ISC_REQ_CONFIDENTIALITY |
                    ISC_REQ_MUTUAL_AUTH | ISC_REQ_IDENTIFY;
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    for (bool first = true; status == SEC_I_CONTINUE_NEEDED; first = false) {
        SecBuffer in = buffer(SECBUFFER_TOKEN, answer), out = buffer(SECBUFFER_TOKEN, memory);
        SecBufferDesc in_list = descriptor({&in, 1}), out_list = descriptor({&out, 1});
        ULONG attributes = 0;
        TimeStamp expiry{{0, 0}};
        status = InitializeSecurityContextA(credential.get(), first ? nullptr : &context, arg(web), request,
                                            0, SECURITY_NATIVE_DREP, first ? nullptr : &in_list, 0, &context,
                                            &out_list, &attributes, &expiry);
        REQUIRE((status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED));
        if (status == SEC_I_CONTINUE_NEEDED) answer = server.answer(std::span(memory).first(out.cbBuffer));
        request &= ~static_cast<ULONG>(ISC_REQ_MUTUAL_AUTH);
    }
    CHECK(server.knows_the_client());
    CHECK(DeleteSecurityContext(&context) == SEC_E_OK);
}

TEST_CASE("libgit2 and OpenSSH give no place for the handle on later legs") {
    const auto package = any_package();
    answering_server server(package);
    auto credential = acquire_from(package, SECPKG_CRED_BOTH);
    one_call first{.credential = credential.get(), .request = usual_request};
    CtxtHandle context{};
    first.fresh = &context;
    REQUIRE(first.initiate() == SEC_I_CONTINUE_NEEDED);
    one_call later{.credential = credential.get(), .context = &context, .request = usual_request};
    later.input = server.answer(first.token());
    CHECK(later.initiate() == SEC_E_OK);
    CHECK(server.knows_the_client());
    CHECK(DeleteSecurityContext(&context) == SEC_E_OK);
}

TEST_CASE("Waffle asks again with a larger buffer, a zeroed handle and the same input, on every leg") {
    const auto package = any_package();
    answering_server server(package);
    auto credential = acquire_from(package, SECPKG_CRED_OUTBOUND);
    CtxtHandle context{};
    bytes answer;
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    for (bool first = true; status == SEC_I_CONTINUE_NEEDED; first = false) {
        one_call call{.credential = credential.get(),
                      .context = first ? nullptr : &context,
                      .request = usual_request,
                      .input = answer,
                      .room = 1};
        CtxtHandle fresh{};
        do {
            fresh = {};
            call.fresh = &fresh;
            status = call.initiate();
            call.room += 700;
            REQUIRE(call.room < 100000);
        } while (status == SEC_E_BUFFER_TOO_SMALL || status == SEC_E_INSUFFICIENT_MEMORY);
        REQUIRE((status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED));
        context = fresh;
        if (call.out_buffer.cbBuffer > 0) answer = server.answer(call.token());
    }
    CHECK(server.knows_the_client());
    CHECK(DeleteSecurityContext(&context) == SEC_E_OK);
}

TEST_CASE("FreeRDP and MariaDB feed back the attributes that came out as the next request") {
    const auto package = any_package();
    answering_server server(package);
    auto credential = acquire_from(package, SECPKG_CRED_OUTBOUND);
    peer client;
    initiate(client, credential, web, ISC_REQ_MUTUAL_AUTH | ISC_REQ_CONFIDENTIALITY | ISC_REQ_CONNECTION);
    while (client.status == SEC_I_CONTINUE_NEEDED) {
        const auto answer = server.answer(client.token);
        initiate(client, credential, web, client.attributes, answer);
    }
    CHECK(client.status == SEC_E_OK);
    CHECK((client.attributes & ISC_RET_CONFIDENTIALITY) != 0);
    CHECK(server.knows_the_client());
}

TEST_CASE("go-ldap checks that every flag that it asked for was granted") {
    const auto package = any_package();
    const auto s = establish_with(package, web, usual_request);
    CHECK((s.client.attributes & usual_request) == usual_request);
}

TEST_CASE("OpenSSH ORs READONLY into the type of its input token") {
    const auto package = any_package();
    answering_server server(package);
    auto credential = acquire_from(package, SECPKG_CRED_OUTBOUND);
    peer client;
    initiate(client, credential, web, usual_request);
    REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
    auto answer = server.answer(client.token);
    one_call later{.credential = credential.get(), .context = client.context.get(), .request = usual_request};
    later.more_input = {buffer(SECBUFFER_TOKEN | SECBUFFER_READONLY, answer)};
    CHECK(later.initiate() == SEC_E_OK);
}

TEST_CASE("a size_t written through &cbBuffer makes an EMPTY buffer, and the leg can be made again") {
    const auto package = any_package();
    answering_server server(package);
    auto credential = acquire_from(package, SECPKG_CRED_OUTBOUND);
    peer client;
    initiate(client, credential, web, usual_request);
    REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
    auto answer = server.answer(client.token);
    one_call later{.credential = credential.get(), .context = client.context.get(), .request = usual_request};
    later.more_input = {buffer(SECBUFFER_EMPTY, answer)};
    CHECK(later.initiate() == SEC_E_INVALID_TOKEN);
    initiate(client, credential, web, usual_request, answer);
    CHECK(client.status == SEC_E_OK);
}

TEST_CASE("buffers of the fixed sizes that programs use hold the tokens") {
    const auto package = any_package();
    auto credential = acquire_from(package, SECPKG_CRED_OUTBOUND);
    for (const std::size_t room : {4096, 12000, 12288, 48000, 50000}) {
        CtxtHandle context{};
        one_call call{.credential = credential.get(), .request = usual_request, .room = room};
        call.fresh = &context;
        CHECK(call.initiate() == SEC_I_CONTINUE_NEEDED);
        CHECK(DeleteSecurityContext(&context) == SEC_E_OK);
    }
}

TEST_CASE("an allocated token that is not there is NULL and has no bytes, whatever stood in the buffer") {
    const auto package = any_package();
    answering_server server(package);
    auto credential = acquire_from(package, SECPKG_CRED_OUTBOUND);
    peer client;
    initiate(client, credential, web, usual_request);
    auto answer = server.answer(client.token);
    SecBuffer in = buffer(SECBUFFER_TOKEN, answer);
    SecBuffer out{4711, SECBUFFER_TOKEN, &answer}; // a stale pointer, as openconnect leaves it
    SecBufferDesc in_list = descriptor({&in, 1}), out_list = descriptor({&out, 1});
    ULONG attributes = 0;
    REQUIRE(InitializeSecurityContextA(credential.get(), client.context.get(), nullptr,
                                       ISC_REQ_ALLOCATE_MEMORY, 0, 0, &in_list, 0, client.context.get(),
                                       &out_list, &attributes, nullptr) == SEC_E_OK);
    if (out.cbBuffer == 0)
        CHECK(out.pvBuffer == nullptr);
    else
        CHECK(FreeContextBuffer(out.pvBuffer) == SEC_E_OK);
}

TEST_CASE("a missing or empty target is unknown, as Firebird, cntlm and others without a name find out") {
    const auto package = any_package();
    auto credential = acquire_from(package, SECPKG_CRED_OUTBOUND);
    for (const char* const target : {static_cast<const char*>(nullptr), ""}) {
        bytes memory(4096);
        auto out = buffer(SECBUFFER_TOKEN, memory);
        auto list = descriptor({&out, 1});
        CtxtHandle context{7, 8};
        ULONG attributes = 0;
        CHECK(InitializeSecurityContextA(credential.get(), nullptr, arg(target), 0, 0, 0, nullptr, 0,
                                         &context, &list, &attributes, nullptr) == SEC_E_TARGET_UNKNOWN);
        CHECK(context.dwLower == 7);
    }
}

TEST_CASE("the shapes of service names that programs write reach the service of that name") {
    const auto package = any_package();
    auto& realm = shared_realm();
    static const bool added = [&realm] {
        for (const char* const name : {"http/lower.sspi.test", "MSSQLSvc/db.sspi.test:1433",
                                       "mariadb/db.sspi.test", "host$", "ldap/dc.sspi.test/sspi.test"})
            realm->add_service(name);
        realm->write_keytab(realm.environment().keytab_name());
        return true;
    }();
    REQUIRE(added);
    for (const char* const target :
         {"http/lower.sspi.test", "MSSQLSvc/db.sspi.test:1433", "mariadb/db.sspi.test@SSPI.TEST",
          "host$@SSPI.TEST", "ldap/dc.sspi.test/sspi.test"}) {
        INFO(target);
        CHECK_NOTHROW(establish_with(package, target, usual_request));
    }
}

TEST_CASE("CompleteAuthToken is called when it is not asked for, and does no harm") {
    const auto package = any_package();
    auto s = establish_with(package, web, usual_request);
    SecBuffer empty{0, SECBUFFER_TOKEN, nullptr};
    auto list = descriptor({&empty, 1});
    CHECK(CompleteAuthToken(s.client.context.get(), &list) == SEC_E_OK);
    CHECK(decrypt_stream(s.server, encrypt(s.client, {"still good"}).joined()).text == "still good");
}

TEST_CASE("MySQL frees a credential and a context that it failed to make") {
    CredHandle credential;
    CtxtHandle context;
    std::memset(&credential, 0xCC, sizeof credential);
    std::memset(&context, 0xCC, sizeof context);
    CHECK(FreeCredentialsHandle(&credential) == SEC_E_INVALID_HANDLE);
    CHECK(DeleteSecurityContext(&context) == SEC_E_INVALID_HANDLE);
}
