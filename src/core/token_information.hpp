// SPDX-License-Identifier: BSL-1.0
// What GetTokenInformation tells: structures with the SIDs that they point to behind them, for a place in the caller's memory.
#pragma once

#include "caller_sid.hpp"
#include "client_sids.hpp"
#include "tokens.hpp"

#include <sspi/detail/timestamp.hpp>
#include <sspi/detail/win32_code.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace sspi::core {

namespace token_information {

/// As it is going to be at `base`.
class image {
  public:
    explicit image(const void* base) : base_(reinterpret_cast<std::uintptr_t>(base)) {}

    void reserve(std::size_t head) { octets_.resize(head); }
    template <class Value>
    void put(std::size_t at, const Value& value) {
        std::memcpy(octets_.data() + at, &value, sizeof value);
    }
    template <class Structure>
    void head(const Structure& value) {
        reserve(sizeof value);
        put(0, value);
    }
    [[nodiscard]] PSID behind(const detail::sid& sid) {
        const sid_octets what(sid);
        const auto at = octets_.size();
        octets_.insert(octets_.end(), what.view().begin(), what.view().end());
        return reinterpret_cast<PSID>(base_ + at);
    }
    [[nodiscard]] const std::vector<std::byte>& octets() const noexcept { return octets_; }

  private:
    std::uintptr_t base_;
    std::vector<std::byte> octets_;
};

using detail::win32_code;

inline win32_code user(const access_token& token, image& out) {
    out.reserve(sizeof(TOKEN_USER));
    out.put(0, TOKEN_USER{{out.behind(user_of(*token.client)), 0}});
    return win32_code::success;
}
inline win32_code owner(const access_token& token, image& out) {
    out.reserve(sizeof(TOKEN_OWNER));
    out.put(0, TOKEN_OWNER{out.behind(user_of(*token.client))});
    return win32_code::success;
}
inline win32_code primary_group(const access_token& token, image& out) {
    out.reserve(sizeof(TOKEN_PRIMARY_GROUP));
    out.put(0, TOKEN_PRIMARY_GROUP{out.behind(primary_group_of(*token.client))});
    return win32_code::success;
}

inline win32_code groups(const access_token& token, image& out) {
    const auto all = groups_of(*token.client);
    constexpr auto front = offsetof(TOKEN_GROUPS, Groups);
    out.reserve(front + all.size() * sizeof(SID_AND_ATTRIBUTES));
    out.put(0, static_cast<DWORD>(all.size()));
    for (std::size_t i = 0; i < all.size(); ++i)
        out.put(front + i * sizeof(SID_AND_ATTRIBUTES),
                SID_AND_ATTRIBUTES{out.behind(all[i].id), all[i].attributes});
    return win32_code::success;
}

/// A number that counts what there is none of, and room for one where callers look.
template <class Structure>
win32_code empty_list(const access_token&, image& out) {
    out.reserve(sizeof(Structure));
    return win32_code::success;
}

inline win32_code source(const access_token& token, image& out) {
    out.head(token.client->logon.source);
    return win32_code::success;
}
inline win32_code type(const access_token& token, image& out) {
    out.head(token.type);
    return win32_code::success;
}
inline win32_code level(const access_token& token, image& out) {
    if (token.type == TokenPrimary) return win32_code::invalid_parameter;
    out.head(token.client->level);
    return win32_code::success;
}

inline win32_code statistics(const access_token& token, image& out) {
    const auto& client = *token.client;
    TOKEN_STATISTICS told{};
    told.TokenId = told.ModifiedId = token.id;
    told.AuthenticationId = client.logon.number;
    const auto end = client.account ? client.account->logon.logoff : std::nullopt;
    told.ExpirationTime.QuadPart = end ? detail::to_filetime(*end, {}) : detail::never;
    told.TokenType = token.type;
    told.ImpersonationLevel = client.level;
    told.GroupCount = static_cast<DWORD>(groups_of(client).size());
    out.head(told);
    return win32_code::success;
}

template <std::uint32_t Value>
win32_code number(const access_token&, image& out) {
    out.head(DWORD{Value});
    return win32_code::success;
}

struct row {
    TOKEN_INFORMATION_CLASS id;
    win32_code (*write)(const access_token&, image&);
};

inline constexpr row rows[] = {
    {TokenUser, user},
    {TokenGroups, groups},
    {TokenPrivileges, empty_list<TOKEN_PRIVILEGES>},
    {TokenOwner, owner},
    {TokenPrimaryGroup, primary_group},
    {TokenSource, source},
    {TokenType, type},
    {TokenImpersonationLevel, level},
    {TokenStatistics, statistics},
    {TokenRestrictedSids, empty_list<TOKEN_GROUPS>},
    {TokenSessionId, number<0>},
    {TokenSandBoxInert, number<0>},
    {TokenElevationType, number<TokenElevationTypeDefault>},
    {TokenElevation, number<0>},
    {TokenHasRestrictions, number<0>},
    {TokenUIAccess, number<0>},
    {TokenIsAppContainer, number<0>},
};
static_assert(sizeof(TOKEN_ELEVATION) == sizeof(DWORD) && sizeof(TOKEN_ELEVATION_TYPE) == sizeof(DWORD));

} // namespace token_information

/// Writes it to `out` where it fits into `room` octets; `size` is what it needs, once that is known.
[[nodiscard]] inline detail::win32_code tell_of(const access_token& token, TOKEN_INFORMATION_CLASS what,
                                                void* out, std::size_t room, DWORD& size) {
    using detail::win32_code;
    const auto* const row = std::ranges::find(token_information::rows, what, &token_information::row::id);
    if (row == std::end(token_information::rows))
        return what >= TokenUser && what <= TokenIsRestricted ? win32_code::not_supported
                                                              : win32_code::invalid_parameter;
    token_information::image made(out);
    if (const auto code = row->write(token, made); code != win32_code::success) return code;
    size = static_cast<DWORD>(made.octets().size());
    if (made.octets().size() > room) return win32_code::insufficient_buffer;
    std::ranges::copy(made.octets(), static_cast<std::byte*>(out));
    return win32_code::success;
}

} // namespace sspi::core
