// SPDX-License-Identifier: BSL-1.0
// ExportSecurityContext and ImportSecurityContext: an established context leaves a process and goes on in another.
#pragma once

#include "../exchange/continued.hpp"
#include "../messages/sequence_window.hpp"
#include "../messages/transfer_checksum.hpp"
#include "allocations.hpp"
#include "context.hpp"
#include "context_origin.hpp"
#include "packed_context.hpp"
#include "security_buffers.hpp"

#include <sspi.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

namespace sspi::core {

// What is handed out: where it may be used | the packed context | a checksum over both, keyed by the first.
using messages::transfer_checksum_size;

[[nodiscard]] inline failure not_a_context() {
    return failed_with(status::unknown_credentials, "this is not an exported context");
}

/// Over `covered`, into or against `checksum`. It tells of damage and of another place, and is no proof: the key is there too.
[[nodiscard]] inline result<void> seal_transfer(std::span<const std::byte> covered,
                                                std::span<std::byte> checksum, bool verify) {
    const auto made =
        messages::transfer_checksum(covered.first<std::tuple_size_v<context_origin>>(), covered);
    if (!made) return failed_with(status::crypto_system_invalid, "OpenSSL has no AES for the checksum");
    if (!verify)
        std::ranges::copy(*made, checksum.begin());
    else if (!std::ranges::equal(*made, checksum))
        return not_a_context();
    return {};
}

/// Where the messages stand, or where they began.
[[nodiscard]] inline result<messages::progress> progress_of(const context& ctx, bool from_the_start) {
    if (!from_the_start) return ctx.protection().progress();
    const auto& keys = ctx.session().keys;
    if (!keys.rfc4121)
        return refused_with(status::unsupported_function, "messages of this enctype cannot be begun anew");
    return messages::progress{.next_sent = keys.send_sequence,
                              .next_expected = keys.receive_sequence,
                              .seen = messages::sequence_window::nothing_missed};
}

[[nodiscard]] inline gss::established copy_of(const gss::established& from) {
    gss::established out;
    out.granted = from.granted;
    out.initiator = from.initiator;
    out.acceptor = from.acceptor;
    out.target = from.target;
    out.account = from.account;
    out.session_key = detail::secret_bytes(from.session_key.view());
    out.keys.rfc4121 = from.keys.rfc4121;
    out.keys.initiator = from.keys.initiator;
    out.keys.acceptor_subkey = from.keys.acceptor_subkey;
    out.keys.enctype = from.keys.enctype;
    out.keys.key = detail::secret_bytes(from.keys.key.view());
    out.keys.send_sequence = from.keys.send_sequence;
    out.keys.receive_sequence = from.keys.receive_sequence;
    return out;
}

/// The context as one block for the caller; memory that was handed out is wiped when it is freed.
[[nodiscard]] inline result<allocation> export_context(const context& ctx, bool from_the_start) {
    if (!ctx.is_established()) return refused_with(status::invalid_handle, "the context is not established");
    auto progress = progress_of(ctx, from_the_start);
    if (!progress) return progress.error();
    const packed_context contents{
        .package = std::string(ctx.of().name),
        .request = ctx.request(),
        .attributes = ctx.attributes(),
        .established_at = ctx.established_at().time_since_epoch().count(),
        .expiry = ctx.expiry() ? std::optional<std::int64_t>(ctx.expiry()->time_since_epoch().count())
                               : std::nullopt,
        .session = copy_of(ctx.session()),
        .messages = std::move(*progress)};
    const auto packed = pack(contents);
    const auto origin = this_origin();
    allocation block(origin.size() + packed.size() + transfer_checksum_size);
    const auto covered = block.bytes().first(origin.size() + packed.size());
    std::ranges::copy(packed.view(), std::ranges::copy(origin, covered.begin()).out);
    if (auto sealed = seal_transfer(covered, block.bytes().last(transfer_checksum_size), false); !sealed)
        return sealed.error();
    return block;
}

/// What was exported here, by this user, and not altered since.
[[nodiscard]] inline result<packed_context> open_transfer(std::span<const std::byte> from) {
    constexpr auto origin_size = std::tuple_size_v<context_origin>;
    if (from.size() < origin_size + transfer_checksum_size) return not_a_context();
    auto copy = detail::secret_bytes(from);
    const auto covered = copy.units().first(from.size() - transfer_checksum_size);
    if (!seal_transfer(covered, copy.units().last(transfer_checksum_size), true)) return not_a_context();
    if (!std::ranges::equal(covered.first(origin_size), this_origin()))
        return failed_with(status::not_owner,
                           "the context was exported on another machine, or by another user");
    auto contents = unpack(covered.subspan(origin_size));
    if (!contents) return not_a_context();
    return *std::move(contents);
}

[[nodiscard]] inline result<std::shared_ptr<context>> import_context(const package& of,
                                                                     std::span<const std::byte> from) {
    auto contents = open_transfer(from);
    if (!contents) return contents.error();
    if (contents->package != of.name)
        return failed_with(status::secpkg_not_found, "the context is another package's");
    const auto at = [](std::int64_t seconds) {
        return std::chrono::sys_seconds(std::chrono::seconds(seconds));
    };
    const context::history before{.attributes = contents->attributes,
                                  .established_at = at(contents->established_at),
                                  .expiry =
                                      contents->expiry ? std::optional(at(*contents->expiry)) : std::nullopt};
    const auto side = contents->session.keys.initiator ? role::initiator : role::acceptor;
    auto out =
        context::continued(side, of, contents->request, before,
                           std::make_unique<exchange::continued>(
                               gss::kerberos(), std::move(contents->session), std::move(contents->messages)));
    if (!out) return not_a_context();
    return out;
}

} // namespace sspi::core
