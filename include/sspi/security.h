// SPDX-License-Identifier: BSL-1.0
// The header that Windows programs include for SSPI: sspi.h, secext.h and the names of the security packages.
#ifndef SSPI_CONTRACT_SECURITY_INCLUDED
#define SSPI_CONTRACT_SECURITY_INCLUDED

#include "sspi.h"

#include "secext.h"

/* As on Windows, the names without suffix of NTLM and Kerberos are wide whatever UNICODE says. */
#ifndef NTLMSP_NAME_A
#define NTLMSP_NAME_A "NTLM"
#define NTLMSP_NAME SSPI_WIDE_TEXT("NTLM")
#endif

#ifndef MICROSOFT_KERBEROS_NAME_A
#define MICROSOFT_KERBEROS_NAME_A "Kerberos"
#define MICROSOFT_KERBEROS_NAME_W SSPI_WIDE_TEXT("Kerberos")
#define MICROSOFT_KERBEROS_NAME MICROSOFT_KERBEROS_NAME_W
#endif

#ifndef NEGOSSP_NAME
#define NEGOSSP_NAME_W SSPI_WIDE_TEXT("Negotiate")
#define NEGOSSP_NAME_A "Negotiate"
#define NEGOSSP_NAME SSPI_UAW(NEGOSSP_NAME)
#endif

/* The narrow name is spelt with a small l on Windows; both spellings exist here. */
#ifndef CLOUDAP_NAME
#define CLOUDAP_NAME_W SSPI_WIDE_TEXT("CloudAP")
#define ClOUDAP_NAME_A "CloudAP"
#define CLOUDAP_NAME_A ClOUDAP_NAME_A
#define CLOUDAP_NAME SSPI_UAW(CLOUDAP_NAME)
#endif

#endif
