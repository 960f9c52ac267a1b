// SPDX-License-Identifier: BSL-1.0
// The operations of streams over memory, for all the tests that look at what they do.
#include "sides.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace sspi::test {

template <class Framing>
void begin_handshake(memory_stream<Framing>& side, result& where, asio::cancellation_slot slot) {
    side.async_handshake(asio::bind_cancellation_slot(slot, into(where)));
}
template <class Framing>
void begin_read_some(memory_stream<Framing>& side, asio::mutable_buffer to, result& where,
                     asio::cancellation_slot slot) {
    side.async_read_some(asio::buffer(to), asio::bind_cancellation_slot(slot, into(where)));
}
template <class Framing>
void begin_write_some(memory_stream<Framing>& side, asio::const_buffer from, result& where,
                      asio::cancellation_slot slot) {
    side.async_write_some(asio::buffer(from), asio::bind_cancellation_slot(slot, into(where)));
}
template <class Framing>
void begin_shutdown(memory_stream<Framing>& side, result& where, asio::cancellation_slot slot) {
    side.async_shutdown(asio::bind_cancellation_slot(slot, into(where)));
}
template <class Framing>
void begin_read(memory_stream<Framing>& side, asio::mutable_buffer to, result& where) {
    asio::async_read(side, asio::buffer(to), into(where));
}
template <class Framing>
void begin_write(memory_stream<Framing>& side, asio::const_buffer from, result& where) {
    asio::async_write(side, asio::buffer(from), into(where));
}

#define INSTANTIATE(framing)                                                                                 \
    template void begin_handshake(memory_stream<framing>&, result&, asio::cancellation_slot);                \
    template void begin_read_some(memory_stream<framing>&, asio::mutable_buffer, result&,                    \
                                  asio::cancellation_slot);                                                  \
    template void begin_write_some(memory_stream<framing>&, asio::const_buffer, result&,                     \
                                   asio::cancellation_slot);                                                 \
    template void begin_shutdown(memory_stream<framing>&, result&, asio::cancellation_slot);                 \
    template void begin_read(memory_stream<framing>&, asio::mutable_buffer, result&);                        \
    template void begin_write(memory_stream<framing>&, asio::const_buffer, result&);
INSTANTIATE(framing::length_prefixed)
INSTANTIATE(framing::sasl_gssapi)
INSTANTIATE(framing::negotiate_stream)

} // namespace sspi::test
