// SPDX-License-Identifier: BSL-1.0
// Callers' descriptors: which are refused, and what is found in the others.
#include <core/security_buffers.hpp>
#include <support/catch.hpp>

using namespace sspi;
using namespace sspi::core;

namespace {

[[nodiscard]] SecBufferDesc list_of(std::vector<SecBuffer>& buffers) {
    return {SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()), buffers.data()};
}

} // namespace

TEST_CASE("a descriptor that is missing, empty or absurd is refused") {
    std::vector<SecBuffer> many(257, SecBuffer{0, SECBUFFER_EMPTY, nullptr});
    auto all = list_of(many);
    CHECK(buffer_list::of(nullptr).error().code == status::invalid_token);
    CHECK(buffer_list::of(&all).error().code == status::invalid_token);
    for (auto wrong : {SecBufferDesc{0, 0, many.data()}, SecBufferDesc{0, 1, nullptr},
                       SecBufferDesc{0, 0xFFFFFFFF, many.data()}}) {
        const auto list = buffer_list::of(&wrong);
        REQUIRE(list.has_error());
        CHECK(list.error().code == status::invalid_token);
        CHECK(list.error().context_intact);
    }
    all.cBuffers = 256;
    CHECK(buffer_list::of(&all).has_value());
}

TEST_CASE("the first buffer of a kind is found, whatever its attribute bits") {
    std::byte memory[4]{};
    std::vector<SecBuffer> buffers{{0, SECBUFFER_EMPTY, nullptr},
                                   {1, SECBUFFER_TOKEN | SECBUFFER_READONLY, memory},
                                   {2, SECBUFFER_TOKEN, memory},
                                   {3, SECBUFFER_DATA | 0x70000000, memory}};
    auto all = list_of(buffers);
    const auto list = buffer_list::of(&all).value();
    CHECK(list.first(SECBUFFER_TOKEN) == &buffers[1]);
    CHECK(list.first(SECBUFFER_DATA) == &buffers[3]);
    CHECK(list.first(SECBUFFER_EMPTY) == &buffers[0]);
    CHECK(list.first(SECBUFFER_PADDING) == nullptr);
    CHECK(required_content(list, SECBUFFER_TOKEN).value().size() == 1);
    CHECK(optional_content(list, SECBUFFER_PADDING).value().empty());
    CHECK(required_content(list, SECBUFFER_PADDING).error().code == status::invalid_token);
}

TEST_CASE("bytes at no address are refused, no bytes at no address are not") {
    CHECK(content_of({1, SECBUFFER_DATA, nullptr}).error().code == status::invalid_token);
    CHECK(content_of({0, SECBUFFER_DATA, nullptr}).value().empty());
}

TEST_CASE("a message is its DATA buffers in order, without the read-only ones") {
    std::byte memory[8]{};
    std::vector<SecBuffer> buffers{{1, SECBUFFER_DATA, memory},
                                   {8, SECBUFFER_TOKEN, memory},
                                   {2, SECBUFFER_DATA | SECBUFFER_READONLY, memory},
                                   {3, SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM, memory},
                                   {0, SECBUFFER_DATA, nullptr}};
    auto all = list_of(buffers);
    const auto found = message_of(buffer_list::of(&all).value()).value();
    const auto message = found.all();
    REQUIRE(message.size() == 3);
    CHECK((message[0].content.size() == 1 && !message[0].sign_only));
    CHECK((message[1].content.size() == 3 && message[1].sign_only));
    CHECK((message[2].content.empty() && !message[2].sign_only));
    buffers[4].cbBuffer = 1;
    CHECK(message_of(buffer_list::of(&all).value()).error().code == status::invalid_token);
}

TEST_CASE("a message may have more segments than have a place of their own") {
    std::byte memory[1]{};
    for (const std::size_t count : {1U, 5U, 6U, 7U, 8U, 100U}) {
        std::vector<SecBuffer> buffers(count, SecBuffer{1, SECBUFFER_DATA, memory});
        auto all = list_of(buffers);
        const auto found = message_of(buffer_list::of(&all).value()).value();
        const auto moved = found;
        CHECK(moved.all().size() == count);
        for (const auto& s : moved.all())
            CHECK(s.content.data() == memory);
    }
}

TEST_CASE("a token goes to the caller's buffer when it fits, and to nowhere when it does not") {
    std::byte memory[4]{};
    const std::byte token[3]{std::byte{1}, std::byte{2}, std::byte{3}};
    std::vector<SecBuffer> buffers{{2, SECBUFFER_TOKEN, memory}};
    auto all = list_of(buffers);
    const auto small = token_output(&all, false).write(token);
    CHECK(small.error().code == status::buffer_too_small);
    CHECK(small.error().context_intact);
    CHECK(memory[0] == std::byte{});
    buffers[0].cbBuffer = 4;
    CHECK(token_output(&all, false).write(token).has_value());
    CHECK(buffers[0].cbBuffer == 3);
    CHECK(memory[2] == std::byte{3});
    buffers[0] = {9, SECBUFFER_TOKEN, nullptr};
    CHECK(token_output(&all, false).write(token).error().code == status::invalid_token);
}

TEST_CASE("an allocated token is the caller's to release; an empty one has no memory") {
    const std::byte token[3]{std::byte{1}, std::byte{2}, std::byte{3}};
    int elsewhere = 0;
    std::vector<SecBuffer> buffers{{77, SECBUFFER_TOKEN, &elsewhere}};
    auto all = list_of(buffers);
    token_output output(&all, true);
    CHECK(output.allocates());
    REQUIRE(output.write(token).has_value());
    CHECK(buffers[0].cbBuffer == 3);
    CHECK(static_cast<const std::byte*>(buffers[0].pvBuffer)[1] == std::byte{2});
    CHECK(caller_memory().release(buffers[0].pvBuffer));
    CHECK(output.write({}).has_value());
    CHECK(buffers[0].cbBuffer == 0);
    CHECK(buffers[0].pvBuffer == nullptr);
}

TEST_CASE("without a TOKEN buffer only an empty token can be written") {
    const std::byte token[1]{};
    token_output nowhere(nullptr, true);
    CHECK_FALSE(nowhere.present());
    CHECK_FALSE(nowhere.allocates());
    CHECK(nowhere.write({}).has_value());
    CHECK(nowhere.write(token).error().code == status::invalid_token);
}
