// SPDX-License-Identifier: BSL-1.0
// A SASL security layer in libldap, as a layer of its Sockbuf.
#include "ldap_security_layer.hpp"

#include <algorithm>
#include <cerrno>

namespace example {
namespace {

ldap_security_layer& layer_at(Sockbuf_IO_Desc* at) {
    return *static_cast<ldap_security_layer*>(at->sbiod_pvt);
}

} // namespace

Sockbuf_IO ldap_security_layer::operations = {
    [](Sockbuf_IO_Desc* at, void* layer) {
        at->sbiod_pvt = layer;
        return 0;
    },
    [](Sockbuf_IO_Desc*) { return 0; },
    control,
    read,
    write,
    [](Sockbuf_IO_Desc*) { return 0; },
};

bool ldap_security_layer::install(Sockbuf* connection) {
    return ber_sockbuf_add_io(connection, &operations, LBER_SBIOD_LEVEL_APPLICATION, this) == 0;
}

ber_slen_t ldap_security_layer::read(Sockbuf_IO_Desc* at, void* to, ber_len_t room) {
    auto& self = layer_at(at);
    while (self.plain_.empty()) {
        std::size_t wanted = 0;
        if (!self.error_ && self.complete(wanted)) continue;
        if (self.error_) return failed();
        // Never more than the message that has begun, so that nothing has to be kept of the next one.
        const auto have = self.arrived_.size();
        self.arrived_.resize(wanted);
        const auto got =
            LBER_SBIOD_READ_NEXT(at, self.arrived_.data() + have, static_cast<ber_len_t>(wanted - have));
        self.arrived_.resize(have + static_cast<std::size_t>(std::max<ber_slen_t>(got, 0)));
        if (got <= 0) return got;
    }
    return self.take_plain({static_cast<std::byte*>(to), room});
}

bool ldap_security_layer::complete(std::size_t& wanted) {
    wanted = layer_.message_size(arrived_, error_);
    if (error_ || arrived_.size() < wanted) return false;
    plain_ = layer_.unwrap(arrived_, error_);
    if (plain_.empty()) arrived_.clear(); // a message may be empty
    return !error_;
}

ber_slen_t ldap_security_layer::take_plain(std::span<std::byte> to) {
    const auto part = plain_.first(std::min(to.size(), plain_.size()));
    std::ranges::copy(part, to.begin());
    plain_ = plain_.subspan(part.size());
    if (plain_.empty()) arrived_.clear();
    return static_cast<ber_slen_t>(part.size());
}

ber_slen_t ldap_security_layer::write(Sockbuf_IO_Desc* at, void* from, ber_len_t size) {
    auto& self = layer_at(at);
    self.outgoing_.clear();
    self.layer_.wrap({static_cast<const std::byte*>(from), size}, self.outgoing_, self.error_);
    if (self.error_) return failed();
    for (std::size_t sent = 0; sent < self.outgoing_.size();) {
        const auto count = LBER_SBIOD_WRITE_NEXT(at, self.outgoing_.data() + sent,
                                                 static_cast<ber_len_t>(self.outgoing_.size() - sent));
        if (count <= 0) return -1;
        sent += static_cast<std::size_t>(count);
    }
    return static_cast<ber_slen_t>(size);
}

int ldap_security_layer::control(Sockbuf_IO_Desc* at, int option, void* argument) {
    // libldap waits for the socket only where there is nothing left here.
    if (option == LBER_SB_OPT_DATA_READY && !layer_at(at).plain_.empty()) return 1;
    return LBER_SBIOD_CTRL_NEXT(at, option, argument);
}

ber_slen_t ldap_security_layer::failed() {
    errno = EIO;
    return -1;
}

} // namespace example
