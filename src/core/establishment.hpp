// SPDX-License-Identifier: BSL-1.0
// The two establishment functions: what they check, and in which order.
#pragma once

#include "../trace.hpp"
#include "../wire/token_kind.hpp"
#include "../wire/user_to_user_token.hpp"
#include "cancellation.hpp"
#include "context.hpp"
#include "credential.hpp"
#include "flag_names.hpp"
#include "package_exchange.hpp"
#include "sasl_framing.hpp"

#include <sspi/detail/channel_bindings.hpp>

#include <sspi.h>

#include <memory>
#include <optional>
#include <string>

namespace sspi::core {

[[nodiscard]] inline handle_words words_of(const SecHandle& handle) {
    return {handle.dwLower, handle.dwUpper};
}

[[nodiscard]] inline failure bad_handle() {
    return refused_with(status::invalid_handle);
}

[[nodiscard]] inline result<std::shared_ptr<credential>> live_credential(const SecHandle* handle) {
    auto found = handle == nullptr ? nullptr : credentials().find_live(words_of(*handle));
    if (!found) return bad_handle();
    return found;
}

[[nodiscard]] inline result<std::shared_ptr<context>> live_context(const SecHandle* handle) {
    auto found = handle == nullptr ? nullptr : contexts().find_live(words_of(*handle));
    if (!found) return bad_handle();
    return found;
}

/// What InitializeSecurityContext and AcceptSecurityContext have in common.
struct leg_call {
    const SecHandle* credential = nullptr;
    const SecHandle* context = nullptr; // null on the first leg
    ULONG request = 0;
    PSecBufferDesc input = nullptr;
    PSecBufferDesc output = nullptr;
    bool can_return_handle = false;
    sasl_handle sasl{}; // of a SASL call
};

struct leg_result {
    leg_report report;
    handle_words handle;
};

/// Bindings the caller gave, copied; nothing when it gave none. A buffer for them without any is a mistake that must not
/// pass for a wish to have none.
[[nodiscard]] inline result<std::optional<gss::channel_bindings>> bindings_in(PSecBufferDesc input) {
    const auto list = buffer_list::of(input);
    if (!list || list->first(SECBUFFER_CHANNEL_BINDINGS) == nullptr) return std::nullopt;
    const auto blob = required_content(*list, SECBUFFER_CHANNEL_BINDINGS);
    if (!blob) return blob.error();
    if (blob->empty()) return failed_with(status::bad_bindings, "the CHANNEL_BINDINGS buffer is empty");
    const auto parsed = detail::parse_channel_bindings(*blob);
    if (!parsed) return failed_with(status::bad_bindings, "the channel bindings are malformed");
    const auto copy = [](std::span<const std::byte> from) { return gss::bytes(from.begin(), from.end()); };
    return std::optional(gss::channel_bindings{.initiator_address_type = parsed->initiator_address_type,
                                               .initiator_address = copy(parsed->initiator_address),
                                               .acceptor_address_type = parsed->acceptor_address_type,
                                               .acceptor_address = copy(parsed->acceptor_address),
                                               .application_data = copy(parsed->application_data)});
}

/// The peer's token. Without one there is nothing to answer, and the context is left alone.
[[nodiscard]] inline result<std::span<std::byte>> token_in(PSecBufferDesc input) {
    const auto list = buffer_list::of(input);
    if (!list) return list.error();
    const auto token = required_content(*list, SECBUFFER_TOKEN);
    if (token && token->empty()) return refused_with(status::invalid_token, "the input token is empty");
    return token;
}

/// A first leg's token, which most callers do not have; an empty one is as good as none.
[[nodiscard]] inline result<std::span<std::byte>> optional_token_in(PSecBufferDesc input) {
    const auto list = buffer_list::of(input);
    if (!list) return std::span<std::byte>{};
    return optional_content(*list, SECBUFFER_TOKEN);
}

/// Which context a call's leg is for.
struct leg_place {
    std::shared_ptr<context> established; // that is authenticated anew, or null
    std::shared_ptr<context> under_way;   // whose next leg this is; null when an exchange begins

