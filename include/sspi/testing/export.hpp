// SPDX-License-Identifier: BSL-1.0
// Marks what libsspi-testing exports, and what version of its interface that belongs to.
#pragma once

#include <version>

#if defined(__GNUC__)
#define SSPI_TESTING_API __attribute__((visibility("default")))
#else
#define SSPI_TESTING_API
#endif

// All names of the kit have it in them, and so have the symbols: programs hand strings, vectors and functions of the standard
// library to the kit, and a kit of another version, or one that was built with another form of that library, is found
// when the program is linked. It changes with the soname, see CONTRIBUTING.md.
#if defined(_GLIBCXX_DEBUG) || defined(_LIBCPP_ENABLE_DEBUG_MODE)
#define SSPI_TESTING_ABI v0_1_debug
#elif defined(_GLIBCXX_USE_CXX11_ABI) && !_GLIBCXX_USE_CXX11_ABI
#define SSPI_TESTING_ABI v0_1_before_cxx11
#else
#define SSPI_TESTING_ABI v0_1
#endif
