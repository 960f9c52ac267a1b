// SPDX-License-Identifier: BSL-1.0
// How an acceptor steps.
#pragma once

#include <sspi/acceptor.hpp>

#include <utility>

namespace sspi {

namespace impl {

/// The bits of a rule, which are the same on Windows, but are not in every version of its headers.
[[nodiscard]] constexpr std::uint32_t rule_bits(bindings_rule rule) noexcept {
    switch (rule) {
    case bindings_rule::required:
        return 0;
    case bindings_rule::optional:
        return 0x10000000; // ASC_REQ_ALLOW_MISSING_BINDINGS
    case bindings_rule::any:
        return 0x04000000; // ASC_REQ_PROXY_BINDINGS
    }
    return 0;
}

} // namespace impl

inline acceptor::acceptor(credential who, acceptor_options options)
    : context(std::make_shared<impl::context_state>()),
      exchange_{.who = std::move(who),
                .request_bits = impl::acceptor_request(options.request | options.required) |
                                impl::rule_bits(options.rule) | options.more_request_bits |
                                ASC_REQ_ALLOCATE_MEMORY,
                .required = options.required,
                .bindings = std::move(options.bindings)} {}

inline impl::outcome acceptor::advance(std::span<const std::byte> from_peer, step_result& out) {
    if (const auto problem = impl::may_step(exchange_, state_.get(), from_peer); problem.failed())
        return problem;
    return impl::make_leg(exchange_, *state_, from_peer, out, impl::granted_to_acceptor,
                          [this](CredHandle* who, CtxtHandle* existing, SecBufferDesc* input,
                                 CtxtHandle* fresh, SecBufferDesc* output, ULONG* attributes) {
                              TimeStamp expiry;
                              return AcceptSecurityContext(who, existing, input, exchange_.request_bits,
                                                           SECURITY_NATIVE_DREP, fresh, output, attributes,
                                                           &expiry);
                          });
}

inline step_result acceptor::step(std::span<const std::byte> from_peer, std::error_code& error) {
    step_result out;
    error = advance(from_peer, out).code();
    return out;
}
inline step_result acceptor::step(std::span<const std::byte> from_peer) {
    step_result out;
    const auto result = advance(from_peer, out);
    if (result.failed()) result.check("sspi::acceptor::step", std::move(out.token));
    return out;
}

inline secure_channel acceptor::channel(std::error_code& error) const {
    secure_channel out;
    error = secure_channel::of(state_, out).code();
    return out;
}
inline secure_channel acceptor::channel() const {
    secure_channel out;
    secure_channel::of(state_, out).check("sspi: channel");
    return out;
}

} // namespace sspi
