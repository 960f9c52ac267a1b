// SPDX-License-Identifier: BSL-1.0
// Checks the functions of the opt-in <windows.h>: messages, text, time and the last error.
#include <windows.h>

#include "support/catch.hpp"

#include <limits>
#include <string>
#include <thread>

namespace {

std::basic_string<WCHAR> widened(const std::string& text, DWORD flags = 0) {
    const int length = static_cast<int>(text.size());
    std::basic_string<WCHAR> wide(
        static_cast<size_t>(MultiByteToWideChar(CP_UTF8, flags, text.data(), length, nullptr, 0)), WCHAR());
    MultiByteToWideChar(CP_UTF8, flags, text.data(), length, wide.data(), static_cast<int>(wide.size()));
    return wide;
}

std::string narrowed(const std::basic_string<WCHAR>& text) {
    const int length = static_cast<int>(text.size());
    std::string narrow(static_cast<size_t>(WideCharToMultiByte(CP_UTF8, 0, text.data(), length, nullptr, 0,
                                                               nullptr, nullptr)),
                       '\0');
    WideCharToMultiByte(CP_UTF8, 0, text.data(), length, narrow.data(), static_cast<int>(narrow.size()),
                        nullptr, nullptr);
    return narrow;
}

FILETIME filetime(LONGLONG ticks) {
    return sspi_compat_filetime(ticks);
}

constexpr LONGLONG ticks_of_2024_02_29 = 133536816011230000; // 2024-02-29 12:00:01.123 UTC

} // namespace

TEST_CASE("FormatMessageA allocates the text of a status and ends its line") {
    LPSTR text = nullptr;
    const DWORD length =
        FormatMessageA(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM, nullptr,
                       static_cast<DWORD>(SEC_E_LOGON_DENIED), 0, reinterpret_cast<LPSTR>(&text), 0, nullptr);
    REQUIRE(text);
    CHECK(std::string(text).size() == length);
    CHECK(std::string(text).find("denied") != std::string::npos);
    CHECK(std::string(text).substr(length - 2) == "\r\n");
    CHECK(LocalFree(text) == nullptr);
}

TEST_CASE("FormatMessageW gives the same characters as FormatMessageA") {
    char narrow[256];
    WCHAR wide[256];
    const DWORD code = static_cast<DWORD>(SEC_E_TIME_SKEW), flags = FORMAT_MESSAGE_FROM_SYSTEM;
    const DWORD length = FormatMessageA(flags, nullptr, code, 0, narrow, 256, nullptr);
    REQUIRE(length > 10);
    REQUIRE(FormatMessageW(flags, nullptr, code, 0, wide, 256, nullptr) == length);
    CHECK(narrowed(wide) == narrow);
}

TEST_CASE("FormatMessageA says why it gave no text") {
    char small[8] = "before";
    CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, nullptr, 0x12345678, 0, small, 8, nullptr) == 0);
    CHECK(GetLastError() == ERROR_MR_MID_NOT_FOUND);
    CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, nullptr, static_cast<DWORD>(SEC_E_LOGON_DENIED), 0,
                         small, 8, nullptr) == 0);
    CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    CHECK(std::string(small) == "before");
}

TEST_CASE("a buffer that just holds message and terminator is enough, one less is not") {
    char text[256];
    const DWORD length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, nullptr,
                                        static_cast<DWORD>(SEC_E_TIME_SKEW), 0, text, 256, nullptr);
    CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, nullptr, static_cast<DWORD>(SEC_E_TIME_SKEW), 0, text,
                         length + 1, nullptr) == length);
    CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, nullptr, static_cast<DWORD>(SEC_E_TIME_SKEW), 0, text,
                         length, nullptr) == 0);
}

TEST_CASE("text goes from UTF-8 to wide and back unchanged") {
    const std::string text = "z\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E";
    CHECK(widened(text).size() == (sizeof(WCHAR) == 4 ? 4u : 5u));
    CHECK(narrowed(widened(text)) == text);
}

