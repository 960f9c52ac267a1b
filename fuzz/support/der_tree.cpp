// SPDX-License-Identifier: BSL-1.0
// Reads and writes trees of DER elements. Its reader is its own, so that it does not share the library's mistakes.
#include "der_tree.hpp"

namespace sspi::fuzz {

namespace {

constexpr int deepest = 40;

[[nodiscard]] std::uint8_t at(view octets, std::size_t i) {
    return std::to_integer<std::uint8_t>(octets[i]);
}

/// Takes tag and length of the first element; false when there is no whole one.
[[nodiscard]] bool take_header(view octets, std::size_t& header, std::size_t& length) {
    if (octets.size() < 2 || (at(octets, 0) & 0x1F) == 0x1F) return false;
    length = at(octets, 1);
    header = 2;
    if (length >= 0x80) {
        const auto count = length & 0x7F;
        if (count == 0 || count > 3 || octets.size() < 2 + count) return false;
        length = 0;
        for (std::size_t i = 0; i < count; ++i)
            length = length << 8 | at(octets, 2 + i);
        header += count;
    }
    return length <= octets.size() - header;
}

void append(bytes& to, view from) {
    to.insert(to.end(), from.begin(), from.end());
}

[[nodiscard]] bytes write_length(std::size_t length, int longer) {
    bytes digits;
    for (auto left = length; left != 0; left >>= 8)
        digits.insert(digits.begin(), static_cast<std::byte>(left & 0xFF));
    if (longer == 0 && length < 0x80) return {static_cast<std::byte>(length)};
    digits.insert(digits.begin(), static_cast<std::size_t>(longer), std::byte{});
    digits.insert(digits.begin(), static_cast<std::byte>(0x80 | (digits.size() & 0x7F)));
    return digits;
}

/// The framing of RFC 2743 3.1: a mechanism's name, two octets that say which token it is, and a message.
[[nodiscard]] std::optional<std::vector<element>> read_framed(view octets, int depth) {
    std::size_t header = 0, length = 0;
    if (!take_header(octets, header, length) || at(octets, 0) != 0x06) return std::nullopt;
    const auto rest = octets.subspan(header + length);
    if (rest.size() < 2 || at(rest, 0) > 5 || at(rest, 1) > 1) return std::nullopt;
    auto message = read_elements(rest.subspan(2), depth);
    auto name = read_elements(octets.first(header + length), depth);
    if (!message || !name) return std::nullopt;
    element id;
    id.content.assign(rest.begin(), rest.begin() + 2);
    name->push_back(id);
    name->insert(name->end(), message->begin(), message->end());
    return name;
}

void read_inside(element& into, int depth) {
    const auto tag = into.first_tag();
    const bool constructed = (tag & 0x20) != 0;
    if ((!constructed && tag != 0x04) || into.content.empty()) return;
    auto inside = tag == 0x60 ? read_framed(into.content, depth) : std::nullopt;
    if (!inside) inside = read_elements(into.content, depth);
    // In a string it has to look like a message: one element, with further ones in it.
    if (!inside || (!constructed && (inside->size() != 1 || inside->front().what != element::kind::holder)))
        return;
    into.what = element::kind::holder;
    into.inside = std::move(*inside);
    into.content.clear();
}

void collect(element& from, std::vector<element*>& into) {
    into.push_back(&from);
    for (auto& each : from.inside)
        collect(each, into);
}

} // namespace

std::optional<std::vector<element>> read_elements(view octets, int depth) {
    if (depth > deepest) return std::nullopt;
    std::vector<element> out;
    while (!octets.empty()) {
        std::size_t header = 0, length = 0;
        if (!take_header(octets, header, length)) return std::nullopt;
        const auto content = octets.subspan(header, length);
        element next;
        next.tag = {octets.front()};
        next.content.assign(content.begin(), content.end());
        read_inside(next, depth + 1);
        out.push_back(std::move(next));
        octets = octets.subspan(header + length);
    }
    return out;
}

element read_tree(view octets) {
    element root;
    if (auto inside = read_elements(octets)) {
        root.what = element::kind::holder;
        root.inside = std::move(*inside);
    } else {
        root.content.assign(octets.begin(), octets.end());
    }
    return root;
}

bytes write_tree(const element& from) {
    bytes content = from.content;
    for (const auto& each : from.inside)
        append(content, write_tree(each));
    if (from.seal) content = content == from.unsealed ? from.sealed : from.seal(content);
    if (from.tag.empty()) return content;
    bytes out = from.tag;
    append(out, from.endless ? bytes{std::byte{0x80}} : write_length(content.size(), from.longer_length));
    append(out, content);
    if (from.endless) append(out, bytes(2));
    return out;
}

std::vector<element*> all_of(element& root) {
    std::vector<element*> out;
    collect(root, out);
    return out;
}

element* find(element& root, std::uint8_t tag) {
    for (auto* const each : all_of(root))
        if (each->first_tag() == tag) return each;
    return nullptr;
}

element* find(element& root, std::initializer_list<std::uint8_t> path) {
    element* at = &root;
    bool first = true;
    for (const auto tag : path) {
        element* next = nullptr;
        if (first) {
            next = find(*at, tag);
        } else {
            for (auto& each : at->inside)
                if (next == nullptr && each.first_tag() == tag) next = &each;
        }
        if (next == nullptr) return nullptr;
        first = false;
        at = next;
    }
    return at;
}

} // namespace sspi::fuzz
