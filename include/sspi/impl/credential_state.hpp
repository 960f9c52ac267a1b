// SPDX-License-Identifier: BSL-1.0
// A credential handle with its owner, and what one is made of.
#pragma once

#include <sspi/detail/secret.hpp>
#include <sspi/impl/contract.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace sspi::impl {

/// Frees the handle when it goes.
class credential_state {
  public:
    explicit credential_state(SecHandle handle) noexcept : handle_(handle) {}
    credential_state(const credential_state&) = delete;
    credential_state& operator=(const credential_state&) = delete;
    ~credential_state() { FreeCredentialsHandle(&handle_); }

    [[nodiscard]] SecHandle handle() const noexcept { return handle_; }

  private:
    SecHandle handle_;
};

struct kdc_timeout_settings {
    std::chrono::milliseconds each;
    std::chrono::milliseconds call;
};

struct kdc_proxy_settings {
    std::string url;
    bool only = false;
};

struct credential_settings {
    std::uint32_t use = 0;
    std::string package = "Negotiate";
    std::optional<std::string> user{};
    std::optional<std::string> domain{};
    std::optional<detail::secret_string> password{};
    std::optional<std::string> mechanisms{};
    std::optional<std::string> principal{};
    std::optional<std::string> cache{};
    std::optional<std::string> keytab{};
    std::optional<kdc_timeout_settings> timeouts{};
    std::optional<kdc_proxy_settings> proxy{};
    std::optional<std::chrono::seconds> clock_offset{};

    [[nodiscard]] bool has_identity() const noexcept { return user || domain || password || mechanisms; }
    [[nodiscard]] bool has_store() const noexcept { return cache || keytab; }
};

} // namespace sspi::impl
