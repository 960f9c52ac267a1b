// SPDX-License-Identifier: BSL-1.0
// Waits for the signals that end sspi-kdc, and for the command that it runs.
#include "signals.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace sspi::tools {
namespace {

enum shell_status { cannot_run = 126, not_found = 127, ended_by_signal = 128 };

[[nodiscard]] int shell_status_of(int status) {
    return WIFSIGNALED(status) ? ended_by_signal + WTERMSIG(status) : WEXITSTATUS(status);
}

/// The null-terminated array that exec functions take. It borrows from the command.
[[nodiscard]] std::vector<char*> argument_vector(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const auto& argument : command)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    return arguments;
}

[[nodiscard]] bool is_ignored(int number) {
    struct sigaction now {};
    return sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

/// How a command is started: what this process ignores for itself, it does not.
class usual_signals {
  public:
    usual_signals() {
        sigset_t ours;
        sigemptyset(&ours);
        sigaddset(&ours, SIGPIPE);
        posix_spawnattr_init(&attributes_);
        posix_spawnattr_setsigdefault(&attributes_, &ours);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
    }
    ~usual_signals() { posix_spawnattr_destroy(&attributes_); }
    usual_signals(const usual_signals&) = delete;
    usual_signals& operator=(const usual_signals&) = delete;

    [[nodiscard]] const posix_spawnattr_t* get() const noexcept { return &attributes_; }

  private:
    posix_spawnattr_t attributes_{};
};

} // namespace

signals::signals() {
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD})
        if (number != SIGHUP || !is_ignored(number)) set_.add(number);
    std::signal(SIGPIPE, SIG_IGN); // who reads what is printed may leave
}

int signals::run(const std::vector<std::string>& command) {
    pid_t child = 0;
    const usual_signals attributes;
    const int failed = posix_spawnp(&child, command.front().c_str(), nullptr, attributes.get(),
                                    argument_vector(command).data(), environ);
    if (failed != 0) {
        std::cerr << "sspi-kdc: cannot run " << command.front() << ": " << std::strerror(failed) << '\n';
        return failed == ENOENT ? not_found : cannot_run;
    }
    watch(child);
    io_.run();
    return status_;
}

void signals::watch(pid_t child) {
    set_.async_wait([this, child](boost::system::error_code failed, int number) {
        if (failed) return;
        int status = 0;
        if (number != SIGCHLD)
            pass_on(child, number);
        else if (waitpid(child, &status, WNOHANG) == child && (WIFEXITED(status) || WIFSIGNALED(status))) {
            status_ = shell_status_of(status);
            return;
        }
        watch(child);
    });
}

void signals::pass_on(pid_t child, int number) {
    constexpr int patience = 3;
    kill(child, ++passed_on_ < patience ? number : SIGKILL);
}

void signals::wait() {
    boost::system::error_code ignored;
    set_.remove(SIGCHLD, ignored);
    set_.async_wait([](boost::system::error_code, int) {});
    io_.run();
}

void fill_standard_descriptors() {
    int opened = open("/dev/null", O_RDWR);
    while (opened >= 0 && opened <= STDERR_FILENO)
        opened = dup(opened);
    if (opened >= 0) close(opened);
}

} // namespace sspi::tools
