// SPDX-License-Identifier: BSL-1.0
// The realm of names that have none.
#include "default_realm.hpp"

#include <array>
#include <exception>

#include <unistd.h>

namespace sspi::heimdal {

namespace {

/// Empty when the system does not tell.
[[nodiscard]] std::string host_name() {
    std::array<char, 256> out{}; // RFC 1035 2.3.4: 255 octets at most
    return gethostname(out.data(), out.size() - 1) == 0 ? std::string(out.data()) : std::string();
}

[[nodiscard]] std::string domain_of(std::string_view host) {
    const auto dot = host.find('.');
    std::string out(dot == std::string_view::npos ? "" : host.substr(dot + 1));
    for (auto& each : out)
        if (each >= 'a' && each <= 'z') each = static_cast<char>(each - 'a' + 'A');
    return out;
}

[[nodiscard]] std::string found_default_realm(krb5_context context) {
    if (const char* const named =
            krb5_config_get_string(context, nullptr, "libdefaults", "default_realm", nullptr))
        return named;
    const auto host = host_name();
    auto realm = configured_realm(context, host);
    return realm.empty() ? domain_of(host) : realm;
}

} // namespace

std::string configured_realm(krb5_context context, std::string_view host) {
    host = host.substr(0, host.find(':'));
    while (!host.empty()) {
        const char* const realm =
            krb5_config_get_string(context, nullptr, "domain_realm", std::string(host).c_str(), nullptr);
        if (realm != nullptr) return realm;
        const auto dot = host.find('.', 1);
        if (dot == std::string_view::npos) break;
        host.remove_prefix(dot);
    }
    return {};
}

void settle_default_realm(krb5_context context) noexcept {
    try {
        (void)krb5_set_default_realm(context, found_default_realm(context).c_str());
    } catch (const std::exception&) { // no memory: names without a realm have none
        (void)krb5_set_default_realm(context, "");
    }
}

std::string default_realm() {
    owned_text realm;
    return krb5_get_default_realm(thread_context(), realm.out()) == 0 ? realm.get() : std::string();
}

} // namespace sspi::heimdal
