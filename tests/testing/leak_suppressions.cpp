// SPDX-License-Identifier: BSL-1.0
// Tells LeakSanitizer, where it is linked in, which leaks are Heimdal's own.

extern "C" const char* __lsan_default_suppressions();

// A TGS exchange that fails leaves behind the text that Heimdal made its message of (lib/krb5/get_cred.c). Heimdal
// is built without frame pointers, so that the caller of krb5_get_error_message is not seen.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:krb5_get_error_message\n";
}
