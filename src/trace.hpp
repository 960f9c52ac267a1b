// SPDX-License-Identifier: BSL-1.0
// What the library tells, step by step, to whoever asked for it by SSPI_TRACE or SspiSetTrace.
#pragma once

#include "never_destroyed.hpp"
#include "process/waiting.hpp"

#include <sspi/detail/plain_text.hpp>

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Steps are traced with names, sizes, kinds and numbers; never with keys, passwords, or octets of tickets and tokens.
namespace sspi::trace {

using function = void (*)(void* context, const char* line);

inline constexpr std::size_t longest_text = 1024; // of a line, in octets, without time and thread

namespace inner {

/// Who wants lines: nobody, or at least one of the descriptor and the function. Not known before the environment was read.
enum class wanted : int { unread, nothing, lines };
inline constinit std::atomic<wanted> state{wanted::unread};

struct listener {
    function call = nullptr;
    void* context = nullptr;
    process::calls_under_way calls{};
};

struct sinks {
    std::mutex mutex;
    int descriptor = -1; // of SSPI_TRACE
    std::shared_ptr<listener> heard{};
};

/// Destructors that run at exit may trace.
[[nodiscard]] inline sinks& all() noexcept {
    static never_destroyed<sinks> instance;
    return instance.get();
}

/// Whether this thread is within the listener already: what that does by SSPI is not traced.
[[nodiscard]] inline bool& inside() noexcept {
    thread_local bool within = false;
    return within;
}

/// A program that runs with more rights than its caller does not write where the caller says.
[[nodiscard]] inline const char* setting() noexcept {
#ifdef __APPLE__
    return ::issetugid() != 0 ? nullptr : std::getenv("SSPI_TRACE");
#else
    return ::secure_getenv("SSPI_TRACE");
#endif
}

[[nodiscard]] inline int opened(std::string_view where) noexcept {
    if (where.empty() || where == "0") return -1;
    if (where == "1" || where == "stderr") return STDERR_FILENO;
    return ::open(std::string(where).c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY,
                  S_IRUSR | S_IWUSR);
}

inline void settle(const sinks& with) noexcept {
    const bool any = with.descriptor >= 0 || with.heard != nullptr;
    state.store(any ? wanted::lines : wanted::nothing, std::memory_order_relaxed);
}

/// Reads the environment, once in a process. The mutex is held.
inline void read_setting(sinks& with) noexcept {
    if (state.load(std::memory_order_relaxed) != wanted::unread) return;
    const char* const where = setting();
    with.descriptor = opened(where != nullptr ? where : "");
    settle(with);
}

[[nodiscard]] inline bool first_time() noexcept {
    auto& with = all();
    const std::scoped_lock lock(with.mutex);
    read_setting(with);
    return state.load(std::memory_order_relaxed) == wanted::lines;
}

[[nodiscard]] inline std::uint64_t own_thread_number() noexcept {
#ifdef __APPLE__
    std::uint64_t number = 0;
    ::pthread_threadid_np(nullptr, &number);
    return number;
#else
    return static_cast<std::uint64_t>(::gettid());
#endif
}

/// The thread for whose call this one does something now; 0: for its own.
[[nodiscard]] inline std::uint64_t& spoken_for() noexcept {
    thread_local constinit std::uint64_t number = 0;
    return number;
}
[[nodiscard]] inline std::uint64_t thread_number() noexcept {
    return spoken_for() != 0 ? spoken_for() : own_thread_number();
}

/// "2026-01-31T12:00:00.123456Z [1234] ", in UTC.
[[nodiscard]] inline std::string prefix() {
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
    const std::time_t whole = std::chrono::system_clock::to_time_t(seconds);
    std::tm parts{};
    ::gmtime_r(&whole, &parts);
    std::array<char, 32> date{};
    std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::array<char, 80> out{};
    std::snprintf(out.data(), out.size(), "%s.%06ldZ [%llu] ", date.data(),
                  static_cast<long>((now - seconds).count()),
                  static_cast<unsigned long long>(thread_number()));
    return out.data();
}

[[nodiscard]] inline std::string escape_of(char32_t c) {
    std::array<char, 16> out{};
    std::snprintf(out.data(), out.size(), c < 0x100 ? "\\x%02x" : "\\u%04x", static_cast<unsigned>(c));
    return out.data();
}

/// As one line of UTF-8: control characters as \xNN or \uNNNN, and no more than is allowed.
[[nodiscard]] inline std::string escaped(std::string_view text) {
    std::string out;
    detail::unit_reader<char> reader(text.data(), text.size());
    while (!reader.done()) {
        if (out.size() >= longest_text) return out += "...";
        const auto c = reader.next();
        if (c != detail::ill_formed && detail::is_control(c))
            out += escape_of(c);
        else
            detail::append_scalar(out, c == detail::ill_formed ? U'\uFFFD' : c);
    }
    return out;
}

/// A listener, and that it is being called.
struct borrowed {
    explicit borrowed(sinks& with) {
        const std::scoped_lock lock(with.mutex);
        if (with.heard) under_way.emplace((listener = with.heard)->calls);
    }
    std::shared_ptr<inner::listener> listener{}; // null: nobody listens
    std::optional<process::calls_under_way::one> under_way{};
};

inline void call(const listener& to, const std::string& line) {
    const process::errand outside;
    inside() = true;
    to.call(to.context, line.c_str());
    inside() = false;
}

/// To whoever listens now. What that throws ends the program.
inline void deliver(const std::string& line) noexcept {
    if (const borrowed heard(all()); heard.listener) call(*heard.listener, line);
}

struct interest {
    int descriptor = -1;
    bool listener = false;
};
[[nodiscard]] inline interest interested(sinks& with) {
    const std::scoped_lock lock(with.mutex);
    return {with.descriptor, with.heard != nullptr};
}

inline void write_all(int descriptor, std::string line) {
    line += '\n'; // in one piece, so that the lines of threads and processes do not mix
    [[maybe_unused]] const auto written = ::write(descriptor, line.data(), line.size());
}

} // namespace inner

/// As long as one lives, its thread may hold what other calls need: a lock, or its turn. What it does meanwhile the
/// listener is told afterwards, when it may call the library for whatever it likes; a descriptor calls nothing, and has
/// it at once.
class held_back {
  public:
    held_back() noexcept {
        if (outermost() == nullptr) outermost() = this;
    }
    held_back(const held_back&) = delete;
    held_back& operator=(const held_back&) = delete;
    ~held_back() {
        if (outermost() != this) return;
        outermost() = nullptr;
        for (const auto& each : lines_)
            inner::deliver(each);
    }

