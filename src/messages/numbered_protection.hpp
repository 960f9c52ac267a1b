// SPDX-License-Identifier: BSL-1.0
// What protections of RFC 4121 have in common, whoever computes: the rules, and where the messages stand both ways.
#pragma once

#include "protection.hpp"
#include "rfc4121_rules.hpp"
#include "sequence_window.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>

namespace sspi::messages {

class numbered_protection : public protection {
  public:
    messages::sizes sizes() const final {
        return {.signature = rules_.signature(), .trailer = rules_.overhead(true), .block = 1};
    }
    result<messages::progress> progress() final {
        const std::scoped_lock lock(send_mutex_, receive_mutex_);
        const auto window = window_.save();
        return messages::progress{.next_sent = next_, .next_expected = window.next, .seen = window.seen};
    }

  protected:
    /// `from` is null for a context that has not sent or received yet.
    numbered_protection(const gss::message_keys& keys, const rfc4121_options& options,
                        const rfc4121::sizes& of_enctype, const messages::progress* from)
        : rules_(keys, options, of_enctype), next_(from != nullptr ? from->next_sent : keys.send_sequence),
          window_(keys.receive_sequence, options.detect_replay, options.detect_order) {
        if (from != nullptr) window_.restore({.next = from->next_expected, .seen = from->seen});
    }

    /// Notes the number of a message that was verified. With receive_mutex_.
    [[nodiscard]] result<void> in_order(std::uint64_t sequence) {
        if (window_.acceptable(window_.note(sequence))) return {};
        return rfc4121::wrong_order();
    }

    const rfc4121::rules rules_;

    std::mutex send_mutex_;
    std::uint64_t next_; // with send_mutex_

    /// Keeps what stands before it and behind it off each other's cache lines: the directions run in parallel. Memory that has
    /// to begin with a line would leave holes in the heap, context by context.
    struct apart {
        std::byte nothing[64];
    };

  private:
    [[maybe_unused]] apart between_;

  protected:
    std::mutex receive_mutex_;

  private:
    sequence_window window_;
};

} // namespace sspi::messages
