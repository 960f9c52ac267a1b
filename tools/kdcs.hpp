// SPDX-License-Identifier: BSL-1.0
// The realms of a plan, served, with the files that belong to them.
#pragma once

#include "plan.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/server.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sspi::tools {

/// From construction to destruction the realms are served, the environment points to them, and the files are there.
class kdcs {
  public:
    /// Throws `testing::error`, with where in the configuration the reason is.
    explicit kdcs(const kdc_plan& plan);

    /// The variables that point to the realms, as they are set in this process.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& variables() const noexcept {
        return variables_;
    }

    /// What clients asked each realm, and which rules nobody met.
    void write_transcript(const std::string& file) const;

  private:
    void add_realm(const realm_plan& from, bool verbose);
    void connect_realms(const kdc_plan& plan);
    void make_environment(const kdc_plan& plan);
    void write_files(const realm_plan& from, const testing::realm& realm, bool is_default);
    [[nodiscard]] std::string place_of(const std::string& file) const;
    [[nodiscard]] testing::realm& named(const std::string& name, const std::string& origin);

    std::vector<testing::realm> realms_;
    std::optional<testing::environment> environment_;
    std::vector<testing::server> servers_;
    std::vector<std::pair<std::string, std::string>> variables_;
};

} // namespace sspi::tools
