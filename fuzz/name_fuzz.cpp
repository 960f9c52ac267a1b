// SPDX-License-Identifier: BSL-1.0
// Names of accounts, services, hosts and principals, in texts of any octets.
//
// The input: one octet chooses the function, one the room for its answer; the rest are texts.
#include "support/world.hpp"

#include <dsparse.h>
#include <secext.h>

#include <array>

using namespace sspi::fuzz;

namespace {

/// As zero-terminated text, in memory of its size.
[[nodiscard]] std::string narrow(view from) {
    auto out = text_of(from);
    out.resize(std::min(out.size(), out.find('\0')));
    return out;
}
[[nodiscard]] std::wstring wide(view from) {
    std::wstring out;
    for (const auto octet : from)
        if (octet != std::byte{}) out.push_back(std::to_integer<wchar_t>(octet));
    return out;
}

/// Calls with the room given. Without any, success tells what is needed, and a second call with that writes.
template <class Char, class Call>
void ask(std::size_t room, Call&& call) {
    constexpr Char mark{0x2A};
    std::vector<Char> text(room, mark);
    auto size = static_cast<ULONG>(room);
    const bool done = call(text.empty() ? nullptr : text.data(), size);
    if (done && room == 0) {
        must(size != 0, "every answer has a terminating null");
        return ask<Char>(size, call);
    }
    if (done) return must(size <= room, "what was written fits");
    must(std::ranges::all_of(text, [](Char c) { return c == mark; }), "a failure writes nothing");
}

void translate(program& input, std::size_t room) {
    const auto from = static_cast<EXTENDED_NAME_FORMAT>(input.octet() % 16);
    const auto to = static_cast<EXTENDED_NAME_FORMAT>(input.octet() % 16);
    const auto text = narrow(input.rest());
    ask<char>(room, [&](char* out, ULONG& size) {
        return TranslateNameA(text.c_str(), from, to, out, &size) != FALSE;
    });
    const auto broad = wide(view_of(text));
    ask<wchar_t>(room, [&](wchar_t* out, ULONG& size) {
        return TranslateNameW(broad.c_str(), from, to, out, &size) != FALSE;
    });
}

void make_spn(program& input, std::size_t room) {
    const auto port = static_cast<USHORT>(input.number());
    const std::string part[] = {narrow(input.counted()), narrow(input.counted()), narrow(input.counted()),
                                narrow(input.counted())};
    const auto or_null = [](const std::string& text) { return text.empty() ? nullptr : text.c_str(); };
    std::string made(2048, '\0');
    DWORD needed = static_cast<DWORD>(made.size());
    if (DsMakeSpnA(part[0].c_str(), part[1].c_str(), or_null(part[2]), port, or_null(part[3]), &needed,
                   made.data()) == 0) {
        made.resize(needed - 1);
        std::array<char, 2048> service_class{}, name{}, instance{};
        DWORD sizes[] = {2048, 2048, 2048};
        USHORT again = 0;
        must(DsCrackSpnA(made.c_str(), &sizes[0], service_class.data(), &sizes[1], name.data(), &sizes[2],
                         instance.data(), &again) == 0,
             "a name that was made can be taken apart");
        must(service_class.data() == part[0], "into its class");
        // A host may have a port of its own, and an address more than one colon.
        const auto& host = part[2].empty() ? part[1] : part[2];
        if (host.find(':') == std::string::npos) must(again == port, "and its port");
    }
    ask<char>(room, [&](char* out, ULONG& size) {
        return DsMakeSpnA(part[0].c_str(), part[1].c_str(), or_null(part[2]), port, or_null(part[3]), &size,
                          out) == 0;
    });
}

void crack_spn(program& input, std::size_t room) {
    const auto text = narrow(input.rest());
    std::vector<char> parts[] = {std::vector<char>(room), std::vector<char>(room / 2),
                                 std::vector<char>(room)};
    DWORD sizes[] = {static_cast<DWORD>(room), static_cast<DWORD>(room / 2), static_cast<DWORD>(room)};
    USHORT port = 0;
    (void)DsCrackSpnA(text.c_str(), &sizes[0], parts[0].data(), &sizes[1], parts[1].data(), &sizes[2],
                      parts[2].data(), &port);
    wchar_t* host = nullptr;
    if (SspiGetTargetHostName(wide(view_of(text)).c_str(), &host) == SEC_E_OK) SspiLocalFree(host);
}

/// A name that no realm knows, or one that some do, as a target.
void initiate(program& input) {
    const auto text = narrow(input.rest());
    side client;
    client.leg({}, [&](SecHandle* existing, SecBufferDesc* in, leg_outputs& out) {
        return InitializeSecurityContextA(world::instance().client(package::kerberos), existing,
                                          text_argument(text), 0, 0, SECURITY_NATIVE_DREP, in, 0, &out.handle,
                                          out.list(), &out.attributes, &out.expiry);
    });
    if (client.status < 0) return;
    side server;
    server.leg(client.token, [&](SecHandle* existing, SecBufferDesc* in, leg_outputs& out) {
        return AcceptSecurityContext(world::instance().server(package::kerberos), existing, in, 0,
                                     SECURITY_NATIVE_DREP, &out.handle, out.list(), &out.attributes,
                                     &out.expiry);
    });
}

void acquire(program& input) {
    const ULONG use = input.flag() ? SECPKG_CRED_INBOUND : SECPKG_CRED_OUTBOUND;
    const auto text = narrow(input.rest());
    SecHandle made{};
    if (AcquireCredentialsHandleA(text_argument(text), text_argument("Negotiate"), use, nullptr, nullptr,
                                  nullptr, nullptr, &made, nullptr) != SEC_E_OK)
        return;
    credential_handle owner;
    owner.now_live(made);
    SecPkgCredentials_NamesA names{};
    if (QueryCredentialsAttributesA(owner.get(), SECPKG_CRED_ATTR_NAMES, &names) == SEC_E_OK)
        FreeContextBuffer(names.sUserName);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 4096) return -1;
    (void)world::instance();
    program input(data, size);
    const auto which = input.octet() % 5;
    const std::size_t room = input.octet();
    if (which == 0) translate(input, room);
    if (which == 1) make_spn(input, room);
    if (which == 2) crack_spn(input, room);
    if (which == 3) initiate(input);
    if (which == 4) acquire(input);
    return 0;
}
