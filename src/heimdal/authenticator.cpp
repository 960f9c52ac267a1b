// SPDX-License-Identifier: BSL-1.0
// Looks into the authenticator of an AP-REQ.
#include "authenticator.hpp"

#include "asn1.hpp"
#include "errors.hpp"
#include "number_in.hpp"
#include "user_to_user.hpp"

#include <limits>

namespace sspi::heimdal {

namespace {

using detail::operation;

/// As long as it lives, no two clocks on this thread are too far apart.
class any_clock {
  public:
    any_clock() : limit_(krb5_get_max_time_skew(thread_context())) {
        krb5_set_max_time_skew(thread_context(), std::numeric_limits<std::int32_t>::max());
    }
    ~any_clock() { krb5_set_max_time_skew(thread_context(), limit_); }
    any_clock(const any_clock&) = delete;
    any_clock& operator=(const any_clock&) = delete;

  private:
    time_t limit_;
};

/// Decrypts the request; the authenticator is in `into` then.
[[nodiscard]] krb5_error_code open_request(krb5_keytab keytab, view request, owned_auth_context& into) {
    const auto context = thread_context();
    const any_clock lenient;
    owned_request_options options;
    owned_request opened;
    auto code = krb5_rd_req_in_ctx_alloc(context, options.out());
    if (code == 0) code = krb5_rd_req_in_set_keytab(context, options.get(), keytab);
    if (code != 0) return code;
    krb5_data message{request.size(), const_cast<std::byte*>(request.data())};
    return krb5_rd_req_ctx(context, into.in_out(), &message, nullptr, options.get(), opened.out());
}

[[nodiscard]] bool announced_in(const krb5_authdata* data) {
    for (unsigned i = 0; data != nullptr && i < data->len; ++i) {
        const auto& entry = data->val[i];
        if (entry.ad_type == KRB5_AUTHDATA_IF_RELEVANT &&
            announces_bindings({static_cast<const std::byte*>(entry.ad_data.data), entry.ad_data.length}))
            return true;
    }
    return false;
}

} // namespace

// Heimdal's authenticators are looked at where they are: its function that copies one leaves out what there is no memory for, the
// checksum with the bindings say, and calls that a success.

result<authenticator_checksum> read_authenticator(krb5_keytab keytab, view token) {
    owned_auth_context opened;
    if (const auto code = open_request(keytab, kerberos_message(token), opened))
        return krb5_failure(operation::accept, code);
    return checksum_in(*opened.get()->authenticator);
}

std::optional<utc_time> time_in_authenticator(krb5_keytab keytab, view token) {
    owned_auth_context opened;
    if (open_request(keytab, kerberos_message(token), opened) != 0) return std::nullopt;
    return utc_time(std::chrono::seconds(opened.get()->authenticator->ctime));
}

result<authenticator_checksum> checksum_in(const Authenticator& authenticator) {
    authenticator_checksum out;
    if (const auto* const sum = authenticator.cksum;
        sum != nullptr && number_in(sum->cksumtype) == checksum_type) {
        const auto parsed =
            parse_checksum({static_cast<const std::byte*>(sum->checksum.data), sum->checksum.length});
        if (!parsed) return failed_with(status::bad_bindings, "the authenticator's checksum is malformed");
        out = *parsed;
    }
    if (out.bindings == detail::sent_bindings::none && announced_in(authenticator.authorization_data))
        out.bindings = detail::sent_bindings::withheld;
    return out;
}

std::optional<failure> compare_bindings(const std::optional<channel_bindings>& own,
                                        const authenticator_checksum& sent) {
    const auto expected = user_to_user::hash_of(own);
    if (!expected) return expected.error();
    if (*expected == sent.hash) return std::nullopt;
    return failed_with(status::bad_bindings, "the channel bindings are not the client's");
}

result<void> admit(const kdc_call& call, opening_judge* judge, const std::string& client,
                   const AP_REQ& request) {
    if (judge == nullptr) return {};
    // A clock may be off by the skew in either direction; and who goes by the machine's takes a token later than one whose
    // clock is ahead has taken it now. Heimdal compares whole seconds, so that the last one counts to its end.
    constexpr std::chrono::seconds last(1);
    const std::chrono::seconds skew(krb5_get_max_time_skew(thread_context()));
    return judge->admit({.client = client,
                         .ciphertext = octets_of(request.authenticator.cipher),
                         .lifetime = 2 * skew + last + std::chrono::abs(call.clock_offset())});
}

} // namespace sspi::heimdal
