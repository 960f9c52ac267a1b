// SPDX-License-Identifier: BSL-1.0
// Handles of one word, a Windows HANDLE: numbers that mean an object, never addresses.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <utility>

namespace sspi::core {

/// What a HANDLE of this library stands for, told by its lowest bits. As on Windows those of the last two are clear.
enum class word_kind : std::uintptr_t { token = 4, logon_process = 8 };

/// Objects of one kind by handle. A handle is not used again until the word has run through.
template <class Object>
class word_handles {
  public:
    explicit word_handles(word_kind kind) : kind_(kind), next_(random_start()) {}
    word_handles(const word_handles&) = delete;
    word_handles& operator=(const word_handles&) = delete;

    /// Never 0 and never all-ones, which Windows code takes for none.
    [[nodiscard]] std::uintptr_t insert(std::shared_ptr<Object> object) {
        const std::scoped_lock lock(mutex_);
        std::uintptr_t handle = 0;
        do {
            handle = next_ << kind_bits | static_cast<std::uintptr_t>(kind_);
            ++next_;
        } while (objects_.contains(handle));
        objects_.emplace(handle, std::move(object));
        return handle;
    }

    /// Null when the handle is not a live one of this table.
    [[nodiscard]] std::shared_ptr<Object> find(std::uintptr_t handle) const {
        const std::scoped_lock lock(mutex_);
        const auto found = objects_.find(handle);
        return found == objects_.end() ? nullptr : found->second;
    }

    /// False when it was not there. Who still uses the object keeps it alive.
    bool remove(std::uintptr_t handle) {
        std::shared_ptr<Object> taken; // destroyed after the lock
        const std::scoped_lock lock(mutex_);
        const auto found = objects_.find(handle);
        if (found == objects_.end()) return false;
        taken = std::move(found->second);
        objects_.erase(found);
        return true;
    }

  private:
    static constexpr int kind_bits = 4;

    /// A handle kept from another process, or made up, should not meet one that is used here.
    [[nodiscard]] static std::uintptr_t random_start() {
        std::random_device entropy;
        return static_cast<std::uintptr_t>(std::uint64_t{entropy()} << 24 ^ entropy());
    }

    const word_kind kind_;
    mutable std::mutex mutex_;
    std::uintptr_t next_;
    std::map<std::uintptr_t, std::shared_ptr<Object>> objects_;
};

} // namespace sspi::core
