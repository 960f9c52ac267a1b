// SPDX-License-Identifier: BSL-1.0
// Passwords from where the process list does not show them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sspi::tools {

/// The first line of a file. Throws `usage_error`.
[[nodiscard]] std::string password_from_file(const std::filesystem::path& file);

/// The value of an environment variable. Throws `usage_error`.
[[nodiscard]] std::string password_from_environment(const std::string& variable);

} // namespace sspi::tools
