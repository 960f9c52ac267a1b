// SPDX-License-Identifier: BSL-1.0
// Errors of the C++ interface: values, conditions, what is known of a failure, and Boost.
#include <support/api_sides.hpp>

#include <sspi/detail/status.hpp>

#include <boost/system/error_code.hpp>

using namespace sspi;
using namespace sspi::test;

namespace {

struct named {
    using enum errc;
    static constexpr errc ok{}; // has no name among the errors
};

/// The exception of something that has to fail.
template <class Function>
system_error thrown_by(Function&& function) {
    try {
        function();
    } catch (const system_error& error) {
        return error;
    }
    FAIL("nothing was thrown");
    return system_error(errc::internal_error, "");
}

initiator with_password(std::string_view password) {
    return {credential::outbound().package(packages::kerberos).user(alice()).password(password).acquire(),
            target()};
}

} // namespace

TEST_CASE("Every status of the C contract is an errc of the same value") {
#define SSPI_TEST_ROW(enumerator, symbol, value) named::enumerator,
    constexpr errc values[] = {SSPI_DETAIL_STATUS_LIST(SSPI_TEST_ROW)};
#undef SSPI_TEST_ROW
    std::size_t at = 0;
    for (const auto& row : detail::status_names)
        CHECK(static_cast<std::int32_t>(values[at++]) == static_cast<std::int32_t>(row.code));
}

TEST_CASE("An error is of the category sspi, has the status's text, and equals the conditions that fit") {
    const std::error_code code = errc::logon_denied;
    CHECK(code.category() == category());
    CHECK(std::string(code.category().name()) == "sspi");
    CHECK(code.value() == SEC_E_LOGON_DENIED);
    CHECK(code.message() == SspiGetStatusText(SEC_E_LOGON_DENIED));
    CHECK(code == errc::logon_denied);
    CHECK(code == std::errc::permission_denied);
    CHECK(code != std::errc::not_enough_memory);
    const std::error_code silent = errc::no_authenticating_authority;
    CHECK(silent == std::errc::host_unreachable);
    CHECK(silent == std::errc::timed_out);
    CHECK(silent != std::errc::permission_denied);
    CHECK(std::error_code(errc::cancelled) == std::errc::operation_canceled);
    CHECK(std::error_code(errc::no_kerb_key).default_error_condition().category() == category());
    CHECK_FALSE(std::error_code(0, category()));
}

TEST_CASE("Boost takes these errors and compares them with both libraries' conditions") {
    const boost::system::error_code code = errc::buffer_too_small;
    CHECK(code.failed());
    CHECK(code == errc::buffer_too_small);
    CHECK(code != errc::logon_denied);
    CHECK(code == boost::system::errc::no_buffer_space);
    CHECK(code == std::errc::no_buffer_space);
    CHECK(code.message() == std::error_code(errc::buffer_too_small).message());
    const std::error_code back = code;
    CHECK(back == std::error_code(errc::buffer_too_small));
    CHECK(back.value() == SEC_E_BUFFER_TOO_SMALL);
}

TEST_CASE("What is thrown for a wrong password has the detail, and what() says it") {
    auto client = with_password("wrong");
    const auto error = thrown_by([&] { (void)client.step(); });
    CHECK(error.code() == errc::logon_denied);
    CHECK(error.detail().status_name == "SEC_E_LOGON_DENIED");
    CHECK(error.detail().kerberos_name == "KRB5KDC_ERR_PREAUTH_FAILED");
    CHECK(error.detail().realm == realm().name());
    CHECK_FALSE(error.detail().attempts.empty());
    const std::string words = error.what();
    CHECK(words.find("sspi::initiator::step: ") == 0);
    CHECK(words.find(error.detail().status_text) != words.npos);
    CHECK(words.find(error.detail().hint) != words.npos);
    CHECK_FALSE(error.detail().hint.empty());
    const auto copy = error; // NOLINT: the copy is what is looked at
    CHECK(std::string(copy.what()) == words);
}

TEST_CASE("The form with an error code reports the same, and the thread can be asked for the detail") {
    auto client = with_password("wrong");
    std::error_code code;
    CHECK(client.step({}, code).token.empty());
    CHECK(code == errc::logon_denied);
    CHECK(last_error_detail().kerberos_name == "KRB5KDC_ERR_PREAUTH_FAILED");
    CHECK_FALSE(client.done());
}

TEST_CASE("A mistake that the headers find has no detail, whatever failed before") {
    auto client = with_password("wrong");
    std::error_code code;
    (void)client.step({}, code);
    CHECK_FALSE(last_error_detail().empty());
    const auto error = thrown_by([&] { (void)client.channel(); });
    CHECK(error.code() == errc::invalid_handle);
    CHECK(error.detail().empty());
}

TEST_CASE("Unknown services and unreachable KDCs are told apart, and a first step can be tried again") {
    std::error_code code;
    initiator lost(client_credential(), "HTTP/nowhere.sspi.test@" + realm().name());
    (void)lost.step({}, code);
    CHECK(code == errc::target_unknown);

    testing::local_realm away({{"bob", "secret"}}, {std::string(web)});
    away.disconnect();
    initiator client(credential::outbound()
                         .package(packages::kerberos)
                         .user("bob", away.name(), "secret")
                         .kdc_timeouts(std::chrono::milliseconds(100), std::chrono::milliseconds(200))
                         .acquire(),
                     std::string(web) + "@" + away.name());
    (void)client.step({}, code);
    CHECK(code == std::errc::host_unreachable);
    away.connect();
    CHECK_FALSE(client.step({}, code).token.empty());
    CHECK_FALSE(code);
}

TEST_CASE("Malformed text is an error with both forms, also a zero character within") {
    std::error_code code;
    for (const auto& bad : {std::string("HTTP/w\xFF"), std::string("HTTP/web\0x", 10)}) {
        initiator client(client_credential(), bad);
        (void)client.step({}, code);
        CHECK(code == errc::target_unknown);
        CHECK(credential::outbound().package(bad).acquire(code).handle().dwLower == 0);
        CHECK(code == errc::secpkg_not_found);
    }
    CHECK_FALSE(credential::outbound().user("al\xFFice").password("x").acquire(code));
    CHECK(code == errc::unknown_credentials);
    CHECK_FALSE(credential::outbound().user(std::string("al\0ice", 6)).password("x").acquire(code));
    CHECK(code == errc::unknown_credentials);
    CHECK_FALSE(credential::inbound().keytab(std::string("FILE:a\0b", 8)).acquire(code));
    CHECK(code == errc::invalid_parameter);
    CHECK(thrown_by([] { (void)credential::outbound().package("Rot13").acquire(); }).code() ==
          errc::secpkg_not_found);
}
