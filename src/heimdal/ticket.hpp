// SPDX-License-Identifier: BSL-1.0
// A ticket, taken apart.
#pragma once

#include "../gss/mechanism.hpp"
#include "assumptions.hpp"
#include "errors.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <memory>
#include <string>

namespace sspi::heimdal {

/// A Ticket (RFC 4120 5.3) that was decoded.
class decoded_ticket {
  public:
    [[nodiscard]] static result<std::shared_ptr<const decoded_ticket>> of(view der) {
        auto out = std::make_shared<decoded_ticket>();
        std::size_t size = 0;
        const auto code = decode_Ticket(reinterpret_cast<const unsigned char*>(der.data()), der.size(),
                                        &out->value_, &size);
        if (code != 0) return krb5_failure(detail::operation::initiate, code);
        out->decoded_ = true;
        return std::shared_ptr<const decoded_ticket>(std::move(out));
    }

    decoded_ticket() = default;
    decoded_ticket(const decoded_ticket&) = delete;
    decoded_ticket& operator=(const decoded_ticket&) = delete;
    ~decoded_ticket() {
        if (decoded_) free_Ticket(&value_);
    }

    [[nodiscard]] const Ticket* get() const noexcept { return &value_; }

    /// The service that it is for.
    [[nodiscard]] result<std::string> service() const {
        const auto name = assumed::lent_principal(value_.sname, value_.realm);
        owned_text text;
        if (const auto code = krb5_unparse_name(thread_context(), &name, text.out()))
            return krb5_failure(detail::operation::initiate, code);
        return std::string(text.get());
    }

  private:
    Ticket value_{};
    bool decoded_ = false;
};

} // namespace sspi::heimdal
