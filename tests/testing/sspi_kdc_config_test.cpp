// SPDX-License-Identifier: BSL-1.0
// Tests of sspi-kdc with a configuration: several realms, files for each, scripted answers, and what is refused.
#include "shell.hpp"

using namespace sspi::testing;

namespace {

constexpr std::string_view two_realms = R"([realm CORP.TEST]
trust = LAB.TEST
[user alice]
password-env = ALICE
cache = ccache
keytab = alice.keytab
[user bob]
password-file = bobs
cache = bobs.cache
locked = no
[service HTTP/web.corp.test]
enctypes = aes128-sha1
aliases = HTTP/alias.corp.test
[service HTTP/apart.corp.test]
keytab = apart.keytab
[cache short]
user = bob
lifetime = 5m

[realm LAB.TEST]
lifetime = 1h
[service host/one.lab.test]
keytab = one.keytab
[rule]
message = tgs
service = host/gone.lab.test
error = KDC_ERR_POLICY
[rule]
message = tgs
service = host/two.lab.test
drop = yes
)";

} // namespace

TEST_CASE("several realms come from one configuration, and users of one reach services of the other") {
    const shell sh;
    sh.write("kdc.conf", two_realms);
    sh.write("bobs", "battery staple\n");
    const auto result =
        sh.run("export ALICE=secret\n"
               "$kdc --config $here/kdc.conf --transcript $here/transcript -- sh -c '"
               "$client HTTP/web.corp.test && KRB5_KTNAME=$SSPI_KDC_DIRECTORY/one.keytab $client "
               "host/one.lab.test@LAB.TEST && "
               "$client HTTP/web.corp.test bob \"battery staple\" && "
               "KRB5CCNAME=$SSPI_KDC_DIRECTORY/bobs.cache $client HTTP/web.corp.test && "
               "KRB5CCNAME=$SSPI_KDC_DIRECTORY/short $client HTTP/web.corp.test; echo status $?; "
               "$client HTTP/alias.corp.test; $client host/gone.lab.test; ls $SSPI_KDC_DIRECTORY'; cat "
               "$here/transcript");
    CAPTURE(result.output);
    CHECK(contains(result, "status 0\n"));
    CHECK(contains(result, "enctypes: 17 "));
    // A second may pass between what says how long and the ticket.
    CHECK((contains(result, "lifetime: 3600\n") || contains(result, "lifetime: 3601\n")));
    CHECK((contains(result, "lifetime: 300\n") || contains(result, "lifetime: 301\n")));
    for (const char* const file : {"alice.keytab", "apart.keytab", "krb5.keytab", "one.keytab"})
        CHECK(contains(result, std::string(file) + "\n"));
    CHECK(contains(result, "# CORP.TEST\n"));
    CHECK(contains(result, "KDC_ERR_POLICY"));
    CHECK(contains(result, "# never met: "));
    CHECK(sh.is_clean());
}

TEST_CASE("flags add to the first realm of a configuration, which standard input may bring") {
    const shell sh;
    const auto result = sh.run("printf '[realm CORP.TEST]\\n[realm LAB.TEST]\\n' | "
                               "$kdc --user alice:secret --service host/x.corp.test --config - -- "
                               "$client host/x.corp.test alice@CORP.TEST secret");
    CAPTURE(result.output);
    CHECK(result.status == 0);
    sh.write("kdc.conf", "[realm CORP.TEST]\n");
    const auto renamed = sh.run("$kdc --config $here/kdc.conf --realm OTHER.TEST -- true");
    CHECK(renamed.status == 2);
    CHECK(contains(renamed, "the configuration names the realms"));
}

