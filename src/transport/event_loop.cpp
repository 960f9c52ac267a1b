// SPDX-License-Identifier: BSL-1.0
// The reactor, and whose thread runs it.
#include "event_loop.hpp"

#include "../never_destroyed.hpp"
#include "../process/waiting.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/intrusive/list.hpp>

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
    std::recursive_mutex gate; // held while one of its handlers runs, which may run another on the spot
    bool over = false;         // with the gate: none runs any more
    std::atomic<bool> stopped{false};
    std::exception_ptr failure{};   // with the reactor's mutex
    std::condition_variable turn{}; // of a follower
};

class reactor {
  public:
    /// The process's own. A child of fork() gets another one: what threads of the parent did with theirs is not known.
    [[nodiscard]] static reactor& of_process();

    explicit reactor(std::unique_ptr<reactor> former) : former_(std::move(former)) {}

    [[nodiscard]] asio::io_context::executor_type executor() noexcept { return context_.get_executor(); }

    void wait_until_stopped(event_loop::state& who);
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
    void run_handlers(Run run) noexcept;
    void fail_all(const std::exception_ptr& with) noexcept;
    void wake(event_loop::state& who) noexcept;

    asio::io_context context_{};
    const asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    std::mutex mutex_{};
    event_loop::state* leader_ = nullptr;
    boost::intrusive::list<event_loop::state> followers_{};
    const std::unique_ptr<reactor> former_; // of the parent, which stays as it was
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
        auto former = std::move(now.one);
        now.one = std::make_unique<reactor>(std::move(former));
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
        run_handlers([this] { context_.run_one(); });
    held.lock();
    leader_ = nullptr;
}

void reactor::follow(lock& held, event_loop::state& who) {
    followers_.push_back(who);
    who.turn.wait(held, [&] { return who.stopped || leader_ == nullptr; });
    followers_.erase(followers_.iterator_to(who));
}

/// One of those who wait goes on. It may have been stopped meanwhile, and hands over in its turn.
void reactor::hand_over() noexcept {
    if (leader_ == nullptr && !followers_.empty()) followers_.front().turn.notify_one();
}

/// What a handler throws is its call's (event_loop::handlers). What Asio throws, where there is no memory to pass a
/// result on, may be anybody's.
template <class Run>
void reactor::run_handlers(Run run) noexcept {
    try {
        run();
    } catch (...) {
        fail_all(std::current_exception());
    }
    if (context_.stopped()) context_.restart();
}

void reactor::wake(event_loop::state& who) noexcept {
    who.stopped = true;
    if (leader_ == &who)
        context_.stop();
    else
        who.turn.notify_one();
}

void reactor::stop(event_loop::state& who) noexcept {
    const lock held(mutex_);
    wake(who);
}

void reactor::fail(event_loop::state& who, const std::exception_ptr& with) noexcept {
    const lock held(mutex_);
    if (!who.failure) who.failure = with;
    wake(who);
}

void reactor::fail_all(const std::exception_ptr& with) noexcept {
    const lock held(mutex_);
    const auto fail = [&](event_loop::state& who) {
        if (!who.failure) who.failure = with;
        wake(who);
    };
    for (auto& each : followers_)
        fail(each);
    if (leader_ != nullptr) fail(*leader_);
}

void reactor::clear_away(event_loop::state& who) noexcept {
    lock held(mutex_);
    if (leader_ != nullptr) return;
    leader_ = &who;
    held.unlock();
    run_handlers([this] { context_.poll(); });
    held.lock();
    leader_ = nullptr;
    hand_over();
}

/// Where a call's handlers run, each step of an operation too: within a visit, with the gate held, and not at all once the call
/// is over.
class event_loop::handlers {
  public:
    handlers(std::shared_ptr<state> of, asio::any_io_executor inner) noexcept
        : of_(std::move(of)), inner_(std::move(inner)) {}

    [[nodiscard]] asio::execution_context& query(asio::execution::context_t property) const noexcept {
        return asio::query(inner_, property);
    }
    [[nodiscard]] handlers require(asio::execution::blocking_t::never_t property) const {
        return {of_, asio::require(inner_, property)};
    }
    template <class Function>
    void execute(Function function) const {
        inner_.execute(
            [of = of_, function = std::move(function)]() mutable { run(*of, std::move(function)); });
    }
    friend bool operator==(const handlers&, const handlers&) noexcept = default;

  private:
    template <class Function>
    static void run(state& of, Function&& function) noexcept {
        const process::visit here;
        const std::scoped_lock gate(of.gate);
        auto now = std::forward<Function>(function); // and is gone before the thread waits on
        if (of.over) return;
        try {
            now();
        } catch (...) {
            of.runs_on.fail(of, std::current_exception());
        }
    }

    std::shared_ptr<state> of_;
    asio::any_io_executor inner_;
};

event_loop::event_loop() : reactor_(reactor::of_process()), state_(std::make_shared<state>(reactor_)) {}

event_loop::~event_loop() {
    close();
    reactor_.clear_away(*state_);
}

asio::any_io_executor event_loop::executor() const {
    return handlers(state_, reactor_.executor());
}

void event_loop::run(const std::function<void()>& start) {
    struct closed_at_the_end {
        event_loop& self;
        ~closed_at_the_end() { self.close(); }
    } const closing{*this};
    {
        const std::scoped_lock gate(state_->gate);
        start();
    }
    const process::errand waiting;
    reactor_.wait_until_stopped(*state_);
}

void event_loop::stop() noexcept {
    reactor_.stop(*state_);
}

void event_loop::close() noexcept {
    const std::scoped_lock gate(state_->gate);
    state_->over = true;
}

} // namespace sspi::transport
