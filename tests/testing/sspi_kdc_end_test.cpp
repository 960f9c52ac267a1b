// SPDX-License-Identifier: BSL-1.0
// Tests of how sspi-kdc begins and ends: in whatever surroundings, and leaving nothing.
#include "shell.hpp"

using namespace sspi::testing;

TEST_CASE("each signal that ends the program is passed on to the command, and nothing is left") {
    const shell sh;
    const auto signal = GENERATE(as<std::string>(), "TERM", "INT", "HUP", "QUIT");
    const auto result =
        sh.run("$kdc -- sh -c 'trap \"exit 9\" " + signal +
               "; echo ready > $here/ready; while :; do sleep 0.02; done' & pid=$!\n" +
               shell::wait_for("$here/ready") + "kill -" + signal + " $pid; wait $pid; echo status $?");
    CAPTURE(result.output, signal);
    CHECK(contains(result, "status 9\n"));
    CHECK(sh.is_clean());
}

TEST_CASE("a command that does not heed signals is killed by the third") {
    const shell sh;
    const auto result = sh.run(
        "$kdc -- sh -c 'trap \"echo again >> $here/heard\" TERM; echo ready > $here/ready; "
        "while :; do sleep 0.02; done' & pid=$!\n" +
        shell::wait_for("$here/ready") +
        "for round in 1 2; do kill -TERM $pid\n"
        "for i in $(seq 500); do test \"$(wc -l < $here/heard)\" = $round && break; sleep 0.02; done; done\n"
        "kill -TERM $pid; wait $pid; echo status $?");
    CAPTURE(result.output);
    CHECK(contains(result, "status 137\n"));
    CHECK(sh.is_clean());
}

TEST_CASE("a SIGHUP that is ignored stays ignored") {
    const shell sh;
    const auto result = sh.run("trap '' HUP\n$kdc -- sh -c 'kill -HUP $PPID; sleep 0.1; exit 5'");
    CHECK(result.status == 5);
}

TEST_CASE("the command has the signals that any program has") {
    const shell sh;
    CHECK(sh.run("$kdc -- sh -c 'kill -PIPE $$; exit 3'").status == 128 + 13);
    CHECK(sh.run("$kdc -- sh -c 'kill -TERM $$; exit 3'").status == 128 + 15);
}

TEST_CASE("the command inherits what the program has, and none of its own descriptors") {
    const shell sh;
    const auto result =
        sh.run("ls /dev/fd/ 8</dev/null > $here/without\n"
               "$kdc --user alice:secret --kinit alice -- sh -c 'ls /dev/fd/' 8</dev/null > $here/with\n"
               "cat $here/with; cmp $here/without $here/with");
    CAPTURE(result.output);
    CHECK(result.status == 0);
}

TEST_CASE("an empty environment and closed descriptors are surroundings like any other") {
    const shell sh;
    const std::string login = "--user alice:secret --service host/x -- $client host/x alice secret";
    CHECK(sh.run("env -i PATH=\"$PATH\" TMPDIR=\"$TMPDIR\" $kdc " + login).status == 0);
    CHECK(sh.run("unset HOME; $kdc " + login + " <&-").status == 0);
    CHECK(sh.run("$kdc " + login + " <&- >&- 2>&-").status == 0);
    CHECK(sh.is_clean());
}

TEST_CASE("who reads what the program prints may leave") {
    const shell sh;
    const auto result = sh.run(
        "sh -c 'echo $$ > $here/pid; exec '$kdc | true &\n" + shell::wait_for("$here/pid") +
        "for i in $(seq 500); do ls $TMPDIR/*/krb5.conf >$here/made 2>/dev/null && break; sleep 0.02; done\n"
        "sleep 0.1; kill -TERM $(cat $here/pid) && wait");
    CAPTURE(result.output);
    CHECK(result.status == 0);
    for (int attempt = 0; attempt < 500 && !sh.is_clean(); ++attempt)
        usleep(10'000); // the shell does not wait for it
    CHECK(sh.is_clean());
}

TEST_CASE("without a temporary directory the program says so, and needs none where a directory is given") {
    const shell sh;
    const auto missing = sh.run("TMPDIR=$here/nowhere; $kdc -- true");
    CHECK(missing.status == 1);
    CHECK(contains(missing, "there is no temporary directory (TMPDIR)"));
    const auto file = sh.run("TMPDIR=$here/script; $kdc -- true");
    CHECK(file.status == 1);
    CHECK(contains(file, "Not a directory"));
    CHECK(sh.run("TMPDIR=$here/nowhere; $kdc --directory $here/kept -- true").status == 0);
    const auto kept = sh.run("$kdc --directory $here/script -- true");
    CHECK(kept.status == 1);
    CHECK(contains(kept, "script"));
}

TEST_CASE("a command that cannot be run leaves nothing") {
    const shell sh;
    const auto missing = sh.run("$kdc -- no-such-command-anywhere");
    CHECK(missing.status == 127);
    CHECK(contains(missing, "cannot run no-such-command-anywhere: No such file or directory"));
    CHECK(sh.run("$kdc -- ''").status == 127);
    CHECK(sh.is_clean());
}
