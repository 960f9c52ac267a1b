// SPDX-License-Identifier: BSL-1.0
// How credentials are made and asked.
#pragma once

#include <sspi/credential.hpp>
#include <sspi/impl/credential_setup.hpp>
#include <sspi/impl/identity.hpp>

#include <utility>

namespace sspi {

namespace impl {

/// The bare handle.
inline outcome acquire_handle(const credential_settings& from, CredHandle& out) {
    auto package = native_text(from.package);
    if (!package) return refused(errc::secpkg_not_found);
    auto principal = native_text(from.principal.value_or(std::string()));
    if (!principal) return refused(errc::unknown_credentials);
    owned_identity identity;
    if (!identity.assign(from)) return refused(errc::unknown_credentials);
    return answered(native_acquire(from.principal ? principal->data() : nullptr, package->data(),
                                   static_cast<ULONG>(from.use),
                                   from.has_identity() ? identity.get() : nullptr, &out));
}

inline outcome acquire(const credential_settings& from, std::shared_ptr<const credential_state>& out) {
    CredHandle handle{};
    auto result = possible(from);
    if (!result.failed()) result = acquire_handle(from, handle);
    if (result.failed()) return result;
    // If this allocation throws, the guard still frees the handle.
    struct guard {
        CredHandle* handle;
        ~guard() {
            if (handle != nullptr) FreeCredentialsHandle(handle);
        }
    } owner{&handle};
    auto state = std::make_shared<const credential_state>(handle);
    owner.handle = nullptr;
    result = set_up(&handle, from);
    if (!result.failed()) out = std::move(state);
    return result;
}

inline outcome name_of(SecHandle handle, std::string& out) {
    native_credential_names names{};
    const auto result = answered(native_query_credential(&handle, SECPKG_CRED_ATTR_NAMES, &names));
    if (!result.failed()) out = taken_text(names.sUserName);
    return result;
}

} // namespace impl

inline credential_builder credential::outbound() {
    return credential_builder(direction::outbound);
}
inline credential_builder credential::inbound() {
    return credential_builder(direction::inbound);
}
inline credential_builder credential::both() {
    return credential_builder(direction::both);
}

inline std::string credential::name(std::error_code& error) const {
    std::string out;
    error = (state_ ? impl::name_of(handle(), out) : impl::refused(errc::invalid_handle)).code();
    return out;
}
inline std::string credential::name() const {
    std::string out;
    (state_ ? impl::name_of(handle(), out) : impl::refused(errc::invalid_handle))
        .check("sspi::credential::name");
    return out;
}

inline void credential::clock_offset(std::chrono::seconds ahead, std::error_code& error) const {
    auto words = handle();
    error = (state_ ? impl::set_clock_offset(&words, ahead) : impl::refused(errc::invalid_handle)).code();
}
inline void credential::clock_offset(std::chrono::seconds ahead) const {
    auto words = handle();
    (state_ ? impl::set_clock_offset(&words, ahead) : impl::refused(errc::invalid_handle))
        .check("sspi::credential::clock_offset");
}

inline credential_builder& credential_builder::package(std::string_view name) & {
    settings_.package = name;
    return *this;
}
inline credential_builder credential_builder::package(std::string_view name) && {
    return std::move(package(name));
}
inline credential_builder& credential_builder::user(std::string_view name) & {
    settings_.user = name;
    return *this;
}
inline credential_builder credential_builder::user(std::string_view name) && {
    return std::move(user(name));
}
inline credential_builder& credential_builder::domain(std::string_view name) & {
    settings_.domain = name;
    return *this;
}
inline credential_builder credential_builder::domain(std::string_view name) && {
    return std::move(domain(name));
}
inline credential_builder& credential_builder::password(std::string_view secret) & {
    settings_.password = detail::secret_string(secret);
    return *this;
}
inline credential_builder credential_builder::password(std::string_view secret) && {
    return std::move(password(secret));
}
inline credential_builder& credential_builder::user(std::string_view name, std::string_view domain_name,
                                                    std::string_view secret) & {
    return user(name).domain(domain_name).password(secret);
}
inline credential_builder credential_builder::user(std::string_view name, std::string_view domain_name,
                                                   std::string_view secret) && {
    return std::move(user(name, domain_name, secret));
}
inline credential_builder& credential_builder::principal(std::string_view name) & {
    settings_.principal = name;
    return *this;
}
inline credential_builder credential_builder::principal(std::string_view name) && {
    return std::move(principal(name));
}
inline credential_builder& credential_builder::cache(std::string_view name) & {
    settings_.cache = name;
    return *this;
}
inline credential_builder credential_builder::cache(std::string_view name) && {
    return std::move(cache(name));
}
inline credential_builder& credential_builder::keytab(std::string_view name) & {
    settings_.keytab = name;
    return *this;
}
inline credential_builder credential_builder::keytab(std::string_view name) && {
    return std::move(keytab(name));
}
inline credential_builder& credential_builder::kdc_timeouts(std::chrono::milliseconds each,
                                                            std::chrono::milliseconds call) & {
    settings_.timeouts = impl::kdc_timeout_settings{each, call};
    return *this;
}
inline credential_builder credential_builder::kdc_timeouts(std::chrono::milliseconds each,
                                                           std::chrono::milliseconds call) && {
    return std::move(kdc_timeouts(each, call));
}
inline credential_builder& credential_builder::kdc_proxy(std::string_view url, bool only) & {
    settings_.proxy = impl::kdc_proxy_settings{std::string(url), only};
    return *this;
}
inline credential_builder credential_builder::kdc_proxy(std::string_view url, bool only) && {
    return std::move(kdc_proxy(url, only));
}
inline credential_builder& credential_builder::clock_offset(std::chrono::seconds ahead) & {
    settings_.clock_offset = ahead;
    return *this;
}
inline credential_builder credential_builder::clock_offset(std::chrono::seconds ahead) && {
    return std::move(clock_offset(ahead));
}
inline credential_builder& credential_builder::mechanisms(std::string_view list) & {
    settings_.mechanisms = list;
    return *this;
}
inline credential_builder credential_builder::mechanisms(std::string_view list) && {
    return std::move(mechanisms(list));
}

inline credential credential_builder::acquire(std::error_code& error) const {
    credential out;
    error = impl::acquire(settings_, out.state_).code();
    return out;
}
inline credential credential_builder::acquire() const {
    credential out;
    impl::acquire(settings_, out.state_).check("sspi::credential_builder::acquire");
    return out;
}

} // namespace sspi
