// SPDX-License-Identifier: BSL-1.0
// One login in a domain, client and server in one process, or a change of a password; tells in lines who each side takes the client for,
// or why not.
#include <sspi/sspi.hpp>

#include <sddl.h>
#include <sspi_accounts.h>
#include <sspi_tokens.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sspi;

/// "--name value", and nothing else.
class options {
  public:
    explicit options(std::span<char*> words) : words_(words) {}

    [[nodiscard]] std::string_view value(std::string_view name) const {
        const auto found =
            std::ranges::find(words_, name, [](const char* each) { return std::string_view(each); });
        return found == words_.end() || std::next(found) == words_.end() ? std::string_view()
                                                                         : *std::next(found);
    }

  private:
    std::span<char*> words_;
};

[[nodiscard]] std::string_view package_in(const options& given) {
    const auto named = given.value("--package");
    return named.empty() ? packages::kerberos : named;
}

[[nodiscard]] credential client_credential(const options& given) {
    auto out = credential::outbound().package(package_in(given));
    if (const auto user = given.value("--user"); !user.empty()) out.user(user);
    if (const auto domain = given.value("--domain"); !domain.empty()) out.domain(domain);
    if (const auto secret = given.value("--password"); !secret.empty()) out.password(secret);
    if (const auto cache = given.value("--cache"); !cache.empty()) out.cache(cache);
    if (const auto ahead = given.value("--ahead"); !ahead.empty())
        out.clock_offset(std::chrono::seconds(std::atoi(std::string(ahead).c_str())));
    return out.acquire();
}

[[nodiscard]] credential server_credential(const options& given) {
    auto out = credential::inbound().package(package_in(given)).keytab(given.value("--keytab"));
    if (const auto service = given.value("--service"); !service.empty()) out.principal(service);
    return out.acquire();
}

/// Until neither side has anything to say, the server's errors to the client included.
void run(initiator& client, acceptor& server) {
    auto from_client = client.step();
    while (!from_client.token.empty()) {
        const auto from_server = server.step(from_client.token);
        if (from_server.token.empty()) break;
        from_client = client.step(from_server.token);
    }
}

int change_password(const options& given) {
    const std::string user(given.value("--user")), old_word(given.value("--password")),
        new_word(given.value("--change-to")), domain(given.value("--domain"));
    const auto text = [](const std::string& from) { return const_cast<char*>(from.c_str()); };
    std::string package(packages::kerberos);
    const auto status = ChangeAccountPasswordA(package.data(), text(domain), text(user), text(old_word),
                                               text(new_word), FALSE, 0, nullptr);
    std::cout << "changed: 0x" << std::hex << static_cast<std::uint32_t>(status) << std::dec << '\n';
    return status == SEC_E_OK ? 0 : 1;
}

void tell(const client_account& who) {
    std::cout << "principal: " << who.principal << "\naccount: " << who.account << "\ndomain: " << who.domain
              << "\nupn: " << who.upn << "\ndns domain: " << who.dns_domain << "\nsid: " << who.sid.text()
              << "\nprimary group: " << who.primary_group.text() << "\ncontrol: " << who.account_control
              << "\ngroups: " << who.groups.size() << '\n';
    for (const auto& each : who.groups)
        std::cout << "group: " << each.id.text() << (each.enabled() ? "" : " deny-only") << '\n';
}

/// What a token tells of itself, in two calls.
[[nodiscard]] std::vector<std::max_align_t> told_by(HANDLE token, TOKEN_INFORMATION_CLASS what) {
    DWORD size = 0;
    static_cast<void>(GetTokenInformation(token, what, nullptr, 0, &size));
    std::vector<std::max_align_t> out(size / sizeof(std::max_align_t) + 1);
    if (!GetTokenInformation(token, what, out.data(), size, &size))
        throw std::runtime_error("the token does not tell");
    return out;
}

