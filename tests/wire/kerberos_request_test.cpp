// SPDX-License-Identifier: BSL-1.0
// Which requests to a KDC prove that somebody knows a password.
#include <support/catch.hpp>
#include <wire/kerberos_request.hpp>

#include <initializer_list>
#include <vector>

using sspi::wire::carries_proof;

namespace {

using octets = std::vector<std::byte>;

octets of(std::initializer_list<int> values) {
    octets out;
    for (const int each : values)
        out.push_back(static_cast<std::byte>(each));
    return out;
}
octets element(int tag, std::initializer_list<octets> parts) {
    octets content;
    for (const auto& part : parts)
        content.insert(content.end(), part.begin(), part.end());
    octets out = of({tag, static_cast<int>(content.size())});
    out.insert(out.end(), content.begin(), content.end());
    return out;
}
octets padata(std::initializer_list<int> type) {
    return element(0x30, {element(0xA1, {element(0x02, {of(type)})}), element(0xA2, {element(0x04, {})})});
}
octets request(std::initializer_list<octets> list, int tag = 0x6A) {
    return element(tag, {element(0x30, {element(0xA1, {element(0x02, {of({5})})}),
                                        element(0xA2, {element(0x02, {of({10})})}),
                                        element(0xA3, {element(0x30, list)})})});
}

const octets pac_request = padata({0, 128}), timestamp = padata({2}), challenge = padata({0, 138});

} // namespace

TEST_CASE("an encrypted timestamp or challenge is a proof, wherever it stands") {
    CHECK(carries_proof(request({timestamp})));
    CHECK(carries_proof(request({challenge})));
    CHECK(carries_proof(request({pac_request, padata({0, 149}), timestamp})));
}

TEST_CASE("what asks for something proves nothing") {
    CHECK_FALSE(carries_proof(request({})));
    for (const int type : {128, 133, 149, 150, 167})
        CHECK_FALSE(carries_proof(request({padata({0, type})})));
    CHECK_FALSE(carries_proof(element(0x6A, {element(0x30, {element(0xA1, {element(0x02, {of({5})})})})})));
}

TEST_CASE("padata of which nothing is known may be a proof") {
    CHECK(carries_proof(request({padata({0, 151})})));
    CHECK(carries_proof(request({padata({-1 & 0xFF})})));
    CHECK(carries_proof(request({element(0x30, {})})));
}

TEST_CASE("no other message is looked into, and none that is cut") {
    CHECK_FALSE(carries_proof(request({timestamp}, 0x6C)));
    CHECK_FALSE(carries_proof({}));
    const auto whole = request({timestamp});
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(carries_proof({whole.data(), size}));
}
