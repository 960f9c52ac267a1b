// SPDX-License-Identifier: BSL-1.0
// SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS, well-formed and spoiled, in one width of WCHAR.
#include <support/catch.hpp>
#include <support/credentials.hpp>

#include <cstring>
#include <optional>
#include <random>

using namespace sspi::test;

namespace {

using settings = SecPkgCredentials_KdcProxySettingsW;
using wide_text = std::basic_string<WCHAR>;

constexpr std::size_t unit = sizeof(WCHAR);
constexpr ULONG attribute = SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS;

wide_text widened(const std::string& ascii) {
    return {ascii.begin(), ascii.end()};
}

/// The structure with a text behind it.
bytes block(const wide_text& server, ULONG flags = 0) {
    settings head{};
    head.Version = KDC_PROXY_SETTINGS_V1;
    head.Flags = flags;
    head.ProxyServerOffset = sizeof head;
    head.ProxyServerLength = static_cast<USHORT>(server.size() * unit);
    bytes out(sizeof head + server.size() * unit);
    std::memcpy(out.data(), &head, sizeof head);
    std::memcpy(out.data() + sizeof head, server.data(), server.size() * unit);
    return out;
}
bytes block(const std::string& server, ULONG flags = 0) {
    return block(widened(server), flags);
}

/// With one field of the structure changed.
template <class Change>
bytes changed(bytes from, Change change) {
    settings head;
    std::memcpy(&head, from.data(), sizeof head);
    change(head);
    std::memcpy(from.data(), &head, sizeof head);
    return from;
}

SECURITY_STATUS set(owned_credential& credential, const bytes& from) {
    bytes exact(from); // so that a sanitizer sees who reads past it
    const auto size = static_cast<ULONG>(exact.size());
    const auto status = SetCredentialsAttributesW(credential.get(), attribute, exact.data(), size);
    CHECK(SetCredentialsAttributesA(credential.get(), attribute, exact.data(), size) == status);
    CHECK(exact == from);
    return status;
}

/// What the credential says: the URL, with a '!' behind it when it is forced; "-" for none.
std::string told(owned_credential& credential) {
    settings head{};
    REQUIRE(QueryCredentialsAttributesW(credential.get(), attribute, &head) == SEC_E_OK);
    CHECK(head.ProxyServerOffset == 0);
    bytes out(sizeof head + head.ProxyServerLength);
    REQUIRE(QueryCredentialsAttributesExW(credential.get(), attribute, out.data(),
                                          static_cast<ULONG>(out.size())) == SEC_E_OK);
    bytes narrow(out.size());
    CHECK(QueryCredentialsAttributesExA(credential.get(), attribute, narrow.data(),
                                        static_cast<ULONG>(out.size())) == SEC_E_OK);
    CHECK(narrow == out);
    std::memcpy(&head, out.data(), sizeof head);
    CHECK(head.Version == KDC_PROXY_SETTINGS_V1);
    CHECK(head.ClientTlsCredOffset == 0);
    CHECK(head.ClientTlsCredLength == 0);
    if (head.ProxyServerLength == 0)
        return head.Flags == 0 && head.ProxyServerOffset == 0 ? "-" : "flags of nothing";
    REQUIRE(head.ProxyServerOffset + std::size_t{head.ProxyServerLength} == out.size());
    wide_text text(head.ProxyServerLength / unit, WCHAR{});
    std::memcpy(text.data(), out.data() + head.ProxyServerOffset, head.ProxyServerLength);
    std::string ascii;
    for (const auto each : text)
        ascii.push_back(static_cast<char>(each));
    return ascii + (head.Flags == KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY ? "!" : "");
}

owned_credential some_credential(ULONG use = SECPKG_CRED_OUTBOUND) {
    shared_realm();
    return acquire(use);
}

const std::string before = "https://before.example/KdcProxy!";

owned_credential proxied_credential() {
    auto credential = some_credential();
    REQUIRE(set(credential, block("before.example", KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY)) == SEC_E_OK);
    return credential;
}

} // namespace

