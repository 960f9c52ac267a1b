// SPDX-License-Identifier: BSL-1.0
// Tests of line_client.cpp as its author writes them with sspi-testing: each has a realm of its own and no other set-up.
#define SECURITY_WIN32
#include "line_client.hpp"

#include <windows.h>

#include <security.h>
#include <sspi/testing/local_realm.hpp>
#include <sspi_extensions.h>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <string>
#include <vector>

using namespace sspi::testing;
using namespace std::chrono_literals;
using example::log_in;
using example::login;

namespace {

/// The server's side: it answers lines with the keys of the realm.
class server {
  public:
    explicit server(const std::string& keytab) {
        char package[] = "Negotiate";
        REQUIRE(AcquireCredentialsHandleA(nullptr, package, SECPKG_CRED_INBOUND, nullptr, nullptr, nullptr,
                                          nullptr, &credential_, nullptr) == SEC_E_OK);
        REQUIRE(SspiSetCredentialStore(&credential_, nullptr, keytab.c_str()) == SEC_E_OK);
    }
    ~server() {
        if (begun_) DeleteSecurityContext(&context_);
        FreeCredentialsHandle(&credential_);
    }
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    std::string answer(const std::string& line) {
        std::string octets;
        for (std::size_t i = 5; i + 1 < line.size(); i += 2) // after "AUTH "
            octets += static_cast<char>(std::stoi(line.substr(i, 2), nullptr, 16));
        SecBuffer in{static_cast<ULONG>(octets.size()), SECBUFFER_TOKEN, octets.data()};
        SecBuffer out{0, SECBUFFER_TOKEN, nullptr};
        SecBufferDesc input{SECBUFFER_VERSION, 1, &in}, output{SECBUFFER_VERSION, 1, &out};
        ULONG granted = 0;
        status =
            AcceptSecurityContext(&credential_, begun_ ? &context_ : nullptr, &input, ASC_REQ_ALLOCATE_MEMORY,
                                  SECURITY_NATIVE_DREP, &context_, &output, &granted, nullptr);
        if (status != SEC_E_OK && status != SEC_I_CONTINUE_NEEDED) return "NO";
        begun_ = true;
        std::string token;
        for (ULONG i = 0; i < out.cbBuffer; ++i) {
            char digits[3];
            std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char*>(out.pvBuffer)[i]);
            token += digits;
        }
        FreeContextBuffer(out.pvBuffer);
        return (status == SEC_E_OK ? "WELCOME " : "MORE ") + token;
    }

    SECURITY_STATUS status = SEC_E_OK; ///< of the last line

  private:
    CredHandle credential_{};
    CtxtHandle context_{};
    bool begun_ = false;
};

/// Alice, her server, and what the realm is told in the test.
struct fixture {
    [[nodiscard]] login alice_logs_in(const std::string& password = "secret",
                                      const std::string& name = "server.example.test") {
        return log_in(name, example::account{"alice", realm.name(), password},
                      [this](const std::string& line) { return line_server.answer(line); });
    }

    local_realm realm{{{"alice", "secret"}}, {"line/server.example.test"}};
    server line_server{realm.keytab()};
};

} // namespace

TEST_CASE_METHOD(fixture, "alice logs in") {
    CHECK(alice_logs_in() == login::welcome);
    const auto tickets = realm.transcript().of(message::tgs).to("line/server.example.test");
    INFO(realm.transcript());
    REQUIRE(tickets.size() == 1);
    CHECK(tickets[0].client == "alice@" + realm.name());
}

TEST_CASE_METHOD(fixture, "a wrong password is denied, and no ticket is asked for") {
    CHECK(alice_logs_in("wrong") == login::denied);
    CHECK(realm.transcript().of(message::tgs).empty());
}

TEST_CASE_METHOD(fixture, "a server that the domain does not know is said to be unknown") {
    CHECK(alice_logs_in("secret", "other.example.test") == login::no_such_server);
    CHECK(realm.transcript().back().error == kdc_err_s_principal_unknown);
}

TEST_CASE_METHOD(fixture, "a disabled account is denied") {
    realm.set_options("alice", {.disabled = true});
    CHECK(alice_logs_in() == login::denied);
    CHECK(realm.transcript().back().error == kdc_err_client_revoked);
}

TEST_CASE_METHOD(fixture, "an account that is disabled while alice logs in is denied as well") {
    const auto revoked =
        realm.when(as_request().of("alice").with_preauth()).answer(error_reply(kdc_err_client_revoked));
    CHECK(alice_logs_in() == login::denied);
    CHECK(revoked.used() > 0);
}

TEST_CASE_METHOD(fixture, "a domain controller that is gone is said to be gone") {
    realm.disconnect();
    CHECK(alice_logs_in() == login::no_domain_controller);
}

TEST_CASE_METHOD(fixture, "a domain controller whose clock differs is said to differ") {
    realm.when(as_request()).answer(error_reply(krb_ap_err_skew).stime_offset(11min));
    CHECK(alice_logs_in() == login::clock_differs);
}

TEST_CASE_METHOD(fixture, "a ticket that is expired is refused by the server") {
    realm.when(tgs_request()).ticket(expired());
    CHECK(alice_logs_in() == login::refused);
    CHECK(line_server.status == SEC_E_CONTEXT_EXPIRED);
}

TEST_CASE_METHOD(fixture, "a ticket under a key that the server does not have is refused by it") {
    realm.when(tgs_request()).ticket(under_random_key());
    CHECK(alice_logs_in() == login::refused);
}

TEST_CASE_METHOD(fixture, "a server that says something else is told from one that refuses") {
    const auto alice = example::account{"alice", realm.name(), "secret"};
    for (const char* const nonsense : {"", "HELLO", "MORE", "MORE xyz", "MORE 0", "WELCOME"})
        CHECK(log_in("server.example.test", alice, [=](const std::string&) { return nonsense; }) ==
              login::broken);
    CHECK(log_in("server.example.test", alice, [](const std::string&) { return "NO"; }) == login::refused);
}
