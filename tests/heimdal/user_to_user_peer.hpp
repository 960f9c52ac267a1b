// SPDX-License-Identifier: BSL-1.0
// Heimdal's Kerberos library as the other side of user-to-user.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <time.h>

// First, because krb5.h includes it without saying that its functions are C.
extern "C" {
#include <krb5_asn1.h>
}

#include <krb5.h>

#include <cstddef>
#include <span>
#include <utility>

namespace sspi::test {

/// Reads the configuration of the test's environment, which has to be there.
inline krb5_context peer_context() {
    struct owner {
        krb5_context context = nullptr;
        owner() { krb5_init_context(&context); }
        ~owner() { krb5_free_context(context); }
    };
    static const owner instance;
    return instance.context;
}

template <class Handle, auto Release>
class owned_by_peer {
  public:
    owned_by_peer() = default;
    owned_by_peer(owned_by_peer&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
    owned_by_peer& operator=(owned_by_peer&&) = delete;
    owned_by_peer(const owned_by_peer&) = delete;
    owned_by_peer& operator=(const owned_by_peer&) = delete;
    ~owned_by_peer() {
        if (value_ != nullptr) Release(peer_context(), value_);
    }
    [[nodiscard]] Handle get() const noexcept { return value_; }
    [[nodiscard]] Handle* out() noexcept { return &value_; }

  private:
    Handle value_ = nullptr;
};

using peer_cache = owned_by_peer<krb5_ccache, krb5_cc_close>;
using peer_principal = owned_by_peer<krb5_principal, krb5_free_principal>;
using peer_credentials = owned_by_peer<krb5_creds*, krb5_free_creds>;
using peer_auth = owned_by_peer<krb5_auth_context, krb5_auth_con_free>;
using peer_ticket = owned_by_peer<krb5_ticket*, krb5_free_ticket>;

class peer_data {
  public:
    peer_data() = default;
    peer_data(const peer_data&) = delete;
    peer_data& operator=(const peer_data&) = delete;
    ~peer_data() { krb5_data_free(&value_); }
    [[nodiscard]] krb5_data* out() noexcept { return &value_; }
    [[nodiscard]] const krb5_data& get() const noexcept { return value_; }

  private:
    krb5_data value_{};
};

[[nodiscard]] inline std::span<const std::byte> octets_of(const krb5_data& data) {
    return {static_cast<const std::byte*>(data.data), data.length};
}
[[nodiscard]] inline krb5_data lent(std::span<const std::byte> octets) {
    return {octets.size(), const_cast<std::byte*>(octets.data())};
}

} // namespace sspi::test
