// SPDX-License-Identifier: BSL-1.0
// The library's threads for work that may wait: how many there are, what becomes of work at their end, and after fork().
#include <core/work_threads.hpp>
#include <support/catch.hpp>

#include <sys/wait.h>

#include <chrono>
#include <functional>
#include <future>
#include <latch>

using namespace sspi::core;
using namespace std::chrono_literals;

namespace {

using job = std::function<void(bool)>;

void run(void* context, int make) {
    const std::unique_ptr<job> what(static_cast<job*>(context));
    (*what)(make != 0);
}
[[nodiscard]] work_threads::answer add(work_threads& to, job what, std::shared_ptr<cancellation> obeys = {}) {
    auto owned = std::make_unique<job>(std::move(what));
    const auto answer = to.add({run, owned.get(), {std::move(obeys), {}}});
    if (answer == work_threads::answer::taken) static_cast<void>(owned.release());
    return answer;
}

/// Work that lasts until it is let go, and counts itself.
struct gate {
    [[nodiscard]] job work() {
        return [this](bool) {
            ++begun;
            opened.wait(false);
            ++over;
        };
    }
    void open() {
        opened = true;
        opened.notify_all();
    }
    std::atomic<bool> opened{false};
    std::atomic<int> begun{0};
    std::atomic<int> over{0};
};
template <class Condition>
[[nodiscard]] bool soon(Condition&& condition) {
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (!condition() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(1ms);
    return condition();
}

} // namespace

TEST_CASE("threads are made as they are needed, and no more than may be") {
    work_threads threads(3);
    CHECK(threads.size() == 0);
    gate closed;
    for (int i = 0; i != 5; ++i)
        REQUIRE(add(threads, closed.work()) == work_threads::answer::taken);
    CHECK(soon([&] { return closed.begun == 3; }));
    CHECK(threads.size() == 3);
    std::this_thread::sleep_for(20ms);
    CHECK(closed.begun == 3);
    closed.open();
    CHECK(soon([&] { return closed.over == 5; }));
}

TEST_CASE("one thread does one thing after the other") {
    work_threads threads(8);
    for (int i = 0; i != 20; ++i) {
        std::promise<void> done;
        REQUIRE(add(threads, [&](bool) { done.set_value(); }) == work_threads::answer::taken);
        done.get_future().wait();
        CHECK(soon([&] { return threads.idle() == 1; }));
    }
    CHECK(threads.size() == 1);
}

TEST_CASE("more threads begin at once what waits, and those too many end") {
    work_threads threads(1);
    gate closed;
    for (int i = 0; i != 4; ++i)
        REQUIRE(add(threads, closed.work()) == work_threads::answer::taken);
    REQUIRE(soon([&] { return closed.begun == 1; }));
    threads.at_most(4);
    CHECK(soon([&] { return closed.begun == 4; }));
    threads.at_most(2);
    closed.open();
    CHECK(soon([&] { return threads.size() == 2; }));
    gate again;
    for (int i = 0; i != 3; ++i)
        REQUIRE(add(threads, again.work()) == work_threads::answer::taken);
    REQUIRE(soon([&] { return again.begun == 2; }));
    again.open();
    CHECK(soon([&] { return again.over == 3; }));
}

TEST_CASE("the end cancels what is under way and drops what waits") {
    work_threads threads(1);
    const auto stop = std::make_shared<cancellation>();
    std::latch begun(1);
    std::atomic<int> made{0}, dropped{0};
    REQUIRE(add(
                threads,
                [&](bool) {
                    const auto told = thread_cancellation().token();
                    begun.count_down();
                    while (!told.stop_requested())
                        std::this_thread::sleep_for(1ms);
                },
                stop) == work_threads::answer::taken);
    begun.wait();
    for (int i = 0; i != 3; ++i)
        REQUIRE(add(threads, [&](bool make) { ++(make ? made : dropped); }) == work_threads::answer::taken);
    threads.end();
    CHECK(made == 0);
    CHECK(dropped == 3);
    CHECK(add(threads, [](bool) {}) == work_threads::answer::ending);
    threads.at_most(5);
    CHECK(add(threads, [](bool) {}) == work_threads::answer::ending);
}

TEST_CASE("the threads get none of the program's signals, and the program's mask stays") {
    sigset_t before, after, theirs;
    pthread_sigmask(SIG_SETMASK, nullptr, &before);
    work_threads threads(1);
    std::promise<void> done;
    REQUIRE(add(threads, [&](bool) {
                pthread_sigmask(SIG_SETMASK, nullptr, &theirs);
                done.set_value();
            }) == work_threads::answer::taken);
    done.get_future().wait();
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGUSR1}) {
        CHECK(sigismember(&theirs, signal) == 1);
        CHECK(sigismember(&after, signal) == sigismember(&before, signal));
    }
}

TEST_CASE("work is done in a child whose parent's threads are all busy") {
    gate closed;
    auto& threads = threads_of_process();
    REQUIRE(add(threads, closed.work()) == work_threads::answer::taken);
    REQUIRE(soon([&] { return closed.begun == 1; }));
    const auto child = fork();
    if (child == 0) {
        gate here;
        here.open();
        const bool taken = add(threads_of_process(), here.work()) == work_threads::answer::taken;
        _exit(taken && &threads_of_process() != &threads && soon([&] { return here.over == 1; }) ? 0 : 1);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(&threads_of_process() == &threads);
    closed.open();
    CHECK(soon([&] { return closed.over == 1; }));
}
