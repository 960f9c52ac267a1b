// SPDX-License-Identifier: BSL-1.0
// The functions that take text, under one name: narrow ones that take UTF-8 here, wide ones on Windows.
#pragma once

#include <sspi/detail/text.hpp>
#include <sspi/impl/contract.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace sspi::impl {

#if defined(_WIN32)
using native_char = wchar_t;
using native_identity = SEC_WINNT_AUTH_IDENTITY_W;
using native_identity_ex = SEC_WINNT_AUTH_IDENTITY_EXW;
using native_context_names = SecPkgContext_NamesW;
using native_native_names = SecPkgContext_NativeNamesW;
using native_authority = SecPkgContext_AuthorityW;
using native_key_info = SecPkgContext_KeyInfoW;
using native_package_info = SecPkgContext_PackageInfoW;
using native_negotiation_info = SecPkgContext_NegotiationInfoW;
using native_credential_names = SecPkgCredentials_NamesW;
using native_identity_unit = unsigned short;
inline constexpr ULONG native_identity_flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
#define SSPI_IMPL_NATIVE(name) name##W
#else
using native_char = char;
using native_identity = SEC_WINNT_AUTH_IDENTITY_A;
using native_identity_ex = SEC_WINNT_AUTH_IDENTITY_EXA;
using native_context_names = SecPkgContext_NamesA;
using native_native_names = SecPkgContext_NativeNamesA;
using native_authority = SecPkgContext_AuthorityA;
using native_key_info = SecPkgContext_KeyInfoA;
using native_package_info = SecPkgContext_PackageInfoA;
using native_negotiation_info = SecPkgContext_NegotiationInfoA;
using native_credential_names = SecPkgCredentials_NamesA;
using native_identity_unit = unsigned char;
inline constexpr ULONG native_identity_flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
#define SSPI_IMPL_NATIVE(name) name##A
#endif

inline SECURITY_STATUS native_acquire(native_char* principal, native_char* package, ULONG use, void* identity,
                                      CredHandle* out) {
    TimeStamp expiry;
    return SSPI_IMPL_NATIVE(AcquireCredentialsHandle)(principal, package, use, nullptr, identity, nullptr,
                                                      nullptr, out, &expiry);
}

inline SECURITY_STATUS native_initialize(CredHandle* credential, CtxtHandle* context, native_char* target,
                                         ULONG request, SecBufferDesc* input, CtxtHandle* fresh,
                                         SecBufferDesc* output, ULONG* attributes) {
    TimeStamp expiry;
    return SSPI_IMPL_NATIVE(InitializeSecurityContext)(credential, context, target, request, 0,
                                                       SECURITY_NATIVE_DREP, input, 0, fresh, output,
                                                       attributes, &expiry);
}

inline SECURITY_STATUS native_query(CtxtHandle* context, ULONG attribute, void* out) {
    return SSPI_IMPL_NATIVE(QueryContextAttributes)(context, attribute, out);
}

inline SECURITY_STATUS native_query_credential(CredHandle* credential, ULONG attribute, void* out) {
    return SSPI_IMPL_NATIVE(QueryCredentialsAttributes)(credential, attribute, out);
}

inline SECURITY_STATUS native_set_credential(CredHandle* credential, ULONG attribute, void* value,
                                             std::size_t size) {
    return SSPI_IMPL_NATIVE(SetCredentialsAttributes)(credential, attribute, value, static_cast<ULONG>(size));
}

#undef SSPI_IMPL_NATIVE

/// Text for the C contract, which ends at a zero character: text with one in it is as malformed as what is not UTF-8,
/// and gives nothing.
inline std::optional<std::basic_string<native_char>> native_text(std::string_view text) {
    if (text.find('\0') != text.npos) return std::nullopt;
    return detail::from_utf8<native_char>(text);
}

/// UTF-8 of text from the C contract; NULL is empty, and so would be what is ill-formed, which Windows can have in names.
template <class Char>
std::string portable_text(const Char* text) {
    if (text == nullptr) return {};
    return detail::to_utf8(std::basic_string_view<Char>(text)).value_or(std::string());
}

/// A text or structure that the C contract allocated, freed when it goes.
template <class T>
class context_buffer {
  public:
    explicit context_buffer(T* pointer) noexcept : pointer_(pointer) {}
    context_buffer(const context_buffer&) = delete;
    context_buffer& operator=(const context_buffer&) = delete;
    ~context_buffer() {
        if (pointer_ != nullptr) FreeContextBuffer(const_cast<std::remove_const_t<T>*>(pointer_));
    }
    [[nodiscard]] T* get() const noexcept { return pointer_; }

  private:
    T* pointer_;
};

/// The text of a member that the C contract allocated, which is freed.
template <class Char>
std::string taken_text(Char* text) {
    const context_buffer<Char> owner(text);
    return portable_text<std::remove_const_t<Char>>(text);
}

} // namespace sspi::impl
