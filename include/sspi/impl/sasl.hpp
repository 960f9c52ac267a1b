// SPDX-License-Identifier: BSL-1.0
// How the two sides of SASL step, and what their layer does.
#pragma once

#include <sspi/sasl.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace sspi {

namespace impl {

[[nodiscard]] inline sasl_wishes wishes_of(sasl_mechanism mechanism, const sasl_options& options) noexcept {
    return {.chooses = mechanism == sasl_mechanism::gssapi,
            .least = options.least,
            .most = options.most,
            .most_sent = options.largest_sent,
            .most_received = options.largest_received};
}

/// What a client asks of its context. GSSAPI signs the choice of a layer itself; with GSS-SPNEGO whoever wants no layer has to
/// do without integrity, or the server would take it for one.
[[nodiscard]] inline initiator_options options_of(sasl_mechanism mechanism, const sasl_options& wished) {
    const auto floor =
        mechanism == sasl_mechanism::gssapi ? protection_level::integrity : protection_level::none;
    const features counts{feature::mutual_authentication, feature::integrity, feature::confidentiality};
    return {.request = features_for(std::max(wished.most, floor)),
            .required = features_for(std::max(wished.least, floor)) & counts,
            .bindings = wished.bindings};
}

/// One step of the context below, for both sides; then, when that is done, of the choice of a layer.
template <class Side, class Then>
outcome context_step(Side& who, sasl_negotiation& negotiation, std::span<const std::byte> token,
                     step_result& out, Then&& then) {
    if (const auto stepped = calls::step(who, token, out); stepped.failed()) return stepped;
    out.next = want::token;
    if (!who.done()) return {};
    secure_channel channel;
    const auto made = calls::channel(who, channel);
    return made.failed() ? negotiation.fail(made, out) : then(std::move(channel));
}

} // namespace impl

inline sasl_client::sasl_client(sasl_mechanism mechanism, credential who, std::string_view target,
                                sasl_options options)
    : who_(std::move(who), target, impl::options_of(mechanism, options)),
      negotiation_(impl::wishes_of(mechanism, options)), authorization_(std::move(options.authorization)) {}

inline impl::outcome sasl_client::advance(std::span<const std::byte> challenge, step_result& out) {
    using stage = impl::sasl_negotiation::stage;
    if (negotiation_.at() == stage::context)
        return impl::context_step(who_, negotiation_, challenge, out, [&](secure_channel channel) {
            return negotiation_.establish(std::move(channel), stage::choice, out);
        });
    return negotiation_.at() == stage::choice ? negotiation_.answer(challenge, authorization_, out)
                                              : negotiation_.over();
}

inline sasl_server::sasl_server(sasl_mechanism mechanism, credential who, sasl_options options)
    : who_(std::move(who), {.bindings = std::move(options.bindings), .rule = options.rule}),
      negotiation_(impl::wishes_of(mechanism, options)), authorize_(std::move(options.authorize)) {}

inline impl::outcome sasl_server::advance(std::span<const std::byte> response, step_result& out) {
    using stage = impl::sasl_negotiation::stage;
    switch (negotiation_.at()) {
    case stage::context:
        return impl::context_step(who_, negotiation_, response, out, [&](secure_channel channel) {
            auto result = negotiation_.establish(std::move(channel), stage::acknowledgement, out);
            // Where the client has nothing to wait for, it gets the offer at once.
            if (negotiation_.at() == stage::acknowledgement && out.token.empty())
                result = negotiation_.offer(out);
            return result;
        });
    case stage::acknowledgement:
        return response.empty() ? negotiation_.offer(out) : negotiation_.fail(errc::invalid_token, out);
    case stage::choice:
        return negotiation_.choose(response, authorize_, out);
    default:
        return negotiation_.over();
    }
}

