// SPDX-License-Identifier: BSL-1.0
// What a second unit of a program does with the C++ interface.
#pragma once

#include <sspi/sspi.hpp>

#include <string>
#include <system_error>

sspi::initiator begun_elsewhere(const sspi::credential& who, const std::string& target);
const std::error_category& category_elsewhere();
