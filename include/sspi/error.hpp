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

/// The category of SSPI's statuses. Its name is "sspi", an error's value is the SECURITY_STATUS, its message the status's
/// text: this library's where it is there, the system's on Windows.
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
/// boost::system::error_code is made of such an error as of any std::error_code, see <sspi/boost_error.hpp>.
/// It lives as long as the process.
[[nodiscard]] const std::error_category& category() noexcept;

/// The error of a status; found by argument-dependent look-up, so that std::error_code takes an errc.
[[nodiscard]] inline std::error_code make_error_code(errc value) noexcept {
    return {static_cast<int>(value), category()};
}

/// What the throwing functions throw. code() is the error; what() is "where: text of the status", and behind it the
/// hint or what Kerberos said, where there is something. Copies share their contents and do not throw.
class system_error : public std::system_error {
  public:
    /// An error that was found in `where`, with what is known of it and, from a step that failed, the token for the peer.
    system_error(std::error_code code, const std::string& where, error_detail detail = {},
                 std::vector<std::byte> token = {})
        : std::system_error(code, words(where, detail)),
          more_(std::make_shared<const more>(std::move(detail), std::move(token))) {}

    /// All that is known of the failure; empty on Windows, and for mistakes that these headers found without asking the
    /// library.
    [[nodiscard]] const error_detail& detail() const noexcept { return more_->detail; }

    /// Of a step of initiator or acceptor that failed: the token that tells the peer why, which may be sent before giving
    /// up; otherwise empty.
    [[nodiscard]] std::span<const std::byte> token() const noexcept { return more_->token; }

  private:
    struct more {
        more(error_detail d, std::vector<std::byte> t) : detail(std::move(d)), token(std::move(t)) {}
        error_detail detail;
        std::vector<std::byte> token;
    };

    static std::string words(const std::string& where, const error_detail& detail) {
        const auto& further = !detail.hint.empty()             ? detail.hint
                              : !detail.mechanism_text.empty() ? detail.mechanism_text
                                                               : detail.peer_text;
        return further.empty() ? where : where + " (" + further + ")";
    }

    std::shared_ptr<const more> more_;
};

} // namespace sspi

#include <sspi/impl/category.hpp>
