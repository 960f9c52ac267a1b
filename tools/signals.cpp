// SPDX-License-Identifier: BSL-1.0
// Waits for the signals that end sspi-kdc, and for the command that it runs.
#include "signals.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>

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

} // namespace

signals::signals() {
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD})
        set_.add(number);
}

int signals::run(const std::vector<std::string>& command) {
    pid_t child = 0;
    const int failed = posix_spawnp(&child, command.front().c_str(), nullptr, nullptr,
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
            kill(child, number);
        else if (waitpid(child, &status, WNOHANG) == child && (WIFEXITED(status) || WIFSIGNALED(status))) {
            status_ = shell_status_of(status);
            return;
        }
        watch(child);
    });
}

void signals::wait() {
    boost::system::error_code ignored;
    set_.remove(SIGCHLD, ignored);
    set_.async_wait([](boost::system::error_code, int) {});
    io_.run();
}

} // namespace sspi::tools
