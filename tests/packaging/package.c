// SPDX-License-Identifier: BSL-1.0
// A stranger's C program: asks for the Kerberos package and says its name and largest token.
#define SECURITY_WIN32
#include <security.h>
#include <stdio.h>

int main(void) {
    char name[] = "kerberos";
    PSecPkgInfoA package = NULL;
    const SECURITY_STATUS status = QuerySecurityPackageInfoA(name, &package);
    if (status != SEC_E_OK) return 1;
    printf("%s %u\n", package->Name, (unsigned)package->cbMaxToken);
    return FreeContextBuffer(package) == SEC_E_OK ? 0 : 1;
}
