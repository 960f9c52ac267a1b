// SPDX-License-Identifier: BSL-1.0
// GetUserNameEx, GetComputerObjectName and TranslateName for any character type.
#pragma once

#include "../core/account_names.hpp"
#include "last_error_guard.hpp"
#include "text_argument.hpp"
#include "text_output.hpp"

#include <secext.h>

namespace sspi::abi {

/// What the three functions do differently with a buffer.
struct size_rules {
    win32_code too_small;
    bool counts_null;   // the size of a name that was written has its terminating null in it
    bool may_be_probed; // no buffer of no characters: asking for the size succeeds
};
inline constexpr size_rules user_name_rules{win32_code::more_data, false, false};
inline constexpr size_rules computer_name_rules{win32_code::insufficient_buffer, true, false};
inline constexpr size_rules translation_rules{win32_code::insufficient_buffer, true, true};

template <class Char>
[[nodiscard]] win32_code write_name(const core::account_text& name, const size_rules& rules, Char* out,
                                    ULONG* size) {
    if (name.code != win32_code::success) return name.code;
    const text_output<Char> text(name.text);
    const bool probed = rules.may_be_probed && out == nullptr;
    const bool fits = text.fits(*size);
    *size = text.size();
    if (probed) return win32_code::success;
    if (!fits) return rules.too_small;
    text.write(out);
    if (!rules.counts_null) --*size;
    return win32_code::success;
}

[[nodiscard]] inline bool can_be_written(EXTENDED_NAME_FORMAT form, const void* out,
                                         const ULONG* size) noexcept {
    return size != nullptr && (out != nullptr || *size == 0) &&
           detail::is_wanted_form(static_cast<detail::name_form>(form));
}

template <class Char>
[[nodiscard]] BOOLEAN user_name(EXTENDED_NAME_FORMAT form, Char* out, ULONG* size) {
    return guarded_by_last_error([&] {
        if (!can_be_written(form, out, size)) return win32_code::invalid_parameter;
        return write_name(core::thread_user(static_cast<detail::name_form>(form)), user_name_rules, out,
                          size);
    });
}

template <class Char>
[[nodiscard]] BOOLEAN computer_name(EXTENDED_NAME_FORMAT form, Char* out, ULONG* size) {
    return guarded_by_last_error([&] {
        if (!can_be_written(form, out, size)) return win32_code::invalid_parameter;
        return write_name(core::this_computer(static_cast<detail::name_form>(form)), computer_name_rules, out,
                          size);
    });
}

template <class Char>
[[nodiscard]] BOOLEAN translated_name(const Char* name, EXTENDED_NAME_FORMAT from, EXTENDED_NAME_FORMAT to,
                                      Char* out, ULONG* size) {
    return guarded_by_last_error([&] {
        const auto text = text_argument(name);
        const auto given = static_cast<detail::name_form>(from);
        const bool good_form = given == detail::name_form::unknown || detail::is_wanted_form(given);
        if (!text || !good_form || !can_be_written(to, out, size)) return win32_code::invalid_parameter;
        return write_name(core::translated(*text, given, static_cast<detail::name_form>(to)),
                          translation_rules, out, size);
    });
}

} // namespace sspi::abi
