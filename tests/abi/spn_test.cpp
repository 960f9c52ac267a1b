// SPDX-License-Identifier: BSL-1.0
// DsMakeSpn and DsCrackSpn: forms, sizes and bad input. Compiled for each width of WCHAR.
#include <support/catch.hpp>

#include <ntdsapi.h>
#include <windows.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

#ifdef SSPI_UTF16
#define TEXT_OF(text) u##text
#else
#define TEXT_OF(text) L##text
#endif
using wide = std::basic_string<WCHAR>;

/// What DsMakeSpnA makes with a buffer of exactly the size it asked for.
std::string made(const char* service_class, const char* service, const char* instance = nullptr,
                 USHORT port = 0, const char* referrer = nullptr) {
    DWORD size = 0;
    REQUIRE(DsMakeSpnA(service_class, service, instance, port, referrer, &size, nullptr) ==
            ERROR_BUFFER_OVERFLOW);
    std::string out(size, 'x');
    REQUIRE(DsMakeSpnA(service_class, service, instance, port, referrer, &size, out.data()) == ERROR_SUCCESS);
    REQUIRE(size == out.size());
    REQUIRE(out.back() == '\0');
    out.pop_back();
    return out;
}

DWORD refusal(const char* service_class, const char* service, const char* instance = nullptr,
              const char* referrer = nullptr) {
    DWORD size = 64;
    std::string out(size, 'x');
    const auto code = DsMakeSpnA(service_class, service, instance, 0, referrer, &size, out.data());
    CHECK(size == 64);
    CHECK(out == std::string(size, 'x'));
    return code;
}

struct cracked {
    DWORD sizes[3] = {64, 64, 64};
    char service_class[64] = "?", service[64] = "?", instance[64] = "?";
    USHORT port = 7;
    DWORD operator()(const char* spn) {
        return DsCrackSpnA(spn, &sizes[0], service_class, &sizes[1], service, &sizes[2], instance, &port);
    }
};

} // namespace

TEST_CASE("DsMakeSpn makes the documented forms") {
    CHECK(made("HTTP", "web.example.test") == "HTTP/web.example.test");
    CHECK(made("HTTP", "web.example.test", nullptr, 555) == "HTTP/web.example.test:555");
    CHECK(made("ldap", "example.test", "dc1.example.test") == "ldap/dc1.example.test/example.test");
    CHECK(made("ldap", "example.test", "dc1", 389) == "ldap/dc1:389/example.test");
}

TEST_CASE("DsMakeSpn looks at a referrer only where the service is an address") {
    CHECK(made("HTTP", "web", nullptr, 80, "ref") == "HTTP/web:80");
    CHECK(made("HTTP", "10.0.0.1", nullptr, 0, "ref") == "HTTP/10.0.0.1/ref");
    CHECK(made("HTTP", "10.0.0.1", nullptr, 80, "ref") == "HTTP/10.0.0.1:80/ref");
    CHECK(made("HTTP", "::1", nullptr, 80, "ref") == "HTTP/[::1]:80/ref");
    CHECK(made("HTTP", "10.0.0.1", "host", 80, "ref") == "HTTP/host:80/10.0.0.1");
    CHECK(made("HTTP", "web", nullptr, 0, "not/looked/at") == "HTTP/web");
}

TEST_CASE("DsMakeSpn asks for the size that it needs, one character at a time") {
    const std::string whole = "HTTP/web:80";
    for (DWORD room = 0; room <= 20; ++room) {
        DWORD size = room;
        std::string out(32, 'x');
        const auto code = DsMakeSpnA("HTTP", "web", nullptr, 80, nullptr, &size, out.data());
        CHECK(size == whole.size() + 1);
        CHECK(code == (room > whole.size() ? ERROR_SUCCESS : ERROR_BUFFER_OVERFLOW));
        CHECK(out.substr(0, code == ERROR_SUCCESS ? whole.size() : 32) ==
              (code == ERROR_SUCCESS ? whole : std::string(32, 'x')));
    }
    DWORD most = 0xFFFFFFFF; // the buffer is as long as the name needs, and no more is written
    std::string out(whole.size() + 1, 'x');
    CHECK(DsMakeSpnA("HTTP", "web", nullptr, 80, nullptr, &most, out.data()) == ERROR_SUCCESS);
    CHECK(most == whole.size() + 1);
}

TEST_CASE("DsMakeSpn refuses what is missing and what may not stand in a name, and writes nothing") {
    CHECK(refusal(nullptr, "web") == ERROR_INVALID_PARAMETER);
    CHECK(refusal("HTTP", nullptr) == ERROR_INVALID_PARAMETER);
    for (const char* bad : {"[:1", "host:x", "host:"}) {
        CHECK(refusal("HTTP", bad) == ERROR_INVALID_PARAMETER);
        CHECK(refusal("HTTP", "web", bad) == ERROR_INVALID_PARAMETER);
    }
    for (const char* bad : {"", "a/b", "/", "a\nb", "\xff", "\xc3", "\xed\xa0\x80"}) {
        CAPTURE(bad);
        CHECK(refusal(bad, "web") == ERROR_INVALID_PARAMETER);
        CHECK(refusal("HTTP", bad) == ERROR_INVALID_PARAMETER);
        CHECK(refusal("HTTP", bad, "host") == ERROR_INVALID_PARAMETER);
        CHECK(refusal("HTTP", "web", bad) == ERROR_INVALID_PARAMETER);
        CHECK(refusal("HTTP", "10.0.0.1", nullptr, bad) == ERROR_INVALID_PARAMETER);
    }
    DWORD size = 5;
    CHECK(DsMakeSpnA("HTTP", "web", nullptr, 0, nullptr, &size, nullptr) == ERROR_INVALID_PARAMETER);
    char out[8] = "x";
    CHECK(DsMakeSpnA("HTTP", "web", nullptr, 0, nullptr, nullptr, out) == ERROR_INVALID_PARAMETER);
    CHECK(DsMakeSpnW(nullptr, nullptr, nullptr, 0, nullptr, nullptr, nullptr) == ERROR_INVALID_PARAMETER);
}

