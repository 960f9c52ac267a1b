// SPDX-License-Identifier: BSL-1.0
// Children that run the cases, and what they say to the parent through shared memory.
#include "sweep.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <csignal>
#include <execinfo.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sspi::test {

namespace {

/// What the child that runs leaves to its parent.
struct board {
    long at = 0; // the case under way
    bool over = false;
    findings found;
    faults::origin crashed;
};

[[nodiscard]] board* shared_board() {
    void* const memory =
        mmap(nullptr, sizeof(board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    return static_cast<board*>(memory);
}

board& shared() {
    static board* const instance = shared_board();
    return *instance;
}

extern "C" void sspi_test_crashed(int signal) {
    const faults::left_alone mine;
    auto& origin = shared().crashed;
    origin.depth = backtrace(origin.frames, faults::origin::most);
    _exit(100 + signal);
}

constexpr unsigned seconds_of_a_case = 60; // of three runs

void catch_crashes() {
    for (const int each : {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGALRM}) {
        struct sigaction action {};
        action.sa_handler = sspi_test_crashed;
        action.sa_flags = SA_NODEFER;
        sigaction(each, &action, nullptr);
    }
}

const char* name_of(manner how) {
    switch (how) {
    case manner::nth:
        return "n-th";
    case manner::nth_and_later:
        return "from n on";
    case manner::repeated:
        break;
    }
    return "repeated";
}

/// As malloc's and the kernel's handler's frames are the first.
[[nodiscard]] std::span<void* const> frames_of_crash(const faults::origin& at) {
    constexpr int handlers = 2;
    return at.all().subspan(static_cast<std::size_t>(at.depth < handlers ? at.depth : handlers));
}

class child {
  public:
    child(const scenario& what, manner how, const sweep_options& options)
        : what_(what), how_(how), options_(options), board_(shared()) {}

    void run(long from) {
        for (long n = from;; n += options_.step) {
            board_.at = n;
            alarm(seconds_of_a_case);
            const bool more = run_case(n);
            std::fflush(stdout);
            if (!more || options_.step == 0) break;
        }
        board_.over = true;
    }

  private:
    /// The round in which what is left has been there before is the second: what is kept of the first is replaced.
    [[nodiscard]] bool run_case(long n) {
        for (int round = 1; round <= 3; ++round)
            if (!run_round(n, round, false)) return false;
        ++board_.found.cases;
        if (faults::find_leak(2) != nullptr) look_for_leaks(n);
        return true;
    }

    bool run_round(long n, int round, bool deep) {
        faults::record(round, deep);
        trial one(how_, n);
        what_.run(one);
        faults::record(0, false);
        if (round == 1 && one.failed() && one.ours()) ++board_.found.our_failures;
        if (round == 1 && one.wrong()[0] != '\0') {
            ++board_.found.ours;
            print(n, one.wrong());
            if (options_.every_origin && one.fired()) print_frames(faults::first_failure()->all());
        }
        return one.fired();
    }

    void look_for_leaks(long n) {
        for (int round = 1; round <= 3; ++round)
            (void)run_round(n, round == 1 ? 1 : round + 2, true);
        bool theirs = false;
        bool ours = false;
        for (const auto* each = faults::find_leak(4); each != nullptr; each = faults::find_leak(4, each)) {
            const auto whose = blame_for(each->from.all());
            (whose.ours ? ours : theirs) = true;
            if (whose.ours && board_.found.ours < most_printed) {
                char text[300];
                std::snprintf(text, sizeof text, "leaves %zu octets of %s", each->size, whose.where);
                print(n, text);
            }
            if (options_.every_origin) print_frames(each->from.all());
        }
        board_.found.ours += ours ? 1 : 0;
        board_.found.their_leaks += theirs && !ours ? 1 : 0;
    }

    void print(long n, const char* text) const {
        std::printf("  %s, %s, n = %ld: %s\n", what_.name, name_of(how_), n, text);
    }

    static constexpr long most_printed = 40;

    const scenario& what_;
    const manner how_;
    const sweep_options& options_;
    board& board_;
};

[[nodiscard]] int run_child(const scenario& what, manner how, const sweep_options& options, long from) {
    std::fflush(stdout);
    const auto process = fork();
    if (process == 0) {
        catch_crashes();
        child(what, how, options).run(from);
        std::fflush(stdout);
        _exit(0);
    }
    int status = 0;
    if (process < 0 || waitpid(process, &status, 0) != process) std::abort();
    return status;
}

/// The C library ends a process that has no memory for a thread's first use of some library's thread-local data, as com_err's for the
/// text of a number that it does not know. A library that was there from the beginning, as ours is here, has its data ready.
[[nodiscard]] bool ended_by_linker(int status) {
    return WIFEXITED(status) && WEXITSTATUS(status) == 127;
}

void note_crash(const scenario& what, manner how, int status, bool every_origin) {
    auto& board = shared();
    const auto frames = frames_of_crash(board.crashed);
    const auto whose = blame_for(frames);
    const int signal = WIFEXITED(status) ? WEXITSTATUS(status) - 100 : WTERMSIG(status);
    if (ended_by_linker(status) || (board.crashed.depth != 0 && !whose.ours)) {
        ++board.found.their_crashes;
        if (!every_origin) return;
    } else {
        ++board.found.ours;
    }
    std::printf("  %s, %s, n = %ld: signal %d at %s\n", what.name, name_of(how), board.at, signal,
                whose.where);
    if (every_origin) print_frames(frames);
}

} // namespace

findings sweep(const scenario& what, manner how, const sweep_options& options) {
    auto& board = shared();
    board = {};
    for (long from = options.first; !board.over; from = board.at + options.step) {
        board.crashed.depth = 0;
        const int status = run_child(what, how, options, from);
        if (!board.over) note_crash(what, how, status, options.every_origin);
        if (options.step == 0) break;
    }
    return board.found;
}

} // namespace sspi::test
