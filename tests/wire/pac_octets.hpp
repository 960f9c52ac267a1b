// SPDX-License-Identifier: BSL-1.0
// PACs as octets, field by field, with places for lies.
#pragma once

#include <wire/octets.hpp>

#include <sspi/detail/sid.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sspi::test {

using octets = std::vector<std::byte>;

inline void put(octets& to, std::uint64_t number, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
        to.push_back(static_cast<std::byte>(number >> (8 * i) & 0xFF));
}

inline void put(octets& to, const octets& more) {
    to.insert(to.end(), more.begin(), more.end());
}

inline void fill_up(octets& to, std::size_t multiple) {
    while (to.size() % multiple != 0)
        to.push_back(std::byte{0});
}

[[nodiscard]] inline octets units(std::u16string_view text) {
    octets out;
    for (const auto each : text)
        put(out, each, 2);
    return out;
}

[[nodiscard]] inline octets binary(std::string_view sid) {
    const auto id = detail::sid::parse(sid);
    octets out;
    put(out, 1, 1);
    put(out, id->parts().size(), 1);
    for (int shift = 40; shift >= 0; shift -= 8)
        put(out, id->authority() >> shift & 0xFF, 1);
    for (const auto each : id->parts())
        put(out, each, 4);
    return out;
}

/// Whether an octet string was made whole again, the headers of type serialization in front of it.
[[nodiscard]] inline octets serialized(octets value) {
    fill_up(value, 8);
    octets out;
    put(out, 0x00081001, 4);
    put(out, 0xCCCCCCCC, 4);
    put(out, value.size(), 4);
    put(out, 0, 4);
    put(out, value);
    return out;
}

/// A KERB_VALIDATION_INFO.
struct logon_sample {
    using member = std::pair<std::uint32_t, std::uint32_t>;   // number, attributes
    using membership = std::pair<std::string, std::uint32_t>; // identifier, attributes
    std::u16string account = u"alice";
    std::u16string domain = u"CORP";
    std::string domain_id = "S-1-5-21-1-2-3"; // empty: none
    std::uint32_t user = 1105;
    std::uint32_t primary_group = 513;
    std::vector<member> groups{{513, 7}, {1201, 7}};
    std::uint32_t flags = 0x220;
    std::vector<membership> extra{{"S-1-18-1", 7}};
    std::string resource_domain = "S-1-5-21-1-2-3";
    std::vector<member> resources{{1301, 0x20000007}};
    std::uint32_t control = 0x10;
    std::uint64_t logoff = 0x7FFFFFFFFFFFFFFF, kickoff = 0, password_set = 133000000000000000,
                  must_change = 134000000000000000;
    // Lies: what is told instead of what there is.
    std::optional<std::uint32_t> told_groups{}, counted_groups{}, told_extra{}, counted_extra{},
        told_resources{}, counted_parts{};
    std::optional<std::uint16_t> told_size{}, told_room{}; // of the account's name, in octets
    std::optional<std::uint32_t> counted_room{}, offset{}, counted_size{};

