// SPDX-License-Identifier: BSL-1.0
// LsaLogonUser: a user named by the service alone, what the service may then do, and information that lies.
#include <support/catch.hpp>
#include <support/hops.hpp>

#include <ntsecapi.h>

#include <cstring>

using namespace sspi::test;

namespace {

constexpr auto trusted = "HTTP/trusted.sspi.test";
using wide_text = std::basic_string<WCHAR>;

/// The first service of the keytab is the one that logs users on.
test_realm& realm_with_trusted_service() {
    auto& realm = shared_realm();
    static const bool added = [&] {
        realm->add_user(client_name, client_password);
        realm->add_user("former", client_password, {.disabled = true});
        realm->add_service(
            trusted, {.allowed_to_delegate_to = {back_end}, .trusted_to_authenticate_for_delegation = true});
        realm->add_service(back_end);
        realm->write_keytab(realm.environment().keytab_name(), {trusted, back_end});
        return true;
    }();
    REQUIRE(added);
    return realm;
}

[[nodiscard]] wide_text widened(const std::string& ascii) {
    return {ascii.begin(), ascii.end()};
}

/// A KERB_S4U_LOGON with its texts behind it, in memory of exactly its size.
class submission {
  public:
    explicit submission(const std::string& upn, const std::string& realm = {}, ULONG flags = 0)
        : memory_(sizeof(KERB_S4U_LOGON) + (upn.size() + realm.size()) * sizeof(WCHAR)) {
        change([&](KERB_S4U_LOGON& head) {
            head.MessageType = KerbS4ULogon;
            head.Flags = flags;
            head.ClientUpn = placed(upn, sizeof(KERB_S4U_LOGON));
            head.ClientRealm = placed(realm, sizeof(KERB_S4U_LOGON) + upn.size() * sizeof(WCHAR));
        });
        memory_.shrink_to_fit();
    }

    template <class Change>
    submission& change(Change&& how) {
        KERB_S4U_LOGON head{};
        std::memcpy(&head, memory_.data(), sizeof head);
        how(head);
        std::memcpy(memory_.data(), &head, sizeof head);
        return *this;
    }
    [[nodiscard]] bytes& memory() { return memory_; }

  private:
    [[nodiscard]] UNICODE_STRING placed(const std::string& text, std::size_t offset) {
        const auto wide = widened(text);
        const auto size = wide.size() * sizeof(WCHAR);
        std::memcpy(memory_.data() + offset, wide.data(), size);
        return {static_cast<USHORT>(size), static_cast<USHORT>(size),
                reinterpret_cast<WCHAR*>(memory_.data() + offset)};
    }

    bytes memory_;
};

struct logon_process {
    HANDLE handle = nullptr;
    ULONG package = 0xFFFF;
    static constexpr NTSTATUS untouched_status = 0x5A5A;
    mutable NTSTATUS sub_status = untouched_status;

    logon_process() {
        REQUIRE(LsaConnectUntrusted(&handle) == STATUS_SUCCESS);
        char name[] = MICROSOFT_KERBEROS_NAME_A;
        LSA_STRING text{sizeof name - 1, sizeof name, name};
        REQUIRE(LsaLookupAuthenticationPackage(handle, &text, &package) == STATUS_SUCCESS);
    }
    logon_process(const logon_process&) = delete;
    logon_process& operator=(const logon_process&) = delete;
    ~logon_process() { CHECK(LsaDeregisterLogonProcess(handle) == STATUS_SUCCESS); }

    [[nodiscard]] NTSTATUS log_on(const void* information, std::size_t size, HANDLE* token,
                                  SECURITY_LOGON_TYPE type = Network) const {
        PVOID profile = nullptr;
        ULONG profile_size = 0;
        LUID id{};
        QUOTA_LIMITS quotas{};
        sub_status = untouched_status;
        return LsaLogonUser(handle, nullptr, type, package, const_cast<void*>(information),
                            static_cast<ULONG>(size), nullptr, nullptr, &profile, &profile_size, &id, token,
                            &quotas, &sub_status);
    }
    [[nodiscard]] NTSTATUS log_on(submission what, HANDLE* token) const {
        return log_on(what.memory().data(), what.memory().size(), token);
    }
};

const auto untouched = reinterpret_cast<HANDLE>(ULONG_PTR{0x5A5A});

[[nodiscard]] NTSTATUS answer_to(submission what) {
    const logon_process lsa;
    HANDLE token = untouched;
    const auto status = lsa.log_on(std::move(what), &token);
    if (status == STATUS_SUCCESS)
        CHECK(CloseHandle(token));
    else
        CHECK(token == untouched);
    return status;
}

} // namespace

