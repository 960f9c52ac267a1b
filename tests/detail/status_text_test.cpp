// SPDX-License-Identifier: BSL-1.0
// The names and texts of all codes of the contract, against the header that defines them.
#include <sspi/detail/certificate_status.hpp>
#include <sspi/detail/nt_status.hpp>
#include <sspi/detail/status_text.hpp>

#include "golden.hpp"

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

using namespace sspi;

namespace {

struct definition {
    std::string name;
    std::int32_t code;
};

/// Every code that sspi_status.h defines by a number.
std::vector<definition> definitions() {
    std::ifstream in(SSPI_STATUS_HEADER);
    REQUIRE(in.good());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::regex pattern(R"(#define (\w+) _HRESULT_TYPEDEF_\(0x([0-9A-F]{8})\))");
    std::vector<definition> out;
    for (std::sregex_iterator i(text.begin(), text.end(), pattern), end; i != end; ++i)
        out.push_back({(*i)[1], static_cast<std::int32_t>(std::stoul((*i)[2], nullptr, 16))});
    return out;
}

TEST_CASE("every code of the header has its name and a text") {
    const auto all = definitions();
    CHECK(all.size() > 150);
    for (const auto& each : all) {
        INFO(each.name);
        const auto* const other = detail::find_certificate_status(each.code);
        CHECK((other != nullptr ? other->name : name(static_cast<status>(each.code))) == each.name);
        CHECK(!(other != nullptr ? other->text : detail::text(static_cast<status>(each.code))).empty());
    }
}

TEST_CASE("the texts are as they were") {
    std::string out;
    char number[16];
    for (const auto& row : detail::status_texts) {
        std::snprintf(number, sizeof number, "%08x", static_cast<unsigned>(row.code));
        out += std::string(number) + ' ' + std::string(row.text) + '\n';
    }
    for (const auto& row : detail::certificate_statuses) {
        std::snprintf(number, sizeof number, "%08x", static_cast<unsigned>(row.code));
        out += std::string(number) + ' ' + std::string(row.text) + '\n';
    }
    sspi::testing::check_golden("status_texts.txt", out);
}

TEST_CASE("a text is a sentence of its own") {
    std::set<std::string_view> seen;
    for (const auto& row : detail::status_texts) {
        CHECK(row.text.ends_with('.'));
        CHECK(seen.insert(row.text).second);
    }
    for (const auto& row : detail::certificate_statuses) {
        CHECK(row.text.ends_with('.'));
        CHECK(seen.insert(row.text).second);
    }
}

TEST_CASE("no two NTSTATUS values have a name or number in common") {
    std::set<std::uint32_t> numbers;
    std::set<std::string_view> names;
    for (const auto& row : detail::nt_names) {
        CHECK(numbers.insert(row.code).second);
        CHECK(names.insert(row.name).second);
        CHECK(detail::nt_status_name(row.code) == row.name);
    }
    CHECK(detail::nt_status_name(0xC0000071) == "STATUS_PASSWORD_EXPIRED");
    CHECK(detail::nt_status_name(0xC0FFEE00).empty());
}

} // namespace