    [[nodiscard]] octets written() const {
        octets fixed, behind;
        std::uint32_t referent = 0x20000;
        const auto pointer = [&](bool there) { put(fixed, there ? referent += 4 : 0, 4); };
        const auto text = [&](const std::u16string& value, bool lies) {
            const auto size = value.size() * 2;
            put(fixed, lies ? told_size.value_or(static_cast<std::uint16_t>(size)) : size, 2);
            put(fixed, lies ? told_room.value_or(static_cast<std::uint16_t>(size)) : size, 2);
            pointer(!value.empty());
            if (value.empty()) return;
            put(behind, lies ? counted_room.value_or(static_cast<std::uint32_t>(size / 2)) : size / 2, 4);
            put(behind, lies ? offset.value_or(0) : 0, 4);
            put(behind, lies ? counted_size.value_or(static_cast<std::uint32_t>(size / 2)) : size / 2, 4);
            put(behind, units(value));
            fill_up(behind, 4);
        };
        const auto id = [&](const std::string& value) {
            const auto own = binary(value);
            put(behind, counted_parts.value_or(std::to_integer<std::uint32_t>(own[1])), 4);
            put(behind, own);
        };
        const auto members = [&](const std::vector<member>& all, std::optional<std::uint32_t> told,
                                 std::optional<std::uint32_t> counted) {
            put(fixed, told.value_or(static_cast<std::uint32_t>(all.size())), 4);
            pointer(!all.empty());
            if (all.empty()) return;
            put(behind, counted.value_or(static_cast<std::uint32_t>(all.size())), 4);
            for (const auto& [number, attributes] : all) {
                put(behind, number, 4);
                put(behind, attributes, 4);
            }
        };
        pointer(true);
        for (const auto time : {std::uint64_t{0}, logoff, kickoff, password_set, password_set, must_change})
            put(fixed, time, 8);
        text(account, true);
        for (int i = 0; i < 5; ++i)
            text({}, false);
        put(fixed, 0, 4);
        put(fixed, user, 4);
        put(fixed, primary_group, 4);
        members(groups, told_groups, counted_groups);
        put(fixed, flags, 4);
        put(fixed, 0, 8);
        put(fixed, 0, 8);
        text(u"DC1", false);
        text(domain, false);
        pointer(!domain_id.empty());
        if (!domain_id.empty()) id(domain_id);
        put(fixed, 0, 8);
        put(fixed, control, 4);
        for (int i = 0; i < 7; ++i)
            put(fixed, 0, 4);
        put(fixed, told_extra.value_or(static_cast<std::uint32_t>(extra.size())), 4);
        pointer(!extra.empty());
        if (!extra.empty()) {
            put(behind, counted_extra.value_or(static_cast<std::uint32_t>(extra.size())), 4);
            for (const auto& each : extra) {
                put(behind, referent += 4, 4);
                put(behind, each.second, 4);
            }
            for (const auto& each : extra)
                id(each.first);
        }
        pointer(!resource_domain.empty());
        if (!resource_domain.empty()) id(resource_domain);
        members(resources, told_resources, {});
        put(fixed, behind);
        return serialized(std::move(fixed));
    }
};

/// A UPN_DNS_INFO with its extension.
struct upn_sample {
    std::u16string upn = u"alice@corp.example", domain = u"CORP.EXAMPLE", account = u"alice";
    std::string user = "S-1-5-21-1-2-3-1105";
    bool extended = true;
    std::optional<std::uint16_t> domain_offset{}, domain_size{};

    [[nodiscard]] octets written() const {
        octets out, behind;
        const std::size_t head = extended ? 24 : 16;
        const auto part = [&](const octets& value, std::optional<std::uint16_t> size,
                              std::optional<std::uint16_t> offset) {
            put(out, size.value_or(static_cast<std::uint16_t>(value.size())), 2);
            put(out, offset.value_or(static_cast<std::uint16_t>(head + behind.size())), 2);
            put(behind, value);
            fill_up(behind, 8);
        };
        part(units(upn), {}, {});
        part(units(domain), domain_size, domain_offset);
        put(out, extended ? 2 : 0, 4);
        if (extended) part(units(account), {}, {});
        if (extended) part(binary(user), {}, {});
        fill_up(out, 8);
        put(out, behind);
        return out;
    }
};

[[nodiscard]] inline octets client_sample(std::u16string_view name = u"alice",
                                          std::uint64_t time = 133500000000000000) {
    octets out;
    put(out, time, 8);
    put(out, name.size() * 2, 2);
    put(out, units(name));
    return out;
}

[[nodiscard]] inline octets signature_sample(std::uint32_t type = 16, std::size_t size = 12,
                                             int octet = 0x5A) {
    octets out;
    put(out, type, 4);
    out.resize(4 + size, static_cast<std::byte>(octet));
    return out;
}

/// A list of buffers, each where the one before it ended.
struct pac_sample {
    std::vector<std::pair<std::uint32_t, octets>> buffers{{1, logon_sample().written()},
                                                          {12, upn_sample().written()},
                                                          {10, client_sample()},
                                                          {6, signature_sample()},
                                                          {7, signature_sample()}};
    std::optional<std::uint32_t> told_count{};
    std::uint32_t version = 0;

    [[nodiscard]] octets written() const {
        octets out, behind;
        put(out, told_count.value_or(static_cast<std::uint32_t>(buffers.size())), 4);
        put(out, version, 4);
        const auto begin = 8 + 16 * buffers.size();
        for (const auto& [type, content] : buffers) {
            put(out, type, 4);
            put(out, content.size(), 4);
            put(out, begin + behind.size(), 8);
            put(behind, content);
            fill_up(behind, 8);
        }
        put(out, behind);
        return out;
    }
};

/// Another number of so many octets at a place.
inline void write_at(octets& in, std::size_t at, std::uint64_t number, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
        in[at + i] = static_cast<std::byte>(number >> (8 * i) & 0xFF);
}

} // namespace sspi::test
