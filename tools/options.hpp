// SPDX-License-Identifier: BSL-1.0
// The command line of sspi-kdc.
#pragma once

#include "plan.hpp"

#include <span>
#include <string>

namespace sspi::tools {

/// Reads the arguments, the program's name left out, and the configuration that they name. Throws `usage_error`.
[[nodiscard]] kdc_plan parse_options(std::span<const std::string> arguments);

/// What --help prints.
[[nodiscard]] std::string help_text();

} // namespace sspi::tools
