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

/// While it lives, SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGPIPE do not end the process. A SIGHUP that was ignored, as nohup
/// does it, is not waited for.
class signals {
  public:
    signals();

    /// Runs a command with this process's environment, and the signals as they were, and waits for its end. Those that
    /// would end this process are passed on to it, until the third, which kills it. Returns the exit status as a
    /// shell gives it: 127 and 126 when the command cannot be found or run.
    [[nodiscard]] int run(const std::vector<std::string>& command);

    /// Waits for one of those signals.
    void wait();

  private:
    void watch(pid_t child);
    void pass_on(pid_t child, int number);

    boost::asio::io_context io_;
    boost::asio::signal_set set_{io_};
    int passed_on_ = 0;
    int status_ = 0;
};

/// Opens /dev/null in the place of standard input, output and error that are closed, so that nothing else gets there.
void fill_standard_descriptors();

} // namespace sspi::tools
