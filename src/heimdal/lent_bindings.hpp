// SPDX-License-Identifier: BSL-1.0
// Channel bindings as the GSS-API takes them.
#pragma once

#include "../wire/channel_bindings.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <optional>

namespace sspi::heimdal {

/// Lends channel bindings in GSS's form; null when there are none.
class lent_bindings {
  public:
    explicit lent_bindings(const std::optional<channel_bindings>& from) {
        if (!from) return;
        value_.initiator_addrtype = from->initiator_address_type;
        value_.initiator_address = borrow(view(from->initiator_address));
        value_.acceptor_addrtype = from->acceptor_address_type;
        value_.acceptor_address = borrow(view(from->acceptor_address));
        value_.application_data = borrow(view(from->application_data));
        given_ = true;
    }
    [[nodiscard]] gss_channel_bindings_t get() noexcept {
        return given_ ? &value_ : GSS_C_NO_CHANNEL_BINDINGS;
    }

  private:
    gss_channel_bindings_struct value_{};
    bool given_ = false;
};

} // namespace sspi::heimdal
