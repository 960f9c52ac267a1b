// SPDX-License-Identifier: BSL-1.0
// The reactor, and whose thread runs it.
#include "event_loop.hpp"

#include "../never_destroyed.hpp"
#include "../process/waiting.hpp"
#include "../trace.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/intrusive/list.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

namespace sspi::transport {

namespace asio = boost::asio;

/// Handlers that the reactor still has keep it.
struct event_loop::state : boost::intrusive::list_base_hook<> {
    explicit state(reactor& on) : runs_on(on) {}

    reactor& runs_on;
    std::mutex gate;   // held while one of its handlers runs
    bool over = false; // with the gate: none runs any more
    std::atomic<bool> stopped{false};
    const process::since_fork made{};
    trace::voice caller{};          // with the gate: whoever runs a handler traces in its name
    std::exception_ptr failure{};   // with the reactor's mutex
    bool follows = false;           // with the reactor's mutex
    std::condition_variable turn{}; // of a follower
};

class reactor {
  public:
    /// The process's own. A child of fork() gets another one: what threads of the parent did with theirs is not known.
    [[nodiscard]] static reactor& of_process();

    [[nodiscard]] asio::io_context& context() noexcept { return context_; }

    void begin(event_loop::state& who) noexcept;
    void wait_until_stopped(event_loop::state& who);
    void end(event_loop::state& who) noexcept;
    void stop(event_loop::state& who) noexcept;
    void fail(event_loop::state& who, const std::exception_ptr& with) noexcept;

    /// Has gone what handlers hold that are not going to run, unless some thread is about to see to that.
    void clear_away(event_loop::state& who) noexcept;

  private:
    using lock = std::unique_lock<std::mutex>;

    void lead(lock& held, event_loop::state& who);
    void follow(lock& held, event_loop::state& who);
    void hand_over() noexcept;
    template <class Run>
    [[nodiscard]] bool run_handlers(Run run) noexcept;
    void fail_all(const std::exception_ptr& with) noexcept;
    // With the mutex.
    void wake(event_loop::state& who) noexcept;
    void wake_failed(event_loop::state& who, const std::exception_ptr& with) noexcept;

    asio::io_context context_{};
    const asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    std::mutex mutex_{};
    event_loop::state* leader_ = nullptr;
    boost::intrusive::list<event_loop::state> calls_{}; // that are under way
    std::unique_ptr<reactor> former_{};                 // of the parent, which stays as it was
};

reactor& reactor::of_process() {
    struct current {
        process::visiting_mutex mutex{};
        process::since_fork made{};
        std::unique_ptr<reactor> one{};
    };
    static never_destroyed<current> kept;
    auto& now = kept.get();
    const std::scoped_lock lock(now.mutex);
    if (!now.one || !now.made.is_current()) {
        auto fresh = std::make_unique<reactor>(); // where there are descriptors for it
        fresh->former_ = std::move(now.one);
        now.one = std::move(fresh);
        (void)now.made.is_new();
    }
    return *now.one;
}

void reactor::wait_until_stopped(event_loop::state& who) {
    lock held(mutex_);
    while (!who.stopped)
        leader_ == nullptr ? lead(held, who) : follow(held, who);
    hand_over();
    if (who.failure) std::rethrow_exception(who.failure);
}

void reactor::lead(lock& held, event_loop::state& who) {
    leader_ = &who;
    held.unlock();
    while (!who.stopped)
        (void)run_handlers([this] { context_.run_one(); });
    held.lock();
    leader_ = nullptr;
}

void reactor::follow(lock& held, event_loop::state& who) {
    who.follows = true;
    who.turn.wait(held, [&] { return who.stopped || leader_ == nullptr; });
    who.follows = false;
}

/// One of those who wait goes on. It may have been stopped meanwhile, and hands over in its turn.
void reactor::hand_over() noexcept {
    if (leader_ != nullptr) return;
    const auto next = std::ranges::find_if(calls_, [](const auto& each) { return each.follows; });
    if (next != calls_.end()) next->turn.notify_one();
}

void reactor::begin(event_loop::state& who) noexcept {
    const lock held(mutex_);
    calls_.push_back(who);
}
void reactor::end(event_loop::state& who) noexcept {
    const lock held(mutex_);
    calls_.erase(calls_.iterator_to(who));
}

/// What a handler throws is its call's (event_loop::handlers). What Asio throws, where there is no memory to pass a
/// result on, may be anybody's. False: that has happened, and some handlers may not have been run.
template <class Run>
bool reactor::run_handlers(Run run) noexcept {
    bool all = true;
    try {
        run();
    } catch (...) {
        all = false;
        fail_all(std::current_exception());
    }
    if (context_.stopped()) context_.restart();
    return all;
}

void reactor::wake(event_loop::state& who) noexcept {
    who.stopped = true;
    if (leader_ == &who)
        context_.stop();
    else
        who.turn.notify_one();
}

void reactor::wake_failed(event_loop::state& who, const std::exception_ptr& with) noexcept {
    if (!who.failure) who.failure = with;
    wake(who);
}

void reactor::stop(event_loop::state& who) noexcept {
    const lock held(mutex_);
    wake(who);
}

void reactor::fail(event_loop::state& who, const std::exception_ptr& with) noexcept {
    const lock held(mutex_);
    wake_failed(who, with);
}

void reactor::fail_all(const std::exception_ptr& with) noexcept {
    const lock held(mutex_);
    for (auto& each : calls_)
        wake_failed(each, with);
}

void reactor::clear_away(event_loop::state& who) noexcept {
    lock held(mutex_);
    if (leader_ != nullptr) return;
    leader_ = &who;
    held.unlock();
    do
        context_.restart(); // somebody's stop may have come late
    while (!run_handlers([this] { context_.poll(); }));
    held.lock();
    leader_ = nullptr;
    hand_over();
}

/// Where a call's handlers run, each step of an operation too: within a visit, with the gate held, and not at all once the call
/// is over; never on the spot.
class event_loop::handlers {
  public:
    explicit handlers(std::shared_ptr<state> of) noexcept : of_(std::move(of)) {}

