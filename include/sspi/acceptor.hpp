// SPDX-License-Identifier: BSL-1.0
// The server's side of authentication, as a state machine that does no I/O.
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
#include <system_error>

namespace sspi {

/// Which clients an acceptor with channel bindings lets in.
enum class bindings_rule {
    required, ///< those with the same bindings
    optional, ///< those with none, too, unless they say that they always send them
    any, ///< those with any: TLS ends before this server, which does not know them (ASC_REQ_PROXY_BINDINGS)
};

/// What an acceptor asks for.
struct acceptor_options {
    /// What the context is to have, beside what it has to have; mostly the client decides.
    features request{feature::replay_detection, feature::sequence_detection, feature::confidentiality,
                     feature::integrity};
    /// What it has to have, which is asked for too: where the exchange ends without, the last step fails with
    /// security_qos_failed.
    features required{};
    /// Of the TLS connection that the exchange is made in. Without bindings none are looked at, but for `any`.
    channel_bindings bindings{};
    bindings_rule rule = bindings_rule::required;
    /// Further ASC_REQ_ bits, for what no feature stands for. Those about buffers are the acceptor's own business.
    std::uint32_t more_request_bits = 0;
};

/// The server's side. Each step takes a token of the client and makes the answer; initiator says how both go on.
///
///     sspi::acceptor server(credential);
///     while (!server.done()) {
///         auto step = server.step(receive());
///         if (!step.token.empty()) send(step.token);
///     }
///     auto who = server.client_name();
///     if (!server.client().is_member(*sspi::sid::parse("S-1-5-21-1-2-3-1201"))) refuse(who);
///
/// It is moved and not copied, and what is said of initiator about that and about threads holds here too.
class acceptor : public context {
  public:
    /// Begins nothing yet. `who` is an inbound credential; what is wrong with it shows in the first step.
    explicit acceptor(credential who, acceptor_options options = {});
    acceptor(acceptor&&) noexcept = default;
    acceptor& operator=(acceptor&&) noexcept = default;
    acceptor(const acceptor&) = delete;
    acceptor& operator=(const acceptor&) = delete;
    ~acceptor() = default;

    /// Takes the client's token and makes the answer. Without a token, Negotiate's first step makes the hint with which a
    /// server may begin.
    ///
    /// No KDC is asked, except for user-to-user. It computes for some tens of microseconds.
    ///
    /// Fails with what AcceptSecurityContext lists, above all invalid_token, logon_denied (a replay), wrong_principal,
    /// no_kerb_key, no_credentials (no keytab), time_skew and bad_bindings; with security_qos_failed where something
    /// required was not granted; with unsupported_function when it is done.
    /// On failure: of a first step, nothing has happened, and another client's token can be taken. After a later one the
    /// exchange is over, and further steps fail with the same error; only a missing token and a cancellation change
    /// nothing. There may be a token for the client, as for the initiator.
    [[nodiscard]] step_result step(std::span<const std::byte> from_peer = {});
    /// The same; on failure the result has the token for the peer, if there is one.
    [[nodiscard]] step_result step(std::span<const std::byte> from_peer, std::error_code& error);

    /// Whether the exchange is complete: the context is established, and the client is who client_name() says.
    [[nodiscard]] bool done() const noexcept { return established(); }

    /// What protects messages, once it is done; it shares the context. Fails with invalid_handle before.
    [[nodiscard]] secure_channel channel() const;
    [[nodiscard]] secure_channel channel(std::error_code& error) const;

  private:
    friend struct impl::calls;

    impl::outcome advance(std::span<const std::byte> from_peer, step_result& out);

    impl::exchange exchange_;
};

} // namespace sspi

#include <sspi/impl/acceptor.hpp>
