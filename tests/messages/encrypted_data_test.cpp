// SPDX-License-Identifier: BSL-1.0
// Tickets, authenticators and replies are encrypted as Heimdal encrypts them, and nothing opens but what was closed so.
#include "heimdal_cipher.hpp"

#include <messages/encrypted_data.hpp>

#include <algorithm>
#include <utility>
#include <vector>

using namespace sspi;
using namespace sspi::test;

namespace {

using octets = std::vector<std::byte>;

[[nodiscard]] octets sample(std::size_t size, unsigned seed = 7) {
    octets out(size);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<std::byte>(31 * i + seed);
    return out;
}

constexpr std::pair<std::int32_t, std::size_t> keys_of_aes[] = {{17, 16}, {18, 32}, {19, 16}, {20, 32}};
constexpr std::uint32_t usages[] = {2, 11, 12, 3, 1024};
constexpr std::size_t sizes[] = {1, 15, 16, 17, 31, 32, 33, 400, 5000};

[[nodiscard]] octets by_heimdal(std::int32_t enctype, const octets& key, std::uint32_t usage,
                                const octets& plain) {
    heimdal_cipher cipher(enctype, key);
    octets out(cipher.header_size() + plain.size() + cipher.trailer_size());
    const std::span all(out);
    const auto data = all.subspan(cipher.header_size(), plain.size());
    std::ranges::copy(plain, data.begin());
    const cipher_part parts[] = {{cipher_part::role::header, all.first(cipher.header_size())},
                                 {cipher_part::role::data, data},
                                 {cipher_part::role::trailer, all.last(cipher.trailer_size())}};
    REQUIRE(cipher.encrypt(usage, parts).has_value());
    return out;
}

[[nodiscard]] octets opened_by_heimdal(std::int32_t enctype, const octets& key, std::uint32_t usage,
                                       octets sealed) {
    heimdal_cipher cipher(enctype, key);
    const std::span all(sealed);
    const auto size = sealed.size() - cipher.header_size() - cipher.trailer_size();
    const auto data = all.subspan(cipher.header_size(), size);
    const cipher_part parts[] = {{cipher_part::role::header, all.first(cipher.header_size())},
                                 {cipher_part::role::data, data},
                                 {cipher_part::role::trailer, all.last(cipher.trailer_size())}};
    REQUIRE(cipher.decrypt(usage, parts).has_value());
    return {data.begin(), data.end()};
}

[[nodiscard]] bool opens_to(const messages::base_key& key, std::uint32_t usage, const octets& sealed,
                            const octets& plain) {
    const auto found = messages::decrypted(key, usage, sealed);
    return found && std::ranges::equal(found->view(), plain);
}

} // namespace

TEST_CASE("what Heimdal encrypted is decrypted, and the other way round") {
    for (const auto& [enctype, size] : keys_of_aes)
        for (const auto usage : usages)
            for (const auto length : sizes) {
                CAPTURE(enctype, usage, length);
                const auto key = sample(size), plain = sample(length, 3);
                const messages::base_key own{.enctype = enctype, .octets = key};
                CHECK(opens_to(own, usage, by_heimdal(enctype, key, usage, plain), plain));
                const auto sealed = messages::encrypted(own, usage, plain);
                REQUIRE(sealed);
                CHECK(opened_by_heimdal(enctype, key, usage, *sealed) == plain);
            }
}

TEST_CASE("nothing is decrypted that was changed, cut, of another key or for another usage") {
    for (const auto& [enctype, size] : keys_of_aes) {
        CAPTURE(enctype);
        const auto key = sample(size), plain = sample(100, 3);
        const messages::base_key own{.enctype = enctype, .octets = key};
        const auto sealed = messages::encrypted(own, 2, plain);
        REQUIRE(sealed);
        for (std::size_t i = 0; i < sealed->size(); ++i) {
            auto changed = *sealed;
            changed[i] ^= std::byte{1};
            CHECK_FALSE(messages::decrypted(own, 2, changed));
            CHECK_FALSE(messages::decrypted(own, 2, std::span(*sealed).first(i)));
        }
        CHECK_FALSE(messages::decrypted(own, 11, *sealed));
        const auto other = sample(size, 8);
        CHECK_FALSE(messages::decrypted({.enctype = enctype, .octets = other}, 2, *sealed));
        CHECK(opens_to(own, 2, *sealed, plain));
    }
}

TEST_CASE("the same is encrypted in another way each time") {
    const auto key = sample(32), plain = sample(40);
    const messages::base_key own{.enctype = 18, .octets = key};
    CHECK(messages::encrypted(own, 12, plain) != messages::encrypted(own, 12, plain));
}

TEST_CASE("keys that are not of AES, or not of its size, encrypt nothing") {
    const auto short_key = sample(15), key = sample(16), long_key = sample(32), text = sample(64);
    const messages::base_key wrong[] = {
        {.enctype = 17, .octets = short_key}, {.enctype = 17, .octets = long_key},
        {.enctype = 18, .octets = key},       {.enctype = 20, .octets = {}},
        {.enctype = 23, .octets = key},       {.enctype = 0, .octets = key}};
    for (const auto& each : wrong) {
        CAPTURE(each.enctype, each.octets.size());
        CHECK_FALSE(messages::encrypts_data(each));
        CHECK_FALSE(messages::encrypted(each, 2, text));
        CHECK_FALSE(messages::decrypted(each, 2, text));
    }
    CHECK_FALSE(messages::encrypted({.enctype = 17, .octets = key}, 2, {}));
}
