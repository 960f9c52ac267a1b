// SPDX-License-Identifier: BSL-1.0
// The client's side of authentication, as a state machine that does no I/O.
#pragma once

#include <sspi/channel_bindings.hpp>
#include <sspi/context.hpp>
#include <sspi/credential.hpp>
#include <sspi/impl/exchange.hpp>
#include <sspi/secure_channel.hpp>
#include <sspi/step.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

namespace sspi {

/// What an initiator asks for.
struct initiator_options {
    /// What the context is to have, beside what it has to have. Asking is not getting: see `required`.
    features request{feature::mutual_authentication, feature::replay_detection, feature::sequence_detection,
                     feature::confidentiality, feature::integrity};
    /// What it has to have, which is asked for too: where the exchange ends without, the last step fails with
    /// security_qos_failed. Whoever asks for less than the default has to require less as well.
    /// (no_message_protection is a wish and never granted: it is asked for only.)
    features required{feature::mutual_authentication, feature::confidentiality, feature::integrity};
    /// Of the TLS connection that the exchange is made in.
    channel_bindings bindings{};
    /// Further ISC_REQ_ bits, for what no feature stands for. Those about buffers are the initiator's own business.
    std::uint32_t more_request_bits = 0;
};

/// The client's side. It makes tokens and takes tokens, and leaves carrying them to its owner:
///
///     sspi::initiator client(sspi::credential::outbound().acquire(), "HTTP/web.example.test");
///     auto step = client.step();
///     for (;;) {
///         if (!step.token.empty()) send(step.token);
///         if (step.next == sspi::want::nothing) break;
///         step = client.step(receive());
///     }
///     auto channel = client.channel();
///
/// It is moved and not copied. One that was moved from can be assigned to and destroyed; else it is as one whose context
/// is gone: done() is false, and what can fail fails with invalid_handle. Destroying it deletes the context, unless a
/// channel shares it. Threads: one at a time; different objects do not wait for each other.
class initiator : public context {
  public:
    /// Begins nothing yet.
    /// `target` is the service, "class/host[:port][/name][@REALM]" (see service_principal), or an account. It is taken as
    /// written: no DNS is asked for another form. What is wrong with target or credential shows in the first step.
    initiator(credential who, std::string_view target, initiator_options options = {});
    initiator(initiator&&) noexcept = default;
    initiator& operator=(initiator&&) noexcept = default;
    initiator(const initiator&) = delete;
    initiator& operator=(const initiator&) = delete;
    ~initiator() = default;

    /// Makes the next token. `from_peer` is nothing at first (with Negotiate it may be the server's hint), then what the
    /// peer sent: one whole token.
    ///
    /// The first step may wait for KDCs, as long as their time-outs say; with user_to_user the second one too. A
    /// cancellation of the thread ends that (see cancellation.hpp). Later ones compute for some microseconds.
    ///
    /// Fails with what InitializeSecurityContext lists, above all target_unknown, logon_denied, no_credentials,
    /// no_authenticating_authority, time_skew and mutual_auth_failed; with invalid_token for a missing or malformed token;
    /// with security_qos_failed where something required was not granted; with unsupported_function when it is done.
    /// On failure: of a first step, nothing has happened, and it can be tried again; so it is when a later step is
    /// cancelled or is given no token. After any other failure the exchange is over, and further steps fail with the same
    /// error. With feature::extended_error there may be a token for the peer: system_error::token() has it, or the result.
    [[nodiscard]] step_result step(std::span<const std::byte> from_peer = {});
    /// The same; on failure the result has the token for the peer, if there is one.
    [[nodiscard]] step_result step(std::span<const std::byte> from_peer, std::error_code& error);

    /// Whether the exchange is complete: the context is established, and the peer is who it has to be.
    [[nodiscard]] bool done() const noexcept { return established(); }

    /// What protects messages, once it is done; it shares the context. Fails with invalid_handle before.
    [[nodiscard]] secure_channel channel() const;
    [[nodiscard]] secure_channel channel(std::error_code& error) const;

  private:
    friend struct impl::calls;

    impl::outcome advance(std::span<const std::byte> from_peer, step_result& out);

    impl::exchange exchange_;
    impl::target_text target_;
};

} // namespace sspi

#include <sspi/impl/initiator.hpp>
