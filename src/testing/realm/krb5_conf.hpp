// SPDX-License-Identifier: BSL-1.0
// Writes the text of a krb5.conf that Heimdal and MIT Kerberos both understand.
#pragma once

#include <sspi/testing/environment.hpp>

#include <string>

namespace sspi::testing::detail {

/// The text for those options, with those names for the default cache and keytab.
[[nodiscard]] std::string krb5_conf(const environment_options& options, const std::string& cache,
                                    const std::string& keytab);

} // namespace sspi::testing::detail
