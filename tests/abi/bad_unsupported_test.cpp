// SPDX-License-Identifier: BSL-1.0
// What this version does not carry out answers so whatever it is given, and touches nothing.
#define SSPI_NO_LONG_OVERLOADS
#include "bad_input.hpp"

#include <support/catch.hpp>

#include <cstdint>
#include <type_traits>

using namespace sspi::test;

namespace {

/// Where every pointer argument of a call points: enough for any structure, and watched.
class watched_memory {
  public:
    watched_memory() { std::memset(octets_, 0xA5, sizeof octets_); }
    [[nodiscard]] void* address() { return octets_; }
    [[nodiscard]] bool untouched() const {
        return std::ranges::all_of(octets_, [](unsigned char c) { return c == 0xA5; });
    }

  private:
    alignas(16) unsigned char octets_[512];
};

template <class Argument>
[[nodiscard]] Argument nothing() {
    if constexpr (std::is_pointer_v<Argument>)
        return nullptr;
    else
        return static_cast<Argument>(0);
}

template <class Argument>
[[nodiscard]] Argument nonsense(watched_memory& memory) {
    if constexpr (std::is_pointer_v<Argument>)
        return reinterpret_cast<Argument>(memory.address());
    else if constexpr (std::is_enum_v<Argument>)
        return static_cast<Argument>(1);
    else
        return static_cast<Argument>(0x5A5A5A5A);
}

/// Calls the function with nothing and with nonsense.
template <class Result, class... Arguments>
void must_answer(const char* name, Result (*function)(Arguments...), Result expected) {
    watched_memory memory;
    CAPTURE(name);
    CHECK(function(nothing<Arguments>()...) == expected);
    CHECK(function(nonsense<Arguments>(memory)...) == expected);
    CHECK(memory.untouched());
}

constexpr SECURITY_STATUS unsupported = SEC_E_UNSUPPORTED_FUNCTION;

} // namespace

#define UNSUPPORTED(function) must_answer(#function, &function, unsupported)

TEST_CASE("packages, credentials and contexts: what is not carried out says so") {
    UNSUPPORTED(AddSecurityPackageA);
    UNSUPPORTED(AddSecurityPackageW);
    UNSUPPORTED(DeleteSecurityPackageA);
    UNSUPPORTED(DeleteSecurityPackageW);
    UNSUPPORTED(SetContextAttributesA);
    UNSUPPORTED(SetContextAttributesW);
    UNSUPPORTED(ApplyControlToken);
    UNSUPPORTED(DelegateSecurityContext);
}

TEST_CASE("identities and dialogues: what is not carried out says so") {
    UNSUPPORTED(SspiEncryptAuthIdentity);
    UNSUPPORTED(SspiEncryptAuthIdentityEx);
    UNSUPPORTED(SspiGetCredUIContext);
    UNSUPPORTED(SspiPrepareForCredRead);
    UNSUPPORTED(SspiPrepareForCredWrite);
    UNSUPPORTED(SspiUnmarshalCredUIContext);
    UNSUPPORTED(SspiUpdateCredentials);
    must_answer("SspiPromptForCredentialsA", &SspiPromptForCredentialsA, static_cast<ULONG>(unsupported));
    must_answer("SspiPromptForCredentialsW", &SspiPromptForCredentialsW, static_cast<ULONG>(unsupported));
}
