// SPDX-License-Identifier: BSL-1.0
// A structure for the caller, what it counts, and all their texts, in one block.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace sspi {

/// Texts behind a structure and its elements, whose pointers are set when the block's place is known. Allocation is how
/// memory for callers is had: made of a size, with `bytes()`, and `give()` which hands it over.
template <class Head, class Element, class Allocation>
class block_with_texts {
  public:
    explicit block_with_texts(std::size_t elements) : elements_(elements) {}

    /// Where the text is going to be, as an offset.
    [[nodiscard]] std::size_t add(std::string_view text) {
        const auto at = texts_.size();
        texts_ += text;
        texts_ += '\0';
        return at;
    }
    void seal() { block_ = Allocation(front() + texts_.size()); }

    [[nodiscard]] const char* at(std::size_t offset) const {
        return reinterpret_cast<const char*>(block_.bytes().data()) + front() + offset;
    }
    /// Null where there are none.
    [[nodiscard]] Element* elements() const {
        return elements_ == 0 ? nullptr : reinterpret_cast<Element*>(block_.bytes().data() + sizeof(Head));
    }
    [[nodiscard]] Head* finish(const Head& with) {
        std::memcpy(block_.bytes().data(), &with, sizeof with);
        std::memcpy(block_.bytes().data() + front(), texts_.data(), texts_.size());
        return static_cast<Head*>(block_.give());
    }

  private:
    [[nodiscard]] std::size_t front() const { return sizeof(Head) + elements_ * sizeof(Element); }

    std::size_t elements_;
    std::string texts_;
    Allocation block_{0};
};

} // namespace sspi
