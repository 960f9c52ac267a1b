// SPDX-License-Identifier: BSL-1.0
// Identities in one block with offsets, and structures that are marshalled into one.
#define SECURITY_WIN32
#include <sspi.h>

#include <sspi/detail/identity.hpp>

#include "../support/catch.hpp"
#include "../support/identity_block.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace {

using namespace sspi::detail;
using namespace sspi::test;
using sspi::status;

static_assert(sizeof(identity_ex2_layout) == sizeof(SEC_WINNT_AUTH_IDENTITY_EX2));
static_assert(offsetof(identity_ex2_layout, structure_length) ==
              offsetof(SEC_WINNT_AUTH_IDENTITY_EX2, cbStructureLength));
static_assert(offsetof(identity_ex2_layout, user_length) ==
              offsetof(SEC_WINNT_AUTH_IDENTITY_EX2, UserLength));
static_assert(offsetof(identity_ex2_layout, packed_credentials_offset) ==
              offsetof(SEC_WINNT_AUTH_IDENTITY_EX2, PackedCredentialsOffset));
static_assert(offsetof(identity_ex2_layout, flags) == offsetof(SEC_WINNT_AUTH_IDENTITY_EX2, Flags));
static_assert(offsetof(identity_ex2_layout, package_list_length) ==
              offsetof(SEC_WINNT_AUTH_IDENTITY_EX2, PackageListLength));
static_assert(identity_ex2_version == SEC_WINNT_AUTH_IDENTITY_VERSION_2);
static_assert(identity_marshalled == SEC_WINNT_AUTH_IDENTITY_MARSHALLED &&
              identity_only == SEC_WINNT_AUTH_IDENTITY_ONLY);
static_assert(identity_process_encrypted == SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED);
static_assert(identity_encrypted_forms ==
              (SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED |
               SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_PROTECTED | SEC_WINNT_AUTH_IDENTITY_FLAGS_USER_PROTECTED |
               SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_ENCRYPTED));
static_assert(identity_null_user == SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER &&
              identity_null_domain == SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_DOMAIN);

/// A copy of octets at the end of the memory that may be read.
class last_octets {
  public:
    explicit last_octets(std::span<const std::byte> octets)
        : page_(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))),
          memory_(::mmap(nullptr, 2 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
        REQUIRE(memory_ != MAP_FAILED);
        first_ = static_cast<std::byte*>(memory_) + page_ - octets.size();
        std::memcpy(first_, octets.data(), octets.size());
        REQUIRE(::mprotect(static_cast<std::byte*>(memory_) + page_, page_, PROT_NONE) == 0);
    }
    last_octets(const last_octets&) = delete;
    last_octets& operator=(const last_octets&) = delete;
    ~last_octets() { ::munmap(memory_, 2 * page_); }
    [[nodiscard]] const void* data() const noexcept { return first_; }

  private:
    std::size_t page_;
    void* memory_;
    std::byte* first_ = nullptr;
};

template <class Char>
std::basic_string<Char> text(const char* ascii) {
    return {ascii, ascii + std::strlen(ascii)};
}

template <class Char>
constexpr ULONG encoding = sizeof(Char) == 1 ? identity_ansi : identity_unicode;

template <class Char>
identity_block alice(ULONG flags = encoding<Char>) {
    identity_block block(flags);
    block.user(text<Char>("alice")).domain(text<Char>("EXAMPLE.COM"));
    block.password(text<Char>("sesame")).packages(text<Char>("kerberos,!ntlm"));
    return block;
}

template <class Wide = char16_t>
parsed_identity parse(const std::vector<std::byte>& memory, bool wide_by_default = true) {
    return parse_identity<Wide>(memory.data(), SIZE_MAX, wide_by_default);
}

void check_is_alice(const parsed_identity& parsed) {
    REQUIRE(parsed.code == status::ok);
    CHECK(parsed.value.user == "alice");
    CHECK(parsed.value.domain == "EXAMPLE.COM");
    REQUIRE(parsed.value.password);
    CHECK(parsed.value.password->view() == "sesame");
    CHECK_FALSE(parsed.value.keytab);
    CHECK(parsed.value.packages_allowed == std::vector<std::string>{"kerberos"});
    CHECK(parsed.value.packages_excluded == std::vector<std::string>{"ntlm"});
}

