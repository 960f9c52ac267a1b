// SPDX-License-Identifier: BSL-1.0
// The octets of SASL's choice of a security layer, and the choice.
#include <sspi/detail/sasl_layers.hpp>

#include "../support/catch.hpp"

#include <string>
#include <vector>

using namespace sspi::detail;
using enum sasl_layers;

namespace {

std::vector<std::byte> octets(const std::string& text) {
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

} // namespace

TEST_CASE("SASL headers come back as they were written") {
    for (unsigned bits = 1; bits < 8; ++bits)
        for (const std::uint32_t largest : {0U, 1U, 0x100U, 0x10000U, 0xFFFFFFU}) {
            const sasl_header header{static_cast<sasl_layers>(bits), bits == 1 ? 0 : largest};
            CHECK(parse_sasl_offer(sasl_octets(header)) == header);
        }
}

TEST_CASE("a SASL size without a layer is written as 0, one that is too large as the largest") {
    CHECK(parse_sasl_offer(sasl_octets({none, 5})) == sasl_header{none, 0});
    CHECK(parse_sasl_offer(sasl_octets({integrity, 0x1000000})) == sasl_header{integrity, 0xFFFFFF});
}

TEST_CASE("SASL offers have four octets, answers at least four") {
    for (std::size_t size = 0; size < 4; ++size) {
        CHECK_FALSE(parse_sasl_offer(octets(std::string(size, '\2'))));
        CHECK_FALSE(parse_sasl_answer(octets(std::string(size, '\2')), all_sasl_layers));
    }
    CHECK(parse_sasl_offer(octets("\2\2\2\2")));
    CHECK_FALSE(parse_sasl_offer(octets("\2\2\2\2\2")));
    CHECK(parse_sasl_answer(octets("\2\2\2\2x"), all_sasl_layers));
}

TEST_CASE("a SASL answer is exactly one of the layers that were offered") {
    for (unsigned offered = 0; offered < 8; ++offered)
        for (unsigned first = 0; first < 256; ++first) {
            std::string message("\0\0\0\0", 4);
            message[0] = static_cast<char>(first);
            const bool good = (first == 1 || first == 2 || first == 4) && (first & offered) != 0;
            CAPTURE(offered, first);
            CHECK(parse_sasl_answer(octets(message), static_cast<sasl_layers>(offered)).has_value() == good);
        }
}

TEST_CASE("a SASL answer brings an identity, which has no NUL") {
    const auto message = octets("\4\1\1\1bob");
    const auto answer = parse_sasl_answer(message, all_sasl_layers);
    REQUIRE(answer);
    CHECK(answer->authorization.size() == 3);
    CHECK_FALSE(parse_sasl_answer(octets(std::string("\4\1\1\1b\0b", 7)), all_sasl_layers));
}

TEST_CASE("the layer that a SASL client takes") {
    struct row {
        sasl_layers possible, wanted, chosen;
    };
    for (const auto& [possible, wanted, chosen] : std::vector<row>{
             {all_sasl_layers, confidentiality, confidentiality},
             {all_sasl_layers, integrity, integrity},
             {all_sasl_layers, none, none},
             {none | integrity, confidentiality, integrity},
             {none, confidentiality, none},
             {none | confidentiality, integrity, none},
             {integrity | confidentiality, none, integrity},
             {confidentiality, none, no_bit},
             {confidentiality, integrity, no_bit},
             {no_bit, confidentiality, no_bit},
         })
        CHECK(chosen_sasl_layer(possible, wanted) == chosen);
}

TEST_CASE("what a request says of SASL layers") {
    CHECK(wanted_sasl_layers(isc_req::none) == none);
    CHECK(wanted_sasl_layers(isc_req::mutual_auth) == none);
    CHECK(wanted_sasl_layers(isc_req::integrity) == integrity);
    CHECK(wanted_sasl_layers(isc_req::replay_detect) == integrity);
    CHECK(wanted_sasl_layers(isc_req::sequence_detect) == integrity);
    CHECK(wanted_sasl_layers(isc_req::confidentiality | isc_req::integrity) == confidentiality);
    CHECK(wanted_sasl_layers(isc_req::confidentiality | isc_req::no_integrity) == none);
}
