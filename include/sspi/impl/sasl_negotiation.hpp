// SPDX-License-Identifier: BSL-1.0
// How the two sides of a SASL exchange agree on a security layer, once their context is established.
#pragma once

#include <sspi/detail/sasl_layers.hpp>
#include <sspi/impl/calls.hpp>
#include <sspi/impl/category.hpp>
#include <sspi/impl/sasl_levels.hpp>
#include <sspi/protection_level.hpp>
#include <sspi/secure_channel.hpp>
#include <sspi/step.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sspi::impl {

/// What was agreed on, in octets of tokens.
struct sasl_terms {
    protection_level level = protection_level::none;
    std::size_t most_sent = 0;
    std::size_t most_received = 0;
};

/// What one side wants.
struct sasl_wishes {
    bool chooses = true; // by messages of its own (RFC 4752), and not by what was granted
    protection_level least = protection_level::none;
    protection_level most = protection_level::none;
    std::size_t most_sent = 0;
    std::size_t most_received = 0;
};

class sasl_negotiation {
  public:
    enum class stage { context, acknowledgement, choice, done, failed };

    explicit sasl_negotiation(const sasl_wishes& wishes) noexcept : wishes_(wishes) {}

    [[nodiscard]] stage at() const noexcept { return at_; }
    [[nodiscard]] bool done() const noexcept { return at_ == stage::done; }
    [[nodiscard]] const secure_channel& channel() const noexcept { return channel_; }
    [[nodiscard]] const sasl_terms& terms() const noexcept { return terms_; }
    [[nodiscard]] const std::string& authorization() const noexcept { return authorization_; }

    /// Goes on with an established context to the stage that comes then, or to the end.
    [[nodiscard]] outcome establish(secure_channel channel, stage then, step_result& out) {
        channel_ = std::move(channel);
        const auto granted = strongest_protection(channel_.granted());
        if (!wishes_.chooses) {
            if (granted < wishes_.least || granted > wishes_.most)
                return fail(errc::security_qos_failed, out);
            return agree(granted, wishes_.most_sent, out);
        }
        possible_ = layers_between(wishes_.least, std::min(wishes_.most, granted));
        at_ = then;
        out.next = want::token;
        return {};
    }

    /// The server's message, RFC 4752 section 3.2.
    [[nodiscard]] outcome offer(step_result& out) {
        if (possible_ == detail::sasl_layers::no_bit) return fail(errc::security_qos_failed, out);
        at_ = stage::choice;
        return say(possible_, {}, out);
    }

    /// The client's answer to it, section 3.1.
    [[nodiscard]] outcome answer(std::span<const std::byte> token, std::string_view authorization,
                                 step_result& out) {
        std::vector<std::byte> message;
        const auto opened = calls::unwrap_copy(channel_, token, protection::signed_only, message);
        if (opened.failed()) return fail(opened, out);
        const auto offered = detail::parse_sasl_offer(message);
        if (!offered) return fail(errc::invalid_token, out);
        const auto layer = detail::chosen_sasl_layer(offered->layers & possible_, detail::all_sasl_layers);
        if (layer == detail::sasl_layers::no_bit) return fail(errc::security_qos_failed, out);
        if (const auto said = say(layer, authorization, out); said.failed()) return said;
        return agree(level_of(layer), offered->largest, out);
    }

    /// What the server makes of the answer.
    [[nodiscard]] outcome choose(std::span<const std::byte> token,
                                 const std::function<bool(std::string_view)>& authorize, step_result& out) {
        std::vector<std::byte> message;
        const auto opened = calls::unwrap_copy(channel_, token, protection::signed_only, message);
        if (opened.failed()) return fail(opened, out);
        const auto chosen = detail::parse_sasl_answer(message, possible_);
        if (!chosen) return fail(errc::invalid_token, out);
        authorization_ = chosen->authorization_text();
        at_ = stage::failed; // should the next call throw
        why_ = SEC_E_LOGON_DENIED;
        const bool allowed = authorize ? authorize(authorization_) : authorization_.empty();
        if (!allowed) return fail(errc::logon_denied, out);
        return agree(level_of(chosen->header.layers), chosen->header.largest, out);
    }

    [[nodiscard]] outcome fail(outcome because, step_result& out) {
        why_ = because.status;
        at_ = stage::failed;
        channel_ = {};
        out = {};
        return because;
    }
    [[nodiscard]] outcome fail(errc because, step_result& out) { return fail(refused(because), out); }
    /// For a step after the end: the failure again, or that there is nothing more to do.
    [[nodiscard]] outcome over() const noexcept {
        return done() ? refused(errc::unsupported_function) : outcome{why_, false};
    }

  private:
    [[nodiscard]] outcome agree(protection_level level, std::size_t peers_largest, step_result& out) {
        terms_ = {level, std::min(wishes_.most_sent, peers_largest), wishes_.most_received};
        if (level != protection_level::none && channel_.largest_message(terms_.most_sent) == 0)
            return fail(errc::security_qos_failed, out);
        at_ = stage::done;
        out.next = want::nothing;
        return {};
    }

    /// A message of the choice is signed, and never encrypted.
    [[nodiscard]] outcome say(detail::sasl_layers layers, std::string_view text, step_result& out) {
        const auto largest = std::min<std::size_t>(wishes_.most_received, detail::most_sasl_octets);
        const auto message = detail::sasl_message({layers, static_cast<std::uint32_t>(largest)}, text);
        out.token.clear();
        const auto result = calls::wrap(channel_, message, protection::signed_only, out.token);
        out.next = want::token;
        return result.failed() ? fail(result, out) : outcome();
    }

    sasl_wishes wishes_;
    stage at_ = stage::context;
    SECURITY_STATUS why_ = SEC_E_OK; // it failed
    secure_channel channel_{};
    detail::sasl_layers possible_ = detail::sasl_layers::no_bit;
    sasl_terms terms_{};
    std::string authorization_{};
};

} // namespace sspi::impl
