// SPDX-License-Identifier: BSL-1.0
// Encryption types and their names.
#include <sspi/testing/enctype.hpp>

#include <algorithm>
#include <array>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

struct enctype_row {
    enctype type;
    std::string_view name;
    std::array<std::string_view, 3> other_names;
};

constexpr std::array table{
    enctype_row{enctype::aes256_cts_hmac_sha384_192,
                "aes256-cts-hmac-sha384-192",
                {"aes256-sha2", "aes256-sha384", ""}},
    enctype_row{
        enctype::aes256_cts_hmac_sha1_96, "aes256-cts-hmac-sha1-96", {"aes256-cts", "aes256-sha1", "aes256"}},
    enctype_row{enctype::aes128_cts_hmac_sha256_128,
                "aes128-cts-hmac-sha256-128",
                {"aes128-sha2", "aes128-sha256", ""}},
    enctype_row{
        enctype::aes128_cts_hmac_sha1_96, "aes128-cts-hmac-sha1-96", {"aes128-cts", "aes128-sha1", "aes128"}},
    enctype_row{enctype::des3_cbc_sha1, "des3-cbc-sha1", {"des3-cbc-sha1-kd", "des3", ""}},
    enctype_row{enctype::arcfour_hmac_md5, "arcfour-hmac-md5", {"arcfour-hmac", "rc4-hmac", "rc4"}},
};

constexpr auto types = [] {
    std::array<enctype, table.size()> all{};
    std::ranges::transform(table, all.begin(), &enctype_row::type);
    return all;
}();

[[nodiscard]] bool is_called(const enctype_row& row, std::string_view name) noexcept {
    return !name.empty() &&
           (row.name == name || std::ranges::find(row.other_names, name) != row.other_names.end());
}

} // namespace

std::span<const enctype> all_enctypes() noexcept {
    return types;
}

std::string_view enctype_name(enctype type) noexcept {
    const auto* const row = std::ranges::find(table, type, &enctype_row::type);
    return row == table.end() ? std::string_view("unknown") : row->name;
}

std::optional<enctype> parse_enctype(std::string_view name) noexcept {
    for (const auto& row : table)
        if (is_called(row, name)) return row.type;
    return std::nullopt;
}

std::optional<std::vector<enctype>> parse_enctypes(std::string_view list) {
    std::vector<enctype> parsed;
    for (bool more = true; more;) {
        const auto comma = list.find(',');
        const auto type = parse_enctype(list.substr(0, comma));
        if (!type) return std::nullopt;
        parsed.push_back(*type);
        more = comma != std::string_view::npos;
        list.remove_prefix(more ? comma + 1 : list.size());
    }
    return parsed;
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