    [[nodiscard]] asio::execution_context& query(asio::execution::context_t) const noexcept {
        return of_->runs_on.context();
    }
    [[nodiscard]] handlers require(asio::execution::blocking_t::never_t) const noexcept { return *this; }
    template <class Function>
    void execute(Function function) const {
        asio::require(of_->runs_on.context().get_executor(), asio::execution::blocking.never)
            .execute([of = of_, function = std::move(function)]() mutable { run(*of, std::move(function)); });
    }
    friend bool operator==(const handlers&, const handlers&) noexcept = default;

  private:
    template <class Function>
    static void run(state& of, Function&& function) noexcept {
        const process::visit here;
        const std::scoped_lock gate(of.gate);
        auto now = std::forward<Function>(function); // and is gone before the thread waits on
        if (of.over) return;
        const trace::speaking_for caller(of.caller);
        try {
            now();
        } catch (...) {
            of.runs_on.fail(of, std::current_exception());
        }
    }

    std::shared_ptr<state> of_;
};

event_loop::event_loop() : reactor_(reactor::of_process()), state_(std::make_shared<state>(reactor_)) {}

event_loop::~event_loop() {
    close();
    reactor_.clear_away(*state_);
}

asio::any_io_executor event_loop::executor() const {
    // Asio copies it where nothing may be thrown: what is no larger than this is copied without memory.
    static_assert(sizeof(handlers) <= sizeof(std::shared_ptr<void>));
    return handlers(state_);
}

void event_loop::run(const std::function<void()>& start) {
    const trace::held_back until_it_is_over; // no handler calls a listener
    struct under_way {
        explicit under_way(event_loop& of) : self(of) { self.reactor_.begin(*self.state_); }
        ~under_way() {
            self.close();
            self.reactor_.end(*self.state_);
        }
        event_loop& self;
    } const now(*this);
    {
        const std::scoped_lock gate(state_->gate);
        state_->caller = {};
        start();
    }
    const process::errand waiting;
    reactor_.wait_until_stopped(*state_);
}

/// A child of fork() may have what stops its parent's calls, but none of those.
void event_loop::stop() noexcept {
    if (state_->made.is_current()) reactor_.stop(*state_);
}

void event_loop::close() noexcept {
    const std::scoped_lock gate(state_->gate);
    state_->over = true;
}

} // namespace sspi::transport
