// SPDX-License-Identifier: BSL-1.0
// Statuses are printed by name; a builder can be kept behind a chain of functions; what messages in parts allocate.
#include <asio/watched_memory.hpp>
#include <sspi/asio/stream_error.hpp>
#include <support/api_sides.hpp>

#include <array>
#include <sstream>
#include <type_traits>

using namespace sspi;
using namespace sspi::test;

namespace {

template <class T>
std::string printed(T value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

} // namespace

TEST_CASE("Statuses are printed by name, also by Catch2") {
    CHECK(printed(errc::logon_denied) == "SEC_E_LOGON_DENIED");
    CHECK(printed(errc::cancelled) == "SSPI_E_CANCELLED");
    CHECK(printed(errc{}) == "SEC_E_OK");
    CHECK(printed(static_cast<errc>(impl::status_value(0x8009FF0A))) == "0x8009FF0A");
    CHECK(printed(stream_errc::bad_frame) == "bad_frame");
    CHECK(printed(stream_errc::authorization_refused) == "authorization_refused");
    CHECK(printed(static_cast<stream_errc>(0)) == "stream_errc");
    CHECK(name(errc::time_skew) == "SEC_E_TIME_SKEW");
    CHECK(Catch::Detail::stringify(errc::time_skew) == "SEC_E_TIME_SKEW");
}

TEST_CASE(
    "A builder is kept behind a chain of its functions, by value and not as a reference to what is gone") {
    STATIC_REQUIRE(std::is_same_v<decltype(credential::outbound().user("a")), credential_builder>);
    STATIC_REQUIRE(
        std::is_same_v<decltype(std::declval<credential_builder&>().user("a")), credential_builder&>);
    auto kept = credential::outbound().package(packages::kerberos).user(alice()).password("correct horse");
    const auto& also = credential::inbound().keytab(realm().keytab());
    CHECK(kept.acquire().name() == alice());
    kept.user("bob@" + realm().name());
    CHECK(kept.acquire().name() == "bob@" + realm().name());
    CHECK(also.acquire());
}

TEST_CASE("Nothing is allocated for a message in up to eight parts, and once for one in a piece") {
    const auto both = establish(packages::negotiate);
    const auto from = both.client.channel(), to = both.server.channel();
    std::array<std::byte, 100> header{}, trailer{};
    std::array<std::array<std::byte, 32>, 8> data{};
    std::vector<message_part> parts;
    parts.reserve(data.size());
    for (auto& each : data) {
        parts.push_back({each});
        const auto before = allocations.load();
        const auto used = from.wrap_in_place(std::span(header).first(from.header_size()), parts,
                                             std::span(trailer).first(from.trailer_size()));
        const auto wrapped = allocations.load();
        (void)to.unwrap_in_place(std::span(header).first(used.header), parts,
                                 std::span(trailer).first(used.trailer));
        const auto unwrapped = allocations.load();
        CHECK(wrapped == before);
        CHECK(unwrapped == wrapped);
    }
    const auto before = allocations.load();
    const auto token = from.wrap(std::as_bytes(std::span("hello")));
    const auto wrapped = allocations.load();
    (void)to.unwrap_copy(token);
    const auto unwrapped = allocations.load();
    CHECK(wrapped == before + 1);
    CHECK(unwrapped == wrapped + 1);
}
