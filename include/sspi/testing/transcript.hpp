// SPDX-License-Identifier: BSL-1.0
// What clients asked a realm, and what they were answered.
#pragma once

#include <sspi/testing/enctype.hpp>
#include <sspi/testing/export.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// How a request came in. An answer that is too long for a datagram becomes KRB_ERR_RESPONSE_TOO_BIG (RFC
/// 4120, 7.2.1), on which clients change to a stream.
enum class transport { stream, datagram, in_process };

/// What a request is.
enum class message {
    as,       ///< AS-REQ: a user logs in
    tgs,      ///< TGS-REQ: a ticket for a service, a renewal, a forwarded ticket
    password, ///< a change of a password (RFC 3244)
    other,    ///< nothing that the KDC understands
};

/// The bits of kdc-options (RFC 4120, 5.4.1; [MS-SFU] 2.2.3), as they stand in `request_seen::options`.
enum kdc_option : std::uint32_t {
    option_forwardable = 0x40000000,
    option_forwarded = 0x20000000,
    option_proxiable = 0x10000000,
    option_proxy = 0x08000000,
    option_allow_postdate = 0x04000000,
    option_postdated = 0x02000000,
    option_renewable = 0x00800000,
    option_cname_in_addl_tkt = 0x00020000,
    option_canonicalize = 0x00010000,
    option_anonymous = 0x00008000,
    option_disable_transited_check = 0x00000020,
    option_renewable_ok = 0x00000010,
    option_enc_tkt_in_skey = 0x00000008,
    option_renew = 0x00000002,
    option_validate = 0x00000001,
};

/// One request. Names have their realm, "alice@EXAMPLE.TEST"; they are empty where the request has none, or none that
/// this realm can read.
struct request_seen {
    std::chrono::system_clock::time_point time{}; ///< by the realm's clock
    message kind = message::other;
    transport by = transport::stream;
    std::string client{};                 ///< of a TGS or password request: whose ticket it presents
    std::string server{};                 ///< what the ticket is to be for
    std::string realm{};                  ///< the realm that was asked, as the request says
    std::uint32_t options = 0;            ///< of kdc_option
    std::vector<std::int32_t> enctypes{}; ///< what the client offers, first first
    std::vector<std::int32_t> padata{};   ///< the types of its padata, in order (RFC 4120, 7.5.2)
    std::string s4u_client{};             ///< whom S4U2self is for, where it was asked for (PA-FOR-USER)
    std::size_t size = 0;                 ///< octets of the request

    /// "AS-REP", "TGS-REP", the name of the KRB-ERROR's code, for a password "changed" or "refused (4)", "silence" where
    /// there was no answer, "unreachable", "octets" for an answer that is none of these.
    std::string answer{};
    std::optional<std::int32_t> error{}; ///< the KRB-ERROR's code
    std::string rule{}; ///< what the script's rule does that had a hand in it; empty: the KDC alone

    [[nodiscard]] SSPI_TESTING_API bool has(kdc_option option) const noexcept;
    [[nodiscard]] SSPI_TESTING_API bool offers(enctype type) const noexcept;
    [[nodiscard]] SSPI_TESTING_API bool has_padata(std::int32_t type) const noexcept;
    /// Whether an AS request proves the user: PA-ENC-TIMESTAMP, PA-ENCRYPTED-CHALLENGE or PA-PK-AS-REQ.
    [[nodiscard]] SSPI_TESTING_API bool preauthenticated() const noexcept;
};

/// "AS-REQ alice@A.TEST -> krbtgt/A.TEST@A.TEST [forwardable canonicalize] offers 18 17 23, padata 2 128: AS-REP".
[[nodiscard]] SSPI_TESTING_API std::string text(const request_seen& seen);

/// The requests of a realm at one moment, the oldest first. A copy: it does not change.
class SSPI_TESTING_API transcript {
  public:
    transcript() = default;
    transcript(std::vector<request_seen> requests, std::size_t forgotten)
        : requests_(std::move(requests)), forgotten_(forgotten) {}

    [[nodiscard]] std::size_t size() const noexcept { return requests_.size(); }
    [[nodiscard]] bool empty() const noexcept { return requests_.empty(); }
    [[nodiscard]] const request_seen& operator[](std::size_t index) const { return requests_.at(index); }
    [[nodiscard]] const request_seen& back() const { return requests_.at(requests_.size() - 1); }
    [[nodiscard]] auto begin() const noexcept { return requests_.begin(); }
    [[nodiscard]] auto end() const noexcept { return requests_.end(); }

    /// How many older requests are no longer there, because a realm keeps `realm_options::transcript_limit`.
    [[nodiscard]] std::size_t forgotten() const noexcept { return forgotten_; }

    /// Those of one kind; of one client ("alice", or with her realm); for one service.
    [[nodiscard]] transcript of(message kind) const;
    [[nodiscard]] transcript from(std::string_view client) const;
    [[nodiscard]] transcript to(std::string_view server) const;

    /// One line each.
    [[nodiscard]] std::string text() const;

  private:
    std::vector<request_seen> requests_;
    std::size_t forgotten_ = 0;
};

/// Its text; Catch2 and GoogleTest print with it.
SSPI_TESTING_API std::ostream& operator<<(std::ostream& out, const request_seen& seen);
SSPI_TESTING_API std::ostream& operator<<(std::ostream& out, const transcript& all);

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
