// SPDX-License-Identifier: BSL-1.0
// What a CtxtHandle stands for: one side of an exchange, from its first leg to its last message.
#pragma once

#include "../exchange/exchange.hpp"
#include "../exchange/sasl_settings.hpp"
#include "../failure_record.hpp"
#include "../gss/kdc_call.hpp"
#include "../never_destroyed.hpp"
#include "../trace.hpp"
#include "../wire/token_kind.hpp"
#include "flag_names.hpp"
#include "handle_table.hpp"
#include "kdc_settings.hpp"
#include "leg_turns.hpp"
#include "lent_token.hpp"
#include "local_time.hpp"
#include "logon_numbers.hpp"
#include "opening.hpp"
#include "packages.hpp"
#include "published_state.hpp"
#include "security_buffers.hpp"

#include <sspi/detail/enctype.hpp>
#include <sspi/detail/flags.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace sspi::core {

enum class role { initiator, acceptor };

/// What the caller of an establishment function gets besides the token.
struct leg_report {
    status code = status::internal_error; // ok or continue_needed
    std::uint32_t attributes = 0;         // ISC_RET_ or ASC_RET_ bits
    std::int64_t expiry = 0;              // local time
};

class context {
  public:
    /// `request` is the caller's ISC_REQ_ or ASC_REQ_ word; it stands for all legs. `own_bits` are reported
    /// always.
    context(role side, const package& of, std::uint32_t request, std::uint32_t own_bits,
            handle_words begun_with, std::unique_ptr<exchange::exchange> through)
        : side_(side), package_(of), request_(request), own_bits_(own_bits), begun_with_(begun_with),
          exchange_(std::move(through)), published_({.agreed = exchange_->agreed()}) {}

    /// One that is established already, in another process.
    struct history {
        std::uint32_t attributes = 0;
        std::chrono::sys_seconds established_at{};
        std::optional<std::chrono::sys_seconds> expiry{};
    };
    [[nodiscard]] static result<std::shared_ptr<context>>
    continued(role side, const package& of, std::uint32_t request, const history& before,
              std::unique_ptr<exchange::exchange> through) {
        auto out = std::make_shared<context>(side, of, request, 0U, handle_words{}, std::move(through));
        if (auto finished = out->finish(); !finished) return finished.error();
        out->published_.put({.attributes = before.attributes, .agreed = out->exchange_->agreed()});
        out->established_at_ = before.established_at;
        out->expiry_ = before.expiry;
        out->imported_ = true;
        out->established_.store(true, std::memory_order_release);
        return out;
    }

    [[nodiscard]] role side() const noexcept { return side_; }
    [[nodiscard]] const package& of() const noexcept { return package_; }
    [[nodiscard]] const handle_words& begun_with() const noexcept { return begun_with_; }
    /// What SECPKG_ATTR_ACCESS_TOKEN lends.
    [[nodiscard]] lent_token& token() const noexcept { return token_; }
    /// Of all tokens for its client.
    [[nodiscard]] const LUID& logon_number() const noexcept { return logon_number_; }

    using bindings = std::optional<gss::channel_bindings>;

    /// The bindings of the first call. Set before anybody else has the context.
    void begin_with(const bindings& given) {
        if (given) bound_ = std::make_unique<const gss::channel_bindings>(*given);
    }

    /// One leg: the peer's token in, the next token out. Channel bindings count up to the leg in which the mechanism
    /// begins; after that only the same may come again. A failure that says `context_intact` can be tried
    /// again.
    [[nodiscard]] result<leg_report> advance(gss::kdc_call& call, std::span<const std::byte> token,
                                             token_output output, const bindings& given = std::nullopt) {
        const auto turn = legs_.take(call);
        if (!turn) return turn.error();
        if (established_.load(std::memory_order_relaxed))
            return refused_with(status::unsupported_function, "the context is established already");
        if (failed_) return *failed_;
        if (auto bound = bind(call, given); !bound) return bound.error();
        trace_token("takes", token);
        try {
            return leg(call, token, output);
        } catch (...) { // nobody knows how far the mechanism has come
            end_with({.code = status_in_flight()});
            throw;
        }
    }

    /// Between the same two as `earlier`, or not at all.
    void has_to_match(const gss::established& earlier) { peers_ = {earlier.initiator, earlier.acceptor}; }

    /// Of a context that the SASL functions began; null for others. Set before anybody else has the context.
    [[nodiscard]] const std::shared_ptr<exchange::sasl_settings>& sasl() const noexcept { return sasl_; }
    void use_sasl(std::shared_ptr<exchange::sasl_settings> settings) { sasl_ = std::move(settings); }

