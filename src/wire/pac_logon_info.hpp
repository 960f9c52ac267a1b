// SPDX-License-Identifier: BSL-1.0
// KERB_VALIDATION_INFO ([MS-PAC] 2.5): what a domain says of an account that logs on.
#pragma once

#include "ndr.hpp"
#include "pac.hpp"

#include <sspi/detail/sid.hpp>
#include <sspi/detail/timestamp.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sspi::wire {

using pac_time = std::optional<std::chrono::sys_seconds>; // nothing: never, or not told

struct pac_group {
    detail::sid id;
    std::uint32_t attributes = 0; // SE_GROUP_ bits

    friend bool operator==(const pac_group&, const pac_group&) = default;
};

struct pac_logon_info {
    pac_time logoff;               // when the account has to be gone
    pac_time kickoff;              // and is thrown out
    pac_time password_set;         // when the password was set
    pac_time password_must_change; // when it ends
    std::string account;           // EffectiveName
    std::string domain;            // LogonDomainName, the NetBIOS name
    detail::sid user;
    detail::sid primary_group;
    std::vector<pac_group> groups; // those of the domain, then others, then the resources'
    std::uint32_t account_control = 0;
    std::uint32_t user_flags = 0; // UserFlags
};

/// Reads one; used once.
class pac_logon_info_reader {
  public:
    /// Nothing unless it is one, to the last octet, with an account in a domain.
    [[nodiscard]] static std::optional<pac_logon_info> read(view buffer) {
        const auto from = ndr_reader::of(buffer);
        if (!from) return std::nullopt;
        pac_logon_info_reader reader(*from);
        auto out = reader.read_all();
        return out && reader.from_.done() ? std::move(out) : std::nullopt;
    }

  private:
    /// An RPC_UNICODE_STRING before what it points to.
    struct text_head {
        std::uint16_t size = 0; // octets
        std::uint16_t room = 0;
        bool there = false;
    };
    struct array_head {
        std::uint32_t count = 0;
        bool there = false;
    };
    struct member {
        std::uint32_t id = 0;
        std::uint32_t attributes = 0;
    };
    /// [MS-PAC] 2.5, UserFlags: what else is valid.
    static constexpr std::uint32_t has_extra_sids = 0x20;
    static constexpr std::uint32_t has_resource_groups = 0x200;

    explicit pac_logon_info_reader(const ndr_reader& from) : from_(from) {}

    /// What has something behind the fixed part, and what tells which of that counts.
    struct heads {
        text_head account{}, server{}, domain{};
        std::array<text_head, 5> others{}; // the full name, a script and directories
        array_head groups{}, extra{}, resources{};
        bool domain_id = false, resource_domain = false;
        std::uint32_t user = 0, primary_group = 0, flags = 0;
    };
    struct lists {
        detail::sid domain{}, resource_domain{};
        std::vector<member> groups{}, resources{};
        std::vector<pac_group> extra{};
    };

    [[nodiscard]] std::optional<pac_logon_info> read_all() {
        pac_logon_info out;
        const auto fixed = read_fixed(out);
        auto behind = read_behind(fixed, out);
        if (!from_.good() || out.account.empty() || out.domain.empty()) return std::nullopt;
        if ((fixed.flags & has_extra_sids) == 0) behind.extra.clear();
        if ((fixed.flags & has_resource_groups) == 0) behind.resources.clear();
        name_user(fixed, behind, out);
        add_members(behind.domain, behind.groups, out);
        out.groups.insert(out.groups.end(), behind.extra.begin(), behind.extra.end());
        add_members(behind.resource_domain, behind.resources, out);
        return from_.good() && !out.user.empty() ? std::optional(std::move(out)) : std::nullopt;
    }

    [[nodiscard]] heads read_fixed(pac_logon_info& out) {
        heads fixed;
        from_.require(from_.pointer());
        skip_numbers(2); // when the logon was
        out.logoff = time();
        out.kickoff = time();
        out.password_set = time();
        skip_numbers(2); // from when it may be changed
        out.password_must_change = time();
        fixed.account = text();
        for (auto& each : fixed.others)
            each = text();
        skip_numbers(1); // two counts of logons
        fixed.user = from_.number32();
        fixed.primary_group = from_.number32();
        fixed.groups = array();
        fixed.flags = from_.number32();
        (void)from_.octets(16); // a session key, which is NTLM's
        fixed.server = text();
        fixed.domain = text();
        fixed.domain_id = from_.pointer();
        skip_numbers(2);
        out.account_control = from_.number32();
        out.user_flags = fixed.flags;
        skip_numbers(1 + 2 * 2 + 2); // of logons before this one
        fixed.extra = array();
        fixed.resource_domain = from_.pointer();
        fixed.resources = array();
        return fixed;
    }

