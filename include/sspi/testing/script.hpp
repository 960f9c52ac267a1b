// SPDX-License-Identifier: BSL-1.0
// What a realm answers in place of what its KDC would: rules, each for some requests.
//
//     auto locked = realm.when(as_request().of("alice").nth(2)).answer(error_reply(kdc_err_client_revoked));
//     realm.when(tgs_request().for_service("HTTP/web.example.test")).ticket(expired());
//     realm.when(any_request()).delay(200ms);
//     ...
//     CHECK(locked.used() == 1);
#pragma once

#include <sspi/testing/error.hpp>
#include <sspi/testing/error_reply.hpp>
#include <sspi/testing/export.hpp>
#include <sspi/testing/ticket_change.hpp>
#include <sspi/testing/transcript.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// Which requests a rule is about: all that meet every condition. Names may have no realm, which is then the realm's
/// own, and '*' in a name stands for anything, "HTTP/*".
class SSPI_TESTING_API request_match {
  public:
    request_match() = default;
    explicit request_match(message kind) : kind_(kind) {}

    request_match& of(std::string client);          ///< that this user sends
    request_match& for_service(std::string server); ///< that want a ticket for this service
    request_match& by(transport way);               ///< that come this way
    request_match& with_preauth(bool has = true);   ///< AS requests that do, or do not, prove the user
    request_match& with_option(kdc_option option);  ///< whose kdc-options have this one
    request_match& with_padata(std::int32_t type);  ///< that have padata of this type
    request_match&
    where(std::function<bool(const request_seen&)> condition); ///< for which a function says so
    /// Of all these only the one of that number, from 1, counted from when the rule was made.
    request_match& nth(std::size_t number);
    /// Of all these only the first so many.
    request_match& first(std::size_t count);
    /// Of all these only those from that number on.
    request_match& from_nth(std::size_t number);

    /// "AS-REQ of alice, the 2nd".
    [[nodiscard]] std::string text() const;

  private:
    friend struct request_match_access;
    std::optional<message> kind_{};
    std::optional<transport> way_{};
    std::string client_{};
    std::string server_{};
    std::optional<bool> preauth_{};
    std::uint32_t options_ = 0;
    std::vector<std::int32_t> padata_{};
    std::function<bool(const request_seen&)> condition_{};
    std::size_t from_ = 1;
    std::optional<std::size_t> to_{};
};

[[nodiscard]] inline request_match any_request() {
    return request_match();
}
[[nodiscard]] inline request_match as_request() {
    return request_match(message::as);
}
[[nodiscard]] inline request_match tgs_request() {
    return request_match(message::tgs);
}
[[nodiscard]] inline request_match password_request() {
    return request_match(message::password);
}

/// What the password service says (RFC 3244, 2).
enum class password_result : std::uint16_t {
    success = 0,
    malformed = 1,
    hard_error = 2,
    not_authenticated = 3,
    soft_error = 4, ///< the policy refuses the password
    access_denied = 5,
    bad_version = 6,
    initial_flag_needed = 7,
};

/// A rule of a realm. Copies are the same rule, which acts from `realm::when` until `remove`, `realm::clear_rules` or
/// the end of the realm, whether or not this object lives.
///
/// Of several rules that are for a request the newest acts, alone. Each member that says what to do adds to what the
/// others said, in whichever order: an answer (the KDC's, unless another is chosen), changed or spoiled, sent late, twice,
/// or not at all. A rule with nothing to do lets the KDC answer, and counts. Thread-safe.
class SSPI_TESTING_API rule {
  public:
    /// A KRB-ERROR in place of the KDC's answer. To a change of a password it is the answer of a service that does
    /// not know the client.
    rule& answer(error_reply error);
    /// These octets in place of the KDC's answer; not empty.
    rule& answer(std::vector<std::byte> octets);
    /// A result in place of the password service's, which changes nothing then. Requests that cannot be read are
    /// answered as ever.
    rule& answer(password_result result, std::string text = {});
    /// The KDC's answer with another ticket in it. An answer without a ticket stays as it is. Throws `error` when the
    /// change names a principal that the realm does not have.
    rule& ticket(ticket_change change);
    /// Nothing is sent: the client waits until it gives up. The KDC is not asked.
    rule& drop();
    /// The client is told at once that the KDC cannot be reached; by a socket: the connection ends, a datagram is lost.
    rule& unreachable();
    /// The answer is sent so much later. Other requests are answered meanwhile.
    rule& delay(std::chrono::milliseconds later);
    /// Only the first octets of the answer are sent.
    rule& truncate(std::size_t octets);
    /// Bits of one octet of the answer are turned over. -1 is the last octet, and an offset beyond an end goes on from the
    /// other.
    rule& corrupt(std::ptrdiff_t offset, std::uint8_t bits = 0xff);
    /// The answer is sent twice, the second time so much after the first.
    rule& twice(std::chrono::milliseconds apart = std::chrono::milliseconds(0));

    /// How many requests met the conditions, those outside of `nth` and `first` included.
    [[nodiscard]] std::size_t matched() const;
    /// How many requests it acted on.
    [[nodiscard]] std::size_t used() const;
    /// "AS-REQ of alice, the 2nd: KDC_ERR_CLIENT_REVOKED".
    [[nodiscard]] std::string text() const;
    /// Ends the rule; its counts stay.
    void remove();

    class state; ///< for the other parts of this library

  private:
    friend class realm;
    explicit rule(std::shared_ptr<state> of) : state_(std::move(of)) {}

    std::shared_ptr<state> state_;
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
