// SPDX-License-Identifier: BSL-1.0
// A realm whose KDC a fuzzer stands in front of: it sees each request and may say something else than what the KDC answers.
#pragma once

#include "calls.hpp"
#include "edits.hpp"
#include "keyring.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/realm.hpp>

#include <functional>
#include <optional>
#include <string>

namespace sspi::fuzz {

/// A message of the password protocol (RFC 3244 2): its head of six octets is no DER, and says how long both parts are.
[[nodiscard]] element read_password_message(view octets);
/// With lengths in the head that are right.
void repair_password_message(bytes& octets);

class kdc_tap {
  public:
    [[nodiscard]] static kdc_tap& instance() {
        static kdc_tap it;
        return it;
    }

    static constexpr auto realm_name = "SSPI.TEST";
    static constexpr auto service = "HTTP/web.sspi.test@SSPI.TEST";
    static constexpr auto password = "correct horse";

    /// What is answered in place of the reply. Without one, what the KDC says.
    using answerer = std::function<bytes(view request, const bytes& reply)>;
    void answer_with(answerer instead) { instead_ = std::move(instead); }

    [[nodiscard]] testing::realm& realm() noexcept { return realm_; }
    [[nodiscard]] const keyring& keys() const noexcept { return keys_; }
    [[nodiscard]] SecHandle* server() noexcept { return server_.get(); }

    /// Alice with her password, who has asked nobody yet.
    [[nodiscard]] credential_handle alice() const;
    /// A leg of hers to the service.
    static void first_leg(side& client, credential_handle& of);

  private:
    kdc_tap();

    [[nodiscard]] static testing::realm_options options();
    [[nodiscard]] std::string all_keys();
    [[nodiscard]] bytes answer(view request);

    testing::environment environment_{testing::environment_options{.realm = realm_name}};
    testing::realm realm_{realm_name, options()};
    answerer instead_{};
    std::optional<testing::in_process> route_{};
    keyring keys_;
    credential_handle server_{};
};

} // namespace sspi::fuzz
