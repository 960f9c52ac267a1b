// SPDX-License-Identifier: BSL-1.0
// A second unit of a program that includes everything: the headers may define nothing twice.
#include "second_unit.hpp"

sspi::initiator begun_elsewhere(const sspi::credential& who, const std::string& target) {
    return sspi::initiator(who, target);
}

const std::error_category& category_elsewhere() {
    return sspi::category();
}
