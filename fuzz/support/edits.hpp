// SPDX-License-Identifier: BSL-1.0
// Edits of a message, as a fuzzer's input names them: which element, what is done to it, and with which octets.
#pragma once

#include "der_tree.hpp"

namespace sspi::fuzz {

/// Carries out so many edits at the most, as long as the input goes, and writes the message. The same input edits a fresh
/// message, with other times and keys in it, in the same places.
[[nodiscard]] bytes edited(element& root, program& input, int most = 8);

} // namespace sspi::fuzz
