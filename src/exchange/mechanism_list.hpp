// SPDX-License-Identifier: BSL-1.0
// Protects the list of mechanisms against who would shorten it on the way: mechListMIC (RFC 4178 5).
#pragma once

#include "exchange.hpp"

#include <utility>

namespace sspi::exchange {

/// The initiator's list, and how far the exchange of MICs over it has come. The MICs are the context's first
/// per-message tokens, and count as such.
class mechanism_list {
  public:
    /// `encoded` is the DER of the MechTypeList, as it was sent.
    explicit mechanism_list(gss::bytes encoded) : encoded_(std::move(encoded)) {}

    [[nodiscard]] gss::view encoded() const noexcept { return encoded_; }

    /// RFC 4178 5: another mechanism than the initiator's first choice, or the acceptor wishes it.
    void require_mic() noexcept { required_ = true; }
    /// Both sides have to send one, unless the mechanism has no integrity.
    [[nodiscard]] bool requires_mic(const secured& session) const { return required_ && protects(session); }
    [[nodiscard]] bool sent() const noexcept { return sent_; }
    [[nodiscard]] bool verified() const noexcept { return verified_; }

    [[nodiscard]] result<gss::bytes> sign(const secured& session) {
        gss::bytes mic(session.protection->sizes().signature);
        const messages::segment list[] = {{.content = encoded_}};
        const auto size = session.protection->sign(list, mic);
        if (!size) return after_changes(size.error());
        mic.resize(*size);
        sent_ = true;
        return mic;
    }

    /// Looks at a MIC that came; without one, or without integrity, there is nothing to do.
    [[nodiscard]] result<void> verify(const secured& session, const std::optional<gss::view>& mic) {
        if (!mic || !protects(session)) return {};
        if (verified_) return failed_with(status::invalid_token, "a second mechListMIC came");
        const messages::segment list[] = {{.content = encoded_}};
        if (const auto ok = session.protection->verify(list, *mic); !ok)
            return failed_with(ok.error().code,
                               "mechListMIC is wrong: the mechanisms offered may have been changed");
        verified_ = true;
        return {};
    }

  private:
    [[nodiscard]] static bool protects(const secured& session) {
        return detail::has(session.session.granted, detail::gss_flag::integ);
    }

    gss::bytes encoded_;
    bool required_ = false;
    bool sent_ = false;
    bool verified_ = false;
};

} // namespace sspi::exchange