TEST_CASE("protocol transition: a service names a user and acts in the user's name where the KDC allows it") {
    auto& realm = realm_with_trusted_service();
    const auto before = cache_bytes(realm);
    const logon_process lsa;
    HANDLE token = nullptr;
    REQUIRE(lsa.log_on(submission("bob@SSPI.TEST"), &token) == STATUS_SUCCESS);
    {
        const reverted at_end;
        REQUIRE(ImpersonateLoggedOnUser(token));
        REQUIRE(CloseHandle(token));
        CHECK(go_on().seen == client_principal);
        CHECK(go_on(web).status == SEC_E_DELEGATION_REQUIRED);
    }
    CHECK(cache_bytes(realm) == before);
}

TEST_CASE("a service that is not trusted for it names users, and acts for none of them") {
    auto& realm = realm_with_trusted_service();
    realm->set_options(trusted, {.allowed_to_delegate_to = {back_end}});
    const logon_process lsa;
    HANDLE token = nullptr;
    REQUIRE(lsa.log_on(submission("bob", "SSPI.TEST"), &token) == STATUS_SUCCESS);
    {
        const reverted at_end;
        REQUIRE(ImpersonateLoggedOnUser(token));
        CHECK(go_on().status == SEC_E_DELEGATION_REQUIRED);
    }
    CHECK(CloseHandle(token));
    realm->set_options(
        trusted, {.allowed_to_delegate_to = {back_end}, .trusted_to_authenticate_for_delegation = true});
}

TEST_CASE("the service logs on once for all users that one process names, and not again for a process that "
          "is gone") {
    auto& realm = realm_with_trusted_service();
    const auto asked_for_bob = [&](const logon_process& by) {
        const auto before = realm->requests().as;
        HANDLE token = nullptr;
        REQUIRE(by.log_on(submission("bob@SSPI.TEST"), &token) == STATUS_SUCCESS);
        CHECK(CloseHandle(token));
        return realm->requests().as - before;
    };
    {
        const logon_process lsa;
        CHECK(asked_for_bob(lsa) > 0);
        CHECK(asked_for_bob(lsa) == 0);
    }
    const logon_process another;
    CHECK(asked_for_bob(another) > 0);
}

TEST_CASE("a service whose keytab and KDC were replaced logs on anew") {
    auto& realm = realm_with_trusted_service();
    const logon_process lsa;
    HANDLE token = nullptr;
    REQUIRE(lsa.log_on(submission("bob@SSPI.TEST"), &token) == STATUS_SUCCESS);
    CHECK(CloseHandle(token));
    realm->change_key(trusted);
    realm->write_keytab(realm.environment().keytab_name(), {trusted, back_end});
    const auto before = realm->requests().as;
    REQUIRE(lsa.log_on(submission("bob@SSPI.TEST"), &token) == STATUS_SUCCESS);
    CHECK(CloseHandle(token));
    CHECK(realm->requests().as > before);
}

TEST_CASE("a token that is for identifying only gives no credential") {
    realm_with_trusted_service();
    const logon_process lsa;
    HANDLE token = nullptr;
    REQUIRE(lsa.log_on(submission("bob", {}, KERB_S4U_LOGON_FLAG_IDENTIFY), &token) == STATUS_SUCCESS);
    const reverted at_end;
    REQUIRE(ImpersonateLoggedOnUser(token));
    CHECK(CloseHandle(token));
    SecHandle credential{};
    CHECK(AcquireCredentialsHandleA(nullptr, arg("Kerberos"), SECPKG_CRED_OUTBOUND, nullptr, nullptr, nullptr,
                                    nullptr, &credential, nullptr) == SEC_E_NO_CREDENTIALS);
}

