// SPDX-License-Identifier: BSL-1.0
// Every requirement of a client and of a server, alone and combined, and what both sides get for it: a table that a
// person can read.
#include <support/legs.hpp>
#include <support/packages.hpp>

#include <detail/golden.hpp>
#include <sspi/detail/flag_map.hpp>
#include <sspi/detail/status.hpp>

#include <algorithm>
#include <cctype>
#include <iomanip>
#include <sstream>
#include <utility>

using namespace sspi::test;

namespace {

using names = std::vector<std::pair<ULONG, const char*>>;

#define GRANT(prefix, name)                                                                                  \
    { prefix##name, #name }
const names client_grants{GRANT(ISC_RET_, DELEGATE),
                          GRANT(ISC_RET_, MUTUAL_AUTH),
                          GRANT(ISC_RET_, REPLAY_DETECT),
                          GRANT(ISC_RET_, SEQUENCE_DETECT),
                          GRANT(ISC_RET_, CONFIDENTIALITY),
                          GRANT(ISC_RET_, USE_SESSION_KEY),
                          GRANT(ISC_RET_, USED_COLLECTED_CREDS),
                          GRANT(ISC_RET_, USED_SUPPLIED_CREDS),
                          GRANT(ISC_RET_, ALLOCATED_MEMORY),
                          GRANT(ISC_RET_, USED_DCE_STYLE),
                          GRANT(ISC_RET_, DATAGRAM),
                          GRANT(ISC_RET_, CONNECTION),
                          GRANT(ISC_RET_, EXTENDED_ERROR),
                          GRANT(ISC_RET_, STREAM),
                          GRANT(ISC_RET_, INTEGRITY),
                          GRANT(ISC_RET_, IDENTIFY),
                          GRANT(ISC_RET_, CONFIDENTIALITY_ONLY)};
const names server_grants{
    GRANT(ASC_RET_, DELEGATE),         GRANT(ASC_RET_, MUTUAL_AUTH),     GRANT(ASC_RET_, REPLAY_DETECT),
    GRANT(ASC_RET_, SEQUENCE_DETECT),  GRANT(ASC_RET_, CONFIDENTIALITY), GRANT(ASC_RET_, USE_SESSION_KEY),
    GRANT(ASC_RET_, ALLOCATED_MEMORY), GRANT(ASC_RET_, USED_DCE_STYLE),  GRANT(ASC_RET_, DATAGRAM),
    GRANT(ASC_RET_, CONNECTION),       GRANT(ASC_RET_, EXTENDED_ERROR),  GRANT(ASC_RET_, STREAM),
    GRANT(ASC_RET_, INTEGRITY),        GRANT(ASC_RET_, IDENTIFY)};
#undef GRANT

/// The bits by name, "-" for none; one that has no name here shows as a number.
std::string words(ULONG bits, const names& known) {
    std::ostringstream out;
    for (const auto& [bit, name] : known) {
        if ((bits & bit) == 0) continue;
        out << (out.str().empty() ? "" : " ") << name;
        bits &= ~bit;
    }
    if (bits != 0) out << " 0x" << std::hex << bits;
    return out.str().empty() ? "-" : out.str();
}

struct side {
    owned_credential credential;
    owned_context context{};
    bytes token{};
    ULONG attributes = 0;
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    int legs = 0;

    [[nodiscard]] bool waits() const { return status == SEC_I_CONTINUE_NEEDED; }
    [[nodiscard]] std::string outcome(const names& known) const {
        if (status == SEC_E_OK) return std::to_string(legs) + ": " + words(attributes, known);
        return std::to_string(legs) + ": " + std::string(sspi::name(static_cast<sspi::status>(status)));
    }
};

/// One leg with `function`, whoever provides the memory of the token.
template <class Function>
void step(side& s, bytes input, Function&& function) {
    bytes room(48000);
    auto in = buffer(SECBUFFER_TOKEN, input), out = buffer(SECBUFFER_TOKEN, room);
    auto in_list = descriptor({&in, 1}), out_list = descriptor({&out, 1});
    ++s.legs;
    s.token.clear();
    s.status =
        function(s.context.live() ? s.context.get() : nullptr, input.empty() ? nullptr : &in_list, &out_list);
    if (s.status < 0) return;
    s.context.now_live();
    const auto* const first = static_cast<const std::byte*>(out.pvBuffer);
    s.token.assign(first, first + out.cbBuffer);
    if (out.pvBuffer != room.data() && out.pvBuffer != nullptr)
        CHECK(FreeContextBuffer(out.pvBuffer) == SEC_E_OK);
}

struct exchange {
    side client;
    side server;

    exchange(const std::string& package, const std::string& target, ULONG client_asks, ULONG server_asks)
        : client{acquire_from(package, SECPKG_CRED_OUTBOUND)}, server{acquire_from(package,
                                                                                   SECPKG_CRED_INBOUND)} {
        for (int round = 0; round < 4 && (client.waits() || server.waits()); ++round) {
            if (client.waits()) client_step(target, client_asks);
            if (client.status < 0 || (client.token.empty() && !client.waits())) return;
            if (server.waits()) server_step(server_asks);
            if (server.status < 0) return;
        }
    }

  private:
    void client_step(const std::string& target, ULONG asks) {
        step(client, server.token, [&](CtxtHandle* existing, SecBufferDesc* in, SecBufferDesc* out) {
            return InitializeSecurityContextA(client.credential.get(), existing, arg(target.c_str()), asks, 0,
                                              0, in, 0, client.context.get(), out, &client.attributes,
                                              nullptr);
        });
    }
    void server_step(ULONG asks) {
        step(server, client.token, [&](CtxtHandle* existing, SecBufferDesc* in, SecBufferDesc* out) {
            return AcceptSecurityContext(server.credential.get(), existing, in, asks, 0, server.context.get(),
                                         out, &server.attributes, nullptr);
        });
    }
};

struct combination {
    const char* name;
    ULONG client;
    ULONG server;
    const char* target = web;
};

constexpr auto to_a_user = user; // whose cache both sides have
constexpr auto trusted = "HTTP/trusted.sspi.test";
constexpr ULONG hostile = ASC_REQ_INTEGRITY | ASC_REQ_CONFIDENTIALITY;

const combination combinations[] = {
    {"nothing", 0, 0},
    {"MUTUAL_AUTH DELEGATE, to a service that is not trusted", ISC_REQ_MUTUAL_AUTH | ISC_REQ_DELEGATE, 0},
    {"MUTUAL_AUTH DELEGATE, to a trusted service", ISC_REQ_MUTUAL_AUTH | ISC_REQ_DELEGATE, 0, trusted},
    {"DELEGATE, to a trusted service", ISC_REQ_DELEGATE, 0, trusted},
    {"REPLAY_DETECT SEQUENCE_DETECT", ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT, 0},
    {"CONFIDENTIALITY CONFIDENTIALITY_ONLY", ISC_REQ_CONFIDENTIALITY | ISC_REQ_CONFIDENTIALITY_ONLY, 0},
    {"NO_INTEGRITY INTEGRITY", ISC_REQ_NO_INTEGRITY | ISC_REQ_INTEGRITY, 0},
    {"NO_INTEGRITY CONFIDENTIALITY", ISC_REQ_NO_INTEGRITY | ISC_REQ_CONFIDENTIALITY, 0},
    {"NO_INTEGRITY, server asks INTEGRITY CONFIDENTIALITY", ISC_REQ_NO_INTEGRITY, hostile},
    {"NO_INTEGRITY MUTUAL_AUTH REPLAY_DETECT SEQUENCE_DETECT",
     ISC_REQ_NO_INTEGRITY | ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT, 0},
    {"USE_DCE_STYLE CONFIDENTIALITY", ISC_REQ_USE_DCE_STYLE | ISC_REQ_CONFIDENTIALITY, ASC_REQ_USE_DCE_STYLE},
    {"USE_DCE_STYLE NO_INTEGRITY", ISC_REQ_USE_DCE_STYLE | ISC_REQ_NO_INTEGRITY, 0},
    {"USE_DCE_STYLE USE_SESSION_KEY", ISC_REQ_USE_DCE_STYLE | ISC_REQ_USE_SESSION_KEY, 0, to_a_user},
    {"USE_SESSION_KEY MUTUAL_AUTH DELEGATE, to a user",
     ISC_REQ_USE_SESSION_KEY | ISC_REQ_MUTUAL_AUTH | ISC_REQ_DELEGATE, 0, to_a_user},
    {"USE_SESSION_KEY, to a service without a ticket", ISC_REQ_USE_SESSION_KEY, 0},
    {"IDENTIFY MUTUAL_AUTH, server asks IDENTIFY", ISC_REQ_IDENTIFY | ISC_REQ_MUTUAL_AUTH, ASC_REQ_IDENTIFY},
    {"EXTENDED_ERROR MUTUAL_AUTH, server asks EXTENDED_ERROR", ISC_REQ_EXTENDED_ERROR | ISC_REQ_MUTUAL_AUTH,
     ASC_REQ_EXTENDED_ERROR},
    {"ALLOCATE_MEMORY CONNECTION, both sides", ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_CONNECTION,
     ASC_REQ_ALLOCATE_MEMORY | ASC_REQ_CONNECTION},
    {"the usual", usual_request, 0},
    {"the usual, server asks the same", usual_request,
     ASC_REQ_MUTUAL_AUTH | ASC_REQ_REPLAY_DETECT | ASC_REQ_SEQUENCE_DETECT | ASC_REQ_CONFIDENTIALITY |
         ASC_REQ_INTEGRITY},
};

class matrix {
  public:
    explicit matrix(std::string package) : package_(std::move(package)) {}

    void heading(const char* text) { out_ << (out_.str().empty() ? "" : "\n") << text << '\n'; }

    void row(const combination& c) {
        const exchange x(package_, c.target, c.client, c.server);
        out_ << c.name << "\n    client " << x.client.outcome(client_grants) << '\n';
        if (x.server.legs != 0) out_ << "    server " << x.server.outcome(server_grants) << '\n';
    }
    [[nodiscard]] std::string text() const { return out_.str(); }

  private:
    std::string package_;
    std::ostringstream out_;
};

void add_trusted_service() {
    auto& realm = shared_realm();
    realm->add_service(trusted, {.ok_as_delegate = true});
    realm->write_keytab(realm.environment().keytab_name());
}

std::string whole_matrix(const std::string& package) {
    matrix out(package);
    out.heading(
        "Of each side: how many legs it took, and what it was granted, or the status of its last leg.");
    out.heading("The client asks for one thing, the server for nothing");
    for (const auto& request : sspi::detail::initiator_requests)
        out.row({request.name, static_cast<ULONG>(request.bit), 0,
                 request.bit == sspi::detail::isc_req::use_session_key ? to_a_user : web});
    out.heading("The client asks for MUTUAL_AUTH, the server for one thing");
    for (const auto& request : sspi::detail::acceptor_requests)
        out.row({request.name, ISC_REQ_MUTUAL_AUTH, static_cast<ULONG>(request.bit)});
    out.heading("Combinations");
    for (const auto& c : combinations)
        out.row(c);
    return out.text();
}

} // namespace

TEST_CASE("both sides get for each requirement, alone and combined, what the golden matrix says") {
    add_trusted_service();
    for (const auto& package : every_package()) {
        auto file = package;
        std::ranges::transform(file, file.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
        CAPTURE(package);
        sspi::testing::check_golden("flags_" + file + ".txt", whole_matrix(package));
    }
}
