// SPDX-License-Identifier: BSL-1.0
// Builds SEC_WINNT_AUTH_IDENTITY_EX2 from the structures of the contract, field by field, so that a test can spoil any.
#pragma once

#include <sspi.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::test {

template <class Char>
[[nodiscard]] std::vector<std::byte> bytes_of(const std::basic_string<Char>& text) {
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

/// SEC_WINNT_AUTH_PACKED_CREDENTIALS with the data behind it.
[[nodiscard]] inline std::vector<std::byte> packed(const GUID& type, const std::vector<std::byte>& data) {
    SEC_WINNT_AUTH_PACKED_CREDENTIALS header{};
    header.cbHeaderLength = sizeof header;
    header.cbStructureLength = static_cast<unsigned short>(sizeof header + data.size());
    header.AuthData.CredType = type;
    header.AuthData.CredData.ByteArrayOffset = sizeof header;
    header.AuthData.CredData.ByteArrayLength = static_cast<unsigned short>(data.size());
    std::vector<std::byte> out(sizeof header + data.size());
    std::memcpy(out.data(), &header, sizeof header);
    std::ranges::copy(data, out.begin() + sizeof header);
    return out;
}

/// An identity in one block. The memory is exactly as long as the structure says, so that a sanitizer sees who
/// reads past it.
class identity_block {
  public:
    SEC_WINNT_AUTH_IDENTITY_EX2 header{};

    explicit identity_block(ULONG flags) {
        header.Version = SEC_WINNT_AUTH_IDENTITY_VERSION_2;
        header.cbHeaderLength = sizeof header;
        header.Flags = flags;
    }
    template <class Char>
    identity_block& user(const std::basic_string<Char>& text) {
        return place(bytes_of(text), header.UserOffset, header.UserLength);
    }
    template <class Char>
    identity_block& domain(const std::basic_string<Char>& text) {
        return place(bytes_of(text), header.DomainOffset, header.DomainLength);
    }
    template <class Char>
    identity_block& packages(const std::basic_string<Char>& text) {
        return place(bytes_of(text), header.PackageListOffset, header.PackageListLength);
    }
    template <class Char>
    identity_block& password(const std::basic_string<Char>& text) {
        return credentials(packed(SEC_WINNT_AUTH_DATA_TYPE_PASSWORD, bytes_of(text)));
    }
    identity_block& keytab(const std::vector<std::byte>& contents) {
        return credentials(packed(SEC_WINNT_AUTH_DATA_TYPE_KEYTAB, contents));
    }
    identity_block& credentials(const std::vector<std::byte>& bytes) {
        return place(bytes, header.PackedCredentialsOffset, header.PackedCredentialsLength);
    }

    /// The structure, its size filled in unless it was set before.
    [[nodiscard]] std::vector<std::byte> bytes() const {
        auto whole = header;
        if (whole.cbStructureLength == 0)
            whole.cbStructureLength = static_cast<ULONG>(sizeof whole + parts_.size());
        std::vector<std::byte> out(sizeof whole + parts_.size());
        std::memcpy(out.data(), &whole, sizeof whole);
        std::ranges::copy(parts_, out.begin() + sizeof whole);
        return out;
    }

  private:
    identity_block& place(const std::vector<std::byte>& bytes, ULONG& offset, unsigned short& length) {
        offset = static_cast<ULONG>(sizeof header + parts_.size());
        length = static_cast<unsigned short>(bytes.size());
        parts_.insert(parts_.end(), bytes.begin(), bytes.end());
        return *this;
    }

    std::vector<std::byte> parts_;
};

} // namespace sspi::test
