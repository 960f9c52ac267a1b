// SPDX-License-Identifier: BSL-1.0
// Shows what SSPI answered: statuses and flags by name, times as people write them, and all that a context
// tells.
#ifndef EXAMPLES_REPORT_INCLUDED
#define EXAMPLES_REPORT_INCLUDED

#define SECURITY_WIN32
#include "sockets.h" // on Windows it brings <windows.h>, which <security.h> wants before it

#include <security.h>

struct flag_name {
    ULONG flag;
    const char* name;
};

// Each ends with a row whose name is NULL.
extern const struct flag_name isc_req_names[];
extern const struct flag_name isc_ret_names[];
extern const struct flag_name asc_req_names[];
extern const struct flag_name asc_ret_names[];

// "SEC_E_OK"; of a status that is not in the table "unknown status".
const char* status_name(SECURITY_STATUS status);

// One line: what, and the names of the flags that are set.
void show_flags(const char* what, const struct flag_name* names, ULONG flags);

// On standard error: which function failed and how, and where the system can say it, why.
void show_failure(const char* function, SECURITY_STATUS status);

void show_leg(int leg, ULONG bytes_in, ULONG bytes_out, SECURITY_STATUS status);

// Times of SSPI are local already, in units of 100 ns since 1601.
void show_time(const char* what, TimeStamp time);

// Names, lifetime, package, key and sizes of an established context. Of the session key only the length.
void show_context(CtxtHandle* context);

#endif
