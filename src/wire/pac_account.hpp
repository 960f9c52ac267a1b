// SPDX-License-Identifier: BSL-1.0
// The account that a PAC tells of, of all buffers that do: they have to agree.
#pragma once

#include "pac.hpp"
#include "pac_logon_info.hpp"

#include <sspi/detail/account_name.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace sspi::wire {

/// UPN_DNS_INFO ([MS-PAC] 2.10).
struct pac_upn_info {
    std::string upn;        // "alice@example.test"; made of the account's name where it has none of its own
    std::string dns_domain; // of the domain, as it writes it
    std::string account;    // with the extension; empty without
    detail::sid user;       // likewise
};

/// Reads one; used once.
class pac_upn_info_reader {
  public:
    /// Nothing unless each part is in the buffer, behind the head, and overlaps no other.
    [[nodiscard]] static std::optional<pac_upn_info> read(view buffer) {
        return pac_upn_info_reader(buffer).read_all();
    }

  private:
    struct part {
        std::size_t size = 0;
        std::size_t offset = 0;
    };
    static constexpr std::uint32_t is_extended = 2;

    explicit pac_upn_info_reader(view buffer) : buffer_(buffer), head_(buffer) {}

    [[nodiscard]] std::optional<pac_upn_info> read_all() {
        std::array<part, 4> parts{};
        parts[0] = next_part();
        parts[1] = next_part();
        const bool extended = (head_.number32() & is_extended) != 0;
        if (extended) parts[2] = next_part();
        if (extended) parts[3] = next_part();
        if (!head_.good() || !are_apart(parts)) return std::nullopt;
        auto upn = pac_text(octets_of(parts[0]));
        auto domain = pac_text(octets_of(parts[1]));
        auto account = pac_text(octets_of(parts[2]));
        const auto user = extended ? detail::sid::read(octets_of(parts[3])) : detail::sid();
        if (!upn || !domain || !account || !user) return std::nullopt;
        return pac_upn_info{*std::move(upn), *std::move(domain), *std::move(account), *user};
    }

    [[nodiscard]] part next_part() {
        const std::size_t size = head_.number16();
        return {size, head_.number16()};
    }

    [[nodiscard]] bool are_apart(std::array<part, 4> parts) const {
        std::ranges::sort(parts, {}, &part::offset);
        auto end = head_.position();
        for (const auto& each : parts) {
            if (each.size == 0) continue;
            if (each.offset < end || each.size > buffer_.size() - std::min(each.offset, buffer_.size()))
                return false;
            end = each.offset + each.size;
        }
        return true;
    }

    [[nodiscard]] view octets_of(const part& of) const {
        return of.size == 0 ? view{} : buffer_.subspan(of.offset, of.size);
    }

    view buffer_;
    little_endian_reader head_;
};

/// An account of a domain, as the domain knows it.
struct pac_account {
    pac_logon_info logon;
    std::string upn{};        // empty where the PAC does not tell
    std::string dns_domain{}; // likewise

    /// DOMAIN\account.
    [[nodiscard]] std::string down_level_name() const { return logon.domain + '\\' + logon.account; }
};

/// Nothing where the PAC has none, or what it says of it is malformed, does not agree, or cannot be a name. Whether it may be
/// believed is for who has the key.
[[nodiscard]] inline std::optional<pac_account> account_in(const pac& from) {
    const auto logon_info = from.find(pac_buffer::logon_info);
    auto logon = logon_info ? pac_logon_info_reader::read(*logon_info) : std::nullopt;
    if (!logon || !detail::is_account(logon->account) || !detail::is_domain(logon->domain))
        return std::nullopt;
    pac_account out{.logon = *std::move(logon)};
    const auto upn_info = from.find(pac_buffer::upn_dns_info);
    if (!upn_info) return out;
    auto upn = pac_upn_info_reader::read(*upn_info);
    if (!upn || (!upn->user.empty() && upn->user != out.logon.user) ||
        detail::has_control_character(upn->upn) || detail::has_control_character(upn->dns_domain))
        return std::nullopt;
    out.upn = std::move(upn->upn);
    out.dns_domain = std::move(upn->dns_domain);
    return out;
}

} // namespace sspi::wire