    [[nodiscard]] bool begins() const noexcept { return under_way == nullptr; }
};

/// Asked once in a call: another thread may be about to end what it finds.
[[nodiscard]] inline result<leg_place> place_of(const leg_call& call, role side) {
    if (call.context == nullptr) return leg_place{};
    const auto existing = live_context(call.context);
    if (!existing) return existing.error();
    if ((*existing)->side() != side) return bad_handle();
    if (!(*existing)->is_established()) return leg_place{.established = nullptr, .under_way = *existing};
    auto successor = (*existing)->successor();
    if (side == role::acceptor) return leg_place{.established = *existing, .under_way = std::move(successor)};
    const auto token = optional_token_in(call.input);
    if (!token) return token.error();
    if (token->empty())
        return leg_place{.established = *existing, .under_way = nullptr}; // begins (once more)
    if (!successor) return refused_with(status::unsupported_function, "the context is established already");
    return leg_place{.established = *existing, .under_way = std::move(successor)};
}

/// Once a re-authentication is complete, the handle stands for the new session. Until then, and when it fails, for
/// the old one.
[[nodiscard]] inline result<leg_result> renewed(const leg_call& call, const leg_place& place,
                                                const std::shared_ptr<context>& next, leg_report report) {
    const auto handle = words_of(*call.context);
    const bool complete = report.code == status::ok;
    place.established->set_successor(complete ? nullptr : next);
    // Where the handle was deleted meanwhile, the call ends as it would have ended.
    if (complete) static_cast<void>(contexts().replace(handle, next));
    return leg_result{.report = report, .handle = handle};
}

/// A handle that nobody has yet; it goes again unless it is given out.
class fresh_handle {
  public:
    explicit fresh_handle(const std::shared_ptr<context>& of) : words_(contexts().insert(of)) {}
    fresh_handle(const fresh_handle&) = delete;
    fresh_handle& operator=(const fresh_handle&) = delete;
    ~fresh_handle() {
        if (!given_) contexts().remove(words_);
    }
    [[nodiscard]] handle_words give() noexcept {
        given_ = true;
        return words_;
    }

