// SPDX-License-Identifier: BSL-1.0
// Negotiate against Heimdal's own SPNEGO, which shares no code with ours.
#include <support/catch.hpp>
#include <support/legs.hpp>
#include <support/messages.hpp>
#include <support/packages.hpp>

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>
#include <gssapi/gssapi_spnego.h>

using namespace sspi::test;

namespace {

/// One side of an exchange through Heimdal's GSS-API.
class heimdal_peer {
  public:
    heimdal_peer() = default;
    heimdal_peer(const heimdal_peer&) = delete;
    heimdal_peer& operator=(const heimdal_peer&) = delete;
    ~heimdal_peer() {
        OM_uint32 ignored = 0;
        if (context_ != GSS_C_NO_CONTEXT) gss_delete_sec_context(&ignored, &context_, GSS_C_NO_BUFFER);
    }

    /// True when this side is done.
    bool initiate(bytes input, OM_uint32 flags, bytes& output) {
        const std::string target = std::string(web) + "@" + realm_name;
        gss_buffer_desc text{target.size(), const_cast<char*>(target.data())};
        OM_uint32 minor = 0, ignored = 0;
        gss_name_t name = GSS_C_NO_NAME;
        REQUIRE(gss_import_name(&minor, &text, GSS_KRB5_NT_PRINCIPAL_NAME, &name) == GSS_S_COMPLETE);
        gss_buffer_desc in{input.size(), input.data()}, out{0, nullptr};
        const auto major =
            gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context_, name, GSS_SPNEGO_MECHANISM, flags, 0,
                                 GSS_C_NO_CHANNEL_BINDINGS, &in, nullptr, &out, nullptr, nullptr);
        gss_release_name(&ignored, &name);
        return taken(major, out, output);
    }
    bool accept(bytes input, bytes& output) {
        OM_uint32 minor = 0;
        gss_buffer_desc in{input.size(), input.data()}, out{0, nullptr};
        const auto major =
            gss_accept_sec_context(&minor, &context_, GSS_C_NO_CREDENTIAL, &in, GSS_C_NO_CHANNEL_BINDINGS,
                                   nullptr, nullptr, &out, nullptr, nullptr, nullptr);
        return taken(major, out, output);
    }

    bytes seal(const std::string& text) {
        OM_uint32 minor = 0;
        gss_buffer_desc in{text.size(), const_cast<char*>(text.data())}, out{0, nullptr};
        REQUIRE(gss_wrap(&minor, context_, 1, GSS_C_QOP_DEFAULT, &in, nullptr, &out) == GSS_S_COMPLETE);
        return copied(out);
    }
    std::string open(bytes message) {
        OM_uint32 minor = 0;
        gss_buffer_desc in{message.size(), message.data()}, out{0, nullptr};
        REQUIRE(gss_unwrap(&minor, context_, &in, &out, nullptr, nullptr) == GSS_S_COMPLETE);
        return text_of(copied(out));
    }

  private:
    static bytes copied(gss_buffer_desc& from) {
        const auto* const first = static_cast<const std::byte*>(from.value);
        bytes out(first, first + from.length);
        OM_uint32 ignored = 0;
        gss_release_buffer(&ignored, &from);
        return out;
    }
    static bool taken(OM_uint32 major, gss_buffer_desc& from, bytes& output) {
        output = copied(from);
        REQUIRE(!GSS_ERROR(major));
        return major == GSS_S_COMPLETE;
    }

    gss_ctx_id_t context_ = GSS_C_NO_CONTEXT;
};

void check_talk(peer& ours, heimdal_peer& theirs) {
    CHECK(theirs.open(encrypt(ours, {"from us"}).joined()) == "from us");
    CHECK(decrypt_stream(ours, theirs.seal("from them")).text == "from them");
}

} // namespace

TEST_CASE("our client negotiates with Heimdal's acceptor") {
    shared_realm();
    const ULONG request = GENERATE(ULONG{usual_request}, ULONG{usual_request | ISC_REQ_USE_DCE_STYLE});
    auto from = acquire_from("Negotiate", SECPKG_CRED_OUTBOUND);
    peer client;
    heimdal_peer server;
    bytes answer;
    bool done = false;
    initiate(client, from, web, request);
    for (int leg = 0; leg < 4 && client.status >= 0; ++leg) {
        if (!client.token.empty()) done = server.accept(client.token, answer);
        if (client.status == SEC_E_OK) break;
        initiate(client, from, web, request, answer);
    }
    REQUIRE(client.status == SEC_E_OK);
    REQUIRE(done);
    if ((request & ISC_REQ_USE_DCE_STYLE) == 0) check_talk(client, server);
}

TEST_CASE("Heimdal's initiator negotiates with our server") {
    shared_realm();
    const auto mutual = GENERATE(OM_uint32{GSS_C_MUTUAL_FLAG}, OM_uint32{0});
    const OM_uint32 flags =
        GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG | mutual;
    auto with = acquire_from("Negotiate", SECPKG_CRED_INBOUND);
    heimdal_peer client;
    peer server;
    bytes token;
    bool done = client.initiate({}, flags, token);
    for (int leg = 0; leg < 4 && !token.empty(); ++leg) {
        accept(server, with, 0, token);
        REQUIRE(server.status >= 0);
        token.clear();
        if (!done) done = client.initiate(server.token, flags, token);
    }
    REQUIRE(done);
    REQUIRE(server.status == SEC_E_OK);
    if (mutual != 0) return check_talk(server, client);
    // Without an AP-REP Heimdal's initiator expects our numbers to begin with 0.
    CHECK(decrypt_stream(server, client.seal("from them")).text == "from them");
}
