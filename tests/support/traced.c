// SPDX-License-Identifier: BSL-1.0
// A program that calls the library once, for what SSPI_TRACE makes of that.
#define SECURITY_WIN32
#include <security.h>

int main(void) {
    return CompleteAuthToken(NULL, NULL) == SEC_E_INVALID_HANDLE ? 0 : 1;
}