TEST_CASE("length -1 converts the terminator too") {
    WCHAR wide[3] = {'x', 'x', 'x'};
    CHECK(MultiByteToWideChar(CP_ACP, 0, "ab", -1, wide, 3) == 3);
    CHECK(wide[2] == 0);
    char narrow[3];
    CHECK(WideCharToMultiByte(CP_ACP, 0, wide, -1, narrow, 3, nullptr, nullptr) == 3);
    CHECK(std::string(narrow) == "ab");
}

TEST_CASE("malformed UTF-8 is replaced, or refused when that was asked for") {
    for (const std::string text :
         {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF"}) {
        CHECK(widened(text)[0] == 0xFFFD);
        CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), static_cast<int>(text.size()),
                                  nullptr, 0) == 0);
        CHECK(GetLastError() == ERROR_NO_UNICODE_TRANSLATION);
    }
}

TEST_CASE("a buffer that is too small for the converted text is an error") {
    WCHAR wide[1];
    CHECK(MultiByteToWideChar(CP_UTF8, 0, "ab", 2, wide, 1) == 0);
    CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
}

TEST_CASE("a file time splits into its calendar fields") {
    const FILETIME time = filetime(ticks_of_2024_02_29);
    SYSTEMTIME fields;
    REQUIRE(FileTimeToSystemTime(&time, &fields));
    CHECK(fields.wYear == 2024);
    CHECK(fields.wMonth == 2);
    CHECK(fields.wDay == 29);
    CHECK(fields.wDayOfWeek == 4);
    CHECK(fields.wHour == 12);
    CHECK(fields.wMinute == 0);
    CHECK(fields.wSecond == 1);
    CHECK(fields.wMilliseconds == 123);
}

TEST_CASE("the time that never comes is refused by the calendar and by the zone east of Greenwich") {
    const FILETIME never = filetime(std::numeric_limits<LONGLONG>::max());
    SYSTEMTIME fields;
    FILETIME local{};
    setenv("TZ", "TEST-2", 1);
    tzset();
    CHECK_FALSE(FileTimeToLocalFileTime(&never, &local));
    CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK_FALSE(FileTimeToSystemTime(&never, &fields));
}

TEST_CASE("local time is UTC and the offset of the zone, there and back") {
    setenv("TZ", "TEST-2", 1);
    tzset();
    const FILETIME utc = filetime(ticks_of_2024_02_29);
    FILETIME local{}, back{};
    REQUIRE(FileTimeToLocalFileTime(&utc, &local));
    CHECK(sspi_compat_ticks(&local) - sspi_compat_ticks(&utc) == 7200LL * SSPI_COMPAT_TICKS);
    REQUIRE(LocalFileTimeToFileTime(&local, &back));
    CHECK(CompareFileTime(&back, &utc) == 0);
    CHECK(CompareFileTime(&local, &utc) == 1);
}

TEST_CASE("the clock gives a time of this century") {
    SYSTEMTIME now;
    GetSystemTime(&now);
    CHECK(now.wYear >= 2024);
    CHECK(now.wYear < 2100);
}

TEST_CASE("each thread has a last error of its own") {
    SetLastError(5);
    DWORD elsewhere = 1;
    std::thread([&] { elsewhere = GetLastError(); }).join();
    CHECK(elsewhere == 0);
    CHECK(GetLastError() == 5);
}

TEST_CASE("SecureZeroMemory and the copying macros do what they say") {
    char text[4] = {1, 2, 3, 4}, copy[4];
    CopyMemory(copy, text, sizeof(copy));
    CHECK(copy[3] == 4);
    CHECK(SecureZeroMemory(text, 3) == text);
    CHECK(text[2] == 0);
    CHECK(text[3] == 4);
    CHECK(_countof(text) == 4);
}
