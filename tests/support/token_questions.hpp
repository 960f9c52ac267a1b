// SPDX-License-Identifier: BSL-1.0
// What a token tells, as values: SIDs as text.
#pragma once

#include <support/catch.hpp>

#include <sddl.h>
#include <sspi_last_error.h>
#include <sspi_tokens.h>

#include <cstddef>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace sspi::test {

[[nodiscard]] inline std::string sid_text(PSID sid) {
    char* text = nullptr;
    REQUIRE(ConvertSidToStringSidA(sid, &text));
    std::string out = text;
    std::free(text);
    return out;
}

/// In memory of its own.
class sid_of_text {
  public:
    explicit sid_of_text(const std::string& text) { REQUIRE(ConvertStringSidToSidA(text.c_str(), &sid_)); }
    sid_of_text(const sid_of_text&) = delete;
    sid_of_text& operator=(const sid_of_text&) = delete;
    ~sid_of_text() { std::free(sid_); }
    [[nodiscard]] PSID get() const noexcept { return sid_; }

  private:
    PSID sid_ = nullptr;
};

class owned_token {
  public:
    owned_token() = default;
    owned_token(owned_token&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    owned_token& operator=(owned_token&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~owned_token() {
        if (handle_ != nullptr) CloseHandle(handle_);
    }
    [[nodiscard]] HANDLE get() const noexcept { return handle_; }
    [[nodiscard]] HANDLE* out() noexcept { return &handle_; }

  private:
    HANDLE handle_ = nullptr;
};

/// In two calls, as programs ask, in memory of exactly that size.
[[nodiscard]] inline std::vector<std::max_align_t> token_block(HANDLE token, TOKEN_INFORMATION_CLASS what) {
    DWORD size = 0;
    CHECK_FALSE(GetTokenInformation(token, what, nullptr, 0, &size));
    REQUIRE(GetLastError() == 122);
    std::vector<std::max_align_t> out(size / sizeof(std::max_align_t) + 1);
    DWORD again = 0;
    REQUIRE(GetTokenInformation(token, what, out.data(), size, &again));
    CHECK(again == size);
    return out;
}
template <class Structure>
[[nodiscard]] const Structure& told_in(const std::vector<std::max_align_t>& block) {
    return *reinterpret_cast<const Structure*>(block.data());
}
template <class Structure>
[[nodiscard]] Structure told(HANDLE token, TOKEN_INFORMATION_CLASS what) {
    return told_in<Structure>(token_block(token, what));
}

[[nodiscard]] inline std::string user_of(HANDLE token) {
    const auto block = token_block(token, TokenUser);
    CHECK(told_in<TOKEN_USER>(block).User.Attributes == 0);
    return sid_text(told_in<TOKEN_USER>(block).User.Sid);
}

using told_group = std::pair<std::string, DWORD>;

[[nodiscard]] inline std::vector<told_group> groups_of(HANDLE token,
                                                       TOKEN_INFORMATION_CLASS what = TokenGroups) {
    const auto block = token_block(token, what);
    const auto& groups = told_in<TOKEN_GROUPS>(block);
    std::vector<told_group> out;
    for (DWORD i = 0; i < groups.GroupCount; ++i)
        out.emplace_back(sid_text(groups.Groups[i].Sid), groups.Groups[i].Attributes);
    return out;
}

} // namespace sspi::test