/// For a@B, with a key of one octet.
std::vector<std::byte> keytab_of_one_key() {
    constexpr int octets[] = {5, 2, 0, 0, 0, 22, 0, 1, 0, 1, 'B', 0, 1, 'a',
                              0, 0, 0, 1, 0, 0,  0, 0, 7, 0, 17,  0, 1, 9};
    std::vector<std::byte> out;
    for (const int octet : octets)
        out.push_back(static_cast<std::byte>(octet));
    return out;
}

bool refused(const std::vector<std::byte>& memory) {
    return parse(memory).code == status::unknown_credentials;
}

} // namespace

TEST_CASE("an identity in one block is read in the encoding that its flags name") {
    for (const bool wide_by_default : {false, true}) {
        check_is_alice(parse<char16_t>(alice<char>().bytes(), wide_by_default));
        check_is_alice(parse<char16_t>(alice<char16_t>().bytes(), wide_by_default));
        check_is_alice(parse<char32_t>(alice<char32_t>().bytes(), wide_by_default));
    }
}

TEST_CASE("without a flag an identity in one block is wide, whatever the function") {
    for (const ULONG flags : {0u, identity_marshalled}) {
        check_is_alice(parse<char16_t>(alice<char16_t>(flags).bytes(), false));
        check_is_alice(parse<char32_t>(alice<char32_t>(flags).bytes(), false));
    }
}

TEST_CASE("an identity in one block may lie anywhere, and its texts at any offset in it") {
    identity_block block(identity_unicode);
    block.user(text<char>("x")); // what follows is at an odd offset
    block.user(text<char16_t>("alice")).domain(text<char16_t>("EXAMPLE.COM"));
    block.password(text<char16_t>("sesame")).packages(text<char16_t>("kerberos,!ntlm"));
    const auto bytes = block.bytes();
    std::vector<std::byte> moved(bytes.size() + 1);
    std::memcpy(moved.data() + 1, bytes.data(), bytes.size());
    check_is_alice(parse_identity<char16_t>(moved.data() + 1, bytes.size(), true));
}

TEST_CASE("an identity in one block may have a longer header, and texts in any order") {
    identity_block block(identity_unicode);
    block.packages(text<char16_t>("kerberos,!ntlm")); // read as a part of the header
    block.header.cbHeaderLength = static_cast<unsigned short>(sizeof block.header + 28);
    block.packages(text<char16_t>("kerberos,!ntlm")).password(text<char16_t>("sesame"));
    block.domain(text<char16_t>("EXAMPLE.COM")).user(text<char16_t>("alice"));
    check_is_alice(parse(block.bytes()));
    block.header.cbHeaderLength = static_cast<unsigned short>(block.header.cbHeaderLength + 1);
    CHECK(refused(block.bytes())); // the package list now begins inside it
}

TEST_CASE("parts of an identity in one block may overlap") {
    auto block = alice<char16_t>();
    block.header.DomainOffset = block.header.UserOffset;
    block.header.DomainLength = block.header.UserLength;
    const auto parsed = parse(block.bytes());
    REQUIRE(parsed.code == status::ok);
    CHECK(parsed.value.domain == "alice");
}

TEST_CASE("an offset of zero is a text that is not given") {
    const auto nothing = parse(identity_block(identity_unicode).bytes());
    REQUIRE(nothing.code == status::ok);
    CHECK(nothing.value.empty());
    CHECK_FALSE(nothing.value.has_user);
    CHECK_FALSE(nothing.value.has_domain);
    CHECK_FALSE(nothing.value.password);

    identity_block blank(identity_unicode);
    blank.user(text<char16_t>("")).domain(text<char16_t>("")).password(text<char16_t>(""));
    const auto parsed = parse(blank.bytes());
    REQUIRE(parsed.code == status::ok);
    CHECK(parsed.value.empty());
    CHECK(parsed.value.has_user);
    CHECK(parsed.value.has_domain);
    REQUIRE(parsed.value.password);
    CHECK(parsed.value.password->empty());
    blank.header.Flags |= identity_null_user | identity_null_domain;
    CHECK_FALSE(parse(blank.bytes()).value.has_user);
    CHECK_FALSE(parse(blank.bytes()).value.has_domain);
}

