// SPDX-License-Identifier: BSL-1.0
// The quality of protection that SSPI programs take from <ntsecapi.h>.
#ifndef SSPI_CONTRACT_COMPAT_NTSECAPI_INCLUDED
#define SSPI_CONTRACT_COMPAT_NTSECAPI_INCLUDED

#ifndef KERB_WRAP_NO_ENCRYPT
#define KERB_WRAP_NO_ENCRYPT 0x80000001
#endif

#endif
