// SPDX-License-Identifier: BSL-1.0
// Text and package descriptions handed to callers, in the character type of the function they called.
#pragma once

#include "../failure.hpp"
#include "allocations.hpp"
#include "packages.hpp"

#include <sspi/detail/text.hpp>

#include <sspi.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace sspi::core {

/// The contract's structures that hold text, by character type.
template <class Char>
struct text_structures;

template <>
struct text_structures<SEC_CHAR> {
    using package_info = SecPkgInfoA;
    using names = SecPkgContext_NamesA;
    using native_names = SecPkgContext_NativeNamesA;
    using key_info = SecPkgContext_KeyInfoA;
    using authority = SecPkgContext_AuthorityA;
    using package_information = SecPkgContext_PackageInfoA;
    using negotiation_information = SecPkgContext_NegotiationInfoA;
    using credential_names = SecPkgCredentials_NamesA;
};

template <>
struct text_structures<SEC_WCHAR> {
    using package_info = SecPkgInfoW;
    using names = SecPkgContext_NamesW;
    using native_names = SecPkgContext_NativeNamesW;
    using key_info = SecPkgContext_KeyInfoW;
    using authority = SecPkgContext_AuthorityW;
    using package_information = SecPkgContext_PackageInfoW;
    using negotiation_information = SecPkgContext_NegotiationInfoW;
    using credential_names = SecPkgCredentials_NamesW;
};

/// Text from the mechanism is UTF-8, or it is not text.
template <class Char>
[[nodiscard]] result<std::basic_string<Char>> encoded(std::string_view utf8) {
    auto text = detail::from_utf8<Char>(utf8);
    if (!text) return failed_with(status::internal_error, "a name is not valid UTF-8");
    return *std::move(text);
}

/// A NUL-terminated copy for the caller.
template <class Char>
[[nodiscard]] result<allocation> text_block(std::string_view utf8) {
    const auto text = encoded<Char>(utf8);
    if (!text) return text.error();
    const auto bytes = std::as_bytes(std::span(text->c_str(), text->size() + 1));
    allocation block(bytes.size());
    std::ranges::copy(bytes, block.bytes().begin());
    return block;
}

template <class Char>
[[nodiscard]] Char* give_text(allocation& block) noexcept {
    return static_cast<Char*>(block.give());
}

/// One block for all of them: the structures, then their strings.
template <class Char>
[[nodiscard]] allocation package_block(std::span<const package> described) {
    using info = typename text_structures<Char>::package_info;
    std::size_t characters = 0;
    for (const auto& p : described)
        characters += p.name.size() + p.comment.size() + 2;
    allocation block(described.size() * sizeof(info) + characters * sizeof(Char));
    auto* text = reinterpret_cast<Char*>(block.bytes().data() + described.size() * sizeof(info));
    const auto place = [&text](std::string_view ascii) {
        Char* const start = text;
        text = std::ranges::copy(ascii, text).out + 1; // the block is zeroed
        return start;
    };
    auto* out = reinterpret_cast<info*>(block.bytes().data());
    for (const auto& p : described)
        *out++ = {p.capabilities, p.version, p.rpc_id, p.max_token, place(p.name), place(p.comment)};
    return block;
}

} // namespace sspi::core
