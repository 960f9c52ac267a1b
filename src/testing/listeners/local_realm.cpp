// SPDX-License-Identifier: BSL-1.0
// A realm with its route, keytab and caches, all in this process.
#include <sspi/testing/local_realm.hpp>

#include <sspi/testing/in_process.hpp>

#include "../../process/forks.hpp"
#include "../realm/realm_state.hpp"
#include "locator.hpp"

#include <atomic>
#include <mutex>
#include <optional>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

constexpr std::uint32_t few_rounds = 16;

[[nodiscard]] realm_options for_tests(realm_options options) {
    if (!options.string_to_key_rounds) options.string_to_key_rounds = few_rounds;
    return options;
}

[[nodiscard]] std::string unused_realm_name() {
    static std::atomic<unsigned> next{1};
    return "R" + std::to_string(next++) + ".SSPI.TEST";
}

} // namespace

/// What the process has of a local realm, besides the realm.
class local_realm::connection {
  public:
    explicit connection(const realm& target) : target_(target), located_(target.name()), route_(target) {}
    ~connection() {
        for (const auto& name : caches_)
            destroy(name);
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void disconnect() {
        const std::lock_guard lock(mutex_);
        route_.reset();
        route_.emplace(target_.name(), [](auto) { return std::vector<std::byte>(); });
    }

    void connect() {
        const std::lock_guard lock(mutex_);
        route_.reset();
        route_.emplace(target_);
    }

    [[nodiscard]] std::string new_cache() {
        const std::lock_guard lock(mutex_);
        return caches_.emplace_back("MEMORY:" + unused_keytab_name());
    }

  private:
    void destroy(const std::string& name) noexcept {
        krb5_ccache cache = nullptr;
        if (krb5_cc_resolve(context_.get(), name.c_str(), &cache) == 0)
            krb5_cc_destroy(context_.get(), cache);
    }

    const realm target_;
    const detail::context context_;
    const detail::located_realm located_;
    sspi::process::visiting_mutex mutex_;
    std::optional<in_process> route_;
    std::vector<std::string> caches_;
};

local_realm::local_realm() : local_realm(unused_realm_name()) {}

local_realm::local_realm(std::string name, realm_options options)
    : realm(std::move(name), for_tests(std::move(options))),
      connection_(std::make_shared<connection>(*this)) {}

local_realm::local_realm(std::initializer_list<user_entry> users, std::initializer_list<std::string> services,
                         realm_options options)
    : local_realm(unused_realm_name(), users, services, std::move(options)) {}

local_realm::local_realm(std::string name, std::initializer_list<user_entry> users,
                         std::initializer_list<std::string> services, realm_options options)
    : local_realm(std::move(name), std::move(options)) {
    for (const auto& user : users)
        add_user(user.name, user.password, user.options);
    for (const auto& service : services)
        add_service(service);
}

std::string local_realm::cache(std::string_view user, const ticket_options& options) const {
    auto name = connection_->new_cache();
    write_cache(name, user, options);
    return name;
}

std::string local_realm::keytab() const {
    return state()->live_keytab();
}

void local_realm::disconnect() {
    connection_->disconnect();
}

void local_realm::connect() {
    connection_->connect();
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
