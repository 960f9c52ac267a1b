// SPDX-License-Identifier: BSL-1.0
// Initiating by another clock than this machine's.
#include "clock.hpp"

#include "assumptions.hpp"
#include "errors.hpp"
#include "private_cache.hpp"

#include <array>
#include <limits>

namespace sspi::heimdal {

namespace {

using detail::operation;

[[nodiscard]] krb5_error_code note_offset(krb5_ccache cache, krb5_const_principal service,
                                          std::int32_t seconds) {
    auto octets = assumed::clock_note_of(seconds);
    krb5_data data{octets.size(), octets.data()};
    return krb5_cc_set_config(thread_context(), cache, service, assumed::clock_note, &data);
}

} // namespace

result<std::shared_ptr<const login>> login_ahead(kdc_call& call, const login& from, const owned_name& target,
                                                 std::chrono::seconds ahead) {
    using limits = std::numeric_limits<std::int32_t>;
    if (ahead.count() < limits::min() || ahead.count() > limits::max())
        return failed_with(status::time_skew, "the clock of the acceptor is absurd");
    // To Heimdal zero says nothing, and it would go on by the clock of the call.
    const auto seconds = ahead.count() == 0 ? 1 : ahead.count();
    const auto context = thread_context();
    OM_uint32 minor = 0;
    owned_buffer text;
    const auto major = gss_display_name(&minor, target.get(), text.out(), nullptr);
    if (GSS_ERROR(major)) return gss_failure(operation::continue_initiate, major, minor);
    owned_principal service;
    owned_cache original;
    owned_private_cache copy;
    auto code = krb5_parse_name(context, std::string(text.text()).c_str(), service.out());
    if (code == 0) code = open_cache_of(from, original);
    if (code == 0) code = copy_to_private_cache(original.get(), copy);
    if (code == 0) code = note_offset(copy.get(), service.get(), static_cast<std::int32_t>(seconds));
    if (code != 0) return krb5_failure(operation::continue_initiate, code);
    auto out = import_cache(call, std::move(copy));
    if (!out) return out.error();
    (*out)->password_expires = from.password_expires;
    return std::shared_ptr<const login>(std::move(*out));
}

} // namespace sspi::heimdal
