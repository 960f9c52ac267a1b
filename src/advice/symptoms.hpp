// SPDX-License-Identifier: BSL-1.0
// A failure and what is known around it, as the hints and the text for people look at it.
#pragma once

#include "../failure_record.hpp"
#include "../gss/failure_facts.hpp"
#include "../never_destroyed.hpp"

#include <sspi/detail/krb5_code.hpp>
#include <sspi/detail/nt_status.hpp>
#include <sspi/detail/plain_text.hpp>
#include <sspi/detail/principal_text.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>

namespace sspi::advice {

inline constexpr std::size_t longest_name = 256; // of a principal, a store or a place, as it is shown

/// Refers to the record that it was made of.
struct symptoms {
    const failure_record& record;
    const failure& what;
    const gss::failure_facts& facts;

    explicit symptoms(const failure_record& of)
        : record(of), what(of.what), facts(of.what.facts ? *of.what.facts : nothing_known()) {}

    [[nodiscard]] bool is(status code) const { return what.code == code; }
    [[nodiscard]] bool is(reason why) const { return what.why == why; }
    [[nodiscard]] bool is_one_of(std::initializer_list<reason> reasons) const {
        return std::ranges::find(reasons, what.why) != reasons.end();
    }

    [[nodiscard]] bool unreachable() const {
        using enum reason;
        return is_one_of({kdc_unreachable, kdc_is_none, out_of_time, cancelled}) ||
               is(status::no_authenticating_authority);
    }

    /// The KRB-ERROR behind the failure; null where the last one that came was a step on the way.
    [[nodiscard]] const gss::kdc_error* kdc_error() const {
        const auto& last = facts.kdc.error;
        if (!last || facts.peer_said) return nullptr;
        if (last->code == what.minor) return &*last;
        const auto is_a_step = [&](detail::krb5_code code) {
            return last->code == static_cast<std::int32_t>(code);
        };
        const bool step = is_a_step(detail::krb5_code::kdc_err_preauth_required) ||
                          is_a_step(detail::krb5_code::err_response_too_big) ||
                          is_a_step(detail::krb5_code::kdc_err_svc_unavailable);
        return step || unreachable() ? nullptr : &*last;
    }

    /// What a KDC or a peer said in its own words.
    [[nodiscard]] std::string peer_text() const {
        constexpr std::size_t longest = 512;
        if (facts.peer_said) return detail::plain_text(facts.peer_text, longest);
        return kdc_error() != nullptr ? detail::plain_text(kdc_error()->text, longest) : std::string();
    }
    [[nodiscard]] std::uint32_t nt_status() const {
        const auto said = said_nt_status();
        return said != 0 ? said : record.nt_status;
    }
    /// What a KDC or a peer sent; 0 where they sent none.
    [[nodiscard]] std::uint32_t said_nt_status() const {
        if (facts.peer_said && facts.peer_nt_status) return *facts.peer_nt_status;
        return kdc_error() != nullptr ? kdc_error()->nt_status.value_or(0) : 0;
    }

    /// How far the other side's clock is ahead of this machine's, where that is the trouble.
    [[nodiscard]] std::optional<std::chrono::seconds> clock_difference() const {
        if (facts.peer_ahead) return facts.peer_ahead;
        if (kdc_error() != nullptr && kdc_error()->at) return *kdc_error()->at - record.at;
        return std::nullopt;
    }

    [[nodiscard]] std::string client() const { return detail::plain_text(facts.client, longest_name); }
    [[nodiscard]] std::string target() const { return detail::plain_text(facts.target, longest_name); }
    [[nodiscard]] std::string service() const { return detail::plain_text(facts.service, longest_name); }
    [[nodiscard]] std::string cache() const { return detail::plain_text(facts.cache, longest_name); }
    [[nodiscard]] std::string keytab() const { return detail::plain_text(facts.keytab, longest_name); }

    /// The realm that it was about.
    [[nodiscard]] std::string realm() const {
        if (!facts.kdc.realm.empty()) return detail::plain_text(facts.kdc.realm, longest_name);
        for (const auto& name : {target(), client(), service()})
            if (const auto realm = detail::realm_in(name); !realm.empty()) return std::string(realm);
        return {};
    }

  private:
    [[nodiscard]] static const gss::failure_facts& nothing_known() {
        static never_destroyed<gss::failure_facts> none;
        return none.get();
    }
};

/// "the KDC of realm X"
[[nodiscard]] inline std::string kdc_name(const symptoms& s) {
    const auto realm = s.realm();
    return realm.empty() ? std::string("the KDC") : "the KDC of realm " + realm;
}

} // namespace sspi::advice
