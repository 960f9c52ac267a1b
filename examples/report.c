// SPDX-License-Identifier: BSL-1.0
// Shows what SSPI answered, a line for each thing.
#include "report.h"

#include <stdio.h>
#include <time.h>

#define SHOW_TEXT(text) fprintf(stderr, "%s\n", text)

void show_failure(const char* function, SECURITY_STATUS status) {
    fprintf(stderr, "%s: %s (0x%08lx)\n", function, status_name(status), (unsigned long)status & 0xffffffff);
    WITH_FAILURE_TEXT(SHOW_TEXT);
}

void show_flags(const char* what, const struct flag_name* names, ULONG flags) {
    printf("%-13s", what);
    for (; names->name != NULL; ++names) {
        if ((flags & names->flag) == 0) continue;
        printf(" %s", names->name);
        flags &= ~names->flag;
    }
    if (flags != 0) printf(" 0x%lx", (unsigned long)flags);
    printf("\n");
}

void show_leg(int leg, ULONG bytes_in, ULONG bytes_out, SECURITY_STATUS status) {
    printf("Leg %-9d %lu bytes in, %lu bytes out: %s (0x%08lx)\n", leg, (unsigned long)bytes_in,
           (unsigned long)bytes_out, status_name(status), (unsigned long)status & 0xffffffff);
}

void show_time(const char* what, TimeStamp time) {
    const long long from_1601_to_1970 = 11644473600LL;
    const time_t seconds = (time_t)(time.QuadPart / 10000000 - from_1601_to_1970);
    // The time is local already: gmtime only splits it into year, month and so on.
    const struct tm* const local = time.QuadPart > 0 ? gmtime(&seconds) : NULL;
    char text[64] = "none";
    if (time.QuadPart == 0x7FFFFFFFFFFFFFFF)
        snprintf(text, sizeof text, "never");
    else if (local != NULL)
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S local time", local);
    printf("%-13s %s\n", what, text);
}

// True if the context knows the attribute.
static int query(CtxtHandle* context, ULONG attribute, const char* what, void* answer) {
    const SECURITY_STATUS status = QueryContextAttributesA(context, attribute, answer);
    if (status != SEC_E_OK) printf("%-13s %s\n", what, status_name(status));
    return status == SEC_E_OK;
}

static void show_names(CtxtHandle* context) {
    SecPkgContext_NamesA user;
    SecPkgContext_NativeNamesA names;
    if (query(context, SECPKG_ATTR_NAMES, "User", &user)) {
        printf("%-13s %s\n", "User", user.sUserName);
        FreeContextBuffer(user.sUserName);
    }
    if (query(context, SECPKG_ATTR_NATIVE_NAMES, "Native names", &names)) {
        printf("%-13s client %s, server %s\n", "Native names", names.sClientName, names.sServerName);
        FreeContextBuffer(names.sClientName);
        FreeContextBuffer(names.sServerName);
    }
}

static void show_package(CtxtHandle* context) {
    SecPkgContext_PackageInfoA answer;
    if (!query(context, SECPKG_ATTR_PACKAGE_INFO, "Package", &answer)) return;
    printf("%-13s %s (%s)\n", "Package", answer.PackageInfo->Name, answer.PackageInfo->Comment);
    FreeContextBuffer(answer.PackageInfo);
}

static void show_lifespan(CtxtHandle* context) {
    SecPkgContext_Lifespan lifespan;
    if (!query(context, SECPKG_ATTR_LIFESPAN, "Valid until", &lifespan)) return;
    show_time("Valid from", lifespan.tsStart);
    show_time("Valid until", lifespan.tsExpiry);
}

static void show_key(CtxtHandle* context) {
    SecPkgContext_KeyInfoA key;
    SecPkgContext_SessionKey session;
    if (query(context, SECPKG_ATTR_KEY_INFO, "Key", &key)) {
        printf("%-13s %s (%lu), %lu bits; signatures %s (%ld)\n", "Key", key.sEncryptAlgorithmName,
               (unsigned long)key.EncryptAlgorithm, (unsigned long)key.KeySize, key.sSignatureAlgorithmName,
               (long)(int)key.SignatureAlgorithm);
        FreeContextBuffer(key.sEncryptAlgorithmName);
        FreeContextBuffer(key.sSignatureAlgorithmName);
    }
    if (query(context, SECPKG_ATTR_SESSION_KEY, "Session key", &session)) {
        printf("%-13s %lu bytes\n", "Session key", (unsigned long)session.SessionKeyLength);
        FreeContextBuffer(session.SessionKey);
    }
}

static void show_sizes(CtxtHandle* context) {
    SecPkgContext_Sizes sizes;
    if (!query(context, SECPKG_ATTR_SIZES, "Sizes", &sizes)) return;
    printf("%-13s token at most %lu bytes, signature %lu, security trailer %lu, block %lu\n", "Sizes",
           (unsigned long)sizes.cbMaxToken, (unsigned long)sizes.cbMaxSignature,
           (unsigned long)sizes.cbSecurityTrailer, (unsigned long)sizes.cbBlockSize);
}

void show_context(CtxtHandle* context) {
    show_package(context);
    show_names(context);
    show_lifespan(context);
    show_key(context);
    show_sizes(context);
}
