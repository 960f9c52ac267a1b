// SPDX-License-Identifier: BSL-1.0
// Accounts that may not log on: the NTSTATUS that the KDC sends along, as Windows and as Samba write it, and the hint.
#include <support/details.hpp>

#include <sspi/testing/settings.hpp>

#include <array>
#include <chrono>
#include <string>

using namespace sspi::test;
using namespace std::chrono_literals;
using sspi::testing::account_options;
using sspi::testing::nt_status_form;

namespace {

/// A realm of its own name each, with accounts in every state, and this process's requests go to it.
class domain {
  public:
    explicit domain(std::optional<nt_status_form> form, std::string netbios = "CORP")
        : realm_("CORP" + std::to_string(++domains_) + ".EXAMPLE",
                 {.domain = std::move(netbios), .nt_status = form}),
          route_(realm_) {}

    [[nodiscard]] detail refused(const account_options& options) {
        const auto name = "user" + std::to_string(++users_);
        const std::string secret = "a word";
        realm_.add_user(name, secret, options);
        auto who = identity_of(name, realm_.name(), secret);
        owned_credential credential = acquire(SECPKG_CRED_OUTBOUND, &who);
        peer client;
        initiate(client, credential, "HTTP/web.corp.example", ISC_REQ_MUTUAL_AUTH);
        CHECK(client.status == SEC_E_LOGON_DENIED);
        name_ = name + "@" + realm_.name();
        return last_detail(credential.get());
    }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

  private:
    sspi::testing::realm realm_;
    sspi::testing::in_process route_;
    inline static int domains_ = 0;
    int users_ = 0;
    std::string name_;
};

struct state {
    const char* setting;
    ULONG nt_status;
    const char* krb5;
    const char* hint;
};
constexpr state states[] = {
    {"disabled", 0xC0000072, "KRB5KDC_ERR_CLIENT_REVOKED", "is disabled"},
    {"locked", 0xC0000234, "KRB5KDC_ERR_CLIENT_REVOKED", "is locked out after too many wrong passwords"},
    {"expired", 0xC0000193, "KRB5KDC_ERR_CLIENT_REVOKED", "has expired"},
    {"outside-logon-hours", 0xC000006F, "KRB5KDC_ERR_CLIENT_REVOKED", "may not log on at this hour"},
    {"other-workstations-only", 0xC0000070, "KRB5KDC_ERR_POLICY", "may not log on from this machine"},
    {"must-change-password", 0xC0000224, "KRB5KDC_ERR_KEY_EXPIRED", "has to change its password"},
    {"password-expired", 0xC0000071, "KRB5KDC_ERR_KEY_EXPIRED", "has a password that has expired"},
};

} // namespace

TEST_CASE("why an account may not log on is told in words and by its NTSTATUS, in either form") {
    for (const auto form : {nt_status_form::windows, nt_status_form::samba}) {
        domain corp(form);
        for (const auto& one : states) {
            account_options options;
            sspi::testing::set(options, one.setting, "yes");
            const auto found = corp.refused(options);
            CAPTURE(one.setting, static_cast<int>(form), found.text);
            CHECK(found.nt_status == one.nt_status);
            CHECK(found.krb5 == one.krb5);
            CHECK(starts(found.hint, "the account " + corp.name() + ' ' + one.hint));
        }
    }
}

TEST_CASE("a realm that is a domain says it as Windows does, and another one not at all") {
    CHECK(domain(std::nullopt).refused({.locked_out = true}).nt_status == 0xC0000234);
    CHECK(domain(std::nullopt, "").refused({.locked_out = true}).nt_status == 0);
    CHECK(domain(nt_status_form::none).refused({.locked_out = true}).nt_status == 0);
    CHECK(domain(nt_status_form::samba, "").refused({.locked_out = true}).nt_status == 0xC0000234);
}

TEST_CASE("without an NTSTATUS an account's error says what it can") {
    domain corp(nt_status_form::none);
    CHECK(has(corp.refused({.outside_logon_hours = true}).hint, "is disabled, locked out or barred"));
    CHECK(has(corp.refused({.other_workstations_only = true}).hint, "is disabled, locked out or barred"));
    const auto past = std::chrono::system_clock::now() - 1h;
    CHECK(corp.refused({.expires = past}).krb5 == "KRB5KDC_ERR_NAME_EXP");
}
