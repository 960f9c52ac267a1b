// SPDX-License-Identifier: BSL-1.0
// Passwords from where the process list does not show them.
#include "passwords.hpp"

#include "plan.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace sspi::tools {

std::string password_from_file(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line)) {
        const int failed = in.is_open() ? 0 : errno;
        throw usage_error("no password can be read from " + file.string() +
                          (failed != 0 ? std::string(": ") + std::strerror(failed) : ": it has no line"));
    }
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::string password_from_environment(const std::string& variable) {
    const char* const value = std::getenv(variable.c_str());
    if (value == nullptr)
        throw usage_error("the environment has no variable " + variable + " with a password");
    return value;
}

} // namespace sspi::tools