TEST_CASE("passwords come from files and the environment, so that nobody sees them in the process list") {
    const shell sh;
    sh.write("password", "of a file\n");
    const auto result = sh.run(
        "export SECRET='of the environment'\n"
        "$kdc --user-password-file alice:$here/password --user-password-env bob:SECRET --service host/x -- "
        "sh -c '$client host/x alice \"of a file\" && $client host/x bob \"of the environment\"'");
    CAPTURE(result.output);
    CHECK(result.status == 0);
    CHECK(contains(sh.run("$kdc --user-password-file alice:/nowhere -- true"), "/nowhere: No such file"));
    CHECK(
        contains(sh.run("$kdc --user-password-env alice:SSPI_NO_SUCH -- true"), "no variable SSPI_NO_SUCH"));
    CHECK(sh.run("$kdc --user-password-file alice -- true").status == 2);
}

TEST_CASE("what is wrong in a configuration is said with its file and line") {
    const shell sh;
    struct sample {
        const char* text;
        const char* said;
        int status;
    };
    const auto each = GENERATE(values<sample>({
        {"[realm A.TEST]\nenctypes = aes\n", "sspi-kdc: kdc.conf:2: 'enctypes' wants a comma-separated list",
         2},
        {"[realm A/TEST]\n", "sspi-kdc: kdc.conf:1: 'A/TEST' is not a realm name", 1},
        {"[user a]\npassword = x\n[user a]\npassword = y\n",
         "sspi-kdc: kdc.conf:3: the realm already has a principal a@", 1},
        {"[realm A]\ntrust = B\n", "sspi-kdc: kdc.conf:2: there is no realm B", 1},
        {"[realm A]\ntrust = A\n", "sspi-kdc: kdc.conf:2: a realm cannot trust itself", 1},
        {"[realm A]\n[keytab k]\nprincipals = nobody\n",
         "sspi-kdc: kdc.conf:2: the realm has no principal nobody@A", 1},
        {"[realm A]\n[cache c]\nuser = nobody\n", "sspi-kdc: kdc.conf:2: the realm has no principal nobody@A",
         1},
        {"[user a]\npassword = x\nlocked = yes\ncache = c\n", "sspi-kdc: kdc.conf:1: ", 1},
        {"[rule]\ne-text = x\n", "sspi-kdc: kdc.conf:1: 'e-text', 'e-data'", 1},
        {"[rule]\nticket-key-of = nobody\n", "sspi-kdc: kdc.conf:1: ", 1},
    }));
    sh.write("kdc.conf", each.text);
    const auto result = sh.run("$kdc --config $here/kdc.conf -- true");
    CAPTURE(each.text, result.output);
    CHECK(result.status == each.status);
    CHECK(contains(result, each.said));
    CHECK(sh.is_clean());
}

TEST_CASE("a configuration that cannot be read is refused") {
    const shell sh;
    CHECK(contains(sh.run("$kdc --config $here/nowhere -- true"), "nowhere: No such file or directory"));
    CHECK(contains(sh.run("$kdc --config $here -- true"), "it is a directory"));
    CHECK(contains(sh.run("$kdc --config /dev/zero -- true"), "is longer than 4 MiB"));
    CHECK(sh.run("$kdc --config /dev/null -- true").status == 0);
    CHECK(contains(sh.run("$kdc --help-config"), "[realm CORP.TEST]"));
}

TEST_CASE("the example in the help is a configuration") {
    const shell sh;
    const auto result = sh.run("$kdc --help-config | sed -n 's/^    \\([^ ]\\)/\\1/p' > $here/kdc.conf\n"
                               "export ALICE_PASSWORD=secret\n"
                               "$kdc --config $here/kdc.conf -- $client host/one.lab.test; echo status $?");
    CAPTURE(result.output);
    CHECK(contains(result, "ticket: Success\n"));
}

TEST_CASE("clients reach the KDC on the loopback of IPv6, where there is one") {
    const shell sh;
    const auto result = sh.run("test -e /proc/net/if_inet6 && grep -q '^0*1 ' /proc/net/if_inet6 || exit 0\n"
                               "$kdc --user alice:secret --service host/x -- sh -c '"
                               "sed -i s/127.0.0.1/[::1]/ $KRB5_CONFIG && $client host/x alice secret'");
    CAPTURE(result.output);
    CHECK(result.status == 0);
}
