// SPDX-License-Identifier: BSL-1.0
// Tests of sspi-kdc's configuration: what it comes to, and what is said about one that makes no sense.
#include "../support/catch.hpp"

#include "../../tools/config_file.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace sspi;
using namespace sspi::tools;
using namespace std::chrono_literals;

namespace {

[[nodiscard]] kdc_plan read(std::string_view text, const std::filesystem::path& directory = {}) {
    kdc_plan plan;
    read_config(plan, text, "kdc.conf", directory);
    return plan;
}

/// What is said about a configuration: nothing, if it makes sense.
[[nodiscard]] std::string complaint(std::string_view text) {
    try {
        (void)read(text);
        return "";
    } catch (const usage_error& wrong) {
        return wrong.what();
    }
}

} // namespace

TEST_CASE("a configuration comes to realms with what belongs to them") {
    const auto plan = read("\xef\xbb\xbf# of two realms\r\n"
                           "directory = /somewhere\n"
                           "verbose = yes\n"
                           "[realm A.TEST]\n"
                           "  enctypes = aes256-sha1, rc4\n"
                           "lifetime=2h\n"
                           "clock-offset = -90s\n"
                           "port = 0x58\n"
                           "domains = a.test, more.test\n"
                           "trust = B.TEST\n"
                           "refer = host.b.test  B.TEST\n"
                           "[user  alice smith ]\n"
                           "password = se=cret # and all\n"
                           "aliases = a@x.example, b\n"
                           "locked = yes\n"
                           "cache = ccache\n"
                           "[service HTTP/web.a.test]\n"
                           "keytab = web.keytab\n"
                           "\n"
                           "; the other one\n"
                           "[realm B.TEST]\n"
                           "[keytab all.keytab]\n"
                           "principals = x, y\n"
                           "[cache c]\n"
                           "user = x\n"
                           "forwardable = no\n"
                           "[rule]\n"
                           "error = KDC_ERR_CLIENT_REVOKED");
    CHECK(plan.environment.directory == "/somewhere");
    CHECK(plan.verbose);
    REQUIRE(plan.realms.size() == 2);
    const auto& a = plan.realms[0];
    CHECK(a.name == "A.TEST");
    CHECK(a.options.enctypes.size() == 2);
    CHECK(a.options.ticket_lifetime == 2h);
    CHECK(a.options.clock_offset == -90s);
    CHECK(a.server.port == 88);
    CHECK(a.domains.size() == 2);
    REQUIRE(a.trusts.size() == 1);
    CHECK(a.trusts[0].realm == "B.TEST");
    REQUIRE(a.referrals.size() == 1);
    CHECK(a.referrals[0].realm == "B.TEST");
    REQUIRE(a.accounts.size() == 2);
    CHECK(a.accounts[0].name == "alice smith");
    CHECK(a.accounts[0].password == "se=cret # and all");
    CHECK(a.accounts[0].aliases == std::vector<std::string>{"a@x.example", "b"});
    CHECK(a.accounts[0].options.locked_out);
    CHECK(a.accounts[0].cache == "ccache");
    CHECK(a.accounts[1].service);
    CHECK_FALSE(a.accounts[1].password);
    CHECK(a.accounts[1].keytab == "web.keytab");
    const auto& b = plan.realms[1];
    REQUIRE(b.keytabs.size() == 1);
    CHECK(b.keytabs[0].principals.size() == 2);
    REQUIRE(b.caches.size() == 1);
    CHECK_FALSE(b.caches[0].options.forwardable);
    CHECK(b.rules.size() == 1);
}

TEST_CASE("what comes before any realm belongs to EXAMPLE.TEST") {
    const auto plan = read("[user alice]\npassword = x");
    REQUIRE(plan.realms.size() == 1);
    CHECK(plan.realms[0].name == "EXAMPLE.TEST");
    CHECK(read("").realms.empty());
    CHECK(read("\n#\n;\n   \n").realms.empty());
}

