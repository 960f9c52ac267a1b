// SPDX-License-Identifier: BSL-1.0
// The SASL mechanism GSSAPI (RFC 4752): an exchange, and after it the choice of a security layer.
#pragma once

#include "exchange.hpp"
#include "sasl_settings.hpp"

#include <sspi/detail/sasl_layers.hpp>
#include <sspi/detail/text.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sspi::exchange {

enum class sasl_side { initiator, acceptor };

class sasl final : public exchange {
  public:
    /// `wanted` are the layers that an initiator asks for.
    sasl(sasl_side side, std::unique_ptr<exchange> inner, std::shared_ptr<sasl_settings> settings,
         detail::sasl_layers wanted)
        : side_(side), inner_(std::move(inner)), settings_(std::move(settings)), wanted_(wanted) {}

    result<void> bind(gss::kdc_call& call, const gss::channel_bindings& given,
                      detail::binding_policy policy) override {
        return phase_ == phase::authentication ? inner_->bind(call, given, policy)
                                               : exchange::bind(call, given, policy);
    }

    result<gss::leg> advance(gss::kdc_call& call, gss::view token) override {
        switch (phase_) {
        case phase::authentication:
            return authenticate(call, token);
        case phase::client_is_silent:
            if (!token.empty())
                return failed_with(status::invalid_token, "the client has nothing to say yet");
            return offer();
        case phase::offer:
            return answer(token);
        case phase::answer:
            return conclude(token);
        }
        return failed_with(status::internal_error);
    }

    result<secured> finish() override {
        using detail::gss_flag;
        auto& granted = secured_.session.granted;
        if (layer_ != detail::sasl_layers::confidentiality) granted &= ~gss_flag::conf;
        if (layer_ == detail::sasl_layers::none) granted &= ~gss_flag::integ;
        return std::move(secured_);
    }

    agreement agreed() const noexcept override { return inner_->agreed(); }

  private:
    /// What the next token of the peer belongs to.
    enum class phase { authentication, client_is_silent, offer, answer };

    [[nodiscard]] result<gss::leg> authenticate(gss::kdc_call& call, gss::view token) {
        if (token.empty() && side_ == sasl_side::acceptor)
            return refused_with(status::invalid_token, "the client begins");
        auto next = inner_->advance(call, token);
        if (!next || !next->complete) return next;
        auto made = inner_->finish();
        if (!made) return made.error();
        secured_ = std::move(*made);
        expiry_ = next->expiry;
        next->complete = false;
        if (side_ == sasl_side::initiator) {
            phase_ = phase::offer;
            return next;
        }
        if (next->token.empty()) return offer();
        phase_ = phase::
            client_is_silent; // RFC 4752 section 3.1: it takes the last token, and answers with nothing
        return next;
    }

    /// The layers that the keys of the exchange can carry.
    [[nodiscard]] detail::sasl_layers available() const {
        using detail::gss_flag, detail::sasl_layers;
        auto out = sasl_layers::none;
        if (has(secured_.session.granted, gss_flag::integ)) out = out | sasl_layers::integrity;
        if (has(secured_.session.granted, gss_flag::conf)) out = out | sasl_layers::confidentiality;
        return out;
    }

    [[nodiscard]] result<gss::leg> offer() {
        auto token = wrapped(detail::sasl_message({available(), settings_->now().receive_size}));
        if (!token) return token.error();
        phase_ = phase::answer;
        return gss::leg{.complete = false, .token = std::move(*token), .expiry = expiry_};
    }

    [[nodiscard]] result<gss::leg> answer(gss::view token) {
        const auto message = unwrapped(token);
        if (!message) return message.error();
        const auto offered = detail::parse_sasl_offer(*message);
        if (!offered) return failed_with(status::invalid_token, "the server's offer of layers is malformed");
        const auto settings = settings_->now();
        if (!settings.authorization_allowed && !settings.authorization.empty())
            return failed_with(status::algorithm_mismatch, "an authorization identity is forbidden");
        layer_ = detail::chosen_sasl_layer(offered->layers & available(), wanted_);
        if (layer_ == detail::sasl_layers::no_bit)
            return failed_with(status::qop_not_supported, "the server offers no layer that can be had");
        auto reply = wrapped(detail::sasl_message({layer_, settings.receive_size}, settings.authorization));
        if (!reply) return reply.error();
        respect(*offered);
        return gss::leg{.complete = true, .token = std::move(*reply), .expiry = expiry_};
    }

    [[nodiscard]] result<gss::leg> conclude(gss::view token) {
        const auto message = unwrapped(token);
        if (!message) return message.error();
        const auto taken = detail::parse_sasl_answer(*message, available());
        if (!taken) return failed_with(status::invalid_token, "the client's choice of a layer is malformed");
        const auto authorization = taken->authorization_text();
        if (!detail::to_utf8(std::string_view(authorization)))
            return failed_with(status::invalid_token, "the authorization identity is not UTF-8");
        if (!authorization.empty() && !settings_->now().authorization_allowed)
            return failed_with(status::algorithm_mismatch, "an authorization identity is forbidden");
        layer_ = taken->header.layers;
        respect(taken->header);
        settings_->change([&](sasl_values& values) { values.authorization = authorization; });
        return gss::leg{.complete = true, .token = {}, .expiry = expiry_};
    }

    /// What the peer can receive, less what protection adds, is the most that can be sent.
    void respect(const detail::sasl_header& of_peer) {
        if (layer_ == detail::sasl_layers::none) return;
        const auto sizes = secured_.protection->sizes();
        const auto added = static_cast<std::uint32_t>(sizes.signature + sizes.trailer + sizes.block);
        const auto limit = of_peer.largest - std::min(of_peer.largest, added);
        settings_->change([&](sasl_values& values) { values.send_limit = limit; });
    }

    /// RFC 4752 has both messages wrapped with conf_flag FALSE.
    [[nodiscard]] result<gss::bytes> wrapped(gss::bytes message) {
        const auto sizes = secured_.protection->sizes();
        gss::bytes token(std::max(sizes.trailer, sizes.signature));
        gss::bytes padding(sizes.block);
        const messages::segment whole{.content = message};
        const auto used = secured_.protection->wrap(false, {&whole, 1}, token, padding);
        if (!used) return after_changes(used.error()); // the exchange has gone on
        token.resize(used->token);
        padding.resize(used->padding);
        std::ranges::copy(message, std::back_inserter(token));
        std::ranges::copy(padding, std::back_inserter(token));
        return token;
    }

    [[nodiscard]] result<gss::bytes> unwrapped(gss::view token) {
        gss::bytes whole(token.begin(), token.end());
        const auto opened = secured_.protection->open(whole);
        if (!opened)
            return failed_with(status::invalid_token, "a message about layers: " + opened.error().text.get());
        return gss::bytes(opened->message.begin(), opened->message.end());
    }

    const sasl_side side_;
    const std::unique_ptr<exchange> inner_;
    const std::shared_ptr<sasl_settings> settings_;
    const detail::sasl_layers wanted_;
    phase phase_ = phase::authentication;
    detail::sasl_layers layer_ = detail::sasl_layers::none;
    std::optional<gss::utc_time> expiry_;
    secured secured_; // may refer to inner_
};

} // namespace sspi::exchange
