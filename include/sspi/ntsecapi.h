// SPDX-License-Identifier: BSL-1.0
// What SSPI programs take from <ntsecapi.h>.
#ifndef SSPI_CONTRACT_NTSECAPI_INCLUDED
#define SSPI_CONTRACT_NTSECAPI_INCLUDED

#include "sspi_tokens.h"

#ifndef KERB_WRAP_NO_ENCRYPT
#define KERB_WRAP_NO_ENCRYPT 0x80000001
#endif

#endif
