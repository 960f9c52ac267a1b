// SPDX-License-Identifier: BSL-1.0
// Calls before main and after it: from constructors and destructors of static and thread_local objects, from atexit() and
// from destructors of thread-specific data. Not a Catch2 program, which would be over by then. 1: something went wrong.
#include "guest.hpp"

#include <sspi_extensions.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include <pthread.h>
#include <unistd.h>

namespace {

using namespace sspi;
using namespace sspi::test;

void expect(bool good, const char* what, const char* when) {
    if (good) return;
    std::fprintf(stderr, "%s: %s\n", when, what);
    _exit(1);
}

/// What is there before main ends.
struct legacy {
    guest at{};
    connection talking = connected(at);
    SecHandle credential{};
    SecHandle context{};
    void* memory = nullptr;
};

[[nodiscard]] SECURITY_STATUS acquired(const char* package, SecHandle& out) {
    TimeStamp expiry{};
    return AcquireCredentialsHandleA(nullptr, const_cast<char*>(package), SECPKG_CRED_OUTBOUND, nullptr,
                                     nullptr, nullptr, nullptr, &out, &expiry);
}

/// Everything that a program may still do: what was there is used and freed, and new things are made.
void use(legacy& left, const char* when) {
    try {
        expect(left.talking.talks(), "an established context is of no use", when);
        expect(connected(left.at).talks(), "nothing can be established", when);
        expect(connected(left.at.logs_on(), left.at.server(), left.at.target()).talks(), "nobody can log on",
               when);
    } catch (const std::exception& failed) {
        expect(false, failed.what(), when);
    }
    SecHandle none{};
    expect(acquired("Nothing", none) == SEC_E_SECPKG_NOT_FOUND, "a failure is another", when);
    PSSPI_ERROR_DETAIL detail = nullptr;
    expect(SspiGetErrorDetail(nullptr, &detail) == SEC_E_OK, "the failure is not told of", when);
    expect(detail->Status == SEC_E_SECPKG_NOT_FOUND, "another failure is told of", when);
    FreeContextBuffer(detail);
    SspiCancellation mine{};
    expect(SspiCreateCancellation(&mine) == SEC_E_OK && SspiUseCancellation(&mine) == SEC_E_OK &&
               SspiUseCancellation(nullptr) == SEC_E_OK && SspiFreeCancellation(&mine) == SEC_E_OK,
           "nothing can be cancelled", when);
    expect(RevertSecurityContext(&none) == SEC_E_INVALID_HANDLE, "a handle of zeros is good", when);
}

/// Uses the library when it goes.
class farewell {
  public:
    explicit farewell(const char* when) : when_(when) {}
    farewell(const farewell&) = delete;
    farewell& operator=(const farewell&) = delete;
    ~farewell() {
        if (left_) use(*left_, when_);
    }
    void leave(const std::shared_ptr<legacy>& what) { left_ = what; }

  private:
    const char* when_;
    std::shared_ptr<legacy> left_;
};

/// Before the library was ever called, so that its destructor is the last.
farewell first("in the destructor of the first static object");

struct early {
    early() {
        SecHandle none{};
        expect(acquired("Nothing", none) == SEC_E_SECPKG_NOT_FOUND, "a failure is another", "before main");
        const guest at;
        expect(connected(at).talks(), "nothing can be established", "before main");
    }
} before_main;

std::shared_ptr<legacy>& left_for_exit() {
    static auto& all = *std::make_unique<std::shared_ptr<legacy>>().release();
    return all;
}

/// A thread whose thread_local objects use the library when it ends, those made before its first call and after it, and
/// so do the destructors of its specific data.
void end_a_thread(const std::shared_ptr<legacy>& left, pthread_key_t key) {
    std::jthread([&] {
        thread_local farewell sooner("in the first thread_local destructor");
        sooner.leave(left);
        use(*left, "in a thread");
        thread_local farewell later("in the last thread_local destructor");
        later.leave(left);
        pthread_setspecific(key, left.get());
    });
}

} // namespace

int main() {
    thread_local farewell of_main("in a thread_local destructor of the main thread");
    const auto left = std::make_shared<legacy>();
    pthread_key_t key{};
    pthread_key_create(&key, [](void* of) { use(*static_cast<legacy*>(of), "with thread-specific data"); });
    end_a_thread(left, key);
    first.leave(left);
    of_main.leave(left);
    left_for_exit() = left;
    std::atexit([] { use(*left_for_exit(), "at exit"); });
    static farewell last("in the destructor of the last static object");
    last.leave(left);
    return 0;
}
