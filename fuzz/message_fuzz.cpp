// SPDX-License-Identifier: BSL-1.0
// Messages of both directions, altered, in every layout of buffers: what opens is what was sent.
//
// The input: one octet chooses the session, one the layout, two the length; the rest are edits of the octets.
#include "support/exchange.hpp"

#include <array>
#include <map>
#include <numeric>

using namespace sspi::fuzz;
using sspi::testing::enctype;

namespace {

/// A realm with one enctype, and what it takes to begin a session in it.
class realm_of {
  public:
    explicit realm_of(enctype type, const char* name)
        : realm_(name, {{"alice", world::password}}, {world::service}, options(type)) {
        auto& all = world::instance();
        client_ = all.acquire(package::kerberos, SECPKG_CRED_OUTBOUND, realm_.cache("alice"), {});
        server_ = all.acquire(package::kerberos, SECPKG_CRED_INBOUND, {}, realm_.keytab());
    }

    /// Both sides of a session, for messages.
    void begin(side& client, side& server, ULONG request) {
        const auto target = world::service + ("@" + realm_.name());
        for (int leg = 0; leg < 3 && !(client.done() && server.done()); ++leg) {
            client.leg(server.token, [&](SecHandle* existing, SecBufferDesc* in, leg_outputs& out) {
                return InitializeSecurityContextA(client_.get(), existing, text_argument(target), request, 0,
                                                  SECURITY_NATIVE_DREP, in, 0, &out.handle, out.list(),
                                                  &out.attributes, &out.expiry);
            });
            must(client.status >= 0, "a client's leg");
            if (server.done()) break;
            server.leg(client.token, [&](SecHandle* existing, SecBufferDesc* in, leg_outputs& out) {
                return AcceptSecurityContext(server_.get(), existing, in, 0, SECURITY_NATIVE_DREP,
                                             &out.handle, out.list(), &out.attributes, &out.expiry);
            });
            must(server.status >= 0, "a server's leg");
        }
        must(client.done() && server.done(), "a session begins");
    }

  private:
    [[nodiscard]] static sspi::testing::realm_options options(enctype type) {
        sspi::testing::realm_options out;
        out.enctypes = {type};
        return out;
    }
    sspi::testing::local_realm realm_;
    credential_handle client_, server_;
};

constexpr enctype enctypes[] = {enctype::aes128_cts_hmac_sha1_96, enctype::aes256_cts_hmac_sha1_96,
                                enctype::aes128_cts_hmac_sha256_128, enctype::aes256_cts_hmac_sha384_192,
                                enctype::arcfour_hmac_md5};
constexpr const char* realm_names[] = {"M17.TEST", "M18.TEST", "M19.TEST", "M20.TEST", "M23.TEST"};

[[nodiscard]] realm_of& realm_number(std::size_t which) {
    (void)world::instance(); // before the realms, so that it goes after them
    static std::array<std::unique_ptr<realm_of>, std::size(enctypes)> made;
    if (!made[which]) made[which] = std::make_unique<realm_of>(enctypes[which], realm_names[which]);
    return *made[which];
}

struct layout {
    std::uint8_t bits;
    [[nodiscard]] bool signature() const { return (bits & 7) == 0; }
    [[nodiscard]] bool stream() const { return (bits & 7) == 1; }
    [[nodiscard]] bool in_pieces() const { return (bits & 7) == 2; }
    [[nodiscard]] bool with_sign_only() const { return (bits & 7) == 3; }
    [[nodiscard]] bool read_only() const { return (bits & 7) == 4; }
    [[nodiscard]] bool without_padding() const { return (bits & 7) == 5; }
    [[nodiscard]] bool not_encrypted() const { return (bits & 8) != 0; }
    [[nodiscard]] bool answer() const { return (bits & 16) != 0; }
};

/// A message in the buffers that it was made in.
struct message {
    std::vector<bytes> memory{};
    std::vector<SecBuffer> buffers{};

    void add(ULONG type, bytes octets) {
        memory.push_back(std::move(octets));
        buffers.push_back({0, type, nullptr});
    }
    [[nodiscard]] SecBufferDesc list() {
        for (std::size_t i = 0; i < buffers.size(); ++i) {
            buffers[i].pvBuffer = memory[i].data();
            buffers[i].cbBuffer = static_cast<ULONG>(memory[i].size());
        }
        return {SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()), buffers.data()};
    }
    void shrink_to_what_was_written() {
        for (std::size_t i = 0; i < buffers.size(); ++i)
            memory[i].resize(buffers[i].cbBuffer);
    }
    [[nodiscard]] bytes joined() const {
        bytes out;
        for (const auto& each : memory)
            out.insert(out.end(), each.begin(), each.end());
        return out;
    }
};

[[nodiscard]] bytes content_of(std::size_t size) {
    bytes out(size);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<std::byte>(i * 7);
    return out;
}

[[nodiscard]] message unprotected(layout how, const SecPkgContext_Sizes& sizes, std::size_t length) {
    message out;
    const auto all = content_of(length);
    const auto middle = static_cast<std::ptrdiff_t>(length / 3);
    if (how.signature()) {
        out.add(SECBUFFER_DATA, all);
        out.add(SECBUFFER_TOKEN, bytes(sizes.cbMaxSignature));
        return out;
    }
    out.add(SECBUFFER_TOKEN, bytes(sizes.cbSecurityTrailer));
    if (how.with_sign_only()) out.add(SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM, content_of(9));
    if (how.read_only()) out.add(SECBUFFER_DATA | SECBUFFER_READONLY, content_of(5));
    if (how.in_pieces()) {
        out.add(SECBUFFER_DATA, {all.begin(), all.begin() + middle});
        out.add(SECBUFFER_DATA, {all.begin() + middle, all.end()});
    } else {
        out.add(SECBUFFER_DATA, all);
    }
    if (!how.without_padding()) out.add(SECBUFFER_PADDING, bytes(sizes.cbBlockSize));
    return out;
}

