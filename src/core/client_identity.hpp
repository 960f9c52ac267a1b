// SPDX-License-Identifier: BSL-1.0
// A client whose name is proved, and what may be done in that name: what Windows calls an access token.
#pragma once

#include "../gss/mechanism.hpp"

#include <memory>
#include <string>

namespace sspi::core {

struct client_identity {
    std::string name;                           // user@REALM
    std::shared_ptr<gss::credential> initiator; // its tickets; null: the client may be identified and no more
};

using shared_identity = std::shared_ptr<const client_identity>;

} // namespace sspi::core