TEST_CASE("a proxy is set in each of its forms, told as a URL, and removed") {
    auto credential = some_credential(SECPKG_CRED_BOTH);
    CHECK(told(credential) == "-");
    const std::pair<std::string, std::string> forms[] = {
        {"proxy.example", "https://proxy.example/KdcProxy"},
        {"proxy.example:8443", "https://proxy.example:8443/KdcProxy"},
        {"proxy.example:443:KdcProxy", "https://proxy.example/KdcProxy"},
        {"proxy.example:443:a/b", "https://proxy.example/a/b"},
        {"https://proxy.example:8443/a", "https://proxy.example:8443/a"},
        {"[::1]:8443", "https://[::1]:8443/KdcProxy"},
    };
    for (const auto& [form, url] : forms) {
        CAPTURE(form);
        CHECK(set(credential, block(form)) == SEC_E_OK);
        CHECK(told(credential) == url);
        CHECK(set(credential, block(form, KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY)) == SEC_E_OK);
        CHECK(told(credential) == url + "!");
    }
    CHECK(set(credential, block("")) == SEC_E_OK);
    CHECK(told(credential) == "-");
    auto other = some_credential();
    CHECK(set(credential, block("proxy")) == SEC_E_OK);
    CHECK(told(other) == "-");
}

TEST_CASE("a zero behind the text may be counted in, and the text may stand anywhere behind the structure") {
    auto credential = some_credential();
    CHECK(set(credential, block(widened("proxy") + WCHAR{})) == SEC_E_OK);
    CHECK(told(credential) == "https://proxy/KdcProxy");
    auto apart = block(widened("zz") + widened("other") + widened("zz"));
    apart = changed(apart, [](settings& head) {
        head.ProxyServerOffset = static_cast<USHORT>(sizeof head + 2 * unit);
        head.ProxyServerLength = 5 * unit;
    });
    CHECK(set(credential, apart) == SEC_E_OK);
    CHECK(told(credential) == "https://other/KdcProxy");
    bytes odd(1);
    const auto aligned = block("third");
    odd.insert(odd.end(), aligned.begin(), aligned.end()); // the structure at an odd address
    CHECK(SetCredentialsAttributesW(credential.get(), attribute, odd.data() + 1,
                                    static_cast<ULONG>(aligned.size())) == SEC_E_OK);
    CHECK(told(credential) == "https://third/KdcProxy");
}

TEST_CASE("settings that are cut short are refused at every length") {
    auto credential = proxied_credential();
    const auto whole = block("proxy");
    for (std::size_t size = 1; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(set(credential, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}) ==
              (size < sizeof(settings) ? SEC_E_BUFFER_TOO_SMALL : SEC_E_INVALID_PARAMETER));
    }
    CHECK(SetCredentialsAttributesW(credential.get(), attribute, nullptr, 64) == SEC_E_INVALID_PARAMETER);
    CHECK(SetCredentialsAttributesW(credential.get(), attribute, const_cast<std::byte*>(whole.data()), 0) ==
          SEC_E_BUFFER_TOO_SMALL);
    CHECK(told(credential) == before);
}

TEST_CASE("offsets and lengths that point elsewhere are refused") {
    auto credential = proxied_credential();
    const auto good = block("proxy.example");
    const auto end = good.size();
    const std::pair<std::size_t, std::size_t> places[] = {{0, 5 * unit},
                                                          {sizeof(settings) - 1, 5 * unit},
                                                          {sizeof(settings) + 1, end - sizeof(settings)},
                                                          {end, unit},
                                                          {end + 1, unit},
                                                          {0xFFFF, unit},
                                                          {0xFFFF, 0xFFFC},
                                                          {sizeof(settings), 0xFFFC},
                                                          {sizeof(settings), end - sizeof(settings) + unit},
                                                          {end - 1, unit},
                                                          {sizeof(settings), 1},
                                                          {sizeof(settings), 5 * unit - 1},
                                                          {sizeof(settings), 5 * unit + 1}};
    for (const auto& [offset, length] : places) {
        CAPTURE(offset, length);
        const auto wrong = changed(good, [offset = offset, length = length](settings& head) {
            head.ProxyServerOffset = static_cast<USHORT>(offset);
            head.ProxyServerLength = static_cast<USHORT>(length);
        });
        CHECK(set(credential, wrong) == SEC_E_INVALID_PARAMETER);
    }
    CHECK(told(credential) == before);
}

