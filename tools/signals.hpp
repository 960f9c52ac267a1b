// SPDX-License-Identifier: BSL-1.0
// Waits for the signals that end sspi-kdc, and for the command that it runs.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <string>
#include <vector>

#include <sys/types.h>

namespace sspi::tools {

/// While it lives, SIGINT, SIGTERM and SIGHUP do not end the process at once.
class signals {
  public:
    signals();

    /// Runs a command with this process's environment and waits for its end. Those signals are passed on to
    /// it. Returns the exit status as a shell gives it: 127 and 126 when the command cannot be found or run.
    [[nodiscard]] int run(const std::vector<std::string>& command);

    /// Waits for one of those signals.
    void wait();

  private:
    void watch(pid_t child);

    boost::asio::io_context io_;
    boost::asio::signal_set set_{io_};
    int status_ = 0;
};

} // namespace sspi::tools
