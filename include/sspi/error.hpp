// SPDX-License-Identifier: BSL-1.0
// Errors: the category, what is known of a failure, and the exception that carries it.
#pragma once

#include <sspi/errc.hpp>
#include <sspi/error_detail.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace sspi {

/// The category of SSPI's statuses. Its name is "sspi", an error's value is the SECURITY_STATUS, its message a sentence of
/// English, the same on every system; for a value that is no status of SSPI it is the system's.
///
/// These statuses are equal to a condition of std::errc, and to no other:
///
///     not_enough_memory        insufficient_memory
///     invalid_argument         invalid_handle, invalid_parameter
///     permission_denied        logon_denied, not_owner, no_impersonation, delegation_policy
///     function_not_supported   unsupported_function
///     not_supported            qop_not_supported, secpkg_not_found
///     no_buffer_space          buffer_too_small, insufficient_buffers, ext_buffer_too_small
///     bad_message              invalid_token, message_altered, out_of_sequence, illegal_message, decrypt_failure
///     host_unreachable         no_authenticating_authority; it is equal to timed_out as well, because it says that no
///                              KDC answered in time: error_detail::attempts has what became of each
///     operation_canceled       cancelled
///     not_connected            no_context
///
/// boost::system::error_code takes an errc, or an error_code of this category, as it is (Boost 1.81), compares with both, and
/// gives it back when it is made an std::error_code again; its own value() then is a number of Boost's.
/// There is one in a process, the library's, whichever of its shared libraries asks. It lives as long as that.
[[nodiscard]] SSPI_IMPL_SHARED const std::error_category& category() noexcept;

/// The error of a status; found by argument-dependent look-up, so that std::error_code takes an errc.
[[nodiscard]] inline std::error_code make_error_code(errc value) noexcept {
    return {static_cast<int>(value), category()};
}

namespace impl {
/// What a message has behind what the status means.
[[nodiscard]] inline const std::string& further_words(const error_detail& detail) noexcept {
    if (!detail.hint.empty()) return detail.hint;
    return !detail.mechanism_text.empty() ? detail.mechanism_text : detail.peer_text;
}
} // namespace impl

/// What the throwing functions throw. Where there are no exceptions (-fno-exceptions) they end the program by std::abort() in
/// place of that; use the forms with an error_code there. code() is the error. what() says where, what the status means, and what
/// a person may do about it or what Kerberos said, where something is known: "sspi::initiator::step: The logon was refused. ...".
/// Copies share their contents and do not throw.
class system_error : public std::system_error {
  public:
    /// An error that was found in `where`, with what is known of it and, from a step that failed, the token for the peer.
    system_error(std::error_code code, const std::string& where, error_detail detail = {},
                 std::vector<std::byte> token = {})
        : std::system_error(code), more_(std::make_shared<const more>(words(code, where, detail),
                                                                      std::move(detail), std::move(token))) {}

    /// Lives as long as the exception or a copy of it.
    [[nodiscard]] const char* what() const noexcept override { return more_->words.c_str(); }

    /// All that is known of the failure; empty on Windows, and for mistakes that these headers found without asking the
    /// library.
    [[nodiscard]] const error_detail& detail() const noexcept { return more_->detail; }

    /// Of a step of initiator or acceptor that failed: the token that tells the peer why, which may be sent before giving
    /// up; otherwise empty.
    [[nodiscard]] std::span<const std::byte> token() const noexcept { return more_->token; }

  private:
    struct more {
        more(std::string w, error_detail d, std::vector<std::byte> t)
            : words(std::move(w)), detail(std::move(d)), token(std::move(t)) {}
        std::string words;
        error_detail detail;
        std::vector<std::byte> token;
    };

    static std::string words(std::error_code code, const std::string& where, const error_detail& detail) {
        const auto& further = impl::further_words(detail);
        return where + ": " + code.message() + (further.empty() ? "" : " ") + further;
    }

    std::shared_ptr<const more> more_;
};

} // namespace sspi

#include <sspi/impl/category.hpp>
