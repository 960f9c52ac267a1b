// SPDX-License-Identifier: BSL-1.0
// A Kerberos client and service on plain Heimdal, for the tests of the embedded KDC.
#pragma once

#include <cstdint>

extern "C" { // which this header of Heimdal's leaves out
#include <krb5_asn1.h>
}

#include <krb5.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace sspi::testing {

/// What a client knows of a ticket that it got, or why it got none.
struct ticket_result {
    krb5_error_code status = 0;
    int session_enctype = 0;
    int ticket_enctype = 0;
    unsigned kvno = 0;
    time_t lifetime = 0; ///< seconds from authentication to the end
    time_t renewable = 0;
    TicketFlags flags{};
};

/// One user with a memory cache of its own. Made from the environment's configuration at the time.
class kerberos_client {
  public:
    kerberos_client();
    ~kerberos_client();
    kerberos_client(const kerberos_client&) = delete;
    kerberos_client& operator=(const kerberos_client&) = delete;

    /// Asks only for these enctypes from now on.
    void offer(const std::vector<int>& enctypes);

    /// An AS exchange with a password; the ticket goes to the cache.
    [[nodiscard]] ticket_result login(const std::string& user, const std::string& password);

    /// Uses a cache that is there already.
    [[nodiscard]] krb5_error_code use_cache(const std::string& name);

    /// A TGS exchange for a service.
    [[nodiscard]] ticket_result ticket_for(const std::string& service);

    /// How many octets the ticket for a service has; 0 when there is none.
    [[nodiscard]] std::size_t ticket_size(const std::string& service);

    /// Whether the holder of a keytab can read the ticket for a service.
    [[nodiscard]] krb5_error_code present_to(const std::string& service, const std::string& keytab);

    [[nodiscard]] krb5_context context() const noexcept { return context_.get(); }

  private:
    struct free_context {
        void operator()(krb5_context context) const { krb5_free_context(context); }
    };
    using context_ptr = std::unique_ptr<std::remove_pointer_t<krb5_context>, free_context>;

    [[nodiscard]] ticket_result describe(krb5_creds& creds) const;
    [[nodiscard]] krb5_error_code obtain(const std::string& service, krb5_creds** creds);
    void forget();

    context_ptr context_;
    std::vector<krb5_enctype> offered_;
    krb5_ccache cache_ = nullptr;
    bool own_cache_ = false;
};

} // namespace sspi::testing
