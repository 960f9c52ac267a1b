// SPDX-License-Identifier: BSL-1.0
// Memory handed to callers, remembered so that FreeContextBuffer can tell its own from anything else.
#pragma once

#include "../never_destroyed.hpp"

#include <sspi/detail/secret.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <utility>

namespace sspi::core {

class allocations {
  public:
    /// Zeroed, aligned for any structure of the contract, at least one byte.
    [[nodiscard]] std::span<std::byte> allocate(std::size_t size) {
        block fresh(size == 0 ? 1 : size);
        const auto bytes = fresh.bytes();
        auto& s = shard_of(bytes.data());
        const std::scoped_lock lock(s.mutex);
        s.blocks.emplace(bytes.data(), std::move(fresh));
        return bytes;
    }

    /// False when this is not the start of a live block; then nothing happens.
    bool release(const void* start) noexcept {
        auto& s = shard_of(start);
        block taken;
        const std::scoped_lock lock(s.mutex);
        const auto found = s.blocks.find(start);
        if (found == s.blocks.end()) return false;
        taken = std::move(found->second);
        s.blocks.erase(found);
        return true;
    }

    /// Fills a live block with zeros; false when this is not the start of one.
    bool wipe(const void* start) noexcept {
        auto& s = shard_of(start);
        const std::scoped_lock lock(s.mutex);
        const auto found = s.blocks.find(start);
        if (found == s.blocks.end()) return false;
        detail::wipe(found->second.bytes());
        return true;
    }

  private:
    /// Wiped when it goes: it may hold a session key.
    class block {
      public:
        block() = default;
        explicit block(std::size_t size) : bytes_(std::make_unique<std::byte[]>(size)), size_(size) {}
        block(block&&) noexcept = default;
        block& operator=(block&&) noexcept = default;
        ~block() {
            if (bytes_) detail::wipe(bytes());
        }
        [[nodiscard]] std::span<std::byte> bytes() const noexcept { return {bytes_.get(), size_}; }

      private:
        std::unique_ptr<std::byte[]> bytes_;
        std::size_t size_ = 0;
    };

    struct shard {
        std::mutex mutex;
        std::unordered_map<const void*, block> blocks;
    };

    [[nodiscard]] shard& shard_of(const void* start) noexcept {
        const auto address = reinterpret_cast<std::uintptr_t>(start);
        return shards_[(address >> 4 ^ address >> 12) % shards_.size()];
    }

    std::array<shard, 16> shards_;
};

/// Callers may free from destructors that run at exit.
[[nodiscard]] inline allocations& caller_memory() noexcept {
    static never_destroyed<allocations> instance;
    return instance.get();
}

/// A block that is the library's until it is given to the caller.
class allocation {
  public:
    explicit allocation(std::size_t size) : bytes_(caller_memory().allocate(size)) {}
    allocation(allocation&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
    allocation& operator=(allocation&& other) noexcept {
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    allocation(const allocation&) = delete;
    allocation& operator=(const allocation&) = delete;
    ~allocation() {
        if (bytes_.data() != nullptr) caller_memory().release(bytes_.data());
    }

    [[nodiscard]] std::span<std::byte> bytes() const noexcept { return bytes_; }
    /// From here on the caller frees it with FreeContextBuffer.
    [[nodiscard]] void* give() noexcept { return std::exchange(bytes_, {}).data(); }

  private:
    std::span<std::byte> bytes_;
};

} // namespace sspi::core
