// SPDX-License-Identifier: BSL-1.0
// Makes the realm, and answers in its KDC's place without counting as part of what is looked at.
#include "stage.hpp"

#include "faults.hpp"

#include <support/identity_block.hpp>

#include <sspi/testing/environment.hpp>
#include <sspi/testing/realm.hpp>
#include <sspi/testing/server.hpp>
#include <sspi_extensions.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#include <sys/socket.h>
#include <unistd.h>

namespace sspi::test {

namespace {

void add_accounts(testing::realm& realm) {
    realm.add_user(alice, "alice's password");
    realm.add_user(bob, bobs_password);
    realm.add_service(web_service);
    realm.add_service(back_end_service);
    realm.add_service(forwarding_service, {.ok_as_delegate = true});
    realm.add_service(proxying_service, {.allowed_to_delegate_to = {back_end_service}});
}

/// The realm's KDC with sockets, in a process of its own, whose memory is its own affair. It ends when nobody has the
/// other end any more.
[[nodiscard]] std::uint16_t port_of_another_process(const testing::realm& realm) {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) throw std::runtime_error("no sockets");
    const auto child = fork();
    if (child == 0) {
        close(ends[0]);
        const testing::server kdc(realm);
        auto port = kdc.port();
        (void)!write(ends[1], &port, sizeof port);
        (void)!read(ends[1], &port, sizeof port);
        _exit(0);
    }
    close(ends[1]);
    std::uint16_t port = 0;
    if (child < 0 || read(ends[0], &port, sizeof port) != sizeof port) throw std::runtime_error("no KDC");
    return port;
}

struct parts {
    testing::realm realm{
        stage_realm, {.enctypes = {testing::enctype::aes256_cts_hmac_sha1_96}, .string_to_key_rounds = 16}};
    std::uint16_t port = (add_accounts(realm), port_of_another_process(realm));
    testing::environment environment{{.realm = stage_realm,
                                      .port = port,
                                      .enctypes = {testing::enctype::aes256_cts_hmac_sha1_96},
                                      .sections = "[sspi]\n    minimum_rounds = 16\n"}};
};
[[nodiscard]] parts& all_parts() {
    static parts& instance = *std::make_unique<parts>().release();
    return instance;
}

LONG answer(void*, const char*, const void* request, ULONG size, SSPI_KDC_DELIVER_FN deliver, void* to) {
    std::vector<std::byte> reply;
    {
        const faults::left_alone kdc;
        reply = all_parts().realm.answer({static_cast<const std::byte*>(request), size});
    }
    deliver(to, reply.data(), static_cast<ULONG>(reply.size()), 0);
    const faults::left_alone kdc;
    std::vector<std::byte>().swap(reply);
    return 0;
}

[[nodiscard]] std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

stage::stage() {
    const auto& realm = all_parts().realm;
    const auto& environment = all_parts().environment;
    keytab_name = environment.keytab_name();
    realm.write_keytab(keytab_name);
    realm.write_cache(environment.cache_name(), alice);
    const auto packed = environment.directory() / "packed.keytab";
    realm.write_keytab(packed.string(), {bob, web_service});
    const auto octets = content_of(packed);
    identity_with_keytab =
        identity_block(SEC_WINNT_AUTH_IDENTITY_ANSI).user(std::string(bob)).keytab(bytes_of(octets)).bytes();
    cache_path_ = (environment.directory() / "other").string();
    cache_name = "FILE:" + cache_path_;
    realm.write_cache(cache_name, bob);
    fresh_cache_ = content_of(cache_path_);
    (void)SspiSetKdcRoute(stage_realm, answer, nullptr);
}

by_network::by_network() noexcept {
    const faults::left_alone mine;
    (void)SspiSetKdcRoute(stage_realm, nullptr, nullptr);
}
by_network::~by_network() {
    const faults::left_alone mine;
    (void)SspiSetKdcRoute(stage_realm, answer, nullptr);
}

void stage::renew_cache() const {
    const faults::left_alone mine;
    std::ofstream(cache_path_, std::ios::binary) << fresh_cache_;
}

const stage& the_stage() {
    static const stage& instance = *std::make_unique<stage>().release();
    return instance;
}

} // namespace sspi::test
