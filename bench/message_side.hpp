// SPDX-License-Identifier: BSL-1.0
// Who protects messages: each says how long so many of one size take.
#pragma once

#include <cstddef>
#include <string>

namespace bench {

enum class operation { sign, verify, seal, unseal };

[[nodiscard]] inline const char* name_of(operation what) {
    constexpr const char* names[] = {"sign", "verify", "seal", "unseal"};
    return names[static_cast<std::size_t>(what)];
}

class message_side {
  public:
    virtual ~message_side() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    /// Nanoseconds for `count` messages of `size` bytes, without what the operation needs and is not.
    [[nodiscard]] virtual double run(operation what, std::size_t size, std::size_t count) = 0;
};

} // namespace bench
