// SPDX-License-Identifier: BSL-1.0
// sspi::stream: a connection whose two sides have authenticated each other and protect what they send, for Boost.Asio.
#pragma once

#include <sspi/asio/diagnostics.hpp>
#include <sspi/asio/impl/blocking_io.hpp>
#include <sspi/asio/impl/default_token.hpp>
#include <sspi/asio/impl/handshake_operation.hpp>
#include <sspi/asio/impl/read_operation.hpp>
#include <sspi/asio/impl/read_tokens.hpp>
#include <sspi/asio/impl/shutdown_operation.hpp>
#include <sspi/asio/impl/write_operation.hpp>
#include <sspi/asio/length_prefixed.hpp>
#include <sspi/asio/negotiate_stream.hpp>
#include <sspi/asio/sasl_gssapi.hpp>
#include <sspi/asio/stream_error.hpp>
#include <sspi/protection_level.hpp>
#include <sspi/sspi.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/compose.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sspi {

namespace impl {

template <class Layer>
struct lowest_layer_of {
    using type = Layer;
    static Layer& get(Layer& layer) noexcept { return layer; }
};
template <class Layer>
requires requires(Layer& layer) {
    layer.lowest_layer();
}
struct lowest_layer_of<Layer> {
    using type = typename Layer::lowest_layer_type;
    static type& get(Layer& layer) { return layer.lowest_layer(); }
};

} // namespace impl

/// How many threads the process's pool may have; 0: as many as it has unless it is told, 32. See stream, about handshakes.
/// Throws system_error where there is no memory. On Windows it does nothing.
inline void handshake_threads(std::size_t most) {
    impl::handshake_threads::most(most);
}

/// A stream on top of another, in the manner of boost::asio::ssl::stream.
///
///     sspi::stream<tcp::socket> server(std::move(socket), sspi::acceptor(credential));
///     co_await server.async_handshake();
///     auto who = server.channel().client_name();
///     co_await asio::async_read_until(server, asio::dynamic_buffer(line), '\n');
///
/// NextLayer is a stream of Asio's kind, or a reference to one: AsyncReadStream and AsyncWriteStream for the asynchronous
/// functions, SyncReadStream and SyncWriteStream for those that block. A stream is all four. Framing says how tokens and
/// messages travel: framing::length_prefixed, framing::sasl_gssapi or framing::negotiate_stream.
///
/// Handshake. Steps that may wait for KDCs, above all a client's first, are made by threads of a pool: the process's own, or the
/// one that blocking_executor() was told. All others, above all a server's, only compute for some tens of microseconds, on the
/// handler's executor, and wait for nobody. So nothing blocks that executor, and clients whose KDC is silent keep no server
/// waiting. The process's pool is one, whoever includes these headers, makes threads as it needs them, and has 32 at the most
/// or what handshake_threads() says: with more clients than that whose KDC is slow at once, give it more, or short
/// time-outs (credential_builder::kdc_timeouts). A child of fork() has a pool of its own.
///
/// Completion. Every asynchronous function takes any completion token, without one the default of the executor, or deferred
/// where that has none. It calls the handler once through its associated executor, and never from within the function itself. Its
/// associated allocator is used for what the operation needs on its way; what the pool's threads touch comes from the heap, and
/// belongs to no executor: the stream and its executor's context may be destroyed while a step waits. No message costs an
/// allocation, once buffers have grown.
///
/// Cancellation. By the associated cancellation slot: a handshake at any point, also while a step waits for a KDC or for
/// a thread, at once (terminal: the stream is of no further use); a read without loss (terminal, partial, total); a write
/// (terminal, partial), whose message counts as written and whose rest goes out with the next write or shutdown(). They
/// complete with boost::asio::error::operation_aborted, and so does everything that is under way when the stream is
/// destroyed, which may be done at any time.
///
/// Ends and errors. boost::asio::error::eof where the peer has ended the stream in its framing's way, and
/// stream_errc::stream_truncated where the connection just ends; what the library refuses is an `errc`, what the framing
/// does not have a `stream_errc`. boost::asio::error::not_connected before the handshake, already_started for a second
/// read or write while one is under way, shut_down for a write after shutdown. After an error on what the peer sent there
/// is nothing more to be read; close the next layer. What is known beyond the error_code comes with stream_exception, which the
/// blocking functions throw and with_diagnostics(token) gives, or in a `diagnostics` beside the handshake's error_code: neither
/// needs the stream any more.
///
/// Threads: as with any of Asio's streams, calls on one stream must not run at the same time; use a strand. One read and
/// one write may be under way together, one handshake by itself. Different streams are independent.
/// On Windows a step that has begun cannot be cancelled: its handler is called at once, and its thread is free when
/// Windows ends it.
template <class NextLayer, class Framing = framing::length_prefixed>
class stream {
  public:
    using next_layer_type = std::remove_reference_t<NextLayer>;
    using lowest_layer_type = typename impl::lowest_layer_of<next_layer_type>::type;
    /// The next layer's, with a default completion token in any case.
    using executor_type = impl::with_default_token<typename next_layer_type::executor_type>;
    using framing_type = Framing;
    /// The stream whose next layer has another executor: for as_default_on of Asio's completion tokens.
    template <class Executor>
    struct rebind_executor {
        using other = stream<typename next_layer_type::template rebind_executor<Executor>::other, Framing>;
    };

