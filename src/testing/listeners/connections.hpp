// SPDX-License-Identifier: BSL-1.0
// The connections of a KDC, so that there are never too many: who is served stays, who keeps it waiting makes room.
#pragma once

#include <cstddef>
#include <list>
#include <memory>

namespace sspi::testing::detail {

/// Something that can be closed, and its place among its like.
class closable {
  public:
    virtual ~closable() = default;
    virtual void close() = 0;

  protected:
    closable() = default;
    closable(const closable&) = default;
    closable& operator=(const closable&) = default;
};

/// Connections by how long ago each began to keep the KDC waiting, the longest first. Used on one thread.
class connections {
  public:
    explicit connections(std::size_t most) : most_(most == 0 ? 1 : most) {}

    /// A connection's place. It gives itself up at its end.
    class place {
      public:
        explicit place(std::shared_ptr<connections> among, closable& of)
            : among_(std::move(among)), at_(among_->waiting_.insert(among_->waiting_.end(), &of)) {}
        ~place() { (waits_ ? among_->waiting_ : among_->served_).erase(at_); }
        place(const place&) = delete;
        place& operator=(const place&) = delete;

        /// A whole request is here, and the KDC's turn.
        void serve() { move(among_->served_, among_->waiting_, false); }

        /// The client's turn, from now on.
        void wait() { move(among_->waiting_, waits_ ? among_->waiting_ : among_->served_, true); }

      private:
        void move(std::list<closable*>& to, std::list<closable*>& from, bool waits) {
            to.splice(to.end(), from, at_);
            waits_ = waits;
        }

        std::shared_ptr<connections> among_;
        std::list<closable*>::iterator at_;
        bool waits_ = true;
    };

    [[nodiscard]] bool full() const noexcept { return waiting_.size() + served_.size() >= most_; }

    /// Closes the connection that has kept the KDC waiting longest; if all are being served, the one that has been for the
    /// longest time. False when there is none.
    bool make_room() {
        auto& from = waiting_.empty() ? served_ : waiting_;
        if (from.empty()) return false;
        from.front()->close();
        return true;
    }

  private:
    std::size_t most_;
    std::list<closable*> waiting_;
    std::list<closable*> served_;
};

} // namespace sspi::testing::detail
