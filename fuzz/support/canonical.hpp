// SPDX-License-Identifier: BSL-1.0
// Whether octets are the one encoding (X.690 10, 11) of what they mean, as Heimdal's decoder and encoder see it.
#pragma once

#include "der_tree.hpp"

extern "C" {
#include <krb5_asn1.h>
}

namespace sspi::fuzz {

template <class Value, auto decode, auto encode, auto length, auto release>
[[nodiscard]] bool is_canonical(view octets) {
    Value value{};
    std::size_t used = 0;
    if (decode(reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), &value, &used) != 0 ||
        used != octets.size())
        return false;
    bytes again(length(&value));
    auto* const last = reinterpret_cast<unsigned char*>(again.data()) + again.size() - 1;
    const bool written = encode(last, again.size(), &value, &used) == 0 && used == again.size();
    release(&value);
    return written && std::ranges::equal(again, octets);
}

#define SSPI_CANONICAL(name) is_canonical<name, decode_##name, encode_##name, length_##name, free_##name>
[[nodiscard]] inline bool is_canonical_ap_req(view octets) {
    return SSPI_CANONICAL(AP_REQ)(octets);
}
[[nodiscard]] inline bool is_canonical_ap_rep(view octets) {
    return SSPI_CANONICAL(AP_REP)(octets);
}
#undef SSPI_CANONICAL

} // namespace sspi::fuzz
