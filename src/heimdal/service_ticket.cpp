// SPDX-License-Identifier: BSL-1.0
// Service tickets by the ticket-granting tickets of a cache.
#include "service_ticket.hpp"

#include "kdc_values.hpp"
#include "tgs_exchange.hpp"

#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

namespace sspi::heimdal {

namespace {

using detail::operation;

void free_strings(char** value) noexcept {
    krb5_config_free_strings(value);
}
using owned_strings = owned<char**, free_strings>;

/// Windows goes as far.
constexpr std::size_t most_realms = 10;

[[nodiscard]] std::string realm_of(krb5_const_principal of) {
    return krb5_principal_get_realm(thread_context(), of);
}

[[nodiscard]] krb5_error_code granting_service(const std::string& of, const std::string& in,
                                               owned_principal& out) {
    return krb5_make_principal(thread_context(), out.out(), in.c_str(), KRB5_TGS_NAME, of.c_str(), nullptr);
}

[[nodiscard]] krb5_error_code copy_of(krb5_const_principal from, const std::string& realm,
                                      owned_principal& out) {
    const auto code = krb5_copy_principal(thread_context(), from, out.out());
    return code != 0 ? code : krb5_principal_set_realm(thread_context(), out.get(), realm.c_str());
}

[[nodiscard]] krb5_error_code retrieve(krb5_ccache from, krb5_const_principal server, std::time_t end,
                                       held_credentials& out) {
    krb5_creds wanted{};
    wanted.server = const_cast<krb5_principal>(server);
    wanted.times.endtime = end;
    return krb5_cc_retrieve_cred(thread_context(), from, end != 0 ? KRB5_TC_MATCH_TIMES : 0, &wanted,
                                 out.get());
}

[[nodiscard]] krb5_timestamp clock() {
    krb5_timestamp now{};
    krb5_timeofday(thread_context(), &now);
    return now;
}

/// From one realm to the next, asking for one ticket after the other.
class journey {
  public:
    journey(kdc_call& call, krb5_ccache cache) : call_(call), cache_(cache), clock_(call, cache) {}

    [[nodiscard]] result<owned_credentials> begin() {
        owned_principal client, server;
        auto code = krb5_cc_get_principal(thread_context(), cache_, client.out());
        if (code == 0) code = granting_service(realm_of(client.get()), realm_of(client.get()), server);
        if (code != 0) return failed(code);
        if (auto found = find(server.get())) {
            if (found.get()->times.starttime > clock() + krb5_get_max_time_skew(thread_context()))
                return failed(KRB5KRB_AP_ERR_TKT_NYV);
            return found;
        }
        held_credentials ended;
        return failed(retrieve(cache_, server.get(), 0, ended) == 0 ? KRB5KRB_AP_ERR_TKT_EXPIRED
                                                                    : KRB5_CC_NOTFOUND);
    }

    [[nodiscard]] owned_credentials find(krb5_const_principal server) {
        held_credentials found;
        owned_credentials out;
        if (retrieve(cache_, server, clock() + 1, found) == 0 &&
            krb5_copy_creds(thread_context(), found.get(), out.out()) != 0)
            return {};
        return out;
    }

    [[nodiscard]] result<owned_credentials> go_to(const std::string& realm) {
        auto at = begin();
        if (!at) return at;
        const auto from = place(*at);
        for (const auto& next : way(from, realm)) {
            while (place(*at) != next) {
                if (!arrive(place(*at))) return in_circles();
                auto nearer = towards(*at, next);
                if (!nearer) return nearer;
                at = std::move(nearer);
            }
        }
        return at;
    }

    [[nodiscard]] result<owned_credentials> fetch(krb5_const_principal server) {
        auto at = go_to(realm_of(server));
        if (!at) return at;
        for (;;) {
            if (!arrive_for_service(place(*at))) return in_circles();
            owned_principal here;
            if (const auto code = copy_of(server, place(*at), here)) return failed(code);
            auto got = ask(*at, here.get());
            if (!got) return got;
            if (is_for(*got, here.get())) {
                store_as(*got, server);
                return got;
            }
            at = std::move(got);
        }
    }

  private:
    [[nodiscard]] failure failed(krb5_error_code code) {
        return krb5_failure(call_, operation::initiate, code);
    }
    [[nodiscard]] failure in_circles() {
        krb5_set_error_message(thread_context(), KRB5_GET_IN_TKT_LOOP,
                               "the KDCs refer from realm to realm and to none that has the service");
        return failed(KRB5_GET_IN_TKT_LOOP);
    }

