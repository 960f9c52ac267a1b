// SPDX-License-Identifier: BSL-1.0
// Objects of each thread's own, which are there for whatever the thread still runs while it ends.
#pragma once

#include "forks.hpp"

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include <pthread.h>

namespace sspi::process {

/// One T for each thread, made when the thread first asks for it. It is destroyed after all thread_local objects: by POSIX's
/// destructors of thread-specific data, as Heimdal's own are; whoever asks after that is given another, which goes in
/// the same way. The thread that ends the process keeps its own, so that the destructors of static objects find it.
template <class T>
class of_thread {
  public:
    [[nodiscard]] static T& get() noexcept {
        auto& own = here();
        if (!own.made) make(own);
        return *std::launder(reinterpret_cast<T*>(own.octets));
    }

  private:
    // Without a destructor of its own: a thread_local object with one is gone before the last who ask for it.
    struct place {
        alignas(T) std::byte octets[sizeof(T)]{};
        bool made = false;
    };

    [[nodiscard]] static place& here() noexcept {
        static thread_local constinit place own{};
        return own;
    }

    static void make(place& own) noexcept {
        static_assert(noexcept(T()) && std::is_nothrow_move_constructible_v<T>);
        std::construct_at(reinterpret_cast<T*>(own.octets));
        own.made = true;
        // Where the system has no key or no memory left, the object stays when the thread goes.
        if (key().usable) pthread_setspecific(key().number, &own);
    }

    /// What goes may ask for the thread's own meanwhile: that is another then.
    static void end(void* of) noexcept {
        const visit here;
        auto& own = *static_cast<place*>(of);
        const auto former = std::launder(reinterpret_cast<T*>(own.octets));
        const T last(std::move(*former));
        std::destroy_at(former);
        own.made = false;
    }

    struct key_of_threads {
        pthread_key_t number{};
        bool usable = pthread_key_create(&number, [](void* of) { end(of); }) == 0;
    };
    [[nodiscard]] static const key_of_threads& key() noexcept {
        static const key_of_threads one;
        return one;
    }
};

} // namespace sspi::process
