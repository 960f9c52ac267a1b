// SPDX-License-Identifier: BSL-1.0
// A child of fork(), and how it ended.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace sspi::test {

/// Runs `body` in a child, which answers by its exit status whether that was true. A child that hangs is ended.
class child {
  public:
    template <class Body>
    explicit child(Body&& body) : process_(fork()) {
        if (process_ == 0) run(std::forward<Body>(body));
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    /// "well" or what became of it.
    [[nodiscard]] std::string ends() const {
        int status = 0;
        if (process_ < 0 || waitpid(process_, &status, 0) != process_) return "no child";
        if (WIFSIGNALED(status))
            return WTERMSIG(status) == SIGALRM ? "it hangs" : "signal " + std::to_string(WTERMSIG(status));
        return WEXITSTATUS(status) == 0 ? "well" : "status " + std::to_string(WEXITSTATUS(status));
    }

  private:
    template <class Body>
    [[noreturn]] static void run(Body&& body) {
        constexpr unsigned long_enough = 60; // seconds, on a machine that does much else
        alarm(long_enough);
        try {
            _exit(body() ? 0 : 1);
        } catch (const std::exception& failed) {
            (void)!write(STDERR_FILENO, failed.what(), std::string_view(failed.what()).size());
            _exit(2);
        }
    }

    const pid_t process_;
};

} // namespace sspi::test
