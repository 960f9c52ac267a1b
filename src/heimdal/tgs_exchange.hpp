// SPDX-License-Identifier: BSL-1.0
// The one client of ticket-granting services. Heimdal 7.8's sends no PA-S4U-X509-USER and no PA-PAC-OPTIONS, and takes
// tickets in whoever's name they come.
#pragma once

#include "tgs_reply.hpp"
#include "words.hpp"

namespace sspi::heimdal {

/// As long as it lives, this thread's krb5_context goes by a cache's clock, which may be a KDC's that Heimdal noted there.
class clock_of_cache {
  public:
    clock_of_cache(kdc_call& call, krb5_ccache cache) noexcept;
    ~clock_of_cache();
    clock_of_cache(const clock_of_cache&) = delete;
    clock_of_cache& operator=(const clock_of_cache&) = delete;

  private:
    kdc_call& call_;
};

/// Asks the KDC of the service's realm, once. What comes is the ticket that was asked for, or a failure.
[[nodiscard]] result<tgs_ticket> ask_tgs(kdc_call& call, detail::operation during, const tgs_question& what);

} // namespace sspi::heimdal
