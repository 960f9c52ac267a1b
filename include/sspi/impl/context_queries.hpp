// SPDX-License-Identifier: BSL-1.0
// How a context is asked: QueryContextAttributes with values that own what they say.
#pragma once

#include <sspi/context.hpp>
#include <sspi/impl/client_account.hpp>
#include <sspi/impl/local_time.hpp>
#include <sspi/impl/native.hpp>

#include <span>
#include <utility>

namespace sspi {

namespace impl {

/// One attribute: the structure of the C contract, and what is made of it.
template <class Structure, class Value, class Make>
outcome query(const context_state* state, ULONG attribute, Value& out, Make make) {
    if (state == nullptr || !state->live()) return refused(errc::invalid_handle);
    auto handle = state->handle();
    Structure structure{};
    const auto result = answered(native_query(&handle, attribute, &structure));
    if (!result.failed()) out = make(structure);
    return result;
}

inline outcome query_client_name(const context_state* state, std::string& out) {
    return query<native_native_names>(state, SECPKG_ATTR_NATIVE_NAMES, out, [](auto& from) {
        const context_buffer client(from.sClientName), server(from.sServerName);
        return portable_text(client.get());
    });
}

#if defined(_WIN32)
inline outcome query_client(const context_state*, client_account&) {
    return refused(errc::unsupported_function);
}
#else
inline outcome query_client(const context_state* state, client_account& out) {
    return query<SspiContext_ClientAccount>(state, SSPI_ATTR_CLIENT_ACCOUNT, out, [](auto& from) {
        const context_buffer<SSPI_CLIENT_ACCOUNT> owner(from.pAccount);
        return copy_of(*from.pAccount);
    });
}
#endif

inline outcome query_principals(const context_state* state, principal_names& out) {
    return query<native_native_names>(state, SECPKG_ATTR_NATIVE_NAMES, out, [](auto& from) {
        const context_buffer client(from.sClientName), server(from.sServerName);
        return principal_names{portable_text(client.get()), portable_text(server.get())};
    });
}

inline outcome query_client_specified_target(const context_state* state, std::string& out) {
    return query<SecPkgContext_ClientSpecifiedTarget>(
        state, SECPKG_ATTR_CLIENT_SPECIFIED_TARGET, out,
        [](auto& from) { return taken_text(from.sTargetName); });
}

inline outcome query_authority(const context_state* state, std::string& out) {
    return query<native_authority>(state, SECPKG_ATTR_AUTHORITY, out,
                                   [](auto& from) { return taken_text(from.sAuthorityName); });
}

inline outcome query_lifetime(const context_state* state, lifetime& out) {
    return query<SecPkgContext_Lifespan>(state, SECPKG_ATTR_LIFESPAN, out, [](auto& from) {
        return lifetime{instant_of(from.tsStart).value_or(std::chrono::system_clock::time_point()),
                        instant_of(from.tsExpiry)};
    });
}

template <class Info>
package_info taken_package(Info* from) {
    if (from == nullptr) return {};
    const context_buffer<Info> owner(from);
    return {portable_text(from->Name), portable_text(from->Comment),
            static_cast<std::uint32_t>(from->fCapabilities), static_cast<std::uint32_t>(from->cbMaxToken)};
}

inline outcome query_package(const context_state* state, package_info& out) {
    return query<native_package_info>(state, SECPKG_ATTR_PACKAGE_INFO, out,
                                      [](auto& from) { return taken_package(from.PackageInfo); });
}

inline outcome query_negotiation(const context_state* state, negotiation_info& out) {
    return query<native_negotiation_info>(state, SECPKG_ATTR_NEGOTIATION_INFO, out, [](auto& from) {
        return negotiation_info{taken_package(from.PackageInfo),
                                static_cast<negotiation_state>(from.NegotiationState)};
    });
}

inline outcome query_keys(const context_state* state, key_info& out) {
    return query<native_key_info>(state, SECPKG_ATTR_KEY_INFO, out, [](auto& from) {
        const context_buffer signature(from.sSignatureAlgorithmName), encryption(from.sEncryptAlgorithmName);
        return key_info{portable_text(signature.get()), portable_text(encryption.get()),
                        static_cast<std::uint32_t>(from.KeySize),
                        static_cast<std::uint32_t>(from.SignatureAlgorithm),
                        static_cast<std::uint32_t>(from.EncryptAlgorithm)};
    });
}

inline outcome query_session_key(const context_state* state, secret_bytes& out) {
    return query<SecPkgContext_SessionKey>(state, SECPKG_ATTR_SESSION_KEY, out, [](auto& from) {
        const context_buffer owner(from.SessionKey);
        const std::span key(reinterpret_cast<std::byte*>(from.SessionKey), from.SessionKeyLength);
        secret_bytes copy(key);
        detail::wipe(key); // Windows does not when it frees
        return copy;
    });
}

inline outcome query_sizes(const context_state* state, message_sizes& out) {
    return query<SecPkgContext_Sizes>(state, SECPKG_ATTR_SIZES, out, [](auto& from) {
        return message_sizes{from.cbMaxToken, from.cbMaxSignature, from.cbSecurityTrailer, from.cbBlockSize};
    });
}

inline outcome query_last_client_token(const context_state* state, client_token& out) {
    return query<SecPkgContext_LastClientTokenStatus>(
        state, SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS, out,
        [](auto& from) { return static_cast<client_token>(from.LastClientTokenStatus); });
}

} // namespace impl

// Each question is asked alike, so the members are written by one macro: name, type, where the answer comes from.
#define SSPI_IMPL_QUESTION(question, type)                                                                   \
    inline type context::question(std::error_code& error) const {                                            \
        type out{};                                                                                          \
        error = impl::query_##question(state_.get(), out).code();                                            \
        return out;                                                                                          \
    }                                                                                                        \
    inline type context::question() const {                                                                  \
        type out{};                                                                                          \
        impl::query_##question(state_.get(), out).check("sspi::context::" #question);                        \
        return out;                                                                                          \
    }
SSPI_IMPL_QUESTION(client_name, std::string)
SSPI_IMPL_QUESTION(client, client_account)
SSPI_IMPL_QUESTION(principals, principal_names)
SSPI_IMPL_QUESTION(client_specified_target, std::string)
SSPI_IMPL_QUESTION(authority, std::string)
SSPI_IMPL_QUESTION(lifetime, sspi::lifetime)
SSPI_IMPL_QUESTION(package, package_info)
SSPI_IMPL_QUESTION(negotiation, negotiation_info)
SSPI_IMPL_QUESTION(keys, key_info)
SSPI_IMPL_QUESTION(session_key, secret_bytes)
SSPI_IMPL_QUESTION(sizes, message_sizes)
SSPI_IMPL_QUESTION(last_client_token, client_token)
#undef SSPI_IMPL_QUESTION

} // namespace sspi
