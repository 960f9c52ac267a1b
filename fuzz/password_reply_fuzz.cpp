// SPDX-License-Identifier: BSL-1.0
// A password server's answers, edited, the encrypted parts included, and the KDC's on the way to it.
//
// The input: one octet says whether the lengths in the head are repaired; the rest are edits.
#include "support/kdc_tap.hpp"

#include <sspi/testing/script.hpp>

using namespace sspi::fuzz;

namespace {

struct forger {
    bool repaired;
    view edits;

    bytes operator()(view request, const bytes& reply) {
        auto keys = kdc_tap::instance().keys();
        auto asked = read_password_message(request);
        if (asked.inside.size() < 2 || asked.inside[1].first_tag() != 0x6E) return reply;
        keys.open(asked);
        auto tree = read_password_message(reply);
        keys.open(tree);
        program input(edits);
        auto out = edited(tree, input);
        if (repaired) repair_password_message(out);
        return out;
    }
};

[[nodiscard]] SECURITY_STATUS change() {
    std::string domain = kdc_tap::realm_name, user = "alice", old = kdc_tap::password,
                fresh = "battery staple";
    bytes text(512);
    SecBuffer out{static_cast<ULONG>(text.size()), SECBUFFER_CHANGE_PASS_RESPONSE, text.data()};
    SecBufferDesc list{SECBUFFER_VERSION, 1, &out};
    return ChangeAccountPasswordA(text_argument("Kerberos"), domain.data(), user.data(), old.data(),
                                  fresh.data(), FALSE, 0, &list);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    program input(data, size);
    auto& tap = kdc_tap::instance();
    // The realm says yes and keeps the password.
    [[maybe_unused]] static const auto yes =
        tap.realm().when(sspi::testing::password_request()).answer(sspi::testing::password_result::success);
    forger by{input.flag(), input.rest()};
    tap.answer_with(std::ref(by));
    const auto status = change();
    tap.answer_with({});

    if (by.edits.empty()) must(status == SEC_E_OK, "a fresh answer is taken");
    return 0;
}