TEST_CASE("a keytab in an identity is its bytes, in any encoding of the texts") {
    const auto contents = keytab_of_one_key();
    for (const auto flags : {identity_ansi, identity_unicode}) {
        identity_block block(flags);
        block.keytab(contents);
        const auto parsed = parse(block.bytes());
        REQUIRE(parsed.code == status::ok);
        REQUIRE(parsed.value.keytab);
        CHECK(std::ranges::equal(parsed.value.keytab->view(), contents));
        CHECK_FALSE(parsed.value.password);
        CHECK_FALSE(parsed.value.empty());
    }
    CHECK(refused(identity_block(identity_unicode).keytab({}).bytes()));
    CHECK(refused(identity_block(identity_unicode).keytab({contents.begin(), contents.end() - 1}).bytes()));
}

TEST_CASE("credentials of a kind that is not understood are refused") {
    const std::vector<std::byte> data(16, std::byte{1});
    for (const auto& type :
         {SEC_WINNT_AUTH_DATA_TYPE_CERT, SEC_WINNT_AUTH_DATA_TYPE_CREDMAN_CERT, SEC_WINNT_AUTH_DATA_TYPE_NGC,
          SEC_WINNT_AUTH_DATA_TYPE_FIDO, SEC_WINNT_AUTH_DATA_TYPE_DELEGATION_TOKEN,
          SEC_WINNT_AUTH_DATA_TYPE_CSP_DATA, SEC_WINNT_AUTH_DATA_TYPE_SMARTCARD_CONTEXTS, GUID{}})
        CHECK(refused(identity_block(identity_unicode)
                          .user(text<char16_t>("alice"))
                          .credentials(packed(type, data))
                          .bytes()));
}

TEST_CASE("encrypted and contradictory identities in one block are refused") {
    for (const ULONG flags : {0x3u, 0x10u, 0x20u, 0x40u, 0x80u, 0x16u}) {
        INFO(flags);
        CHECK(refused(alice<char16_t>(flags).bytes()));
    }
    check_is_alice(parse(alice<char16_t>(identity_unicode | 0xF0080000u).bytes()));
}

TEST_CASE("a password without a user is refused in one block too") {
    CHECK(refused(identity_block(identity_unicode).password(text<char16_t>("sesame")).bytes()));
    CHECK(refused(identity_block(identity_unicode)
                      .user(text<char16_t>(""))
                      .password(text<char16_t>("sesame"))
                      .bytes()));
}

TEST_CASE("text in one block that ends within a character is refused") {
    for (auto member : {&SEC_WINNT_AUTH_IDENTITY_EX2::UserLength, &SEC_WINNT_AUTH_IDENTITY_EX2::DomainLength,
                        &SEC_WINNT_AUTH_IDENTITY_EX2::PackageListLength}) {
        auto block = alice<char16_t>();
        --(block.header.*member);
        CHECK(refused(block.bytes()));
    }
    const auto odd = packed(SEC_WINNT_AUTH_DATA_TYPE_PASSWORD, std::vector<std::byte>(7, std::byte{1}));
    CHECK(refused(identity_block(identity_unicode).user(text<char16_t>("alice")).credentials(odd).bytes()));
}

TEST_CASE("an identity in one block that is cut short is refused at each length") {
    const auto whole = alice<char16_t>().bytes();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        INFO(size);
        const std::vector<std::byte> cut(whole.data(), whole.data() + size);
        CHECK(parse_identity<char16_t>(cut.data(), cut.size(), true).code == status::unknown_credentials);
        if (size < sizeof(SEC_WINNT_AUTH_IDENTITY_EX2)) continue;
        auto admitted = cut; // and says so itself
        const auto said = static_cast<ULONG>(size);
        std::memcpy(admitted.data() + offsetof(SEC_WINNT_AUTH_IDENTITY_EX2, cbStructureLength), &said,
                    sizeof said);
        CHECK(refused(admitted));
    }
    check_is_alice(parse_identity<char16_t>(whole.data(), whole.size(), true));
}

namespace {

/// Writes each of the values where a field is, and parses, with as much memory as there really is.
template <class Field>
void lie(const std::vector<std::byte>& whole, std::size_t at) {
    const auto size = static_cast<std::uint32_t>(whole.size());
    for (const std::uint32_t value :
         {0u,       1u,       2u,          3u,          27u,         28u,         47u,
          48u,      49u,      0x7Fu,       0xFFu,       0x7FFFu,     0x8000u,     0xFFFEu,
          0xFFFFu,  0x10000u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFF0u, 0xFFFFFFFEu, 0xFFFFFFFFu,
          size - 1, size,     size + 1,    size / 2}) {
        auto lying = whole;
        const auto field = static_cast<Field>(value);
        std::memcpy(lying.data() + at, &field, sizeof field);
        const auto parsed = parse_identity<char16_t>(lying.data(), lying.size(), true);
        INFO("at " << at << " value " << value);
        CHECK((parsed.code == status::ok || parsed.code == status::unknown_credentials));
        if (parsed.code != status::ok) CHECK(parsed.value.empty());
    }
}

} // namespace

