// SPDX-License-Identifier: BSL-1.0
// The keys of a keytab, found by whom a ticket is for and what it is encrypted with.
#pragma once

#include "ticket_file.hpp"

#include <sspi/detail/keytab_file.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sspi::wire {

/// What a ticket says of the key that it is encrypted with. Version 0: it says none.
struct key_question {
    std::uint32_t version = 0;
    std::int32_t enctype = 0;
};

class keytab_index {
  public:
    using entry = detail::keytab_entry;

    /// The keys' octets stay where they are.
    explicit keytab_index(std::vector<entry> entries) : entries_(std::move(entries)) {
        by_principal_.reserve(entries_.size());
        for (std::size_t i = 0; i < entries_.size(); ++i)
            by_principal_[std::string(key_of(entries_[i]).view())].push_back(i);
    }

    [[nodiscard]] const std::vector<entry>& entries() const noexcept { return entries_; }

    /// The numbers of a principal's entries, in the file's order.
    [[nodiscard]] std::span<const std::size_t> of(const principal_key& who) const {
        const auto found = by_principal_.find(std::string(who.view()));
        return found == by_principal_.end() ? std::span<const std::size_t>{} : std::span(found->second);
    }

    /// The principal's key for a ticket: of its version, and where there is none, of the version's lowest 8 bits, which are
    /// all that some files have; of the highest one where the ticket names no version.
    [[nodiscard]] std::optional<std::size_t> find(const principal_key& who, const key_question& what) const {
        std::optional<std::size_t> out;
        unsigned best = 0;
        for (const auto each : of(who)) {
            const auto& candidate = entries_[each];
            if (candidate.enctype != what.enctype) continue;
            const auto rank = fitness(candidate.version, what.version);
            const bool newer = what.version == 0 && out && candidate.version > entries_[*out].version;
            if (rank < best || rank == 0 || (rank == best && !newer)) continue;
            out = each;
            best = rank;
        }
        return out;
    }

    /// One entry for each different key of an enctype, in the file's order: whose name a ticket bears need not be in the file,
    /// where one account stands for many.
    [[nodiscard]] std::vector<std::size_t> different_keys(std::int32_t enctype) const {
        std::vector<std::size_t> out;
        std::unordered_map<std::string_view, bool> seen;
        for (std::size_t i = 0; i < entries_.size(); ++i)
            if (entries_[i].enctype == enctype && seen.emplace(text_of(entries_[i].key), true).second)
                out.push_back(i);
        return out;
    }

    [[nodiscard]] static principal_key key_of(const entry& of) {
        principal_key out(of.realm, of.components.size());
        for (const auto& each : of.components)
            out.add(each);
        return out;
    }

  private:
    [[nodiscard]] static unsigned fitness(std::uint32_t version, std::uint32_t wanted) noexcept {
        constexpr std::uint32_t range = 256;
        if (wanted == 0 || version == wanted) return 2;
        return version < range && version == wanted % range ? 1 : 0;
    }
    [[nodiscard]] static std::string_view text_of(std::span<const std::byte> key) noexcept {
        return {reinterpret_cast<const char*>(key.data()), key.size()};
    }

    const std::vector<entry> entries_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_principal_;
};

} // namespace sspi::wire