    /// What the credential says about requests, now and whenever that changes. Set before anybody else has the context.
    void follow(std::shared_ptr<const kdc_settings> settings) { kdc_ = std::move(settings); }
    [[nodiscard]] gss::kdc_policy policy() const { return kdc_ ? kdc_->get() : gss::kdc_policy{}; }

    /// What its mechanism asks of the opening that it takes. Set before anybody else has the context.
    void watch(std::shared_ptr<opening> judge) { opening_ = std::move(judge); }

    /// The context that is being established to take this one's place (re-authentication); null without one.
    [[nodiscard]] std::shared_ptr<context> successor() const noexcept { return published_.successor(); }
    void set_successor(std::shared_ptr<context> next) noexcept {
        const auto former = published_.exchange_successor(std::move(next));
    }

    /// How far the choice of a mechanism has come.
    [[nodiscard]] exchange::agreement agreed() const noexcept { return published_.get().agreed; }

    [[nodiscard]] bool is_established() const noexcept {
        return established_.load(std::memory_order_acquire);
    }

    // For established contexts only; nothing of this changes any more.
    [[nodiscard]] const gss::established& session() const noexcept { return secured_.session; }
    [[nodiscard]] messages::protection& protection() const noexcept { return *secured_.protection; }
    [[nodiscard]] std::chrono::sys_seconds established_at() const noexcept { return established_at_; }
    [[nodiscard]] std::optional<std::chrono::sys_seconds> expiry() const noexcept { return expiry_; }

    /// Who its client is stays with those who proved it: it has no token.
    [[nodiscard]] bool is_imported() const noexcept { return imported_; }

    [[nodiscard]] std::uint32_t request() const noexcept { return request_; } // ISC_REQ_ or ASC_REQ_ bits

    /// What the leg answered that ended the exchange; ok as long as none did.
    [[nodiscard]] status last_failure() const noexcept { return published_.get().failure; }

    /// For those who ask what went wrong with any call about this context.
    [[nodiscard]] failure_slot& failures() noexcept { return failures_; }

    /// ISC_RET_ or ASC_RET_ bits, as the last leg reported them.
    [[nodiscard]] std::uint32_t attributes() const noexcept { return published_.get().attributes; }

  private:
    using peers = std::pair<std::string, std::string>; // initiator, acceptor

    struct undelivered_leg {
        gss::bytes input;
        gss::leg output;
    };

    [[nodiscard]] result<void> bind(gss::kdc_call& call, const bindings& given) {
        if (!given || (bound_ && *bound_ == *given)) return {};
        auto latest = std::make_unique<const gss::channel_bindings>(*given);
        const auto policy = detail::binding_policy_for(static_cast<detail::asc_req>(request_), true);
        auto used = exchange_->bind(call, *given, policy);
        if (used) bound_ = std::move(latest);
        return used;
    }

    [[nodiscard]] result<leg_report> leg(gss::kdc_call& call, std::span<const std::byte> token,
                                         token_output& output) {
        auto next = undelivered_ ? repeat(token) : step(call, token);
        if (!next) return tell_peer(note(next.error()), output);
        if (auto written = output.write(next->token); !written) {
            undelivered_ = {gss::bytes(token.begin(), token.end()), std::move(*next)};
            return written.error();
        }
        return delivered(std::move(*next), output.allocates());
    }

    static void trace_token(std::string_view what, gss::view token) noexcept {
        if (token.empty()) return;
        trace::tell([&] {
            return "  " + std::string(what) + ' ' + std::string(wire::token_kind(token)) + " of " +
                   std::to_string(token.size()) + " octets";
        });
    }

    void trace_leg(const gss::leg& leg) const noexcept {
        trace_token("makes", leg.token);
        if (!leg.complete) return;
        trace::tell([this] {
            const auto& session = secured_.session;
            const auto* const enctype = detail::find_enctype(session.keys.enctype);
            return "  established between " + session.initiator + " and " + session.acceptor + " with " +
                   std::string(enctype != nullptr ? enctype->krb5_name : "an enctype of its own") +
                   "; granted " + flag_names(granted_rows, static_cast<std::uint32_t>(session.granted));
        });
    }

    /// The token is the caller's now: nothing can fail any more.
    [[nodiscard]] leg_report delivered(gss::leg made, bool allocated) noexcept {
        undelivered_.reset();
        if (opening_) opening_->keep();
        expiry_ = made.expiry;
        const auto attributes = report(allocated, made.complete);
        published_.put({.attributes = attributes, .agreed = exchange_->agreed()});
        if (made.complete) {
            bound_.reset();
            established_.store(true, std::memory_order_release);
        }
        trace_leg(made);
        return {.code = made.complete ? status::ok : status::continue_needed,
                .attributes = attributes,
                .expiry = local_filetime(expiry_)};
    }

