// SPDX-License-Identifier: BSL-1.0
// How an initiator steps.
#pragma once

#include <sspi/impl/native.hpp>
#include <sspi/initiator.hpp>

namespace sspi {

inline initiator::initiator(credential who, std::string_view target, initiator_options options)
    : context(std::make_shared<impl::context_state>()),
      exchange_{.who = std::move(who),
                .request_bits = (options.request | options.required).bits() | options.more_request_bits |
                                ISC_REQ_ALLOCATE_MEMORY,
                .required = options.required.without(feature::no_message_protection),
                .bindings = std::move(options.bindings)},
      target_(impl::native_text(target)) {}

inline impl::outcome initiator::advance(std::span<const std::byte> from_peer, step_result& out) {
    if (const auto problem = impl::may_step(exchange_, state_.get(), from_peer); problem.failed())
        return problem;
    if (!target_) return impl::refused(errc::target_unknown);
    return impl::make_leg(exchange_, *state_, from_peer, out, impl::granted_to_initiator,
                          [this](CredHandle* who, CtxtHandle* existing, SecBufferDesc* input,
                                 CtxtHandle* fresh, SecBufferDesc* output, ULONG* attributes) {
                              return impl::native_initialize(who, existing, target_->data(),
                                                             exchange_.request_bits, input, fresh, output,
                                                             attributes);
                          });
}

inline step_result initiator::step(std::span<const std::byte> from_peer, std::error_code& error) {
    step_result out;
    error = advance(from_peer, out).code();
    return out;
}
inline step_result initiator::step(std::span<const std::byte> from_peer) {
    step_result out;
    const auto result = advance(from_peer, out);
    if (result.failed()) result.check("sspi::initiator::step", std::move(out.token));
    return out;
}

inline secure_channel initiator::channel(std::error_code& error) const {
    secure_channel out;
    error = secure_channel::of(state_, out).code();
    return out;
}
inline secure_channel initiator::channel() const {
    secure_channel out;
    secure_channel::of(state_, out).check("sspi: channel");
    return out;
}

} // namespace sspi
