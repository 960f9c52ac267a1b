// SPDX-License-Identifier: BSL-1.0
// What an operation answers when it does not succeed, and the result type that carries it.
#pragma once

#include "reason.hpp"
#include "shared_value.hpp"

#include <sspi/detail/status.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace sspi {

namespace gss {
struct failure_facts;
}

/// Copied without taking memory: what has failed can always be told.
struct failure {
    status code = status::internal_error;
    reason why = reason::unspecified;
    shared_value<std::string>
        text{};             // for people: what the mechanism said, captured at the failing call and thread
    std::int32_t minor = 0; // the mechanism's own code, 0 when there is none
    bool context_intact = false; // the context is exactly as it was before the call
    shared_value<std::vector<std::byte>>
        token{};                  // tells the peer, where somebody asked for that (EXTENDED_ERROR)
    std::uint32_t attributes = 0; // ISC_RET_ or ASC_RET_ bits: the token went to the caller
    std::shared_ptr<const gss::failure_facts> facts{}; // for those who ask what went wrong, or null
};

/// Boost.System calls this when value() is asked of a failed result: a mistake of ours, stopped at the C
/// contract.
[[noreturn]] inline void throw_exception_from_error(const failure& error, const boost::source_location&) {
    throw std::logic_error(error.text.get());
}

/// What the exception means that is being handled.
[[nodiscard]] inline status status_in_flight() noexcept {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        return status::insufficient_memory;
    } catch (const std::system_error& error) { // a thread that cannot be made, say
        const auto& code = error.code();
        const bool memory =
            code == std::errc::not_enough_memory || code == std::errc::resource_unavailable_try_again;
        return memory ? status::insufficient_memory : status::internal_error;
    } catch (...) {
        return status::internal_error;
    }
}

static_assert(std::is_nothrow_copy_constructible_v<failure> &&
              std::is_nothrow_default_constructible_v<failure>);

template <class T>
using result = boost::system::result<T, failure>;

[[nodiscard]] inline failure failed_with(status code, std::string text = {}) {
    return failure{.code = code, .text = std::move(text)};
}

[[nodiscard]] inline failure failed_with(status code, reason why, std::string text) {
    return failure{.code = code, .why = why, .text = std::move(text)};
}
[[nodiscard]] inline failure failed_with(status code, reason why) {
    return failed_with(code, why, std::string(default_text(why)));
}

/// The same failure where the call has changed something before it.
[[nodiscard]] inline failure after_changes(failure error) {
    error.context_intact = false;
    return error;
}

/// A failure that was noticed before anything was changed.
[[nodiscard]] inline failure refused_with(status code, std::string text = {}) {
    return failure{.code = code, .text = std::move(text), .context_intact = true};
}
[[nodiscard]] inline failure refused_with(status code, reason why, std::string text) {
    return failure{.code = code, .why = why, .text = std::move(text), .context_intact = true};
}
[[nodiscard]] inline failure refused_with(status code, reason why) {
    return refused_with(code, why, std::string(default_text(why)));
}

} // namespace sspi
