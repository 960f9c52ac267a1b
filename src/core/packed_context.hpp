// SPDX-License-Identifier: BSL-1.0
// An established context as bytes, and back: fixed fields, big-endian, and what has no fixed size with its length in front.
#pragma once

#include "../gss/mechanism.hpp"
#include "../messages/protection.hpp"

#include <sspi/detail/enctype.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sspi::core {

/// What there is to say of an established context.
struct packed_context {
    std::string package{};
    std::uint32_t request = 0;    // the caller's ISC_REQ_ or ASC_REQ_ word
    std::uint32_t attributes = 0; // as the last leg reported them
    std::int64_t established_at = 0;
    std::optional<std::int64_t> expiry{};
    gss::established session{}; // without the delegated credential
    messages::progress messages{};
};

namespace packing {

inline constexpr std::uint32_t magic = 0x53535049;
inline constexpr std::uint32_t version = 2;

// Each member is visited once, in one order, by three visitors: one counts, one writes, one reads.

class counter {
  public:
    template <class Number>
    void number(const Number&) {
        size_ += sizeof(Number);
    }
    template <class Block>
    void block(const Block& value) {
        size_ += sizeof(std::uint32_t) + value.size();
    }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

  private:
    std::size_t size_ = 0;
};

/// Fills memory of the size that was counted.
class writer {
  public:
    explicit writer(std::span<std::byte> out) : out_(out) {}

    template <class Number>
    void number(const Number& value) {
        for (std::size_t i = sizeof(Number); i-- > 0;)
            put(static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i)));
    }
    template <class Block>
    void block(const Block& value) {
        number(static_cast<std::uint32_t>(value.size()));
        for (const auto each : std::as_bytes(std::span(value.data(), value.size())))
            put(each);
    }

  private:
    void put(std::byte each) {
        out_.front() = each;
        out_ = out_.subspan(1);
    }
    std::span<std::byte> out_;
};

/// After the first thing that is not there, nothing is.
class reader {
  public:
    explicit reader(std::span<const std::byte> from) : from_(from) {}

    template <class Number>
    void number(Number& value) {
        std::uint64_t read = 0;
        for (const auto each : take(sizeof(Number)))
            read = read << 8 | std::to_integer<std::uint64_t>(each);
        value = static_cast<Number>(read);
    }
    void block(std::string& value) {
        const auto bytes = take_block();
        value.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    void block(detail::secret_bytes& value) { value = detail::secret_bytes(take_block()); }

    [[nodiscard]] bool good() const noexcept { return good_; }
    /// All is read, and nothing is left.
    [[nodiscard]] bool done() const noexcept { return good_ && from_.empty(); }

  private:
    [[nodiscard]] std::span<const std::byte> take(std::size_t size) {
        good_ = good_ && size <= from_.size();
        if (!good_) return {};
        const auto taken = from_.first(size);
        from_ = from_.subspan(size);
        return taken;
    }
    [[nodiscard]] std::span<const std::byte> take_block() {
        std::uint32_t size = 0;
        number(size);
        return take(size);
    }

    std::span<const std::byte> from_;
    bool good_ = true;
};

/// A truth value or enumeration, as one octet.
template <class Visitor, class Value>
void octet(Visitor& visit, Value& value) {
    auto number = static_cast<std::uint8_t>(value);
    visit.number(number);
    if constexpr (!std::is_const_v<Value>) value = static_cast<Value>(number);
}

/// Of the client's account its name and no more: who it is and its groups stay with those who proved them.
template <class Visitor, class Session>
void visit_account(Visitor& visit, Session& session) {
    auto name = session.account ? std::pair(session.account->logon.domain, session.account->logon.account)
                                : std::pair<std::string, std::string>();
    visit.block(name.first);
    visit.block(name.second);
    if constexpr (!std::is_const_v<Session>) {
        if (name.second.empty()) return;
        wire::pac_account account;
        account.logon.domain = std::move(name.first);
        account.logon.account = std::move(name.second);
        session.account = std::make_shared<const wire::pac_account>(std::move(account));
    }
}

template <class Visitor, class Session>
void visit_session(Visitor& visit, Session& session) {
    auto granted = static_cast<std::uint32_t>(session.granted);
    visit.number(granted);
    if constexpr (!std::is_const_v<Session>) session.granted = static_cast<detail::gss_flag>(granted);
    visit.block(session.initiator);
    visit.block(session.acceptor);
    visit.block(session.target);
    visit_account(visit, session);
    visit.block(session.session_key);
    octet(visit, session.keys.rfc4121);
    octet(visit, session.keys.initiator);
    octet(visit, session.keys.acceptor_subkey);
    visit.number(session.keys.enctype);
    visit.block(session.keys.key);
    visit.number(session.keys.send_sequence);
    visit.number(session.keys.receive_sequence);
}

template <class Visitor, class Context>
void visit_context(Visitor& visit, Context& context) {
    visit.block(context.package);
    visit.number(context.request);
    visit.number(context.attributes);
    visit.number(context.established_at);
    bool expires = context.expiry.has_value();
    octet(visit, expires);
    std::int64_t expiry = context.expiry.value_or(0);
    visit.number(expiry);
    if constexpr (!std::is_const_v<Context>) context.expiry = expires ? std::optional(expiry) : std::nullopt;
    visit_session(visit, context.session);
    visit.number(context.messages.next_sent);
    visit.number(context.messages.next_expected);
    visit.number(context.messages.seen);
    visit.block(context.messages.mechanism);
}

/// Whether the keys can be keys of their enctype.
[[nodiscard]] inline bool plausible(const gss::message_keys& keys) {
    const auto* const row = detail::find_enctype(keys.enctype);
    return row != nullptr && row->is_cfx == keys.rfc4121 &&
           (!keys.rfc4121 || keys.key.size() * 8 == row->key_bits);
}

} // namespace packing

/// Holds keys, so it is wiped when it goes.
[[nodiscard]] inline detail::secret_bytes pack(const packed_context& context) {
    packing::counter count;
    count.number(packing::magic);
    count.number(packing::version);
    packing::visit_context(count, context);
    auto out = detail::secret_bytes::of_size(count.size());
    packing::writer write(out.units());
    write.number(packing::magic);
    write.number(packing::version);
    packing::visit_context(write, context);
    return out;
}

/// Nothing when the bytes are not what `pack` makes.
[[nodiscard]] inline std::optional<packed_context> unpack(std::span<const std::byte> from) {
    packing::reader read(from);
    std::uint32_t magic = 0;
    std::uint32_t version = 0;
    read.number(magic);
    read.number(version);
    if (magic != packing::magic || version != packing::version) return std::nullopt;
    packed_context out;
    packing::visit_context(read, out);
    if (!read.done() || !packing::plausible(out.session.keys)) return std::nullopt;
    return out;
}

} // namespace sspi::core
