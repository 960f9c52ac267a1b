// SPDX-License-Identifier: BSL-1.0
// Names of services: class/host[:port][/name][@REALM].
#pragma once

#include <sspi/detail/service_principal_name.hpp>
#include <sspi/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace sspi {

/// The name of a service, in its parts. Strings are UTF-8; no DNS is asked.
///
///     auto name = sspi::service_principal{.service_class = "HTTP", .host = "web.example.test"};
///     sspi::initiator client(credential, name.text());
struct service_principal {
    std::string service_class; ///< "HTTP", "ldap", "MSSQLSvc"
    std::string host;          ///< a name or an address; an IPv6 address with or without brackets
    std::uint16_t port = 0;    ///< 0: none
    std::string name{};        ///< behind the host, such as the domain of an LDAP server; empty: none
    std::string realm{};       ///< behind an '@'; empty: none

    /// The parts of a text. Fails with target_unknown if it is no such name: without a class or a host, with a part that
    /// is empty or has a control character, more than two slashes, a port that is no number up to 65535, or text that is
    /// not UTF-8. (A port 0 in the text is no port.)
    [[nodiscard]] static service_principal parse(std::string_view text);
    /// The same; on failure all parts are empty.
    [[nodiscard]] static service_principal parse(std::string_view text, std::error_code& error);

    /// The text, as an initiator takes it. Fails with target_unknown if a part may not stand in one: empty class or host,
    /// a slash, an '@' in class, host or realm, a control character, a colon in a host that is no address, or text that is
    /// not UTF-8. What it gives parse() takes apart into the same parts, but for brackets around an address.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string text(std::error_code& error) const;

    [[nodiscard]] friend bool operator==(const service_principal&, const service_principal&) = default;
};

} // namespace sspi

#include <sspi/impl/service_principal.hpp>