TEST_CASE("a password may be in a file or in the environment") {
    auto name = (std::filesystem::temp_directory_path() / "sspi-config-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    const std::filesystem::path here(name);
    std::ofstream(here / "password") << "of a file \r\nsecond line\n";
    setenv("SSPI_TEST_PASSWORD", "of the environment", 1);
    const auto plan =
        read("[user a]\npassword-file = password\n[user b]\npassword-env = SSPI_TEST_PASSWORD\n", here);
    unsetenv("SSPI_TEST_PASSWORD");
    CHECK(plan.realms[0].accounts[0].password == "of a file ");
    CHECK(plan.realms[0].accounts[1].password == "of the environment");
    std::filesystem::remove_all(here);
}

TEST_CASE("a configuration that makes no sense is refused with its line and what was expected") {
    struct sample {
        const char* text;
        const char* said;
    };
    const auto each = GENERATE(values<sample>({
        {"[realm A]\nenctypes = aes",
         "kdc.conf:2: 'enctypes' wants a comma-separated list of enctype names, not 'aes'"},
        {"[realm A]\nenctypes =",
         "kdc.conf:2: 'enctypes' wants a comma-separated list of enctype names, not ''"},
        {"[realm A]\nenctypes = rc4,,rc4", "kdc.conf:2: 'enctypes' wants"},
        {"\n\nnonsense", "kdc.conf:3: a line is '[section]', 'key = value' or '# comment', not 'nonsense'"},
        {"= x", "kdc.conf:1: a line is"},
        {"[realm A", "kdc.conf:1: a section is written '[kind name]', not '[realm A'"},
        {"[", "kdc.conf:1: a section is written"},
        {"[]", "kdc.conf:1: there is no section ''; there are realm, user, service, keytab, cache and rule"},
        {"[domain x]", "kdc.conf:1: there is no section 'domain'"},
        {"[realm]", "kdc.conf:1: 'realm' wants a name: '[realm NAME]'"},
        {"[rule x]", "kdc.conf:1: 'rule' takes no name: '[rule]'"},
        {"[realm A]\n[realm A]", "kdc.conf:2: there is already a realm A"},
        {"[realm A]\nport = 65536", "kdc.conf:2: 'port' wants a number from 0 to 65535, not '65536'"},
        {"[realm A]\nport = -1", "kdc.conf:2: 'port' wants"},
        {"[realm A]\nport = 18446744073709551616", "kdc.conf:2: 'port' wants"},
        {"[realm A]\nlifetime = 10y", "kdc.conf:2: 'lifetime' wants a time span such as 10h"},
        {"[realm A]\nlifetime = -10h", "kdc.conf:2: 'lifetime' wants a time span such as 10h"},
        {"[realm A]\nlifetime = 99999999999999d", "kdc.conf:2: 'lifetime' wants"},
        {"[realm A]\nclock-offset = soon", "kdc.conf:2: 'clock-offset' wants a time span such as 5m or -5m"},
        {"[realm A]\nrefer = x", "kdc.conf:2: 'refer' wants a service or domain, a realm"},
        {"[realm A]\nrefer = a b c d", "kdc.conf:2: 'refer' wants"},
        {"[realm A]\ntrust =", "kdc.conf:2: 'trust' wants a comma-separated list of realms, not ''"},
        {"[realm A]\nstring-to-key-rounds = 0", "kdc.conf:2: 'string-to-key-rounds' wants a number from 1"},
        {"[realm A]\npassword = x",
         "kdc.conf:2: there is no setting 'password' here; there are enctypes, lifetime,"},
        {"[realm A]\npassword = x", "max-connections, domains, trust,"},
        {"[user a]\nlocked = maybe\npassword=x", "kdc.conf:2: 'locked' wants yes or no, not 'maybe'"},
        {"[user a]\nexpires = 2030-02-30", "kdc.conf:2: 'expires' wants a date such as 2030-01-31"},
        {"[user a]\nexpires = 2030-01-31T24:00:00Z", "kdc.conf:2: 'expires' wants"},
        {"[user a]\nexpires = 2030-01-31T12:00:00", "kdc.conf:2: 'expires' wants"},
        {"[user a]\nexpires = 2030-01-31 and on", "kdc.conf:2: 'expires' wants"},
        {"[user a]\npassword =", "kdc.conf:2: 'password' wants a password, not ''"},
        {"[user a]\npassword-file = /nowhere/at/all",
         "kdc.conf:2: no password can be read from /nowhere/at/all: No such file or directory"},
        {"[user a]\npassword-env = SSPI_NO_SUCH", "kdc.conf:2: the environment has no variable SSPI_NO_SUCH"},
        {"[user a]\n\n[user b]\npassword = x", "kdc.conf:3: the user a has no password: set 'password',"},
        {"[user a]\n", "kdc.conf:1: the user a has no password"},
        {"[cache c]\nlifetime = 1h\n[rule]", "kdc.conf:3: the cache c has no owner: set 'user'"},
        {"[keytab k]\nuser = x", "kdc.conf:2: there is no setting 'user' here; there are principals"},
        {"[rule]\nerror = KDC_ERR_NO_SUCH_THING",
         "kdc.conf:2: 'error' wants the name or number of a Kerberos error"},
        {"[rule]\nmessage = ap", "kdc.conf:2: 'message' wants as, tgs, password or other, not 'ap'"},
        {"[rule]\nnth = 0", "kdc.conf:2: 'nth' wants a number from 1 on, not '0'"},
        {"[rule]\ndrop = no", "kdc.conf:2: 'drop' wants yes, not 'no'"},
        {"[rule]\ne-data = 123",
         "kdc.conf:2: 'e-data' wants an even number of hexadecimal digits, not '123'"},
        {"[rule]\nanswer = zz", "kdc.conf:2: 'answer' wants"},
        {"[rule]\nticket-without-flags = red", "kdc.conf:2: 'ticket-without-flags' wants"},
        {"[rule]\nclient =", "kdc.conf:2: 'client' wants a principal name, not ''"},
        {"colour = red",
         "kdc.conf:1: there is no setting 'colour' here; there are domains, enctypes, directory,"},
    }));
    CAPTURE(each.text);
    const auto said = complaint(each.text);
    CAPTURE(said);
    CHECK(said.find(each.said) != std::string::npos);
}

TEST_CASE("any octets at all are read or refused") {
    std::string text(
        "[realm A]\nenctypes = aes256-sha1\n[user a]\npassword = x\nexpires = +1h\n[rule]\nerror = 6\n");
    for (std::size_t at = 0; at < text.size(); ++at)
        for (const char change : {'\0', '\n', '[', ']', '=', '\x80', '\xff', '-'}) {
            auto changed = text;
            changed[at] = change;
            const auto said = complaint(changed);
            CHECK((said.empty() || said.starts_with("kdc.conf:")));
            (void)complaint(changed.substr(0, at));
        }
    CHECK(complaint(std::string(100000, 'x')).starts_with("kdc.conf:1: a line is"));
}

TEST_CASE("the help names every setting that a complaint names") {
    const auto help = config_help_text();
    for (const char* const section :
         {"[realm A]", "[user a]\npassword = x", "[keytab k]", "[cache c]", "[rule]", ""}) {
        const auto said = complaint(std::string(section) + "\nno-such-setting = 1");
        auto names = said.substr(said.find("there are ") + 10) + ", ";
        REQUIRE(said.find("there are ") != std::string::npos);
        for (auto comma = names.find(", "); comma != std::string::npos; comma = names.find(", ")) {
            CAPTURE(section, names);
            CHECK(help.find(names.substr(0, comma)) != std::string::npos);
            names.erase(0, comma + 2);
        }
    }
}
