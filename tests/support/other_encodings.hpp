// SPDX-License-Identifier: BSL-1.0
// Other encodings of a token: what a reader that is not strict would take for the same message.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sspi::test::encodings {

using bytes = std::vector<std::byte>;
using view = std::span<const std::byte>;

/// An element, or octets that are none, which have tag 0.
struct node {
    std::uint8_t tag = 0;
    bytes content{};
    std::vector<node> children{}; // in place of the content
    std::string path{};

    // How it is written.
    bool high_tag = false;
    bool endless = false;
    std::size_t length_octets = 0; // more than need be
};

inline void append(bytes& to, view what) {
    to.insert(to.end(), what.begin(), what.end());
}

inline bytes written(const node& from);

inline bytes content_of(const node& from) {
    if (from.children.empty()) return from.content;
    bytes out;
    for (const auto& each : from.children)
        append(out, written(each));
    return out;
}

inline void append_length(bytes& to, std::size_t length, std::size_t at_least) {
    std::size_t octets = 0;
    for (auto left = length; length >= 0x80 && left != 0; left >>= 8)
        ++octets;
    octets = std::max(octets, at_least);
    to.push_back(static_cast<std::byte>(octets == 0 ? length : 0x80 | octets));
    for (; octets-- > 0;)
        to.push_back(static_cast<std::byte>(length >> 8 * octets & 0xFF));
}

inline bytes written(const node& from) {
    const auto content = content_of(from);
    if (from.tag == 0) return content;
    bytes out{static_cast<std::byte>(from.high_tag ? from.tag | 0x1F : from.tag)};
    if (from.high_tag) out.push_back(static_cast<std::byte>(from.tag & 0x1F));
    if (from.endless)
        out.push_back(std::byte{0x80});
    else
        append_length(out, content.size(), from.length_octets);
    append(out, content);
    if (from.endless) out.resize(out.size() + 2);
    return out;
}

struct read_element {
    node value;
    view rest;
};

inline std::optional<std::vector<node>> nodes_of(view data, const std::string& path);

/// Of DER only: what is looked at was made here.
inline std::optional<read_element> element_of(view data, const std::string& path) {
    if (data.size() < 2 || (data[0] & std::byte{0x1F}) == std::byte{0x1F}) return std::nullopt;
    std::size_t length = std::to_integer<std::size_t>(data[1]), head = 2;
    if (length >= 0x80) {
        const auto count = length & 0x7F;
        if (count == 0 || count > 3 || data.size() < 2 + count) return std::nullopt;
        length = 0;
        for (; head < 2 + count; ++head)
            length = length << 8 | std::to_integer<std::size_t>(data[head]);
    }
    if (data.size() - head < length) return std::nullopt;
    node out{.tag = std::to_integer<std::uint8_t>(data[0]), .path = path};
    const auto content = data.subspan(head, length);
    out.content.assign(content.begin(), content.end());
    // A token may stand in a string of octets: SPNEGO's do.
    const bool holds =
        (out.tag & 0x20) != 0 || (out.tag == 0x04 && length > 2 && content[0] == std::byte{0x60});
    if (holds)
        if (auto inner = nodes_of(content, path + '/')) out.children = std::move(*inner);
    return read_element{std::move(out), data.subspan(head + length)};
}

inline std::optional<std::vector<node>> nodes_of(view data, const std::string& path) {
    std::vector<node> out;
    while (!data.empty()) {
        // RFC 4121 4.1: behind the mechanism's name stand two octets that are no element.
        if (out.size() == 1 && out[0].tag == 0x06 && data.size() > 2 && data[0] < std::byte{5} &&
            data[1] < std::byte{2}) {
            out.push_back({.tag = 0, .content = {data[0], data[1]}, .path = path + "id"});
            data = data.subspan(2);
            continue;
        }
        auto next = element_of(data, path + std::to_string(out.size()));
        if (!next) return std::nullopt;
        out.push_back(std::move(next->value));
        data = next->rest;
    }
    return out;
}

/// One way to write an element otherwise: false where it cannot be done. Siblings may be touched.
struct change {
    const char* name;
    bool (*make)(std::vector<node>& siblings, std::size_t at);
};

/// Whether the elements are a SEQUENCE OF: with one more, or in another order, they are another list, and rightly encoded.
/// The service's name in a ticket is such a list, which nobody protects, and so are the mechanisms that SPNEGO offers.
inline bool is_list(const std::vector<node>& in) {
    return std::ranges::all_of(in, [&](const node& each) {
        return each.tag == in.front().tag && (each.tag == 0x1B || each.tag == 0x06);
    });
}

inline bytes junk_content(const node& of) {
    auto out = content_of(of);
    std::ranges::fill(out, std::byte{0x5A});
    return out;
}