TEST_CASE("no value in any field of an identity in one block leads outside it") {
    for (const auto& whole :
         {alice<char16_t>().bytes(), identity_block(identity_unicode).keytab(keytab_of_one_key()).bytes()})
        for (std::size_t at = 4; at + 2 <= whole.size(); at += 2) { // another version is another structure
            lie<std::uint16_t>(whole, at);
            if (at + 4 <= whole.size()) lie<std::uint32_t>(whole, at);
        }
}

TEST_CASE("fields of an identity in one block that cannot be true are refused") {
    const auto spoilt = [](auto spoil) {
        auto block = alice<char16_t>();
        block.header.cbStructureLength = static_cast<ULONG>(block.bytes().size());
        spoil(block.header);
        return refused(block.bytes());
    };
    using ex2 = SEC_WINNT_AUTH_IDENTITY_EX2;
    CHECK(spoilt([](ex2& h) { h.cbHeaderLength = sizeof h - 1; }));
    CHECK(spoilt([](ex2& h) { h.cbHeaderLength = 0xFFFF; }));
    CHECK(spoilt([](ex2& h) { h.cbStructureLength = sizeof h - 1; }));
    CHECK(spoilt([](ex2& h) { h.cbStructureLength = longest_identity_ex2 + 1; }));
    CHECK(spoilt([](ex2& h) { h.cbStructureLength = 0xFFFFFFFF; }));
    for (auto offset :
         {&ex2::UserOffset, &ex2::DomainOffset, &ex2::PackedCredentialsOffset, &ex2::PackageListOffset})
        for (const ULONG value : {0u, 1u, 47u, 0x7FFFFFFEu, 0xFFFFFFFEu, 0xFFFFFFFFu}) {
            CAPTURE(value);
            CHECK(spoilt([=](ex2& h) { h.*offset = value; }));
        }
    for (auto length :
         {&ex2::UserLength, &ex2::DomainLength, &ex2::PackedCredentialsLength, &ex2::PackageListLength})
        CHECK(spoilt([=](ex2& h) { h.*length = 0xFFFE; }));
}

namespace {

/// The plain or extended structure with its texts behind it, its members offsets.
template <class Layout>
std::vector<std::byte> marshalled(Layout layout) {
    constexpr char16_t user[] = u"alice", domain[] = u"EXAMPLE.COM", password[] = u"sesame",
                       packages[] = u"kerberos,!ntlm";
    std::vector<std::byte> out(sizeof layout);
    const auto place = [&out](const auto& characters, const void*& member, std::uint32_t& length) {
        member = reinterpret_cast<const void*>(out.size());
        length = static_cast<std::uint32_t>(std::size(characters) - 1);
        const auto bytes = std::as_bytes(std::span(characters));
        out.insert(out.end(), bytes.begin(), bytes.end() - sizeof(char16_t));
    };
    place(user, layout.user, layout.user_length);
    place(domain, layout.domain, layout.domain_length);
    place(password, layout.password, layout.password_length);
    if constexpr (requires { layout.package_list; }) {
        place(packages, layout.package_list, layout.package_list_length);
        layout.version = identity_ex_version;
        layout.length = static_cast<std::uint32_t>(out.size());
    }
    layout.flags = identity_unicode | identity_marshalled;
    std::memcpy(out.data(), &layout, sizeof layout);
    return out;
}

} // namespace

TEST_CASE("a marshalled structure may hold offsets where its size is known") {
    const auto extended = marshalled(identity_ex_layout{});
    check_is_alice(parse(extended));
    const auto plain = marshalled(identity_layout{});
    const auto parsed = parse_identity<char16_t>(plain.data(), plain.size(), true);
    REQUIRE(parsed.code == status::ok);
    CHECK(parsed.value.user == "alice");
    CHECK(parsed.value.domain == "EXAMPLE.COM");
    CHECK(parsed.value.password->view() == "sesame");
    CHECK(refused(plain)); // nothing says how long it is
}