    /// In the order of their pointers.
    [[nodiscard]] lists read_behind(const heads& fixed, pac_logon_info& out) {
        lists behind;
        out.account = text_of(fixed.account);
        for (const auto& each : fixed.others)
            skip_text(each);
        behind.groups = members_of(fixed.groups);
        skip_text(fixed.server);
        out.domain = text_of(fixed.domain);
        behind.domain = sid_if(fixed.domain_id);
        behind.extra = sids_of(fixed.extra);
        behind.resource_domain = sid_if(fixed.resource_domain);
        behind.resources = members_of(fixed.resources);
        return behind;
    }

    /// Who has no number is the first of the other identifiers ([MS-PAC] 2.5, UserId).
    void name_user(const heads& fixed, lists& behind, pac_logon_info& out) {
        if (fixed.user != 0) {
            out.user = in_domain(behind.domain, fixed.user);
        } else if (!behind.extra.empty()) {
            out.user = behind.extra.front().id;
            behind.extra.erase(behind.extra.begin());
        }
        if (fixed.primary_group != 0) out.primary_group = in_domain(behind.domain, fixed.primary_group);
    }

    void add_members(const detail::sid& domain, const std::vector<member>& members, pac_logon_info& out) {
        for (const auto& each : members)
            out.groups.push_back({in_domain(domain, each.id), each.attributes});
    }

    [[nodiscard]] pac_time time() {
        const std::uint64_t low = from_.number32();
        const auto ticks = static_cast<std::int64_t>(std::uint64_t{from_.number32()} << 32 | low);
        if (ticks <= 0 || ticks == detail::never) return std::nullopt;
        return detail::from_filetime(ticks, {});
    }
    void skip_numbers(int count) {
        for (; count > 0; --count)
            (void)from_.number32();
    }

    [[nodiscard]] text_head text() {
        text_head out{.size = from_.number16(), .room = from_.number16(), .there = from_.pointer()};
        from_.require(out.size % 2 == 0 && out.room % 2 == 0 && out.size <= out.room);
        from_.require(out.there || out.size == 0);
        return out;
    }
    [[nodiscard]] array_head array() {
        const array_head out{.count = from_.number32(), .there = from_.pointer()};
        from_.require(out.there || out.count == 0);
        return out;
    }

    /// A conformant and varying array: what there is room for, from where, and how much.
    [[nodiscard]] view units_of(const text_head& head) {
        if (!head.there) return {};
        from_.require(from_.number32() == head.room / 2U);
        from_.require(from_.number32() == 0);
        from_.require(from_.number32() == head.size / 2U);
        return from_.octets(head.size);
    }
    [[nodiscard]] std::string text_of(const text_head& head) {
        auto out = pac_text(units_of(head));
        from_.require(out.has_value());
        return std::move(out).value_or(std::string());
    }
    /// Whatever it says: nobody asks.
    void skip_text(const text_head& head) { (void)units_of(head); }

    [[nodiscard]] std::vector<member> members_of(const array_head& head) {
        std::vector<member> out;
        if (!head.there) return out;
        from_.counted(head.count, 2 * sizeof(std::uint32_t));
        for (std::uint32_t i = 0; from_.good() && i < head.count; ++i)
            out.push_back({from_.number32(), from_.number32()});
        return out;
    }

    /// Pointers and attributes first, then what is pointed to.
    [[nodiscard]] std::vector<pac_group> sids_of(const array_head& head) {
        std::vector<pac_group> out;
        if (!head.there) return out;
        from_.counted(head.count, 2 * sizeof(std::uint32_t));
        for (std::uint32_t i = 0; from_.good() && i < head.count; ++i) {
            from_.require(from_.pointer());
            out.push_back({{}, from_.number32()});
        }
        for (auto& each : out)
            each.id = sid();
        return out;
    }

    [[nodiscard]] detail::sid sid_if(bool there) { return there ? sid() : detail::sid(); }

    /// An RPC_SID: the number of sub-authorities, and then the binary form, which tells it again.
    [[nodiscard]] detail::sid sid() {
        const auto count = from_.number32();
        from_.require(count <= detail::sid::most_parts);
        if (!from_.good()) return {};
        auto out = detail::sid::read(from_.octets(8 + 4 * std::size_t{count}));
        from_.require(out.has_value());
        return out.value_or(detail::sid());
    }

    /// A number without a domain is nobody's.
    [[nodiscard]] detail::sid in_domain(const detail::sid& domain, std::uint32_t number) {
        auto out = domain.with(number);
        from_.require(out.has_value());
        return out.value_or(detail::sid());
    }

    ndr_reader from_;
};

} // namespace sspi::wire
