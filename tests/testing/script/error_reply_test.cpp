// SPDX-License-Identifier: BSL-1.0
// Tests of KRB-ERRORs that a script sends, and of their codes' names.
#include "scripted.hpp"

using namespace sspi::testing;
using namespace std::chrono_literals;

namespace {

/// A KRB-ERROR, taken apart.
class sent_error {
  public:
    explicit sent_error(const octets& from) {
        std::size_t used = 0;
        REQUIRE(decode_KRB_ERROR(reinterpret_cast<const unsigned char*>(from.data()), from.size(), &value_,
                                 &used) == 0);
        REQUIRE(used == from.size());
    }
    ~sent_error() { free_KRB_ERROR(&value_); }
    sent_error(const sent_error&) = delete;
    sent_error& operator=(const sent_error&) = delete;
    [[nodiscard]] const KRB_ERROR* operator->() const { return &value_; }

  private:
    KRB_ERROR value_{};
};

[[nodiscard]] std::string name_text(const PrincipalName& name) {
    std::string out;
    for (unsigned i = 0; i < name.name_string.len; ++i)
        out += (i == 0 ? "" : "/") + std::string(name.name_string.val[i]);
    return out;
}

} // namespace

TEST_CASE("a KRB-ERROR says who asked whom for what, and the realm's time") {
    recorded with;
    with.kdc.set_clock_offset(2h);
    with.kdc.when(any_request()).answer(error_reply(kdc_err_client_revoked));
    const sent_error as(with.kdc.answer(with.requests[0]));
    CHECK(as->error_code == 18);
    CHECK(name_text(as->sname) == "krbtgt/RECORDED.TEST");
    CHECK(std::string(as->realm) == "RECORDED.TEST");
    REQUIRE(as->cname != nullptr);
    CHECK(name_text(*as->cname) == "alice");
    CHECK(as->e_text == nullptr);
    CHECK(as->e_data == nullptr);
    CHECK(std::abs(as->stime - std::chrono::system_clock::to_time_t(with.kdc.now())) <= 5);
    const sent_error tgs(with.kdc.answer(with.requests[2]));
    CHECK(name_text(tgs->sname) == web);
}

TEST_CASE("a KRB-ERROR has a text, an NTSTATUS, octets, another time and another realm as wanted") {
    recorded with;
    auto rule = with.kdc.when(any_request());
    rule.answer(error_reply(kdc_err_client_revoked).e_text("locked \xff out").nt_status(0xC0000234));
    {
        const sent_error sent(with.kdc.answer(with.requests[0]));
        CHECK(std::string(*sent->e_text) == "locked \xff out");
        // [MS-KILE] 2.2.2: type 3, and in it the status, a reserved word and flags
        const std::vector<unsigned char> expected{0x30, 21,   0xa1, 3, 2, 1, 3, 0xa2, 14, 4, 12, 0x34,
                                                  0x02, 0x00, 0xc0, 0, 0, 0, 0, 1,    0,  0, 0};
        const auto* const data = static_cast<const unsigned char*>(sent->e_data->data);
        CHECK(std::vector<unsigned char>(data, data + sent->e_data->length) == expected);
    }
    rule.answer(error_reply(krb_ap_err_skew).stime_offset(-11min).e_data(octets(2, std::byte{9})));
    {
        const sent_error sent(with.kdc.answer(with.requests[0]));
        CHECK(sent->e_data->length == 2);
        CHECK(std::abs(sent->stime + 660 - std::chrono::system_clock::to_time_t(with.kdc.now())) <= 5);
    }
    rule.answer(error_reply(kdc_err_wrong_realm).client_realm("OTHER.TEST"));
    const sent_error sent(with.kdc.answer(with.requests[0]));
    CHECK(std::string(*sent->crealm) == "OTHER.TEST");
}

TEST_CASE("clients see the code and the text") {
    scripted with;
    with.kdc.when(as_request()).answer(error_reply(kdc_err_policy).e_text("not on Sundays"));
    CHECK(with.login() == KRB5KDC_ERR_POLICY);
    const char* const text = krb5_get_error_message(with.client.context(), KRB5KDC_ERR_POLICY);
    CHECK(std::string(text).find("not on Sundays") != std::string::npos);
    krb5_free_error_message(with.client.context(), text);
}

TEST_CASE("what is not a request can be answered too") {
    recorded with;
    with.kdc.when(any_request()).answer(error_reply(krb_err_generic));
    const sent_error sent(with.kdc.answer(octets(3, std::byte{1})));
    CHECK(sent->error_code == 60);
    CHECK(name_text(sent->sname) == "krbtgt/RECORDED.TEST");
}

TEST_CASE("codes have the names of the RFCs, both ways") {
    CHECK(kerberos_error_name(18) == "KDC_ERR_CLIENT_REVOKED");
    CHECK(kerberos_error_name(kdc_err_unknown_critical_fast_options) ==
          "KDC_ERR_UNKNOWN_CRITICAL_FAST_OPTIONS");
    CHECK(kerberos_error_name(30) == "error 30");
    CHECK(kerberos_error_name(-1) == "error -1");
    CHECK(parse_kerberos_error("KDC_ERR_CLIENT_REVOKED") == kdc_err_client_revoked);
    CHECK(parse_kerberos_error("krb_ap_err_skew") == krb_ap_err_skew);
    CHECK(parse_kerberos_error("KDC_ERR") == std::nullopt);
    CHECK(parse_kerberos_error("") == std::nullopt);
    int named = 0;
    for (std::int32_t code = -10; code < 200; ++code)
        if (const auto name = kerberos_error_name(code); !name.starts_with("error ")) {
            CHECK(parse_kerberos_error(name) == code);
            ++named;
        }
    CHECK(named == 79);
}
