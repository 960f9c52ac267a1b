// SPDX-License-Identifier: BSL-1.0
// Owners for what Heimdal allocates, and its statuses as exceptions.
#pragma once

#include "heimdal_functions.hpp"

#include <sspi/testing/error.hpp>

#include <string>
#include <utility>
#include <vector>

namespace sspi::testing::detail {

/// A krb5 context that has read no configuration file, so that what it does depends on the caller only.
class context {
  public:
    context();
    ~context() { krb5_free_context(raw_); }
    context(const context&) = delete;
    context& operator=(const context&) = delete;

    [[nodiscard]] krb5_context get() const noexcept { return raw_; }

  private:
    krb5_context raw_ = nullptr;
};

/// Gives a context a configuration. Heimdal takes files only: it is written to a temporary one and removed.
void configure(krb5_context context, const std::string& text);

/// Throws `error`, with Heimdal's text, unless the status is 0.
void check(krb5_context context, krb5_error_code status, const std::string& what);

/// Something that is released with a context and the thing itself.
template <class handle, auto& release>
class owned {
  public:
    explicit owned(krb5_context context, handle value = nullptr) noexcept
        : context_(context), value_(value) {}
    ~owned() { reset(); }
    owned(owned&& other) noexcept : context_(other.context_), value_(std::exchange(other.value_, nullptr)) {}
    owned& operator=(owned&& other) noexcept {
        std::swap(context_, other.context_);
        std::swap(value_, other.value_);
        return *this;
    }
    owned(const owned&) = delete;
    owned& operator=(const owned&) = delete;

    [[nodiscard]] handle get() const noexcept { return value_; }

    /// Where a function may put a new value.
    [[nodiscard]] handle* put() noexcept {
        reset();
        return &value_;
    }

  private:
    void reset() noexcept {
        if (value_ != nullptr) release(context_, value_);
        value_ = nullptr;
    }

    krb5_context context_;
    handle value_;
};

using principal = owned<krb5_principal, krb5_free_principal>;
using keytab = owned<krb5_keytab, krb5_kt_close>;
using credential_cache = owned<krb5_ccache, krb5_cc_close>;
using initial_exchange = owned<krb5_init_creds_context, krb5_init_creds_free>;
using initial_options = owned<krb5_get_init_creds_opt*, krb5_get_init_creds_opt_free>;

/// Octets that Heimdal allocated.
class octets {
  public:
    octets() noexcept { krb5_data_zero(&data_); }
    ~octets() { krb5_data_free(&data_); }
    octets(const octets&) = delete;
    octets& operator=(const octets&) = delete;

    [[nodiscard]] krb5_data* get() noexcept { return &data_; }
    [[nodiscard]] const krb5_data& operator*() const noexcept { return data_; }

  private:
    krb5_data data_;
};

/// Keys, in one array as libkdc wants them. Heimdal wipes each when it is released.
class key_set {
  public:
    explicit key_set(krb5_context context) noexcept : context_(context) {}
    ~key_set() {
        for (auto& key : keys_)
            krb5_free_keyblock_contents(context_, &key);
    }
    key_set(key_set&& other) noexcept : context_(other.context_), keys_(std::exchange(other.keys_, {})) {}
    key_set& operator=(key_set&& other) noexcept {
        std::swap(context_, other.context_);
        std::swap(keys_, other.keys_);
        return *this;
    }
    key_set(const key_set&) = delete;
    key_set& operator=(const key_set&) = delete;

    /// Where a function may put one more key.
    [[nodiscard]] krb5_keyblock* add() { return &keys_.emplace_back(); }
    [[nodiscard]] const std::vector<krb5_keyblock>& all() const noexcept { return keys_; }

  private:
    krb5_context context_;
    std::vector<krb5_keyblock> keys_;
};

/// A ticket with its session key.
class ticket {
  public:
    explicit ticket(krb5_context context) noexcept : context_(context), creds_{} {}
    ~ticket() { krb5_free_cred_contents(context_, &creds_); }
    ticket(const ticket&) = delete;
    ticket& operator=(const ticket&) = delete;

    [[nodiscard]] krb5_creds* get() noexcept { return &creds_; }

  private:
    krb5_context context_;
    krb5_creds creds_;
};

/// The principal of that name, in that realm unless the name has its own.
[[nodiscard]] principal parse_principal(krb5_context context, const std::string& name,
                                        const std::string& realm);

/// The name with its realm.
[[nodiscard]] std::string unparse(krb5_context context, krb5_const_principal name);

} // namespace sspi::testing::detail
