// SPDX-License-Identifier: BSL-1.0
// Which realm a target belongs to: its own, that of [domain_realm], or the client's.
#include <gss/mechanism.hpp>
#include <support/catch.hpp>
#include <support/own_call.hpp>

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/realm.hpp>

#include <string>

using namespace sspi;
using detail::gss_flag;

namespace {

/// Two realms that trust each other one way: alice of HOME.TEST reaches the services of OTHER.TEST.
class two_realms {
  public:
    two_realms()
        : home_("HOME.TEST"), other_("OTHER.TEST"), environment_(options()), to_home_(home_),
          to_other_(other_) {
        home_.add_user("alice", "secret");
        home_.add_service("krbtgt/OTHER.TEST@HOME.TEST", "trust");
        other_.add_service("krbtgt/OTHER.TEST@HOME.TEST", "trust");
        for (const char* const name : {"HTTP/web.home.test", "HTTP/a.unknown.example"})
            home_.add_service(name);
        for (const char* const name :
             {"HTTP/web.other.test", "HTTP/deep.web.other.test", "HTTP/single.example", "HTTP/web.home.test",
              "HTTP/web.other.test:8080"})
            other_.add_service(name);
        home_.write_cache(environment_.cache_name(), "alice");
    }

    /// The service that a context to this target is for; the status's name when there is none.
    [[nodiscard]] std::string service_for(const std::string& target) {
        auto& mechanism = gss::kerberos();
        auto context = mechanism.initiate(test::own_call(), mechanism.default_initiator(std::nullopt),
                                          {.target = target, .request = gss_flag::integ, .bindings = {}});
        if (!context) return std::string(name(context.error().code));
        const auto leg = (*context)->advance(test::own_call(), {});
        if (!leg) return std::string(name(leg.error().code));
        const auto session = (*context)->describe();
        return session ? session->acceptor : std::string(name(session.error().code));
    }

  private:
    [[nodiscard]] static testing::environment_options options() {
        testing::environment_options out;
        out.realm = "HOME.TEST";
        out.sections = "[domain_realm]\n"
                       "  .other.test = OTHER.TEST\n"
                       "  single.example = OTHER.TEST\n"
                       "[realms]\n"
                       "  OTHER.TEST = {\n"
                       "    kdc = tcp/127.0.0.1:1\n"
                       "  }\n";
        return out;
    }

    testing::realm home_;
    testing::realm other_;
    testing::environment environment_;
    testing::in_process to_home_;
    testing::in_process to_other_;
};

[[nodiscard]] two_realms& realms() {
    static two_realms instance;
    return instance;
}

} // namespace

TEST_CASE("a target without a realm belongs to the realm of its domain, else to the client's") {
    CHECK(realms().service_for("HTTP/web.home.test") == "HTTP/web.home.test@HOME.TEST");
    CHECK(realms().service_for("HTTP/web.other.test") == "HTTP/web.other.test@OTHER.TEST");
    CHECK(realms().service_for("HTTP/deep.web.other.test") == "HTTP/deep.web.other.test@OTHER.TEST");
    CHECK(realms().service_for("HTTP/single.example") == "HTTP/single.example@OTHER.TEST");
    CHECK(realms().service_for("HTTP/a.unknown.example") == "HTTP/a.unknown.example@HOME.TEST");
}

TEST_CASE("a port belongs to the name, and not to the domain") {
    CHECK(realms().service_for("HTTP/web.other.test:8080") == "HTTP/web.other.test:8080@OTHER.TEST");
}

TEST_CASE("a realm in the target wins over its domain") {
    CHECK(realms().service_for("HTTP/web.home.test@OTHER.TEST") == "HTTP/web.home.test@OTHER.TEST");
    CHECK(realms().service_for("HTTP/none.home.test@OTHER.TEST") == "SEC_E_TARGET_UNKNOWN");
}

TEST_CASE("a user principal is a target of its own realm") {
    CHECK(realms().service_for("alice@HOME.TEST") == "alice@HOME.TEST");
    CHECK(realms().service_for("alice") == "alice@HOME.TEST");
}

TEST_CASE("an unknown service is unknown, in either realm") {
    CHECK(realms().service_for("HTTP/none.home.test") == "SEC_E_TARGET_UNKNOWN");
    CHECK(realms().service_for("HTTP/none.other.test") == "SEC_E_TARGET_UNKNOWN");
}
