// SPDX-License-Identifier: BSL-1.0
// QueryContextAttributes: one table row for each attribute that the contract names.
#pragma once

#include "caller_text.hpp"
#include "client_account.hpp"
#include "client_names.hpp"
#include "context.hpp"
#include "impersonation.hpp"

#include <sspi/detail/enctype.hpp>
#include <sspi/detail/principal_text.hpp>

#include <sspi.h>
#include <sspi_extensions.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sspi::core {

namespace attribute {

using outcome = result<void>;

[[nodiscard]] inline TimeStamp time_stamp(std::int64_t filetime) {
    TimeStamp out;
    out.QuadPart = filetime;
    return out;
}

inline outcome sizes(const context& ctx, void* out) {
    const auto sizes = ctx.protection().sizes();
    *static_cast<SecPkgContext_Sizes*>(out) = {ctx.of().max_token, static_cast<ULONG>(sizes.signature),
                                               static_cast<ULONG>(sizes.block),
                                               static_cast<ULONG>(sizes.trailer)};
    return {};
}

template <class Char>
outcome names(const context& ctx, void* out) {
    const auto& session = ctx.session();
    auto user = text_block<Char>(names_of_client(session.initiator, session.account.get()).text());
    if (!user) return user.error();
    static_cast<typename text_structures<Char>::names*>(out)->sUserName = give_text<Char>(*user);
    return {};
}

template <class Char>
outcome native_names(const context& ctx, void* out) {
    auto client = text_block<Char>(ctx.session().initiator);
    if (!client) return client.error();
    auto server = text_block<Char>(ctx.session().acceptor);
    if (!server) return server.error();
    *static_cast<typename text_structures<Char>::native_names*>(out) = {give_text<Char>(*client),
                                                                        give_text<Char>(*server)};
    return {};
}

inline outcome client_account(const context& ctx, void* out) {
    static_cast<SspiContext_ClientAccount*>(out)->pAccount = account_of(ctx.session());
    return {};
}

inline outcome lifespan(const context& ctx, void* out) {
    *static_cast<SecPkgContext_Lifespan*>(out) = {time_stamp(local_filetime(ctx.established_at())),
                                                  time_stamp(local_filetime(ctx.expiry()))};
    return {};
}

inline outcome flags(const context& ctx, void* out) {
    static_cast<SecPkgContext_Flags*>(out)->Flags = ctx.attributes();
    return {};
}

template <class Char>
outcome key_info(const context& ctx, void* out) {
    const auto* const row = detail::find_enctype(ctx.session().keys.enctype);
    if (row == nullptr) return failed_with(status::unsupported_function, "the enctype is not known");
    auto signature = text_block<Char>(row->signature);
    if (!signature) return signature.error();
    auto encryption = text_block<Char>(row->encryption);
    if (!encryption) return encryption.error();
    *static_cast<typename text_structures<Char>::key_info*>(out) = {
        give_text<Char>(*signature), give_text<Char>(*encryption), row->key_bits,
        static_cast<ULONG>(row->checksum), static_cast<ULONG>(row->number)};
    return {};
}

inline outcome session_key(const context& ctx, void* out) {
    const auto key = ctx.session().session_key.view();
    allocation block(key.size());
    std::ranges::copy(key, block.bytes().begin());
    *static_cast<SecPkgContext_SessionKey*>(out) = {static_cast<ULONG>(key.size()),
                                                    static_cast<unsigned char*>(block.give())};
    return {};
}

template <class Char>
outcome authority(const context& ctx, void* out) {
    auto name = text_block<Char>(detail::split_principal(ctx.session().acceptor).realm);
    if (!name) return name.error();
    static_cast<typename text_structures<Char>::authority*>(out)->sAuthorityName = give_text<Char>(*name);
    return {};
}

/// The package that was chosen; until then, the one that chooses.
template <class Char>
[[nodiscard]] auto* give_package(const context& ctx) {
    const bool agreed = ctx.agreed() == exchange::agreement::reached;
    auto block = package_block<Char>({agreed ? &kerberos_package : &ctx.of(), 1});
    return static_cast<typename text_structures<Char>::package_info*>(block.give());
}

template <class Char>
outcome package_info(const context& ctx, void* out) {
    static_cast<typename text_structures<Char>::package_information*>(out)->PackageInfo =
        give_package<Char>(ctx);
    return {};
}

template <class Char>
outcome negotiation_info(const context& ctx, void* out) {
    const bool optimistic = ctx.agreed() == exchange::agreement::optimistic;
    const ULONG state = ctx.is_established() ? SECPKG_NEGOTIATION_COMPLETE
                        : optimistic         ? SECPKG_NEGOTIATION_OPTIMISTIC
                                             : SECPKG_NEGOTIATION_IN_PROGRESS;
    *static_cast<typename text_structures<Char>::negotiation_information*>(out) = {give_package<Char>(ctx),
                                                                                   state};
    return {};
}

/// The client's: what its KDC said when it logged on, or, to a server, what its domain says in the ticket.
inline outcome password_expiry(const context& ctx, void* out) {
    const auto& session = ctx.session();
    const auto at = session.account ? session.account->logon.password_must_change : session.password_expires;
    static_cast<SecPkgContext_PasswordExpiry*>(out)->tsPasswordExpires = time_stamp(local_filetime(at));
    return {};
}

/// A principal's name as people write it: without the realm an at-sign needs no backslash, and host$@DOMAIN is one name.
[[nodiscard]] inline std::string name_as_written(std::string_view principal) {
    const auto name = detail::split_principal(principal).name;
    std::string out;
    out.reserve(name.size());
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '\\' && i + 1 < name.size() && name[++i] != '@') out.push_back('\\');
        out.push_back(name[i]);
    }
    return out;
}

