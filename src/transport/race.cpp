// SPDX-License-Identifier: BSL-1.0
// The course of a race.
#include "race.hpp"

#include "record.hpp"
#include "slow_servers.hpp"

#include <algorithm>
#include <utility>

namespace sspi::transport {

using gss::kdc_outcome;

namespace {

constexpr std::size_t most_candidates = 64;
constexpr std::size_t most_open = 3;
constexpr int sends_in_a_try = 3;
/// For a proof: who drops what comes for a connection may still take a datagram, and nothing has been sent yet.
constexpr std::chrono::milliseconds connecting = std::chrono::seconds(1);
constexpr int rounds = proxies_round + 1;
constexpr int most_rounds = 2 * rounds;
constexpr int at_once = -2 * most_rounds;

/// A proxy is one with its proxied KDCs; else the protocols of one address are those of one server.
[[nodiscard]] bool same_server(const candidate& a, const candidate& b) {
    if (a.by == protocol::https || b.by == protocol::https) return a == b;
    return a.address == b.address && a.port == b.port;
}

/// And not perhaps, after all others.
[[nodiscard]] bool asks_proxies(const settings& by) {
    const auto is_proxy = [](const location& each) { return each.by == protocol::https; };
    return (by.proxy && by.proxy->forced) || std::ranges::any_of(by.servers, is_proxy);
}

} // namespace

race::race(event_loop& loop, const settings& by, std::string realm, shared_request what,
           gss::kdc_record& record, known_list& known)
    : loop_(loop), settings_(by), realm_(std::move(realm)), what_(std::move(what)), record_(record),
      known_(known), finder_(loop, by, realm_, *what_, *this), next_(loop.executor()) {
    if (asks_proxies(by)) trust_.emplace(tls_anchors{by.anchors});
}

/// With what the call knows already; else, and when nobody of those answers, with who is found.
void race::start() {
    if (known_.empty()) return look();
    for (const auto& each : known_)
        take(each);
    found_all_ = true;
    go_on();
}

void race::look() {
    looked_ = true;
    found_all_ = false;
    finder_.start();
}

void race::found(const turn_order& when, candidate who) {
    const auto same = [&who](const known_server& each) { return each.who == who; };
    if (std::ranges::any_of(known_, same) || known_.size() >= most_candidates) return;
    known_.push_back({.when = when, .who = std::move(who)});
    take(known_.back());
}

void race::take(const known_server& one) {
    if (settings_.connections_only && one.who.by == protocol::udp) return;
    runners_.emplace(order_of(one), runner(loop_, one.who));
    go_on();
}

/// A request that is too long for datagrams may still get through in one, and is tried so in the end. A proof goes by
/// connection first, which tells whether it arrived. Who did not answer lately comes after all others.
turn_order race::order_of(const known_server& one) const {
    auto when = one.when;
    const bool connections_first = what_->proof || what_->message.size() > settings_.largest_datagram;
    if (connections_first && when.round < proxies_round) when.round = 1 - when.round;
    if (slow_ones().contains(text_of(one.who))) when.round += rounds;
    if (what_->proof && one.answered) when.round -= most_rounds;
    return when;
}

void race::unresolved(const std::string& host, const std::string& problem) {
    add_attempt(record_, {.where = host, .outcome = kdc_outcome::unresolved, .text = problem});
}

void race::note(std::string text) {
    add_note(record_, std::move(text));
}

void race::all_found() {
    found_all_ = true;
    go_on();
}

bool race::anyone(state in) const {
    return std::ranges::any_of(runners_, [in](const auto& each) { return each.second.now == in; });
}

/// The next one's turn: at once where nobody is being waited for, else when that one has had its time. From a handler,
/// so that everything that is known from the beginning is there first.
void race::go_on() {
    if (one_at_a_time() && anyone_waited_for()) return;
    const bool busy = anyone(state::running);
    next_.expires_at(busy ? last_start_ + stagger : clock::now());
    next_.async_wait([this](const boost::system::error_code& replaced) {
        if (!replaced) start_next();
    });
}

void race::start_next() {
    if (one_at_a_time() && anyone_waited_for()) return;
    const auto next =
        std::ranges::find_if(runners_, [](const auto& each) { return each.second.now == state::waiting; });
    if (next == runners_.end()) return settle();
    if (!make_room()) return;
    start(next->second);
    go_on();
}

std::size_t race::open_sockets() const {
    const auto tries =
        std::ranges::count_if(runners_, [](const auto& each) { return each.second.trying != nullptr; });
    return static_cast<std::size_t>(tries) + finished_.size() + finder_.open_sockets();
}

/// Whose time for a try is over gives way: of those who may still answer, who was asked longest ago. False while nobody's is.
bool race::make_room() {
    for (; open_sockets() >= most_open;) {
        if (!finished_.empty()) {
            finished_.pop_front();
            continue;
        }
        runner* oldest = nullptr;
        for (auto& [order, who] : runners_)
            if (who.now == state::patient && (oldest == nullptr || who.began < oldest->began)) oldest = &who;
        if (oldest == nullptr) return !anyone(state::running);
        give_up(*oldest);
    }
    return true;
}

void race::give_up(runner& who) {
    who.now = state::ended;
    who.outcome = kdc_outcome::silent;
    who.trying.reset();
    write_down(who, kdc_outcome::silent, {});
}

void race::start(runner& who) {
    who.now = state::running;
    who.began = last_start_ = clock::now();
    who.trying = attempt_at(who.where, [this, &who](kdc_outcome how, bytes reply, std::string text) {
        ended(who, how, std::move(reply), std::move(text));
    });
    const bool connects = what_->proof && who.where.by == protocol::tcp;
    who.limit.expires_after(connects ? std::min(settings_.each_try, connecting) : settings_.each_try);
    who.limit.async_wait([this, &who](const boost::system::error_code& cancelled) {
        if (!cancelled && who.now == state::running) try_is_over(who);
    });
    who.trying->start();
}

/// It had its time for a try. Who has the request for sure, or may have a proof, is waited for all the same.
void race::try_is_over(runner& who) {
    const bool waits = what_->proof ? who.trying->sent() : who.trying->accepted();
    if (!waits) return ended(who, kdc_outcome::silent, {}, {});
    who.now = state::patient;
    slow_ones().add(text_of(who.where));
    start_next();
}

/// Refused, or not sent: certainly not. Who is too busy says that it has not looked at it, and who cannot answer in a
/// datagram has not refused it.
bool race::may_have_taken(const runner& who, kdc_outcome how) const {
    const bool refused_datagram =
        who.where.by == protocol::udp && (how == kdc_outcome::refused || how == kdc_outcome::unreachable);
    return who.trying->sent() && !refused_datagram && how != kdc_outcome::busy && how != kdc_outcome::too_big;
}

void race::remember_answer(const candidate& by) {
    for (auto& each : known_)
        each.answered = same_server(each.who, by);
}

std::unique_ptr<attempt> race::attempt_at(const candidate& where, attempt_done done) {
    if (where.by == protocol::https) {
        if (!trust_) trust_.emplace(tls_anchors{settings_.anchors});
        return https_attempt(loop_.executor(), where.proxy, *trust_, realm_, what_->message, std::move(done));
    }
    if (where.by == protocol::tcp)
        return tcp_attempt(loop_.executor(), {where.address, where.port}, what_, std::move(done));
    const auto again = one_at_a_time() ? std::chrono::milliseconds(0) : settings_.each_try / sends_in_a_try;
    return udp_attempt(loop_.executor(), {where.address, where.port}, what_, again, std::move(done));
}

void race::ended(runner& who, kdc_outcome how, bytes reply, std::string text) {
    if (how == kdc_outcome::answered) how = outcome_of(what_->to, reply); // a proxy passes on what it gets
    const bool spent = what_->proof && how != kdc_outcome::answered && may_have_taken(who, how);
    who.now = state::ended;
    who.outcome = how;
    who.limit.cancel();
    finished_.push_back(std::move(who.trying));
    write_down(who, how, std::move(text));
    note_error(record_, reply);
    if (how == kdc_outcome::answered) {
        remember_answer(who.where);
        reply_ = std::move(reply);
        return finish();
    }
    if (spent) return finish();
    if (how == kdc_outcome::too_big || how == kdc_outcome::busy) sent_away_ = std::move(reply);
    if (how == kdc_outcome::too_big) ask_by_connection(who);
    start_next();
}

/// The same server, before all that wait.
void race::ask_by_connection(const runner& who) {
    candidate same = who.where;
    same.by = protocol::tcp;
    const auto known =
        std::ranges::find_if(runners_, [&same](const auto& each) { return each.second.where == same; });
    if (known == runners_.end())
        runners_.emplace(turn_order{.round = at_once, .server = runners_.size()},
                         runner(loop_, std::move(same)));
    else if (known->second.now == state::waiting || known->second.outcome == kdc_outcome::silent) {
        (void)make_room(); // that of its datagram
        start(known->second);
    }
}

/// Nobody waits for a turn.
void race::settle() {
    if (!found_all_ || anyone(state::running)) return;
    if (!looked_) return look();
    const bool connected = anyone(state::patient);
    if (connected && (one_at_a_time() || sent_away_)) return;
    if (sent_away_) {
        reply_ = std::move(sent_away_);
        return finish();
    }
    if (begin_again())
        go_on();
    else if (!connected)
        finish();
}

/// Who was silent may have missed the request, or the answer was lost: the call's own limit ends this. Who refused will
/// do so again.
bool race::begin_again() {
    if (what_->to == service::password) return false; // and a proof that was silent was never sent
    bool any = false;
    for (auto& [order, who] : runners_) {
        if (who.outcome != kdc_outcome::silent) continue;
        who.now = state::waiting;
        any = true;
    }
    return any;
}

void race::note_unfinished(kdc_outcome how) {
    for (const auto& [order, who] : runners_)
        if (who.now == state::running || who.now == state::patient) write_down(who, how, {});
}

void race::write_down(const runner& who, kdc_outcome how, std::string text) {
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - who.began);
    const auto where = text_of(who.where);
    if (how == kdc_outcome::answered)
        slow_ones().remove(where);
    else if (how == kdc_outcome::silent || (how == kdc_outcome::abandoned && reply_ && took >= stagger))
        slow_ones().add(where);
    add_attempt(record_, {.where = where, .outcome = how, .took = took, .text = std::move(text)});
}

} // namespace sspi::transport
