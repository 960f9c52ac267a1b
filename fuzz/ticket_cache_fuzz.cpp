// SPDX-License-Identifier: BSL-1.0
// Alice's credential cache, altered, as a file that a client begins with.
//
// The input: one octet chooses whether there is a ticket for the service in the file already; the rest are edits of its octets.
#include "support/exchange.hpp"
#include "support/file_edits.hpp"

#include <chrono>

using namespace sspi::fuzz;

namespace {

[[nodiscard]] side begin(SecHandle* with) {
    side client;
    const auto target = world::instance().target();
    client.leg({}, [&](SecHandle* existing, SecBufferDesc* in, leg_outputs& out) {
        return InitializeSecurityContextA(with, existing, text_argument(target), 0, 0, SECURITY_NATIVE_DREP,
                                          in, 0, &out.handle, out.list(), &out.attributes, &out.expiry);
    });
    return client;
}

/// Octets of caches with one ticket, and with two. They end after some hours, so they are made anew.
struct caches {
    const std::filesystem::path file = world::instance().folder() / "altered.cache";
    const std::string name = "FILE:" + file.string();
    bytes with_one{}, with_two{};
    std::chrono::steady_clock::time_point made{};

    [[nodiscard]] const bytes& octets(bool two) {
        const auto now = std::chrono::steady_clock::now();
        if (with_one.empty() || now - made > std::chrono::hours(1)) {
            made = now;
            std::filesystem::remove(file);
            world::instance().realm().write_cache(name, "alice");
            with_one = read_file(file);
            auto who = world::instance().acquire(package::kerberos, SECPKG_CRED_OUTBOUND, name, {});
            must(begin(who.get()).status >= 0, "a client begins with a cache");
            with_two = read_file(file);
        }
        return two ? with_two : with_one;
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static caches all;
    program input(data, size);
    const auto genuine = all.octets(input.flag());
    auto octets = genuine;
    edit_file(octets, input);
    write_file(all.file, octets);
    auto who = world::instance().acquire(package::kerberos, SECPKG_CRED_OUTBOUND, all.name, {});
    SecPkgCredentials_NamesA names{};
    if (QueryCredentialsAttributesA(who.get(), SECPKG_CRED_ATTR_NAMES, &names) == SEC_E_OK)
        FreeContextBuffer(names.sUserName);
    const auto client = begin(who.get());
    if (octets == genuine) must(client.status >= 0, "a client begins with the genuine cache");
    return 0;
}