TEST_CASE("a marshalled structure that is cut short is refused at each length") {
    for (const auto& whole : {marshalled(identity_ex_layout{}), marshalled(identity_layout{})})
        for (std::size_t size = 0; size < whole.size(); ++size) {
            INFO(size);
            const std::vector<std::byte> cut(whole.data(), whole.data() + size);
            CHECK(parse_identity<char16_t>(cut.data(), cut.size(), true).code == status::unknown_credentials);
        }
}

TEST_CASE("offsets outside a marshalled structure are refused") {
    const auto whole = marshalled(identity_ex_layout{});
    for (const std::size_t member :
         {offsetof(identity_ex_layout, user), offsetof(identity_ex_layout, domain),
          offsetof(identity_ex_layout, password), offsetof(identity_ex_layout, package_list)})
        for (const std::uintptr_t offset :
             {std::uintptr_t{1}, sizeof(identity_ex_layout) - 1, whole.size() - 1, whole.size(),
              whole.size() + 1, std::uintptr_t{65535}, lowest_pointer - 1}) {
            auto lying = whole;
            std::memcpy(lying.data() + member, &offset, sizeof offset);
            INFO(member << " " << offset);
            CHECK(refused(lying));
        }
    for (const std::size_t member :
         {offsetof(identity_ex_layout, user_length), offsetof(identity_ex_layout, password_length)})
        for (const std::uint32_t length : {1000u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu}) {
            auto lying = whole;
            std::memcpy(lying.data() + member, &length, sizeof length);
            CHECK(refused(lying));
        }
}

TEST_CASE("a marshalled structure may hold pointers, as one that is not") {
    const std::u16string user = u"alice";
    identity_layout layout{};
    layout.user = user.data();
    layout.user_length = static_cast<std::uint32_t>(user.size());
    layout.flags = identity_unicode | identity_marshalled;
    const auto parsed = parse_identity<char16_t>(&layout, SIZE_MAX, true);
    REQUIRE(parsed.code == status::ok);
    CHECK(parsed.value.user == "alice");
}

TEST_CASE("the flags of an identity are found in every structure") {
    CHECK(identity_flags(alice<char16_t>(0x12).bytes().data(), SIZE_MAX) == 0x12u);
    identity_layout plain{};
    plain.flags = 0x22;
    CHECK(identity_flags(&plain, sizeof plain) == 0x22u);
    identity_ex_layout extended{};
    extended.version = identity_ex_version;
    extended.length = sizeof extended;
    extended.flags = 0x42;
    CHECK(identity_flags(&extended, sizeof extended) == 0x42u);
    extended.version = 0x2FF;
    CHECK_FALSE(identity_flags(&extended, sizeof extended));
    CHECK_FALSE(identity_flags(nullptr, SIZE_MAX));
    CHECK_FALSE(identity_flags(&plain, sizeof plain - 1));
}

TEST_CASE("nothing is read behind what an identity says of its size") {
    for (std::uint32_t size = 12; size < sizeof(identity_ex2_layout); ++size)
        for (const std::uint16_t header : {std::uint16_t{0}, std::uint16_t{12}, std::uint16_t{0xFFFF},
                                           static_cast<std::uint16_t>(sizeof(identity_ex2_layout))}) {
            INFO(size << ' ' << header);
            std::vector<std::byte> octets(size);
            std::memcpy(octets.data(), &identity_ex2_version, 4);
            std::memcpy(octets.data() + 4, &header, 2);
            std::memcpy(octets.data() + 8, &size, 4);
            const last_octets at_end(octets);
            CHECK_FALSE(ex2_block(at_end.data(), SIZE_MAX));
            CHECK_FALSE(identity_flags(at_end.data(), SIZE_MAX));
            CHECK_FALSE(locate_identity(at_end.data(), SIZE_MAX, true, 2));
        }
    for (std::uint32_t size = 8; size < sizeof(identity_ex_layout); ++size) {
        INFO(size);
        std::vector<std::byte> octets(size);
        std::memcpy(octets.data(), &identity_ex_version, 4);
        std::memcpy(octets.data() + 4, &size, 4);
        const last_octets at_end(octets);
        CHECK_FALSE(identity_flags(at_end.data(), SIZE_MAX));
        CHECK_FALSE(locate_identity(at_end.data(), SIZE_MAX, true, 2));
    }
}
