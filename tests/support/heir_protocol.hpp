// SPDX-License-Identifier: BSL-1.0
// What a test and the process that inherits its context say to each other.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>

namespace sspi::test {

enum class heir_order : std::int32_t { seal, unseal, sign, verify, name };

/// An order, and the same with the outcome as its answer.
struct heir_message {
    heir_order what{};
    std::int32_t status = 0;
    std::string token{};
    std::string data{};
    std::string padding{};
};

inline void send(std::ostream& to, const heir_message& message) {
    const auto number = [&to](std::uint32_t value) {
        to.write(reinterpret_cast<const char*>(&value), sizeof value);
    };
    number(static_cast<std::uint32_t>(message.what));
    number(static_cast<std::uint32_t>(message.status));
    for (const auto* const each : {&message.token, &message.data, &message.padding}) {
        number(static_cast<std::uint32_t>(each->size()));
        to.write(each->data(), static_cast<std::streamsize>(each->size()));
    }
    to.flush();
}

[[nodiscard]] inline bool receive(std::istream& from, heir_message& message) {
    const auto number = [&from] {
        std::uint32_t value = 0;
        from.read(reinterpret_cast<char*>(&value), sizeof value);
        return value;
    };
    message.what = static_cast<heir_order>(number());
    message.status = static_cast<std::int32_t>(number());
    for (auto* const each : {&message.token, &message.data, &message.padding}) {
        const auto size = number();
        if (!from) return false;
        each->resize(size);
        from.read(each->data(), static_cast<std::streamsize>(size));
    }
    return static_cast<bool>(from);
}

} // namespace sspi::test
