// SPDX-License-Identifier: BSL-1.0
// A private Kerberos configuration, credential cache and keytab for this process and the programs it starts.
#pragma once

#include <sspi/testing/enctype.hpp>
#include <sspi/testing/error.hpp>
#include <sspi/testing/export.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// What the configuration says.
struct environment_options {
    std::string realm{}; ///< the default realm
    std::optional<std::uint16_t>
        port{}; ///< where its KDC listens on 127.0.0.1; unset: no KDC can be reached by socket
    std::vector<std::string> domains{}; ///< DNS domains of the realm; empty: the realm's name in lower case
    std::vector<enctype> enctypes{};    ///< what clients offer, first first; empty: their own default
    std::string libdefaults{};          ///< further lines for the [libdefaults] section
    std::string sections{};             ///< further sections, for example [realms] of another realm
    /// Where the files go. Empty: a new private directory under the temporary directory, removed at the end.
    /// A directory given here is made if need be and is not removed.
    std::filesystem::path directory{};
};

/// A directory with a krb5.conf that Heimdal and MIT Kerberos both read, and the environment variables that
/// point to it: KRB5_CONFIG, KRB5CCNAME, KRB5_KTNAME, KRB5_CLIENT_KTNAME and KRB5RCACHEDIR. The destructor
/// gives the variables their former values and removes the directory.
///
/// The configuration asks no DNS for anything. The cache and the keytab are names only until somebody writes
/// them.
///
/// Construct it before any other thread uses Kerberos or reads the environment, and destroy it after: the
/// environment belongs to the whole process, and Heimdal reads the configuration when a thread first needs
/// it.
class SSPI_TESTING_API environment {
  public:
    /// Writes the files and sets the variables. Throws `error`.
    explicit environment(const environment_options& options);
    ~environment();
    environment(environment&&) noexcept;
    environment& operator=(environment&&) noexcept;
    environment(const environment&) = delete;
    environment& operator=(const environment&) = delete;

    [[nodiscard]] const std::filesystem::path& directory() const noexcept;
    [[nodiscard]] std::string config_path() const; ///< the krb5.conf
    [[nodiscard]] std::string cache_name() const;  ///< the default credential cache, "FILE:..."
    [[nodiscard]] std::string keytab_name() const; ///< the default keytab, "FILE:..."

    /// The variables and their values, for starting programs and for printing.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> variables() const;

  private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
