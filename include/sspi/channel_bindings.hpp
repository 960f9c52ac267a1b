// SPDX-License-Identifier: BSL-1.0
// Channel bindings: what ties an authentication to the TLS connection that it is made in.
#pragma once

#include <sspi/impl/bindings_block.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace sspi {

/// Channel bindings of a connection: a value that both sides are given, and that has to be equal on both. Who relays an
/// authentication from one TLS connection into another has other bindings, and is found out.
///
///     options.bindings = sspi::channel_bindings::tls_server_end_point(hash);   // on both sides
///
/// Without an argument it stands for no bindings at all. Copies share their bytes. Threads: it never changes.
class channel_bindings {
  public:
    channel_bindings() noexcept = default;

    /// Of the server's certificate (RFC 5929 section 4), which is what HTTP and LDAP servers of Windows want: the hash of
    /// the whole certificate in DER. The hash function is that of the certificate's signature, but SHA-256 in place of MD5
    /// and SHA-1; certificate_hash.hpp says which it is.
    [[nodiscard]] static channel_bindings tls_server_end_point(std::span<const std::byte> hash) {
        return prefixed("tls-server-end-point:", hash);
    }
    /// Of a finished handshake (RFC 5929 section 3, TLS 1.2 and before): the first Finished message.
    [[nodiscard]] static channel_bindings tls_unique(std::span<const std::byte> finished) {
        return prefixed("tls-unique:", finished);
    }
    /// Of a finished handshake (RFC 9266): 32 bytes that the TLS library exports for the label
    /// "EXPORTER-Channel-Binding" with an empty context.
    [[nodiscard]] static channel_bindings tls_exporter(std::span<const std::byte> exported) {
        return prefixed("tls-exporter:", exported);
    }
    /// Any application data, taken as it is. Four bytes of it are refused by this library's step(), with bad_bindings.
    [[nodiscard]] static channel_bindings application_data(std::span<const std::byte> data) {
        return prefixed({}, data);
    }

    /// Whether it stands for no bindings. Bindings of no bytes are bindings.
    [[nodiscard]] bool empty() const noexcept { return block_ == nullptr; }

    /// The application data, with its prefix.
    [[nodiscard]] std::span<const std::byte> data() const noexcept {
        return block().subspan(empty() ? 0 : sizeof(SEC_CHANNEL_BINDINGS));
    }
    /// A SEC_CHANNEL_BINDINGS with the data behind it, as SECBUFFER_CHANNEL_BINDINGS holds it; empty without bindings.
    [[nodiscard]] std::span<const std::byte> block() const noexcept {
        return block_ == nullptr ? std::span<const std::byte>() : std::span<const std::byte>(*block_);
    }

  private:
    static channel_bindings prefixed(std::string_view prefix, std::span<const std::byte> data) {
        channel_bindings out;
        out.block_ = std::make_shared<const std::vector<std::byte>>(impl::bindings_block(prefix, data));
        return out;
    }

    std::shared_ptr<const std::vector<std::byte>> block_;
};

} // namespace sspi
