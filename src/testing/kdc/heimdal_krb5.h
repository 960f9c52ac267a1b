/* SPDX-License-Identifier: BSL-1.0 */
/* Heimdal's krb5.h with its ASN.1 functions, which it declares for C alone. Included in place of both. */
#ifndef SSPI_TESTING_HEIMDAL_KRB5_H
#define SSPI_TESTING_HEIMDAL_KRB5_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

#include <krb5_asn1.h>

#ifdef __cplusplus
}
#endif

#include <krb5.h>

#endif
