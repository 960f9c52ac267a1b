// SPDX-License-Identifier: BSL-1.0
// Two ends of a connection in memory, for one thread: what comes, in which pieces, and what never comes, is scripted.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace sspi::test {

namespace asio = boost::asio;
using boost::system::error_code;

/// An operation that has not completed.
class waiting_operation {
  public:
    virtual ~waiting_operation() = default;
    virtual std::size_t fill(std::deque<std::byte>& from, std::size_t most) = 0;
    virtual void complete(error_code error, std::size_t count) = 0;
};

template <class Buffers, class Handler>
class waiting_handler final : public waiting_operation {
  public:
    waiting_handler(const Buffers& buffers, Handler&& handler, asio::any_io_executor own)
        : buffers_(buffers), handler_(std::move(handler)), own_(std::move(own)) {}

    std::size_t fill(std::deque<std::byte>& from, std::size_t most) override {
        if constexpr (asio::is_mutable_buffer_sequence<Buffers>::value) {
            std::vector<std::byte> front(std::min(from.size(), most));
            std::copy_n(from.begin(), front.size(), front.begin());
            const auto count = asio::buffer_copy(buffers_, asio::buffer(front));
            from.erase(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(count));
            return count;
        } else {
            return 0;
        }
    }
    /// As sockets do: by way of the layer's own executor.
    void complete(error_code error, std::size_t count) override {
        asio::post(own_, [handler = std::move(handler_), own = own_, error, count]() mutable {
            const auto executor = asio::get_associated_executor(handler, own);
            asio::dispatch(executor, asio::append(std::move(handler), error, count));
        });
    }

  private:
    Buffers buffers_;
    Handler handler_;
    asio::any_io_executor own_;
};

/// One end's side of things. As two sockets are, the two ends are for two threads.
struct end_state {
    asio::any_io_executor executor;
    std::shared_ptr<std::recursive_mutex> mutex; // of both ends
    std::weak_ptr<end_state> peer{};
    std::deque<std::byte> arrived{};
    std::vector<std::byte> sent{};         // all that went out
    std::optional<error_code> ends_with{}; // after what has arrived
    std::unique_ptr<waiting_operation> reading{};
    std::unique_ptr<waiting_operation> writing{};
    std::size_t piece = 0xFFFFFFFF; // at the most, of one read or write
    std::size_t operations = 0;     // begun
    std::size_t stalls_at = 0;      // the operation of this number does not complete
    std::size_t fails_at = 0;       // and this one fails

    bool read_stalls = false;

    void pump() {
        if (!reading || read_stalls) return;
        if (!arrived.empty())
            finish(reading, {}, reading->fill(arrived, piece));
        else if (ends_with)
            finish(reading, *ends_with, 0);
    }
    void finish(std::unique_ptr<waiting_operation>& which, error_code error, std::size_t count) {
        if (const auto operation = std::exchange(which, nullptr)) operation->complete(error, count);
    }
    void send(std::span<const std::byte> octets) {
        sent.insert(sent.end(), octets.begin(), octets.end());
        const auto to = peer.lock();
        if (!to) return;
        to->arrived.insert(to->arrived.end(), octets.begin(), octets.end());
        to->pump();
    }
    void end_peer(error_code error) {
        const auto to = peer.lock();
        if (!to) return;
        if (!to->ends_with) to->ends_with = error;
        to->pump();
    }
};

/// A stream of Asio's kind. As with a socket, destroying it aborts what is under way, and the other end sees the end.
class memory_layer {
  public:
    using executor_type = asio::any_io_executor;

    explicit memory_layer(std::shared_ptr<end_state> state) : state_(std::move(state)) {}
    memory_layer(memory_layer&&) noexcept = default;
    memory_layer& operator=(memory_layer&&) = delete;
    ~memory_layer() {
        if (state_) close();
    }

    [[nodiscard]] executor_type get_executor() const { return state_->executor; }
    [[nodiscard]] end_state& script() noexcept { return *state_; }
    void close() {
        const std::scoped_lock lock(*state_->mutex);
        state_->finish(state_->reading, asio::error::operation_aborted, 0);
        state_->finish(state_->writing, asio::error::operation_aborted, 0);
        state_->end_peer(asio::error::eof);
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& to, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [state = state_](auto handler, const Buffers& buffers) {
                const std::scoped_lock lock(*state->mutex);
                begin(state, state->reading, buffers, std::move(handler));
                state->read_stalls = ++state->operations == state->stalls_at;
                if (state->operations == state->fails_at)
                    state->finish(state->reading, asio::error::connection_reset, 0);
                state->pump();
            },
            token, to);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& from, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [state = state_](auto handler, const Buffers& buffers) {
                const std::scoped_lock lock(*state->mutex);
                begin(state, state->writing, buffers, std::move(handler));
                if (++state->operations == state->stalls_at) return;
                if (state->operations == state->fails_at)
                    return state->finish(state->writing, asio::error::broken_pipe, 0);
                std::vector<std::byte> octets(std::min(asio::buffer_size(buffers), state->piece));
                asio::buffer_copy(asio::buffer(octets), buffers);
                state->send(octets);
                state->finish(state->writing, {}, octets.size());
            },
            token, from);
    }

  private:
    template <class Buffers, class Handler>
    static void begin(const std::shared_ptr<end_state>& state, std::unique_ptr<waiting_operation>& where,
                      const Buffers& buffers, Handler&& handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        where = std::make_unique<waiting_handler<Buffers, std::decay_t<Handler>>>(
            buffers, std::forward<Handler>(handler), state->executor);
        if (slot.is_connected())
            slot.assign([weak = std::weak_ptr(state), &where](asio::cancellation_type) {
                const auto alive = weak.lock();
                if (!alive) return;
                const std::scoped_lock lock(*alive->mutex);
                alive->finish(where, asio::error::operation_aborted, 0);
            });
    }

    std::shared_ptr<end_state> state_;
};

/// Two that are connected.
[[nodiscard]] inline std::pair<memory_layer, memory_layer> connected(const asio::any_io_executor& executor) {
    const auto mutex = std::make_shared<std::recursive_mutex>();
    const auto one = std::make_shared<end_state>(end_state{.executor = executor, .mutex = mutex});
    const auto other = std::make_shared<end_state>(end_state{.executor = executor, .mutex = mutex});
    one->peer = other;
    other->peer = one;
    return {memory_layer(one), memory_layer(other)};
}

} // namespace sspi::test
