// SPDX-License-Identifier: BSL-1.0
// Ending calls that wait for a KDC from another thread.
#pragma once

#include <sspi/error.hpp>
#include <sspi/impl/cancellation_state.hpp>

#include <memory>
#include <system_error>

namespace sspi {

/// What cancels calls. Copies share it.
///
///     sspi::cancellation stop;
///     std::thread worker([stop] {
///         sspi::cancellation::scope obeys(stop);
///         ... client.step() ...                  // fails with errc::cancelled
///     });
///     stop.cancel();
///
/// A cancelled first step leaves the initiator as it was, to step again under another cancellation.
/// On Windows, which has no such thing, it can be made and used, and no call obeys it: cancelled() tells, and a step ends
/// when Windows ends it.
/// Threads: cancel() and cancelled() may be called from any thread, not from a signal handler.
class cancellation {
  public:
    /// Throws system_error where there is no memory.
    cancellation() : state_(std::make_shared<impl::cancellation_state>()) {}

    /// Cancels the calls of all threads in its scopes: those that wait for a KDC, for DNS or for another thread's
    /// logon return at once, and later ones when they would. There is no way back. Cancelling twice does nothing more.
    void cancel() noexcept { state_->cancel(); }
    /// Whether it was.
    [[nodiscard]] bool cancelled() const noexcept { return state_->cancelled(); }

    /// This thread's calls obey the cancellation, from construction to destruction; then what they obeyed before, be it a scope
    /// of another library or what SspiUseCancellation said. So scopes can lie in each other. It must be destroyed by the thread
    /// that made it, in the reverse order. It keeps the cancellation alive.
    class scope {
      public:
        explicit scope(const cancellation& by) : use_(by.state_) {}
        scope(const scope&) = delete;
        scope& operator=(const scope&) = delete;

      private:
        impl::cancellation_use use_;
    };

  private:
    friend struct impl::cancellation_access;

    std::shared_ptr<impl::cancellation_state> state_;
};

} // namespace sspi
