// SPDX-License-Identifier: BSL-1.0
// Hearing of each step of the library's work.
#pragma once

#include <sspi/impl/category.hpp>

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace sspi {

/// Has each step of the library's work told to a function, from construction to destruction. There is one listener in a
/// process: a later one takes the place of an earlier, and the end of either is the end of listening.
///
///     sspi::trace_listener listener([](std::string_view line) { log(line); });
///
/// A line is UTF-8 without a line end and without secrets, and begins with the time and the thread's number. The function
/// is called in the thread that does the step, in several at a time if several work. It must not throw; the program
/// ends if it does. On Windows it is never called.
/// Threads: making and destroying it waits until a former listener is not running any more.
class trace_listener {
  public:
    /// Begins listening. Throws system_error where there is no memory.
    explicit trace_listener(std::function<void(std::string_view)> tell)
        : tell_(std::make_unique<const std::function<void(std::string_view)>>(std::move(tell))) {
#if !defined(_WIN32)
        impl::unnoted(
            SspiSetTrace(&trace_listener::line, const_cast<void*>(static_cast<const void*>(tell_.get()))))
            .check("sspi::trace_listener");
#endif
    }
    trace_listener(const trace_listener&) = delete;
    trace_listener& operator=(const trace_listener&) = delete;
    ~trace_listener() {
#if !defined(_WIN32)
        SspiSetTrace(nullptr, nullptr);
#endif
    }

  private:
    static void line(void* to, const char* text) noexcept {
        (*static_cast<const std::function<void(std::string_view)>*>(to))(text);
    }

    std::unique_ptr<const std::function<void(std::string_view)>> tell_;
};

} // namespace sspi
