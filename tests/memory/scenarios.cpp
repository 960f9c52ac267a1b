// SPDX-License-Identifier: BSL-1.0
// What is done without memory: each way to authenticate, and what goes with it.
#include "exchange.hpp"

#include <support/test_realm.hpp>

#include <sspi_extensions.h>
#include <sspi_tokens.h>

#include <array>
#include <string>
#include <vector>

namespace sspi::test {

namespace {

constexpr auto bob = "bob";
constexpr auto bobs_password = "bob's password";

/// The realm's KDC is not part of what is looked at.
LONG answer(void*, const char*, const void* request, ULONG size, SSPI_KDC_DELIVER_FN deliver, void* to) {
    std::vector<std::byte> reply;
    {
        const faults::left_alone kdc;
        reply = shared_realm()->answer({static_cast<const std::byte*>(request), size});
    }
    deliver(to, reply.data(), static_cast<ULONG>(reply.size()), 0);
    const faults::left_alone kdc;
    std::vector<std::byte>().swap(reply);
    return 0;
}

struct message_buffers {
    char text[64] = "text";
    char token[128];
    SecBuffer buffers[2] = {{sizeof token, SECBUFFER_TOKEN, token}, {sizeof text, SECBUFFER_DATA, text}};
    SecBufferDesc list{SECBUFFER_VERSION, 2, buffers};
};

void send_message(trial& t, tried_side& from, tried_side& to) {
    message_buffers one;
    if (t.call("EncryptMessage", [&] { return EncryptMessage(from.get(), 0, &one.list, 0); }) != SEC_E_OK)
        return;
    (void)t.call("DecryptMessage", again::succeeds,
                 [&] { return DecryptMessage(to.get(), &one.list, 0, nullptr); });
}

void ask_names(trial& t, tried_side& of) {
    SecPkgContext_NativeNamesA names{};
    if (t.call("QueryContextAttributes", [&] {
            return QueryContextAttributesA(of.get(), SECPKG_ATTR_NATIVE_NAMES, &names);
        }) != SEC_E_OK)
        return;
    for (void* const each : {names.sClientName, names.sServerName})
        t.release("FreeContextBuffer", [&] { return FreeContextBuffer(each); });
}

void whole_exchange(trial& t, const char* package, const exchange_of& what) {
    tried_credential from(t), with(t);
    if (!from.acquire(package, SECPKG_CRED_OUTBOUND) || !with.acquire(package, SECPKG_CRED_INBOUND)) return;
    tried_side client(t), server(t);
    if (!establish(from, with, client, server, what)) return;
    send_message(t, client, server);
    ask_names(t, server);
}

void kerberos(trial& t) {
    whole_exchange(t, "Kerberos", {web});
}
void dce_style(trial& t) {
    whole_exchange(
        t, "Kerberos",
        {web, ISC_REQ_MUTUAL_AUTH | ISC_REQ_CONFIDENTIALITY | ISC_REQ_INTEGRITY | ISC_REQ_USE_DCE_STYLE});
}
void negotiate(trial& t) {
    whole_exchange(t, "Negotiate", {web});
}
void sasl(trial& t) {
    whole_exchange(t, "Kerberos", {.target = web, .sasl = true});
}

constexpr std::array all{scenario{"kerberos", kerberos}, scenario{"DCE style", dce_style},
                         scenario{"negotiate", negotiate}, scenario{"SASL", sasl}};

} // namespace

std::span<const scenario> scenarios() {
    return all;
}

void prepare_scenarios() {
    auto& realm = shared_realm();
    realm->add_user(bob, bobs_password);
    realm.disconnect();
    (void)SspiSetKdcRoute(realm_name, answer, nullptr);
    for (int i = 0; i < 3; ++i)
        for (const auto& each : all) {
            trial well(manner::nth, -1);
            each.run(well);
            if (well.wrong()[0] != '\0')
                throw std::runtime_error(std::string(each.name) + ": " + well.wrong());
        }
}

} // namespace sspi::test
