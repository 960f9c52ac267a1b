// SPDX-License-Identifier: BSL-1.0
// Marks what libsspi-testing exports.
#pragma once

#if defined(__GNUC__)
#define SSPI_TESTING_API __attribute__((visibility("default")))
#else
#define SSPI_TESTING_API
#endif
