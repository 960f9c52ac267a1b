// SPDX-License-Identifier: BSL-1.0
// What a PAC says of an account of a domain: NDR ([MS-RPCE] 2.2.6), written from front to back.
#include "pac_contents.hpp"

#include <sspi/testing/error.hpp>

#include <algorithm>
#include <charconv>
#include <limits>

namespace sspi::testing::detail {
namespace {

using octet_string = std::vector<std::byte>;
using moment = std::optional<std::chrono::system_clock::time_point>;

constexpr std::uint32_t usual_attributes = 7;     // SE_GROUP_MANDATORY, _ENABLED_BY_DEFAULT, _ENABLED
constexpr std::uint32_t deny_only = 0x10;         // SE_GROUP_USE_FOR_DENY_ONLY
constexpr std::uint32_t of_resource = 0x20000000; // SE_GROUP_RESOURCE
constexpr std::uint32_t has_extra = 0x20, has_resources = 0x200; // UserFlags
constexpr std::uint64_t never = 0x7FFFFFFFFFFFFFFF;

void put(octet_string& to, std::uint64_t number, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
        to.push_back(static_cast<std::byte>(number >> (8 * i) & 0xFF));
}

/// UTF-16 of UTF-8, which the kit got from a test: what is malformed in it is what the test gets.
[[nodiscard]] octet_string units_of(std::string_view text) {
    octet_string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i++]);
        const unsigned more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
        std::uint32_t code = more == 0 ? lead : lead & (0x3FU >> more);
        for (unsigned left = more; left > 0 && i < text.size(); --left)
            code = code << 6 | (static_cast<unsigned char>(text[i++]) & 0x3FU);
        if (code >= 0x10000) put(out, 0xD800 + ((code - 0x10000) >> 10), 2);
        put(out, code >= 0x10000 ? 0xDC00 + ((code - 0x10000) & 0x3FF) : code, 2);
    }
    return out;
}

[[nodiscard]] octet_string octets_of(const security_id& id) {
    octet_string out;
    put(out, 1, 1);
    put(out, id.parts.size(), 1);
    for (int shift = 40; shift >= 0; shift -= 8)
        put(out, id.authority >> shift & 0xFF, 1);
    for (const auto each : id.parts)
        put(out, each, 4);
    return out;
}

/// The fixed part of a structure, and behind it what its pointers point to, in their order.
class serialization {
  public:
    void number(std::uint64_t value, std::size_t size) { put(fixed_, value, size); }
    void numbers(int count, std::uint32_t value = 0) {
        for (; count > 0; --count)
            number(value, 4);
    }

    void time(const moment& when, std::uint64_t without) {
        constexpr std::int64_t ticks = 10'000'000, before_1970 = 11'644'473'600;
        const auto seconds = when ? std::chrono::system_clock::to_time_t(*when) + before_1970 : 0;
        number(when ? static_cast<std::uint64_t>(seconds * ticks) : without, 8);
    }

    void text(std::string_view value) {
        const auto units = units_of(value);
        number(units.size(), 2);
        number(units.size(), 2);
        pointer();
        put(behind_, units.size() / 2, 4);
        put(behind_, 0, 4);
        put(behind_, units.size() / 2, 4);
        append(units);
    }

    void id(const security_id& value) {
        pointer();
        pointed_to(value);
    }

    /// Groups by number; only those.
    void members(const std::vector<group_membership>& groups, std::uint32_t more_attributes = 0) {
        number(groups.size(), 4);
        if (groups.empty()) return number(0, 4);
        pointer();
        put(behind_, groups.size(), 4);
        for (const auto& each : groups) {
            put(behind_, each.number.value_or(0), 4);
            put(behind_, each.attributes | more_attributes, 4);
        }
    }

    void ids(const std::vector<group_membership>& groups) {
        number(groups.size(), 4);
        if (groups.empty()) return number(0, 4);
        pointer();
        put(behind_, groups.size(), 4);
        for (const auto& each : groups) {
            put(behind_, next_referent(), 4);
            put(behind_, each.attributes, 4);
        }
        for (const auto& each : groups)
            pointed_to(each.id);
    }

    void pointer() { number(next_referent(), 4); }

