// SPDX-License-Identifier: BSL-1.0
// How long a test waits for a realm of its own: from nothing to a finished handshake, for the next realm, and for the next user.
#include <sspi/testing/local_realm.hpp>

#include <security.h>
#include <sspi_extensions.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using sspi::testing::local_realm;
using milliseconds = std::chrono::duration<double, std::milli>;

constexpr auto request = ISC_REQ_MUTUAL_AUTH | ISC_REQ_INTEGRITY | ISC_REQ_ALLOCATE_MEMORY;

void expect(bool good, const char* what) {
    if (good) return;
    std::fprintf(stderr, "%s failed\n", what);
    std::exit(1);
}

unsigned char* octets(const std::string& text) {
    return reinterpret_cast<unsigned char*>(const_cast<char*>(text.c_str()));
}

SEC_WINNT_AUTH_IDENTITY_A identity_of(const std::string& user, const std::string& realm,
                                      const std::string& password) {
    SEC_WINNT_AUTH_IDENTITY_A out{};
    out.User = octets(user);
    out.UserLength = static_cast<ULONG>(user.size());
    out.Domain = octets(realm);
    out.DomainLength = static_cast<ULONG>(realm.size());
    out.Password = octets(password);
    out.PasswordLength = static_cast<ULONG>(password.size());
    out.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    return out;
}

CredHandle acquire(ULONG use, void* identity) {
    CredHandle out{};
    char package[] = "Kerberos";
    expect(AcquireCredentialsHandleA(nullptr, package, use, nullptr, identity, nullptr, nullptr, &out,
                                     nullptr) == SEC_E_OK,
           "AcquireCredentialsHandle");
    return out;
}

/// A token in and out.
struct token {
    SecBuffer buffer{0, SECBUFFER_TOKEN, nullptr};
    SecBufferDesc list{SECBUFFER_VERSION, 1, &buffer};
    token() = default;
    token(const token&) = delete;
    token& operator=(const token&) = delete;
    ~token() {
        if (buffer.pvBuffer != nullptr) FreeContextBuffer(buffer.pvBuffer);
    }
};

/// A handshake with mutual authentication, by password.
void handshake(const local_realm& realm, const std::string& user, const std::string& password) {
    auto identity = identity_of(user, realm.name(), password);
    auto client = acquire(SECPKG_CRED_OUTBOUND, &identity);
    auto server = acquire(SECPKG_CRED_INBOUND, nullptr);
    expect(SspiSetCredentialStore(&server, nullptr, realm.keytab().c_str()) == SEC_E_OK, "a keytab");
    CtxtHandle initiator{}, acceptor{};
    token first, second, third;
    ULONG granted = 0;
    char target[] = "HTTP/web.example.test";
    expect(InitializeSecurityContextA(&client, nullptr, target, request, 0, 0, nullptr, 0, &initiator,
                                      &first.list, &granted, nullptr) == SEC_I_CONTINUE_NEEDED,
           "the first leg");
    expect(AcceptSecurityContext(&server, nullptr, &first.list, ASC_REQ_ALLOCATE_MEMORY, 0, &acceptor,
                                 &second.list, &granted, nullptr) == SEC_E_OK,
           "the server's leg");
    expect(InitializeSecurityContextA(&client, &initiator, target, request, 0, 0, &second.list, 0, &initiator,
                                      &third.list, &granted, nullptr) == SEC_E_OK,
           "the last leg");
    DeleteSecurityContext(&initiator);
    DeleteSecurityContext(&acceptor);
    FreeCredentialsHandle(&client);
    FreeCredentialsHandle(&server);
}

template <class function>
double time_of(function&& run) {
    const auto start = std::chrono::steady_clock::now();
    run();
    return milliseconds(std::chrono::steady_clock::now() - start).count();
}

template <class function>
void report(const char* what, function&& run) {
    constexpr std::size_t rounds = 101;
    std::vector<double> times;
    for (std::size_t i = 0; i < rounds; ++i)
        times.push_back(time_of(run));
    std::ranges::sort(times);
    std::printf("%-52s median %7.3f ms, best %7.3f, worst %7.3f\n", what, times[rounds / 2], times.front(),
                times.back());
}

} // namespace

int main() {
    std::printf("%-52s        %7.3f ms\n", "from nothing to the first finished handshake", time_of([] {
                    const local_realm realm({{"alice", "secret"}}, {"HTTP/web.example.test"});
                    handshake(realm, "alice", "secret");
                }));
    report("the next realm, with a user and a service", [] {
        const local_realm realm({{"alice", "secret"}}, {"HTTP/web.example.test"});
    });
    report("the next realm and a handshake in it", [] {
        const local_realm realm({{"alice", "secret"}}, {"HTTP/web.example.test"});
        handshake(realm, "alice", "secret");
    });
    local_realm realm({{"alice", "secret"}}, {"HTTP/web.example.test"});
    int number = 0;
    report("the next user", [&] { realm.add_user("user" + std::to_string(number++), "secret"); });
    report("a login and a handshake", [&] { handshake(realm, "alice", "secret"); });
    report("a cache with a ticket", [&] { (void)realm.cache("alice"); });
}
