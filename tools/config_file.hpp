// SPDX-License-Identifier: BSL-1.0
// The configuration file of sspi-kdc.
#pragma once

#include "plan.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace sspi::tools {

/// Adds what a file says to a plan; "-" is standard input. Throws `usage_error`: "kdc.conf:7: 'enctypes' wants ...".
void read_config_file(kdc_plan& plan, const std::string& file);

/// The same for a text. Password files are looked for from a directory.
void read_config(kdc_plan& plan, std::string_view text, const std::string& name,
                 const std::filesystem::path& directory);

/// What --help-config prints: the format, with every section and setting.
[[nodiscard]] std::string config_help_text();

} // namespace sspi::tools
