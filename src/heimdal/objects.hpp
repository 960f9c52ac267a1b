// SPDX-License-Identifier: BSL-1.0
// Owners for what Heimdal hands out. Included by the Heimdal backend only.
#pragma once

#include "functions.hpp"
#include "words.hpp"

#include <sspi/detail/secret.hpp>

#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sspi::heimdal {

/// One per thread: a krb5_context is not for two threads at a time, and making one reads the configuration.
/// Null when it cannot be made, with the reason in `thread_context_error`.
[[nodiscard]] krb5_context thread_context() noexcept;
[[nodiscard]] krb5_error_code thread_context_error() noexcept;

/// A move-only owner of a `Handle`, released by `Release(handle)`.
template <class Handle, void (*Release)(Handle) noexcept>
class owned {
  public:
    owned() = default;
    explicit owned(Handle handle) noexcept : handle_(handle) {}
    owned(owned&& other) noexcept : handle_(std::exchange(other.handle_, Handle{})) {}
    owned& operator=(owned&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    owned(const owned&) = delete;
    owned& operator=(const owned&) = delete;
    ~owned() {
        if (handle_ != Handle{}) Release(handle_);
    }

    [[nodiscard]] Handle get() const noexcept { return handle_; }
    [[nodiscard]] explicit operator bool() const noexcept { return handle_ != Handle{}; }
    /// For a C function that writes the handle. What was held is released first.
    [[nodiscard]] Handle* out() noexcept {
        *this = owned{};
        return &handle_;
    }
    /// For a C function that reads and replaces the handle.
    [[nodiscard]] Handle* in_out() noexcept { return &handle_; }

  private:
    Handle handle_{};
};

namespace release {
void gss_name(gss_name_t name) noexcept;
void gss_credential(gss_cred_id_t credential) noexcept;
void gss_context(gss_ctx_id_t context) noexcept;
void gss_buffers(gss_buffer_set_t set) noexcept;
void principal(krb5_principal principal) noexcept;
void cache(krb5_ccache cache) noexcept;
void private_cache(krb5_ccache cache) noexcept;
void keytab(krb5_keytab keytab) noexcept;
void crypto(krb5_crypto crypto) noexcept;
void init_options(krb5_get_init_creds_opt* options) noexcept;
void credentials(krb5_creds* credentials) noexcept;
void credential_contents(krb5_creds* credentials) noexcept;
void storage(krb5_storage* storage) noexcept;
void auth_context(krb5_auth_context context) noexcept;
void request_options(krb5_rd_req_in_ctx options) noexcept;
void request(krb5_rd_req_out_ctx request) noexcept;
void ticket(krb5_ticket* ticket) noexcept;
void reply_part(krb5_ap_rep_enc_part* part) noexcept;
void text(char* text) noexcept;
} // namespace release

using owned_name = owned<gss_name_t, release::gss_name>;
using owned_credential = owned<gss_cred_id_t, release::gss_credential>;
using owned_context = owned<gss_ctx_id_t, release::gss_context>;
using owned_buffer_set = owned<gss_buffer_set_t, release::gss_buffers>; // wiped when released
using owned_principal = owned<krb5_principal, release::principal>;
using owned_cache = owned<krb5_ccache, release::cache>;
using owned_private_cache =
    owned<krb5_ccache, release::private_cache>; // see private_cache.hpp; destroyed, not only closed
using owned_keytab = owned<krb5_keytab, release::keytab>;
using owned_crypto = owned<krb5_crypto, release::crypto>;
using owned_init_options = owned<krb5_get_init_creds_opt*, release::init_options>;
using owned_credentials = owned<krb5_creds*, release::credentials>; // keys wiped by Heimdal
using owned_storage = owned<krb5_storage*, release::storage>;
using owned_auth_context = owned<krb5_auth_context, release::auth_context>;
using owned_request_options = owned<krb5_rd_req_in_ctx, release::request_options>;
using owned_request = owned<krb5_rd_req_out_ctx, release::request>; // an AP-REQ that was read
using owned_ticket = owned<krb5_ticket*, release::ticket>;
using owned_reply_part = owned<krb5_ap_rep_enc_part*, release::reply_part>;
using owned_text = owned<char*, release::text>;

/// krb5_creds that are emptied, and their keys wiped by Heimdal, when they go.
class held_credentials {
  public:
    held_credentials() = default;
    held_credentials(const held_credentials&) = delete;
    held_credentials& operator=(const held_credentials&) = delete;
    ~held_credentials() { release::credential_contents(&value_); }

    [[nodiscard]] krb5_creds* get() noexcept { return &value_; }

  private:
    krb5_creds value_{};
};

/// A key whose octets go, wiped by Heimdal, when it goes.
class held_key {
  public:
    held_key() = default;
    held_key(const held_key&) = delete;
    held_key& operator=(const held_key&) = delete;
    ~held_key() {
        if (value_.keyvalue.data != nullptr) krb5_free_keyblock_contents(thread_context(), &value_);
    }

    [[nodiscard]] krb5_keyblock* get() noexcept { return &value_; }
    [[nodiscard]] const krb5_keyblock* get() const noexcept { return &value_; }

  private:
    krb5_keyblock value_{};
};

/// A gss_buffer_desc whose bytes Heimdal allocated.
class owned_buffer {
  public:
    owned_buffer() = default;
    owned_buffer(const owned_buffer&) = delete;
    owned_buffer& operator=(const owned_buffer&) = delete;
    ~owned_buffer() {
        OM_uint32 ignored = 0;
        if (buffer_.value != nullptr) gss_release_buffer(&ignored, &buffer_);
    }

    [[nodiscard]] gss_buffer_t out() noexcept { return &buffer_; }
    [[nodiscard]] std::span<std::byte> bytes() const noexcept {
        return {static_cast<std::byte*>(buffer_.value), buffer_.length};
    }
    [[nodiscard]] std::string_view text() const noexcept {
        return {static_cast<const char*>(buffer_.value), buffer_.length};
    }

  private:
    gss_buffer_desc buffer_{0, nullptr};
};

/// One that is wiped when it goes.
class secret_buffer : public owned_buffer {
  public:
    ~secret_buffer() { detail::wipe(bytes()); }
};

/// A krb5_data whose bytes Heimdal allocated.
class owned_data {
  public:
    owned_data() = default;
    owned_data(const owned_data&) = delete;
    owned_data& operator=(const owned_data&) = delete;
    ~owned_data() { krb5_data_free(&data_); }

    [[nodiscard]] krb5_data* out() noexcept { return &data_; }
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
        return {static_cast<const std::byte*>(data_.data), data_.length};
    }

  private:
    krb5_data data_{};
};

/// A borrowed view in krb5's form, which is not written to.
[[nodiscard]] inline krb5_data borrow_data(std::span<const std::byte> bytes) noexcept {
    return {bytes.size(), const_cast<std::byte*>(bytes.data())};
}

/// A borrowed view in GSS's form. GSS takes its inputs through a non-const pointer and does not write to
/// them.
[[nodiscard]] inline gss_buffer_desc borrow(std::span<const std::byte> bytes) noexcept {
    return {bytes.size(), const_cast<std::byte*>(bytes.data())};
}
[[nodiscard]] inline gss_buffer_desc borrow(std::string_view text) noexcept {
    return {text.size(), const_cast<char*>(text.data())};
}

} // namespace sspi::heimdal
