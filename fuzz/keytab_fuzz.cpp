// SPDX-License-Identifier: BSL-1.0
// A service's keytab, altered, as a file and as the contents in an identity.
//
// The input: one octet chooses the way; the rest are edits of the file's octets.
#include "support/exchange.hpp"
#include "support/file_edits.hpp"

#include <cstring>

using namespace sspi::fuzz;

namespace {

struct files {
    std::filesystem::path genuine = world::instance().folder() / "genuine.keytab";
    std::filesystem::path altered = world::instance().folder() / "altered.keytab";
    bytes octets{};
    credential_handle server{};

    files() {
        world::instance().realm().write_keytab(genuine.string());
        octets = read_file(genuine);
        server =
            world::instance().acquire(package::kerberos, SECPKG_CRED_INBOUND, {}, "FILE:" + altered.string());
    }
};

[[nodiscard]] SECURITY_STATUS accept(SecHandle* with) {
    exchange both({package::kerberos, false, false, ISC_REQ_MUTUAL_AUTH});
    both.client_leg({});
    must(both.client.status >= 0, "a client can begin");
    both.server.leg(both.client.token, [&](SecHandle* existing, SecBufferDesc* in, leg_outputs& out) {
        return AcceptSecurityContext(with, existing, in, 0, SECURITY_NATIVE_DREP, &out.handle, out.list(),
                                     &out.attributes, &out.expiry);
    });
    return both.server.status;
}

/// An identity with a keytab in it, as SEC_WINNT_AUTH_IDENTITY_EX2 carries one.
[[nodiscard]] bytes identity_with(view keytab) {
    SEC_WINNT_AUTH_PACKED_CREDENTIALS packed{};
    packed.cbHeaderLength = sizeof packed;
    packed.cbStructureLength = static_cast<unsigned short>(sizeof packed + keytab.size());
    packed.AuthData.CredType = SEC_WINNT_AUTH_DATA_TYPE_KEYTAB;
    packed.AuthData.CredData.ByteArrayOffset = sizeof packed;
    packed.AuthData.CredData.ByteArrayLength = static_cast<unsigned short>(keytab.size());
    SEC_WINNT_AUTH_IDENTITY_EX2 header{};
    header.Version = SEC_WINNT_AUTH_IDENTITY_VERSION_2;
    header.cbHeaderLength = sizeof header;
    header.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    header.PackedCredentialsOffset = sizeof header;
    header.PackedCredentialsLength = packed.cbStructureLength;
    header.cbStructureLength = static_cast<ULONG>(sizeof header + sizeof packed + keytab.size());
    bytes out(header.cbStructureLength);
    std::memcpy(out.data(), &header, sizeof header);
    std::memcpy(out.data() + sizeof header, &packed, sizeof packed);
    std::ranges::copy(keytab, out.begin() + sizeof header + sizeof packed);
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static files all;
    program input(data, size);
    const bool in_file = input.flag();
    auto octets = all.octets;
    edit_file(octets, input);
    if (octets.size() > 0xF000) return -1;
    if (in_file) {
        write_file(all.altered, octets);
        const auto status = accept(all.server.get());
        if (octets == all.octets) must(status >= 0, "the genuine keytab opens a ticket");
        return 0;
    }
    auto identity = identity_with(octets);
    SecHandle made{};
    const auto status = AcquireCredentialsHandleA(nullptr, text_argument("Kerberos"), SECPKG_CRED_INBOUND,
                                                  nullptr, identity.data(), nullptr, nullptr, &made, nullptr);
    if (octets == all.octets) must(status == SEC_E_OK, "the genuine keytab is taken");
    if (status != SEC_E_OK) return 0;
    credential_handle owner;
    owner.now_live(made);
    const auto accepted = accept(owner.get());
    if (octets == all.octets) must(accepted >= 0, "the genuine keytab opens a ticket");
    return 0;
}
