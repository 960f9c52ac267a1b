// SPDX-License-Identifier: BSL-1.0
// Security identifiers of Windows, as values.
#pragma once

#include <sspi/detail/sid.hpp>

namespace sspi {

/// Names an account, a group or a domain: sid::parse("S-1-5-21-1-2-3-1201"), text(), ==, <. One that is made of nothing is
/// empty(), and names nobody.
using sid = detail::sid;

} // namespace sspi
