// SPDX-License-Identifier: BSL-1.0
// Routes this process's Kerberos requests for a realm to the embedded KDC, with no socket.
#pragma once

#include <sspi/testing/export.hpp>
#include <sspi/testing/realm.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// While it lives, whatever Heimdal code in this process sends to a KDC of the realm goes to the embedded
/// one, on the sending thread.
///
/// Routes are global to the process, serve every thread and every krb5 context, also those made before, and
/// one process may have routes for several realms. Heimdal wants a krb5.conf only for names without a realm: see
/// `environment`, and `local_realm`. When the route ends, requests for the realm take their normal way again; the destructor
/// waits for those that are being answered, so a handler must not destroy its own route.
class SSPI_TESTING_API in_process {
  public:
    /// Answers a request; an empty answer, or an exception, is a KDC that cannot be reached.
    using handler = std::function<std::vector<std::byte>(std::span<const std::byte> request)>;

    /// Routes requests for the realm to its KDC. Throws `error` when the realm already has a route.
    explicit in_process(const realm& target);

    /// Routes requests for a realm of that name to a function: a KDC that is slow, gone, or answers nonsense.
    /// The function is called on several threads at once if several ask at once.
    in_process(std::string realm_name, handler answer);

    ~in_process();
    in_process(in_process&& other) noexcept;
    in_process& operator=(in_process&& other) noexcept;
    in_process(const in_process&) = delete;
    in_process& operator=(const in_process&) = delete;

  private:
    class route;
    friend struct route_table;
    void enter();
    void leave() noexcept;

    std::shared_ptr<route> route_;
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
