// SPDX-License-Identifier: BSL-1.0
// A ticket, taken apart.
#pragma once

#include "../gss/mechanism.hpp"
#include "assumptions.hpp"
#include "errors.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <sspi/detail/text.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace sspi::heimdal {

/// The service that a ticket is for. It is not sealed: what is no text came to be so on its way, and is no ticket's.
[[nodiscard]] inline result<std::string> service_named_by(const Ticket& ticket) {
    const auto name = assumed::lent_principal(ticket.sname, ticket.realm);
    owned_text text;
    if (const auto code = krb5_unparse_name(thread_context(), &name, text.out()))
        return krb5_failure(detail::operation::initiate, code);
    std::string out = text.get();
    if (!detail::to_utf8(std::string_view(out)))
        return failed_with(status::invalid_token, "the ticket names its service in octets that are no text");
    return out;
}

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
    [[nodiscard]] result<std::string> service() const { return service_named_by(value_); }

  private:
    Ticket value_{};
    bool decoded_ = false;
};

} // namespace sspi::heimdal