[[nodiscard]] std::string text_of(PSID sid) {
    char* text = nullptr;
    if (!ConvertSidToStringSidA(sid, &text)) throw std::runtime_error("that is no SID");
    const std::unique_ptr<char, decltype(&std::free)> owner(text, &std::free);
    return text;
}

/// As programs for Windows ask: who it is, by name when the token is closed, and which groups count.
void tell_token(const acceptor& server) {
    auto context = server.handle();
    HANDLE token = nullptr;
    if (QuerySecurityContextToken(&context, &token) != SEC_E_OK)
        throw std::runtime_error("the context has no token");
    const auto user = told_by(token, TokenUser), groups = told_by(token, TokenGroups);
    const auto& list = *reinterpret_cast<const TOKEN_GROUPS*>(groups.data());
    for (DWORD i = 0; i < list.GroupCount; ++i) {
        BOOL counts = FALSE;
        if (CheckTokenMembership(token, list.Groups[i].Sid, &counts) && counts)
            std::cout << "token group: " << text_of(list.Groups[i].Sid) << '\n';
    }
    CloseHandle(token);
    const auto id = reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid;
    char name[256], domain[256];
    DWORD name_size = sizeof name, domain_size = sizeof domain;
    SID_NAME_USE use{};
    if (!LookupAccountSidA(nullptr, id, name, &name_size, domain, &domain_size, &use))
        throw std::runtime_error("the token's user has no name");
    std::cout << "token: " << text_of(id) << ' ' << domain << '\\' << name << '\n';
}

/// DOMAIN\account, where the domain told.
[[nodiscard]] std::string account_of(const acceptor& server) {
    const auto who = server.client();
    return who.known() ? who.domain + '\\' + who.account : who.principal;
}

/// The server goes on to another service, whose key is in the same keytab, in its client's name (constrained delegation).
void go_on(const acceptor& server, const credential& keys, std::string_view target) {
    auto context = server.handle();
    if (ImpersonateSecurityContext(&context) != SEC_E_OK)
        throw std::runtime_error("the client cannot be impersonated");
    initiator next(credential::outbound().package(packages::kerberos).acquire(), target);
    acceptor last(keys);
    run(next, last);
    std::cout << "goes on as: " << account_of(last) << "\ngoes on to: " << last.client_specified_target()
              << '\n';
    RevertSecurityContext(&context);
}

void log_in(const options& given) {
    const auto identity = client_credential(given);
    initiator client(identity, given.value("--target"), {.request = feature::mutual_authentication});
    if (given.value("--keytab").empty()) {
        static_cast<void>(client.step());
        std::cout << "ticket: " << given.value("--target") << "\nlogged on: " << identity.name() << '\n';
        return;
    }
    const auto keys = server_credential(given);
    acceptor server(keys);
    run(client, server);
    std::cout << "logged on: " << identity.name() << "\nclient: " << client.client_name()
              << "\nserver: " << client.principals().server << "\nseen as: " << account_of(server)
              << "\nfor: " << server.client_specified_target() << '\n';
    tell(server.client());
    tell_token(server);
    if (const auto next = given.value("--then"); !next.empty()) go_on(server, keys, next);
}

void tell(const system_error& what) {
    const auto& detail = what.detail();
    std::cout << "failed: " << what.what() << "\nstatus: " << detail.status_name
              << "\nkerberos: " << detail.kerberos_name << "\nnt status: " << detail.nt_status_name
              << "\nhint: " << detail.hint << '\n'
              << detail.text << '\n';
}

} // namespace

int main(int count, char** words) {
    try {
        const options given(std::span(words, static_cast<std::size_t>(count)));
        if (!given.value("--change-to").empty()) return change_password(given);
        log_in(given);
        return 0;
    } catch (const system_error& error) {
        tell(error);
    } catch (const std::exception& error) {
        std::cout << "failed: " << error.what() << '\n';
    }
    return 1;
}
