// SPDX-License-Identifier: BSL-1.0
// A service as a client of the KDC: its own ticket-granting ticket, obtained with its key from a keytab.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <ctime>
#include <memory>
#include <string>

namespace sspi::heimdal {

struct service_login {
    owned_private_cache cache;
    std::string realm;
    bool forwardable = false;
    std::time_t start = 0;
    std::time_t end = 0;
};

/// The login of `service`, a principal of the keytab. Where the KDC knows the service under the name of an account
/// only, as Active Directory does, that of the account's entry in the same keytab. With an empty name: the first
/// principal of the keytab that the KDC knows. Kept for the process until the ticket ends.
[[nodiscard]] result<std::shared_ptr<const service_login>>
log_in_service(kdc_call& call, const std::string& keytab, const std::string& service);

} // namespace sspi::heimdal
