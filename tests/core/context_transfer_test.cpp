// SPDX-License-Identifier: BSL-1.0
// A packed context as bytes: everything comes back, and what is not one is nothing; and where it may be used.
#include <core/context_transfer.hpp>
#include <support/catch.hpp>

#include <algorithm>
#include <vector>

using namespace sspi;
using namespace sspi::core;

namespace {

[[nodiscard]] detail::secret_bytes key_of(std::size_t size) {
    return detail::secret_bytes(std::vector<std::byte>(size, std::byte{0x5A}));
}

[[nodiscard]] packed_context sample() {
    packed_context out;
    out.package = "Kerberos";
    out.request = 0x8000001E;
    out.attributes = 0x1E;
    out.established_at = -5;
    out.expiry = 4'000'000'000;
    out.session.granted = detail::gss_flag::mutual | detail::gss_flag::integ;
    out.session.initiator = "alice@SSPI.TEST";
    out.session.acceptor = "HTTP/web@SSPI.TEST";
    out.session.session_key = key_of(16);
    out.session.keys.rfc4121 = true;
    out.session.keys.acceptor_subkey = true;
    out.session.keys.enctype = 18;
    out.session.keys.key = key_of(32);
    out.session.keys.send_sequence = 0x123456789ABCDEF0;
    out.session.keys.receive_sequence = 1;
    out.messages.next_sent = ~std::uint64_t{0};
    out.messages.next_expected = 77;
    out.messages.seen = 0xF0F0;
    return out;
}

/// What `export_context` would hand out elsewhere.
[[nodiscard]] std::vector<std::byte> transfer_from(const context_origin& origin) {
    const auto packed = pack(sample());
    std::vector<std::byte> out(origin.begin(), origin.end());
    out.insert(out.end(), packed.view().begin(), packed.view().end());
    std::vector<std::byte> checksum(transfer_checksum_size);
    REQUIRE(seal_transfer(out, checksum, false).has_value());
    out.insert(out.end(), checksum.begin(), checksum.end());
    return out;
}

} // namespace

TEST_CASE("a context comes back as it was packed") {
    const auto back = unpack(pack(sample()).view());
    REQUIRE(back);
    CHECK(back->package == "Kerberos");
    CHECK(back->request == 0x8000001E);
    CHECK(back->attributes == 0x1E);
    CHECK(back->established_at == -5);
    CHECK(back->expiry == 4'000'000'000);
    CHECK(back->session.granted == sample().session.granted);
    CHECK(back->session.initiator == "alice@SSPI.TEST");
    CHECK(back->session.acceptor == "HTTP/web@SSPI.TEST");
    CHECK(std::ranges::equal(back->session.session_key.view(), key_of(16).view()));
    CHECK(back->session.keys.rfc4121);
    CHECK_FALSE(back->session.keys.initiator);
    CHECK(back->session.keys.acceptor_subkey);
    CHECK(back->session.keys.enctype == 18);
    CHECK(std::ranges::equal(back->session.keys.key.view(), key_of(32).view()));
    CHECK(back->session.keys.send_sequence == 0x123456789ABCDEF0);
    CHECK(back->session.keys.receive_sequence == 1);
    CHECK(back->messages.next_sent == ~std::uint64_t{0});
    CHECK(back->messages.next_expected == 77);
    CHECK(back->messages.seen == 0xF0F0);
    CHECK(back->messages.mechanism.empty());
}

TEST_CASE("a context that never expires comes back so, and the state of a mechanism with it") {
    auto context = sample();
    context.expiry.reset();
    context.session.keys.rfc4121 = false;
    context.session.keys.enctype = 23;
    context.messages.mechanism = key_of(300);
    const auto back = unpack(pack(context).view());
    REQUIRE(back);
    CHECK_FALSE(back->expiry);
    CHECK(back->messages.mechanism.size() == 300);
}

TEST_CASE("bytes that are cut, too many, or lie about a length are no context") {
    const auto whole = pack(sample());
    std::vector<std::byte> bytes(whole.view().begin(), whole.view().end());
    for (std::size_t length = 0; length < bytes.size(); ++length)
        CHECK_FALSE(unpack(std::span(bytes).first(length)));
    bytes.push_back(std::byte{});
    CHECK_FALSE(unpack(bytes));
    bytes.pop_back();
    constexpr std::size_t length_of_package = 8; // behind magic and version
    for (std::size_t at = 0; at < 4; ++at) {
        auto lying = bytes;
        lying[length_of_package + at] = std::byte{0xFF};
        CHECK_FALSE(unpack(lying));
    }
    for (std::size_t at = 0; at < bytes.size();
         ++at) { // under a sanitizer: nothing is read that is not there
        auto altered = bytes;
        altered[at] ^= std::byte{0xFF};
        (void)unpack(altered);
    }
}

TEST_CASE("keys that cannot be of their enctype are no context") {
    auto context = sample();
    context.session.keys.key = key_of(31);
    CHECK_FALSE(unpack(pack(context).view()));
    context = sample();
    context.session.keys.enctype = 1;
    CHECK_FALSE(unpack(pack(context).view()));
    context = sample();
    context.session.keys.rfc4121 = false;
    CHECK_FALSE(unpack(pack(context).view()));
}

TEST_CASE("a context goes on where it was exported, and is not owned elsewhere") {
    CHECK(open_transfer(transfer_from(this_origin())).has_value());
    const auto user = static_cast<std::uint32_t>(geteuid());
    CHECK(this_origin() == fold_origin(machine_name(), user));
    for (const auto& elsewhere :
         {fold_origin("another machine", user), fold_origin(machine_name(), user + 1)}) {
        const auto refused = open_transfer(transfer_from(elsewhere));
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == status::not_owner);
    }
}

TEST_CASE("machines and users are told apart") {
    CHECK(fold_origin("a", 1) != fold_origin("b", 1));
    CHECK(fold_origin("a", 1) != fold_origin("a", 2));
    CHECK(fold_origin("0123456789abcdef0123456789abcdef", 1) !=
          fold_origin("0123456789abcdef0123456789abcdee", 1));
}