TEST_CASE("the KDC's answers about users") {
    auto& realm = realm_with_trusted_service();
    CHECK(answer_to(submission("bob")) == STATUS_SUCCESS);
    CHECK(answer_to(submission("nobody")) == STATUS_NO_SUCH_USER);
    CHECK(answer_to(submission("former")) == STATUS_ACCOUNT_DISABLED);
    realm.disconnect();
    CHECK(answer_to(submission("bob")) == STATUS_NO_LOGON_SERVERS);
    realm.connect();
}

TEST_CASE("what a domain controller says of a user's account is the status, and the substatus") {
    auto& realm = realm_with_trusted_service();
    const logon_process lsa;
    for (const NTSTATUS state :
         {STATUS_ACCOUNT_LOCKED_OUT, STATUS_ACCOUNT_DISABLED, STATUS_ACCOUNT_EXPIRED,
          STATUS_INVALID_LOGON_HOURS, STATUS_INVALID_WORKSTATION, STATUS_PASSWORD_EXPIRED,
          STATUS_PASSWORD_MUST_CHANGE, STATUS_ACCOUNT_RESTRICTION, STATUS_NO_SUCH_USER}) {
        auto rule = realm->when(sspi::testing::tgs_request())
                        .answer(sspi::testing::error_reply(sspi::testing::kdc_err_client_revoked)
                                    .nt_status(static_cast<std::uint32_t>(state)));
        HANDLE token = untouched;
        CHECK(lsa.log_on(submission("bob"), &token) == state);
        CHECK(lsa.sub_status == state);
        CHECK(token == untouched);
        CHECK(LsaNtStatusToWinError(state) != 317);
        rule.remove();
    }
    auto rule = realm->when(sspi::testing::tgs_request())
                    .answer(sspi::testing::error_reply(sspi::testing::kdc_err_policy));
    HANDLE token = untouched;
    CHECK(lsa.log_on(submission("bob"), &token) == STATUS_ACCOUNT_DISABLED); // as Samba says it
    rule.answer(sspi::testing::error_reply(sspi::testing::krb_err_generic).nt_status(0xC000009A));
    CHECK(lsa.log_on(submission("bob"), &token) == STATUS_INTERNAL_ERROR); // about no account
    CHECK(lsa.sub_status == logon_process::untouched_status);
    rule.remove();
    CHECK(lsa.log_on(submission("bob"), &token) == STATUS_SUCCESS);
    CHECK(lsa.sub_status == STATUS_SUCCESS);
    CHECK(CloseHandle(token));
}

TEST_CASE("who is logged on by a service goes on with the login that the service has") {
    auto& realm = realm_with_trusted_service();
    realm->change_key(trusted);
    realm->write_keytab(realm.environment().keytab_name(), {trusted, back_end});
    const logon_process lsa;
    HANDLE token = nullptr;
    const auto before = realm->requests().as;
    REQUIRE(lsa.log_on(submission("bob"), &token) == STATUS_SUCCESS);
    const auto logged_on = realm->requests().as;
    CHECK(logged_on > before);
    const reverted at_end;
    REQUIRE(ImpersonateLoggedOnUser(token));
    CHECK(CloseHandle(token));
    CHECK(go_on().seen == client_principal);
    CHECK(realm->requests().as == logged_on);
}