TEST_CASE("DsMakeSpn may write over its own arguments") {
    char memory[64] = "host.example.test";
    DWORD size = sizeof memory;
    REQUIRE(DsMakeSpnA("HTTP", memory, nullptr, 8080, nullptr, &size, memory) == ERROR_SUCCESS);
    CHECK(std::string(memory) == "HTTP/host.example.test:8080");
}

TEST_CASE("service principal names have no longest length") {
    const std::string host(65535, 'h');
    CHECK(made("HTTP", host.c_str(), nullptr, 1) == "HTTP/" + host + ":1");
    DWORD size = 65536;
    std::string out(size, 'x');
    REQUIRE(DsCrackSpnA(("HTTP/" + host).c_str(), nullptr, nullptr, nullptr, nullptr, &size, out.data(),
                        nullptr) == ERROR_SUCCESS);
    CHECK(size == 65536);
    CHECK(std::string(out.c_str()) == host);
}

TEST_CASE("wide names are counted in wide characters") {
    DWORD size = 0;
    REQUIRE(DsMakeSpnW(TEXT_OF("HTTP"), TEXT_OF("b\u00fccher"), nullptr, 80, nullptr, &size, nullptr) ==
            ERROR_BUFFER_OVERFLOW);
    CHECK(size == 15);
    wide out(size, 0);
    REQUIRE(DsMakeSpnW(TEXT_OF("HTTP"), TEXT_OF("b\u00fccher"), nullptr, 80, nullptr, &size, out.data()) ==
            ERROR_SUCCESS);
    CHECK(out.substr(0, 14) == TEXT_OF("HTTP/b\u00fccher:80"));
    wide service_class(5, 0), instance(7, 0);
    DWORD class_size = 5, instance_size = 7;
    USHORT port = 0;
    REQUIRE(DsCrackSpnW(out.c_str(), &class_size, service_class.data(), nullptr, nullptr, &instance_size,
                        instance.data(), &port) == ERROR_SUCCESS);
    CHECK(port == 80);
    CHECK(instance.substr(0, 6) == TEXT_OF("b\u00fccher"));
    const WCHAR broken[] = {'a', static_cast<WCHAR>(0xD800), '/', 'b', 0};
    CHECK(DsCrackSpnW(broken, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, &port) ==
          ERROR_INVALID_PARAMETER);
}

TEST_CASE("DsCrackSpn takes names apart") {
    cracked whole;
    REQUIRE(whole("ldap/dc1:389/example.test") == ERROR_SUCCESS);
    CHECK(std::string(whole.service_class) == "ldap");
    CHECK(std::string(whole.instance) == "dc1");
    CHECK(std::string(whole.service) == "example.test");
    CHECK(whole.port == 389);
    CHECK(whole.sizes[0] == 5);
    CHECK(whole.sizes[1] == 13);
    CHECK(whole.sizes[2] == 4);
    cracked simple;
    REQUIRE(simple("HTTP/web") == ERROR_SUCCESS);
    CHECK(std::string(simple.service) == "web");
    CHECK(std::string(simple.instance) == "web");
    CHECK(simple.port == 0);
}

TEST_CASE("DsCrackSpn leaves out parts without a place, and says what those that are too small need") {
    CHECK(DsCrackSpnA("HTTP/web", nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr) ==
          ERROR_SUCCESS);
    char out[8] = "?";
    DWORD none = 0, some = 8;
    CHECK(DsCrackSpnA("HTTP/web", &none, out, &some, nullptr, nullptr, out, nullptr) == ERROR_SUCCESS);
    CHECK(none == 0);
    CHECK(some == 8);
    CHECK(std::string(out) == "?");
    cracked probe;
    probe.sizes[0] = 1, probe.sizes[2] = 3;
    CHECK(probe("ldap/dc1:389/example.test") == ERROR_BUFFER_OVERFLOW);
    CHECK(probe.sizes[0] == 5);
    CHECK(probe.sizes[1] == 64);
    CHECK(probe.sizes[2] == 4);
    CHECK(std::string(probe.service_class) + probe.service + probe.instance == "???");
    CHECK(probe.port == 7);
}

TEST_CASE("DsCrackSpn refuses what is no such name, and writes nothing") {
    for (const char* bad : {static_cast<const char*>(nullptr), "", "HTTP", "HTTP/", "/web", "HTTP/web:x",
                            "a/b/c/d", "HTTP/\xff"}) {
        cracked refused;
        CHECK(refused(bad) == ERROR_INVALID_PARAMETER);
        CHECK(refused.sizes[0] == 64);
        CHECK(refused.port == 7);
        CHECK(std::string(refused.service_class) == "?");
    }
}
