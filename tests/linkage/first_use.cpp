// SPDX-License-Identifier: BSL-1.0
// The first use of Heimdal in a process: when, by whom, and where there is no Heimdal. Says what is wrong and ends with 1.
#include <security.h>
#include <sspi_extensions.h>

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

struct outcome {
    SECURITY_STATUS status;
    std::string detail;
};

/// Of a first leg with the default cache, and of an acceptor's with the default keytab.
[[nodiscard]] outcome attempt(unsigned long use) {
    CredHandle credential{};
    CtxtHandle context{};
    ULONG attributes = 0;
    std::array<char, 4096> room{};
    SecBuffer token{static_cast<ULONG>(room.size()), SECBUFFER_TOKEN, room.data()};
    SecBufferDesc out{SECBUFFER_VERSION, 1, &token};
    std::string kerberos = "Kerberos", target = "HTTP/web.sspi.test@SSPI.TEST";
    auto status = AcquireCredentialsHandleA(nullptr, kerberos.data(), static_cast<ULONG>(use), nullptr,
                                            nullptr, nullptr, nullptr, &credential, nullptr);
    if (status != SEC_E_OK) return {status, "no handle"};
    if (use == SECPKG_CRED_OUTBOUND) {
        status = InitializeSecurityContextA(&credential, nullptr, target.data(), 0, 0, 0, nullptr, 0,
                                            &context, &out, &attributes, nullptr);
    } else {
        // [APPLICATION 0], the Kerberos OID, and an AP-REQ that is none.
        std::array<unsigned char, 21> request{0x60, 0x13, 0x06, 0x09, 0x2A, 0x86, 0x48,
                                              0x86, 0xF7, 0x12, 0x01, 0x02, 0x02, 0x01,
                                              0x00, 0x6E, 0x04, 0x30, 0x02, 0x05, 0x00};
        SecBuffer given{static_cast<ULONG>(request.size()), SECBUFFER_TOKEN, request.data()};
        SecBufferDesc in{SECBUFFER_VERSION, 1, &given};
        status = AcceptSecurityContext(&credential, nullptr, &in, 0, 0, &context, &out, &attributes, nullptr);
    }
    std::string text;
    PSSPI_ERROR_DETAIL detail = nullptr;
    if (SspiGetErrorDetail(nullptr, &detail) == SEC_E_OK && detail != nullptr) {
        text = detail->pszText != nullptr ? detail->pszText : "";
        FreeContextBuffer(detail);
    }
    FreeCredentialsHandle(&credential);
    return {status, text};
}

int wrong(const char* where, const outcome& got) {
    std::printf("%s: %08x %s\n", where, static_cast<unsigned>(got.status), got.detail.c_str());
    return 1;
}

const std::string_view& asked() {
    static const std::string_view mode = [] {
        const char* const given = std::getenv("SSPI_FIRST_USE");
        return std::string_view(given != nullptr ? given : "");
    }();
    return mode;
}

/// Used before main and after it.
struct global {
    global() {
        if (asked() == "constructor") before = attempt(SECPKG_CRED_OUTBOUND).status;
    }
    ~global() {
        if (asked() != "destructor") return;
        const auto got = attempt(SECPKG_CRED_OUTBOUND);
        std::fflush(stdout);
        if (got.status != SEC_E_NO_CREDENTIALS) _exit(wrong("after main", got));
    }
    SECURITY_STATUS before = SEC_E_OK;
} instance;

int of_threads() {
    constexpr std::size_t many = 16;
    std::atomic<std::size_t> waiting{many};
    std::vector<outcome> got(many);
    std::vector<std::thread> all;
    for (std::size_t i = 0; i < many; ++i)
        all.emplace_back([&, i] {
            --waiting;
            while (waiting != 0)
                std::this_thread::yield();
            got[i] = attempt(i % 2 == 0 ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND);
        });
    for (auto& each : all)
        each.join();
    for (std::size_t i = 0; i < many; i += 2)
        if (got[i].status != SEC_E_NO_CREDENTIALS) return wrong("thread", got[i]);
    return 0;
}

int without_heimdal() {
    for (const auto use : {SECPKG_CRED_OUTBOUND, SECPKG_CRED_INBOUND, SECPKG_CRED_OUTBOUND}) {
        const auto got = attempt(use);
        if (got.status != SEC_E_CANNOT_INSTALL ||
            got.detail.find("Heimdal cannot be loaded") == std::string::npos)
            return wrong("without Heimdal", got);
    }
    return 0;
}

} // namespace

int main() {
    if (asked() == "threads") return of_threads();
    if (asked() == "missing") return without_heimdal();
    if (asked() == "constructor" && instance.before != SEC_E_NO_CREDENTIALS)
        return wrong("before main", {instance.before, ""});
    return 0;
}
