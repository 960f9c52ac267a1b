// SPDX-License-Identifier: BSL-1.0
// Messages between this library and MIT's or Heimdal's, all sizes, both ways, for every kind of context. Run for each
// enctype; the environment names the other's program, and whose it is.
#include <support/catch.hpp>
#include <support/messages.hpp>
#include <support/test_realm.hpp>

#include <sspi/testing/server.hpp>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string_view>

#include <sys/wait.h>
#include <unistd.h>

using namespace sspi::test;
namespace testing = sspi::testing;

namespace {

/// The other's side, in a process of its own.
class gss_peer {
  public:
    gss_peer() {
        int there[2], back[2];
        REQUIRE((pipe(there) == 0 && pipe(back) == 0));
        child_ = fork();
        if (child_ == 0) {
            dup2(there[0], 0);
            dup2(back[1], 1);
            for (const int end : {there[0], there[1], back[0], back[1]})
                close(end);
            const char* const program = std::getenv("SSPI_TEST_GSS_PEER");
            execl(program, program, static_cast<char*>(nullptr));
            _exit(127);
        }
        close(there[0]);
        close(back[1]);
        ask_ = fdopen(there[1], "w");
        hear_ = fdopen(back[0], "r");
        REQUIRE((child_ > 0 && ask_ != nullptr && hear_ != nullptr));
    }
    gss_peer(const gss_peer&) = delete;
    gss_peer& operator=(const gss_peer&) = delete;
    ~gss_peer() {
        std::fclose(ask_);
        std::fclose(hear_);
        waitpid(child_, nullptr, 0);
    }

    struct reply {
        int flag = 255;
        bytes content{};
    };
    [[nodiscard]] reply ask(char operation, int flag, const bytes& first, const bytes& second = {}) {
        std::fputc(operation, ask_);
        std::fputc(flag, ask_);
        send(first);
        send(second);
        std::fflush(ask_);
        reply out{.flag = std::fgetc(hear_)};
        std::uint32_t size = 0;
        REQUIRE(std::fread(&size, sizeof size, 1, hear_) == 1);
        out.content.resize(size);
        if (size > 0) REQUIRE(std::fread(out.content.data(), size, 1, hear_) == 1);
        return out;
    }

  private:
    void send(const bytes& what) {
        const auto size = static_cast<std::uint32_t>(what.size());
        std::fwrite(&size, sizeof size, 1, ask_);
        if (size > 0) std::fwrite(what.data(), size, 1, ask_);
    }

