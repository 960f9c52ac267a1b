// SPDX-License-Identifier: BSL-1.0
// Names, flags and keys of an established context.
#include "heimdal_session.hpp"

#include "heimdal_errors.hpp"

#include <array>

namespace sspi::gss::heimdal {

namespace {

using detail::operation;

constexpr OM_uint32 rfc4121_protocol = 1; // 0 is that of RFC 1964 and RFC 4757

[[nodiscard]] std::span<const std::byte> key_bytes(const gss_krb5_lucid_key_t& key) {
    return {static_cast<const std::byte*>(key.data), key.length};
}

[[nodiscard]] result<std::string> display(gss_name_t name) {
    OM_uint32 minor = 0;
    owned_buffer text;
    const auto major = gss_display_name(&minor, name, text.out(), nullptr);
    if (GSS_ERROR(major)) return gss_failure(operation::inquire, major, minor);
    return std::string(text.text());
}

[[nodiscard]] result<void> read_names(gss_ctx_id_t context, established& out) {
    OM_uint32 minor = 0;
    OM_uint32 flags = 0;
    owned_name initiator;
    owned_name acceptor;
    const auto major = gss_inquire_context(&minor, context, initiator.out(), acceptor.out(), nullptr, nullptr,
                                           &flags, nullptr, nullptr);
    if (GSS_ERROR(major)) return gss_failure(operation::inquire, major, minor);
    const auto from = display(initiator.get());
    if (!from) return from.error();
    const auto to = display(acceptor.get());
    if (!to) return to.error();
    out.initiator = *from;
    out.acceptor = *to;
    out.granted = static_cast<detail::gss_flag>(flags);
    return {};
}

/// 1.2.840.113554.1.2.2.5.5: Heimdal declares GSS_C_INQ_SSPI_SESSION_KEY but does not export it.
[[nodiscard]] gss_OID inquire_session_key() {
    static constinit std::array<unsigned char, 11> octets{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12,
                                                          0x01, 0x02, 0x02, 0x05, 0x05};
    static gss_OID_desc oid{octets.size(), octets.data()};
    return &oid;
}

[[nodiscard]] result<void> read_session_key(gss_ctx_id_t context, established& out) {
    OM_uint32 minor = 0;
    owned_buffer_set set;
    const auto major = gss_inquire_sec_context_by_oid(&minor, context, inquire_session_key(), set.out());
    if (GSS_ERROR(major)) return gss_failure(operation::inquire, major, minor);
    if (!set || set.get()->count == 0)
        return failed_with(status::internal_error, "the context has no session key");
    const auto& key = set.get()->elements[0];
    out.session_key = detail::secret_bytes({static_cast<const std::byte*>(key.value), key.length});
    return {};
}

/// RFC 4121 2: the acceptor's subkey protects the messages of both sides where it gave one.
[[nodiscard]] message_keys keys_of(const gss_krb5_lucid_context_v1_t& lucid) {
    const bool rfc4121 = lucid.protocol == rfc4121_protocol;
    const bool acceptor_subkey = rfc4121 && lucid.cfx_kd.have_acceptor_subkey != 0;
    const auto& key = !rfc4121          ? lucid.rfc1964_kd.ctx_key
                      : acceptor_subkey ? lucid.cfx_kd.acceptor_subkey
                                        : lucid.cfx_kd.ctx_key;
    return {.rfc4121 = rfc4121,
            .initiator = lucid.initiate != 0,
            .acceptor_subkey = acceptor_subkey,
            .enctype = static_cast<std::int32_t>(key.type),
            .key = detail::secret_bytes(key_bytes(key)),
            .send_sequence = lucid.send_seq,
            .receive_sequence = lucid.recv_seq};
}

/// A copy of the context's inner state; the context stays usable.
[[nodiscard]] result<owned_lucid> lucid_of(owned_context& context) {
    OM_uint32 minor = 0;
    owned_lucid lucid;
    const auto major = gss_krb5_export_lucid_sec_context(&minor, context.in_out(), 1, lucid.out());
    if (GSS_ERROR(major)) return gss_failure(operation::inquire, major, minor);
    return lucid;
}

[[nodiscard]] const gss_krb5_lucid_context_v1_t& contents(const owned_lucid& lucid) {
    return *static_cast<const gss_krb5_lucid_context_v1_t*>(lucid.get());
}

[[nodiscard]] result<void> read_message_keys(owned_context& context, established& out) {
    const auto lucid = lucid_of(context);
    if (!lucid) return lucid.error();
    out.keys = keys_of(contents(*lucid));
    // Without an AP-REP the acceptor never told its number: it counts from the initiator's, as MIT's and
    // Windows do.
    if (out.keys.initiator && !detail::has(out.granted, detail::gss_flag::mutual))
        out.keys.receive_sequence = out.keys.send_sequence;
    return {};
}

} // namespace

result<established> session_of(owned_context& context) {
    established out;
    if (auto done = read_names(context.get(), out); !done) return done.error();
    if (auto done = read_session_key(context.get(), out); !done) return done.error();
    if (auto done = read_message_keys(context, out); !done) return done.error();
    return out;
}

bool makes_rfc4121_tokens(owned_context& context) {
    const auto lucid = lucid_of(context);
    return lucid && contents(*lucid).protocol == rfc4121_protocol;
}

} // namespace sspi::gss::heimdal
