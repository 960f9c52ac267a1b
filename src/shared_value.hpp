// SPDX-License-Identifier: BSL-1.0
// A value whose copies share it, so that copying takes no memory and cannot fail.
#pragma once

#include "never_destroyed.hpp"

#include <concepts>
#include <memory>
#include <string_view>
#include <utility>

namespace sspi {

/// Of a container; never changed, but another may take its place.
template <class T>
class shared_value {
  public:
    shared_value() noexcept = default;
    shared_value(T value) {
        if (!value.empty()) value_ = std::make_shared<const T>(std::move(value));
    }

    [[nodiscard]] const T& get() const noexcept { return value_ ? *value_ : nothing(); }
    [[nodiscard]] operator const T&() const noexcept { return get(); }
    [[nodiscard]] bool empty() const noexcept { return value_ == nullptr; }
    void clear() noexcept { value_.reset(); }

    [[nodiscard]] friend bool operator==(const shared_value& a, const shared_value& b) {
        return a.get() == b.get();
    }
    [[nodiscard]] friend bool operator==(const shared_value& a, const T& b) { return a.get() == b; }
    template <std::same_as<std::string_view> View>
    [[nodiscard]] friend bool operator==(const shared_value& a, const View& b) {
        return a.get() == b;
    }

  private:
    [[nodiscard]] static const T& nothing() noexcept {
        static never_destroyed<T> value;
        return value.get();
    }

    std::shared_ptr<const T> value_;
};

} // namespace sspi
