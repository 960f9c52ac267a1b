// SPDX-License-Identifier: BSL-1.0
// Keeps the failures that leave the library, and traces the calls that enter and leave it.
#include "record.hpp"

#include "../advice/error_text.hpp"
#include "../core/establishment.hpp"
#include "../process/of_thread.hpp"
#include "guard.hpp"

#include <sspi/detail/nt_status.hpp>

#include <memory>
#include <utility>

namespace sspi::abi {

namespace {

[[nodiscard]] story& latest_note() noexcept {
    return process::of_thread<story>::get();
}

[[nodiscard]] shared_failure& last() noexcept {
    return process::of_thread<shared_failure>::get();
}

/// Over a call of a listener, which may make calls of its own that fail: the thread's last one stays as it is.
class keeps_last {
  public:
    keeps_last() : kept_(last()) {}
    keeps_last(const keeps_last&) = delete;
    keeps_last& operator=(const keeps_last&) = delete;
    ~keeps_last() { last().swap(kept_); }

  private:
    shared_failure kept_;
};

/// What was noted, if it became the answer; else a failure without a story.
[[nodiscard]] failure taken(const story& noted, status answered) {
    if (!noted || noted->code != answered) return failed_with(answered);
    noted->token.clear();
    return std::move(*noted);
}

[[nodiscard]] shared_failure recorded(const entry& at, failure what, std::uint32_t nt_status) {
    return std::make_shared<const failure_record>(
        failure_record{.what = std::move(what),
                       .nt_status = nt_status,
                       .function = at.name,
                       .at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())});
}

void store(const entry& at, const shared_failure& latest) {
    last() = latest;
    if (const auto context = core::live_context(at.context)) (*context)->failures().put(latest);
    if (const auto credential = core::live_credential(at.credential)) (*credential)->failures().put(latest);
}

void trace_failure(const failure_record& latest) {
    const keeps_last over_the_listener;
    const advice::symptoms s(latest);
    const auto add = [](std::string_view label, const std::string& text) {
        return text.empty() ? std::string() : std::string(label) + text;
    };
    trace::line("  " + std::string(latest.function) + " fails: " + advice::mechanism_text(s) +
                add("; ", advice::krb5_text(s.what.minor)) +
                add("; NTSTATUS ", advice::nt_text(s.nt_status())) +
                add("; the other side said: ", s.peer_text()) + add("; hint: ", advice::hint_for(s)));
}

/// The Lsa functions do not answer a SECURITY_STATUS, but most of theirs have one that means the same.
[[nodiscard]] status status_of(detail::nt_status code) noexcept {
    switch (code) {
    case detail::nt_status::invalid_handle:
        return status::invalid_handle;
    case detail::nt_status::invalid_parameter:
        return status::invalid_parameter;
    case detail::nt_status::no_memory:
        return status::insufficient_memory;
    case detail::nt_status::not_supported:
    case detail::nt_status::invalid_logon_type:
        return status::unsupported_function;
    case detail::nt_status::no_such_package:
        return status::secpkg_not_found;
    default:
        return status::internal_error;
    }
}

/// A failure without memory for its record has none: that of the one before is about another call.
template <class Make>
void keep(const entry& at, Make&& make) noexcept {
    try {
        const auto latest = make();
        store(at, latest);
        if (trace::enabled()) trace_failure(*latest);
    } catch (...) {
        last().reset();
    }
}

} // namespace

void note(const failure& what) noexcept {
    try {
        latest_note() = std::make_unique<failure>(what);
    } catch (...) {
        latest_note().reset();
    }
}

story noted_story() noexcept {
    return std::move(latest_note());
}

void record(const entry& at, SECURITY_STATUS answered, story noted) noexcept {
    keep(at, [&] { return recorded(at, taken(noted, static_cast<status>(answered)), 0); });
}

void record_nt(const entry& at, std::uint32_t answered, story noted) noexcept {
    keep(at, [&] {
        const auto code = noted ? noted->code : status_of(static_cast<detail::nt_status>(answered));
        return recorded(at, taken(noted, code), answered);
    });
}

shared_failure last_failure() {
    return last();
}

void trace_begin(const entry& at) noexcept {
    try {
        const keeps_last over_the_listener;
        trace::line(std::string(at.name) + " begins");
    } catch (...) { // without memory for it, the line is lost
    }
}

void trace_end(const entry& at, SECURITY_STATUS answered) noexcept {
    try {
        const keeps_last over_the_listener;
        trace::line(std::string(at.name) + " answers " + advice::status_name_of(answered));
    } catch (...) {
    }
}

void trace_nt_end(const entry& at, std::uint32_t answered) noexcept {
    try {
        const keeps_last over_the_listener;
        trace::line(std::string(at.name) + " answers " +
                    (answered == 0 ? "STATUS_SUCCESS" : advice::nt_text(answered)));
    } catch (...) {
    }
}

} // namespace sspi::abi