inline step_result sasl_client::step(std::span<const std::byte> challenge, std::error_code& error) {
    step_result out;
    error = advance(challenge, out).code();
    return out;
}
inline step_result sasl_client::step(std::span<const std::byte> challenge) {
    step_result out;
    const auto result = advance(challenge, out);
    if (result.failed()) result.check("sspi::sasl_client::step", std::move(out.token));
    return out;
}
inline step_result sasl_server::step(std::span<const std::byte> response, std::error_code& error) {
    step_result out;
    error = advance(response, out).code();
    return out;
}
inline step_result sasl_server::step(std::span<const std::byte> response) {
    step_result out;
    const auto result = advance(response, out);
    if (result.failed()) result.check("sspi::sasl_server::step", std::move(out.token));
    return out;
}

inline impl::outcome sasl_layer::seal(std::span<const std::byte> plain, std::vector<std::byte>& out) const {
    const auto most = level() == protection_level::none ? 0 : largest_message();
    if (most == 0) return impl::refused(errc::qop_not_supported);
    const auto how =
        level() == protection_level::confidentiality ? protection::encrypted : protection::signed_only;
    const auto before = out.size();
    for (std::vector<std::byte> token; !plain.empty(); token.clear()) {
        const auto part = plain.first(std::min(most, plain.size()));
        if (const auto result = impl::calls::wrap(channel_, part, how, token); result.failed()) {
            out.resize(before);
            return result;
        }
        for (const int shift : {24, 16, 8, 0})
            out.push_back(static_cast<std::byte>(token.size() >> shift & 0xFF));
        out.insert(out.end(), token.begin(), token.end());
        plain = plain.subspan(part.size());
    }
    return {};
}
inline void sasl_layer::wrap(std::span<const std::byte> plain, std::vector<std::byte>& out,
                             std::error_code& error) const {
    error = seal(plain, out).code();
}
inline void sasl_layer::wrap(std::span<const std::byte> plain, std::vector<std::byte>& out) const {
    seal(plain, out).check("sspi::sasl_layer::wrap");
}

inline impl::outcome sasl_layer::measure(std::span<const std::byte> arrived, std::size_t& out) const {
    out = length_octets;
    if (arrived.size() < length_octets) return {};
    std::size_t length = 0;
    for (const auto octet : arrived.first(length_octets))
        length = length << 8 | std::to_integer<std::size_t>(octet);
    const bool fits = length != 0 && length <= terms_.most_received;
    out = fits ? length_octets + length : 0;
    return fits ? impl::outcome() : impl::refused(errc::invalid_token);
}
inline std::size_t sasl_layer::message_size(std::span<const std::byte> arrived,
                                            std::error_code& error) const {
    std::size_t out = 0;
    error = measure(arrived, out).code();
    return out;
}
inline std::size_t sasl_layer::message_size(std::span<const std::byte> arrived) const {
    std::size_t out = 0;
    measure(arrived, out).check("sspi::sasl_layer::message_size");
    return out;
}

inline impl::outcome sasl_layer::open(std::span<std::byte> message, std::span<std::byte>& out) const {
    if (level() == protection_level::none) return impl::refused(errc::qop_not_supported);
    std::size_t whole = 0;
    if (const auto measured = measure(message, whole); measured.failed()) return measured;
    if (whole != message.size()) return impl::refused(errc::invalid_token);
    plain_message plain;
    const auto opened = impl::calls::unwrap(channel_, message.subspan(length_octets), plain);
    if (opened.failed()) return opened;
    if (level() == protection_level::confidentiality && plain.how != protection::encrypted)
        return impl::refused(errc::qop_not_supported);
    out = plain.data;
    return {};
}
inline std::span<std::byte> sasl_layer::unwrap(std::span<std::byte> message, std::error_code& error) const {
    std::span<std::byte> out;
    error = open(message, out).code();
    return out;
}
inline std::span<std::byte> sasl_layer::unwrap(std::span<std::byte> message) const {
    std::span<std::byte> out;
    open(message, out).check("sspi::sasl_layer::unwrap");
    return out;
}

} // namespace sspi
