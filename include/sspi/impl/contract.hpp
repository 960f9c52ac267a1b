// SPDX-License-Identifier: BSL-1.0
// The C contract for the C++ headers: the system's on Windows, this library's elsewhere.
#pragma once

// User mode is what these headers are for; a program need not say it.
#if !defined(SECURITY_WIN32) && !defined(SECURITY_KERNEL)
#define SECURITY_WIN32
#endif

#include <sspi/sspi.h>

#if !defined(_WIN32)
#include <sspi/sspi_extensions.h>
#endif

// One for all shared libraries of a program, however they were compiled: categories are compared by address.
#if defined(_WIN32)
#define SSPI_IMPL_SHARED
#else
#define SSPI_IMPL_SHARED __attribute__((visibility("default")))
#endif
