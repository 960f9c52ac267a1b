// SPDX-License-Identifier: BSL-1.0
// What is in a keytab or a cache, one after the other: whoever looks may end at any time, also for want of memory.
#pragma once

#include "objects.hpp"

namespace sspi::heimdal {

class keytab_entries {
  public:
    explicit keytab_entries(krb5_keytab of) noexcept
        : keytab_(of), error_(krb5_kt_start_seq_get(thread_context(), of, &cursor_)) {}
    keytab_entries(const keytab_entries&) = delete;
    keytab_entries& operator=(const keytab_entries&) = delete;
    ~keytab_entries() {
        if (error_ != 0) return;
        let_go();
        krb5_kt_end_seq_get(thread_context(), keytab_, &cursor_);
    }

    /// Why there is nothing to look at; 0 where there is, or could be.
    [[nodiscard]] krb5_error_code error() const noexcept { return error_; }

    /// Lent until the next; null at the end.
    [[nodiscard]] krb5_keytab_entry* next() noexcept {
        if (error_ != 0) return nullptr;
        let_go();
        held_ = krb5_kt_next_entry(thread_context(), keytab_, &entry_, &cursor_) == 0;
        return held_ ? &entry_ : nullptr;
    }

  private:
    void let_go() noexcept {
        if (held_) krb5_kt_free_entry(thread_context(), &entry_);
        held_ = false;
        entry_ = {};
    }

    const krb5_keytab keytab_;
    krb5_kt_cursor cursor_{};
    const krb5_error_code error_;
    krb5_keytab_entry entry_{};
    bool held_ = false;
};

class cached_tickets {
  public:
    explicit cached_tickets(krb5_ccache in) noexcept
        : cache_(in), good_(krb5_cc_start_seq_get(thread_context(), in, &cursor_) == 0) {}
    cached_tickets(const cached_tickets&) = delete;
    cached_tickets& operator=(const cached_tickets&) = delete;
    ~cached_tickets() {
        if (!good_) return;
        let_go();
        krb5_cc_end_seq_get(thread_context(), cache_, &cursor_);
    }

    /// Lent until the next; null at the end.
    [[nodiscard]] krb5_creds* next() noexcept {
        if (!good_) return nullptr;
        let_go();
        held_ = true; // one that cannot be read to its end is partly there
        return krb5_cc_next_cred(thread_context(), cache_, &cursor_, &each_) == 0 ? &each_ : nullptr;
    }

  private:
    void let_go() noexcept {
        if (held_) krb5_free_cred_contents(thread_context(), &each_);
        held_ = false;
        each_ = {};
    }

    const krb5_ccache cache_;
    krb5_cc_cursor cursor_{};
    const bool good_;
    krb5_creds each_{};
    bool held_ = false;
};

} // namespace sspi::heimdal
