// SPDX-License-Identifier: BSL-1.0
// What contexts and credentials tell through the C++ interface, and cancelling and tracing what they do.
#include <support/api_sides.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <thread>

using namespace sspi;
using namespace sspi::test;
using namespace std::chrono_literals;

namespace {

/// Tells a thread that a KDC was asked.
class asked_once {
  public:
    void tell() {
        if (!told_.test_and_set()) promise_.set_value();
    }
    void wait() { promise_.get_future().wait(); }

  private:
    std::atomic_flag told_;
    std::promise<void> promise_;
};

} // namespace

TEST_CASE("Both sides tell who they are, in whole values") {
    const auto both = establish(packages::negotiate);
    for (const context& side : {context(both.client), context(both.server)}) {
        CHECK(side.established());
        CHECK(side.client_name() == alice());
        CHECK(side.principals().client == alice());
        CHECK(side.principals().server == target());
        CHECK(side.authority() == realm().name());
        CHECK(side.package().name == "Kerberos");
        CHECK(side.package().largest_token > 1000);
        CHECK(side.sizes().token > 1000);
        CHECK(side.negotiation().state == negotiation_state::complete);
        CHECK(side.last_client_token() == client_token::last);
    }
    CHECK(both.server.client_specified_target() == web);
}

TEST_CASE("Keys are equal on both sides, and say what they are") {
    const auto both = establish();
    const auto key = both.client.session_key();
    REQUIRE(key.size() * 8 == both.client.keys().key_bits);
    const auto other = both.server.session_key();
    CHECK(text_of(key.view()) == text_of(other.view()));
    CHECK(both.client.keys().encryption_type == 18);
    CHECK_FALSE(both.client.keys().encryption_algorithm.empty());
}

TEST_CASE("Lifetimes are instants, in whatever zone the machine is") {
    const auto before = std::chrono::system_clock::now();
    const auto both = establish();
    const auto life = both.server.lifetime();
    CHECK(life.start > before - 5s);
    CHECK(life.start < before + 60s);
    REQUIRE(life.expiry);
    CHECK(*life.expiry > life.start + 1h);
    CHECK(*life.expiry < life.start + 24h * 8);
}

TEST_CASE("A credential has a clock of its own, and goes by the KDC's where that is another") {
    const auto who = client_credential();
    who.clock_offset(2h);
    initiator client(who, target());
    CHECK_FALSE(client.step().token.empty()); // the KDC has the machine's clock
    std::error_code code;
    who.clock_offset(24h * 365 * 100, code);
    CHECK(code == errc::invalid_parameter);
}

TEST_CASE("A credential is a value that tells its name, and an empty one fails") {
    credential copy;
    CHECK_FALSE(copy);
    CHECK_THROWS_AS(copy.name(), system_error);
    {
        const auto original = client_credential();
        copy = original;
        CHECK(copy.handle().dwLower == original.handle().dwLower);
    }
    CHECK(copy.name() == alice());
    initiator client(copy, target());
    CHECK_FALSE(client.step().token.empty());
}

TEST_CASE("A credential initiates from a chosen cache, and accepts with a chosen keytab, in one handle") {
    const auto both = credential::both()
                          .package(packages::kerberos)
                          .cache(realm().cache("alice"))
                          .keytab(realm().keytab())
                          .acquire();
    initiator client(both, target());
    acceptor server(both);
    run(client, server);
    CHECK(server.client_name() == alice());
}

TEST_CASE("A builder can be filled step by step, and used twice") {
    credential_builder builder(direction::outbound);
    builder.package(packages::kerberos);
    builder.user("alice").domain(realm().name()).password("correct horse").mechanisms("!ntlm");
    builder.kdc_timeouts(1s, 2s);
    CHECK(builder.acquire().name() == alice());
    CHECK(builder.acquire().name() == alice());
    std::error_code code;
    CHECK_FALSE(builder.mechanisms("!kerberos").acquire(code));
    CHECK(code == errc::secpkg_not_found);
    CHECK_FALSE(credential::outbound().kdc_proxy("").acquire(code));
    CHECK(code == errc::invalid_parameter);
    CHECK(credential::outbound().kdc_proxy("https://proxy.example/KdcProxy", true).acquire(code));
    CHECK_FALSE(credential::outbound().kdc_timeouts(-1s, 1s).acquire(code));
    CHECK(code == errc::invalid_parameter);
}

TEST_CASE("A cancellation ends the steps of its scope, and they can be made again outside") {
    const cancellation stop;
    initiator client(client_credential(), target());
    std::error_code code;
    {
        cancellation::scope outer{cancellation()};
        cancellation inner;
        inner.cancel();
        CHECK(inner.cancelled());
        {
            const cancellation::scope obeys(inner);
            (void)client.step({}, code);
            CHECK(code == errc::cancelled);
            CHECK(code == std::errc::operation_canceled);
        }
        CHECK_FALSE(stop.cancelled());
        CHECK_FALSE(client.step({}, code).token.empty());
        CHECK_FALSE(code);
    }
}

TEST_CASE("A scope gives back what the thread obeyed before, whoever had it do so") {
    SspiCancellation outer{};
    REQUIRE(SspiCreateCancellation(&outer) == SEC_E_OK);
    REQUIRE(SspiUseCancellation(&outer) == SEC_E_OK);
    REQUIRE(SspiCancel(&outer) == SEC_E_OK);
    std::error_code code;
    initiator client(client_credential(), target());
    {
        const cancellation::scope inner{cancellation()};
        CHECK_FALSE(initiator(client_credential(), target()).step({}, code).token.empty());
    }
    (void)client.step({}, code);
    CHECK(code == errc::cancelled);
    {
        const cancellation::scope inner{cancellation()};
        REQUIRE(SspiFreeCancellation(&outer) == SEC_E_OK);
    }
    CHECK_FALSE(client.step({}, code).token.empty());
}

TEST_CASE("Another thread ends a step that waits for a KDC") {
    testing::local_realm silent({{"bob", "secret"}}, {std::string(web)});
    silent.disconnect();
    asked_once asked;
    const auto route = [](void* context, const char*, const void*, ULONG, SSPI_KDC_DELIVER_FN,
                          void*) -> LONG {
        static_cast<asked_once*>(context)->tell();
        return 0; // and no reply, ever
    };
    CHECK(SspiSetKdcRoute(silent.name().c_str(), route, &asked) == SEC_E_OK);
    cancellation stop;
    auto result = std::async(std::launch::async, [&] {
        const cancellation::scope obeys(stop);
        initiator client(
            credential::outbound().package(packages::kerberos).user("bob", silent.name(), "secret").acquire(),
            std::string(web) + "@" + silent.name());
        std::error_code code;
        (void)client.step({}, code);
        return code;
    });
    asked.wait();
    stop.cancel();
    CHECK(result.get() == errc::cancelled);
    CHECK(SspiSetKdcRoute(silent.name().c_str(), nullptr, nullptr) == SEC_E_OK);
}

TEST_CASE("A listener hears of each step, until it goes") {
    std::mutex lock;
    std::string heard;
    {
        const trace_listener listener([&](std::string_view line) {
            const std::lock_guard guard(lock);
            heard.append(line).append("\n");
        });
        (void)establish();
    }
    CHECK(heard.find("InitializeSecurityContext") != heard.npos);
    CHECK(heard.find("AcceptSecurityContext") != heard.npos);
    const auto size = heard.size();
    (void)establish();
    CHECK(heard.size() == size);
}
