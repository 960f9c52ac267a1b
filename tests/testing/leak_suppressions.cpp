// SPDX-License-Identifier: BSL-1.0
// Tells LeakSanitizer, where it is linked in, which leaks are Heimdal's own.

extern "C" const char* __lsan_default_suppressions();

// A TGS exchange that fails leaves behind the text that Heimdal made its message of (lib/krb5/get_cred.c). Heimdal
// is built without frame pointers, so that the caller of krb5_get_error_message is not seen.
// Heimdal's client that asks a KDC again, because datagrams are lost in a flood, loses a reply now and then: made by
// krb5_data_alloc, which this project's code does not call.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:krb5_get_error_message\nleak:krb5_data_alloc\n";
}