/// What the client asked for is whom its ticket names. Wide from the narrow function too.
template <class Wide>
outcome client_specified_target(const context& ctx, void* out) {
    const auto& session = ctx.session();
    auto target =
        text_block<Wide>(name_as_written(session.target.empty() ? session.acceptor : session.target));
    if (!target) return target.error();
    static_cast<SecPkgContext_ClientSpecifiedTarget*>(out)->sTargetName = give_text<Wide>(*target);
    return {};
}

/// Whether the client has sent its last token. An acceptor that waits, and an initiator in DCE style, expects one
/// more; otherwise it is the acceptor's answer that tells.
inline outcome last_client_token(const context& ctx, void* out) {
    const bool one_more = ctx.side() == role::acceptor || (ctx.request() & ISC_REQ_USE_DCE_STYLE) != 0;
    const auto unfinished = one_more ? SecPkgAttrLastClientTokenNo : SecPkgAttrLastClientTokenMaybe;
    static_cast<SecPkgContext_LastClientTokenStatus*>(out)->LastClientTokenStatus =
        ctx.is_established() ? SecPkgAttrLastClientTokenYes : unfinished;
    return {};
}

inline outcome negotiation_status(const context& ctx, void* out) {
    static_cast<SecPkgContext_NegoStatus*>(out)->LastStatus = static_cast<ULONG>(ctx.last_failure());
    return {};
}

/// NULL where the context has no client to act as.
inline outcome access_token(const context& ctx, void* out) {
    auto client = client_of(ctx);
    const auto word = client ? ctx.token().get(*std::move(client)) : 0;
    static_cast<SecPkgContext_AccessToken*>(out)->AccessToken = reinterpret_cast<void*>(word);
    return {};
}

inline outcome authentication_id(const context& ctx, void* out) {
    const auto& name = ctx.session().initiator;
    auto block = text_block<char>(name);
    if (!block) return block.error();
    *static_cast<SecPkgContext_AuthzID*>(out) = {static_cast<ULONG>(name.size()), give_text<char>(*block)};
    return {};
}

inline outcome logoff_time(const context& ctx, void* out) {
    const auto& account = ctx.session().account;
    static_cast<SecPkgContext_LogoffTime*>(out)->tsLogoffTime =
        time_stamp(local_filetime(account ? account->logon.logoff : std::nullopt));
    return {};
}

inline outcome user_flags(const context& ctx, void* out) {
    const auto& account = ctx.session().account;
    static_cast<SecPkgContext_UserFlags*>(out)->UserFlags = account ? account->logon.user_flags : 0;
    return {};
}

enum class known { at_once, when_established };

struct row {
    ULONG id;
    std::size_t size; // of the structure, in bytes
    known from;
    outcome (*write)(const context&, void*); // null: refused
};

template <class Structure>
[[nodiscard]] constexpr row told(ULONG id, known from, outcome (*write)(const context&, void*)) noexcept {
    return {id, sizeof(Structure), from, write};
}
[[nodiscard]] constexpr row refused(ULONG id) noexcept {
    return {id, 0, known::at_once, nullptr};
}