TEST_CASE("information that is cut off, or whose lengths and places lie, is refused") {
    realm_with_trusted_service();
    const logon_process lsa;
    submission whole("bob", "SSPI.TEST");
    for (std::size_t size = 0; size < whole.memory().size(); ++size) {
        HANDLE token = untouched;
        const bytes part(whole.memory().begin(), whole.memory().begin() + static_cast<std::ptrdiff_t>(size));
        CHECK(lsa.log_on(part.data(), size, &token) == STATUS_INVALID_PARAMETER);
        CHECK(lsa.log_on(whole.memory().data(), size, &token) == STATUS_INVALID_PARAMETER);
        CHECK(token == untouched);
    }
    const auto refused = [&](auto change) {
        submission spoilt("bob", "SSPI.TEST");
        HANDLE token = untouched;
        spoilt.change(change);
        CHECK(lsa.log_on(spoilt.memory().data(), spoilt.memory().size(), &token) == STATUS_INVALID_PARAMETER);
        CHECK(token == untouched);
    };
    refused([](KERB_S4U_LOGON& l) { l.ClientRealm.Length = 0xFFFF; });
    refused([](KERB_S4U_LOGON& l) {
        l.ClientRealm.Length = static_cast<USHORT>(l.ClientRealm.Length + sizeof(WCHAR));
    });
    refused([](KERB_S4U_LOGON& l) { --l.ClientUpn.Length; });
    refused([](KERB_S4U_LOGON& l) { l.ClientUpn.Length = 0; });
    refused([](KERB_S4U_LOGON& l) { l.ClientUpn.Buffer = nullptr; });
    refused([](KERB_S4U_LOGON& l) { l.ClientUpn.Buffer -= 1000; });
    refused([](KERB_S4U_LOGON& l) { l.ClientUpn.Buffer += 1000; });
    refused([](KERB_S4U_LOGON& l) { l.ClientUpn.Buffer = reinterpret_cast<WCHAR*>(~std::uintptr_t{7}); });
    refused([](KERB_S4U_LOGON& l) { l.ClientUpn.Buffer[1] = 0; });
    refused([](KERB_S4U_LOGON& l) { l.MessageType = static_cast<KERB_LOGON_SUBMIT_TYPE>(99); });
}

TEST_CASE("other kinds of logon, packages and handles are refused") {
    realm_with_trusted_service();
    logon_process lsa;
    submission good("bob");
    HANDLE token = untouched;
    const auto try_with = [&] { return lsa.log_on(good.memory().data(), good.memory().size(), &token); };
    CHECK(lsa.log_on(good.memory().data(), good.memory().size(), &token, Interactive) ==
          STATUS_INVALID_LOGON_TYPE);
    CHECK(lsa.log_on(good.memory().data(), good.memory().size(), nullptr) == STATUS_INVALID_PARAMETER);
    CHECK(lsa.log_on(nullptr, 100, &token) == STATUS_INVALID_PARAMETER);
    good.change([](KERB_S4U_LOGON& l) { l.MessageType = KerbInteractiveLogon; });
    CHECK(try_with() == STATUS_NOT_SUPPORTED);
    good.change([](KERB_S4U_LOGON& l) { l.MessageType = KerbS4ULogon; });
    lsa.package = 77;
    CHECK(try_with() == STATUS_NO_SUCH_PACKAGE);
    const auto live = std::exchange(lsa.handle, nullptr);
    CHECK(try_with() == STATUS_INVALID_HANDLE);
    lsa.handle = live;
    CHECK(token == untouched);

    HANDLE second = nullptr;
    LSA_OPERATIONAL_MODE mode = 1;
    REQUIRE(LsaRegisterLogonProcess(nullptr, &second, &mode) == STATUS_SUCCESS);
    CHECK(mode == 0);
    CHECK_FALSE(CloseHandle(second)); // of another kind
    CHECK(LsaDeregisterLogonProcess(second) == STATUS_SUCCESS);
    CHECK(LsaDeregisterLogonProcess(second) == STATUS_INVALID_HANDLE);
    CHECK(LsaConnectUntrusted(nullptr) == STATUS_INVALID_PARAMETER);

    char unknown[] = "NTLM";
    LSA_STRING name{4, 4, unknown};
    ULONG number = 0xABCD;
    CHECK(LsaLookupAuthenticationPackage(lsa.handle, &name, &number) == STATUS_NO_SUCH_PACKAGE);
    CHECK(LsaLookupAuthenticationPackage(lsa.handle, nullptr, &number) == STATUS_INVALID_PARAMETER);
    CHECK(LsaLookupAuthenticationPackage(second, &name, &number) == STATUS_INVALID_HANDLE);
    CHECK(number == 0xABCD);
    CHECK(LsaFreeReturnBuffer(nullptr) == STATUS_SUCCESS);
    CHECK(LsaFreeReturnBuffer(unknown) == STATUS_INVALID_PARAMETER);
    CHECK(LsaNtStatusToWinError(STATUS_NO_SUCH_USER) == 1317);
    CHECK(LsaNtStatusToWinError(STATUS_SUCCESS) == 0);
    CHECK(LsaNtStatusToWinError(12345) == 317);
}
