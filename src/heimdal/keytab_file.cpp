// SPDX-License-Identifier: BSL-1.0
// Keytab files that Heimdal must not be given.
#include "keytab_file.hpp"

#include "errors.hpp"

#include <sspi/detail/keytab_file.hpp>

#include <filesystem>
#include <fstream>
#include <system_error>

namespace sspi::heimdal {

namespace {

constexpr std::byte format{5};
constexpr std::byte version_1{1}; // in the byte order of the machine; Heimdal alone reads it
constexpr std::byte version_2{2};
constexpr std::size_t header_size = 2;

/// Empty when it is no ordinary file that can be read.
[[nodiscard]] detail::secret_bytes contents_of(const std::filesystem::path& file) {
    std::error_code failed;
    if (!std::filesystem::is_regular_file(file, failed)) return {};
    const auto size = std::filesystem::file_size(file, failed);
    if (failed) return {};
    auto out = detail::secret_bytes::of_size(static_cast<std::size_t>(size));
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char*>(out.units().data()), static_cast<std::streamsize>(size));
    return in ? std::move(out) : detail::secret_bytes();
}

} // namespace

std::optional<std::filesystem::path> file_of(krb5_keytab keytab) {
    owned_text name;
    if (krb5_kt_get_full_name(thread_context(), keytab, name.out()) != 0) return std::nullopt;
    std::string_view text(name.get());
    for (const std::string_view type : {"FILE:", "WRFILE:"})
        if (text.starts_with(type)) return std::filesystem::path(text.substr(type.size()));
    return std::nullopt;
}

std::optional<failure> fault_of(krb5_keytab keytab) {
    const auto file = file_of(keytab);
    if (!file) return std::nullopt;
    const auto contents = contents_of(*file);
    const auto octets = contents.view();
    if (octets.size() < header_size || octets[0] != format || octets[1] == version_1) return std::nullopt;
    if (octets[1] != version_2) return krb5_failure(detail::operation::accept, KRB5_KEYTAB_BADVNO);
    if (octets.size() == header_size || detail::read_keytab(octets)) return std::nullopt;
    return failed_with(status::no_credentials, "the keytab is malformed");
}

} // namespace sspi::heimdal
