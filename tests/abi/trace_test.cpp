// SPDX-License-Identifier: BSL-1.0
// The steps of a handshake as they are told, and what is never told.
#include <support/details.hpp>
#include <support/legs.hpp>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace sspi::test;

namespace {

/// Collects lines for as long as it lives.
class listener {
  public:
    listener() { CHECK(SspiSetTrace(hear, this) == SEC_E_OK); }
    ~listener() { CHECK(SspiSetTrace(nullptr, nullptr) == SEC_E_OK); }
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    [[nodiscard]] std::string all() const {
        const std::scoped_lock lock(mutex_);
        return lines_;
    }

  private:
    static void SEC_ENTRY hear(void* context, const char* line) {
        auto& self = *static_cast<listener*>(context);
        const std::scoped_lock lock(self.mutex_);
        self.lines_ += std::string(line) + '\n';
    }
    mutable std::mutex mutex_;
    std::string lines_;
};

[[nodiscard]] bool in_order(const std::string& text, std::initializer_list<std::string_view> parts) {
    std::size_t at = 0;
    for (const auto part : parts) {
        at = text.find(part, at);
        if (at == std::string::npos) {
            UNSCOPED_INFO("not found, or not in its place: " << part);
            return false;
        }
        at += part.size();
    }
    return true;
}

[[nodiscard]] std::string contents_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("a handshake is told step by step") {
    const listener heard;
    {
        auto from = logon_of(user, password);
        const auto s = establish(std::move(from), acquire(SECPKG_CRED_INBOUND), web, usual_request);
    }
    const auto lines = heard.all();
    INFO(lines);
    CHECK(in_order(
        lines,
        {"AcquireCredentialsHandle begins",
         "AcquireCredentialsHandle answers SEC_E_OK",
         "InitializeSecurityContext begins",
         "begins with Kerberos to HTTP/web.sspi.test, asks for ",
         "ISC_REQ_MUTUAL_AUTH",
         "AS exchange for alice@SSPI.TEST with a password",
         "asks KDCs of SSPI.TEST: AS-REQ, ",
         "route: answered after ",
         "answer: KRB-ERROR, ",
         "KRB5KDC_ERR_PREAUTH_REQUIRED",
         "asks KDCs of SSPI.TEST: AS-REQ, ",
         "answer: AS-REP, ",
         "ticket-granting ticket for",
         "asks KDCs of SSPI.TEST: TGS-REQ, ",
         "answer: TGS-REP, ",
         "makes a Kerberos AP-REQ of ",
         "InitializeSecurityContext answers SEC_I_CONTINUE_NEEDED",
         "AcceptSecurityContext begins",
         "keys of the keytab FILE:",
         "takes a Kerberos AP-REQ of ",
         "makes a Kerberos AP-REP of ",
         "established between alice@SSPI.TEST and HTTP/web.sspi.test@SSPI.TEST with aes256-cts-hmac-sha1-96",
         "mutual authentication",
         "AcceptSecurityContext answers SEC_E_OK"}));
    CHECK_FALSE(has(lines, password));
}

TEST_CASE("SPNEGO's choices are told") {
    const auto negotiate = [](ULONG use) {
        owned_credential out;
        REQUIRE(AcquireCredentialsHandleA(nullptr, arg("Negotiate"), use, nullptr, nullptr, nullptr, nullptr,
                                          out.get(), nullptr) == SEC_E_OK);
        out.now_live();
        return out;
    };
    const listener heard;
    {
        const auto s =
            establish(negotiate(SECPKG_CRED_OUTBOUND), negotiate(SECPKG_CRED_INBOUND), web, usual_request);
    }
    INFO(heard.all());
    CHECK(in_order(heard.all(),
                   {"offers Kerberos", "makes a SPNEGO NegTokenInit", "the initiator offers Kerberos",
                    "chooses Kerberos", "makes a SPNEGO NegTokenResp", "the acceptor chose Kerberos"}));
}

TEST_CASE("a failure is told with its hint, and never with the password") {
    const listener heard;
    auto from = logon_of(user, "tr0ub4dor, not to be told");
    peer client;
    initiate(client, from, web, 0);
    CHECK(client.status == SEC_E_LOGON_DENIED);
    CHECK(in_order(heard.all(), {"InitializeSecurityContext fails: ", "KRB5KDC_ERR_PREAUTH_FAILED",
                                 "hint: the password for alice@SSPI.TEST is wrong",
                                 "InitializeSecurityContext answers SEC_E_LOGON_DENIED"}));
    CHECK_FALSE(has(heard.all(), "tr0ub4dor"));
}

TEST_CASE("keys and tokens are not told") {
    const listener heard;
    auto s = establish(web, usual_request);
    SecPkgContext_SessionKey key{};
    REQUIRE(QueryContextAttributesA(s.client.context.get(), SECPKG_ATTR_SESSION_KEY, &key) == SEC_E_OK);
    const std::string octets(reinterpret_cast<const char*>(key.SessionKey), key.SessionKeyLength);
    CHECK(FreeContextBuffer(key.SessionKey) == SEC_E_OK);
    std::string digits;
    for (const auto octet : octets) {
        char two[3];
        std::snprintf(two, sizeof two, "%02x", static_cast<unsigned char>(octet));
        digits += two;
    }
    CHECK(heard.all().find(octets) == std::string::npos);
    CHECK(heard.all().find(digits.substr(0, 16)) == std::string::npos);
}

TEST_CASE("a listener may call the library, and take itself out") {
    struct reentrant {
        static void SEC_ENTRY hear(void* context, const char*) {
            ++*static_cast<int*>(context);
            CHECK(MakeSignature(nullptr, 0, nullptr, 0) == SEC_E_INVALID_HANDLE);
            CHECK(SspiSetTrace(nullptr, nullptr) == SEC_E_OK);
        }
    };
    int calls = 0;
    REQUIRE(SspiSetTrace(reentrant::hear, &calls) == SEC_E_OK);
    CHECK(CompleteAuthToken(nullptr, nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(calls == 1);
}

TEST_CASE("a listener may do anything with the context and credential whose step it hears of") {
    struct curious {
        SecHandle credential{}, context{};
        int lines = 0, wrong = 0;
        static void SEC_ENTRY hear(void* to, const char*) {
            auto& self = *static_cast<curious*>(to);
            ++self.lines;
            PSSPI_ERROR_DETAIL detail = nullptr;
            SecPkgContext_Flags flags{};
            SecPkgCredentials_NamesA names{};
            if (SspiGetErrorDetail(&self.context, &detail) == SEC_E_OK) FreeContextBuffer(detail);
            (void)QueryContextAttributesA(&self.context, SECPKG_ATTR_FLAGS, &flags);
            if (QueryCredentialsAttributesA(&self.credential, SECPKG_CRED_ATTR_NAMES, &names) == SEC_E_OK)
                FreeContextBuffer(names.sUserName);
            SecHandle other{};
            one_call begin{.credential = &self.credential, .fresh = &other, .request = usual_request};
            if (begin.initiate() != SEC_I_CONTINUE_NEEDED) ++self.wrong; // it logs on for the call as well
            if (DeleteSecurityContext(&other) != SEC_E_OK) ++self.wrong;
        }
    } to;
    auto from = logon_of(user, password);
    auto with = acquire(SECPKG_CRED_INBOUND);
    to.credential = *from.get();
    peer client, server;
    REQUIRE(SspiSetTrace(curious::hear, &to) == SEC_E_OK);
    initiate(client, from, web, usual_request); // the first that needs a ticket
    to.context = *client.context.get();
    accept(server, with, 0, client.token);
    initiate(client, from, web, usual_request, server.token);
    REQUIRE(SspiSetTrace(nullptr, nullptr) == SEC_E_OK);
    CHECK(client.status == SEC_E_OK);
    CHECK(server.status == SEC_E_OK);
    CHECK(to.lines > 10);
    CHECK(to.wrong == 0);
}

TEST_CASE("a listener may delete the context whose leg it hears of") {
    struct deleting {
        SecHandle context{};
        static void SEC_ENTRY hear(void* to, const char*) {
            (void)DeleteSecurityContext(&static_cast<deleting*>(to)->context);
        }
    } to;
    two_sides sides;
    sides.client_leg(usual_request);
    sides.server_leg();
    to.context = *sides.client.context.get();
    REQUIRE(SspiSetTrace(deleting::hear, &to) == SEC_E_OK);
    sides.client_leg(usual_request);
    REQUIRE(SspiSetTrace(nullptr, nullptr) == SEC_E_OK);
    CHECK(sides.client.status == SEC_E_INVALID_HANDLE); // it was gone when the call began
    sides.client.context.forget();
}

TEST_CASE("nobody is called any more once it was taken out") {
    struct state {
        std::atomic<bool> gone{false};
        std::atomic<int> late{0};
        std::atomic<int> calls{0};
        static void SEC_ENTRY hear(void* context, const char*) {
            auto& self = *static_cast<state*>(context);
            ++self.calls;
            if (self.gone) ++self.late;
        }
    };
    state one;
    REQUIRE(SspiSetTrace(state::hear, &one) == SEC_E_OK);
    std::atomic<bool> stop{false};
    std::thread busy([&] {
        while (!stop)
            (void)CompleteAuthToken(nullptr, nullptr);
    });
    while (one.calls == 0)
        std::this_thread::yield();
    REQUIRE(SspiSetTrace(nullptr, nullptr) == SEC_E_OK);
    one.gone = true;
    for (int i = 0; i < 1000; ++i)
        (void)CompleteAuthToken(nullptr, nullptr);
    stop = true;
    busy.join();
    CHECK(one.late == 0);
}

TEST_CASE("SSPI_TRACE names a file, to which processes append") {
    const auto file = shared_realm().environment().directory() / "trace";
    for (int run = 0; run < 2; ++run) {
        const auto child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            ::setenv("SSPI_TRACE", file.c_str(), 1);
            ::execl(SSPI_TRACED, SSPI_TRACED, nullptr);
            ::_exit(127);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 0);
    }
    const auto text = contents_of(file);
    INFO(text);
    CHECK(std::ranges::count(text, '\n') >= 4);
    CHECK(has(text, "CompleteAuthToken answers SEC_E_INVALID_HANDLE"));
    CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}
