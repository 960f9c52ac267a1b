// SPDX-License-Identifier: BSL-1.0
// Names, flags and keys of an established context.
#include "session.hpp"

#include "assumptions.hpp"
#include "errors.hpp"

#include <utility>

namespace sspi::heimdal {

namespace {

using detail::operation;

[[nodiscard]] result<void> read_names(gss_ctx_id_t context, established& out) {
    const bool known = !out.initiator.empty();
    OM_uint32 minor = 0;
    OM_uint32 flags = 0;
    owned_name initiator;
    owned_name acceptor;
    const auto major = gss_inquire_context(&minor, context, known ? nullptr : initiator.out(), acceptor.out(),
                                           nullptr, nullptr, &flags, nullptr, nullptr);
    if (GSS_ERROR(major)) return gss_failure(operation::inquire, major, minor);
    auto from = known ? result<std::string>(std::move(out.initiator)) : text_of_name(initiator.get());
    if (!from) return from.error();
    auto to = text_of_name(acceptor.get());
    if (!to) return to.error();
    out.initiator = std::move(*from);
    out.acceptor = std::move(*to);
    out.granted = static_cast<detail::gss_flag>(flags);
    return {};
}

[[nodiscard]] result<void> read_session_key(gss_ctx_id_t context, established& out) {
    OM_uint32 minor = 0;
    owned_buffer_set set;
    const auto major =
        gss_inquire_sec_context_by_oid(&minor, context, assumed::session_key_query(), set.out());
    if (GSS_ERROR(major)) return gss_failure(operation::inquire, major, minor);
    if (!set || set.get()->count == 0)
        return failed_with(status::internal_error, "the context has no session key");
    const auto& key = set.get()->elements[0];
    out.session_key = detail::secret_bytes({static_cast<const std::byte*>(key.value), key.length});
    return {};
}

[[nodiscard]] result<message_keys> message_keys_of(gss_ctx_id_t context) {
    OM_uint32 minor = 0;
    owned_buffer_set set;
    const auto major =
        gss_inquire_sec_context_by_oid(&minor, context, GSS_KRB5_EXPORT_LUCID_CONTEXT_V1_X, set.out());
    if (GSS_ERROR(major)) return gss_failure(operation::inquire, major, minor);
    if (!set || set.get()->count != 1)
        return failed_with(status::internal_error, "the context has no message keys");
    message_keys out;
    if (!assumed::packed_context(set.get()->elements[0]).read(out))
        return failed_with(status::internal_error, "Heimdal packs its contexts in a way that is not known");
    return out;
}

[[nodiscard]] result<void> read_message_keys(gss_ctx_id_t context, established& out) {
    auto keys = message_keys_of(context);
    if (!keys) return keys.error();
    out.keys = std::move(*keys);
    // Without an AP-REP the acceptor never told its number: it counts from the initiator's, as MIT's and Windows do.
    if (out.keys.initiator && !detail::has(out.granted, detail::gss_flag::mutual))
        out.keys.receive_sequence = out.keys.send_sequence;
    return {};
}

} // namespace

result<std::string> text_of_name(gss_name_t name) {
    OM_uint32 minor = 0;
    owned_buffer text;
    const auto major = gss_display_name(&minor, name, text.out(), nullptr);
    if (GSS_ERROR(major)) return gss_failure(operation::inquire, major, minor);
    return std::string(text.text());
}

result<established> session_of(const owned_context& context, std::string initiator) {
    established out;
    out.initiator = std::move(initiator);
    if (auto done = read_names(context.get(), out); !done) return done.error();
    if (auto done = read_session_key(context.get(), out); !done) return done.error();
    if (auto done = read_message_keys(context.get(), out); !done) return done.error();
    return out;
}

bool makes_rfc4121_tokens(const owned_context& context) {
    const auto keys = message_keys_of(context.get());
    return keys && keys->rfc4121;
}

} // namespace sspi::heimdal
