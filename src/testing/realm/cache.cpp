// SPDX-License-Identifier: BSL-1.0
// Puts a ticket-granting ticket into a credential cache: an AS exchange with the realm itself, no transport
// between.
#include "realm_state.hpp"
#include "send_to_kdc.hpp"

#include <ctime>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

using detail::check;

[[nodiscard]] krb5_deltat seconds_of(std::chrono::seconds duration) {
    return static_cast<krb5_deltat>(duration.count());
}

/// One AS exchange.
class exchange {
  public:
    exchange(krb5_context context, krb5_principal client, const ticket_options& options,
             std::chrono::seconds default_lifetime)
        : context_(context), options_(context), steps_(context) {
        check(context, krb5_get_init_creds_opt_alloc(context, options_.put()), "options of the AS exchange");
        krb5_get_init_creds_opt_set_forwardable(options_.get(), options.forwardable ? 1 : 0);
        krb5_get_init_creds_opt_set_tkt_life(options_.get(),
                                             seconds_of(options.lifetime.value_or(default_lifetime)));
        if (options.renewable_lifetime)
            krb5_get_init_creds_opt_set_renew_life(options_.get(), seconds_of(*options.renewable_lifetime));
        offer(options.enctypes);
        check(context,
              krb5_init_creds_init(context, client, nullptr, nullptr, 0, options_.get(), steps_.put()),
              "the AS exchange does not start");
    }

    void use_keys(krb5_keytab keys) {
        check(context_, krb5_init_creds_set_keytab(context_, steps_.get(), keys), "the keys cannot be used");
    }

    /// Asks until there is a ticket, or throws the KDC's refusal.
    void run() { check(context_, krb5_init_creds_get(context_, steps_.get()), "the KDC refuses a ticket"); }

    void take(krb5_creds* into) {
        check(context_, krb5_init_creds_get_creds(context_, steps_.get(), into), "there is no ticket");
    }

  private:
    void offer(const std::vector<enctype>& types) {
        if (types.empty()) return;
        for (const auto type : types)
            offered_.push_back(static_cast<krb5_enctype>(type));
        krb5_get_init_creds_opt_set_etype_list(options_.get(), offered_.data(),
                                               static_cast<int>(offered_.size()));
    }

    krb5_context context_;
    detail::initial_options options_;
    std::vector<krb5_enctype> offered_;
    detail::initial_exchange steps_;
};

void store(krb5_context context, const std::string& where, krb5_principal owner, krb5_creds* ticket) {
    detail::credential_cache cache(context);
    check(context, krb5_cc_resolve(context, where.c_str(), cache.put()), where);
    check(context, krb5_cc_initialize(context, cache.get(), owner), where);
    check(context, krb5_cc_store_cred(context, cache.get(), ticket), where);
}

} // namespace

void realm_state::write_cache(const std::string& where, const std::string& name,
                              const ticket_options& options) {
    const detail::context client; // with the KDC's clock, where the cache gets no trace of it
    krb5_set_real_time(client.get(), std::time(nullptr) + clock_offset().count(), -1);
    const auto user = detail::parse_principal(client.get(), name, name_);

    detail::keytab keys(client.get());
    const auto keytab_name = "MEMORY:" + unused_keytab_name();
    check(client.get(), krb5_kt_resolve(client.get(), keytab_name.c_str(), keys.put()), keytab_name);
    fill(client.get(), keys.get(), std::span(&name, 1));

    exchange as(client.get(), user.get(), options, options_.ticket_lifetime);
    as.use_keys(keys.get());
    const in_process::handler ask_this = [this](auto request) {
        return answer(request, transport::in_process);
    };
    {
        const detail::direct_line line(ask_this);
        as.run();
    }
    detail::ticket ticket(client.get());
    as.take(ticket.get());

    const detail::context writer;
    store(writer.get(), where, user.get(), ticket.get());
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
