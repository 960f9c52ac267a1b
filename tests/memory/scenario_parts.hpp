// SPDX-License-Identifier: BSL-1.0
// What several scenarios do.
#pragma once

#include "exchange.hpp"

#include <sspi_extensions.h>

#include <cstring>

namespace sspi::test {

[[nodiscard]] inline SEC_CHAR* text_for_trial(const char* text) noexcept {
    return const_cast<SEC_CHAR*>(text);
}

[[nodiscard]] inline SEC_WINNT_AUTH_IDENTITY_A identity_for_trial(const char* user,
                                                                  const char* password) noexcept {
    const auto octets = [](const char* text) {
        return reinterpret_cast<unsigned char*>(const_cast<char*>(text));
    };
    SEC_WINNT_AUTH_IDENTITY_A out{};
    out.User = octets(user);
    out.UserLength = static_cast<ULONG>(std::strlen(user));
    out.Password = octets(password);
    out.PasswordLength = static_cast<ULONG>(std::strlen(password));
    out.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    return out;
}

inline void send_message(trial& t, tried_side& from, tried_side& to) {
    char text[64] = "text", token[128];
    SecBuffer buffers[] = {{sizeof token, SECBUFFER_TOKEN, token}, {sizeof text, SECBUFFER_DATA, text}};
    SecBufferDesc list{SECBUFFER_VERSION, 2, buffers};
    if (t.call("EncryptMessage", [&] { return EncryptMessage(from.get(), 0, &list, 0); }) != SEC_E_OK) return;
    if (t.call("DecryptMessage", [&] { return DecryptMessage(to.get(), &list, 0, nullptr); }) == SEC_E_OK)
        t.reach();
}

inline void ask_names(trial& t, tried_side& of) {
    SecPkgContext_NativeNamesA names{};
    if (t.call("QueryContextAttributes", [&] {
            return QueryContextAttributesA(of.get(), SECPKG_ATTR_NATIVE_NAMES, &names);
        }) != SEC_E_OK)
        return;
    for (void* const each : {names.sClientName, names.sServerName})
        t.release("FreeContextBuffer", [&] { return FreeContextBuffer(each); });
}

/// Establishes, and uses what was established.
inline void finish_with(trial& t, tried_credential& from, tried_credential& with, const exchange_of& what) {
    tried_side client(t), server(t);
    if (!establish(from, with, client, server, what)) return;
    // A SASL context may have agreed on no layer.
    if (!what.sasl) send_message(t, client, server);
    ask_names(t, server);
    t.reach();
}

inline void ask_what_failed(trial& t, SecHandle* with) {
    PSSPI_ERROR_DETAIL detail = nullptr;
    if (t.call("SspiGetErrorDetail", [&] { return SspiGetErrorDetail(with, &detail); }) != SEC_E_OK) return;
    t.release("FreeContextBuffer", [&] { return FreeContextBuffer(detail); });
    t.reach();
}

/// A first leg that is refused, and what is said of it.
inline void fail_with(trial& t, tried_credential& from, const char* target, SECURITY_STATUS expected) {
    CtxtHandle context{};
    SecBuffer out{0, SECBUFFER_TOKEN, nullptr};
    SecBufferDesc list{SECBUFFER_VERSION, 1, &out};
    ULONG got = 0;
    const auto answered = t.call_refused("InitializeSecurityContext", expected, [&] {
        return InitializeSecurityContextA(from.get(), nullptr, text_for_trial(target),
                                          ISC_REQ_ALLOCATE_MEMORY, 0, 0, nullptr, 0, &context, &list, &got,
                                          nullptr);
    });
    if (answered == expected) ask_what_failed(t, from.get());
}

/// The client's first token with bindings of one channel, at a server with those of another that says what is wrong.
inline void be_refused(trial& t, tried_credential& from, tried_credential& with, const char* target) {
    struct bindings {
        SEC_CHANNEL_BINDINGS head{0, 0, 0, 0, 0, 0, 8, sizeof(SEC_CHANNEL_BINDINGS)};
        char octets[8];
    };
    bindings ours{.octets = "channel"}, others{.octets = "another"};
    SecBuffer bound{sizeof ours, SECBUFFER_CHANNEL_BINDINGS, &ours};
    SecBufferDesc bound_list{SECBUFFER_VERSION, 1, &bound};
    CtxtHandle client{}, server{};
    SecBuffer token{0, SECBUFFER_TOKEN, nullptr};
    SecBufferDesc token_list{SECBUFFER_VERSION, 1, &token};
    ULONG got = 0;
    if (t.call("InitializeSecurityContext", [&] {
            return InitializeSecurityContextA(from.get(), nullptr, text_for_trial(target),
                                              ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_MUTUAL_AUTH, 0, 0,
                                              &bound_list, 0, &client, &token_list, &got, nullptr);
        }) < 0)
        return;
    SecBuffer in[] = {token, {sizeof others, SECBUFFER_CHANNEL_BINDINGS, &others}};
    SecBufferDesc in_list{SECBUFFER_VERSION, 2, in};
    SecBuffer out{0, SECBUFFER_TOKEN, nullptr};
    SecBufferDesc out_list{SECBUFFER_VERSION, 1, &out};
    const auto give_back = [&] {
        if (out.pvBuffer == nullptr) return;
        t.release("FreeContextBuffer", [&] { return FreeContextBuffer(out.pvBuffer); });
        out.pvBuffer = nullptr;
    };
    const auto answered = t.call_refused("AcceptSecurityContext", SEC_E_BAD_BINDINGS, [&] {
        give_back(); // what came with another failure
        return AcceptSecurityContext(with.get(), nullptr, &in_list,
                                     ASC_REQ_ALLOCATE_MEMORY | ASC_REQ_EXTENDED_ERROR, 0, &server, &out_list,
                                     &got, nullptr);
    });
    give_back();
    if (answered == SEC_E_BAD_BINDINGS) ask_what_failed(t, with.get());
    if (answered >= 0) t.release("DeleteSecurityContext", [&] { return DeleteSecurityContext(&server); });
    t.release("FreeContextBuffer", [&] { return FreeContextBuffer(token.pvBuffer); });
    t.release("DeleteSecurityContext", [&] { return DeleteSecurityContext(&client); });
}

inline void export_and_import(trial& t, tried_side& of) {
    SecBuffer packed{};
    if (t.call("ExportSecurityContext",
               [&] { return ExportSecurityContext(of.get(), 0, &packed, nullptr); }) != SEC_E_OK)
        return;
    CtxtHandle heir{};
    if (t.call("ImportSecurityContext", [&] {
            return ImportSecurityContextA(text_for_trial("Kerberos"), &packed, nullptr, &heir);
        }) == SEC_E_OK) {
        t.release("DeleteSecurityContext", [&] { return DeleteSecurityContext(&heir); });
        t.reach();
    }
    t.release("FreeContextBuffer", [&] { return FreeContextBuffer(packed.pvBuffer); });
}

} // namespace sspi::test