    /// The one in which this thread is, or null.
    [[nodiscard]] static held_back*& outermost() noexcept {
        thread_local constinit held_back* within = nullptr;
        return within;
    }
    void add(std::string line) {
        constexpr std::size_t most = 1000;
        if (lines_.size() < most) lines_.push_back(std::move(line));
    }

  private:
    std::vector<std::string> lines_;
};

/// Whose steps are traced, for another thread that does some of them meanwhile.
class voice {
  public:
    voice() noexcept
        : number_(inner::thread_number()), inside_(inner::inside()), later_(held_back::outermost()) {}

  private:
    friend class speaking_for;
    std::uint64_t number_;
    bool inside_;
    held_back* later_;
};

/// As long as one lives, this thread traces as that one would, which waits meanwhile.
class speaking_for {
  public:
    explicit speaking_for(const voice& whose) noexcept
        : number_(std::exchange(inner::spoken_for(), whose.number_)),
          inside_(std::exchange(inner::inside(), whose.inside_)),
          later_(std::exchange(held_back::outermost(), whose.later_)) {}
    speaking_for(const speaking_for&) = delete;
    speaking_for& operator=(const speaking_for&) = delete;
    ~speaking_for() {
        inner::spoken_for() = number_;
        inner::inside() = inside_;
        held_back::outermost() = later_;
    }

  private:
    const std::uint64_t number_;
    const bool inside_;
    held_back* const later_;
};

/// Whether anybody wants lines. Ask before one is composed.
[[nodiscard]] inline bool enabled() noexcept {
    const auto now = inner::state.load(std::memory_order_relaxed);
    if (now == inner::wanted::nothing) [[likely]]
        return false;
    return now == inner::wanted::lines ? !inner::inside() : inner::first_time();
}

/// Gives one step to those who want it. Without memory for it, it is lost.
inline void line(std::string_view text) noexcept {
    if (!enabled()) return;
    try {
        const auto whole = inner::prefix() + inner::escaped(text);
        const auto to = inner::interested(inner::all());
        if (to.descriptor >= 0) inner::write_all(to.descriptor, whole);
        if (!to.listener) return;
        if (auto* const later = held_back::outermost())
            later->add(whole);
        else
            inner::deliver(whole);
    } catch (...) {
    }
}

/// The same of a text that is composed only where somebody wants it.
template <class Compose>
void tell(Compose&& compose) noexcept {
    if (!enabled()) return;
    try {
        line(std::forward<Compose>(compose)());
    } catch (...) { // without memory for it
    }
}

/// Gives lines to this function from now on, and no more to the one before, which has come back from its last call
/// unless this is asked from within one. Null: to none.
inline void listen(function to, void* context) {
    auto next = to != nullptr ? std::make_shared<inner::listener>() : nullptr;
    if (next) {
        next->call = to;
        next->context = context;
    }
    auto& with = inner::all();
    {
        const std::scoped_lock lock(with.mutex);
        inner::read_setting(with);
        with.heard.swap(next);
        inner::settle(with);
    }
    if (next && !inner::inside()) next->calls.wait_for_all();
}

} // namespace sspi::trace
