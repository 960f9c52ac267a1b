// SPDX-License-Identifier: BSL-1.0
// Nobody but the transport asks a name service: not for a realm, not for a KDC, not for a host. The functions by which
// Heimdal would are this program's own here.
#include "../transport/fake_dns.hpp"

#include <support/catch.hpp>
#include <support/credentials.hpp>
#include <support/test_realm.hpp>

extern "C" { // which Heimdal leaves out
#include <krb5_asn1.h>
}

#include <krb5.h>

#include <ntsecapi.h>
#include <secext.h>
#include <sspi_extensions.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>

#include <netdb.h>

namespace {

std::atomic<int> name_service_calls = 0;

} // namespace

// In front of those of the C library, for everything in the process. No answer is had from any of them.
#define SSPI_TEST_EXPORTED extern "C" __attribute__((visibility("default")))

SSPI_TEST_EXPORTED int getaddrinfo(const char*, const char*, const addrinfo*, addrinfo**) {
    ++name_service_calls;
    return EAI_FAIL;
}
SSPI_TEST_EXPORTED hostent* gethostbyname(const char*) {
    ++name_service_calls;
    return nullptr;
}
SSPI_TEST_EXPORTED hostent* gethostbyname2(const char*, int) {
    ++name_service_calls;
    return nullptr;
}
SSPI_TEST_EXPORTED hostent* gethostbyaddr(const void*, socklen_t, int) {
    ++name_service_calls;
    return nullptr;
}
// <resolv.h> gives these other names.
SSPI_TEST_EXPORTED int res_search(const char*, int, int, unsigned char*, int) {
    ++name_service_calls;
    return -1;
}
SSPI_TEST_EXPORTED int res_query(const char*, int, int, unsigned char*, int) {
    ++name_service_calls;
    return -1;
}
SSPI_TEST_EXPORTED int res_nsearch(void*, const char*, int, int, unsigned char*, int) {
    ++name_service_calls;
    return -1;
}
SSPI_TEST_EXPORTED int res_nquery(void*, const char*, int, int, unsigned char*, int) {
    ++name_service_calls;
    return -1;
}

using namespace sspi::test;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

namespace {

constexpr auto old_word = "an old word";

/// A realm in the process, and a configuration that lets DNS be asked for everything else.
class place {
  public:
    place() {
        realm_.add_user(user, password);
        realm_.add_user("changing", old_word);
        realm_.add_service(web);
        realm_.add_service("host/web.sspi.test");
        realm_.write_keytab(environment_.keytab_name());
        realm_.write_cache(environment_.cache_name(), user);
    }

    void configure(bool default_realm, const std::string& name_servers) const {
        std::ofstream(environment_.config_path(), std::ios::trunc)
            << "[libdefaults]\n"
            << (default_realm ? "    default_realm = SSPI.TEST\n" : "")
            << "    dns_lookup_kdc = true\n    dns_lookup_realm = true\n    dns_canonicalize_hostname = "
               "true\n"
            << "    rdns = true\n    default_cc_name = " << environment_.cache_name()
            << "\n    default_keytab_name = " << environment_.keytab_name()
            << "\n[sspi]\n    dns_servers = " << name_servers << "\n";
    }
    [[nodiscard]] sspi::testing::environment& environment() { return environment_; }

  private:
    sspi::testing::realm realm_{realm_name};
    sspi::testing::environment environment_{{.realm = realm_name}};
    sspi::testing::in_process route_{realm_};
};

place& the_place() {
    static place instance;
    return instance;
}

/// The time that it takes, on a thread of its own: Heimdal reads the configuration anew there.
template <class Body>
std::chrono::milliseconds on_new_thread(Body&& body) {
    const auto began = clock_type::now();
    std::thread(std::forward<Body>(body)).join();
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock_type::now() - began);
}

SECURITY_STATUS leg(owned_credential& from, const std::string& target, ULONG request = 0) {
    SecHandle context{};
    one_call call{.credential = from.get(), .fresh = &context, .target = target};
    call.request |= request;
    const auto out = call.initiate();
    if (out >= 0) DeleteSecurityContext(&context);
    return out;
}

acquired with_password(const std::string& name, const std::string& domain) {
    const who<char> strings{name, domain, password};
    auto identity = plain_identity(strings);
    return try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity);
}

NTSTATUS log_on_by_lsa(const std::string& upn) {
    HANDLE process = nullptr, token = nullptr;
    if (LsaConnectUntrusted(&process) != STATUS_SUCCESS) return -1;
    std::basic_string<WCHAR> text(upn.begin(), upn.end());
    std::vector<std::byte> memory(sizeof(KERB_S4U_LOGON) + text.size() * sizeof(WCHAR));
    std::memcpy(memory.data() + sizeof(KERB_S4U_LOGON), text.data(), text.size() * sizeof(WCHAR));
    const auto size = static_cast<USHORT>(text.size() * sizeof(WCHAR));
    KERB_S4U_LOGON head{};
    head.MessageType = KerbS4ULogon;
    head.ClientUpn = {size, size, reinterpret_cast<WCHAR*>(memory.data() + sizeof(KERB_S4U_LOGON))};
    std::memcpy(memory.data(), &head, sizeof head);
    PVOID profile = nullptr;
    ULONG profile_size = 0;
    LUID id{};
    QUOTA_LIMITS quotas{};
    NTSTATUS sub = 0;
    const auto out =
        LsaLogonUser(process, nullptr, Network, 2, memory.data(), static_cast<ULONG>(memory.size()), nullptr,
                     nullptr, &profile, &profile_size, &id, &token, &quotas, &sub);
    if (out == STATUS_SUCCESS) CloseHandle(token);
    LsaDeregisterLogonProcess(process);
    return out;
}

