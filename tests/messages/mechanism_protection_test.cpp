// SPDX-License-Identifier: BSL-1.0
// Tokens that the mechanism makes as a whole, taken apart and put together; the mechanism is a fake.
#include <messages/mechanism_protection.hpp>
#include <support/catch.hpp>

using namespace sspi;
using messages::segment;

namespace {

using bytes = std::vector<std::byte>;

[[nodiscard]] bytes bytes_of(std::string_view text) {
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

/// A "token" is a header of the right length, the message and the padding, unchanged. It counts what it is asked.
class fake_context final : public gss::security_context {
  public:
    fake_context(std::size_t header, std::size_t block, bool dce)
        : header_(header), block_(block), dce_(dce) {}

    result<gss::leg> advance(gss::kdc_call&, gss::view) override {
        return failed_with(status::internal_error);
    }
    result<gss::established> describe() override { return failed_with(status::internal_error); }
    result<gss::bytes> get_mic(gss::view message) override {
        ++calls;
        seen.assign(message.begin(), message.end());
        return bytes(mic_size, std::byte{'M'});
    }
    result<void> verify_mic(gss::view message, gss::view) override {
        ++calls;
        seen.assign(message.begin(), message.end());
        return {};
    }
    result<gss::bytes> wrap(bool, gss::view message) override {
        ++calls;
        bytes out(header_, std::byte{'H'});
        out.insert(out.end(), message.begin(), message.end());
        const auto pad = block_ == 1 ? (dce_ ? 0 : 1) : block_ - message.size() % block_;
        out.insert(out.end(), pad, std::byte{'P'});
        return out;
    }
    result<gss::unwrapped> unwrap(gss::view token) override {
        ++calls;
        seen.assign(token.begin(), token.end());
        return gss::unwrapped{.message = detail::secret_bytes(std::span<const std::byte>(answer)),
                              .sealed = true};
    }
    result<detail::secret_bytes> export_state() override { return failed_with(status::internal_error); }

    int calls = 0;
    std::size_t mic_size = 0;
    bytes seen;
    bytes answer;

  private:
    std::size_t header_;
    std::size_t block_;
    bool dce_;
};

const auto& rc4 = *detail::find_enctype(23);
const auto& des3 = *detail::find_enctype(16);

struct subject {
    explicit subject(const detail::enctype_row& enctype, bool dce = false)
        : context(enctype.sealed_header_size, enctype.block_size, dce), protection(enctype, dce, context) {
        context.mic_size = enctype.mic_size;
    }
    fake_context context;
    messages::mechanism_protection protection;
};

} // namespace

TEST_CASE("a whole token is split into header, data in the caller's buffers, and padding") {
    for (const auto* enctype : {&rc4, &des3}) {
        subject s(*enctype);
        bytes one = bytes_of("one "), two = bytes_of("two"), token(100), padding(8);
        const segment parts[] = {{one}, {two}};
        const auto used = s.protection.wrap(true, parts, token, padding);
        REQUIRE(used.has_value());
        CHECK(used->token == enctype->sealed_header_size);
        CHECK(used->padding == 1); // RC4: always one; DES3: 7 octets, one to the end of a block
        CHECK(token[0] == std::byte{'H'});
        CHECK(token[used->token] == std::byte{});
        CHECK(one == bytes_of("one "));
        CHECK(two == bytes_of("two"));
        CHECK(padding[0] == std::byte{'P'});
    }
}

TEST_CASE("too little room is told before the mechanism counts a message") {
    subject s(des3);
    bytes data(8), token(100), padding(8);
    const segment part{data};
    CHECK(s.protection.wrap(true, {&part, 1}, token, std::span(padding).first(7)).error().code ==
          status::buffer_too_small);
    CHECK(s.protection
              .wrap(true, {&part, 1}, std::span(token).first(detail::max_header_size(des3) - 1), padding)
              .error()
              .code == status::buffer_too_small);
    CHECK(s.protection.sign({&part, 1}, std::span(token).first(des3.mic_size - 1)).error().code ==
          status::buffer_too_small);
    CHECK(s.context.calls == 0);
    CHECK(s.protection.wrap(true, {&part, 1}, token, padding)->padding == 8);
}

TEST_CASE("pieces are put together in order, and the message is spread over the buffers") {
    subject s(rc4);
    s.context.answer = bytes_of("ABCDEFG");
    bytes token(rc4.sealed_header_size, std::byte{'H'}), one(4, std::byte{'1'}), two(3, std::byte{'2'}),
        padding(1);
    const segment parts[] = {{one}, {two}};
    REQUIRE(s.protection.unwrap(token, parts, padding).has_value());
    CHECK(s.context.seen.size() == token.size() + 8);
    CHECK(s.context.seen[token.size() + 4] == std::byte{'2'});
    CHECK(one == bytes_of("ABCD"));
    CHECK(two == bytes_of("EFG"));
}

TEST_CASE("a message of another length than its buffers is refused and written nowhere") {
    for (const auto& answer : {bytes_of("ABC"), bytes_of("ABCDE")}) {
        subject s(rc4);
        s.context.answer = answer;
        bytes token(rc4.sealed_header_size), data(4, std::byte{'1'});
        const segment part{data};
        CHECK(s.protection.unwrap(token, {&part, 1}, {}).error().code == status::invalid_token);
        CHECK(data == bytes(4, std::byte{'1'}));
    }
}

TEST_CASE("a token too short for what the mechanism reads never reaches it") {
    for (const auto* enctype : {&rc4, &des3}) {
        subject s(*enctype);
        for (std::size_t size = 0; size < enctype->sealed_header_size; ++size) {
            bytes zeros(size);
            CHECK(s.protection.open(zeros).error().code == status::invalid_token);
        }
        for (std::size_t octets = 1; octets < 0x80; ++octets) {
            bytes token(enctype->sealed_header_size + octets - 1);
            token[1] =
                static_cast<std::byte>(0x80 | octets); // a longer length takes the place of what is read
            CHECK(s.protection.open(token).error().code == status::invalid_token);
            CHECK(s.protection.verify({}, bytes(token.begin(), token.end() - 8)).error().code ==
                  status::invalid_token);
        }
        CHECK(s.context.calls == 0);
        bytes enough(enctype->sealed_header_size);
        CHECK(s.protection.open(enough).has_value());
        CHECK(s.context.calls == 1);
    }
}

TEST_CASE("what these tokens cannot do is refused before anything is done") {
    subject dce(des3, true);
    bytes data(8), token(100), padding(8);
    const segment part{data};
    CHECK(dce.protection.wrap(true, {&part, 1}, token, padding).error().code == status::unsupported_function);
    CHECK(dce.protection.open(token).error().code == status::unsupported_function);
    subject plain(rc4);
    const segment signed_only{.content = data, .sign_only = true};
    CHECK(plain.protection.wrap(true, {&signed_only, 1}, token, padding).error().code ==
          status::unsupported_function);
    CHECK(plain.protection.unwrap(token, {&signed_only, 1}, padding).error().code ==
          status::unsupported_function);
    CHECK(dce.context.calls + plain.context.calls == 0);
    CHECK(subject(rc4, true).protection.wrap(true, {&part, 1}, token, {})->padding == 0); // RFC 4757 7.3
}
