// SPDX-License-Identifier: BSL-1.0
// What stands between C callers and C++: no exception gets past it, and what fails is noted for those who ask why.
#pragma once

#include "../failure.hpp"
#include "../process/forks.hpp"
#include "../trace.hpp"

#include <sspi.h>

#include <cstdint>
#include <memory>
#include <utility>

namespace sspi::abi {

/// An entry point, and the handles that a call of it is about.
struct entry {
    const char* name;
    const SecHandle* context = nullptr;
    const SecHandle* credential = nullptr;
};

/// The failure that the body is about to answer. What is not noted is known by its status alone.
void note(const failure& what) noexcept;
/// What the body noted, or null. From here on it is a value, for before it is recorded a listener may make calls of its own.
using story = std::unique_ptr<failure>;
[[nodiscard]] story noted_story() noexcept;
/// Stores what was noted, for the thread and for both handles.
void record(const entry& at, SECURITY_STATUS answered, story noted) noexcept;
void record_nt(const entry& at, std::uint32_t answered, story noted) noexcept;

void trace_begin(const entry& at) noexcept;
void trace_end(const entry& at, SECURITY_STATUS answered) noexcept;
void trace_nt_end(const entry& at, std::uint32_t answered) noexcept;

[[nodiscard]] constexpr SECURITY_STATUS to_status(status code) noexcept {
    return static_cast<SECURITY_STATUS>(code);
}

/// Answers a failure.
[[nodiscard]] inline SECURITY_STATUS to_status(const failure& what) noexcept {
    note(what);
    return to_status(what.code);
}

template <class T>
[[nodiscard]] SECURITY_STATUS to_status(const result<T>& outcome) noexcept {
    return outcome ? to_status(status::ok) : to_status(outcome.error());
}

template <class Body>
[[nodiscard]] SECURITY_STATUS answer_of(Body&& body) noexcept {
    try {
        return std::forward<Body>(body)();
    } catch (...) {
        return to_status(status_in_flight());
    }
}

/// What a function answers where nothing can be relied on any more (process::visit).
inline constexpr SECURITY_STATUS unfit_process = SEC_E_INTERNAL_ERROR;

/// Runs a body that answers a SECURITY_STATUS, for functions that release something: often called after another one
/// failed, whose failure stays the last.
template <class Body>
[[nodiscard]] SECURITY_STATUS guarded(Body&& body) noexcept {
    const process::visit here;
    if (!here) [[unlikely]]
        return unfit_process;
    const auto answered = answer_of(std::forward<Body>(body));
    if (FAILED(answered)) [[unlikely]]
        noted_story().reset(); // nobody's, and not that of the next call that fails
    return answered;
}

/// Runs a body that answers no status, for functions of that kind: `otherwise` where it cannot.
template <class Answer, class Body>
[[nodiscard]] Answer guarded_or(Answer otherwise, Body&& body) noexcept {
    try {
        const process::visit here;
        if (!here) return otherwise;
        return std::forward<Body>(body)();
    } catch (...) {
        return otherwise;
    }
}
/// Runs one that answers nothing at all.
template <class Body>
void guarded_silently(Body&& body) noexcept {
    try {
        const process::visit here;
        if (!here) return;
        std::forward<Body>(body)();
    } catch (...) { // there is nobody to tell
    }
}

/// Runs a body, and has its steps told when it holds nothing any more.
template <class Body>
[[nodiscard]] auto told_afterwards(Body&& body) noexcept {
    const trace::held_back until_it_is_over;
    return std::forward<Body>(body)();
}

/// The same for all others.
template <class Body>
[[nodiscard]] SECURITY_STATUS guarded(const entry& at, Body&& body) noexcept {
    const process::visit here;
    if (!here) [[unlikely]]
        return unfit_process;
    if (trace::enabled()) trace_begin(at);
    story noted;
    const auto answered = told_afterwards([&]() noexcept {
        const auto out = answer_of(std::forward<Body>(body));
        if (FAILED(out)) [[unlikely]]
            noted = noted_story();
        return out;
    });
    if (FAILED(answered)) [[unlikely]]
        record(at, answered, std::move(noted));
    if (trace::enabled()) trace_end(at, answered);
    return answered;
}

/// For functions that have nothing to act on here.
[[nodiscard]] inline SECURITY_STATUS refused(const entry& at) noexcept {
    return guarded(at, [] { return SEC_E_UNSUPPORTED_FUNCTION; });
}

} // namespace sspi::abi
