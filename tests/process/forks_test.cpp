// SPDX-License-Identifier: BSL-1.0
// Visits, errands and what a child finds of them, without the library.
#include <support/catch.hpp>
#include <support/child.hpp>

#include "process/of_thread.hpp"
#include "process/waiting.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace process = sspi::process;
using sspi::test::child;
using namespace std::chrono_literals;

namespace {

/// A thread that does something until this goes.
class helper {
  public:
    template <class Body>
    explicit helper(Body body) : thread_([this, body](const std::stop_token&) { body(*this); }) {
        begun_.get_future().wait();
    }
    helper(const helper&) = delete;
    helper& operator=(const helper&) = delete;
    ~helper() { ended_.set_value(); }

    void begun() { begun_.set_value(); }
    void wait_for_end() { ended_.get_future().wait(); }

  private:
    std::promise<void> begun_;
    std::promise<void> ended_;
    std::jthread thread_;
};

} // namespace

TEST_CASE("fork() waits for a visit, and a mutex that is taken in one is free in the child") {
    std::mutex mutex;
    std::atomic<bool> over = false;
    std::jthread visitor([&] {
        while (!over) {
            const process::visit here;
            const std::scoped_lock lock(mutex);
        }
    });
    for (int i = 0; i < 500; ++i)
        REQUIRE(child([&] {
                    const process::visit here;
                    return here && mutex.try_lock();
                }).ends() == "well");
    over = true;
}

TEST_CASE("fork() does not wait for an errand, nor for the thread's own visit") {
    const helper away([](helper& self) {
        const process::visit here;
        const process::errand outside;
        self.begun();
        self.wait_for_end();
    });
    const process::visit own;
    const auto before = std::chrono::steady_clock::now();
    CHECK(child([] {
              const process::visit here;
              return static_cast<bool>(here);
          }).ends() == "well");
    CHECK(std::chrono::steady_clock::now() - before < 5s);
}

TEST_CASE("forks() tells children from their parents") {
    const auto here = process::forks();
    process::since_fork seen;
    CHECK(child([&] {
              const bool first = seen.is_new();
              return process::forks() != here && first && !seen.is_new() && seen.is_current();
          }).ends() == "well");
    CHECK(process::forks() == here);
    CHECK(seen.is_current());
}

TEST_CASE("A turn of a thread that a child has not is nobody's there, and known as left behind") {
    process::turn_holder turn;
    const helper holds([&](helper& self) {
        turn.take();
        self.begun();
        self.wait_for_end();
    });
    CHECK_FALSE(turn.nobody());
    CHECK(child([&] { return turn.left_behind() && turn.nobody(); }).ends() == "well");
    CHECK_FALSE(turn.left_behind());
    process::turn_holder own;
    own.take();
    CHECK(child([&] { return own.this_thread() && !own.left_behind(); }).ends() == "well");
}

TEST_CASE("A condition that somebody waits for is usable and destroyed in a child") {
    std::mutex mutex;
    auto condition = std::make_unique<process::condition>();
    std::stop_source cancel;
    const helper waits([&](helper& self) {
        const process::visit here;
        process::waiting_lock lock(mutex);
        self.begun();
        CHECK_FALSE(condition->wait(lock, cancel.get_token(), [] { return false; }));
    });
    std::this_thread::sleep_for(20ms);
    CHECK(child([&] {
              const process::visit here;
              bool done = false;
              std::jthread other([&] {
                  const process::visit also;
                  {
                      const process::waiting_lock lock(mutex);
                      done = true;
                      condition->renewed();
                  }
                  condition->notify_all();
              });
              {
                  process::waiting_lock lock(mutex);
                  if (!condition->wait(lock, {}, [&] { return done; })) return false;
              }
              other.join();
              condition.reset();
              return true;
          }).ends() == "well");
    cancel.request_stop();
}

TEST_CASE("Calls under way are waited for, but not those of a parent's threads") {
    process::calls_under_way calls;
    std::promise<void> told;
    const helper calling([&](helper& self) {
        const process::calls_under_way::one call(calls);
        self.begun();
        told.get_future().wait();
    });
    CHECK(child([&] {
              calls.wait_for_all();
              const process::calls_under_way::one own(calls);
              return true;
          }).ends() == "well");
    auto waits = std::async(std::launch::async, [&] { calls.wait_for_all(); });
    CHECK(waits.wait_for(20ms) == std::future_status::timeout);
    told.set_value();
    CHECK(waits.wait_for(10s) == std::future_status::ready);
}

TEST_CASE(
    "A thread's own objects are there in the destructors of its thread_local objects, and go after them") {
    static std::atomic<int> living = 0;
    struct counted {
        counted() noexcept { ++living; }
        counted(counted&& other) noexcept : text(std::move(other.text)) { ++living; }
        counted& operator=(counted&&) = delete;
        ~counted() { --living; }
        std::string text;
    };
    static std::string last;
    struct goodbye {
        ~goodbye() { last = process::of_thread<counted>::get().text; }
        bool made = true;
    };
    std::thread([] {
        thread_local goodbye first;
        CHECK(first.made);
        process::of_thread<counted>::get().text = "still here, and too long to be within the string";
    }).join();
    CHECK(last == "still here, and too long to be within the string");
    CHECK(living == 0);
}
