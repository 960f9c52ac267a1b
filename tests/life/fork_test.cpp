// SPDX-License-Identifier: BSL-1.0
// fork() beside threads that are busy with the library, or wait within it: the child has all that it needs.
#include "guest.hpp"

#include <support/catch.hpp>
#include <support/child.hpp>

#include <sspi/testing/server.hpp>
#include <sspi_extensions.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <future>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace sspi;
using namespace sspi::test;

namespace {

guest& shared_guest() {
    static guest all;
    return all;
}

[[nodiscard]] bool fails_as_it_should() {
    std::error_code refused;
    (void)credential::outbound().package("Nothing").acquire(refused);
    PSSPI_ERROR_DETAIL detail = nullptr;
    if (!refused || SspiGetErrorDetail(nullptr, &detail) != SEC_E_OK) return false;
    const bool same = detail->Status == SEC_E_SECPKG_NOT_FOUND;
    return FreeContextBuffer(detail) == SEC_E_OK && same;
}

/// Threads that use the library until this goes.
class crowd_at_work {
  public:
    crowd_at_work() {
        auto& at = shared_guest();
        const auto talking = connected(at);
        keep_doing([&at] { return connected(at).talks(); });
        keep_doing([&at] { return connected(at.logs_on(), at.server(), at.target()).talks(); });
        keep_doing([talking] { return talking.talks(); });
        keep_doing([] { return fails_as_it_should(); });
        while (rounds_ < 20)
            std::this_thread::yield();
    }
    crowd_at_work(const crowd_at_work&) = delete;
    crowd_at_work& operator=(const crowd_at_work&) = delete;

    [[nodiscard]] bool all_well() const noexcept { return well_; }

  private:
    template <class Work>
    void keep_doing(Work work) {
        threads_.emplace_back([this, work](const std::stop_token& over) {
            while (!over.stop_requested()) {
                try {
                    if (!work()) well_ = false;
                } catch (...) {
                    well_ = false;
                }
                ++rounds_;
            }
        });
    }

    std::atomic<bool> well_ = true;
    std::atomic<long> rounds_ = 0;
    std::vector<std::jthread> threads_;
};

/// How many forks: few in the suite, as many as somebody wants otherwise.
int forks() {
    const char* const wanted = std::getenv("SSPI_TEST_FORKS");
    return wanted != nullptr ? std::atoi(wanted) : 100;
}

/// A realm whose KDC takes its time in the parent, and refuses at once in a child.
class slow_realm {
  public:
    slow_realm() { SspiSetKdcRoute(name, answer, this); }
    slow_realm(const slow_realm&) = delete;
    slow_realm& operator=(const slow_realm&) = delete;
    ~slow_realm() { SspiSetKdcRoute(name, nullptr, nullptr); }

    static constexpr auto name = "SLOW.SSPI.TEST";
    static constexpr auto target = "HTTP/web.example.test@SLOW.SSPI.TEST";

    [[nodiscard]] static credential somebody() {
        return credential::outbound().user("alice@SLOW.SSPI.TEST").password("secret").acquire();
    }
    void wait_for_a_request() { asked_.get_future().wait(); }
    void go_on() { told_.set_value(); }
    /// Called in the route instead of waiting.
    std::function<void()> instead{};

  private:
    static LONG answer(void* self, const char*, const void*, ULONG, SSPI_KDC_DELIVER_FN, void*) {
        auto& of = *static_cast<slow_realm*>(self);
        if (getpid() != of.parent_) return 1;
        if (of.instead) return of.instead(), 1;
        of.asked_.set_value();
        of.told_.get_future().wait();
        return 1;
    }

    const pid_t parent_ = getpid();
    std::promise<void> asked_;
    std::promise<void> told_;
};

std::string octets_of(std::span<const std::byte> from) {
    return {reinterpret_cast<const char*>(from.data()), from.size()};
}
std::string sealed(const connection& by) {
    return octets_of(by.client.wrap(std::as_bytes(std::span("the same for all", 16))));
}
std::string key_of_another() {
    const auto key = connected(shared_guest()).client.session_key();
    return octets_of(std::as_bytes(std::span(key.data(), key.size())));
}

/// What a child makes.
template <class Make>
std::string in_child(Make make) {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    const child writer([&] {
        const std::string made = make();
        return write(ends[1], made.data(), made.size()) == static_cast<ssize_t>(made.size());
    });
    CHECK(writer.ends() == "well");
    std::string out(4096, '\0');
    out.resize(static_cast<std::size_t>(read(ends[0], out.data(), out.size())));
    close(ends[0]);
    close(ends[1]);
    return out;
}

} // namespace

TEST_CASE("Children work while the parent's threads are busy") {
    auto& at = shared_guest();
    const auto talking = connected(at);
    const crowd_at_work busy;
    for (int i = 0; i < forks(); ++i) {
        const child one([&] {
            return talking.talks() && connected(at).talks() && fails_as_it_should() &&
                   (i % 10 != 0 || connected(at.logs_on(), at.server(), at.target()).talks());
        });
        REQUIRE(one.ends() == "well");
        REQUIRE(talking.talks());
    }
    CHECK(busy.all_well());
}

