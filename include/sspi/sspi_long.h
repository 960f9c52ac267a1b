// SPDX-License-Identifier: BSL-1.0
// What the overloads of functions share that C++ callers pass the address of an unsigned long, which has 64 bits here.
#ifndef SSPI_CONTRACT_LONG_INCLUDED
#define SSPI_CONTRACT_LONG_INCLUDED

#include "sspi_types.h"

#if defined(__cplusplus) && !defined(SSPI_NO_LONG_OVERLOADS)

template <typename Long, typename Result>
struct sspi_only_unsigned_long {};

template <typename Result>
struct sspi_only_unsigned_long<unsigned long, Result> {
    typedef Result type;
};

inline ULONG* sspi_stand_in(const unsigned long* destination, ULONG& value) {
    return destination ? &value : static_cast<ULONG*>(NULL);
}

#endif

#endif
