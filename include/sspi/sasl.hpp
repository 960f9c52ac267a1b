// SPDX-License-Identifier: BSL-1.0
// SASL's mechanisms GSSAPI (RFC 4752) and GSS-SPNEGO, as state machines that do no I/O, and their security layer.
#pragma once

#include <sspi/acceptor.hpp>
#include <sspi/channel_bindings.hpp>
#include <sspi/credential.hpp>
#include <sspi/impl/sasl_negotiation.hpp>
#include <sspi/initiator.hpp>
#include <sspi/protection_level.hpp>
#include <sspi/secure_channel.hpp>
#include <sspi/step.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace sspi {

/// A mechanism of SASL that is Kerberos.
enum class sasl_mechanism {
    gssapi, ///< "GSSAPI" (RFC 4752): Kerberos itself, and two more messages in which a security layer is agreed on
    gss_spnego, ///< "GSS-SPNEGO": Negotiate; what was granted to the context is the layer
};

/// The name that protocols carry.
[[nodiscard]] constexpr std::string_view name_of(sasl_mechanism mechanism) noexcept {
    return mechanism == sasl_mechanism::gssapi ? "GSSAPI" : "GSS-SPNEGO";
}
/// The package that a credential for it has to be of.
[[nodiscard]] constexpr std::string_view package_of(sasl_mechanism mechanism) noexcept {
    return mechanism == sasl_mechanism::gssapi ? packages::kerberos : packages::negotiate;
}

/// What a side wants of the exchange.
struct sasl_options {
    /// Which security layers will do: the strongest that both sides have, between these. Under TLS it is `none` for both,
    /// because servers do not like two layers.
    protection_level least = protection_level::confidentiality;
    protection_level most = protection_level::confidentiality;
    /// Octets of the largest message that this side takes, which GSSAPI announces to the other; up to 0xFFFFFF.
    std::size_t largest_received = 0xFFFFFF;
    /// Octets of the largest message that it sends, where the other takes as much.
    std::size_t largest_sent = 0x10000;
    /// A client's, with GSSAPI: whom it wants to act as, in UTF-8 without a zero character. Empty: as itself.
    std::string authorization{};
    /// A server's decision whether the client may act as somebody, "" being itself; it compares with the name that the
    /// acceptor says. Without one only "" is let in. What it throws passes through step(), and ends the exchange.
    std::function<bool(std::string_view)> authorize{};
    /// Of the TLS connection, if there is one, and a server's rule for them.
    channel_bindings bindings{};
    bindings_rule rule = bindings_rule::required;
};

/// A security layer (RFC 4422 section 3.7): four octets of length, big-endian, and a wrapped token. It comes from layer()
/// of a client or server and outlives it; copies share the context. One made without arguments has no protection.
///
/// At `none` there is nothing to do: octets pass as they are, and wrap() and unwrap() fail with qop_not_supported.
/// On failure of wrap() nothing was appended. After a failure of unwrap() or message_size() the connection has to be ended,
/// because what follows is lost. Threads: as secure_channel.
class sasl_layer {
  public:
    sasl_layer() noexcept = default;

    [[nodiscard]] protection_level level() const noexcept { return terms_.level; }
    /// The context, with names and all other attributes. Messages of it would disturb the order of the layer's.
    [[nodiscard]] const secure_channel& channel() const noexcept { return channel_; }
    /// Octets of plain text in the largest message that the peer takes.
    [[nodiscard]] std::size_t largest_message() const noexcept {
        return channel_.largest_message(terms_.most_sent);
    }

    /// Appends what is to be sent for such octets: as many messages as it takes, none for no octets.
    void wrap(std::span<const std::byte> plain, std::vector<std::byte>& out) const;
    void wrap(std::span<const std::byte> plain, std::vector<std::byte>& out, std::error_code& error) const;

    /// How many octets the first message of what has arrived has, its length included: read until there are so many.
    /// 4 while the length itself is not there. Fails with invalid_token for one that is empty or longer than this side
    /// takes.
    [[nodiscard]] std::size_t message_size(std::span<const std::byte> arrived) const;
    [[nodiscard]] std::size_t message_size(std::span<const std::byte> arrived, std::error_code& error) const;

