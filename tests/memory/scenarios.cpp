// SPDX-License-Identifier: BSL-1.0
// What is done without memory: each way to authenticate, and what goes with it.
#include "exchange.hpp"
#include "scenario_parts.hpp"
#include "stage.hpp"

#include <sspi_extensions.h>
#include <sspi_tokens.h>

#include <array>
#include <stdexcept>
#include <string>

namespace sspi::test {

namespace {

void whole_exchange(trial& t, const char* package, const exchange_of& what) {
    tried_credential from(t), with(t);
    if (!from.acquire(package, SECPKG_CRED_OUTBOUND) || !with.acquire(package, SECPKG_CRED_INBOUND)) return;
    finish_with(t, from, with, what);
}

void kerberos(trial& t) {
    whole_exchange(t, "Kerberos", {web_service});
}
void dce_style(trial& t) {
    whole_exchange(t, "Kerberos", {web_service, usual_for_trial | ISC_REQ_USE_DCE_STYLE});
}
void negotiate(trial& t) {
    whole_exchange(t, "Negotiate", {web_service});
}
void sasl(trial& t) {
    whole_exchange(t, "Kerberos", {.target = web_service, .sasl = true});
}

void user_to_user(trial& t) {
    tried_credential from(t), with(t);
    auto who = identity_for_trial(bob, bobs_password);
    if (!from.acquire("Kerberos", SECPKG_CRED_OUTBOUND) ||
        !with.acquire("Kerberos", SECPKG_CRED_INBOUND, &who))
        return;
    finish_with(t, from, with, {bob, usual_for_trial | ISC_REQ_USE_SESSION_KEY});
}

void password(trial& t) {
    tried_credential from(t), with(t);
    auto who = identity_for_trial(bob, bobs_password);
    if (!from.acquire("Kerberos", SECPKG_CRED_OUTBOUND, &who) ||
        !with.acquire("Kerberos", SECPKG_CRED_INBOUND))
        return;
    finish_with(t, from, with, {web_service});
}

/// What waits for the network, and passes on what comes.
void network(trial& t) {
    const by_network now;
    password(t);
}

void keytab(trial& t) {
    tried_credential from(t), with(t);
    auto* const who = const_cast<std::byte*>(the_stage().identity_with_keytab.data());
    if (!from.acquire("Kerberos", SECPKG_CRED_OUTBOUND, who) ||
        !with.acquire("Kerberos", SECPKG_CRED_INBOUND, who))
        return;
    finish_with(t, from, with, {web_service});
}

/// Ticket and index are made anew.
void cache_file(trial& t) {
    the_stage().renew_cache();
    tried_credential from(t), with(t);
    if (!from.acquire("Kerberos", SECPKG_CRED_OUTBOUND) || !with.acquire("Kerberos", SECPKG_CRED_INBOUND))
        return;
    if (t.call("SspiSetCredentialStore", [&] {
            return SspiSetCredentialStore(from.get(), the_stage().cache_name.c_str(), nullptr);
        }) != SEC_E_OK)
        return;
    if (t.call("SspiSetCredentialStore", [&] {
            return SspiSetCredentialStore(with.get(), nullptr, the_stage().keytab_name.c_str());
        }) != SEC_E_OK)
        return;
    finish_with(t, from, with, {web_service});
}

/// A client at a service, which then acts in the client's name.
void act_for_client(trial& t, const exchange_of& first) {
    tried_credential from(t), with(t);
    auto who = identity_for_trial(bob, bobs_password);
    if (!from.acquire("Kerberos", SECPKG_CRED_OUTBOUND, &who) ||
        !with.acquire("Kerberos", SECPKG_CRED_INBOUND))
        return;
    tried_side client(t), server(t);
    if (!establish(from, with, client, server, first)) return;
    if (t.call("ImpersonateSecurityContext", [&] { return ImpersonateSecurityContext(server.get()); }) !=
        SEC_E_OK)
        return;
    {
        tried_credential as_client(t);
        if (as_client.acquire("Kerberos", SECPKG_CRED_OUTBOUND))
            finish_with(t, as_client, with, {back_end_service});
    }
    t.release("RevertSecurityContext", [&] { return RevertSecurityContext(server.get()); });
}
void delegation(trial& t) {
    act_for_client(t, {forwarding_service, usual_for_trial | ISC_REQ_DELEGATE});
}
void constrained_delegation(trial& t) {
    act_for_client(t, {proxying_service});
}

/// What is said of a failure is made of texts.
void wrong_password(trial& t) {
    tried_credential from(t);
    auto who = identity_for_trial(bob, "another password");
    if (!from.acquire("Kerberos", SECPKG_CRED_OUTBOUND, &who)) return;
    fail_with(t, from, web_service, SEC_E_LOGON_DENIED);
}
void unknown_service(trial& t) {
    tried_credential from(t);
    auto who = identity_for_trial(bob, bobs_password);
    if (!from.acquire("Kerberos", SECPKG_CRED_OUTBOUND, &who)) return;
    fail_with(t, from, "HTTP/nowhere.sspi.test", SEC_E_TARGET_UNKNOWN);
}

/// A server that has other bindings than the client, and says so in a token.
void refused_token(trial& t) {
    tried_credential from(t), with(t);
    if (!from.acquire("Negotiate", SECPKG_CRED_OUTBOUND) || !with.acquire("Negotiate", SECPKG_CRED_INBOUND))
        return;
    be_refused(t, from, with, web_service);
}

void transfer(trial& t) {
    tried_credential from(t), with(t);
    if (!from.acquire("Kerberos", SECPKG_CRED_OUTBOUND) || !with.acquire("Kerberos", SECPKG_CRED_INBOUND))
        return;
    tried_side client(t), server(t);
    if (!establish(from, with, client, server, {web_service})) return;
    export_and_import(t, server);
}

void change_of_password(trial& t) {
    if (t.call("ChangeAccountPassword", [&] {
            return ChangeAccountPasswordA(text_for_trial("Kerberos"), text_for_trial(stage_realm),
                                          text_for_trial(bob), text_for_trial(bobs_password),
                                          text_for_trial(bobs_password), FALSE, 0, nullptr);
        }) == SEC_E_OK)
        t.reach();
}

constexpr std::array all{scenario{"kerberos", kerberos},
                         scenario{"DCE style", dce_style},
                         scenario{"negotiate", negotiate},
                         scenario{"SASL", sasl},
                         scenario{"user-to-user", user_to_user},
                         scenario{"password", password},
                         scenario{"network", network},
                         scenario{"keytab", keytab},
                         scenario{"cache file", cache_file},
                         scenario{"delegation", delegation},
                         scenario{"constrained delegation", constrained_delegation},
                         scenario{"wrong password", wrong_password},
                         scenario{"unknown service", unknown_service},
                         scenario{"refused token", refused_token},
                         scenario{"transfer", transfer},
                         scenario{"change of password", change_of_password}};

/// So that no table of what was given to callers grows later.
void give_much_out() {
    std::array<SecPkgInfoA*, 4000> blocks{};
    for (auto& each : blocks)
        (void)QuerySecurityPackageInfoA(text_for_trial("Kerberos"), &each);
    for (auto* const each : blocks)
        (void)FreeContextBuffer(each);
}

} // namespace

std::span<const scenario> scenarios() {
    return all;
}

void prepare_scenarios() {
    (void)the_stage();
    give_much_out();
    for (int i = 0; i < 3; ++i)
        for (const auto& each : all) {
            trial well(manner::nth, -1);
            each.run(well);
            if (well.wrong()[0] != '\0')
                throw std::runtime_error(std::string(each.name) + ": " + well.wrong());
            if (well.reached() == 0) throw std::runtime_error(std::string(each.name) + " calls nothing");
        }
}

} // namespace sspi::test
