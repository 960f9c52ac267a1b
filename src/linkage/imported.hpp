// SPDX-License-Identifier: BSL-1.0
// Functions of other libraries that are called by their addresses, which are looked up when the first of them is wanted. Whoever has
// functions of the same names in the process is not asked.
#pragma once

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <type_traits>

namespace sspi::linkage {

/// What stands in for a function whose library is missing: it fails, and does nothing.
template <class Result>
[[nodiscard]] constexpr Result failing() noexcept {
    if constexpr (std::is_same_v<Result, int>)
        return ENOSYS; // as an error code of krb5
    else if constexpr (std::is_same_v<Result, std::uint32_t>)
        return 16U << 16; // GSS_S_UNAVAILABLE
    else
        return Result();
}
template <class Function>
struct stand_in;
template <class Result, class... Arguments>
struct stand_in<Result(Arguments...)> {
    static Result call(Arguments...) noexcept { return failing<Result>(); }
};
template <class Result, class... Arguments>
struct stand_in<Result(Arguments..., ...)> {
    static Result call(Arguments..., ...) noexcept { return failing<Result>(); }
};

/// A function of another library. `Fill` looks all functions up and settles each; threads may be in it at the same time.
template <class Function, void (*Fill)() noexcept>
class imported {
  public:
    constexpr imported() = default;
    imported(const imported&) = delete;
    imported& operator=(const imported&) = delete;

    /// So that it is called, and passed on, as the function itself is.
    [[nodiscard]] operator Function*() const noexcept {
        if (auto* const found = address_.load(std::memory_order_acquire)) [[likely]]
            return found;
        Fill();
        return address_.load(std::memory_order_acquire);
    }
    /// Null: it is missing, or is not to be called.
    void settle(void* found) noexcept {
        auto* const address =
            found != nullptr ? reinterpret_cast<Function*>(found) : &stand_in<Function>::call;
        address_.store(address, std::memory_order_release);
    }

  private:
    std::atomic<Function*> address_{nullptr};
};

/// A constant of another library, of which only the address is taken.
template <class Value, void (*Fill)() noexcept>
class imported_value {
  public:
    constexpr imported_value() = default;
    imported_value(const imported_value&) = delete;
    imported_value& operator=(const imported_value&) = delete;

    [[nodiscard]] Value* operator&() const noexcept {
        if (!settled_.load(std::memory_order_acquire)) [[unlikely]]
            Fill();
        return address_.load(std::memory_order_relaxed);
    }
    void settle(void* found) noexcept {
        address_.store(static_cast<Value*>(found), std::memory_order_relaxed);
        settled_.store(true, std::memory_order_release);
    }

  private:
    std::atomic<Value*> address_{nullptr};
    std::atomic<bool> settled_{false};
};

} // namespace sspi::linkage
