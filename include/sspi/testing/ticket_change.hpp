// SPDX-License-Identifier: BSL-1.0
// How a ticket is to be wrong: what a script changes in the tickets that the KDC issues.
#pragma once

#include <sspi/testing/export.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// The flags of a ticket (RFC 4120, 5.3).
enum ticket_flag : std::uint32_t {
    flag_forwardable = 0x40000000,
    flag_forwarded = 0x20000000,
    flag_proxiable = 0x10000000,
    flag_proxy = 0x08000000,
    flag_may_postdate = 0x04000000,
    flag_postdated = 0x02000000,
    flag_invalid = 0x01000000,
    flag_renewable = 0x00800000,
    flag_initial = 0x00400000,
    flag_pre_authent = 0x00200000,
    flag_hw_authent = 0x00100000,
    flag_transited_policy_checked = 0x00080000,
    flag_ok_as_delegate = 0x00040000,
    flag_enc_pa_rep = 0x00010000,
    flag_anonymous = 0x00008000,
};

/// What is changed in a ticket and in what the client is told about it. The KDC's answer is opened with the keys that
/// the realm knows, changed and sealed again, so that the client accepts it and holds a ticket that its service does
/// not like. Changes add up: `expired().with_kvno(7)`.
///
/// Times and flags change in the ticket, which only the service can read; the client believes what the KDC meant. With
/// `client_knows()` it is told the same, which clients may notice before they use the ticket.
class ticket_change {
  public:
    /// It ended that long ago by the realm's clock; it began an hour before that at the latest.
    ticket_change& expired(std::chrono::seconds ago = std::chrono::hours(1)) { return end_ = -ago, *this; }
    /// It ends so much after now.
    ticket_change& ending_in(std::chrono::seconds later) { return end_ = later, *this; }
    /// It begins so much after now.
    ticket_change& not_yet_valid(std::chrono::seconds until = std::chrono::hours(1)) {
        return start_ = until, *this;
    }
    /// The service sees another client.
    ticket_change& for_client(std::string name) { return client_ = std::move(name), *this; }
    /// It says that it is for another service; the key stays. With the key too: `.under_key_of(name)`.
    ticket_change& for_service(std::string name) { return service_ = std::move(name), *this; }
    /// It is sealed with another principal's key, and that one's key version number.
    ticket_change& under_key_of(std::string name) { return key_of_ = std::move(name), *this; }
    /// It is sealed with a key that nobody has.
    ticket_change& under_random_key() { return random_key_ = true, *this; }
    /// It names another version of the key; the key stays.
    ticket_change& with_kvno(std::uint32_t number) { return kvno_ = number, *this; }
    ticket_change& without_flag(ticket_flag flag) {
        return clear_ |= flag, set_ &= ~std::uint32_t{flag}, *this;
    }
    ticket_change& with_flag(ticket_flag flag) { return set_ |= flag, clear_ &= ~std::uint32_t{flag}, *this; }
    /// It has no authorization data.
    ticket_change& without_pac() { return without_pac_ = true, *this; }
    /// The PAC in it is another: what the function makes of it. Then the KDC signs it anew, where it still has the places for that.
    ticket_change& with_pac(std::function<std::vector<std::byte>(std::vector<std::byte>)> edit) {
        return pac_ = std::move(edit), *this;
    }
    /// The PAC in it is signed with another principal's key, as of a service that wants to be believed.
    ticket_change& pac_signed_by(std::string name) { return pac_key_of_ = std::move(name), *this; }
    /// The client is told of times, flags and names as they are in the ticket.
    ticket_change& client_knows() { return client_knows_ = true, *this; }

  private:
    friend struct ticket_change_access;
    std::optional<std::chrono::seconds> start_{};
    std::optional<std::chrono::seconds> end_{};
    std::string client_{};
    std::string service_{};
    std::string key_of_{};
    std::string pac_key_of_{};
    std::function<std::vector<std::byte>(std::vector<std::byte>)> pac_{};
    std::optional<std::uint32_t> kvno_{};
    std::uint32_t set_ = 0;
    std::uint32_t clear_ = 0;
    bool random_key_ = false;
    bool without_pac_ = false;
    bool client_knows_ = false;
};

[[nodiscard]] inline ticket_change expired(std::chrono::seconds ago = std::chrono::hours(1)) {
    return ticket_change().expired(ago);
}
[[nodiscard]] inline ticket_change ending_in(std::chrono::seconds later) {
    return ticket_change().ending_in(later);
}
[[nodiscard]] inline ticket_change not_yet_valid(std::chrono::seconds until = std::chrono::hours(1)) {
    return ticket_change().not_yet_valid(until);
}
[[nodiscard]] inline ticket_change for_client(std::string name) {
    return ticket_change().for_client(std::move(name));
}
[[nodiscard]] inline ticket_change for_service(std::string name) {
    return ticket_change().for_service(std::move(name));
}
[[nodiscard]] inline ticket_change under_key_of(std::string name) {
    return ticket_change().under_key_of(std::move(name));
}
[[nodiscard]] inline ticket_change under_random_key() {
    return ticket_change().under_random_key();
}
[[nodiscard]] inline ticket_change with_kvno(std::uint32_t number) {
    return ticket_change().with_kvno(number);
}
[[nodiscard]] inline ticket_change without_flag(ticket_flag flag) {
    return ticket_change().without_flag(flag);
}
[[nodiscard]] inline ticket_change with_flag(ticket_flag flag) {
    return ticket_change().with_flag(flag);
}
[[nodiscard]] inline ticket_change
with_pac(std::function<std::vector<std::byte>(std::vector<std::byte>)> edit) {
    return ticket_change().with_pac(std::move(edit));
}
[[nodiscard]] inline ticket_change pac_signed_by(std::string name) {
    return ticket_change().pac_signed_by(std::move(name));
}
[[nodiscard]] inline ticket_change without_pac() {
    return ticket_change().without_pac();
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
