// SPDX-License-Identifier: BSL-1.0
// A SASL security layer in libldap: from then on all that it sends and receives goes through it.
#pragma once

#include <sspi/sasl.hpp>

#include <lber.h>

#include <cstddef>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

namespace example {

class ldap_security_layer {
  public:
    explicit ldap_security_layer(sspi::sasl_layer layer) : layer_(std::move(layer)) {}
    ldap_security_layer(const ldap_security_layer&) = delete;
    ldap_security_layer& operator=(const ldap_security_layer&) = delete;

    // Puts it on top of a connection, whose socket has to block, as libldap's do. It has to live as long as the connection.
    bool install(Sockbuf* connection);

    // Why a call of libldap's failed that says LDAP_SERVER_DOWN, if the layer is to blame.
    const std::error_code& error() const { return error_; }

  private:
    static ber_slen_t read(Sockbuf_IO_Desc* at, void* to, ber_len_t room);
    static ber_slen_t write(Sockbuf_IO_Desc* at, void* from, ber_len_t size);
    static ber_slen_t failed();
    static int control(Sockbuf_IO_Desc* at, int option, void* argument);

    // Whether a whole message has arrived; if not, how many octets it takes is in `wanted`.
    bool complete(std::size_t& wanted);
    ber_slen_t take_plain(std::span<std::byte> to);

    static Sockbuf_IO operations;

    sspi::sasl_layer layer_;
    std::vector<std::byte> arrived_;   // the message that is being read
    std::span<const std::byte> plain_; // what of it was not taken yet
    std::vector<std::byte> outgoing_;
    std::error_code error_;
};

} // namespace example
