// SPDX-License-Identifier: BSL-1.0
// What the backend knows of Heimdal 7.8 that no interface of it promises. The rest of the room asks here; assumptions.cpp says
// of each why, where it stands, and how to see whether another version of Heimdal still has it so.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <string_view>

namespace sspi::heimdal {

/// What probes look at: two sides of one established context, with mutual authentication and an AES key.
struct probed {
    gss_ctx_id_t initiator;
    gss_ctx_id_t acceptor;
};

struct assumption {
    std::string_view what;
    std::string_view reason; ///< why no interface does
    std::string_view source; ///< a report, or the place in Heimdal
    bool (*holds)(const probed&);
};

/// For tests: they alone have assumptions.cpp.
[[nodiscard]] std::span<const assumption> assumptions();

namespace assumed {

// ---- GSS-API ------------------------------------------------------------------------------------------------------

/// 1.2.840.113554.1.2.2.5.5, GSS_C_INQ_SSPI_SESSION_KEY.
[[nodiscard]] inline gss_OID session_key_query() noexcept {
    static constinit std::array<unsigned char, 11> octets{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12,
                                                          0x01, 0x02, 0x02, 0x05, 0x05};
    static gss_OID_desc oid{octets.size(), octets.data()};
    return &oid;
}

/// The inner state of a context as Heimdal packs it. gss_krb5_export_lucid_sec_context unpacks the same, but makes a
/// krb5_context each time, which reads the configuration, and frees the packed keys without wiping them.
class packed_context {
  public:
    explicit packed_context(const gss_buffer_desc& from)
        : storage_(krb5_storage_from_mem(from.value, from.length)) {
        if (!storage_) throw std::bad_alloc();
    }

    /// False when it is packed in another way. The key stands there once or twice, always the one in use: where the acceptor
    /// gave a subkey, that protects the messages of both sides (RFC 4121 2).
    [[nodiscard]] bool read(message_keys& out) {
        constexpr std::uint32_t known_version = 1;
        const auto version = word();
        out.initiator = word() != 0;
        (void)word(); // the end time
        out.send_sequence = two_words();
        out.receive_sequence = two_words();
        out.rfc4121 = word() != 0;
        // There: whether there is a subkey; before RFC 4121: the algorithms, two words.
        const auto first = word();
        out.acceptor_subkey = out.rfc4121 && first != 0;
        if (!out.rfc4121) (void)word();
        read_key(out);
        return good_ && version == known_version;
    }

  private:
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
        held_key key;
        good_ = good_ && krb5_ret_keyblock(storage_.get(), key.get()) == 0;
        if (!good_) return;
        const auto& octets = key.get()->keyvalue;
        out.enctype = key.get()->keytype;
        out.key = detail::secret_bytes({static_cast<const std::byte*>(octets.data), octets.length});
    }

    owned_storage storage_;
    bool good_ = true;
};

/// The value of GSS_KRB5_IMPORT_CRED_X: three names, of which those that are not meant are empty.
inline void pack_login(const char* cache, const char* principal, const char* keytab, owned_data& out) {
    const owned_storage storage(krb5_storage_emem());
    if (!storage) throw std::bad_alloc();
    for (const char* const member : {cache, principal, keytab})
        if (krb5_store_string(storage.get(), member) != 0) throw std::bad_alloc();
    if (krb5_storage_to_data(storage.get(), out.out()) != 0) throw std::bad_alloc();
}

/// A third token of DCE style with a wrong number is no error to GSS_ERROR, yet Heimdal has then dropped the context.
[[nodiscard]] constexpr bool went_well(OM_uint32 major) noexcept {
    return major == GSS_S_COMPLETE || major == GSS_S_CONTINUE_NEEDED;
}

/// Heimdal has no better answer to a message that comes late than a failure without a reason.
[[nodiscard]] constexpr bool came_late(OM_uint32 major, OM_uint32 minor) noexcept {
    return major == GSS_S_FAILURE && minor == 0;
}

/// A name whose class is "host" Heimdal's GSS-API would complete: it forgets the realm, writes the host in lower case, and asks
/// DNS for both, for as long as that takes. It does so by the name's type, which it derives from the class.
[[nodiscard]] inline bool would_be_completed(krb5_const_principal name) noexcept {
    return krb5_principal_get_type(thread_context(), name) == KRB5_NT_SRV_HST;
}

// ---- Caches -------------------------------------------------------------------------------------------------------

/// Where Heimdal notes something in a cache: tickets for services of this realm, whose first part is this.
inline constexpr const char* notes_realm = "X-CACHECONF:";
inline constexpr const char* notes_name = "krb5_ccache_conf_data";

/// Where it looks, before it makes an authenticator, for how far the service's clock is ahead: four octets, the highest first.
inline constexpr const char* clock_note = "time-offset";
[[nodiscard]] constexpr std::array<std::uint8_t, 4> clock_note_of(std::int32_t seconds) noexcept {
    const auto word = static_cast<std::uint32_t>(seconds);
    return {static_cast<std::uint8_t>(word >> 24), static_cast<std::uint8_t>(word >> 16),
            static_cast<std::uint8_t>(word >> 8), static_cast<std::uint8_t>(word)};
}

/// Where it looks for whether a client's realm lets every service have delegated tickets.
inline constexpr const char* delegation_note = "realm-config";

/// The first two octets of a file at which Heimdal ends the process (krb5_abortx): it begins as caches do, and has a version
/// behind that which Heimdal does not know.
[[nodiscard]] constexpr bool ends_the_process(const std::array<char, 2>& head) noexcept {
    return head[0] == 5 && (head[1] < 1 || head[1] > 4);
}

/// How a type of caches comes into each new krb5_context: as the state that `init` gives. krb5/ccache_plugin.h has it, which is
/// not installed everywhere.
struct cache_plugin {
    int minor_version;
    krb5_error_code (*init)(krb5_context, void**);
    void (*fini)(void*);
};

// ---- Names --------------------------------------------------------------------------------------------------------

/// A name that is to be completed before it is looked for in a keytab. The type is a note of Heimdal's to itself, yet the decoder takes
/// it from messages too: whoever sends it has the receiver ask name services.
[[nodiscard]] inline bool would_be_looked_up(const PrincipalName& name) noexcept {
    return name.name_type == KRB5_NT_SRV_HST_NEEDS_CANON;
}

/// What is said of a keytab in which no key opens the ticket.
[[nodiscard]] constexpr bool found_no_key(std::int32_t code) noexcept {
    return code == KRB5_KT_NOTFOUND || code == KRB5_KT_END;
}

/// A principal that owns nothing: it lends the parts of another value, for as long as that lives.
[[nodiscard]] inline krb5_principal_data lent_principal(const PrincipalName& name,
                                                        const Realm& realm) noexcept {
    krb5_principal_data out{};
    out.name = name;
    out.realm = realm;
    return out;
}

} // namespace assumed

} // namespace sspi::heimdal
