// SPDX-License-Identifier: BSL-1.0
// A Kerberos client and service on plain Heimdal.
#include "kerberos_client.hpp"

#include <stdexcept>

namespace sspi::testing {
namespace {

/// Runs a function at the end of a block.
class on_exit {
  public:
    explicit on_exit(std::function<void()> run) : run_(std::move(run)) {}
    ~on_exit() { run_(); }
    on_exit(const on_exit&) = delete;
    on_exit& operator=(const on_exit&) = delete;

  private:
    std::function<void()> run_;
};

} // namespace

kerberos_client::kerberos_client() {
    krb5_context made = nullptr;
    if (krb5_init_context(&made) != 0) throw std::runtime_error("no Kerberos context");
    context_.reset(made);
}

kerberos_client::~kerberos_client() {
    forget();
}

void kerberos_client::offer(const std::vector<int>& enctypes) {
    offered_.clear();
    for (const int each : enctypes)
        offered_.push_back(static_cast<krb5_enctype>(each));
    auto terminated = offered_;
    terminated.push_back(static_cast<krb5_enctype>(ETYPE_NULL));
    krb5_set_default_in_tkt_etypes(context(), terminated.data());
}

void kerberos_client::forget() {
    if (cache_ == nullptr) return;
    if (own_cache_)
        krb5_cc_destroy(context(), cache_);
    else
        krb5_cc_close(context(), cache_);
    cache_ = nullptr;
}

krb5_error_code kerberos_client::use_cache(const std::string& name) {
    forget();
    own_cache_ = false;
    return krb5_cc_resolve(context(), name.c_str(), &cache_);
}

ticket_result kerberos_client::login(const std::string& user, const std::string& password) {
    krb5_principal client = nullptr;
    if (const auto status = krb5_parse_name(context(), user.c_str(), &client)) return {.status = status};
    const on_exit free_client([&] { krb5_free_principal(context(), client); });
    krb5_get_init_creds_opt* options = nullptr;
    krb5_get_init_creds_opt_alloc(context(), &options);
    const on_exit free_options([&] { krb5_get_init_creds_opt_free(context(), options); });
    krb5_get_init_creds_opt_set_forwardable(options, 0);
    if (!offered_.empty())
        krb5_get_init_creds_opt_set_etype_list(options, offered_.data(), static_cast<int>(offered_.size()));

    krb5_creds creds{};
    const auto status = krb5_get_init_creds_password(context(), &creds, client, password.c_str(), nullptr,
                                                     nullptr, 0, nullptr, options);
    if (status != 0) return {.status = status};
    const on_exit free_creds([&] { krb5_free_cred_contents(context(), &creds); });
    forget();
    own_cache_ = true;
    krb5_cc_new_unique(context(), "MEMORY", nullptr, &cache_);
    krb5_cc_initialize(context(), cache_, client);
    krb5_cc_store_cred(context(), cache_, &creds);
    return describe(creds);
}

krb5_error_code kerberos_client::obtain(const std::string& service, krb5_creds** creds) {
    krb5_creds wanted{};
    const on_exit free_wanted([&] { krb5_free_cred_contents(context(), &wanted); });
    auto status = krb5_cc_get_principal(context(), cache_, &wanted.client);
    if (status == 0) status = krb5_parse_name(context(), service.c_str(), &wanted.server);
    if (status == 0) status = krb5_get_credentials(context(), 0, cache_, &wanted, creds);
    return status;
}

ticket_result kerberos_client::ticket_for(const std::string& service) {
    krb5_creds* creds = nullptr;
    if (const auto status = obtain(service, &creds)) return {.status = status};
    const on_exit free_creds([&] { krb5_free_creds(context(), creds); });
    return describe(*creds);
}

std::size_t kerberos_client::ticket_size(const std::string& service) {
    krb5_creds* creds = nullptr;
    if (obtain(service, &creds) != 0) return 0;
    const auto size = creds->ticket.length;
    krb5_free_creds(context(), creds);
    return size;
}

ticket_result kerberos_client::describe(krb5_creds& creds) const {
    Ticket ticket{};
    if (const auto status = decode_Ticket(static_cast<const unsigned char*>(creds.ticket.data),
                                          creds.ticket.length, &ticket, nullptr))
        return {.status = status};
    const on_exit free_it([&] { free_Ticket(&ticket); });
    ticket_result result;
    result.session_enctype = creds.session.keytype;
    result.ticket_enctype = ticket.enc_part.etype;
    result.kvno = ticket.enc_part.kvno != nullptr ? static_cast<unsigned>(*ticket.enc_part.kvno) : 0;
    result.lifetime = creds.times.endtime - creds.times.authtime;
    result.renewable = creds.times.renew_till == 0 ? 0 : creds.times.renew_till - creds.times.authtime;
    result.flags = creds.flags.b;
    return result;
}

krb5_error_code kerberos_client::present_to(const std::string& service, const std::string& keytab) {
    krb5_creds* creds = nullptr;
    if (const auto status = obtain(service, &creds)) return status;
    krb5_auth_context initiator = nullptr;
    krb5_auth_context acceptor = nullptr;
    krb5_data request{};
    krb5_keytab keys = nullptr;
    krb5_principal name = nullptr;
    krb5_flags flags = 0;
    auto status = krb5_mk_req_extended(context(), &initiator, 0, nullptr, creds, &request);
    krb5_free_creds(context(), creds);
    if (status == 0) status = krb5_kt_resolve(context(), keytab.c_str(), &keys);
    if (status == 0) status = krb5_parse_name(context(), service.c_str(), &name);
    if (status == 0) status = krb5_rd_req(context(), &acceptor, &request, name, keys, &flags, nullptr);
    if (keys != nullptr) krb5_kt_close(context(), keys);
    krb5_free_principal(context(), name);
    krb5_data_free(&request);
    krb5_auth_con_free(context(), initiator);
    krb5_auth_con_free(context(), acceptor);
    return status;
}

} // namespace sspi::testing