    /// A client's stream. `layer` is what NextLayer is made of: a connected socket, or what a socket is made of.
    template <class Arg>
    stream(Arg&& layer, initiator who, Framing how = {})
        : stream(impl::party(std::move(who)), std::forward<Arg>(layer), std::move(how)) {}
    /// A server's.
    template <class Arg>
    stream(Arg&& layer, acceptor who, Framing how = {})
        : stream(impl::party(std::move(who)), std::forward<Arg>(layer), std::move(how)) {}
    /// A client's stream to a service, "class/host", that asks for what the framing requires, and for mutual
    /// authentication.
    template <class Arg>
    stream(Arg&& layer, credential who, std::string_view target, Framing how = {})
        : stream(
              impl::party(initiator(std::move(who), target,
                                    {.request = how.request(), .required = feature::mutual_authentication})),
              std::forward<Arg>(layer), how) {}
    /// A stream over a context that was established otherwise, by an exchange of the application's own. There is no
    /// handshake to be made. `format` comes from the framing: framing::sasl_gssapi::format.
    template <class Arg>
    stream(Arg&& layer, secure_channel channel, const impl::message_format& format)
        : next_layer_(std::forward<Arg>(layer)), state_(std::make_shared<state>(next_layer_, Framing{})) {
        state_->codec.emplace(std::move(channel), format);
    }

    /// Operations under way go on with the stream that was moved to, as far as the next layer's can.
    stream(stream&& other) noexcept(std::is_nothrow_move_constructible_v<NextLayer>)
        : next_layer_(std::forward<NextLayer>(other.next_layer_)), state_(std::move(other.state_)) {
        state_->next = &next_layer_;
    }
    /// From a stream whose next layer has another executor, when nothing is under way.
    template <class OtherLayer>
    requires(
        !std::is_same_v<OtherLayer, NextLayer> &&
        std::is_constructible_v<NextLayer, OtherLayer>) explicit stream(stream<OtherLayer, Framing>&& other)
        : next_layer_(std::forward<OtherLayer>(other.next_layer_)),
          state_(std::make_shared<state>(next_layer_, other.state_->framing)) {
        state_->take(std::move(*other.state_));
        other.state_.reset();
    }
    stream& operator=(stream&&) = delete;
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;
    ~stream() {
        if (!state_) return;
        state_->next = nullptr;
        if (const auto call = state_->call.lock()) call->give_up();
    }

    [[nodiscard]] executor_type get_executor() noexcept { return executor_type(state_->executor); }
    [[nodiscard]] next_layer_type& next_layer() noexcept { return next_layer_; }
    [[nodiscard]] const next_layer_type& next_layer() const noexcept { return next_layer_; }
    [[nodiscard]] lowest_layer_type& lowest_layer() {
        return impl::lowest_layer_of<next_layer_type>::get(next_layer_);
    }

    /// Where steps that may block are made from now on; an empty executor is the process's own pool. Its context has to
    /// outlive the handshake.
    void blocking_executor(boost::asio::any_io_executor pool) { state_->pool = std::move(pool); }

    /// The context, with names and all other attributes; an empty channel before the handshake is complete. Do not wrap or
    /// sign with it: that would disturb the order of the stream's messages.
    [[nodiscard]] secure_channel channel() const {
        return state_->codec ? state_->codec->channel() : secure_channel();
    }
    /// How messages are protected, once the handshake is complete.
    [[nodiscard]] protection_level level() const noexcept {
        return state_->codec ? state_->codec->format().level : protection_level::none;
    }
    /// All that is known of the step that failed, when the handshake failed with an errc. (last_error_detail() would be
    /// that of a thread of the pool.)
    [[nodiscard]] const error_detail& handshake_error() const noexcept { return state_->detail; }

