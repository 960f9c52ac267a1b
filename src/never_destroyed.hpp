// SPDX-License-Identifier: BSL-1.0
// Objects that stay until the process ends, for whoever still asks for them from destructors that run at exit.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace sspi {

/// Made where it stands: that there is no memory is nothing that the first who asks has to reckon with. For function-local
/// static objects.
template <class T>
class never_destroyed {
  public:
    template <class... Arguments>
    explicit never_destroyed(Arguments&&... from) {
        std::construct_at(reinterpret_cast<T*>(octets_), std::forward<Arguments>(from)...);
    }
    never_destroyed(const never_destroyed&) = delete;
    never_destroyed& operator=(const never_destroyed&) = delete;

    [[nodiscard]] T& get() noexcept { return *std::launder(reinterpret_cast<T*>(octets_)); }

  private:
    alignas(T) std::byte octets_[sizeof(T)];
};

} // namespace sspi
