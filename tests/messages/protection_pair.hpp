// SPDX-License-Identifier: BSL-1.0
// Two sides with one key, without an exchange.
#pragma once

#include "heimdal_protection.hpp"

#include <gss/mechanism.hpp>
#include <messages/openssl_protection.hpp>
#include <support/catch.hpp>
#include <support/test_realm.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sspi::test {

using octet_string = std::vector<std::byte>;

[[nodiscard]] inline octet_string octet_string_of(std::string_view text) {
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

inline constexpr std::int32_t aes_enctypes[] = {17, 18, 19, 20};

[[nodiscard]] inline octet_string key_for(std::int32_t enctype) {
    octet_string out(enctype == 17 || enctype == 19 ? 16 : 32);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::byte>(7 * i + 1);
    return out;
}

[[nodiscard]] inline std::unique_ptr<heimdal_cipher> cipher_for(std::int32_t enctype) {
    shared_realm(); // its configuration allows the enctype
    return std::make_unique<heimdal_cipher>(enctype, key_for(enctype));
}

/// Who computes a side's tokens: the library, or Heimdal as its oracle.
enum class maker { heimdal, openssl };

struct side_options {
    std::int32_t enctype = 18;
    messages::rfc4121_options tokens{};
    bool acceptor_subkey = false;
    std::uint64_t first = 0; // number of both directions
    maker by = maker::heimdal;
};

[[nodiscard]] inline gss::message_keys keys_for(bool initiator, const side_options& of) {
    gss::message_keys keys;
    keys.rfc4121 = true;
    keys.initiator = initiator;
    keys.acceptor_subkey = of.acceptor_subkey;
    keys.enctype = of.enctype;
    keys.key = detail::secret_bytes(key_for(of.enctype));
    keys.send_sequence = keys.receive_sequence = of.first;
    return keys;
}

[[nodiscard]] inline std::unique_ptr<messages::protection> side(bool initiator, const side_options& of) {
    const auto keys = keys_for(initiator, of);
    if (of.by == maker::openssl) {
        auto made = messages::make_openssl_protection(keys, of.tokens, nullptr);
        REQUIRE(made);
        return made;
    }
    return std::make_unique<heimdal_protection>(keys, of.tokens, cipher_for(of.enctype),
                                                cipher_for(of.enctype));
}

[[nodiscard]] inline std::vector<maker> makers() {
    return {maker::heimdal, maker::openssl};
}

/// One whole wrap token.
[[nodiscard]] inline octet_string wrap(messages::protection& from, bool seal, octet_string message) {
    octet_string token(from.sizes().trailer + 64), padding(32);
    const messages::segment whole{message};
    const auto used = from.wrap(seal, {&whole, 1}, token, padding);
    REQUIRE(used.has_value());
    token.resize(used->token);
    token.insert(token.end(), message.begin(), message.end());
    token.insert(token.end(), padding.begin(), padding.begin() + static_cast<std::ptrdiff_t>(used->padding));
    return token;
}

[[nodiscard]] inline octet_string sign(messages::protection& from, octet_string message) {
    octet_string token(from.sizes().signature);
    const messages::segment whole{message};
    const auto size = from.sign({&whole, 1}, token);
    REQUIRE(size.has_value());
    token.resize(*size);
    return token;
}

/// The status of opening a wrap token; ok only when it held this message.
[[nodiscard]] inline status open_status(messages::protection& at, const octet_string& token,
                                        const octet_string& message) {
    auto stream = token;
    const auto opened = at.open(stream);
    if (!opened) return stream == token ? opened.error().code : status::internal_error;
    return std::ranges::equal(opened->message, message) ? status::ok : status::internal_error;
}

[[nodiscard]] inline status verify_status(messages::protection& at, const octet_string& token,
                                          octet_string message) {
    const messages::segment whole{message};
    const auto verified = at.verify({&whole, 1}, token);
    return verified ? status::ok : verified.error().code;
}

} // namespace sspi::test