  private:
    const handle_words words_;
    bool given_ = false;
};

/// Takes the first leg of a new exchange. The handle comes first, so that nothing can fail once the token is
/// written.
[[nodiscard]] inline result<leg_result> first_leg(gss::kdc_call& in_call, const leg_call& call,
                                                  const leg_place& place,
                                                  const std::shared_ptr<context>& fresh,
                                                  std::span<const std::byte> token,
                                                  const token_output& output) {
    if (place.established) {
        fresh->has_to_match(place.established->session());
        const auto report = fresh->advance(in_call, token, output);
        if (!report) return report.error();
        return renewed(call, place, fresh, *report);
    }
    fresh->use_sasl(call.sasl);
    fresh_handle handle(fresh);
    auto report = fresh->advance(in_call, token, output);
    if (!report) return report.error();
    return leg_result{.report = *report, .handle = handle.give()};
}

[[nodiscard]] inline result<leg_result> later_leg(const leg_call& call, const leg_place& place,
                                                  bool allocate) {
    if (call.credential != nullptr) {
        if (const auto given = live_credential(call.credential); !given) return given.error();
        if (words_of(*call.credential) != place.under_way->begun_with())
            return refused_with(status::wrong_credential_handle);
    }
    asking in_call(place.under_way->policy());
    const bool may_be_silent = call.sasl && chooses_sasl_layer(place.under_way->of());
    const auto token = may_be_silent ? optional_token_in(call.input) : token_in(call.input);
    if (!token) return token.error();
    const auto bindings = bindings_in(call.input);
    if (!bindings) return bindings.error();
    auto report = place.under_way->advance(in_call, *token, token_output(call.output, allocate), *bindings);
    if (!report) {
        if (place.established && !report.error().context_intact) place.established->set_successor(nullptr);
        return report.error();
    }
    if (place.established) return renewed(call, place, place.under_way, *report);
    return leg_result{.report = *report, .handle = words_of(*call.context)};
}

struct initiate_call : leg_call {
    std::optional<std::string> target;                  // nothing: NULL, or what cannot be read
    std::optional<failure> unreadable_target;           // the latter
    std::shared_ptr<gss::credential> supplied_identity; // from PKG_PARAMS, or null
};

inline void trace_initiation(const package& of, const std::string& target, std::uint32_t request) {
    trace::line("  begins with " + std::string(of.name) + " to " + target + ", asks for " +
                flag_names(detail::initiator_requests, request));
}
inline void trace_acceptance(const package& of, std::uint32_t request) {
    trace::line("  begins with " + std::string(of.name) + ", asks for " +
                flag_names(detail::acceptor_requests, request));
}

[[nodiscard]] inline result<leg_result> initiate(initiate_call call, const leg_place& place) {
    const auto request = static_cast<detail::isc_req>(call.request);
    const bool allocate = (call.request & ISC_REQ_ALLOCATE_MEMORY) != 0;
    if (!place.begins()) return later_leg(call, place, allocate);

    const auto from = live_credential(call.credential);
    if (!from) return from.error();
    if (!call.can_return_handle && !place.established) return bad_handle();
    asking in_call((*from)->policy());
    const bool negotiates = &(*from)->of() == &negotiate_package;
    if (detail::refused(request) || (negotiates && detail::has(request, detail::isc_req::use_session_key)))
        return failed_with(status::unsupported_function, "a context requirement cannot be met");
    const bool supplied = call.supplied_identity != nullptr;
    auto target = detail::service_principal_text(call.target.value_or(std::string{}));
    const auto identity = supplied ? std::move(call.supplied_identity)
                                   : (*from)->initiator_to(in_call, target.value_or(std::string{}));
    if (!identity) return failed_with(status::no_credentials, "the credential is for accepting only");
    if (call.unreadable_target) return *call.unreadable_target;
    if (!target)
        return failed_with(status::target_unknown, call.target.value_or(std::string{}).empty()
                                                       ? "the target name is missing"
                                                       : "the target name is malformed");
    token_output output(call.output, allocate);
    if (!output.present())
        return failed_with(status::invalid_token, "there is no TOKEN buffer for the output");
    const auto token = optional_token_in(call.input);
    if (!token) return token.error();
    if (!token->empty() && !negotiates)
        return failed_with(status::invalid_token, "a Kerberos exchange is not begun by the acceptor");
    auto bindings = bindings_in(call.input);
    if (!bindings) return bindings.error();

    if (trace::enabled()) trace_initiation((*from)->of(), *target, call.request);
    const auto bound = *bindings;
    // MS-SPNG 3.3.3: Negotiate always has the acceptor authenticate itself.
    const auto asked = negotiates ? request | detail::isc_req::mutual_auth : request;
    auto made = initiator_exchange(in_call, (*from)->of(), identity,
                                   {.target = std::move(*target),
                                    .request = detail::initiator_request(asked),
                                    .bindings = std::move(*bindings)});
    if (!made) return made.error();
    const auto own_bits = (supplied ? static_cast<std::uint32_t>(ISC_RET_USED_SUPPLIED_CREDS) : 0U) |
                          (place.established ? static_cast<std::uint32_t>(ISC_RET_REAUTHENTICATION) : 0U);
    const auto fresh = std::make_shared<context>(
        role::initiator, (*from)->of(), call.request, own_bits, words_of(*call.credential),
        in_sasl(call.sasl, (*from)->of(), exchange::sasl_side::initiator, detail::wanted_sasl_layers(request),
                std::move(*made)));
    fresh->follow((*from)->settings());
    fresh->begin_with(bound);
    return first_leg(in_call, call, place, fresh, *token, output);
}

/// A client that names user-to-user wants to be answered with the server's own ticket, not with a service's key.
[[nodiscard]] inline result<std::unique_ptr<gss::security_context>>
acceptance_of(gss::kdc_call& call, gss::view token, const credential& with, gss::acceptance what) {
    if (!wire::names_user_to_user(token))
        return gss::kerberos().accept(call, with.acceptor(), std::move(what));
    if (auto identity = with.own_ticket())
        return gss::kerberos().accept_user_to_user(call, identity, std::move(what));
    return failed_with(status::no_credentials, "the credential has no ticket of its own");
}

[[nodiscard]] inline result<leg_result> accept(const leg_call& call, const leg_place& place) {
    const auto request = static_cast<detail::asc_req>(call.request);
    const bool allocate = (call.request & ASC_REQ_ALLOCATE_MEMORY) != 0;
    if (!place.begins()) return later_leg(call, place, allocate);

    const auto with = live_credential(call.credential);
    if (!with) return with.error();
    if (!call.can_return_handle && !place.established) return bad_handle();
    asking in_call((*with)->policy());
    if (detail::refused(request))
        return failed_with(status::unsupported_function, "a context requirement cannot be met");
    if (!(*with)->acceptor())
        return failed_with(status::no_credentials, "the credential is for initiating only");
    const bool may_begin = &(*with)->of() == &negotiate_package && !place.established;
    const auto token = may_begin ? optional_token_in(call.input) : token_in(call.input);
    if (!token) return token.error();
    auto bindings = bindings_in(call.input);
    if (!bindings) return bindings.error();

    if (trace::enabled()) trace_acceptance((*with)->of(), call.request);
    const auto policy = detail::binding_policy_for(request, bindings->has_value());
    const bool tells_errors = detail::has(request, detail::asc_req::extended_error);
    const auto bound = *bindings;
    const auto judge = std::make_shared<opening>();
    const gss::acceptance what{
        .bindings = std::move(*bindings), .policy = policy, .tells_errors = tells_errors, .openings = judge};
    auto made = acceptance_of(in_call, *token, **with, what);
    if (!made) return made.error();
    const auto fresh = std::make_shared<context>(
        role::acceptor, (*with)->of(), call.request, 0U, words_of(*call.credential),
        in_sasl(call.sasl, (*with)->of(), exchange::sasl_side::acceptor, {},
                acceptor_exchange((*with)->of(), std::move(*made), (*with)->acceptor(), what)));
    fresh->watch(judge);
    fresh->follow((*with)->settings());
    fresh->begin_with(bound);
    return first_leg(in_call, call, place, fresh, *token, token_output(call.output, allocate));
}

} // namespace sspi::core
