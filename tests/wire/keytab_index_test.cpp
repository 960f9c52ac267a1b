// SPDX-License-Identifier: BSL-1.0
// Which key of a keytab is the one for a ticket.
#include <support/catch.hpp>
#include <wire/keytab_index.hpp>

#include <array>

using namespace sspi::wire;
using sspi::detail::keytab_entry;

namespace {

constexpr std::array octets{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};

/// The key is one octet of those above.
keytab_entry entry(const std::string& host, std::uint32_t version, std::int32_t enctype, std::size_t key) {
    return {.realm = "A.TEST",
            .components = {"HTTP", host},
            .version = version,
            .enctype = enctype,
            .key = std::span(octets).subspan(key, 1)};
}

principal_key name(const std::string& host, const std::string& realm = "A.TEST") {
    principal_key out(realm, 2);
    out.add("HTTP");
    out.add(host);
    return out;
}

using found = std::optional<std::size_t>;

} // namespace

TEST_CASE("a key is found by name, version and enctype") {
    const keytab_index keys(
        {entry("a", 1, 17, 0), entry("a", 2, 17, 1), entry("b", 2, 17, 2), entry("a", 2, 18, 3)});
    CHECK(keys.find(name("a"), {1, 17}) == found(0));
    CHECK(keys.find(name("a"), {2, 17}) == found(1));
    CHECK(keys.find(name("a"), {2, 18}) == found(3));
    CHECK(keys.find(name("b"), {2, 17}) == found(2));
    CHECK_FALSE(keys.find(name("a"), {3, 17}));
    CHECK_FALSE(keys.find(name("b"), {2, 18}));
    CHECK_FALSE(keys.find(name("c"), {2, 17}));
    CHECK_FALSE(keys.find(name("a", "B.TEST"), {2, 17}));
}

TEST_CASE("a ticket without a version is for the newest key") {
    const keytab_index keys(
        {entry("a", 3, 17, 0), entry("a", 7, 17, 1), entry("a", 5, 17, 2), entry("a", 9, 18, 3)});
    CHECK(keys.find(name("a"), {0, 17}) == found(1));
    CHECK(keys.find(name("a"), {0, 18}) == found(3));
    const keytab_index unnumbered({entry("a", 0, 17, 0), entry("a", 0, 17, 1)});
    CHECK(unnumbered.find(name("a"), {0, 17}) == found(0));
}

TEST_CASE("a file that has eight bits of a version has the key of a longer one") {
    const keytab_index keys({entry("a", 1, 17, 0), entry("a", 2, 17, 1)});
    CHECK(keys.find(name("a"), {257, 17}) == found(0));
    CHECK(keys.find(name("a"), {0x10002, 17}) == found(1));
    CHECK_FALSE(keys.find(name("a"), {259, 17}));
}

TEST_CASE("a whole version is preferred to one of eight bits, wherever it stands") {
    const keytab_index keys({entry("a", 1, 17, 0), entry("a", 257, 17, 1)});
    CHECK(keys.find(name("a"), {257, 17}) == found(1));
    CHECK(keys.find(name("a"), {1, 17}) == found(0));
    const keytab_index wide({entry("a", 257, 17, 0)});
    CHECK_FALSE(wide.find(name("a"), {1, 17})); // that is another key
    CHECK_FALSE(wide.find(name("a"), {513, 17}));
}

TEST_CASE("of two entries for the same key the first counts") {
    const keytab_index keys({entry("a", 1, 17, 0), entry("a", 1, 17, 1)});
    CHECK(keys.find(name("a"), {1, 17}) == found(0));
}

TEST_CASE("each different key of an enctype is named once, by its first entry") {
    const keytab_index keys({entry("host", 1, 17, 0), entry("a", 1, 17, 0), entry("b", 1, 18, 1),
                             entry("c", 1, 17, 2), entry("d", 2, 17, 0)});
    CHECK(keys.different_keys(17) == std::vector<std::size_t>{0, 3});
    CHECK(keys.different_keys(18) == std::vector<std::size_t>{2});
    CHECK(keys.different_keys(23).empty());
}

TEST_CASE("names are told apart by where their parts end") {
    keytab_entry joined = entry("a", 1, 17, 0);
    joined.components = {"HTTPa"};
    const keytab_index keys({joined});
    CHECK(keys.of(name("a")).empty());
    CHECK_FALSE(keys.find(name("a"), {1, 17}));
}
