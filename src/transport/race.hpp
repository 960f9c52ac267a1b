// SPDX-License-Identifier: BSL-1.0
// One request to the servers of a realm: each a little later than the one before, until one has answered.
#pragma once

#include "attempt.hpp"
#include "event_loop.hpp"
#include "known_servers.hpp"
#include "tls_client.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace sspi::transport {

/// How long a server is waited for before the next is asked as well.
inline constexpr std::chrono::milliseconds stagger = std::chrono::milliseconds(200);

/// Makes tries at what it is given; stops its loop when there is a reply or no hope of one.
///
/// A server that has accepted a connection is waited for as long as the call may last; when its time for a try is over, the
/// others have their turns meanwhile.
///
/// A proof of a password goes to one server by one protocol at a time: to the one that answered this call before, by
/// connection if it has any. The next one gets it only where the one before cannot have taken it. Whoever may have it is waited
/// for to the end of the call, for every wrong one that arrives counts towards the account's lock-out.
///
/// Three sockets are open at most, those to name servers included: then the next turn comes when somebody has had his time for a
/// try. Whoever was asked longest ago goes then, also one whose connection was accepted.
///
/// A password change is sent once to each server, and to the next one when the one before has failed: whoever gets it a
/// second time calls it a replay, or the new password the old one.
class race final : finder_listener {
  public:
    race(event_loop& loop, const settings& by, std::string realm, shared_request what,
         gss::kdc_record& record, known_list& known);

    /// Begins, on the loop.
    void start();
    [[nodiscard]] bool answered() const noexcept { return reply_.has_value(); }
    /// The reply. Also an error of a server that sends its clients away, where nobody else answered.
    [[nodiscard]] std::optional<bytes> reply() { return std::move(reply_); }
    /// Notes the tries that are still under way, when the caller's time was up or another server has answered.
    void note_unfinished(gss::kdc_outcome how);

  private:
    using clock = std::chrono::steady_clock;
    enum class state { waiting, running, patient, ended }; // patient: its try is over, its connection is not

    struct runner {
        runner(const event_loop& loop, candidate at) : where(std::move(at)), limit(loop.executor()) {}
        candidate where;
        boost::asio::steady_timer limit;
        state now = state::waiting;
        gss::kdc_outcome outcome = gss::kdc_outcome::abandoned;
        clock::time_point began{};
        std::unique_ptr<attempt> trying{};
    };

    void found(const turn_order& when, candidate who) override;
    void unresolved(const std::string& host, const std::string& problem) override;
    void note(std::string text) override;
    void all_found() override;

    [[nodiscard]] bool anyone(state in) const;
    [[nodiscard]] turn_order order_of(const known_server& one) const;
    void take(const known_server& one);
    void look();
    [[nodiscard]] bool one_at_a_time() const { return what_->proof || what_->to == service::password; }
    [[nodiscard]] bool anyone_waited_for() const { return anyone(state::running) || anyone(state::patient); }
    void try_is_over(runner& who);
    [[nodiscard]] bool may_have_taken(const runner& who, gss::kdc_outcome how) const;
    void remember_answer(const candidate& by);
    [[nodiscard]] std::unique_ptr<attempt> attempt_at(const candidate& where, attempt_done done);
    void start_next();
    void start(runner& who);
    [[nodiscard]] std::size_t open_sockets() const;
    [[nodiscard]] bool make_room();
    void give_up(runner& who);
    void ended(runner& who, gss::kdc_outcome how, bytes reply, std::string text);
    void ask_by_connection(const runner& who);
    void go_on();
    void settle();
    [[nodiscard]] bool begin_again();
    void finish() { loop_.stop(); }
    void write_down(const runner& who, gss::kdc_outcome how, std::string text);

    event_loop& loop_;
    const settings& settings_;
    const std::string realm_;
    const shared_request what_;
    gss::kdc_record& record_;
    known_list& known_;                // of the call
    std::optional<tls_trust> trust_{}; // once proxies are asked
    finder finder_;
    bool looked_ = false; // for servers, and not only at what the call knows
    boost::asio::steady_timer next_;
    clock::time_point last_start_{};
    bool found_all_ = false;
    std::multimap<turn_order, runner> runners_{};
    std::deque<std::unique_ptr<attempt>> finished_{}; // whose late answers count too
    std::optional<bytes> sent_away_{};                // with KDC_ERR_SVC_UNAVAILABLE, or to another protocol
    std::optional<bytes> reply_{};
};

} // namespace sspi::transport
