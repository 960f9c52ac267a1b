// SPDX-License-Identifier: BSL-1.0
// The identity structure of the C contract over texts of a builder, wiped when it goes.
#pragma once

#include <sspi/impl/credential_state.hpp>
#include <sspi/impl/native.hpp>

#include <span>
#include <string_view>

namespace sspi::impl {

/// One text of an identity, in the characters of the C contract.
class identity_text {
  public:
    identity_text() noexcept = default;
    /// False when the text is malformed.
    [[nodiscard]] bool assign(std::string_view text) {
        units_ = detail::secret_buffer<native_char>(text.size());
        return detail::transcode<char>(text.data(), text.size(), units_);
    }
    [[nodiscard]] native_identity_unit* data() noexcept {
        return reinterpret_cast<native_identity_unit*>(units_.units().data());
    }
    [[nodiscard]] ULONG size() const noexcept { return static_cast<ULONG>(units_.size()); }

  private:
    detail::secret_buffer<native_char> units_;
};

/// An identity and the texts that it points to.
class owned_identity {
  public:
    /// False when a text is malformed.
    [[nodiscard]] bool assign(const credential_settings& from) {
        const bool good = user_.assign(view(from.user)) && domain_.assign(view(from.domain)) &&
                          mechanisms_.assign(view(from.mechanisms)) &&
                          password_.assign(from.password ? from.password->view() : std::string_view());
        if (!good) return false;
        point_to_names(identity_, from);
        point_to_names(with_list_, from);
        with_list_.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
        with_list_.Length = sizeof with_list_;
        if (from.mechanisms) point(with_list_.PackageList, with_list_.PackageListLength, mechanisms_);
        has_list_ = from.mechanisms.has_value();
        return true;
    }
    /// The plainest structure that says it: not every implementation reads the larger one.
    [[nodiscard]] void* get() noexcept {
        return has_list_ ? static_cast<void*>(&with_list_) : static_cast<void*>(&identity_);
    }

  private:
    static std::string_view view(const std::optional<std::string>& text) noexcept {
        return text ? std::string_view(*text) : std::string_view();
    }
    static void point(native_identity_unit*& to, decltype(native_identity::UserLength)& length,
                      identity_text& text) noexcept {
        to = text.data();
        length = text.size();
    }

    template <class Structure>
    void point_to_names(Structure& to, const credential_settings& from) noexcept {
        to.Flags = native_identity_flags;
        if (from.user) point(to.User, to.UserLength, user_);
        if (from.domain) point(to.Domain, to.DomainLength, domain_);
        if (from.password) point(to.Password, to.PasswordLength, password_);
    }

    identity_text user_, domain_, password_, mechanisms_;
    native_identity identity_{};
    native_identity_ex with_list_{};
    bool has_list_ = false;
};

} // namespace sspi::impl
