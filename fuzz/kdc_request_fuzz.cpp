// SPDX-License-Identifier: BSL-1.0
// Clients' requests, edited, the encrypted parts included, to the KDC for tests and its password service.
//
// The input: one octet chooses the request, one the way that it comes; the rest are edits.
#include "support/kdc_tap.hpp"

#include <chrono>
#include <vector>

using namespace sspi::fuzz;

namespace {

/// The requests of a logon, of a ticket and of a change of a password. They are good for some minutes.
class requests {
  public:
    [[nodiscard]] const bytes& number(std::size_t which) {
        const auto now = std::chrono::steady_clock::now();
        if (all_.empty() || now - taken_ > std::chrono::minutes(2)) take(now);
        return all_[which % all_.size()];
    }

  private:
    void take(std::chrono::steady_clock::time_point now) {
        auto& tap = kdc_tap::instance();
        all_.clear();
        taken_ = now;
        tap.answer_with([this](view request, const bytes& reply) {
            all_.emplace_back(request.begin(), request.end());
            return reply;
        });
        auto who = tap.alice();
        side client;
        kdc_tap::first_leg(client, who);
        std::string domain = kdc_tap::realm_name, user = "alice", same = kdc_tap::password;
        bytes text(512);
        SecBuffer out{static_cast<ULONG>(text.size()), SECBUFFER_CHANGE_PASS_RESPONSE, text.data()};
        SecBufferDesc list{SECBUFFER_VERSION, 1, &out};
        (void)ChangeAccountPasswordA(text_argument("Kerberos"), domain.data(), user.data(), same.data(),
                                     same.data(), FALSE, 0, &list);
        tap.answer_with({});
        must(all_.size() >= 3, "a logon asks the KDC");
    }

    std::vector<bytes> all_{};
    std::chrono::steady_clock::time_point taken_{};
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static requests all;
    program input(data, size);
    const auto& fresh = all.number(input.octet());
    const auto way = static_cast<sspi::testing::transport>(input.octet() % 3);
    const bool password = fresh.front() == std::byte{};
    auto keys = kdc_tap::instance().keys();
    auto tree = password ? read_password_message(fresh) : read_tree(fresh);
    keys.open(tree);
    auto request = edited(tree, input);
    if (password) repair_password_message(request);
    const auto reply = kdc_tap::instance().realm().answer(request, way);
    if (request == fresh) must(!reply.empty(), "a fresh request is answered");
    return 0;
}
