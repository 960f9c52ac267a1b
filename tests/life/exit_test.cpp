// SPDX-License-Identifier: BSL-1.0
// A process ends while its threads use the library: it does so at once, and by no signal. Each round is a child of a
// process that has one thread. Not a Catch2 program: its children run to their very end. Arguments: how many rounds.
#include "guest.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <thread>

using namespace sspi;
using namespace sspi::test;

namespace {

enum class way { returns, exits, exits_at_once, thread_exits };

/// Until the process is gone. What fails then may fail.
template <class Work>
void keep_doing(Work work) {
    std::thread([work] {
        for (;;) {
            try {
                work();
            } catch (const std::exception&) {
            }
        }
    }).detach();
}

[[noreturn]] void end_in_a_thread() {
    std::thread([] { std::exit(0); }).detach();
    for (;;)
        pause();
}

int busy_child(const guest& at, way out, std::chrono::microseconds after) {
    alarm(60);
    const auto talking = connected(at);
    keep_doing([&at] { (void)connected(at); });
    keep_doing([&at] { (void)connected(at.logs_on(), at.server(), at.target()); });
    keep_doing([talking] { (void)talking.talks(); });
    keep_doing([] {
        std::error_code refused;
        (void)credential::outbound().package("Nothing").acquire(refused);
    });
    std::this_thread::sleep_for(after);
    if (out == way::exits) std::exit(0);
    if (out == way::exits_at_once) std::quick_exit(0);
    if (out == way::thread_exits) end_in_a_thread();
    return 0;
}

/// Null where it went well.
[[nodiscard]] const char* complaint_of(pid_t process) {
    int status = 0;
    if (waitpid(process, &status, 0) != process) return "there was no child";
    if (WIFEXITED(status)) return WEXITSTATUS(status) == 0 ? nullptr : "a child ended with another status";
    return WTERMSIG(status) == SIGALRM ? "a child hangs" : "a child was ended by a signal";
}

} // namespace

int main(int count, char** values) {
    static const auto& at = *std::make_unique<guest>().release(); // the threads' for ever
    static const guest others;                                    // goes while they are at it
    const int rounds = count > 1 ? std::atoi(values[1]) : 100;
    (void)connected(at);
    (void)connected(others);
    for (int i = 0; i < rounds; ++i) {
        const auto child = fork();
        if (child == 0)
            return busy_child(at, static_cast<way>(i % 4), std::chrono::microseconds(i * 37 % 4000));
        if (const auto* const wrong = complaint_of(child)) {
            std::fprintf(stderr, "round %d: %s\n", i, wrong);
            return 1;
        }
    }
    return 0;
}
