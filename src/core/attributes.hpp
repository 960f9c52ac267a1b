// SPDX-License-Identifier: BSL-1.0
// QueryContextAttributes and QueryCredentialsAttributes: one table row for each attribute there is.
#pragma once

#include "caller_text.hpp"
#include "context.hpp"
#include "credential.hpp"

#include <sspi/detail/enctype.hpp>

#include <sspi.h>

#include <algorithm>
#include <array>

namespace sspi::core {

namespace attribute {

using outcome = result<void>;

[[nodiscard]] inline TimeStamp time_stamp(std::int64_t filetime) {
    TimeStamp out;
    out.QuadPart = filetime;
    return out;
}

/// The realm of a principal's text: what stands behind the last '@' that is not escaped.
[[nodiscard]] inline std::string_view realm_of(std::string_view principal) {
    for (auto at = principal.rfind('@'); at != std::string_view::npos && at > 0;
         at = principal.rfind('@', at - 1))
        if (principal[at - 1] != '\\') return principal.substr(at + 1);
    return {};
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
    auto user = text_block<Char>(ctx.session().initiator);
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
    auto name = text_block<Char>(realm_of(ctx.session().acceptor));
    if (!name) return name.error();
    static_cast<typename text_structures<Char>::authority*>(out)->sAuthorityName = give_text<Char>(*name);
    return {};
}

template <class Char>
[[nodiscard]] auto* give_package(const context& ctx) {
    auto block = package_block<Char>({&ctx.of(), 1});
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
    const ULONG state = ctx.is_established() ? SECPKG_NEGOTIATION_COMPLETE : SECPKG_NEGOTIATION_IN_PROGRESS;
    *static_cast<typename text_structures<Char>::negotiation_information*>(out) = {give_package<Char>(ctx),
                                                                                   state};
    return {};
}

/// No KDC of the exchange tells the application when the password expires.
inline outcome password_expiry(const context&, void* out) {
    static_cast<SecPkgContext_PasswordExpiry*>(out)->tsPasswordExpires = time_stamp(detail::never);
    return {};
}

struct row {
    ULONG id;
    bool before_completion; // meaningful while legs are still missing
    outcome (*write)(const context&, void*);
};

template <class Char>
inline constexpr std::array rows{
    row{SECPKG_ATTR_SIZES, false, sizes},
    row{SECPKG_ATTR_NAMES, false, names<Char>},
    row{SECPKG_ATTR_LIFESPAN, false, lifespan},
    row{SECPKG_ATTR_KEY_INFO, false, key_info<Char>},
    row{SECPKG_ATTR_AUTHORITY, false, authority<Char>},
    row{SECPKG_ATTR_PASSWORD_EXPIRY, false, password_expiry},
    row{SECPKG_ATTR_SESSION_KEY, false, session_key},
    row{SECPKG_ATTR_PACKAGE_INFO, true, package_info<Char>},
    row{SECPKG_ATTR_NEGOTIATION_INFO, true, negotiation_info<Char>},
    row{SECPKG_ATTR_NATIVE_NAMES, false, native_names<Char>},
    row{SECPKG_ATTR_FLAGS, true, flags},
};

} // namespace attribute

template <class Char>
[[nodiscard]] result<void> query_context(const context& ctx, ULONG id, void* out) {
    const auto found = std::ranges::find(attribute::rows<Char>, id, &attribute::row::id);
    if (found == attribute::rows<Char>.end()) return failed_with(status::unsupported_function);
    if (!found->before_completion && !ctx.is_established()) return failed_with(status::invalid_handle);
    if (out == nullptr) return failed_with(status::invalid_parameter);
    return found->write(ctx, out);
}

template <class Char>
[[nodiscard]] result<void> query_credential(const credential& cred, ULONG id, void* out) {
    if (id != SECPKG_CRED_ATTR_NAMES) return failed_with(status::unsupported_function);
    if (out == nullptr) return failed_with(status::invalid_parameter);
    const auto name = cred.name();
    if (!name) return name.error();
    auto text = text_block<Char>(*name);
    if (!text) return text.error();
    static_cast<typename text_structures<Char>::credential_names*>(out)->sUserName = give_text<Char>(*text);
    return {};
}

} // namespace sspi::core
