// SPDX-License-Identifier: BSL-1.0
// The command line of sspi-kdc.
#pragma once

#include <sspi/testing/realm.hpp>

#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace sspi::tools {

struct user_option {
    std::string name;
    std::string password;
};

struct service_option {
    std::string name;
    std::vector<testing::enctype> enctypes;
};

/// What the command line asks for.
struct kdc_options {
    std::string realm = "EXAMPLE.TEST";
    testing::realm_options realm_options;
    std::vector<user_option> users;
    std::vector<service_option> services;
    std::vector<std::string> domains;
    std::string kinit;
    std::uint16_t port = 0;
    std::filesystem::path directory;
    bool verbose = false;
    bool help = false;
    std::vector<std::string> command;
};

/// A command line that makes no sense.
struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads the arguments, the program's name left out. Throws `usage_error`.
[[nodiscard]] kdc_options parse_options(std::span<const std::string> arguments);

/// What --help prints.
[[nodiscard]] std::string help_text();

} // namespace sspi::tools
