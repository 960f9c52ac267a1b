// SPDX-License-Identifier: BSL-1.0
// Owners for values of Heimdal's ASN.1 library that are read from the one encoding that they have.
#pragma once

#include "objects.hpp"

#include <cstddef>
#include <cstring>
#include <optional>
#include <utility>

namespace sspi::heimdal {

/// A value's octets.
template <auto& Encode, auto& Length, class Value>
[[nodiscard]] bytes encoded(const Value& value) {
    bytes out(Length(&value));
    std::size_t used = 0;
    auto* const last = reinterpret_cast<unsigned char*>(out.data()) + out.size() - 1;
    if (Encode(last, out.size(), &value, &used) != 0 || used != out.size()) out.clear();
    return out;
}

/// What a function of Heimdal's fills, and what that points to.
template <class Value, auto& Release>
class filled {
  public:
    filled() = default;
    filled(const filled&) = delete;
    filled& operator=(const filled&) = delete;
    ~filled() {
        if (good_) Release(&value_);
    }

    /// Once. A function that fails leaves nothing in it.
    template <class Fill>
    [[nodiscard]] krb5_error_code by(Fill&& function) {
        const auto code = function(&value_);
        good_ = code == 0;
        return code;
    }

    [[nodiscard]] const Value* operator->() const noexcept { return &value_; }
    [[nodiscard]] const Value& operator*() const noexcept { return value_; }

  private:
    Value value_{};
    bool good_ = false;
};
using read_request = filled<AP_REQ, free_AP_REQ>;
using read_error = filled<KRB_ERROR, free_KRB_ERROR>;

/// A value with what it points to.
template <class Value, auto& Decode, auto& Encode, auto& Length, auto& Release>
class asn1 {
  public:
    asn1(asn1&& other) noexcept : value_(std::exchange(other.value_, Value{})) {}
    asn1& operator=(asn1&&) = delete;
    asn1(const asn1&) = delete;
    asn1& operator=(const asn1&) = delete;
    ~asn1() { Release(&value_); }

    /// Nothing when the octets are not the canonical encoding of what Heimdal reads in them, to the last one. Its decoder
    /// takes tags and lengths in several forms, constructed strings and members that do not exist; whoever else looks at
    /// such octets may see another message.
    [[nodiscard]] static std::optional<asn1> read(view octets) {
        asn1 out;
        std::size_t used = 0;
        if (Decode(reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), &out.value_,
                   &used) != 0) {
            out.value_ = Value{}; // which the decoder has released
            return std::nullopt;
        }
        if (used != octets.size() || Length(&out.value_) != octets.size()) return std::nullopt;
        const auto again = out.written();
        if (again.size() != octets.size() || std::memcmp(again.data(), octets.data(), octets.size()) != 0)
            return std::nullopt;
        return out;
    }

    [[nodiscard]] bytes written() const { return encoded<Encode, Length>(value_); }

    [[nodiscard]] const Value* operator->() const noexcept { return &value_; }
    [[nodiscard]] const Value& operator*() const noexcept { return value_; }

  private:
    asn1() = default;

    Value value_{};
};

/// The messages that authenticate (RFC 4120 5.5).
using ap_request = asn1<AP_REQ, decode_AP_REQ, encode_AP_REQ, length_AP_REQ, free_AP_REQ>;
using ap_reply = asn1<AP_REP, decode_AP_REP, encode_AP_REP, length_AP_REP, free_AP_REP>;

[[nodiscard]] inline view octets_of(const heim_octet_string& from) noexcept {
    return {static_cast<const std::byte*>(from.data), from.length};
}

} // namespace sspi::heimdal
