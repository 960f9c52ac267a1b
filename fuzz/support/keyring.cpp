// SPDX-License-Identifier: BSL-1.0
// Opens and seals with Heimdal's ciphers, which are not the library's where AES is concerned.
#include "keyring.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace sspi::fuzz {

namespace {

struct crypto_end {
    krb5_context context = nullptr;
    void operator()(krb5_crypto crypto) const noexcept { krb5_crypto_destroy(context, crypto); }
};
using crypto = std::unique_ptr<std::remove_pointer_t<krb5_crypto>, crypto_end>;

[[nodiscard]] crypto use(krb5_context context, const keyring::key& with) {
    krb5_keyblock block{};
    block.keytype = with.enctype;
    block.keyvalue.length = with.octets.size();
    block.keyvalue.data = const_cast<std::byte*>(with.octets.data());
    krb5_crypto made = nullptr;
    if (krb5_crypto_init(context, &block, ETYPE_NULL, &made) != 0) made = nullptr;
    return {made, {context}};
}

/// Of krb5_encrypt and krb5_decrypt.
template <auto operation>
[[nodiscard]] std::optional<bytes> run(krb5_context context, const keyring::key& with, unsigned usage,
                                       view input) {
    const auto engine = use(context, with);
    krb5_data out{};
    bytes copy(input.begin(), input.end());
    if (!engine || operation(context, engine.get(), usage, copy.data(), copy.size(), &out) != 0) {
        krb5_clear_error_message(context);
        return std::nullopt;
    }
    const auto* const first = static_cast<const std::byte*>(out.data);
    bytes made(first, first + out.length);
    krb5_data_free(&out);
    return made;
}

/// What EncryptedData may be encrypted for, by the message that it is in (RFC 4120 7.5.1).
[[nodiscard]] std::vector<unsigned> usages_in(std::uint8_t message) {
    switch (message) {
    case 0x61: // Ticket
        return {2};
    case 0x6A: // AS-REQ
        return {1};
    case 0x6B: // AS-REP
        return {3};
    case 0x6C: // TGS-REQ
        return {4, 5};
    case 0x6D: // TGS-REP
        return {9, 8};
    case 0x6E: // AP-REQ
        return {11, 7};
    case 0x6F: // AP-REP
        return {12};
    case 0x75: // KRB-PRIV
        return {13};
    case 0x76: // KRB-CRED
        return {14};
    default:
        return {1, 54, 55}; // PA-ENC-TIMESTAMP, PA-ENCRYPTED-CHALLENGE (RFC 6113)
    }
}

/// The element in [number] of a SEQUENCE, or null.
[[nodiscard]] element* member(element& sequence, std::uint8_t number) {
    for (auto& each : sequence.inside)
        if (each.first_tag() == 0xA0 + number && each.inside.size() == 1) return &each.inside.front();
    return nullptr;
}

[[nodiscard]] std::int32_t value_of(const element& integer) {
    std::int32_t out = 0;
    for (const auto octet : integer.content)
        out = static_cast<std::int32_t>(static_cast<std::uint32_t>(out) << 8 |
                                        std::to_integer<std::uint32_t>(octet));
    return out;
}

struct context_deleter {
    void operator()(krb5_context context) const noexcept { krb5_free_context(context); }
};

} // namespace

keyring::keyring(const std::string& keytab) {
    krb5_context context = nullptr;
    must(krb5_init_context(&context) == 0, "Heimdal begins");
    context_ = {context, context_deleter{}};
    krb5_keytab from = nullptr;
    must(krb5_kt_resolve(context, keytab.c_str(), &from) == 0, "the keytab is there");
    krb5_kt_cursor cursor{};
    must(krb5_kt_start_seq_get(context, from, &cursor) == 0, "the keytab can be read");
    krb5_keytab_entry entry{};
    while (krb5_kt_next_entry(context, from, &entry, &cursor) == 0) {
        const auto* const first = static_cast<const std::byte*>(entry.keyblock.keyvalue.data);
        add({entry.keyblock.keytype, {first, first + entry.keyblock.keyvalue.length}});
        krb5_kt_free_entry(context, &entry);
    }
    krb5_kt_end_seq_get(context, from, &cursor);
    krb5_kt_close(context, from);
}

void keyring::add(key learnt) {
    if (std::ranges::find(keys_, learnt) == keys_.end()) keys_.push_back(std::move(learnt));
}

void keyring::open(element& root) {
    // The key that opens the authenticator is in the ticket, which the order of members puts first; others are not so.
    for (bool opened = true; opened;) {
        opened = false;
        open_below(root, 0, opened);
    }
}

void keyring::open_below(element& at, std::uint8_t message, bool& opened) {
    const auto tag = at.first_tag();
    if ((tag & 0xE0) == 0x60 && tag != 0x60) message = tag;
    if (tag == 0x30 && open_sealed(at, message)) opened = true;
    for (auto& each : at.inside)
        open_below(each, message, opened);
}

bool keyring::open_sealed(element& encrypted, std::uint8_t message) {
    auto* const type = member(encrypted, 0);
    auto* const cipher = member(encrypted, 2);
    if (type == nullptr || cipher == nullptr || type->first_tag() != 0x02 || cipher->first_tag() != 0x04 ||
        cipher->seal || cipher->what == element::kind::holder)
        return false;
    const auto enctype = value_of(*type);
    for (const auto& with : keys_) {
        if (with.enctype != enctype) continue;
        for (const auto usage : usages_in(message)) {
            const auto plain = run<krb5_decrypt>(context_.get(), with, usage, cipher->content);
            if (!plain) continue;
            cipher->sealed = std::exchange(cipher->content, {});
            cipher->unsealed = *plain;
            cipher->inside = {read_tree(*plain)};
            cipher->what = element::kind::holder;
            cipher->seal = [context = context_, with, usage](view octets) {
                return run<krb5_encrypt>(context.get(), with, usage, octets).value_or(bytes{});
            };
            learn(cipher->inside.front());
            return true;
        }
    }
    return false;
}

void keyring::learn(element& plain) {
    for (auto* const each : all_of(plain)) {
        auto* const type = member(*each, 0);
        auto* const value = member(*each, 1);
        if (each->first_tag() != 0x30 || type == nullptr || value == nullptr || value->first_tag() != 0x04)
            continue;
        const auto size = value->content.size();
        if (size == 16 || size == 24 || size == 32) add({value_of(*type), value->content});
    }
}

} // namespace sspi::fuzz
