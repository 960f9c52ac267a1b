/* SPDX-License-Identifier: BSL-1.0 */
/* The privilege attribute certificate ([MS-PAC]) that the KDC puts into tickets. */
#ifndef SSPI_TESTING_PAC_H
#define SSPI_TESTING_PAC_H

#include <krb5.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Makes every KDC of the process issue and check PACs. Once, before the first KDC is made. */
krb5_error_code kdc_issue_pacs(krb5_context context);

#ifdef __cplusplus
}
#endif

#endif
