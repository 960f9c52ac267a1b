// SPDX-License-Identifier: BSL-1.0
// LookupAccountSid and LookupAccountName for any character type.
#pragma once

#include "../core/account_lookup.hpp"
#include "last_error_guard.hpp"
#include "text_argument.hpp"
#include "text_output.hpp"

#include <sspi_accounts.h>

#include <algorithm>
#include <utility>

namespace sspi::abi {

/// A text and the caller's buffer for it, whose size counts its terminating null before and not afterwards.
template <class Char>
class sized_text {
  public:
    sized_text(std::string_view text, Char* out, DWORD& size) : text_(text), out_(out), size_(size) {}

    [[nodiscard]] bool fits() const noexcept { return out_ != nullptr && text_.fits(size_); }
    void write() const noexcept {
        text_.write(out_);
        size_ = text_.size() - 1;
    }
    void tell_size() const noexcept { size_ = text_.size(); }

  private:
    text_output<Char> text_;
    Char* out_;
    DWORD& size_;
};

template <class Char>
[[nodiscard]] BOOL account_of_sid(PSID sid, Char* name, DWORD* name_size, Char* domain, DWORD* domain_size,
                                  SID_NAME_USE* use) noexcept {
    return guarded_by_last_error([&] {
        const auto octets = core::caller_sid(sid);
        if (!octets) return win32_code::invalid_sid;
        if (name_size == nullptr || domain_size == nullptr || use == nullptr)
            return win32_code::invalid_parameter;
        const auto found = core::look_up(*octets);
        if (!found) return win32_code::none_mapped;
        const sized_text<Char> names(found->name, name, *name_size),
            domains(found->domain, domain, *domain_size);
        if (!names.fits() || !domains.fits()) {
            names.tell_size();
            domains.tell_size();
            return win32_code::insufficient_buffer;
        }
        names.write();
        domains.write();
        *use = found->use;
        return win32_code::success;
    });
}

template <class Char>
[[nodiscard]] BOOL sid_of_account(const Char* account, PSID sid, DWORD* size, Char* domain,
                                  DWORD* domain_size, SID_NAME_USE* use) noexcept {
    return guarded_by_last_error([&] {
        const auto text = text_argument(account);
        if (!text || size == nullptr || domain_size == nullptr || use == nullptr)
            return win32_code::invalid_parameter;
        const auto found = core::look_up(*text);
        if (!found) return win32_code::none_mapped;
        const sized_text<Char> domains(found->domain, domain, *domain_size);
        if (sid == nullptr || *size < found->octets.size() || !domains.fits()) {
            *size = static_cast<DWORD>(found->octets.size());
            domains.tell_size();
            return win32_code::insufficient_buffer;
        }
        found->octets.write(sid);
        *size = static_cast<DWORD>(found->octets.size());
        domains.write();
        *use = found->use;
        return win32_code::success;
    });
}

} // namespace sspi::abi