/// `Wide` is the caller's WCHAR, whichever `Char` the function takes.
template <class Char, class Wide, class In = text_structures<Char>>
inline constexpr std::array rows{
    told<SecPkgContext_Sizes>(SECPKG_ATTR_SIZES, known::when_established, sizes),
    told<typename In::names>(SECPKG_ATTR_NAMES, known::when_established, names<Char>),
    told<SecPkgContext_Lifespan>(SECPKG_ATTR_LIFESPAN, known::when_established, lifespan),
    refused(SECPKG_ATTR_DCE_INFO),     // the PAC, which has no form outside Windows
    refused(SECPKG_ATTR_STREAM_SIZES), // of Schannel; also DATAGRAM_SIZES
    told<typename In::key_info>(SECPKG_ATTR_KEY_INFO, known::when_established, key_info<Char>),
    told<typename In::authority>(SECPKG_ATTR_AUTHORITY, known::when_established, authority<Char>),
    refused(SECPKG_ATTR_PROTO_INFO), // of Schannel
    told<SecPkgContext_PasswordExpiry>(SECPKG_ATTR_PASSWORD_EXPIRY, known::when_established, password_expiry),
    told<SecPkgContext_SessionKey>(SECPKG_ATTR_SESSION_KEY, known::when_established, session_key),
    told<typename In::package_information>(SECPKG_ATTR_PACKAGE_INFO, known::at_once, package_info<Char>),
    told<SecPkgContext_UserFlags>(SECPKG_ATTR_USER_FLAGS, known::when_established, user_flags),
    told<typename In::negotiation_information>(SECPKG_ATTR_NEGOTIATION_INFO, known::at_once,
                                               negotiation_info<Char>),
    told<typename In::native_names>(SECPKG_ATTR_NATIVE_NAMES, known::when_established, native_names<Char>),
    told<SecPkgContext_Flags>(SECPKG_ATTR_FLAGS, known::at_once, flags),
    refused(SECPKG_ATTR_USE_VALIDATED),      // not documented
    refused(SECPKG_ATTR_CREDENTIAL_NAME),    // of Schannel
    refused(SECPKG_ATTR_TARGET_INFORMATION), // for the credential manager, which there is none of
    told<SecPkgContext_AccessToken>(SECPKG_ATTR_ACCESS_TOKEN, known::when_established, access_token),
    refused(SECPKG_ATTR_TARGET), // not documented
    told<SecPkgContext_AuthzID>(SECPKG_ATTR_AUTHENTICATION_ID, known::when_established, authentication_id),
    told<SecPkgContext_LogoffTime>(SECPKG_ATTR_LOGOFF_TIME, known::when_established, logoff_time),
    refused(SECPKG_ATTR_NEGO_KEYS),         // of NEGOEX
    refused(SECPKG_ATTR_PROMPTING_NEEDED),  // not documented
    refused(SECPKG_ATTR_UNIQUE_BINDINGS),   // of Schannel: made there, used here
    refused(SECPKG_ATTR_ENDPOINT_BINDINGS), // likewise
    told<SecPkgContext_ClientSpecifiedTarget>(SECPKG_ATTR_CLIENT_SPECIFIED_TARGET, known::when_established,
                                              client_specified_target<Wide>),
    told<SecPkgContext_LastClientTokenStatus>(SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS, known::at_once,
                                              last_client_token),
    refused(SECPKG_ATTR_NEGO_PKG_INFO), // between Negotiate and its packages
    told<SecPkgContext_NegoStatus>(SECPKG_ATTR_NEGO_STATUS, known::at_once, negotiation_status),
    refused(SECPKG_ATTR_CONTEXT_DELETED),             // not documented
    refused(SECPKG_ATTR_DTLS_MTU),                    // of Schannel
    refused(SECPKG_ATTR_APPLICATION_PROTOCOL),        // of Schannel
    refused(SECPKG_ATTR_NEGOTIATED_TLS_EXTENSIONS),   // of Schannel
    refused(SECPKG_ATTR_IS_LOOPBACK),                 // not documented
    refused(SECPKG_ATTR_SUBJECT_SECURITY_ATTRIBUTES), // of a Windows token
    told<SspiContext_ClientAccount>(SSPI_ATTR_CLIENT_ACCOUNT, known::when_established, client_account),
};

/// The contract's numbers are those up to IS_LOOPBACK without these, and one more.
[[nodiscard]] constexpr bool is_attribute(ULONG id) noexcept {
    if (id == 23 || id == 28 || id == 29) return false;
    return id <= SECPKG_ATTR_IS_LOOPBACK || id == SECPKG_ATTR_SUBJECT_SECURITY_ATTRIBUTES;
}
template <class Char, class Wide>
[[nodiscard]] consteval bool has_each_attribute_once() {
    for (ULONG id = 0; id < 256; ++id)
        if (std::ranges::count(rows<Char, Wide>, id, &row::id) != (is_attribute(id) ? 1 : 0)) return false;
    return true;
}
static_assert(has_each_attribute_once<SEC_CHAR, SEC_WCHAR>() &&
              has_each_attribute_once<SEC_WCHAR, SEC_WCHAR>());

} // namespace attribute

/// `room` is the size of the caller's structure in bytes, SIZE_MAX when it does not say.
template <class Char, class Wide>
[[nodiscard]] result<void> query_context(const context& ctx, ULONG id, void* out, std::size_t room) {
    const auto& rows = attribute::rows<Char, Wide>;
    const auto found = std::ranges::find(rows, id, &attribute::row::id);
    if (found == rows.end() || found->write == nullptr) return failed_with(status::unsupported_function);
    if (found->from == attribute::known::when_established && !ctx.is_established())
        return failed_with(status::invalid_handle);
    if (out == nullptr) return failed_with(status::invalid_parameter);
    if (room < found->size) return failed_with(status::buffer_too_small);
    return found->write(ctx, out);
}

} // namespace sspi::core
