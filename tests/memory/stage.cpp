// SPDX-License-Identifier: BSL-1.0
// Makes the realm, and answers in its KDC's place without counting as part of what is looked at.
#include "stage.hpp"

#include "faults.hpp"

#include <support/identity_block.hpp>

#include <sspi/testing/environment.hpp>
#include <sspi/testing/realm.hpp>
#include <sspi_extensions.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

namespace sspi::test {

namespace {

struct parts {
    testing::realm realm{
        stage_realm, {.enctypes = {testing::enctype::aes256_cts_hmac_sha1_96}, .string_to_key_rounds = 16}};
    testing::environment environment{
        {.realm = stage_realm, .enctypes = {testing::enctype::aes256_cts_hmac_sha1_96}}};
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
    auto& [realm, environment] = all_parts();
    realm.add_user(alice, "alice's password");
    realm.add_user(bob, bobs_password);
    realm.add_service(web_service);
    realm.add_service(back_end_service);
    realm.add_service(forwarding_service, {.ok_as_delegate = true});
    realm.add_service(proxying_service, {.allowed_to_delegate_to = {back_end_service}});
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

void stage::renew_cache() const {
    const faults::left_alone mine;
    std::ofstream(cache_path_, std::ios::binary) << fresh_cache_;
}

const stage& the_stage() {
    static const stage& instance = *std::make_unique<stage>().release();
    return instance;
}

} // namespace sspi::test
