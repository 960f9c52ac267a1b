// SPDX-License-Identifier: BSL-1.0
// A realm whose KDC answers some requests with what a test wants, and the others itself.
#pragma once

#include <support/legs.hpp>

#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace sspi::test {

class answering_realm {
  public:
    using request = std::span<const std::byte>;
    /// The answer to the nth request since it was set, 1 first; nothing: the KDC's own. Empty: nobody can be reached.
    using script = std::function<std::optional<bytes>(request, int)>;

    answering_realm()
        : realm_(realm_name, {.enctypes = {test_enctype()}}),
          environment_({.realm = realm_name, .enctypes = {test_enctype()}}),
          route_(realm_name, [this](request asked) { return answer(asked); }) {
        realm_.add_user(user, password);
        realm_.add_service(web);
        realm_.write_keytab(environment_.keytab_name());
        log_in();
    }

    [[nodiscard]] testing::realm* operator->() noexcept { return &realm_; }
    [[nodiscard]] const testing::environment& environment() const noexcept { return environment_; }

    /// alice's TGT, and nothing else, in the default cache.
    void log_in() { realm_.write_cache(environment_.cache_name(), user); }

    void answer_by(script next) {
        script_ = std::move(next);
        asked_ = 0;
    }
    /// How often it was asked since.
    [[nodiscard]] int asked() const noexcept { return asked_; }

    [[nodiscard]] bytes own_answer(request asked) const { return realm_.answer(asked); }

  private:
    [[nodiscard]] bytes answer(request asked) {
        const int nth = ++asked_;
        if (script_)
            if (auto scripted = script_(asked, nth)) return std::move(*scripted);
        return realm_.answer(asked);
    }

    testing::realm realm_;
    testing::environment environment_;
    script script_;
    std::atomic<int> asked_{0};
    testing::in_process route_;
};

[[nodiscard]] inline bool is_as(answering_realm::request asked) {
    return asked.front() == std::byte{0x6A};
}
[[nodiscard]] inline bool is_tgs(answering_realm::request asked) {
    return asked.front() == std::byte{0x6C};
}

} // namespace sspi::test
