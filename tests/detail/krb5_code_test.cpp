// SPDX-License-Identifier: BSL-1.0
// The Kerberos error codes against the tables of the installed Heimdal.

// First, so that the names in the list are macros where the list is expanded.
#include <asn1_err.h>
#include <heim_err.h>
#include <krb5_err.h>

#include <sspi/detail/krb5_code.hpp>
#include <sspi/detail/krb5_status.hpp>

#include "../support/catch.hpp"

#include <set>
#include <string>

namespace {

using namespace sspi::detail;

#define SSPI_TEST_SAME(enumerator, symbol, offset)                                                           \
    static_assert(static_cast<long>(krb5_code::enumerator) == (symbol));
SSPI_DETAIL_KRB5_LIST(SSPI_TEST_SAME)
#undef SSPI_TEST_SAME

static_assert(krb5_table_base == ERROR_TABLE_BASE_krb5);

bool knows(long minor) {
    return find_minor(static_cast<std::int32_t>(minor)).has_value();
}

TEST_CASE("a Kerberos code has the name that krb5_err.h gives it") {
    CHECK(krb5_code_name(KRB5KDC_ERR_NONE) == "KRB5KDC_ERR_NONE");
    CHECK(krb5_code_name(KRB5KDC_ERR_PREAUTH_FAILED) == "KRB5KDC_ERR_PREAUTH_FAILED");
    CHECK(krb5_code_name(KRB5_KDC_UNREACH) == "KRB5_KDC_UNREACH");
}

TEST_CASE("a KRB-ERROR number that Heimdal does not know, or takes for another, has the name of the RFC") {
    CHECK(krb5_code_name(krb5_table_base + 91) == "KDC_ERR_MORE_PREAUTH_DATA_REQUIRED");
    CHECK(krb5_code_name(krb5_table_base + 77) == "KDC_ERR_INCONSISTENT_KEY_PURPOSE");
    CHECK(KRB5_KDC_ERR_INCONSISTENT_KEY_PURPOSE == krb5_table_base + 76); // what there is to be mended
    CHECK(KRB5_KDC_ERR_PUBLIC_KEY_ENCRYPTION_NOT_SUPPORTED == krb5_table_base + 80);
}

TEST_CASE("every Kerberos code has a value and a name of its own") {
    std::set<krb5_code> codes;
    std::set<std::string> names;
    for (const auto& row : krb5_names) {
        INFO(std::string(row.name));
        CHECK(codes.insert(row.code).second);
        CHECK(names.insert(std::string(row.name)).second);
    }
}

TEST_CASE("a number that is no Kerberos code has no name") {
    CHECK(krb5_code_name(0).empty());
    CHECK(krb5_code_name(-1).empty());
    CHECK(krb5_code_name(krb5_table_base - 1).empty());
    for (const int unassigned : {30, 53, 59, 87, 89, 96, 99, 101, 127, 251})
        CHECK(krb5_code_name(krb5_table_base + unassigned).empty());
    CHECK(krb5_code_name(ASN1_BAD_TIMEFORMAT).empty());
}

TEST_CASE("the status table has each Kerberos code at most once") {
    std::set<krb5_code> codes;
    for (const auto& row : minor_map) {
        INFO(std::string(krb5_code_name(static_cast<std::int32_t>(row.code))));
        CHECK(codes.insert(row.code).second);
    }
}

TEST_CASE("the whole ASN.1 error table is known and its neighbours are not") {
    static_assert(ERROR_TABLE_BASE_asn1 == 1859794432);
    CHECK(knows(ASN1_BAD_TIMEFORMAT));
    CHECK(knows(ASN1_INDEF_EXTRA_DATA));
    CHECK(knows(ERROR_TABLE_BASE_asn1 + 255));
    CHECK_FALSE(knows(ERROR_TABLE_BASE_asn1 - 1));
    CHECK_FALSE(knows(ERROR_TABLE_BASE_asn1 + 256));
}

TEST_CASE("network errors of Heimdal's own table mean that no KDC was reached") {
    for (const long minor :
         {HEIM_ERR_NOHOST, HEIM_EAI_UNKNOWN, HEIM_EAI_NONAME, HEIM_EAI_SYSTEM, HEIM_NET_CONN_REFUSED}) {
        INFO(minor);
        REQUIRE(knows(minor));
        CHECK((*find_minor(static_cast<std::int32_t>(minor)))[operation::logon] ==
              sspi::status::no_authenticating_authority);
    }
    CHECK_FALSE(knows(HEIM_ERR_LOG_PARSE));
}

TEST_CASE("the other errors of that table are about files, algorithms and certificates") {
    const auto accepting = [](long minor) {
        return find_minor(static_cast<std::int32_t>(minor)).value()[operation::accept];
    };
    for (const long minor : {HEIM_ERR_EOF, HEIM_ERR_NOT_SEEKABLE, HEIM_ERR_TOO_BIG})
        CHECK(accepting(minor) == sspi::status::no_credentials);
    for (const long minor : {HEIM_ERR_SALTTYPE_NOSUPP, HEIM_ERR_RANDOM_OFFLINE})
        CHECK(accepting(minor) == sspi::status::crypto_system_invalid);
    for (const long minor : {HEIM_PKINIT_NO_CERTIFICATE, HEIM_PKINIT_PRIVATE_KEY_INVALID})
        CHECK(accepting(minor) == sspi::status::pkinit_client_failure);
    CHECK(accepting(HEIM_ERR_OPNOTSUPP) == sspi::status::unsupported_function);
    for (const long minor : {HEIM_ERR_V4_PRINC_NO_CONV, HEIM_ERR_BAD_MKEY, HEIM_ERR_SERVICE_NOMATCH,
                             HEIM_ERR_BAD_HDBENT_ENCODING})
        CHECK_FALSE(knows(minor));
}

} // namespace
