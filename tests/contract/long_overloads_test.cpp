// SPDX-License-Identifier: BSL-1.0
// Checks what the unsigned long forms hand on and write back, against functions of this file's own under the
// same names.
#define SECURITY_WIN32
#include <secext.h>
#include <sspi.h>

#include "support/catch.hpp"

#include <limits>

namespace {

constexpr unsigned long untouched = std::numeric_limits<unsigned long>::max() - 0xFF;

SECURITY_STATUS next_status;
bool writes_after_failure = false;
ULONG next_value;
ULONG* last_pointer;
ULONG last_value;

SECURITY_STATUS answer(ULONG* out) {
    last_pointer = out;
    if (out) last_value = *out;
    if (out && (next_status >= 0 || writes_after_failure)) *out = next_value;
    return next_status;
}

} // namespace

extern "C" SECURITY_STATUS VerifySignature(PCtxtHandle, PSecBufferDesc, ULONG, ULONG* quality) {
    return answer(quality);
}

extern "C" SECURITY_STATUS InitializeSecurityContextW(PCredHandle, PCtxtHandle, SEC_WCHAR*, ULONG, ULONG,
                                                      ULONG, PSecBufferDesc, ULONG, PCtxtHandle,
                                                      PSecBufferDesc, ULONG* attributes, PTimeStamp) {
    return answer(attributes);
}

extern "C" BOOLEAN GetUserNameExA(EXTENDED_NAME_FORMAT, LPSTR, PULONG size) {
    last_pointer = size;
    last_value = *size;
    *size = next_value;
    return FALSE;
}

TEST_CASE("an unsigned long out-parameter is written whole when the call succeeds") {
    unsigned long quality = untouched;
    next_status = SEC_E_OK;
    next_value = SECQOP_WRAP_NO_ENCRYPT;
    CHECK(VerifySignature(nullptr, nullptr, 0, &quality) == SEC_E_OK);
    CHECK(quality == 0x80000001UL);
}

TEST_CASE("an unsigned long out-parameter is written when the exchange continues") {
    unsigned long attributes = untouched;
    next_status = SEC_I_CONTINUE_NEEDED;
    next_value = ISC_RET_MUTUAL_AUTH;
    CHECK(InitializeSecurityContextW(nullptr, nullptr, nullptr, 0, 0, 0, nullptr, 0, nullptr, nullptr,
                                     &attributes, nullptr) == SEC_I_CONTINUE_NEEDED);
    CHECK(attributes == ISC_RET_MUTUAL_AUTH);
}

TEST_CASE("an unsigned long out-parameter stays as it was when the call fails") {
    unsigned long quality = untouched;
    next_status = SEC_E_MESSAGE_ALTERED;
    CHECK(VerifySignature(nullptr, nullptr, 0, &quality) == SEC_E_MESSAGE_ALTERED);
    CHECK(quality == untouched);
}

TEST_CASE("an unsigned long out-parameter is written when the call fails and writes it all the same") {
    unsigned long attributes = untouched;
    next_status = SEC_E_MESSAGE_ALTERED;
    next_value = GENERATE(0U, ASC_RET_EXTENDED_ERROR);
    writes_after_failure = true;
    CHECK(InitializeSecurityContextW(nullptr, nullptr, nullptr, 0, 0, 0, nullptr, 0, nullptr, nullptr,
                                     &attributes, nullptr) == SEC_E_MESSAGE_ALTERED);
    writes_after_failure = false;
    CHECK(attributes == next_value);
}

TEST_CASE("a null unsigned long pointer arrives as null") {
    next_status = SEC_E_OK;
    unsigned long* const nowhere = nullptr;
    last_pointer = &next_value;
    CHECK(VerifySignature(nullptr, nullptr, 0, nowhere) == SEC_E_OK);
    CHECK(last_pointer == nullptr);
}

TEST_CASE("a literal NULL and an exact ULONG reach the function itself") {
    next_status = SEC_E_OK;
    next_value = 7;
    ULONG quality = 0;
    CHECK(VerifySignature(nullptr, nullptr, 0, &quality) == SEC_E_OK);
    CHECK(last_pointer == &quality);
    CHECK(quality == 7);
    CHECK(VerifySignature(nullptr, nullptr, 0, NULL) == SEC_E_OK);
    CHECK(last_pointer == nullptr);
}

TEST_CASE(
    "an unsigned long that is read and written arrives with its value and comes back even from a failure") {
    unsigned long size = 12;
    next_value = 34;
    CHECK(GetUserNameExA(NameSamCompatible, nullptr, &size) == FALSE);
    CHECK(last_value == 12);
    CHECK(size == 34);
}
