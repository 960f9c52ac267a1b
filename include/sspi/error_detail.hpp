// SPDX-License-Identifier: BSL-1.0
// What is known of a failure beyond its status.
#pragma once

#include <sspi/errc.hpp>
#include <sspi/impl/contract.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace sspi {

/// One try at one KDC, or at a proxy on the way to one.
struct kdc_attempt {
    std::string where;   ///< "udp/192.0.2.1:88", "https/proxy.example:443/KdcProxy"
    std::string outcome; ///< "silent", "refused", "answered", and what the system said about it
    std::chrono::milliseconds took{};
};

/// All that is known of a failure: SSPI_ERROR_DETAIL with strings that own their text. Texts are UTF-8 of one line each
/// without control characters, `text` apart, and empty where nothing is known. No password, key or token is in it.
struct error_detail {
    std::int32_t status = 0;             ///< 0: nothing has failed
    std::string status_name{};           ///< "SEC_E_LOGON_DENIED"
    std::string status_text{};           ///< what it means
    std::int32_t kerberos_code = 0;      ///< 0 where Kerberos had no part in it
    std::string kerberos_name{};         ///< "KRB5KDC_ERR_PREAUTH_FAILED"
    std::uint32_t nt_status = 0;         ///< that a KDC or peer sent; or 0
    std::string nt_status_name{};        ///< "STATUS_PASSWORD_EXPIRED"
    std::string realm{};                 ///< whose KDC was asked, or whose the names are
    std::string peer_text{};             ///< the words of the KDC or peer, which nobody vouches for
    std::string mechanism_text{};        ///< what the Kerberos library said
    std::string hint{};                  ///< what a person may do about it
    std::vector<kdc_attempt> attempts{}; ///< in their order
    std::string text{};                  ///< all of it, in lines for people

    /// Whether nothing is known.
    [[nodiscard]] bool empty() const noexcept { return status == 0; }
};

/// What went wrong with the last call of the C contract that failed on this thread. Calls that succeed clear nothing: ask
/// after a failure, as with errno. Releasing things first does no harm. Empty on Windows, and where there is no memory for it.
///
/// Mistakes that these headers find themselves (a step of an exchange that is over, say) are not noted there, so that after
/// one in the form with an error_code this is about an earlier call, perhaps of another connection. system_error::detail()
/// and stream::handshake_error() are about the failure that they come with, and about no other: where a thread serves several
/// connections and the detail goes into a log, use those.
[[nodiscard]] error_detail last_error_detail();

} // namespace sspi

#include <sspi/impl/last_error_detail.hpp>
