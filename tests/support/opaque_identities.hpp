// SPDX-License-Identifier: BSL-1.0
// Identities that the library makes, owned, and their texts as UTF-8.
#pragma once

#include <support/catch.hpp>

#include <sspi/detail/text.hpp>

#include <sspi.h>

#include <optional>
#include <string>
#include <utility>

namespace sspi::test {

/// Of UTF-8, for the functions that take WCHAR.
[[nodiscard]] inline std::basic_string<WCHAR> wide(const std::string& utf8) {
    return detail::from_utf8<WCHAR>(utf8).value();
}

class opaque_identity {
  public:
    opaque_identity() = default;
    opaque_identity(opaque_identity&& other) noexcept : identity_(std::exchange(other.identity_, nullptr)) {}
    opaque_identity& operator=(opaque_identity&& other) noexcept {
        std::swap(identity_, other.identity_);
        return *this;
    }
    ~opaque_identity() { SspiFreeAuthIdentity(identity_); }

    [[nodiscard]] PSEC_WINNT_AUTH_IDENTITY_OPAQUE get() const noexcept { return identity_; }
    [[nodiscard]] PSEC_WINNT_AUTH_IDENTITY_OPAQUE* out() noexcept { return &identity_; }

  private:
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity_ = nullptr;
};

/// Three texts of an identity, each of which may be absent.
struct identity_strings {
    std::optional<std::string> user{};
    std::optional<std::string> domain{};
    std::optional<std::string> password{};
};

[[nodiscard]] inline opaque_identity made_of(const identity_strings& strings) {
    const auto converted = [](const std::optional<std::string>& text) {
        return text ? std::optional(wide(*text)) : std::nullopt;
    };
    const auto start_of = [](const std::optional<std::basic_string<WCHAR>>& text) {
        return text ? text->c_str() : nullptr;
    };
    const auto first = converted(strings.user);
    const auto second = converted(strings.domain);
    const auto third = converted(strings.password);
    opaque_identity out;
    REQUIRE(SspiEncodeStringsAsAuthIdentity(start_of(first), start_of(second), start_of(third), out.out()) ==
            SEC_E_OK);
    return out;
}

[[nodiscard]] inline identity_strings strings_of(void* identity) {
    PCWSTR first = nullptr, second = nullptr, third = nullptr;
    REQUIRE(SspiEncodeAuthIdentityAsStrings(identity, &first, &second, &third) == SEC_E_OK);
    const auto taken = [](PCWSTR text) {
        std::optional<std::string> out;
        if (text != nullptr) out = detail::to_utf8(std::basic_string_view<WCHAR>(text)).value();
        SspiLocalFree(const_cast<WCHAR*>(text));
        return out;
    };
    return {taken(first), taken(second), taken(third)};
}

} // namespace sspi::test
