// SPDX-License-Identifier: BSL-1.0
// One call of the library: how long it may wait for KDCs, who may cancel it, by which clock it goes, and what came of it.
#pragma once

#include "realm_findings.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sspi::gss {

/// How long to wait. Without a value the configuration says it, or the default stands.
struct kdc_timeouts {
    std::optional<std::chrono::milliseconds> each_try{}; ///< for one server's answer, by one protocol
    std::optional<std::chrono::milliseconds>
        whole_call{}; ///< for everything that one call of the library asks
};

/// A server that passes requests on over HTTPS (MS-KKDCP).
struct kdc_proxy {
    std::string url;     ///< "https://host[:port][/path]"
    bool forced = false; ///< KDCs are not asked directly, not even where they are configured
};

/// How far a KDC's clock is from the credential's, as a reply that only the KDC could make has shown.
struct proved_clock {
    std::chrono::seconds ahead{0};
    std::chrono::seconds of{
        0}; ///< what the credential said of its clock then: for another one it proves nothing
};

/// What a credential says about its requests.
struct kdc_policy {
    kdc_timeouts timeouts{};
    std::optional<kdc_proxy> proxy{};
    std::chrono::seconds clock_offset{0};       ///< how far the credential's clock is ahead of the machine's
    std::shared_ptr<realm_findings> findings{}; ///< of all calls with the credential; null: of none
};

/// How one try at one server ended.
enum class kdc_outcome {
    answered,    ///< with a message of Kerberos, which may be an error
    silent,      ///< no answer in time
    refused,     ///< nobody listens there
    unreachable, ///< the network said so
    unresolved,  ///< its name has no address
    closed,      ///< the connection ended before the answer did
    malformed,   ///< what came is no message of Kerberos
    too_big,     ///< the answer does not fit a datagram (KRB_ERR_RESPONSE_TOO_BIG)
    busy,        ///< KDC_ERR_SVC_UNAVAILABLE
    distrusted,  ///< the certificate of a proxy is not good
    rejected,    ///< a proxy answered with another HTTP status than 200
    abandoned,   ///< another server answered first, or the call ended
};

inline constexpr std::string_view kdc_outcome_names[] = {
    "answered",  "silent",  "refused", "unreachable", "unresolved", "closed",
    "malformed", "too big", "busy",    "distrusted",  "rejected",   "abandoned"};

[[nodiscard]] constexpr std::string_view name_of(kdc_outcome outcome) noexcept {
    return kdc_outcome_names[static_cast<std::size_t>(outcome)];
}
static_assert(name_of(kdc_outcome::answered) == "answered" && name_of(kdc_outcome::too_big) == "too big" &&
              name_of(kdc_outcome::abandoned) == "abandoned");

struct kdc_attempt {
    std::string where; ///< "udp/192.0.2.1:88", "https/proxy.example:443/KdcProxy", "route"
    kdc_outcome outcome = kdc_outcome::abandoned;
    std::chrono::milliseconds took{0};
    std::string text{}; ///< what the system said, if anything
};

/// A KRB-ERROR in place of a ticket. It is not authenticated.
struct kdc_error {
    std::int32_t code = 0;                        ///< krb5 (com_err) code
    std::string text{};                           ///< e-text, as it came: bounded, perhaps not UTF-8
    std::optional<std::uint32_t> nt_status{};     ///< KERB-EXT-ERROR (MS-KILE 2.2.1)
    std::optional<std::chrono::sys_seconds> at{}; ///< the KDC's clock
};

/// What a call learned on its way to tickets. Bounded: a call that asks too often notes its first tries.
struct kdc_record {
    static constexpr std::size_t most = 32; ///< attempts, and notes

    std::string realm{}; ///< whose KDC was asked last
    std::vector<kdc_attempt> attempts{};
    std::vector<std::string> notes{}; ///< about finding servers: "DNS has no SRV record _kerberos._udp.X"
    std::optional<kdc_error> error{}; ///< the last
    std::optional<kdc_outcome> last_outcome{}; ///< of the last attempt, noted or not
};

/// What the transport keeps from one request of a call to the next.
class kdc_memory {
  public:
    virtual ~kdc_memory() = default;
};

/// From the beginning of a call that may ask KDCs or look at a clock to its end. It is made once, where the call enters the
/// library, and handed down to whatever works for it.
class kdc_call {
  public:
    using clock = std::chrono::steady_clock;

    /// Why a call asks no more.
    enum class end { none, cancelled, too_late };

    explicit kdc_call(kdc_policy policy = {}, std::stop_token cancellation = {})
        : policy_(std::move(policy)), cancellation_(std::move(cancellation)) {}
    kdc_call(const kdc_call&) = delete;
    kdc_call& operator=(const kdc_call&) = delete;

    [[nodiscard]] const kdc_policy& policy() const noexcept { return policy_; }
    [[nodiscard]] const std::stop_token& cancellation() const noexcept { return cancellation_; }
    [[nodiscard]] clock::time_point began() const noexcept { return began_; }

    /// The clock of the call: this machine's, as far ahead as the credential says, and then the KDC's where one is followed.
    [[nodiscard]] std::chrono::seconds clock_offset() const noexcept {
        return policy_.clock_offset + followed_;
    }
    /// From now on the call goes by that clock; without an argument by the credential's.
    void follow(const proved_clock& one = {}) noexcept {
        followed_ = one.of == policy_.clock_offset ? one.ahead : std::chrono::seconds(0);
    }
    [[nodiscard]] proved_clock followed() const noexcept { return {followed_, policy_.clock_offset}; }
    [[nodiscard]] std::chrono::sys_seconds now() const noexcept {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + clock_offset();
    }

    /// When KDCs have had all the time that they get. It runs from the first time that somebody asks.
    [[nodiscard]] clock::time_point deadline(std::chrono::milliseconds whole_call) noexcept {
        if (!deadline_) deadline_ = clock::now() + whole_call;
        return *deadline_;
    }

    [[nodiscard]] kdc_record& record() noexcept { return record_; }
    [[nodiscard]] std::unique_ptr<kdc_memory>& memory() noexcept { return memory_; }

    /// Once a call ended, whoever asks in it is answered at once that there is no KDC.
    [[nodiscard]] end ended() const noexcept { return ended_; }
    void end_with(end why) noexcept { ended_ = why; }

    /// There was no memory for something that the library does within the call where it cannot say so: in a callback.
    void lack_memory() noexcept { lacks_memory_ = true; }
    [[nodiscard]] bool lacks_memory() const noexcept { return lacks_memory_; }

  private:
    const kdc_policy policy_;
    const std::stop_token cancellation_;
    const clock::time_point began_ = clock::now();
    std::chrono::seconds followed_{0};
    kdc_record record_{};
    std::unique_ptr<kdc_memory> memory_{};
    end ended_ = end::none;
    bool lacks_memory_ = false;
    std::optional<clock::time_point> deadline_{};
};

} // namespace sspi::gss