[[nodiscard]] SECURITY_STATUS protect(side& from, layout how, message& what) {
    auto list = what.list();
    const auto status =
        how.signature()
            ? MakeSignature(from.context.get(), 0, &list, 0)
            : EncryptMessage(from.context.get(), how.not_encrypted() ? SECQOP_WRAP_NO_ENCRYPT : 0, &list, 0);
    if (status == SEC_E_OK) what.shrink_to_what_was_written();
    return status;
}

/// Octets turned over, cut off, added or moved from one buffer to its neighbour.
void alter(message& what, program& input) {
    while (!input.over()) {
        const auto kind = input.octet();
        auto& memory = what.memory[(kind >> 3) % what.memory.size()];
        switch (kind & 7) {
        case 0:
            memory.resize(input.number() % (memory.size() + 1));
            break;
        case 1: {
            const auto more = input.counted();
            memory.insert(memory.end(), more.begin(), more.end());
            break;
        }
        case 2:
            std::swap(memory, what.memory[input.below(what.memory.size())]);
            break;
        case 3: {
            auto& to = what.memory[input.below(what.memory.size())];
            if (&to == &memory || memory.empty()) break;
            to.push_back(memory.back());
            memory.pop_back();
            break;
        }
        case 4:
            what.buffers[(kind >> 3) % what.buffers.size()].BufferType = input.octet() | ULONG{input.octet()}
                                                                                             << 24;
            break;
        default:
            if (!memory.empty())
                memory[input.number() % memory.size()] ^= static_cast<std::byte>(input.octet());
        }
    }
}

struct opened {
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    bytes content{};
};

[[nodiscard]] opened open_stream(side& to, bytes all) {
    SecBuffer buffers[] = {{static_cast<ULONG>(all.size()), SECBUFFER_STREAM, all.data()},
                           {0, SECBUFFER_DATA, nullptr}};
    SecBufferDesc list{SECBUFFER_VERSION, 2, buffers};
    ULONG quality = 0;
    opened out{DecryptMessage(to.context.get(), &list, 0, &quality)};
    if (out.status != SEC_E_OK) return out;
    const auto* const first = static_cast<const std::byte*>(buffers[1].pvBuffer);
    must(first >= all.data() && first + buffers[1].cbBuffer <= all.data() + all.size(),
         "data is within the stream");
    out.content.assign(first, first + buffers[1].cbBuffer);
    return out;
}

[[nodiscard]] opened open_in_place(side& to, layout how, message& what) {
    auto list = what.list();
    ULONG quality = 0;
    const auto before = what.joined();
    opened out{how.signature() ? VerifySignature(to.context.get(), &list, 0, &quality)
                               : DecryptMessage(to.context.get(), &list, 0, &quality)};
    for (std::size_t i = 0; i < what.buffers.size(); ++i) {
        if (what.buffers[i].BufferType != SECBUFFER_DATA) continue;
        const auto size = std::min<std::size_t>(what.buffers[i].cbBuffer, what.memory[i].size());
        out.content.insert(out.content.end(), what.memory[i].begin(),
                           what.memory[i].begin() + static_cast<std::ptrdiff_t>(size));
    }
    (void)before;
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    program input(data, size);
    const auto session = input.octet();
    const layout how{input.octet()};
    const std::size_t length = input.number() % 5000;
    auto& realm = realm_number(session % std::size(enctypes));
    ULONG request = exchange_kind::usual | ISC_REQ_MUTUAL_AUTH;
    if ((session & 0x40) != 0) request |= ISC_REQ_USE_DCE_STYLE;
    if ((session & 0x80) != 0) request = ISC_REQ_INTEGRITY | ISC_REQ_REPLAY_DETECT;
    side client, server;
    realm.begin(client, server, request);
    auto& from = how.answer() ? server : client;
    auto& to = how.answer() ? client : server;
    SecPkgContext_Sizes sizes{};
    must(QueryContextAttributesA(from.context.get(), SECPKG_ATTR_SIZES, &sizes) == SEC_E_OK,
         "a context has sizes");

    auto sent = unprotected(how, sizes, length);
    if (protect(from, how, sent) != SEC_E_OK) return 0;
    const auto genuine = sent;
    auto altered = sent;
    alter(altered, input);
    const bool same = altered.memory == genuine.memory &&
                      std::ranges::equal(altered.buffers, genuine.buffers, {}, &SecBuffer::BufferType,
                                         &SecBuffer::BufferType);
    const auto got = how.stream() ? open_stream(to, altered.joined()) : open_in_place(to, how, altered);
    if (same) must(got.status == SEC_E_OK, "a message that was not altered opens");
    if (got.status == SEC_E_OK && (how.stream() || same))
        must(got.content == content_of(length), "what opens is what was sent");
    if (got.status == SEC_E_OK || same) return 0;

    // The genuine one is as good as before.
    auto second = genuine;
    const auto later = how.stream() ? open_stream(to, second.joined()) : open_in_place(to, how, second);
    must(later.status == SEC_E_OK && later.content == content_of(length),
         "an altered message does not bar the genuine one");
    return 0;
}
