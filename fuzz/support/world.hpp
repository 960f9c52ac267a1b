// SPDX-License-Identifier: BSL-1.0
// The realm that all inputs of a fuzzer share, with credentials for it: made once in a process.
#pragma once

#include "calls.hpp"
#include "keyring.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/local_realm.hpp>

#include <filesystem>
#include <string>

namespace sspi::fuzz {

/// The packages that there are, as one number.
enum class package { kerberos, negotiate };

class world {
  public:
    [[nodiscard]] static world& instance() {
        static world it;
        return it;
    }

    static constexpr auto realm_name = "SSPI.TEST";
    static constexpr auto service = "HTTP/web.sspi.test";
    static constexpr auto password = "correct horse";

    [[nodiscard]] testing::local_realm& realm() noexcept { return realm_; }
    /// For files of a test.
    [[nodiscard]] std::filesystem::path folder() const { return environment_.directory(); }
    [[nodiscard]] const keyring& keys() const noexcept { return keys_; }
    /// With its realm, which no configuration knows.
    [[nodiscard]] std::string target() const { return service + ("@" + realm_.name()); }

    /// Alice, who has tickets already.
    [[nodiscard]] SecHandle* client(package of) { return clients_[static_cast<int>(of)].get(); }
    [[nodiscard]] SecHandle* server(package of) { return servers_[static_cast<int>(of)].get(); }
    /// Bob, a user without a service's key, to whom alice authenticates with his session key.
    [[nodiscard]] SecHandle* server_user() { return bob_.get(); }

    [[nodiscard]] credential_handle acquire(package of, ULONG use, const std::string& cache,
                                            const std::string& keytab) const {
        const std::string name = of == package::kerberos ? "Kerberos" : "Negotiate";
        credential_handle out;
        SecHandle made{};
        must(AcquireCredentialsHandleA(nullptr, text_argument(name), use, nullptr, nullptr, nullptr, nullptr,
                                       &made, nullptr) == SEC_E_OK,
             "a credential can be acquired");
        out.now_live(made);
        must(SspiSetCredentialStore(out.get(), cache.empty() ? nullptr : cache.c_str(),
                                    keytab.empty() ? nullptr : keytab.c_str()) == SEC_E_OK,
             "a credential takes a store");
        return out;
    }

  private:
    world() {
        for (const auto of : {package::kerberos, package::negotiate}) {
            clients_[static_cast<int>(of)] = acquire(of, SECPKG_CRED_OUTBOUND, realm_.cache("alice"), {});
            servers_[static_cast<int>(of)] = acquire(of, SECPKG_CRED_INBOUND, {}, realm_.keytab());
        }
        bob_ = acquire(package::kerberos, SECPKG_CRED_INBOUND, realm_.cache("bob"), realm_.keytab());
    }

    [[nodiscard]] static testing::realm_options options() {
        testing::realm_options out;
        out.enctypes = {testing::enctype::aes128_cts_hmac_sha1_96};
        return out;
    }
    /// Everybody's.
    [[nodiscard]] std::string all_keys() {
        const std::string names[] = {"alice", "bob", service, "krbtgt/" + realm_.name(), "kadmin/changepw"};
        return realm_.memory_keytab("everybody", names);
    }

    // Nothing of the machine's configuration, and no name service for realms that nobody knows.
    testing::environment environment_{testing::environment_options{.realm = realm_name}};
    testing::local_realm realm_{
        realm_name, {{"alice", password}, {"bob", "bob's password"}}, {service}, options()};
    keyring keys_{all_keys()};
    credential_handle clients_[2], servers_[2], bob_;
};

} // namespace sspi::fuzz
