// SPDX-License-Identifier: BSL-1.0
// asio::async_read of a stream with a completion token and without a condition. Where an executor has a default token, as a
// stream's has, such a call means two things for Asio before Boost 1.86: the token could be a condition, with the default token
// behind it. These are more specialised than both.
#pragma once

#include <sspi/asio/impl/default_token.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/streambuf.hpp>

#include <type_traits>
#include <utility>

namespace sspi {

template <class NextLayer, class Framing>
class stream;

namespace impl {

template <class Layer, class Token>
concept ambiguous_for_asio =
    has_no_token<typename std::remove_reference_t<Layer>::executor_type> && !completion_condition<Token>;

} // namespace impl
} // namespace sspi

namespace boost::asio {

template <class Layer, class Framing, class Buffers, class Token>
requires sspi::impl::ambiguous_for_asio<Layer, Token> &&
    (is_mutable_buffer_sequence<Buffers>::value) auto async_read(sspi::stream<Layer, Framing>& from,
                                                                 const Buffers& to, Token&& token) {
    return async_read(from, to, transfer_all(), std::forward<Token>(token));
}

template <class Layer, class Framing, class Buffer, class Token>
requires sspi::impl::ambiguous_for_asio<Layer, Token> &&(is_dynamic_buffer_v1<std::decay_t<Buffer>>::value) &&
    (!is_dynamic_buffer_v2<std::decay_t<Buffer>>::value) auto async_read(sspi::stream<Layer, Framing>& from,
                                                                         Buffer&& to, Token&& token) {
    return async_read(from, std::forward<Buffer>(to), transfer_all(), std::forward<Token>(token));
}

template <class Layer, class Framing, class Buffer, class Token>
requires sspi::impl::ambiguous_for_asio<Layer, Token> &&
    (is_dynamic_buffer_v2<Buffer>::value) auto async_read(sspi::stream<Layer, Framing>& from, Buffer to,
                                                          Token&& token) {
    return async_read(from, std::move(to), transfer_all(), std::forward<Token>(token));
}

template <class Layer, class Framing, class Allocator, class Token>
requires sspi::impl::ambiguous_for_asio<Layer, Token>
auto async_read(sspi::stream<Layer, Framing>& from, basic_streambuf<Allocator>& to, Token&& token) {
    return async_read(from, to, transfer_all(), std::forward<Token>(token));
}

} // namespace boost::asio
