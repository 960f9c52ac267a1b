// SPDX-License-Identifier: BSL-1.0
// Tests of the private Kerberos environment.
#include "../../support/catch.hpp"
#include "../kerberos_client.hpp"

#include <sspi/testing/environment.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace sspi::testing;

namespace {

[[nodiscard]] std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : "(unset)";
}

[[nodiscard]] std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

[[nodiscard]] std::string default_realm() {
    const kerberos_client client;
    char* realm = nullptr;
    if (krb5_get_default_realm(client.context(), &realm) != 0) return "(none)";
    std::string name(realm);
    krb5_xfree(realm);
    return name;
}

} // namespace

TEST_CASE("an environment sets the variables and gives them back") {
    setenv("KRB5CCNAME", "FILE:/somebody's", 1);
    unsetenv("KRB5_KTNAME");
    std::filesystem::path directory;
    {
        const environment files({.realm = "EXAMPLE.TEST"});
        directory = files.directory();
        CHECK(std::filesystem::is_directory(directory));
        CHECK(variable("KRB5_CONFIG") == files.config_path());
        CHECK(variable("KRB5CCNAME") == files.cache_name());
        CHECK(variable("KRB5_KTNAME") == files.keytab_name());
        for (const auto& [name, value] : files.variables())
            CHECK(variable(name.c_str()) == value);
        CHECK(default_realm() == "EXAMPLE.TEST");
    }
    CHECK(variable("KRB5CCNAME") == "FILE:/somebody's");
    CHECK(variable("KRB5_KTNAME") == "(unset)");
    CHECK_FALSE(std::filesystem::exists(directory));
    unsetenv("KRB5CCNAME");
}

TEST_CASE("the directory is private and no two environments share one") {
    const environment first({.realm = "A.TEST"});
    const environment second({.realm = "B.TEST"});
    CHECK(first.directory() != second.directory());
    CHECK((std::filesystem::status(first.directory()).permissions() & std::filesystem::perms::all) ==
          std::filesystem::perms::owner_all);
    CHECK(default_realm() == "B.TEST");
}

TEST_CASE("a directory that the caller names is made and kept") {
    const environment outer({.realm = "EXAMPLE.TEST"});
    const auto wanted = outer.directory() / "deep" / "er";
    { const environment inner({.realm = "INNER.TEST", .directory = wanted}); }
    CHECK(std::filesystem::exists(wanted / "krb5.conf"));
    std::ofstream(outer.directory() / "file") << "in the way";
    CHECK_THROWS_AS(environment({.realm = "INNER.TEST", .directory = outer.directory() / "file" / "x"}),
                    error);
    CHECK(variable("KRB5_CONFIG") == outer.config_path());
}

TEST_CASE("hosts of the domains belong to the realm") {
    const environment files({.realm = "EXAMPLE.TEST", .domains = {"corp.test", "lab.test"}});
    const kerberos_client client;
    for (const char* const host : {"web.corp.test", "corp.test", "a.b.lab.test"}) {
        krb5_realm* realms = nullptr;
        REQUIRE(krb5_get_host_realm(client.context(), host, &realms) == 0);
        CHECK(std::string(realms[0]) == "EXAMPLE.TEST");
        krb5_free_host_realm(client.context(), realms);
    }
}

TEST_CASE("what clients offer can be chosen, and lines be added") {
    const environment files({.realm = "EXAMPLE.TEST",
                             .port = 8888,
                             .enctypes = {enctype::arcfour_hmac_md5, enctype::aes128_cts_hmac_sha1_96},
                             .libdefaults = "    clockskew = 17\n"});
    const kerberos_client client;
    krb5_enctype* types = nullptr;
    REQUIRE(krb5_get_default_in_tkt_etypes(client.context(), KRB5_PDU_NONE, &types) == 0);
    CHECK(types[0] == 23);
    CHECK(types[1] == 17);
    CHECK(types[2] == 0);
    krb5_xfree(types);
    CHECK(krb5_get_max_time_skew(client.context()) == 17);
    CHECK(text_of(files.config_path()).find("kdc = 127.0.0.1:8888\n") != std::string::npos);
}
