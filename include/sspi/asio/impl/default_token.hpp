// SPDX-License-Identifier: BSL-1.0
// The completion token that a stream's functions have where neither the caller nor the executor names one.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace sspi::impl {

/// As for most executors before Boost 1.86.
template <class Executor>
inline constexpr bool has_no_token = std::is_void_v<boost::asio::default_completion_token_t<Executor>>;

/// An executor that has a default token, which Asio's functions on top of a stream then have as well. Where there was none it is
/// deferred, which is what Asio has since.
template <class Executor>
using with_default_token =
    std::conditional_t<has_no_token<Executor>, boost::asio::deferred_t::executor_with_default<Executor>,
                       Executor>;

template <class T>
concept completion_condition = requires(std::decay_t<T> condition, const boost::system::error_code& error) {
    { condition(error, std::size_t{}) } -> std::convertible_to<std::size_t>;
};

} // namespace sspi::impl