inline const change changes[] = {
    {"a high tag",
     [](std::vector<node>& in, std::size_t at) { return std::exchange(in[at].high_tag, true) == false; }},
    {"a length of one octet more",
     [](std::vector<node>& in, std::size_t at) {
         const auto size = content_of(in[at]).size();
         in[at].length_octets = size < 0x80 ? 1 : size < 0x100 ? 2 : 3;
         return true;
     }},
    {"a length of four octets",
     [](std::vector<node>& in, std::size_t at) { return (in[at].length_octets = 4) != 0; }},
    {"a length without end",
     [](std::vector<node>& in, std::size_t at) {
         return (in[at].tag & 0x20) != 0 && !std::exchange(in[at].endless, true);
     }},
    {"it twice",
     [](std::vector<node>& in, std::size_t at) {
         if (is_list(in)) return false;
         const auto copy = in[at];
         in.insert(in.begin() + static_cast<std::ptrdiff_t>(at), copy);
         return true;
     }},
    {"a decoy before it",
     [](std::vector<node>& in, std::size_t at) {
         if (is_list(in)) return false;
         const node decoy{.tag = in[at].tag, .content = junk_content(in[at])};
         in.insert(in.begin() + static_cast<std::ptrdiff_t>(at), decoy);
         return true;
     }},
    {"a decoy behind it",
     [](std::vector<node>& in, std::size_t at) {
         if (is_list(in)) return false;
         const node decoy{.tag = in[at].tag, .content = junk_content(in[at])};
         in.insert(in.begin() + static_cast<std::ptrdiff_t>(at) + 1, decoy);
         return true;
     }},
    {"a NULL behind it",
     [](std::vector<node>& in, std::size_t at) {
         in.insert(in.begin() + static_cast<std::ptrdiff_t>(at) + 1, node{.tag = 0x05});
         return true;
     }},
    {"its neighbour first",
     [](std::vector<node>& in, std::size_t at) {
         if (at + 1 >= in.size() || is_list(in) || written(in[at]) == written(in[at + 1])) return false;
         std::swap(in[at], in[at + 1]);
         return true;
     }},
    {"a string in parts",
     [](std::vector<node>& in, std::size_t at) {
         auto& what = in[at];
         if ((what.tag != 0x04 && what.tag != 0x1B && what.tag != 0x18) || content_of(what).size() < 2)
             return false;
         const auto all = content_of(what);
         const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
         what.children = {node{.tag = what.tag, .content = {all.begin(), middle}},
                          node{.tag = what.tag, .content = {middle, all.end()}}};
         what.tag |= 0x20;
         return true;
     }},
    {"a zero in front of a number",
     [](std::vector<node>& in, std::size_t at) {
         if (in[at].tag != 0x02 && in[at].tag != 0x0A) return false;
         in[at].content.insert(in[at].content.begin(), std::byte{});
         return true;
     }},
    {"a zero behind a text",
     [](std::vector<node>& in, std::size_t at) {
         if (in[at].tag != 0x1B) return false;
         in[at].content.push_back(std::byte{});
         return true;
     }},
    {"fewer bits",
     [](std::vector<node>& in, std::size_t at) {
         auto& bits = in[at].content;
         if (in[at].tag != 0x03 || bits.size() != 5) return false;
         bits.resize(2);
         return true;
     }},
};

/// Calls `visit` with the list that an element stands in, and its place there, for each element.
inline void each_element(std::vector<node>& list,
                         const std::function<void(std::vector<node>&, std::size_t)>& visit) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i].tag != 0) visit(list, i);
        each_element(list[i].children, visit);
    }
}

struct copy {
    std::string what;
    bytes token;
};

inline std::size_t count_elements(std::vector<node>& tree) {
    std::size_t out = 0;
    each_element(tree, [&](auto&, std::size_t) { ++out; });
    return out;
}

/// Changes the n-th element of a tree; empty text where that cannot be done.
inline std::string change_in(std::vector<node>& tree, std::size_t element, const change& how) {
    std::vector<node>* list = nullptr;
    std::size_t at = 0, n = 0;
    each_element(tree, [&](std::vector<node>& in, std::size_t i) {
        if (n++ == element) list = &in, at = i;
    });
    const auto path = (*list)[at].path;
    return how.make(*list, at) ? path + ": " + how.name : std::string();
}

inline bytes written(const std::vector<node>& tree) {
    bytes out;
    for (const auto& each : tree)
        append(out, written(each));
    return out;
}

/// Every change of every element, one at a time, then so many at random of two to five changes.
inline std::vector<copy> other_encodings(view token, int at_random, unsigned seed = 1) {
    const auto tree = nodes_of(token, {}).value();
    std::vector<copy> out;
    const auto add = [&](std::string what, const std::vector<node>& changed) {
        auto made = written(changed);
        if (!what.empty() && !std::ranges::equal(made, token))
            out.push_back({std::move(what), std::move(made)});
    };
    auto counted = tree;
    const auto elements = count_elements(counted);
    for (std::size_t element = 0; element < elements; ++element)
        for (const auto& how : changes) {
            auto changed = tree;
            auto what = change_in(changed, element, how);
            add(std::move(what), changed);
        }
    std::mt19937 random(seed);
    for (int i = 0; i < at_random; ++i) {
        auto changed = tree;
        std::string what;
        for (auto left = 2 + random() % 4; left > 0; --left)
            what += change_in(changed, random() % count_elements(changed),
                              changes[random() % std::size(changes)]) +
                    "; ";
        add(std::move(what), changed);
    }
    return out;
}

} // namespace sspi::test::encodings
