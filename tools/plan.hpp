// SPDX-License-Identifier: BSL-1.0
// What sspi-kdc is to run: realms with their principals, what goes into files, and the command.
#pragma once

#include <sspi/testing/settings.hpp>

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace sspi::tools {

/// A command line or a configuration that makes no sense.
struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A user or a service. `origin` is where it was asked for, as a message begins: "kdc.conf:7: ", or nothing.
struct account_plan {
    std::string origin{};
    std::string name{};
    bool service = false;
    std::optional<std::string> password{};
    testing::account_options options{};
    std::vector<std::string> aliases{};
    std::string keytab{}; ///< a keytab of its own; of a service: in place of the default one
    std::string cache{};
};

struct keytab_plan {
    std::string origin{};
    std::string file{};
    std::vector<std::string> principals{};
};

struct cache_plan {
    std::string origin{};
    std::string file{};
    std::string user{};
    testing::ticket_options options{};
};

struct trust_plan {
    std::string origin{};
    std::string realm{};
    testing::trust_direction direction = testing::trust_direction::both;
};

struct referral_plan {
    std::string origin{};
    std::string name_or_domain{};
    std::string realm{};
    std::string by_way_of{};
};

struct rule_plan {
    std::string origin{};
    testing::rule_settings rule{};
};

struct realm_plan {
    std::string origin{};
    std::string name = "EXAMPLE.TEST";
    testing::realm_options options{};
    testing::server_options server{};
    std::vector<std::string> domains{};
    std::vector<account_plan> accounts{};
    std::vector<keytab_plan> keytabs{};
    std::vector<cache_plan> caches{};
    std::vector<trust_plan> trusts{};
    std::vector<referral_plan> referrals{};
    std::vector<rule_plan> rules{};
};

struct kdc_plan {
    std::vector<realm_plan> realms{};
    testing::environment_options environment{};
    std::string transcript{};
    bool verbose = false;
    std::string help{}; ///< to be printed, and nothing else done
    std::vector<std::string> command{};

    /// The default realm. The first who wants it makes it.
    [[nodiscard]] realm_plan& first() { return realms.empty() ? realms.emplace_back() : realms.front(); }
};

} // namespace sspi::tools
