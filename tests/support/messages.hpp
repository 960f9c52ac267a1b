// SPDX-License-Identifier: BSL-1.0
// Messages between two peers, in the shapes that callers give their buffers.
#pragma once

#include <support/peers.hpp>

#include <optional>
#include <string>
#include <vector>

namespace sspi::test {

[[nodiscard]] inline SecPkgContext_Sizes sizes_of(peer& side) {
    SecPkgContext_Sizes sizes{};
    REQUIRE(QueryContextAttributesA(side.context.get(), SECPKG_ATTR_SIZES, &sizes) == SEC_E_OK);
    return sizes;
}

/// A protected message: what would go over the wire, in pieces.
struct sealed_message {
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    bytes token;
    std::vector<bytes> data;
    bytes padding;

    /// The pieces one after the other: one token, as GSS peers know it.
    [[nodiscard]] bytes joined() const {
        bytes out = token;
        for (const auto& d : data)
            out.insert(out.end(), d.begin(), d.end());
        out.insert(out.end(), padding.begin(), padding.end());
        return out;
    }
};

/// EncryptMessage over TOKEN, DATA... and PADDING.
[[nodiscard]] inline sealed_message encrypt(peer& side, const std::vector<std::string>& parts, ULONG qop = 0,
                                            bool with_padding = true) {
    const auto sizes = sizes_of(side);
    sealed_message m;
    m.token.resize(sizes.cbSecurityTrailer);
    m.padding.resize(with_padding ? sizes.cbBlockSize : 0);
    for (const auto& p : parts)
        m.data.push_back(bytes_of(p));
    std::vector<SecBuffer> list{buffer(SECBUFFER_TOKEN, m.token)};
    for (auto& d : m.data)
        list.push_back(buffer(SECBUFFER_DATA, d));
    if (with_padding) list.push_back(buffer(SECBUFFER_PADDING, m.padding));
    auto all = descriptor(list);
    m.status = EncryptMessage(side.context.get(), qop, &all, 0);
    m.token.resize(list.front().cbBuffer);
    if (with_padding) m.padding.resize(list.back().cbBuffer);
    return m;
}

struct opened_message {
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    ULONG qop = 77;
    std::string text;
    bool inside_stream = false;
};

/// DecryptMessage over STREAM and an empty DATA.
[[nodiscard]] inline opened_message decrypt_stream(peer& side, bytes whole) {
    SecBuffer list[] = {buffer(SECBUFFER_STREAM, whole), {0, SECBUFFER_DATA, nullptr}};
    auto all = descriptor(list);
    opened_message out;
    out.status = DecryptMessage(side.context.get(), &all, 0, &out.qop);
    if (out.status != SEC_E_OK) return out;
    const auto* const start = static_cast<const std::byte*>(list[1].pvBuffer);
    out.inside_stream = start >= whole.data() && start + list[1].cbBuffer <= whole.data() + whole.size();
    out.text = text_of({start, list[1].cbBuffer});
    return out;
}

/// DecryptMessage over the same pieces that EncryptMessage had.
[[nodiscard]] inline opened_message decrypt_pieces(peer& side, sealed_message m) {
    std::vector<SecBuffer> list{buffer(SECBUFFER_TOKEN, m.token)};
    for (auto& d : m.data)
        list.push_back(buffer(SECBUFFER_DATA, d));
    if (!m.padding.empty()) list.push_back(buffer(SECBUFFER_PADDING, m.padding));
    auto all = descriptor(list);
    opened_message out;
    out.status = DecryptMessage(side.context.get(), &all, 0, &out.qop);
    for (const auto& d : m.data)
        out.text += text_of(d);
    return out;
}

[[nodiscard]] inline SECURITY_STATUS sign(peer& side, bytes message, bytes& token, ULONG qop = 0) {
    token.resize(sizes_of(side).cbMaxSignature);
    SecBuffer list[] = {buffer(SECBUFFER_DATA, message), buffer(SECBUFFER_TOKEN, token)};
    auto all = descriptor(list);
    const auto status = MakeSignature(side.context.get(), qop, &all, 0);
    if (status == SEC_E_OK) token.resize(list[1].cbBuffer);
    return status;
}

[[nodiscard]] inline SECURITY_STATUS verify(peer& side, bytes message, bytes token) {
    SecBuffer list[] = {buffer(SECBUFFER_TOKEN, token), buffer(SECBUFFER_DATA, message)};
    auto all = descriptor(list);
    ULONG qop = 77;
    return VerifySignature(side.context.get(), &all, 0, &qop);
}

} // namespace sspi::test