    [[nodiscard]] result<gss::leg> step(gss::kdc_call& call, std::span<const std::byte> token) {
        auto next = exchange_->advance(call, token);
        if (!next && opening_) opening_->drop();
        if (!next || !next->complete) return next;
        if (opening_ && !opening_->was_asked())
            return failed_with(status::internal_error, "the mechanism did not ask whether this is a copy");
        if (auto finished = finish(); !finished) return finished.error();
        established_at_ = call.now();
        return next;
    }

    /// The leg was made before, but its token did not fit. The same input gets the same answer.
    [[nodiscard]] result<gss::leg> repeat(std::span<const std::byte> token) {
        if (!std::ranges::equal(token, undelivered_->input))
            return refused_with(status::invalid_token, "this leg was begun with another token");
        return undelivered_->output;
    }

    [[nodiscard]] result<void> finish() {
        auto made = exchange_->finish();
        if (!made) return made.error();
        const peers now{made->session.initiator, made->session.acceptor};
        if (peers_ && *peers_ != now)
            return failed_with(status::wrong_principal, "the context was established with another peer");
        secured_ = std::move(*made);
        return {};
    }

    [[nodiscard]] failure note(const failure& error) {
        if (error.context_intact) return error;
        auto kept = error;
        kept.token.clear(); // the peer is told once
        end_with(std::move(kept));
        return error;
    }
    void end_with(failure why) noexcept {
        auto now = published_.get();
        now.failure = why.code;
        now.agreed = exchange_->agreed();
        failed_ = std::move(why);
        published_.put(now);
        if (opening_) opening_->drop();
    }

    /// Gives the caller the token that comes with a failure. One that does not fit is lost: the failure stands.
    [[nodiscard]] failure tell_peer(failure error, token_output& output) const {
        if (error.token.empty() || !output.write(error.token.get())) return error;
        const bool initiator = side_ == role::initiator;
        error.attributes = initiator ? ISC_RET_EXTENDED_ERROR : ASC_RET_EXTENDED_ERROR;
        if (output.allocates())
            error.attributes |= initiator ? ISC_RET_ALLOCATED_MEMORY : ASC_RET_ALLOCATED_MEMORY;
        return error;
    }

    /// Until the exchange is complete nothing about the peer is sure, so only the library's own bits are
    /// reported.
    [[nodiscard]] std::uint32_t report(bool allocated, bool complete) const {
        const auto granted = complete ? secured_.session.granted : detail::gss_flag::none;
        if (side_ == role::initiator) {
            const auto bits = detail::initiator_granted(static_cast<detail::isc_req>(request_), granted);
            return static_cast<std::uint32_t>(bits) | own_bits_ | (allocated ? ISC_RET_ALLOCATED_MEMORY : 0U);
        }
        const auto bits = detail::acceptor_granted(static_cast<detail::asc_req>(request_), granted);
        return static_cast<std::uint32_t>(bits) | own_bits_ | (allocated ? ASC_RET_ALLOCATED_MEMORY : 0U);
    }

    const role side_;
    const package& package_;
    const std::uint32_t request_;
    const std::uint32_t own_bits_;
    const handle_words begun_with_;

    leg_turns legs_; // for what follows
    std::atomic<bool> established_{false};
    std::optional<failure> failed_;
    std::optional<undelivered_leg> undelivered_;
    const LUID logon_number_ = next_luid();
    mutable lent_token token_;
    bool imported_ = false;
    std::shared_ptr<opening> opening_;                   // an acceptor's; null for others
    std::unique_ptr<const gss::channel_bindings> bound_; // in use; null without
    std::optional<peers> peers_;                         // of the context that this one is to replace
    std::optional<std::chrono::sys_seconds> expiry_;
    std::chrono::sys_seconds established_at_{};
    std::unique_ptr<exchange::exchange> exchange_;
    exchange::secured secured_; // may refer to exchange_

    std::shared_ptr<exchange::sasl_settings> sasl_;
    std::shared_ptr<const kdc_settings> kdc_;
    published_state published_;
    failure_slot failures_;
};

/// Callers may delete contexts from destructors that run at exit.
[[nodiscard]] inline handle_table<context>& contexts() {
    static never_destroyed<handle_table<context>> instance(handle_kind::context);
    return instance.get();
}

} // namespace sspi::core
