// SPDX-License-Identifier: BSL-1.0
// A whole realm in one line, for one test: users, services, the way to it, keytab and caches, all in memory.
//
//     sspi::testing::local_realm realm({{"alice", "secret"}}, {"HTTP/web.example.test"});
//
//     AcquireCredentialsHandle(... SECPKG_CRED_OUTBOUND ...);
//     SspiSetCredentialStore(&client, realm.cache("alice").c_str(), nullptr);  // or alice's password in the identity
//     AcquireCredentialsHandle(... SECPKG_CRED_INBOUND ...);
//     SspiSetCredentialStore(&server, nullptr, realm.keytab().c_str());
#pragma once

#include <sspi/testing/export.hpp>
#include <sspi/testing/realm.hpp>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// A user and her password.
struct user_entry {
    std::string name;
    std::string password;
    account_options options{};
};

/// A realm that this process reaches without sockets, from construction until the last copy is gone.
///
/// It touches neither the environment nor any file, so tests with realms of their own run side by side, in one process
/// and in several. What it puts into the process: a route for its realm (see `in_process`), with which the realm counts
/// as found wherever Heimdal looks for its KDC, so that no DNS is asked; a keytab and caches in memory, which
/// go with it. Heimdal still reads the machine's krb5.conf, when a thread first uses Kerberos, and needs nothing of it:
/// say users' realms, "alice@EXAMPLE.TEST" or as the domain of an identity, and targets are looked for in
/// that realm first. To keep the machine's settings out (enctypes, clock skew), start the tests with KRB5_CONFIG=/dev/null, or
/// have an `environment` where the process still has one thread.
class SSPI_TESTING_API local_realm : public realm {
  public:
    /// A realm with a name that no other has in this process, "R1.SSPI.TEST".
    local_realm();
    /// A realm of that name. Throws `error` when another already answers for it in this process.
    explicit local_realm(std::string name, realm_options options = {});
    /// With users and services, and a name of its own.
    local_realm(std::initializer_list<user_entry> users, std::initializer_list<std::string> services,
                realm_options options = {});
    local_realm(std::string name, std::initializer_list<user_entry> users,
                std::initializer_list<std::string> services, realm_options options = {});

    /// A name for a memory cache with a ticket-granting ticket of that user, obtained now, as kinit does:
    /// "MEMORY:...". It is a new cache each time and lives as long as the realm.
    [[nodiscard]] std::string cache(std::string_view user, const ticket_options& options = {}) const;

    /// The name of a memory keytab with the keys of every service, those added and changed later included; the keys
    /// that were replaced stay in it, as in a keytab that ktutil adds to.
    [[nodiscard]] std::string keytab() const;

    /// Whether this process reaches it. Without a route it is a realm whose KDC cannot be reached.
    void disconnect();
    void connect();

  private:
    class connection;
    std::shared_ptr<connection> connection_;
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