    /// With the headers of type serialization version 1.
    [[nodiscard]] octet_string written() {
        append({});
        octet_string out;
        put(out, 0x0008'1001, 4);
        put(out, 0xCCCC'CCCC, 4);
        const auto used = fixed_.size() + behind_.size();
        const auto size = (used + 7) / 8 * 8;
        put(out, size, 4);
        put(out, 0, 4);
        out.insert(out.end(), fixed_.begin(), fixed_.end());
        out.insert(out.end(), behind_.begin(), behind_.end());
        out.resize(out.size() + size - used);
        return out;
    }

  private:
    [[nodiscard]] std::uint32_t next_referent() { return referent_ += 4; }

    void pointed_to(const security_id& value) {
        put(behind_, value.parts.size(), 4);
        append(octets_of(value));
    }
    void append(const octet_string& octets) {
        behind_.insert(behind_.end(), octets.begin(), octets.end());
        behind_.resize((behind_.size() + 3) / 4 * 4);
    }

    octet_string fixed_;
    octet_string behind_;
    std::uint32_t referent_ = 0x20000;
};

[[nodiscard]] std::uint32_t to_part(std::string_view digits, std::string_view whole) {
    std::uint32_t out = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [at, problem] = std::from_chars(digits.data(), end, out);
    if (digits.empty() || problem != std::errc() || at != end)
        throw error("'" + std::string(whole) + "' is no security identifier, and no number of an account");
    return out;
}

[[nodiscard]] std::vector<group_membership> those(const std::vector<group_membership>& groups,
                                                  bool numbered) {
    std::vector<group_membership> out;
    std::ranges::copy_if(groups, std::back_inserter(out),
                         [&](const auto& each) { return each.number.has_value() == numbered; });
    return out;
}

} // namespace

security_id to_security_id(std::string_view text) {
    constexpr std::string_view begin = "S-1-";
    constexpr std::size_t most = 15;
    if (!text.starts_with(begin)) throw error("'" + std::string(text) + "' is no security identifier");
    security_id out;
    bool first = true;
    for (auto left = text.substr(begin.size());;) {
        const auto end = left.find('-');
        const auto number = to_part(left.substr(0, end), text);
        first ? void(out.authority = number) : out.parts.push_back(number);
        first = false;
        if (end == left.npos) break;
        left.remove_prefix(end + 1);
    }
    if (out.parts.empty() || out.parts.size() > most)
        throw error("'" + std::string(text) + "' is no security identifier");
    return out;
}

group_membership to_group(std::string_view text) {
    constexpr std::string_view mark = ":deny-only";
    group_membership out{.attributes = usual_attributes};
    if (text.ends_with(mark)) {
        out.attributes = deny_only;
        text.remove_suffix(mark.size());
    }
    if (text.starts_with("S-"))
        out.id = to_security_id(text);
    else
        out.number = to_part(text, text);
    return out;
}

octet_string logon_info(const account_facts& of) {
    serialization to;
    to.pointer();
    to.time(std::nullopt, 0); // of the logon
    to.time(std::nullopt, never);
    to.time(of.expires, never);
    to.time(of.password_set, 0);
    to.time(of.password_set, 0); // since when it may be changed
    to.time(of.password_expires, never);
    to.text(of.account);
    for (int i = 0; i < 5; ++i)
        to.text({});
    to.numbers(1); // two counts of logons
    to.number(of.number, 4);
    to.number(of.primary_group, 4);
    to.members(those(of.groups, true));
    const auto extra = those(of.groups, false);
    to.number((extra.empty() ? 0 : has_extra) | (of.resource_groups.empty() ? 0 : has_resources), 4);
    to.numbers(4); // a session key
    to.text("KDC");
    to.text(of.domain);
    to.id(of.domain_id);
    to.numbers(2);
    to.number(of.control, 4);
    to.numbers(7);
    to.ids(extra);
    if (of.resource_groups.empty())
        to.numbers(1);
    else
        to.id(of.domain_id);
    to.members(of.resource_groups, of_resource);
    return to.written();
}

octet_string upn_info(const account_facts& of) {
    constexpr std::uint32_t made_up = 1, extended = 2;
    constexpr std::size_t head = 24; // to a multiple of 8
    auto user = of.domain_id;
    user.parts.push_back(of.number);
    const octet_string parts[] = {units_of(of.upn), units_of(of.dns_domain), units_of(of.account),
                                  octets_of(user)};
    octet_string out, behind;
    for (std::size_t i = 0; i < 4; ++i) {
        if (i == 2) put(out, extended | (of.upn_is_made_up ? made_up : 0U), 4);
        put(out, parts[i].size(), 2);
        put(out, head + behind.size(), 2);
        behind.insert(behind.end(), parts[i].begin(), parts[i].end());
        behind.resize((behind.size() + 7) / 8 * 8);
    }
    out.resize(head);
    out.insert(out.end(), behind.begin(), behind.end());
    return out;
}

} // namespace sspi::testing::detail
