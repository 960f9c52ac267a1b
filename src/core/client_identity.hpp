// SPDX-License-Identifier: BSL-1.0
// A client whose name is proved, and what may be done in that name: what Windows calls an access token.
#pragma once

#include "../gss/mechanism.hpp"
#include "logon_numbers.hpp"

#include <sspi_token_types.h>

#include <memory>
#include <string>

namespace sspi::core {

/// Of each context, or of each LsaLogonUser.
struct logon_session {
    LUID number{};
    bool batch = false;
    TOKEN_SOURCE source{{'K', 'e', 'r', 'b', 'e', 'r', 'o', 's'}, {}};
};

struct client_identity {
    std::string name;                           // user@REALM
    std::shared_ptr<gss::credential> initiator; // its tickets; null: the client may be identified and no more
    std::shared_ptr<const wire::pac_account> account{}; // as its domain proved it; or null
    SECURITY_IMPERSONATION_LEVEL level = SecurityIdentification;
    logon_session logon{};
};

using shared_identity = std::shared_ptr<const client_identity>;

} // namespace sspi::core
