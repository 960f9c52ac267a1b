// SPDX-License-Identifier: BSL-1.0
// Identities in each of their structures, with any offsets, lengths, flags and texts; and bytes that are said to be one.
//
// The input: one octet chooses the structure; the rest fills it.
#include "support/calls.hpp"

#include <array>
#include <cstring>

using namespace sspi::fuzz;

namespace {

/// An identity that the library made.
class made_identity {
  public:
    made_identity() = default;
    made_identity(const made_identity&) = delete;
    made_identity& operator=(const made_identity&) = delete;
    ~made_identity() { SspiFreeAuthIdentity(value_); }
    [[nodiscard]] void* get() const noexcept { return value_; }
    [[nodiscard]] PSEC_WINNT_AUTH_IDENTITY_OPAQUE* out() noexcept { return &value_; }

  private:
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE value_ = nullptr;
};

[[nodiscard]] bytes marshalled(void* identity) {
    ULONG size = 0;
    char* octets = nullptr;
    must(SspiMarshalAuthIdentity(identity, &size, &octets) == SEC_E_OK, "a copy can be marshalled");
    const auto* const first = reinterpret_cast<const std::byte*>(octets);
    bytes out(first, first + size);
    SspiLocalFree(octets);
    return out;
}

[[nodiscard]] bool same(void* one, void* other) {
    BOOLEAN same_user = FALSE, same_identity = FALSE;
    return SspiCompareAuthIdentities(one, other, &same_user, &same_identity) == SEC_E_OK &&
           same_user != FALSE && same_identity != FALSE;
}

void unmarshal(bytes octets) {
    made_identity out;
    if (SspiUnmarshalAuthIdentity(static_cast<ULONG>(octets.size()), reinterpret_cast<char*>(octets.data()),
                                  out.out()) != SEC_E_OK)
        return must(out.get() == nullptr, "a failure gives no identity");
    must(SspiValidateAuthIdentity(out.get()) == SEC_E_OK, "what was unmarshalled is well formed");
    auto again = marshalled(out.get());
    made_identity twin;
    must(SspiUnmarshalAuthIdentity(static_cast<ULONG>(again.size()), reinterpret_cast<char*>(again.data()),
                                   twin.out()) == SEC_E_OK,
         "what was marshalled can be unmarshalled");
    must(same(out.get(), twin.get()), "and is the same");
}

void acquire(void* identity, bool wide, ULONG use) {
    SecHandle made{};
    const auto status = wide ? AcquireCredentialsHandleW(nullptr, const_cast<wchar_t*>(L"Negotiate"), use,
                                                         nullptr, identity, nullptr, nullptr, &made, nullptr)
                             : AcquireCredentialsHandleA(nullptr, text_argument("Kerberos"), use, nullptr,
                                                         identity, nullptr, nullptr, &made, nullptr);
    if (status != SEC_E_OK) return;
    credential_handle owner;
    owner.now_live(made);
    SecPkgCredentials_NamesA names{};
    if (QueryCredentialsAttributesA(owner.get(), SECPKG_CRED_ATTR_NAMES, &names) == SEC_E_OK)
        FreeContextBuffer(names.sUserName);
}

void use_everywhere(void* identity, bool wide, ULONG use) {
    acquire(identity, wide, use);
    if (!wide) return;
    const bool valid = SspiValidateAuthIdentity(identity) == SEC_E_OK;
    PCWSTR user = nullptr, domain = nullptr, password = nullptr;
    if (SspiEncodeAuthIdentityAsStrings(identity, &user, &domain, &password) == SEC_E_OK) {
        must(valid, "only what is well formed has texts");
        for (const auto* const each : {user, domain, password})
            SspiLocalFree(const_cast<WCHAR*>(each));
    }
    made_identity copy, without;
    if (SspiCopyAuthIdentity(identity, copy.out()) == SEC_E_OK) {
        must(valid && same(identity, copy.get()), "a copy is the same");
        unmarshal(marshalled(copy.get()));
    }
    (void)SspiExcludePackage(identity, const_cast<wchar_t*>(L"Negotiate"), without.out());
    (void)SspiIsAuthIdentityEncrypted(identity);
}

/// A number that is often one that leads somewhere.
[[nodiscard]] ULONG any_offset(program& input, std::size_t near) {
    const auto kind = input.octet();
    if (kind < 128) return static_cast<ULONG>(kind % (near + 2));
    if (kind < 192) return input.number();
    return input.number(4);
}

constexpr ULONG flags[] = {SEC_WINNT_AUTH_IDENTITY_ANSI, SEC_WINNT_AUTH_IDENTITY_UNICODE,
                           SEC_WINNT_AUTH_IDENTITY_ANSI | SEC_WINNT_AUTH_IDENTITY_UNICODE, 0,
                           SEC_WINNT_AUTH_IDENTITY_UNICODE | SEC_WINNT_AUTH_IDENTITY_MARSHALLED};

/// SEC_WINNT_AUTH_IDENTITY_EX2 in memory of the size that it says.
[[nodiscard]] bytes block(program& input) {
    SEC_WINNT_AUTH_IDENTITY_EX2 header{};
    header.Version = SEC_WINNT_AUTH_IDENTITY_VERSION_2;
    header.cbHeaderLength = input.flag() ? input.octet() : sizeof header;
    header.Flags = flags[input.below(std::size(flags))];
    const bool spoilt = input.flag();
    const auto some = [&](ULONG& offset, unsigned short& length, std::size_t at, std::size_t size) {
        offset = static_cast<ULONG>(sizeof header + at);
        length = static_cast<unsigned short>(size);
        if (!spoilt) return;
        offset = static_cast<ULONG>(sizeof header) + any_offset(input, at + size);
        length = static_cast<unsigned short>(any_offset(input, size));
    };
    const bytes parts[] = {bytes_of(input.text()), bytes_of(input.text()), bytes_of(input.text())};
    bytes behind;
    SEC_WINNT_AUTH_PACKED_CREDENTIALS packed{};
    packed.cbHeaderLength = input.flag() ? input.octet() : sizeof packed;
    const GUID types[] = {SEC_WINNT_AUTH_DATA_TYPE_PASSWORD, SEC_WINNT_AUTH_DATA_TYPE_KEYTAB,
                          SEC_WINNT_AUTH_DATA_TYPE_CERT};
    packed.AuthData.CredType = types[input.below(std::size(types))];
    const auto secret = input.rest();
    packed.AuthData.CredData.ByteArrayOffset = sizeof packed;
    packed.AuthData.CredData.ByteArrayLength = static_cast<unsigned short>(secret.size());
    packed.cbStructureLength = static_cast<unsigned short>(sizeof packed + secret.size());
    const auto append = [&](view more) {
        const auto at = behind.size();
        behind.insert(behind.end(), more.begin(), more.end());
        return at;
    };
    some(header.UserOffset, header.UserLength, append(parts[0]), parts[0].size());
    some(header.DomainOffset, header.DomainLength, append(parts[1]), parts[1].size());
    some(header.PackageListOffset, header.PackageListLength, append(parts[2]), parts[2].size());
    const auto at = append(std::as_bytes(std::span(&packed, 1)));
    append(secret);
    some(header.PackedCredentialsOffset, header.PackedCredentialsLength, at, sizeof packed + secret.size());
    header.cbStructureLength = static_cast<ULONG>(sizeof header + behind.size());
    bytes out(sizeof header + behind.size());
    std::memcpy(out.data(), &header, sizeof header);
    std::ranges::copy(behind, out.begin() + sizeof header);
    return out;
}

/// Texts of any octets, in memory of their size.
template <class Char>
struct texts {
    explicit texts(program& input) {
        for (auto& each : all) {
            const auto octets = input.counted();
            each.resize(octets.size() / sizeof(Char));
            if (!each.empty()) std::memcpy(each.data(), octets.data(), each.size() * sizeof(Char));
        }
    }
    [[nodiscard]] Char* start(std::size_t of) { return all[of].empty() ? nullptr : all[of].data(); }
    [[nodiscard]] ULONG size(std::size_t of) const { return static_cast<ULONG>(all[of].size()); }
    std::array<std::vector<Char>, 4> all{};
};

/// The structures with pointers, of both versions and widths.
template <class Plain, class Extended, class Char>
void with_pointers(program& input, bool extended, bool wide) {
    const ULONG flag = flags[input.below(std::size(flags))];
    const ULONG use = input.flag() ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_BOTH;
    // Which width the texts have is for the flag to say.
    const bool narrow = (flag & SEC_WINNT_AUTH_IDENTITY_ANSI) != 0;
    texts<char> small(input);
    texts<wchar_t> large(input);
    const auto fill = [&](auto& out) {
        using text = decltype(out.User);
        const auto start = [&](std::size_t of) {
            return narrow ? reinterpret_cast<text>(small.start(of)) : reinterpret_cast<text>(large.start(of));
        };
        const auto size = [&](std::size_t of) { return narrow ? small.size(of) : large.size(of); };
        out.User = start(0);
        out.UserLength = size(0);
        out.Domain = start(1);
        out.DomainLength = size(1);
        out.Password = start(2);
        out.PasswordLength = size(2);
        out.Flags = flag;
        if constexpr (requires { out.PackageList; }) {
            out.PackageList = start(3);
            out.PackageListLength = size(3);
        }
    };
    if (extended) {
        Extended out{};
        out.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
        out.Length = sizeof out;
        fill(out);
        return use_everywhere(&out, wide, use);
    }
    Plain out{};
    fill(out);
    use_everywhere(&out, wide, use);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    program input(data, size);
    const auto kind = input.octet();
    const bool wide = (kind & 8) != 0;
    switch (kind % 4) {
    case 0: {
        const auto rest = input.rest();
        unmarshal({rest.begin(), rest.end()});
        break;
    }
    case 1: {
        auto octets = block(input);
        use_everywhere(octets.data(), wide, SECPKG_CRED_OUTBOUND);
        unmarshal(octets);
        break;
    }
    default:
        const bool extended = kind % 4 == 3;
        if (wide)
            with_pointers<SEC_WINNT_AUTH_IDENTITY_W, SEC_WINNT_AUTH_IDENTITY_EXW, unsigned short>(
                input, extended, true);
        else
            with_pointers<SEC_WINNT_AUTH_IDENTITY_A, SEC_WINNT_AUTH_IDENTITY_EXA, unsigned char>(
                input, extended, false);
    }
    return 0;
}
