// SPDX-License-Identifier: BSL-1.0
// A blocking call with a handler that is told of its end.
#pragma once

#include <sspi/asio/impl/blocking_call.hpp>
#include <sspi/asio/impl/handshake_threads.hpp>
#include <sspi/asio/impl/queued_call.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/system_context.hpp>
#include <boost/asio/system_executor.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace sspi::impl {

/// Gives up the calls whose handlers belong to a context that is destroyed. Afterwards no thread touches its executor.
class call_service final : public boost::asio::execution_context::service {
  public:
    using key_type = call_service;
    static inline boost::asio::execution_context::id id;

    explicit call_service(boost::asio::execution_context& owner) : service(owner) {}
    void add(const std::shared_ptr<blocking_call>& call) { calls_.add(call); }

  private:
    void shutdown() noexcept override {
        calls_.for_each([](blocking_call& call) { call.drop(); });
    }
    call_list calls_;
};

/// The context that an executor belongs to, or null where it does not tell.
template <class Executor>
[[nodiscard]] boost::asio::execution_context* context_of(const Executor& executor) {
    namespace asio = boost::asio;
    if constexpr (asio::can_query<const Executor&, asio::execution::context_t>::value)
        return &asio::query(executor, asio::execution::context);
    else
        return nullptr;
}

/// Whether it is one of the system's, as asio::use_future's: what that invokes runs on threads that nobody waits for. Asio's
/// system context is there, with its threads, once somebody asks for it: only where an executor's own does not tell by its type.
template <class Executor>
[[nodiscard]] bool is_of_system(const Executor& executor) {
    namespace asio = boost::asio;
    if constexpr (asio::can_query<const Executor&, asio::execution::context_t>::value) {
        using context = std::remove_cvref_t<decltype(asio::query(executor, asio::execution::context))>;
        if constexpr (!std::is_same_v<context, asio::execution_context>)
            return std::is_same_v<context, asio::system_context>;
        else
            return context_of(executor) == &asio::query(asio::system_executor(), asio::execution::context);
    } else {
        return false;
    }
}

/// A handler in memory of its own allocator. The pool has it only by this object's address, and neither moves, nor
/// invokes, nor frees it.
template <class Handler, class Executor>
class handler_waiter final : public call_waiter {
  public:
    using allocator = typename std::allocator_traits<
        boost::asio::associated_allocator_t<Handler>>::template rebind_alloc<handler_waiter>;
    using traits = std::allocator_traits<allocator>;

    handler_waiter(Handler&& handler, const Executor& executor)
        : handler_(std::move(handler)), own_(executor),
          executor_(boost::asio::get_associated_executor(handler_, executor)),
          by_own_(context_of(executor_) != context_of(own_) && is_of_system(executor_)) {}

    [[nodiscard]] static call_waiter_owner make(Handler&& handler, const Executor& executor) {
        allocator memory(boost::asio::get_associated_allocator(handler));
        auto* const place = traits::allocate(memory, 1);
        return call_waiter_owner(::new (static_cast<void*>(place))
                                     handler_waiter(std::move(handler), executor));
    }

    /// To the handler's executor. Where that is the system's, by way of the stream's own, as Asio's operations complete: what
    /// follows touches the stream.
    void post(call_waiter_owner self, const boost::system::error_code& error) override {
        auto invoke = [self = std::move(self), error]() mutable {
            auto handler = std::move(static_cast<handler_waiter&>(*self).handler_);
            self.reset();
            std::move(handler)(error);
        };
        const auto executor = executor_; // these may be gone before post() returns
        if (!by_own_) return boost::asio::post(executor, std::move(invoke));
        const auto own = own_;
        boost::asio::post(own, [executor, invoke = std::move(invoke)]() mutable {
            boost::asio::dispatch(executor, std::move(invoke));
        });
    }
    [[nodiscard]] const auto& executor() const noexcept { return executor_; }
    void destroy() noexcept override {
        allocator memory(boost::asio::get_associated_allocator(handler_));
        this->~handler_waiter();
        traits::deallocate(memory, this, 1);
    }

  private:
    ~handler_waiter() = default;

    Handler handler_;
    Executor own_;
    boost::asio::associated_executor_t<Handler, Executor> executor_;
    bool by_own_;
};

template <class Work>
class work_call final : public blocking_call {
  public:
    work_call(call_waiter_owner waiter, Work&& work)
        : blocking_call(std::move(waiter)), work_(std::move(work)) {}

  private:
    void work() noexcept override { work_(); }
    Work work_;
};

/// Has a pool do the work (the process's own one where `pool` is empty), and then invokes the handler through its executor,
/// which is `executor` where it has no other; with operation_aborted as soon as it is cancelled or given up, whether the
/// work has begun or not, and with another error where it cannot be done. So work that goes on all the same must own what it
/// uses, and nothing that belongs to an executor. It must not throw.
/// `current` is set to the call, for those who may have to give it up.
template <class Executor, class Work, class Handler>
void start_call(const boost::asio::any_io_executor& pool, const Executor& executor,
                std::weak_ptr<blocking_call>& current, Work work, Handler&& handler) {
    using waiter = handler_waiter<std::decay_t<Handler>, Executor>;
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    auto waits = waiter::make(std::forward<Handler>(handler), executor);
    auto* const own = context_of(executor);
    auto* const handlers = context_of(static_cast<waiter&>(*waits).executor());
    const std::shared_ptr<blocking_call> call =
        std::make_shared<work_call<Work>>(std::move(waits), std::move(work));
    current = call;
    if (slot.is_connected())
        slot.assign([weak = current](boost::asio::cancellation_type) {
            if (const auto alive = weak.lock()) alive->give_up();
        });
    if (own != nullptr) boost::asio::use_service<call_service>(*own).add(call);
    if (handlers != nullptr && handlers != own) boost::asio::use_service<call_service>(*handlers).add(call);
    if (pool)
        boost::asio::post(pool, queued_call(call));
    else
        handshake_threads::instance().add(call);
}

} // namespace sspi::impl