/// All that may want to know a realm, a KDC or a host.
void do_everything() {
    auto alice = with_password(user, realm_name);
    (void)leg(alice.handle, web);
    (void)leg(alice.handle, web, ISC_REQ_DELEGATE);
    (void)leg(alice.handle, "host/web.sspi.test");
    (void)leg(alice.handle, "HTTP/x.unknown.example");
    (void)leg(alice.handle, "alice", ISC_REQ_USE_SESSION_KEY);
    (void)name_of(alice.handle);
    for (const char* const name : {"alice@people.example", "alice", "PEOPLE\\alice"}) {
        auto other = with_password(name, "");
        (void)name_of(other.handle);
        (void)leg(other.handle, web);
        auto cached = acquire_as(name);
        (void)name_of(cached.handle);
        (void)leg(cached.handle, web);
    }
    auto own = acquire(SECPKG_CRED_OUTBOUND);
    (void)leg(own, web);
    (void)leg(own, web, ISC_REQ_DELEGATE);
    (void)leg(own, "ldap/dc.unknown.example");
    peer client, server;
    initiate(client, own, web, ISC_REQ_MUTUAL_AUTH);
    auto acceptor = acquire_as("HTTP/web.sspi.test", SECPKG_CRED_INBOUND);
    (void)name_of(acceptor.handle);
    accept(server, acceptor.handle, 0, client.token);
    (void)log_on_by_lsa("alice");
    (void)log_on_by_lsa("alice@people.example");
    (void)ChangeAccountPasswordA(arg("Kerberos"), arg(""), arg("changing@people.example"), arg(old_word),
                                 arg("a new word"), FALSE, 0, nullptr);
    char text[256];
    ULONG size = sizeof text;
    (void)GetUserNameExA(NameUserPrincipal, text, &size);
    size = sizeof text;
    (void)GetComputerObjectNameA(NameSamCompatible, text, &size);
}

} // namespace

TEST_CASE("these functions are the ones that Heimdal would ask by") {
    the_place().configure(false, "127.0.0.1:1");
    krb5_context context = nullptr;
    REQUIRE(krb5_init_context(&context) == 0);
    const int before = name_service_calls;
    krb5_krbhst_handle hosts = nullptr;
    krb5_krbhst_info* first = nullptr;
    REQUIRE(krb5_krbhst_init(context, "UNKNOWN.EXAMPLE", KRB5_KRBHST_KDC, &hosts) == 0);
    (void)krb5_krbhst_next(context, hosts, &first);
    krb5_krbhst_free(context, hosts);
    krb5_free_context(context);
    CHECK(name_service_calls > before);
}

TEST_CASE("no name service is asked but by the transport, with a default realm or without") {
    background io;
    fake_dns dns(io);
    const bool default_realm = GENERATE(true, false);
    the_place().configure(default_realm, dns.where());
    const int before = name_service_calls;
    on_new_thread(do_everything);
    CHECK(name_service_calls == before);
    CHECK(dns.asked() < 60); // two for each credential that has to do with an unknown name
}

TEST_CASE("what is configured and cached works where nobody says what the default realm is") {
    background io;
    fake_dns dns(io);
    the_place().configure(false, dns.where());
    on_new_thread([] {
        auto alice = with_password(user, realm_name);
        CHECK(leg(alice.handle, web) == SEC_E_OK);
        auto own = acquire(SECPKG_CRED_OUTBOUND);
        CHECK(leg(own, web) == SEC_E_OK);
    });
    CHECK(dns.asked() == 0);
}

TEST_CASE("an unknown suffix costs two queries, whatever is done with the handle") {
    background io;
    fake_dns dns(io);
    the_place().configure(true, dns.where());
    const who<char> strings{"alice@people.example", {}, {}}; // no password: whose tickets are in a cache
    auto identity = plain_identity(strings);
    auto unknown = try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity);
    on_new_thread([&] {
        for (int i = 0; i < 3; ++i)
            CHECK(leg(unknown.handle, web) < 0);
        (void)name_of(unknown.handle);
    });
    CHECK(dns.asked() <= 2);
}

TEST_CASE("with a name server that is silent every call keeps its time, and obeys a cancellation") {
    const silent_server dns;
    the_place().configure(true, "127.0.0.1:" + std::to_string(dns.port()));
    const bool cancelled = GENERATE(false, true);
    auto unknown = with_password("alice@people.example", "");
    auto elsewhere = with_password("alice", "PEOPLE.EXAMPLE");
    SspiCredential_KdcTimeouts timeouts{2000, 1000};
    if (!cancelled)
        for (auto* const each : {&unknown, &elsewhere})
            REQUIRE(SetCredentialsAttributesA(each->handle.get(), SSPI_CRED_ATTR_KDC_TIMEOUTS, &timeouts,
                                              sizeof timeouts) == SEC_E_OK);
    SspiCancellation cancellation{};
    REQUIRE(SspiCreateCancellation(&cancellation) == SEC_E_OK);
    for (auto* const each : {&unknown, &elsewhere}) {
        std::jthread canceller;
        const auto took = on_new_thread([&] {
            if (cancelled) {
                REQUIRE(SspiUseCancellation(&cancellation) == SEC_E_OK);
                canceller = std::jthread([&] {
                    std::this_thread::sleep_for(100ms);
                    SspiCancel(&cancellation);
                });
            }
            const auto status = leg(each->handle, web);
            CHECK(status == (cancelled ? SSPI_E_CANCELLED : SEC_E_NO_AUTHENTICATING_AUTHORITY));
        });
        CHECK(took < 5s);
    }
    CHECK(SspiFreeCancellation(&cancellation) == SEC_E_OK);
}
