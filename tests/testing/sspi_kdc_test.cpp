// SPDX-License-Identifier: BSL-1.0
// Tests of the program sspi-kdc, with Heimdal clients in processes of their own. SSPI_KDC and HEIMDAL_CLIENT
// say where the programs are.
#include "shell.hpp"

using namespace sspi::testing;

TEST_CASE("help names every option, and a wrong command line points to it") {
    const shell sh;
    const auto help = sh.run("$kdc --help");
    CHECK(help.status == 0);
    for (const char* const option :
         {"--realm", "--user", "--service", "--enctypes", "--lifetime", "--directory", "--kinit", "--port",
          "--domain", "--renewable-lifetime", "--verbose", "-- command"})
        CHECK(contains(help, option));
    for (const char* const wrong :
         {"--nonsense", "alice", "--user alice", "--user :x", "--user", "--port 70000", "--port x",
          "--lifetime 10y", "--lifetime 99999999999d", "--enctypes none", "--service host/x:nonsense",
          "--service ''", "--help=yes", "--"}) {
        CAPTURE(wrong);
        const auto refused = sh.run(std::string("$kdc ") + wrong);
        CHECK(refused.status == 2);
        CHECK(contains(refused, "--help"));
    }
}

TEST_CASE("what the realm refuses ends the program with its reason") {
    const shell sh;
    const auto realm = sh.run("$kdc --realm a/b -- true");
    CHECK(realm.status == 1);
    CHECK(contains(realm, "'a/b' is not a realm name"));
    const auto twice = sh.run("$kdc --user a:x --user a:y -- true");
    CHECK(twice.status == 1);
    CHECK(contains(twice, "already has a principal a@EXAMPLE.TEST"));
    const auto nobody = sh.run("$kdc --kinit nobody -- true");
    CHECK(nobody.status == 1);
    CHECK(contains(nobody, "has no principal nobody@EXAMPLE.TEST"));
    CHECK(sh.is_clean());
}

TEST_CASE("the status of the command is the program's own") {
    const shell sh;
    CHECK(sh.run("$kdc -- true").status == 0);
    CHECK(sh.run("$kdc -- sh -c 'exit 7'").status == 7);
    CHECK(sh.run("$kdc -- sh -c 'kill -9 $$'").status == 128 + 9);
    CHECK(sh.run("$kdc -- $here/missing").status == 127);
    CHECK(sh.run("$kdc -- $here").status == 126);
    CHECK(sh.is_clean());
}

TEST_CASE("a Heimdal client in another process logs in and gets tickets") {
    const shell sh;
    const auto result = sh.run("$kdc --user alice:se:cret --service HTTP/web.example.test --lifetime 2h -- "
                               "$client HTTP/web.example.test alice se:cret");
    CAPTURE(result.output);
    CHECK(result.status == 0);
    CHECK(contains(result, "enctypes: 18 18\n"));
    CHECK(contains(result, "lifetime: 7200\n"));
    CHECK(contains(result, "service: Success\n"));
    CHECK(sh.is_clean());
}

TEST_CASE("a wrong password and an unknown service fail in another process") {
    const shell sh;
    const auto password = sh.run("$kdc --user alice:secret -- $client HTTP/web.example.test alice wrong");
    CHECK(password.status == 1);
    CHECK(contains(password, "login: Preauthentication failed"));
    const auto service = sh.run("$kdc --user alice:secret -- $client HTTP/web.example.test alice secret");
    CHECK(service.status == 1);
    CHECK(contains(service, "ticket: Server (HTTP/web.example.test@EXAMPLE.TEST) unknown"));
}

TEST_CASE("kinit fills the default cache, and services have the enctypes asked for") {
    const shell sh;
    const auto result = sh.run("$kdc --realm CORP.TEST --user alice:secret --kinit=alice "
                               "--service HTTP/web.corp.test:rc4,aes256-sha1 "
                               "--service MSSQLSvc/db.corp.test:1433 --enctypes aes128-sha2 -- "
                               "sh -c '$client HTTP/web.corp.test && $client MSSQLSvc/db.corp.test:1433'");
    CAPTURE(result.output);
    CHECK(result.status == 0);
    CHECK(contains(result, "enctypes: 23 18\n"));
    CHECK(contains(result, "enctypes: 19 19\n"));
}

TEST_CASE("a directory that is named keeps its files") {
    const shell sh;
    CHECK(sh.run("$kdc --directory $here/kept --user alice:secret --kinit alice --service "
                 "HTTP/web.example.test -- "
                 "true")
              .status == 0);
    for (const char* const file : {"krb5.conf", "krb5.keytab", "ccache"})
        CHECK(std::filesystem::exists(sh.here() / "kept" / file));
    CHECK(sh.run("$kdc --directory $here/script/x -- true").status == 1);
}

TEST_CASE("without a command the environment is printed for a shell until a signal ends the program") {
    const shell sh;
    const auto signal = GENERATE(as<std::string>(), "TERM", "INT", "HUP");
    // A background process of a shell without job control ignores SIGINT unless it says otherwise, as
    // sspi-kdc does.
    const auto result =
        sh.run("$kdc --user alice:secret --service HTTP/web.example.test > $here/out & pid=$!\n"
               "for i in $(seq 500); do test -s $here/out && break; sleep 0.02; done\n"
               ". $here/out\n$client HTTP/web.example.test alice secret\n"
               "kill -" +
               signal + " $pid; wait $pid; echo status $?");
    CAPTURE(result.output, signal);
    CHECK(contains(result, "service: Success\n"));
    CHECK(contains(result, "status 0\n"));
    CHECK(sh.is_clean());
}

TEST_CASE("a signal is passed on to the command") {
    const shell sh;
    const auto result = sh.run("$kdc -- sh -c 'trap \"exit 9\" TERM; echo ready > $here/ready; "
                               "for i in $(seq 500); do sleep 0.02; done' & pid=$!\n"
                               "for i in $(seq 500); do test -s $here/ready && break; sleep 0.02; done\n"
                               "kill -TERM $pid; wait $pid; echo status $?");
    CAPTURE(result.output);
    CHECK(contains(result, "status 9\n"));
    CHECK(sh.is_clean());
}

TEST_CASE("the KDC's log goes to standard error when asked for") {
    const shell sh;
    const std::string rest = "--user alice:secret -- $client HTTP/web.example.test alice secret";
    CHECK(contains(sh.run("$kdc --verbose " + rest), "kdc: AS-REQ alice@EXAMPLE.TEST"));
    CHECK_FALSE(contains(sh.run("$kdc " + rest), "kdc: "));
}

TEST_CASE("a port that is taken is an error") {
    const shell sh;
    const auto result = sh.run("$kdc -- sh -c 'port=$(sed -n \"s/.*kdc = 127.0.0.1://p\" $KRB5_CONFIG); "
                               "exec '$kdc' --port $port -- true'");
    CAPTURE(result.output);
    CHECK(result.status == 1);
    CHECK(contains(result, "cannot listen on 127.0.0.1 port"));
}
