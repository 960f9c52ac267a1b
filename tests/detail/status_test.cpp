// SPDX-License-Identifier: BSL-1.0
// The status enumeration against the C contract.

// First, so that the names in the list are macros where the list is expanded.
#define SECURITY_WIN32
#include <sspi_extensions.h>

#include <sspi/detail/status.hpp>

#include "../support/catch.hpp"

#include <cstdint>
#include <iterator>
#include <set>
#include <string>

namespace {

using sspi::status;

#define SSPI_TEST_SAME(enumerator, symbol, value)                                                            \
    static_assert(static_cast<std::int32_t>(status::enumerator) == static_cast<std::int32_t>(symbol));
SSPI_DETAIL_STATUS_LIST(SSPI_TEST_SAME)
#undef SSPI_TEST_SAME

// The number of codes Windows defines under these two prefixes, aliases not counted, and one of this library.
static_assert(std::size(sspi::detail::status_names) == 93 + 1);
static_assert(static_cast<std::int32_t>(status::unsupported_function) ==
              static_cast<std::int32_t>(SEC_E_NOT_SUPPORTED));
static_assert(static_cast<std::int32_t>(status::internal_error) == static_cast<std::int32_t>(SEC_E_NO_SPM));

TEST_CASE("a status has the name of its macro in the C contract") {
    CHECK(name(status::ok) == "SEC_E_OK");
    CHECK(name(status::logon_denied) == "SEC_E_LOGON_DENIED");
    CHECK(name(status::continue_needed) == "SEC_I_CONTINUE_NEEDED");
    CHECK(name(status::i_context_expired) == "SEC_I_CONTEXT_EXPIRED");
    CHECK(name(status::context_expired) == "SEC_E_CONTEXT_EXPIRED");
    CHECK(name(status::i_incomplete_credentials) == "SEC_I_INCOMPLETE_CREDENTIALS");
}

TEST_CASE("every status has a value and a name of its own") {
    std::set<std::int32_t> values;
    std::set<std::string> names;
    for (const auto& row : sspi::detail::status_names) {
        INFO(std::string(row.name));
        CHECK(values.insert(static_cast<std::int32_t>(row.code)).second);
        CHECK(names.insert(std::string(row.name)).second);
        CHECK(name(row.code) == row.name);
    }
}

TEST_CASE("informational statuses are successes and errors are failures") {
    for (const auto& row : sspi::detail::status_names) {
        INFO(std::string(row.name));
        const bool error = row.name.find("_E_") != std::string_view::npos && row.name != "SEC_E_OK";
        CHECK(failed(row.code) == error);
        CHECK(succeeded(row.code) == !error);
    }
}

TEST_CASE("a value that is no status has no name") {
    CHECK(name(static_cast<status>(1)).empty());
    CHECK(name(static_cast<status>(-1)).empty());
    CHECK(
        name(static_cast<status>(static_cast<std::int32_t>(0x80090344))).empty()); // the gap in the numbering
}

} // namespace
