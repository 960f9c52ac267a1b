// SPDX-License-Identifier: BSL-1.0
// A client that logs in by lines of text, as one would write it: it knows SSPI, and nothing of how it is tested.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace example {

/// Sends the server a line and gives what it answers.
using line_exchange = std::function<std::string(const std::string& line)>;

struct account {
    std::string user;
    std::string domain;
    std::string password;
};

enum class login {
    welcome,
    denied,         ///< the user or the password is wrong, or the account is not to be used
    no_such_server, ///< the domain does not know the server
    no_domain_controller,
    clock_differs,
    refused, ///< by the server
    broken,  ///< the server does not speak this protocol
    failed,
};

/// Logs in: "AUTH <token>" until the server, which answers "MORE <token>", says "WELCOME" or "NO". Tokens are in
/// hexadecimal digits, and the server has to prove itself too. Without an account it is the user who is logged on.
[[nodiscard]] login log_in(const std::string& server_name, const std::optional<account>& as,
                           const line_exchange& server);

} // namespace example
