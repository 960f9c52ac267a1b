// SPDX-License-Identifier: BSL-1.0
// The one backend: the seam's mechanism on Heimdal.
#include "../never_destroyed.hpp"
#include "acceptor.hpp"
#include "call_bridge.hpp"
#include "context.hpp"
#include "credential.hpp"
#include "delegation.hpp"
#include "kdc_plugin.hpp"
#include "password.hpp"
#include "realms.hpp"
#include "target.hpp"
#include "user_to_user.hpp"

namespace sspi::gss {

namespace {

/// Every credential that reaches this backend was made by it.
[[nodiscard]] heimdal::source& own(const std::shared_ptr<credential>& given) {
    return static_cast<heimdal::source&>(*given);
}

class heimdal_kerberos final : public mechanism {
  public:
    std::shared_ptr<credential> default_initiator(std::optional<detail::principal_name> preferred) override {
        return heimdal::default_cache_source(std::move(preferred));
    }
    std::shared_ptr<credential> cached_initiator(detail::principal_name who) override {
        return heimdal::collection_source(std::move(who));
    }
    std::shared_ptr<credential> named_initiator(std::string cache) override {
        return heimdal::named_cache_source(std::move(cache));
    }
    std::shared_ptr<credential> logon_initiator(logon with) override {
        return heimdal::logon_source(std::move(with));
    }
    std::shared_ptr<credential> keytab_acceptor(acceptor_keys from) override {
        return heimdal::keytab_source(std::move(from));
    }
    void claim_kdcs() noexcept override { heimdal::use_own_transport(); }
    std::string domain_of_realm(const std::string& realm) override { return heimdal::domain_of_realm(realm); }
    std::string realm_of_domain(const std::string& domain) override {
        return heimdal::realm_of_domain(domain);
    }
    std::string realm_of_target(const std::string& target) override {
        return heimdal::realm_of_target(target);
    }

    result<user_logon> log_on_for(kdc_call& call, const detail::principal_name& who) override {
        const heimdal::call_bridge bridge(call);
        return heimdal::service_for_user(call, who);
    }

    result<std::unique_ptr<security_context>>
    initiate(kdc_call& call, const std::shared_ptr<credential>& from, initiation what) override {
        const heimdal::call_bridge bridge(call);
        if (detail::has(what.request, detail::gss_flag::user_to_user))
            return heimdal::make_user_to_user_initiator(call, own(from), std::move(what));
        return heimdal::make_initiator(call, own(from), std::move(what));
    }
    result<std::unique_ptr<security_context>> accept(kdc_call& call, const std::shared_ptr<credential>& with,
                                                     acceptance what) override {
        const heimdal::call_bridge bridge(call);
        return heimdal::make_acceptor(call, own(with), std::move(what));
    }
    result<std::unique_ptr<security_context>> accept_user_to_user(kdc_call& call,
                                                                  const std::shared_ptr<credential>& identity,
                                                                  acceptance what) override {
        const heimdal::call_bridge bridge(call);
        return heimdal::make_user_to_user_acceptor(call, own(identity), std::move(what));
    }
    result<std::unique_ptr<security_context>> import_state(view state) override {
        return heimdal::import_state(state);
    }
    result<password_verdict> change_password(kdc_call& call, const password_change& asked) override {
        const heimdal::call_bridge bridge(call);
        return heimdal::change_password(call, asked);
    }
};

} // namespace

/// Never destroyed: contexts may go when the process ends, and new ones come.
mechanism& kerberos() {
    static never_destroyed<heimdal_kerberos> instance;
    return instance.get();
}

} // namespace sspi::gss
