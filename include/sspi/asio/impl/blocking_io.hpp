// SPDX-License-Identifier: BSL-1.0
// The functions of a stream that block.
#pragma once

#include <sspi/asio/impl/stream_state.hpp>

#include <boost/asio/buffer.hpp>

#include <cstddef>

namespace sspi::impl {

template <class State>
void take_action(State& state, typename State::machine::action wanted) {
    using action = typename State::machine::action;
    auto& machine = *state.handshake;
    boost::system::error_code error;
    if (wanted == action::call) {
        auto outcome = state.who->step(machine.token());
        machine.called(outcome);
        state.detail = std::move(outcome.detail);
    } else if (wanted == action::write) {
        const auto rest = machine.output();
        const auto count = state.next->write_some(boost::asio::buffer(rest.data(), rest.size()), error);
        machine.wrote(count, error);
    } else {
        const auto room = machine.prepare();
        const auto count = state.next->read_some(boost::asio::buffer(room.data(), room.size()), error);
        machine.arrived(count, error);
    }
}

template <class State>
void blocking_handshake(State& state, boost::system::error_code& error) {
    using action = typename State::machine::action;
    error = state.begin_handshake();
    if (error) return;
    auto& machine = *state.handshake;
    for (auto wanted = machine.wants(); wanted != action::done && wanted != action::failed;
         wanted = machine.wants())
        take_action(state, wanted);
    error = state.end_handshake();
}

/// Sends what is unsent.
template <class State>
void blocking_flush(State& state, boost::system::error_code& error) {
    while (!error && !state.out.unsent().empty()) {
        const auto rest = state.out.unsent();
        state.out.sent(state.next->write_some(boost::asio::buffer(rest.data(), rest.size()), error));
    }
}

template <class State, class Buffers>
std::size_t blocking_read(State& state, const Buffers& to, boost::system::error_code& error) {
    error = state.unusable();
    if (error || boost::asio::buffer_size(to) == 0) return 0;
    if (!state.codec->protects())
        return state.in.arrived().empty() ? state.next->read_some(to, error) : state.in.take_raw(to);
    while (!state.in.has_plain(*state.codec, error)) {
        if (error) return 0;
        const auto room = state.in.prepare(state.in.missing());
        state.in.commit(state.next->read_some(boost::asio::buffer(room.data(), room.size()), error));
        if (error == boost::asio::error::eof) error = state.in.end(state.codec->format().marks_end);
        if (error) return 0;
    }
    return state.in.take(to);
}

template <class State, class Buffers>
std::size_t blocking_write(State& state, const Buffers& from, boost::system::error_code& error) {
    error = state.unusable();
    if (!error && state.ended) error = boost::asio::error::shut_down;
    if (error || boost::asio::buffer_size(from) == 0) return 0;
    if (!state.codec->protects()) return state.next->write_some(from, error);
    blocking_flush(state, error);
    if (error) return 0;
    const auto taken = state.out.put(*state.codec, from, error);
    blocking_flush(state, error);
    return error ? 0 : taken;
}

template <class State>
void blocking_shutdown(State& state, boost::system::error_code& error) {
    error = state.unusable();
    if (!error) error = state.end_output();
    blocking_flush(state, error);
}

} // namespace sspi::impl