    pid_t child_ = -1;
    std::FILE* ask_ = nullptr;
    std::FILE* hear_ = nullptr;
};

/// The realm with a KDC that another process can ask.
struct served_realm {
    served_realm() : realm("SSPI.TEST", realm_options()) {
        realm.add_user(user, password);
        realm.add_service(web);
        realm.write_keytab(environment.keytab_name());
        realm.write_cache(environment.cache_name(), user);
    }
    [[nodiscard]] static testing::realm_options realm_options() {
        testing::realm_options out;
        out.enctypes = {test_enctype()};
        return out;
    }
    testing::realm realm;
    testing::server server{realm};
    testing::environment environment{{.realm = "SSPI.TEST",
                                      .port = server.port(),
                                      .enctypes = {test_enctype()},
                                      .libdefaults = "dns_canonicalize_hostname = false"}};
};

constexpr ULONG styles[] = {usual_request, usual_request & ~ULONG{ISC_REQ_MUTUAL_AUTH},
                            usual_request | ISC_REQ_USE_DCE_STYLE};

void begin(peer& ours, gss_peer& theirs, owned_credential& with, bool we_initiate, ULONG style) {
    const int flags =
        ((style & ISC_REQ_MUTUAL_AUTH) != 0 ? 1 : 0) | ((style & ISC_REQ_USE_DCE_STYLE) != 0 ? 2 : 0);
    gss_peer::reply back{.flag = 1};
    for (int leg = 0; leg < 3; ++leg) {
        if (we_initiate) {
            if (ours.status != SEC_E_OK) initiate(ours, with, web, style, back.content);
            REQUIRE(ours.status >= 0);
            if (back.flag == 1 && !ours.token.empty()) back = theirs.ask('a', 0, ours.token);
        } else {
            if (back.flag == 1) back = theirs.ask('i', flags, ours.token);
            REQUIRE(back.flag != 255);
            if (ours.status != SEC_E_OK) accept(ours, with, style & ISC_REQ_USE_DCE_STYLE, back.content);
            REQUIRE(ours.status >= 0);
        }
        REQUIRE(back.flag != 255);
        if (ours.status == SEC_E_OK && back.flag == 0) return;
    }
    FAIL("the exchange did not end");
}

[[nodiscard]] std::string random_text(std::size_t size) {
    static std::mt19937 dice(20261125);
    std::string out(size, '\0');
    for (auto& c : out)
        c = static_cast<char>(dice());
    return out;
}

[[nodiscard]] std::vector<std::size_t> sizes() {
    std::vector<std::size_t> out;
    for (std::size_t size = 0; size <= 200; ++size)
        out.push_back(size);
    for (const std::size_t size : {1000U, 16384U, 16400U, 100000U})
        out.push_back(size);
    return out;
}

/// What the other can read of ours.
struct readable {
    bool sealed = true;
    bool signed_only = true;
    bool signatures = true;
};

[[nodiscard]] readable readable_by_peer(ULONG style, bool we_initiate) {
    if (std::getenv("SSPI_TEST_GSS") == std::string_view("MIT"))
        // MIT's gss_unwrap does not know how a sealed body is rotated in DCE style; its gss_unwrap_iov does.
        return {.sealed = (style & ISC_REQ_USE_DCE_STYLE) == 0};
    // Without mutual authentication Heimdal's initiator expects another first number than RFC 4121 section 2 has.
    const bool counted = we_initiate || (style & ISC_REQ_MUTUAL_AUTH) != 0;
    return {.sealed = counted, .signed_only = counted, .signatures = counted};
}

void exchange_messages(peer& ours, gss_peer& theirs, const readable& by_them) {
    for (const auto size : sizes())
        for (const bool seal : {true, false}) {
            CAPTURE(size, seal);
            const auto text = random_text(size);
            if (seal ? by_them.sealed : by_them.signed_only) {
                const auto there = theirs.ask(
                    'u', 0, encrypt(ours, {text}, seal ? 0 : ULONG{SECQOP_WRAP_NO_ENCRYPT}).joined());
                REQUIRE(there.flag == (seal ? 1 : 0));
                CHECK(text_of(there.content) == text);
            }
            const auto back = decrypt_stream(ours, theirs.ask('w', seal ? 1 : 0, bytes_of(text)).content);
            REQUIRE(back.status == SEC_E_OK);
            CHECK(back.qop == (seal ? 0 : SECQOP_WRAP_NO_ENCRYPT));
            CHECK(back.text == text);
        }
}

void exchange_signatures(peer& ours, gss_peer& theirs, bool by_them) {
    for (const auto size : sizes()) {
        CAPTURE(size);
        const auto text = bytes_of(random_text(size));
        bytes token;
        REQUIRE(sign(ours, text, token) == SEC_E_OK);
        if (by_them) REQUIRE(theirs.ask('v', 0, text, token).flag == 0);
        REQUIRE(verify(ours, text, theirs.ask('m', 0, text).content) == SEC_E_OK);
    }
}

} // namespace

TEST_CASE("the other reads what we protect, and we read what the other protects") {
    static served_realm realm;
    for (const auto style : styles)
        for (const bool we_initiate : {true, false}) {
            CAPTURE(style, we_initiate);
            const auto by_them = readable_by_peer(style, we_initiate);
            for (const bool signatures : {false, true}) {
                gss_peer theirs;
                auto with = acquire(we_initiate ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND);
                peer ours;
                begin(ours, theirs, with, we_initiate, style);
                if (signatures)
                    exchange_signatures(ours, theirs, by_them.signatures);
                else
                    exchange_messages(ours, theirs, by_them);
            }
        }
}
