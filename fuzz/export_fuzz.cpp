// SPDX-License-Identifier: BSL-1.0
// Exported contexts, altered, imported again.
//
// The input: two octets choose the exchange, one the side; the rest are edits of the octets.
#include "support/exchange.hpp"

using namespace sspi::fuzz;

namespace {

[[nodiscard]] bytes packed(side& from) {
    SecBuffer out{0, SECBUFFER_EMPTY, nullptr};
    if (ExportSecurityContext(from.context.get(), 0, &out, nullptr) != SEC_E_OK) return {};
    const auto* const first = static_cast<const std::byte*>(out.pvBuffer);
    bytes octets(first, first + out.cbBuffer);
    must(FreeContextBuffer(out.pvBuffer) == SEC_E_OK, "what was exported can be released");
    return octets;
}

void alter(bytes& octets, program& input) {
    for (int most = 8; most > 0 && !input.over(); --most) {
        const auto kind = input.octet() % 5;
        const auto at = octets.empty() ? 0 : input.number() % octets.size();
        if (kind == 0) octets.resize(at);
        if (kind == 1 && !octets.empty()) octets[at] = static_cast<std::byte>(input.octet());
        if (kind == 2 && !octets.empty()) octets[at] ^= static_cast<std::byte>(1U << input.octet() % 8);
        if (kind == 3) {
            const auto more = input.counted();
            octets.insert(octets.begin() + static_cast<std::ptrdiff_t>(at), more.begin(), more.end());
        }
        if (kind == 4 && at + 4 <= octets.size())
            for (std::size_t i = 0; i < 4; ++i)
                octets[at + i] = static_cast<std::byte>(input.octet());
    }
}

void use(side& context, side& peer) {
    SecPkgContext_NativeNamesA names{};
    if (QueryContextAttributesA(context.context.get(), SECPKG_ATTR_NATIVE_NAMES, &names) == SEC_E_OK) {
        FreeContextBuffer(names.sClientName);
        FreeContextBuffer(names.sServerName);
    }
    SecPkgContext_SessionKey key{};
    if (QueryContextAttributesA(context.context.get(), SECPKG_ATTR_SESSION_KEY, &key) == SEC_E_OK)
        FreeContextBuffer(key.SessionKey);
    SecPkgContext_Lifespan life{};
    (void)QueryContextAttributesA(context.context.get(), SECPKG_ATTR_LIFESPAN, &life);
    (void)carries(context, peer, "there");
    (void)carries(peer, context, "back");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    program input(data, size);
    exchange both(exchange_kind::chosen_by(input));
    if (both.kind.sasl || both.kind.user_to_user) return -1;
    const bool of_client = input.flag();
    for (int leg = 0; leg < 4 && !both.both_done(); ++leg) {
        if (both.client.goes_on()) both.client_leg(both.server.token);
        if (both.server.goes_on()) both.server_leg(both.client.token);
    }
    must(both.both_done(), "an exchange ends");
    auto octets = packed(of_client ? both.client : both.server);
    must(!octets.empty(), "a context can be exported");
    const auto genuine = octets;
    alter(octets, input);
    octets.shrink_to_fit();
    side heir;
    SecBuffer in{static_cast<ULONG>(octets.size()), SECBUFFER_EMPTY, octets.data()};
    SecHandle made{~ULONG_PTR{0}, ~ULONG_PTR{0}};
    const std::string name = both.kind.of == package::kerberos ? "Kerberos" : "Negotiate";
    const auto status = ImportSecurityContextA(text_argument(name), &in, nullptr, &made);
    if (octets == genuine) must(status == SEC_E_OK, "what was exported is imported");
    if (status != SEC_E_OK) {
        must(made.dwLower == ~ULONG_PTR{0}, "a failure gives no handle");
        return 0;
    }
    heir.context.now_live(made);
    auto& peer = of_client ? both.server : both.client;
    if (octets == genuine) must(carries(heir, peer, "there"), "an imported context goes on");
    must(octets == genuine || packed(heir) == octets, "what is imported is all that there was");
    use(heir, peer);
    return 0;
}
