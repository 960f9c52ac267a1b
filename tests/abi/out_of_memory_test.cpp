// SPDX-License-Identifier: BSL-1.0
// Each single allocation of the library fails once, on each leg of an exchange: nothing is written then, and the context
// is as it was or over.
#include <support/catch.hpp>
#include <support/legs.hpp>
#include <support/messages.hpp>
#include <support/packages.hpp>

#include <sddl.h>
#include <sspi_accounts.h>
#include <sspi_last_error.h>
#include <sspi_tokens.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

thread_local long until_failure = -1; // allocations of this thread; less than 0: none fails

[[nodiscard]] void* allocate(std::size_t size) {
    if (until_failure >= 0 && until_failure-- == 0) throw std::bad_alloc();
    if (void* const out = std::malloc(size == 0 ? 1 : size)) return out;
    throw std::bad_alloc();
}

} // namespace

// The library's, too.
void* operator new(std::size_t size) {
    return allocate(size);
}
void* operator new[](std::size_t size) {
    return allocate(size);
}
void* operator new(std::size_t size, const std::nothrow_t& /*none*/) noexcept {
    try {
        return allocate(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}

using namespace sspi::test;

namespace {

constexpr long most_allocations = 3000; // of one leg; fewer than a hundred as a rule

/// What a call left in its output and handle.
struct outcome {
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    SecBuffer token{};
    ULONG attributes = 0xEEEEEEEE;
    SecHandle fresh{0xEE, 0xEE};

    [[nodiscard]] bool untouched() const {
        return token.pvBuffer == &attributes_mark && token.cbBuffer == 7 && attributes == 0xEEEEEEEE &&
               fresh.dwLower == 0xEE;
    }
    static inline int attributes_mark = 0;
};

/// One leg that allocates its token, with the n-th allocation failing.
template <class Function>
[[nodiscard]] outcome leg(long n, bytes& input, Function&& function) {
    outcome out;
    out.token = {7, SECBUFFER_TOKEN, &outcome::attributes_mark};
    SecBufferDesc out_list{SECBUFFER_VERSION, 1, &out.token};
    SecBuffer in = buffer(SECBUFFER_TOKEN, input);
    SecBufferDesc in_list{SECBUFFER_VERSION, 1, &in};
    until_failure = n;
    out.status = function(input.empty() ? nullptr : &in_list, &out_list, out);
    until_failure = -1;
    return out;
}

struct sides {
    owned_credential client_credential, server_credential;
    SecHandle client{}, server{};

    explicit sides(const std::string& package)
        : client_credential(acquire_from(package.c_str(), SECPKG_CRED_OUTBOUND)),
          server_credential(acquire_from(package.c_str(), SECPKG_CRED_INBOUND)) {}
    sides(const sides&) = delete;
    sides& operator=(const sides&) = delete;
    ~sides() {
        if (client.dwLower != 0) DeleteSecurityContext(&client);
        if (server.dwLower != 0) DeleteSecurityContext(&server);
    }

    [[nodiscard]] outcome initiate(long n, bytes input) {
        return leg(n, input, [&](SecBufferDesc* in, SecBufferDesc* out, outcome& o) {
            return InitializeSecurityContextA(
                client_credential.get(), client.dwLower != 0 ? &client : nullptr, arg(web),
                usual_request | ISC_REQ_ALLOCATE_MEMORY, 0, 0, in, 0, &o.fresh, out, &o.attributes, nullptr);
        });
    }
    [[nodiscard]] outcome accept(long n, bytes input) {
        return leg(n, input, [&](SecBufferDesc* in, SecBufferDesc* out, outcome& o) {
            return AcceptSecurityContext(server_credential.get(), server.dwLower != 0 ? &server : nullptr, in,
                                         ASC_REQ_ALLOCATE_MEMORY, 0, &o.fresh, out, &o.attributes, nullptr);
        });
    }
};

[[nodiscard]] bytes taken(const outcome& from) {
    const auto* const first = static_cast<const std::byte*>(from.token.pvBuffer);
    bytes out(first, first + from.token.cbBuffer);
    CHECK(FreeContextBuffer(from.token.pvBuffer) == SEC_E_OK);
    return out;
}

/// A leg that failed has written nothing, and said so.
[[nodiscard]] bool failed_well(const outcome& one) {
    if (one.status >= 0) return false;
    CHECK(one.untouched());
    return true;
}

} // namespace

TEST_CASE("a leg without memory writes nothing, and ends or leaves what there was") {
    shared_realm();
    (void)establish(web, usual_request); // the ticket is there: no KDC is asked below
    const std::string package = GENERATE(from_range(every_package()));
    const int failing = GENERATE(0, 1, 2); // which leg
    int failures = 0;
    long n = 0;
    for (bool all_went_well = false; !all_went_well; ++n) {
        REQUIRE(n < most_allocations);
        sides s(package);
        CAPTURE(package, failing, n);
        auto first = s.initiate(failing == 0 ? n : -1, {});
        if (failed_well(first)) {
            ++failures;
            continue;
        }
        s.client = first.fresh;
        auto token = taken(first);
        auto answer = s.accept(failing == 1 ? n : -1, token);
        if (failed_well(answer)) {
            ++failures;
            continue; // what was not answered may have been noted: the next try has its own token
        }
        s.server = answer.fresh;
        token = taken(answer);
        auto last = s.initiate(failing == 2 ? n : -1, token);
        if (failed_well(last)) {
            ++failures;
            const auto again = s.initiate(-1, token); // over, and still so, or as it was
            CHECK((again.status == SEC_E_OK || again.status == last.status));
            if (again.status >= 0 && again.token.cbBuffer != 0) (void)taken(again);
            continue;
        }
        if (last.token.cbBuffer != 0) (void)taken(last);
        all_went_well = true;
    }
    CHECK(failures > 5);
}

namespace {

constexpr DWORD not_enough_memory = 8;

/// Until it succeeds, with one allocation after the other failing; `answered` says whether it did, after failing as it should.
template <class Call>
void fails_each_time(Call&& answered) {
    for (long n = 0; n < most_allocations; ++n) {
        until_failure = n;
        SetLastError(0);
        const bool done = answered();
        until_failure = -1;
        if (done) {
            CHECK(n > 0);
            return;
        }
    }
    FAIL("it never succeeds");
}
template <class Call>
void fails_for_memory(Call&& call) {
    fails_each_time([&] {
        if (call()) return true;
        until_failure = -1;
        CHECK(GetLastError() == not_enough_memory);
        return false;
    });
}

} // namespace

TEST_CASE("tokens, and what they tell, say so where there is no memory, and write nothing") {
    auto s = establish(web, usual_request);
    HANDLE token = nullptr, copy = nullptr;
    fails_each_time([&] {
        const auto status = QuerySecurityContextToken(s.server.context.get(), &token);
        until_failure = -1;
        CHECK((status == SEC_E_OK || (status == SEC_E_INSUFFICIENT_MEMORY && token == nullptr)));
        return status == SEC_E_OK;
    });
    std::array<std::byte, 1024> room{};
    const std::array<std::byte, 1024> nothing{};
    DWORD size = 0;
    fails_for_memory([&] {
        const bool told = GetTokenInformation(token, TokenGroups, room.data(), 1024, &size) != FALSE;
        CHECK((told || (room == nothing && size == 0)));
        return told;
    });
    fails_for_memory([&] { return DuplicateToken(token, SecurityIdentification, &copy) != FALSE; });
    BOOL member = 77;
    PSID someone = nullptr, controllers = nullptr; // with names too long to be kept in place
    fails_for_memory([&] {
        return ConvertStringSidToSidA("S-1-5-21-1004336348-1177238915-682003330-1105", &someone) != FALSE;
    });
    fails_for_memory([&] { return CheckTokenMembership(token, someone, &member) != FALSE; });
    CHECK(member == FALSE);
    char* text = nullptr;
    fails_for_memory([&] { return ConvertSidToStringSidA(someone, &text) != FALSE; });
    REQUIRE(ConvertStringSidToSidA("S-1-5-9", &controllers));
    std::array<char, 64> name{}, domain{};
    DWORD names = 64, domains = 64;
    SID_NAME_USE use = SidTypeUnknown;
    fails_for_memory([&] {
        return LookupAccountSidA(nullptr, controllers, name.data(), &names, domain.data(), &domains, &use) !=
               FALSE;
    });
    std::free(text);
    std::free(someone);
    std::free(controllers);
    CHECK(CloseHandle(copy));
    CHECK(CloseHandle(token));
}