TEST_CASE("other versions, other flags and certificates of clients are refused") {
    auto credential = proxied_credential();
    const auto good = block("proxy");
    for (const ULONG version : {0u, 2u, 0x100u, 0xFFFFFFFFu})
        CHECK(set(credential, changed(good, [&](settings& head) { head.Version = version; })) ==
              SEC_E_INVALID_PARAMETER);
    for (const ULONG flags : {2u, 3u, 0x80000000u, 0xFFFFFFFFu})
        CHECK(set(credential, changed(good, [&](settings& head) { head.Flags = flags; })) ==
              SEC_E_INVALID_PARAMETER);
    const auto with_certificate = changed(good, [](settings& head) {
        head.ClientTlsCredOffset = sizeof head;
        head.ClientTlsCredLength = unit;
    });
    CHECK(set(credential, with_certificate) == SEC_E_UNSUPPORTED_FUNCTION);
    CHECK(told(credential) == before);
}

TEST_CASE("a text that names no proxy is refused") {
    auto credential = proxied_credential();
    for (const std::string& text : {std::string("http://proxy"), std::string("proxy/KdcProxy"),
                                    std::string("proxy:0"), std::string(" "), std::string("proxy\0other", 11),
                                    std::string("proxy\0\0", 7), std::string(1, '\0'), std::string("pr\noxy"),
                                    std::string("<https proxy />"), std::string(2000, 'a')}) {
        CAPTURE(text);
        CHECK(set(credential, block(text)) == SEC_E_INVALID_PARAMETER);
    }
    auto lone_surrogate = widened("proxy");
    lone_surrogate[2] = static_cast<WCHAR>(0xD800);
    CHECK(set(credential, block(lone_surrogate)) == SEC_E_INVALID_PARAMETER);
    auto foreign = widened("proxy");
    foreign[2] = static_cast<WCHAR>(0xF6);
    CHECK(set(credential, block(foreign)) == SEC_E_INVALID_PARAMETER);
    CHECK(told(credential) == before);
}

TEST_CASE("settings at random change nothing but what they say") {
    std::mt19937 random(1968);
    auto credential = proxied_credential();
    const auto good = block("proxy.example:8443:KdcProxy");
    for (int round = 0; round < 3000; ++round) {
        auto spoiled = good;
        for (auto changes = 1 + random() % 3; changes > 0; --changes)
            spoiled[random() % sizeof(settings)] = static_cast<std::byte>(random());
        const auto status = set(credential, spoiled);
        const bool known =
            status == SEC_E_OK || status == SEC_E_INVALID_PARAMETER || status == SEC_E_UNSUPPORTED_FUNCTION;
        CHECK(known);
        CHECK(!told(credential).empty());
    }
}

TEST_CASE("settings are told only where they fit") {
    auto credential = proxied_credential();
    const auto size = sizeof(settings) + (before.size() - 1) * unit;
    for (std::size_t room = 0; room < size; ++room) {
        bytes exact(room);
        std::byte nothing{};
        CHECK(QueryCredentialsAttributesExW(credential.get(), attribute, room == 0 ? &nothing : exact.data(),
                                            static_cast<ULONG>(room)) == SEC_E_BUFFER_TOO_SMALL);
        CHECK(exact == bytes(room));
    }
    bytes more(size + 3, std::byte{0xA5});
    CHECK(QueryCredentialsAttributesExW(credential.get(), attribute, more.data(),
                                        static_cast<ULONG>(more.size())) == SEC_E_OK);
    CHECK(std::vector(more.end() - 3, more.end()) == bytes(3, std::byte{0xA5}));
    bytes exact(sizeof(settings)); // without a size nothing is written behind the structure
    CHECK(QueryCredentialsAttributesA(credential.get(), attribute, exact.data()) == SEC_E_OK);
    CHECK(QueryCredentialsAttributesExW(credential.get(), attribute, nullptr, 64) == SEC_E_INVALID_PARAMETER);
    CHECK(QueryCredentialsAttributesW(credential.get(), attribute, nullptr) == SEC_E_INVALID_PARAMETER);
}
