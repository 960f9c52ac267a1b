// SPDX-License-Identifier: BSL-1.0
// Names, flags and keys of an established context.
#include "session.hpp"

#include "errors.hpp"

#include <array>
#include <new>
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

/// The inner state of a context as Heimdal packs it. gss_krb5_export_lucid_sec_context unpacks the same, but makes a
/// krb5_context each time, which reads the configuration, and frees the packed keys without wiping them.
class packed_state {
  public:
    explicit packed_state(const gss_buffer_desc& from)
        : storage_(krb5_storage_from_mem(from.value, from.length)) {
        if (!storage_) throw std::bad_alloc();
    }

    [[nodiscard]] std::uint32_t word() {
        std::uint32_t out = 0;
        good_ = good_ && krb5_ret_uint32(storage_.get(), &out) == 0;
        return out;
    }
    [[nodiscard]] std::uint64_t two_words() {
        const auto high = std::uint64_t{word()};
        return high << 32 | word();
    }
    void read_key(message_keys& out) {
        krb5_keyblock block{};
        good_ = good_ && krb5_ret_keyblock(storage_.get(), &block) == 0;
        if (!good_) return;
        out.enctype = block.keytype;
        out.key =
            detail::secret_bytes({static_cast<const std::byte*>(block.keyvalue.data), block.keyvalue.length});
        krb5_free_keyblock_contents(thread_context(), &block);
    }
    [[nodiscard]] bool good() const noexcept { return good_; }

  private:
    owned_storage storage_;
    bool good_ = true;
};

/// The key stands there once or twice, always the one in use: where the acceptor gave a subkey, that protects the
/// messages of both sides (RFC 4121 2).
[[nodiscard]] result<message_keys> unpack(const gss_buffer_desc& packed) {
    constexpr std::uint32_t known_version = 1;
    packed_state state(packed);
    message_keys out;
    const auto version = state.word();
    out.initiator = state.word() != 0;
    (void)state.word(); // the end time
    out.send_sequence = state.two_words();
    out.receive_sequence = state.two_words();
    out.rfc4121 = state.word() != 0;
    const auto first =
        state.word(); // there: whether there is a subkey; before RFC 4121: the algorithms, two words
    out.acceptor_subkey = out.rfc4121 && first != 0;
    if (!out.rfc4121) (void)state.word();
    state.read_key(out);
    if (version != known_version || !state.good())
        return failed_with(status::internal_error, "Heimdal packs its contexts in a way that is not known");
    return out;
}

[[nodiscard]] result<message_keys> message_keys_of(gss_ctx_id_t context) {
    OM_uint32 minor = 0;
    owned_buffer_set set;
    const auto major =
        gss_inquire_sec_context_by_oid(&minor, context, GSS_KRB5_EXPORT_LUCID_CONTEXT_V1_X, set.out());
    if (GSS_ERROR(major)) return gss_failure(operation::inquire, major, minor);
    if (!set || set.get()->count != 1)
        return failed_with(status::internal_error, "the context has no message keys");
    return unpack(set.get()->elements[0]);
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