    /// The plain text of one message, of exactly message_size() octets; it is unwrapped where it lies. Fails as
    /// secure_channel::unwrap, and with qop_not_supported where it was only signed though encryption was agreed on.
    [[nodiscard]] std::span<std::byte> unwrap(std::span<std::byte> message) const;
    [[nodiscard]] std::span<std::byte> unwrap(std::span<std::byte> message, std::error_code& error) const;

  private:
    friend class sasl_client;
    friend class sasl_server;
    static constexpr std::size_t length_octets = 4;

    sasl_layer(secure_channel channel, const impl::sasl_terms& terms) noexcept
        : channel_(std::move(channel)), terms_(terms) {}

    impl::outcome seal(std::span<const std::byte> plain, std::vector<std::byte>& out) const;
    impl::outcome measure(std::span<const std::byte> arrived, std::size_t& out) const;
    impl::outcome open(std::span<std::byte> message, std::span<std::byte>& out) const;

    secure_channel channel_{};
    impl::sasl_terms terms_{};
};

/// The client's side:
///
///     sspi::sasl_client client(sspi::sasl_mechanism::gssapi, credential, "ldap/dc.example.test");
///     auto answer = bind("GSSAPI", client.step().token);
///     while (answer.in_progress) answer = bind("GSSAPI", client.step(answer.challenge).token);
///     if (!client.done()) static_cast<void>(client.step(answer.challenge)); // what came with the success
///
/// A response is sent though it may be empty, as long as `next` is want::token. Success counts only where done() agrees:
/// else the server has not proved itself. Moving, threads and failures: as initiator says; after a failure in the choice
/// of a layer, further steps fail with the same error.
class sasl_client {
  public:
    /// `who` is an outbound credential of package_of(mechanism), `target` the service: "ldap/dc.example.test".
    sasl_client(sasl_mechanism mechanism, credential who, std::string_view target, sasl_options options = {});

    /// Takes a challenge and makes the response. The first step, without a challenge, makes the initial response, for which
    /// KDCs may be asked.
    /// Fails as initiator::step, with invalid_token for a malformed offer of layers, and with security_qos_failed where
    /// no layer in common will do.
    [[nodiscard]] step_result step(std::span<const std::byte> challenge = {});
    [[nodiscard]] step_result step(std::span<const std::byte> challenge, std::error_code& error);

    [[nodiscard]] bool done() const noexcept { return negotiation_.done(); }
    /// The context, with names and all other attributes.
    [[nodiscard]] const context& security() const noexcept { return who_; }
    /// What was agreed on, once it is done; before that, a layer without protection.
    [[nodiscard]] sasl_layer layer() const { return {negotiation_.channel(), negotiation_.terms()}; }

  private:
    impl::outcome advance(std::span<const std::byte> challenge, step_result& out);

    initiator who_;
    impl::sasl_negotiation negotiation_;
    std::string authorization_;
};

/// The server's side: each step takes a response and makes the challenge. What comes with `next` at want::nothing, if it is
/// not empty, goes along with the success; a protocol whose success carries nothing sends it as one more challenge, which is
/// answered by an empty response (RFC 4422 section 3.6). The rest is as with the client.
class sasl_server {
  public:
    /// `who` is an inbound credential of package_of(mechanism).
    sasl_server(sasl_mechanism mechanism, credential who, sasl_options options = {});

    /// Fails as acceptor::step, with invalid_token for a malformed answer or one with a layer that was not offered, with
    /// security_qos_failed where the context is too weak, and with logon_denied for an authorization identity that
    /// `authorize` does not let in.
    [[nodiscard]] step_result step(std::span<const std::byte> response);
    [[nodiscard]] step_result step(std::span<const std::byte> response, std::error_code& error);

    [[nodiscard]] bool done() const noexcept { return negotiation_.done(); }
    [[nodiscard]] const context& security() const noexcept { return who_; }
    [[nodiscard]] sasl_layer layer() const { return {negotiation_.channel(), negotiation_.terms()}; }
    /// Whom the client acts as, once it is done; empty: as itself.
    [[nodiscard]] const std::string& authorization() const noexcept { return negotiation_.authorization(); }

  private:
    impl::outcome advance(std::span<const std::byte> response, step_result& out);

    acceptor who_;
    impl::sasl_negotiation negotiation_;
    std::function<bool(std::string_view)> authorize_;
};

} // namespace sspi

#include <sspi/impl/sasl.hpp>
