// SPDX-License-Identifier: BSL-1.0
// Protects and opens messages with the four per-message functions of SSPI.
#ifndef EXAMPLES_PROTECTION_INCLUDED
#define EXAMPLES_PROTECTION_INCLUDED

#include "framing.h"
#include "report.h"

// Fills *wrapped, which must be empty, with one token that holds the text: sealed with quality 0, readable
// with SECQOP_WRAP_NO_ENCRYPT.
SECURITY_STATUS wrap_message(CtxtHandle* context, ULONG quality, const void* text, ULONG size,
                             struct frame* wrapped);

// Replaces the token in *message by the text that it held. *quality says how it was wrapped.
SECURITY_STATUS unwrap_message(CtxtHandle* context, struct frame* message, ULONG* quality);

// Fills *signature, which must be empty.
SECURITY_STATUS sign_message(CtxtHandle* context, struct frame* text, struct frame* signature);

SECURITY_STATUS verify_message(CtxtHandle* context, struct frame* text, struct frame* signature);

#endif
