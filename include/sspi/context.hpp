// SPDX-License-Identifier: BSL-1.0
// What can be asked of a context: names, times, keys, packages, sizes.
#pragma once

#include <sspi/client_account.hpp>
#include <sspi/context_info.hpp>
#include <sspi/error.hpp>
#include <sspi/features.hpp>
#include <sspi/impl/context_state.hpp>

#include <memory>
#include <string>
#include <system_error>

namespace sspi {

/// The attributes of a context, which initiator, acceptor and secure_channel have. Copies share the context, and the last
/// one deletes it.
///
/// Each question has two forms: one throws system_error, the other sets an error_code and then gives an empty value.
/// They fail with invalid_handle where there is no context, or not yet an established one where that is needed, and with
/// unsupported_function for what the package does not tell. Each costs one call into the library and copies what it answers.
/// Threads: any number may ask at the same time, but not while a step runs in another.
class context {
  public:
    /// A context that there is not.
    context() noexcept = default;

    /// Whether the exchange is complete.
    [[nodiscard]] bool established() const noexcept { return state_ && state_->established; }

    /// What the mechanism granted, never an echo of the request; empty before the first step, final when established.
    [[nodiscard]] features granted() const noexcept { return state_ ? state_->granted : features(); }
    /// The same as bits of the C contract, ISC_RET_ of an initiator or ASC_RET_ of an acceptor: those too that no feature
    /// stands for.
    [[nodiscard]] std::uint32_t attribute_bits() const noexcept { return state_ ? state_->attributes : 0; }

    /// The client's principal, on both sides: "user@REALM". Who that is in its domain, client() says.
    [[nodiscard]] std::string client_name() const;
    [[nodiscard]] std::string client_name(std::error_code& error) const;
    /// The client's account in its domain, with its groups, on the server's side; without a PAC that is proved the principal alone.
    /// Fails with unsupported_function on Windows, where the token tells.
    [[nodiscard]] client_account client() const;
    [[nodiscard]] client_account client(std::error_code& error) const;
    /// Both principals, as Kerberos writes them.
    [[nodiscard]] principal_names principals() const;
    [[nodiscard]] principal_names principals(std::error_code& error) const;
    /// The service that the client's ticket is for, without its realm: what a server that goes by several names compares.
    [[nodiscard]] std::string client_specified_target() const;
    [[nodiscard]] std::string client_specified_target(std::error_code& error) const;
    /// The realm that issued the ticket.
    [[nodiscard]] std::string authority() const;
    [[nodiscard]] std::string authority(std::error_code& error) const;

    /// When the context was established and when its ticket ends. Messages go on being protected after that here.
    [[nodiscard]] sspi::lifetime lifetime() const;
    [[nodiscard]] sspi::lifetime lifetime(std::error_code& error) const;

    /// The package that does the work: what Negotiate agreed on, or is about to. Also before it is established.
    [[nodiscard]] package_info package() const;
    [[nodiscard]] package_info package(std::error_code& error) const;
    /// The same, and how far the negotiation is. Also before it is established.
    [[nodiscard]] negotiation_info negotiation() const;
    [[nodiscard]] negotiation_info negotiation(std::error_code& error) const;

    /// Which algorithms protect messages.
    [[nodiscard]] key_info keys() const;
    [[nodiscard]] key_info keys(std::error_code& error) const;
    /// The key that protects messages, which is wiped with the object that holds it.
    [[nodiscard]] secret_bytes session_key() const;
    [[nodiscard]] secret_bytes session_key(std::error_code& error) const;

    /// How large tokens, signatures and trailers are.
    [[nodiscard]] message_sizes sizes() const;
    [[nodiscard]] message_sizes sizes(std::error_code& error) const;

    /// Whether the client sends another token. Also before it is established.
    [[nodiscard]] client_token last_client_token() const;
    [[nodiscard]] client_token last_client_token(std::error_code& error) const;

    /// The handle, for functions of the C contract that are not here; zero where there is no context. It stays this
    /// object's: do not delete it.
    [[nodiscard]] SecHandle handle() const noexcept { return state_ ? state_->handle() : SecHandle{}; }

  protected:
    friend struct impl::calls;

    explicit context(std::shared_ptr<impl::context_state> state) noexcept : state_(std::move(state)) {}

    std::shared_ptr<impl::context_state> state_;
};

} // namespace sspi

#include <sspi/impl/context_queries.hpp>