TEST_CASE("A child has threads of its own, and children of its own") {
    auto& at = shared_guest();
    const auto talking = connected(at);
    const crowd_at_work busy;
    const child one([&] {
        std::atomic<bool> well = true;
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] { well = well && connected(at).talks(); });
        const child grandchild([&] { return talking.talks() && connected(at).talks(); });
        threads.clear();
        return well && grandchild.ends() == "well";
    });
    CHECK(one.ends() == "well");
}

TEST_CASE("A child does not wait for what another thread of its parent waits for") {
    auto& at = shared_guest();
    slow_realm slow;
    const auto credential = slow_realm::somebody();
    initiator waiting(credential, slow_realm::target);
    auto waits = std::async(std::launch::async, [&] {
        std::error_code refused;
        (void)waiting.step({}, refused);
        return refused;
    });
    slow.wait_for_a_request();
    const auto asks_again = [&] {
        std::error_code refused;
        (void)initiator(credential, slow_realm::target).step({}, refused);
        return refused == errc::no_authenticating_authority;
    };
    const child one([&] { return connected(at).talks() && asks_again(); });
    CHECK(one.ends() == "well");
    const child takes_the_kdc_away(
        [] { return SspiSetKdcRoute(slow_realm::name, nullptr, nullptr) == SEC_E_OK; });
    CHECK(takes_the_kdc_away.ends() == "well");
    slow.go_on();
    CHECK(waits.get());
}

TEST_CASE(
    "A leg that was under way when the process was forked fails in the child, and goes on in the parent") {
    slow_realm slow;
    const auto credential = slow_realm::somebody();
    SspiCancellation cancellation{};
    REQUIRE(SspiCreateCancellation(&cancellation) == SEC_E_OK);
    initiator waiting(credential, slow_realm::target);
    auto waits = std::async(std::launch::async, [&] {
        SspiUseCancellation(&cancellation);
        std::error_code refused;
        (void)waiting.step({}, refused);
        SspiUseCancellation(nullptr);
        return refused;
    });
    slow.wait_for_a_request();
    const child one([&] {
        std::error_code refused;
        (void)waiting.step({}, refused);
        return refused && SspiCancel(&cancellation) == SEC_E_OK &&
               SspiFreeCancellation(&cancellation) == SEC_E_OK && connected(shared_guest()).talks();
    });
    CHECK(one.ends() == "well");
    slow.go_on();
    CHECK(waits.get() == errc::no_authenticating_authority);
    CHECK(SspiFreeCancellation(&cancellation) == SEC_E_OK);
}

TEST_CASE("A function that the library calls may fork") {
    slow_realm slow;
    std::string ended = "not at all";
    slow.instead = [&] { ended = child([] { return connected(shared_guest()).talks(); }).ends(); };
    std::error_code refused;
    const auto credential = slow_realm::somebody();
    (void)initiator(credential, slow_realm::target).step({}, refused);
    CHECK(refused);
    CHECK(ended == "well");
    CHECK(connected(shared_guest()).talks());
}

TEST_CASE("A listener that is being called in another thread is not waited for in a child") {
    struct listener {
        std::promise<void> called{};
        std::promise<void> told{};
        std::atomic<bool> first = true;
    } slow;
    REQUIRE(SspiSetTrace(
                [](void* of, const char*) {
                    auto& self = *static_cast<listener*>(of);
                    if (!self.first.exchange(false)) return;
                    self.called.set_value();
                    self.told.get_future().wait();
                },
                &slow) == SEC_E_OK);
    std::jthread called([] { (void)fails_as_it_should(); });
    slow.called.get_future().wait();
    const child one(
        [] { return connected(shared_guest()).talks() && SspiSetTrace(nullptr, nullptr) == SEC_E_OK; });
    CHECK(one.ends() == "well");
    slow.told.set_value();
    called.join();
    CHECK(SspiSetTrace(nullptr, nullptr) == SEC_E_OK);
}

TEST_CASE("What parent and children seal in one context differs") {
    const auto talking = connected(shared_guest());
    std::set<std::string> all;
    for (int i = 0; i < 3; ++i)
        all.insert(in_child([&] { return sealed(talking); }));
    all.insert(sealed(talking));
    CHECK(all.size() == 4);
}

TEST_CASE("Contexts that parent and children establish have different session keys") {
    (void)key_of_another();
    std::set<std::string> all;
    for (int i = 0; i < 3; ++i)
        all.insert(in_child(key_of_another));
    all.insert(key_of_another());
    CHECK(all.size() == 4);
}

TEST_CASE("A child may exit with realms and servers that its parent had") {
    std::optional<testing::local_realm> realm;
    realm.emplace({testing::user_entry{"bob", "secret"}},
                  std::initializer_list<std::string>{"HTTP/b.example.test"});
    std::optional<testing::server> server(std::in_place, *realm);
    const child one([&] {
        server.reset();
        realm.reset();
        return true;
    });
    CHECK(one.ends() == "well");
}