    /// The realm whose KDC takes this ticket.
    [[nodiscard]] static std::string place(const owned_credentials& with) {
        const char* const realm = krb5_principal_get_comp_string(thread_context(), with.get()->server, 1);
        return realm != nullptr ? realm : "";
    }
    [[nodiscard]] static bool is_for(const owned_credentials& ticket, krb5_const_principal server) {
        return krb5_principal_compare(thread_context(), ticket.get()->server, server) != 0;
    }

    /// False where it was there before, or is too far.
    [[nodiscard]] static bool arrive(std::vector<std::string>& seen, const std::string& realm) {
        if (seen.size() >= most_realms || std::ranges::find(seen, realm) != seen.end()) return false;
        seen.push_back(realm);
        return true;
    }
    [[nodiscard]] bool arrive(const std::string& realm) { return arrive(passed_, realm); }
    [[nodiscard]] bool arrive_for_service(const std::string& realm) { return arrive(asked_, realm); }

    /// The realms in between by [capaths], and the one at the end.
    [[nodiscard]] static std::vector<std::string> way(const std::string& from, const std::string& to) {
        std::vector<std::string> out;
        const owned_strings configured(
            krb5_config_get_strings(thread_context(), nullptr, "capaths", from.c_str(), to.c_str(), nullptr));
        for (char** each = configured.get(); each != nullptr && *each != nullptr; ++each)
            if (std::string_view(*each) != ".") out.emplace_back(*each); // "." says: straight
        out.push_back(to);
        return out;
    }

    /// One step nearer to a realm: a ticket for its KDC, or for that of a realm on the way.
    [[nodiscard]] result<owned_credentials> towards(const owned_credentials& at, const std::string& realm) {
        owned_principal next;
        if (const auto code = granting_service(realm, place(at), next)) return failed(code);
        if (auto found = find(next.get())) return found;
        return ask(at, next.get());
    }

    /// A KDC may be so old that it does not know that option, or know the service by a name that nobody asked for.
    [[nodiscard]] result<owned_credentials> ask(const owned_credentials& at, krb5_const_principal server) {
        auto got = ask(at, server, true);
        const bool once_more = !got && (got.error().minor == KRB5KDC_ERR_BADOPTION ||
                                        got.error().minor == KRB5KDC_ERR_SERVER_NOMATCH);
        return once_more ? ask(at, server, false) : std::move(got);
    }

    [[nodiscard]] result<owned_credentials> ask(const owned_credentials& at, krb5_const_principal server,
                                                bool canonicalise) {
        tgs_question what{.with = at.get(), .server = server};
        what.options.forwardable = at.get()->flags.b.forwardable;
        what.options.canonicalize = canonicalise ? 1 : 0;
        what.may_refer = canonicalise;
        auto got = ask_tgs(call_, operation::initiate, what);
        if (!got) return got.error();
        auto out = std::move(got->credentials);
        restrain(at, out);
        krb5_cc_store_cred(thread_context(), cache_, out.get());
        return out;
    }

    /// A realm that is not trusted to receive delegated tickets has no say in who may.
    static void restrain(const owned_credentials& by, owned_credentials& ticket) {
        const auto context = thread_context();
        const bool own = realm_of(by.get()->server) == realm_of(by.get()->client);
        const char* const place = krb5_principal_get_comp_string(context, by.get()->server, 1);
        const bool home = own && place != nullptr && realm_of(by.get()->client) == place;
        if (!home && by.get()->flags.b.ok_as_delegate == 0) ticket.get()->flags.b.ok_as_delegate = 0;
    }

    void store_as(const owned_credentials& ticket, krb5_const_principal server) {
        if (is_for(ticket, server)) return;
        auto named = *ticket.get(); // it lends the rest
        named.server = const_cast<krb5_principal>(server);
        krb5_cc_store_cred(thread_context(), cache_, &named);
    }

    kdc_call& call_;
    const krb5_ccache cache_;
    const clock_of_cache clock_;
    std::vector<std::string> passed_, asked_;
};

} // namespace

owned_credentials find_ticket(kdc_call& call, krb5_ccache cache, krb5_const_principal server) {
    return journey(call, cache).find(server);
}

result<owned_credentials> own_granting_ticket(kdc_call& call, krb5_ccache cache) {
    return journey(call, cache).begin();
}

result<owned_credentials> granting_ticket(kdc_call& call, krb5_ccache cache, const std::string& realm) {
    return journey(call, cache).go_to(realm);
}

result<owned_credentials> service_ticket(kdc_call& call, krb5_ccache cache, krb5_const_principal server) {
    journey one(call, cache);
    if (auto found = one.find(server)) return found;
    return one.fetch(server);
}

} // namespace sspi::heimdal
