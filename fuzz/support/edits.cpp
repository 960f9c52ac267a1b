// SPDX-License-Identifier: BSL-1.0
// What an encoding can suffer: other octets, and the same meaning in other words.
#include "edits.hpp"

#include <algorithm>
#include <array>

namespace sspi::fuzz {

namespace {

/// Where an element's neighbours are, or null for the root.
[[nodiscard]] element* holder_of(element& root, const element* what) {
    for (auto* const each : all_of(root))
        for (const auto& child : each->inside)
            if (&child == what) return each;
    return nullptr;
}

struct place {
    element& root;
    element& here;

    /// The list that the element is in, and where: none for the root.
    [[nodiscard]] std::vector<element>* neighbours() const {
        auto* const holder = holder_of(root, &here);
        return holder == nullptr ? nullptr : &holder->inside;
    }
    [[nodiscard]] static std::ptrdiff_t index_in(const std::vector<element>& list, const element& what) {
        return &what - list.data();
    }
};

[[nodiscard]] bytes copy(view from) {
    return {from.begin(), from.end()};
}

void make_plain(element& here) {
    bytes all;
    for (const auto& each : here.inside) {
        const auto octets = write_tree(each);
        all.insert(all.end(), octets.begin(), octets.end());
    }
    if (here.what == element::kind::holder) here.content = all;
    here.inside.clear();
    here.what = element::kind::plain;
}

void change_octet(place at, program& input) {
    auto& here = at.here;
    if (here.what == element::kind::holder) make_plain(here);
    if (here.content.empty()) return;
    here.content[input.number() % here.content.size()] ^= static_cast<std::byte>(input.octet());
}
void replace_content(place at, program& input) {
    const auto by = copy(input.counted());
    make_plain(at.here);
    at.here.content = by;
}
void shorten(place at, program& input) {
    if (at.here.what == element::kind::holder) {
        if (!at.here.inside.empty()) at.here.inside.pop_back();
        return;
    }
    at.here.content.resize(input.number() % (at.here.content.size() + 1));
}
void lengthen(place at, program& input) {
    const auto more = copy(input.counted());
    if (at.here.what == element::kind::plain) {
        at.here.content.insert(at.here.content.end(), more.begin(), more.end());
        return;
    }
    element last;
    last.content = more;
    at.here.inside.push_back(last);
}
void change_tag(place at, program& input) {
    if (!at.here.tag.empty()) at.here.tag = {static_cast<std::byte>(input.octet())};
}
/// The number of the tag in octets of its own (X.690 8.1.2.4), which it does not need.
void use_high_tag(place at, program& input) {
    if (at.here.tag.size() != 1) return;
    const auto tag = at.here.first_tag();
    at.here.tag = {static_cast<std::byte>((tag & 0xE0) | 0x1F)};
    for (int zeros = input.octet() % 4; zeros > 0; --zeros)
        at.here.tag.push_back(std::byte{0x80});
    at.here.tag.push_back(static_cast<std::byte>(tag & 0x1F));
}
void use_long_length(place at, program& input) {
    at.here.longer_length = 1 + input.octet() % 8;
}
void use_no_length(place at, program&) {
    at.here.endless = true;
}
void drop(place at, program&) {
    if (auto* const list = at.neighbours()) list->erase(list->begin() + place::index_in(*list, at.here));
}
void repeat(place at, program&) {
    auto* const list = at.neighbours();
    if (list == nullptr) return;
    const auto index = place::index_in(*list, at.here);
    const auto twin = (*list)[static_cast<std::size_t>(index)];
    list->insert(list->begin() + index, twin);
}
/// The same element, with other octets in it, in front of it or behind it.
void add_decoy(place at, program& input) {
    auto* const list = at.neighbours();
    if (list == nullptr) return;
    const auto index = place::index_in(*list, at.here);
    auto decoy = (*list)[static_cast<std::size_t>(index)];
    const bool behind = input.flag();
    for (auto* const each : all_of(decoy))
        if (each->what == element::kind::plain && !each->content.empty())
            each->content.back() ^= static_cast<std::byte>(input.octet());
    list->insert(list->begin() + index + (behind ? 1 : 0), decoy);
}
void swap_with_next(place at, program&) {
    auto* const list = at.neighbours();
    if (list == nullptr) return;
    const auto index = static_cast<std::size_t>(place::index_in(*list, at.here));
    if (index + 1 < list->size()) std::swap((*list)[index], (*list)[index + 1]);
}
/// A string in pieces (X.690 8.7.3), of which the last may be one that does not belong there.
void use_pieces(place at, program& input) {
    if (at.here.tag.empty()) return;
    make_plain(at.here);
    element piece;
    piece.tag = at.here.tag;
    piece.content = at.here.content;
    element more = piece;
    more.content = copy(input.counted());
    at.here.tag.front() |= std::byte{0x20};
    at.here.what = element::kind::holder;
    at.here.content.clear();
    at.here.inside = {piece, more};
}
void insert_element(place at, program& input) {
    element made;
    made.tag = {static_cast<std::byte>(input.octet())};
    made.content = copy(input.counted());
    auto* const list = at.neighbours();
    if (list != nullptr) list->insert(list->begin() + place::index_in(*list, at.here), made);
}
void use_number(place at, program& input) {
    static constexpr std::array<std::string_view, 10> numbers{
        std::string_view{},
        std::string_view{"\0", 1},
        std::string_view{"\xff", 1},
        std::string_view{"\0\xff", 2},
        std::string_view{"\x7f\xff\xff\xff", 4},
        std::string_view{"\x80\0\0\0", 4},
        std::string_view{"\0\xff\xff\xff\xff", 5},
        std::string_view{"\0\0\0\1", 4},
        std::string_view{"\x7f\xff\xff\xff\xff\xff\xff\xff", 8},
        std::string_view{"\1\0\0\0\0\0\0\0\0\0", 10},
    };
    make_plain(at.here);
    at.here.content = bytes_of(numbers[input.below(numbers.size())]);
}
void add_to_number(place at, program& input) {
    if (at.here.what == element::kind::holder || at.here.content.empty()) return;
    auto& last = at.here.content.back();
    last = static_cast<std::byte>(std::to_integer<int>(last) + input.octet());
}
void use_another(place at, program& input) {
    const auto all = all_of(at.root);
    const auto from = *all[input.below(all.size())];
    at.here = from;
}
void use_text(place at, program& input) {
    static constexpr std::array<std::string_view, 12> texts{"",
                                                            "alice",
                                                            "bob",
                                                            "krbtgt",
                                                            "A/B@C",
                                                            "\\/\\@\\\\",
                                                            std::string_view{"a\0b", 3},
                                                            "\xff\xfe",
                                                            "@",
                                                            "host",
                                                            "20000101000000Z",
                                                            "99991231235959Z"};
    make_plain(at.here);
    at.here.content = bytes_of(texts[input.below(texts.size())]);
}

using edit = void (*)(place, program&);
constexpr edit edits[] = {change_octet,  replace_content, shorten,       lengthen,       change_tag,
                          use_high_tag,  use_long_length, use_no_length, drop,           repeat,
                          add_decoy,     swap_with_next,  use_pieces,    insert_element, use_number,
                          add_to_number, use_another,     use_text};

/// Of the octets as they are sent.
void change_written(bytes& written, program& input) {
    switch (input.octet() % 3) {
    case 0:
        if (!written.empty())
            written[input.number() % written.size()] ^= static_cast<std::byte>(input.octet());
        break;
    case 1:
        written.resize(input.number() % (written.size() + 1));
        break;
    default:
        const auto more = input.counted();
        written.insert(written.end(), more.begin(), more.end());
    }
}

} // namespace

bytes edited(element& root, program& input, int most) {
    int written_edits = 0;
    constexpr std::size_t kinds = std::size(edits);
    for (; most > 0 && !input.over(); --most) {
        const auto which = input.octet() % (kinds + 1);
        if (which == kinds) {
            ++written_edits;
            continue;
        }
        const auto all = all_of(root);
        edits[which]({root, *all[input.below(all.size())]}, input);
    }
    auto out = write_tree(root);
    while (written_edits-- > 0)
        change_written(out, input);
    return out;
}

} // namespace sspi::fuzz
