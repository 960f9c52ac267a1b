// SPDX-License-Identifier: BSL-1.0
// What a handshake does next, for those that carry it out.
#pragma once

namespace sspi::impl {

/// Whatever output there is goes to the peer first.
enum class next {
    call,   // a step of the initiator or acceptor, with token() for it; it may take a while
    read,   // a frame of the peer
    done,   // the handshake is over; the format of messages is known
    failed, // there is an error
};

} // namespace sspi::impl
