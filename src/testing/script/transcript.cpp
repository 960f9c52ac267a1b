// SPDX-License-Identifier: BSL-1.0
// Questions about what clients asked, and its text.
#include <sspi/testing/transcript.hpp>

#include <algorithm>
#include <array>
#include <ostream>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

struct option_row {
    kdc_option bit;
    std::string_view name;
};

constexpr std::array option_names{
    option_row{option_forwardable, "forwardable"},
    option_row{option_forwarded, "forwarded"},
    option_row{option_proxiable, "proxiable"},
    option_row{option_proxy, "proxy"},
    option_row{option_allow_postdate, "allow-postdate"},
    option_row{option_postdated, "postdated"},
    option_row{option_renewable, "renewable"},
    option_row{option_cname_in_addl_tkt, "cname-in-addl-tkt"},
    option_row{option_canonicalize, "canonicalize"},
    option_row{option_anonymous, "request-anonymous"},
    option_row{option_disable_transited_check, "disable-transited-check"},
    option_row{option_renewable_ok, "renewable-ok"},
    option_row{option_enc_tkt_in_skey, "enc-tkt-in-skey"},
    option_row{option_renew, "renew"},
    option_row{option_validate, "validate"},
};

[[nodiscard]] std::string_view name_of(message kind) noexcept {
    switch (kind) {
    case message::as:
        return "AS-REQ";
    case message::tgs:
        return "TGS-REQ";
    case message::password:
        return "change of a password";
    case message::other:
        break;
    }
    return "octets";
}

[[nodiscard]] std::string_view name_of(transport by) noexcept {
    switch (by) {
    case transport::stream:
        return "stream";
    case transport::datagram:
        return "datagram";
    case transport::in_process:
        break;
    }
    return "in process";
}

[[nodiscard]] std::string options_text(std::uint32_t options) {
    std::string out;
    for (const auto& row : option_names)
        if ((options & row.bit) != 0) out += (out.empty() ? "" : " ") + std::string(row.name);
    return out.empty() ? out : " [" + out + "]";
}

[[nodiscard]] std::string numbers_text(std::string_view what, const std::vector<std::int32_t>& numbers) {
    if (numbers.empty()) return {};
    std::string out(what);
    for (const auto each : numbers)
        out += " " + std::to_string(each);
    return out;
}

/// Whether a name is the wanted one, which may leave its realm out.
[[nodiscard]] bool is_called(std::string_view name, std::string_view wanted) noexcept {
    return name == wanted || name.substr(0, name.rfind('@')) == wanted;
}

[[nodiscard]] transcript chosen(const transcript& from, const auto& wanted) {
    std::vector<request_seen> found;
    std::ranges::copy_if(from, std::back_inserter(found), wanted);
    return {std::move(found), from.forgotten()};
}

[[nodiscard]] bool contains(const std::vector<std::int32_t>& list, std::int32_t number) noexcept {
    return std::ranges::find(list, number) != list.end();
}

} // namespace

bool request_seen::has(kdc_option option) const noexcept {
    return (options & option) != 0;
}

bool request_seen::offers(enctype type) const noexcept {
    return contains(enctypes, static_cast<std::int32_t>(type));
}

bool request_seen::has_padata(std::int32_t type) const noexcept {
    return contains(padata, type);
}

bool request_seen::preauthenticated() const noexcept {
    constexpr std::int32_t enc_timestamp = 2, pk_as_req = 16, encrypted_challenge = 138; // RFC 4120, 7.5.2
    return has_padata(enc_timestamp) || has_padata(pk_as_req) || has_padata(encrypted_challenge);
}

std::string text(const request_seen& seen) {
    std::string out(name_of(seen.kind));
    if (!seen.client.empty()) out += " " + seen.client;
    if (!seen.server.empty()) out += " -> " + seen.server;
    if (!seen.s4u_client.empty()) out += " for " + seen.s4u_client;
    out += options_text(seen.options) + numbers_text(" offers", seen.enctypes) +
           numbers_text(", padata", seen.padata);
    out +=
        ", " + std::to_string(seen.size) + " octets, " + std::string(name_of(seen.by)) + ": " + seen.answer;
    return seen.rule.empty() ? out : out + " (" + seen.rule + ")";
}

transcript transcript::of(message kind) const {
    return chosen(*this, [&](const auto& each) { return each.kind == kind; });
}

transcript transcript::from(std::string_view client) const {
    return chosen(*this, [&](const auto& each) { return is_called(each.client, client); });
}

transcript transcript::to(std::string_view server) const {
    return chosen(*this, [&](const auto& each) { return is_called(each.server, server); });
}

std::string transcript::text() const {
    std::string out;
    if (forgotten_ != 0) out += std::to_string(forgotten_) + " earlier requests are forgotten\n";
    for (const auto& each : requests_)
        out += testing::text(each) + "\n";
    return out.empty() ? "no requests\n" : out;
}

std::ostream& operator<<(std::ostream& out, const request_seen& seen) {
    return out << text(seen);
}

std::ostream& operator<<(std::ostream& out, const transcript& all) {
    return out << all.text();
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