    /// Authenticates both sides. Fails with what the steps of initiator and acceptor fail with, with stream_errc, with
    /// boost::asio::error::eof or stream_errc::stream_truncated where the peer goes, and with what the next layer fails
    /// with. It can be made once.
    void handshake() {
        throw_if([&](auto& error) { handshake(error); }, "sspi::stream::handshake", state_->detail);
    }
    /// It blocks, also in the steps, which obey the calling thread's cancellation.
    void handshake(boost::system::error_code& error) { impl::blocking_handshake(*state_, error); }
    /// The same; `more` is what is known of a failure, or nothing.
    void handshake(boost::system::error_code& error, diagnostics& more) {
        handshake(error);
        more = error ? diagnostics{state_->target, impl::detail_of(error, state_->detail)} : diagnostics{};
    }
    /// Calls void(boost::system::error_code).
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    requires(!std::is_same_v<std::decay_t<Token>, diagnostics>) auto async_handshake(
        Token&& token = Token()) {
        return compose(
            "sspi::stream::handshake",
            [this](auto report) {
                return impl::handshake_operation<state, decltype(report)>(state_, report);
            },
            token);
    }
    /// The same; `more` is written before the handler is called, and has to live as long: what is known of a failure, or nothing.
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_handshake(diagnostics& more, Token&& token = Token()) {
        return boost::asio::async_compose<Token, void(boost::system::error_code)>(
            impl::handshake_operation<state, impl::code_and_diagnostics>(state_, {&more}), token,
            state_->executor);
    }

    /// Reads plain text, at least one octet, into buffers with room.
    template <class Buffers>
    std::size_t read_some(const Buffers& to) {
        return throw_if([&](auto& error) { return read_some(to, error); }, "sspi::stream::read_some",
                        state_->in.detail());
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& to, boost::system::error_code& error) {
        return impl::blocking_read(*state_, to, error);
    }
    /// Calls void(boost::system::error_code, std::size_t).
    template <class Buffers, class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_read_some(const Buffers& to, Token&& token = Token()) {
        return compose<std::size_t>(
            "sspi::stream::read_some",
            [&](auto report) {
                return impl::read_operation<state, Buffers, decltype(report)>(state_, to, report);
            },
            token);
    }

    /// Sends the first octets of the buffers in one message: all, unless the framing's messages are smaller.
    template <class Buffers>
    std::size_t write_some(const Buffers& from) {
        return throw_if([&](auto& error) { return write_some(from, error); }, "sspi::stream::write_some",
                        state_->out.detail());
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& from, boost::system::error_code& error) {
        return impl::blocking_write(*state_, from, error);
    }
    /// Calls void(boost::system::error_code, std::size_t).
    template <class Buffers, class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_write_some(const Buffers& from, Token&& token = Token()) {
        return compose<std::size_t>(
            "sspi::stream::write_some",
            [&](auto report) {
                return impl::write_operation<state, Buffers, decltype(report)>(state_, from, report);
            },
            token);
    }

    /// Sends what a cancelled write left, and the end of the stream, where the framing has a mark for it. It does not wait
    /// for the peer's, nor close the next layer; reading goes on.
    void shutdown() {
        throw_if([&](auto& error) { shutdown(error); }, "sspi::stream::shutdown", state_->out.detail());
    }
    void shutdown(boost::system::error_code& error) { impl::blocking_shutdown(*state_, error); }
    /// Calls void(boost::system::error_code).
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_shutdown(Token&& token = Token()) {
        return compose(
            "sspi::stream::shutdown",
            [this](auto report) { return impl::shutdown_operation<state, decltype(report)>(state_, report); },
            token);
    }

  private:
    template <class, class>
    friend class stream;

    using state = impl::stream_state<next_layer_type, Framing>;

    template <class Arg>
    stream(impl::party who, Arg&& layer, Framing how)
        : next_layer_(std::forward<Arg>(layer)),
          state_(std::make_shared<state>(next_layer_, std::move(how))) {
        state_->target = who.target();
        state_->who = std::make_shared<impl::party>(std::move(who));
    }

    /// Begins an operation, which make() makes with a way to report what becomes of it.
    template <class... Results, class Make, class Token>
    auto compose(const char* where, Make&& make, Token& token) {
        if constexpr (impl::wants_exception<std::remove_cvref_t<Token>>::value) {
            auto inner = token.token;
            return boost::asio::async_compose<decltype(inner), void(std::exception_ptr, Results...)>(
                make(impl::exception_alone{where}), inner, state_->executor);
        } else {
            return boost::asio::async_compose<Token, void(boost::system::error_code, Results...)>(
                make(impl::code_alone{}), token, state_->executor);
        }
    }
    template <class Function>
    auto throw_if(Function&& function, const char* where, const error_detail& detail) {
        boost::system::error_code error;
        if constexpr (std::is_void_v<decltype(function(error))>) {
            function(error);
            impl::check(error, where, state_->target, detail);
        } else {
            const auto out = function(error);
            impl::check(error, where, state_->target, detail);
            return out;
        }
    }

    NextLayer next_layer_;
    std::shared_ptr<state> state_;
};

} // namespace sspi
