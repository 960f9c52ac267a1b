// SPDX-License-Identifier: BSL-1.0
// What both sides of an exchange have in common: one leg, and what it leaves behind.
#pragma once

#include <sspi/channel_bindings.hpp>
#include <sspi/credential.hpp>
#include <sspi/impl/buffers.hpp>
#include <sspi/impl/context_state.hpp>
#include <sspi/step.hpp>

#include <array>
#include <optional>
#include <span>
#include <string>

namespace sspi::impl {

using target_text = std::optional<std::basic_string<native_char>>;

/// The three features whose bits are others for an acceptor.
struct acceptor_bit {
    feature one;
    std::uint32_t bit;
};
inline constexpr acceptor_bit acceptor_bits[] = {
    {feature::extended_error, 0x8000},
    {feature::integrity, 0x20000},
    {feature::identify_only, 0x80000},
};
inline constexpr features moved_features{feature::extended_error, feature::integrity, feature::identify_only};

/// ASC_REQ_ bits. There is none for what only a client can refuse.
[[nodiscard]] constexpr std::uint32_t acceptor_request(features wished) noexcept {
    auto bits = wished.without(moved_features | feature::no_message_protection).bits();
    for (const auto& row : acceptor_bits)
        if (wished.contains(row.one)) bits |= row.bit;
    return bits;
}

/// Of ISC_RET_ and of ASC_RET_ bits.
[[nodiscard]] constexpr features granted_to_initiator(std::uint32_t bits) noexcept {
    return features::of_bits(bits).without(feature::no_message_protection);
}
[[nodiscard]] constexpr features granted_to_acceptor(std::uint32_t bits) noexcept {
    auto out = granted_to_initiator(bits).without(moved_features);
    for (const auto& row : acceptor_bits)
        if ((bits & row.bit) != 0) out |= row.one;
    return out;
}

/// Where an exchange is, and what it was begun with.
struct exchange {
    enum class stage { fresh, under_way, done, failed };

    credential who;
    std::uint32_t request_bits = 0;
    features required{};
    channel_bindings bindings{};
    stage at = stage::fresh;
    errc why = errc::internal_error; // it failed

    void give_up(context_state& state, SECURITY_STATUS because) noexcept {
        why = static_cast<errc>(because);
        at = stage::failed;
        state.release();
    }
};

/// What stands against a leg before the library is asked.
[[nodiscard]] inline outcome may_step(const exchange& plan, const context_state* state,
                                      std::span<const std::byte> token) noexcept {
    using stage = exchange::stage;
    if (state == nullptr || !plan.who) return refused(errc::invalid_handle);
    if (plan.at == stage::failed) return refused(plan.why);
    if (plan.at == stage::done) return refused(errc::unsupported_function);
    if (!fits(token.size()) || (plan.at == stage::under_way && token.empty()))
        return refused(errc::invalid_token);
    if (!fits(plan.bindings.block().size())) return refused(errc::bad_bindings);
    return {};
}

/// Whether the package asks for CompleteAuthToken, which Kerberos never does.
[[nodiscard]] constexpr bool wants_completion(SECURITY_STATUS status) noexcept {
    return status == SEC_I_COMPLETE_NEEDED || status == SEC_I_COMPLETE_AND_CONTINUE;
}
[[nodiscard]] constexpr bool is_last(SECURITY_STATUS status) noexcept {
    return status != SEC_I_CONTINUE_NEEDED && status != SEC_I_COMPLETE_AND_CONTINUE;
}

/// The input of a leg: the token, and with the first one the channel bindings.
class leg_input {
  public:
    leg_input(const exchange& plan, std::span<const std::byte> token) noexcept {
        if (!token.empty()) add(read_buffer(SECBUFFER_TOKEN, token));
        if (plan.at == exchange::stage::fresh && !plan.bindings.empty())
            add(read_buffer(SECBUFFER_CHANNEL_BINDINGS, plan.bindings.block()));
    }
    [[nodiscard]] SecBufferDesc* list() noexcept {
        list_ = list_of(std::span(buffers_).first(count_));
        return count_ == 0 ? nullptr : &list_;
    }

  private:
    void add(SecBuffer buffer) noexcept { buffers_[count_++] = buffer; }

    std::array<SecBuffer, 2> buffers_{};
    std::size_t count_ = 0;
    SecBufferDesc list_{};
};

/// One call of the C contract: credential, context or NULL, input or NULL, new context, output, attributes.
template <class Call>
outcome make_call(const exchange& plan, context_state& state, std::span<const std::byte> token,
                  allocated_token& output, std::uint32_t& attributes, Call&& call) {
    leg_input input(plan, token);
    auto credential_handle = plan.who.handle();
    auto handle = state.handle();
    ULONG bits = 0;
    auto status = call(&credential_handle, state.live() ? &handle : nullptr, input.list(), &handle,
                       output.list(), &bits);
    if (status >= 0) state.take(handle);
    attributes = static_cast<std::uint32_t>(bits);
    if (!wants_completion(status)) return answered(status);
    const auto completed = CompleteAuthToken(&handle, output.list());
    return answered(completed < 0 ? completed : status);
}

/// One leg from beginning to end.
template <class Call>
outcome make_leg(exchange& plan, context_state& state, std::span<const std::byte> token, step_result& out,
                 features (*granted)(std::uint32_t), Call&& call) {
    allocated_token output;
    std::uint32_t attributes = 0;
    const auto result = make_call(plan, state, token, output, attributes, call);
    if (result.failed()) {
        const bool again = !state.live() || result.status == static_cast<SECURITY_STATUS>(errc::cancelled);
        if (!again) plan.give_up(state, result.status);
        out.token = output.copy();
        return result;
    }
    // Should there be no memory for the token, the exchange cannot go on.
    plan.at = exchange::stage::failed;
    plan.why = errc::insufficient_memory;
    out.token = output.copy();
    state.attributes = attributes;
    state.granted = granted(attributes);
    if (!is_last(result.status)) {
        plan.at = exchange::stage::under_way;
        return result;
    }
    if (!state.granted.contains(plan.required)) {
        out.token.clear();
        const auto denied = refused(errc::security_qos_failed);
        plan.give_up(state, denied.status);
        return denied;
    }
    plan.at = exchange::stage::done;
    state.established = true;
    out.next = want::nothing;
    return result;
}

} // namespace sspi::impl
