// SPDX-License-Identifier: BSL-1.0
// What the backend takes for granted of Heimdal, asked of the Heimdal that is here: another version says here which of it broke.
#include <heimdal/assumptions.hpp>
#include <support/catch.hpp>
#include <support/test_realm.hpp>

#include <sspi/testing/server.hpp>

#include <set>
#include <string>

// In the backend's namespace its own names for Heimdal's functions hide Heimdal's.
namespace sspi::heimdal {

namespace {

/// The realm with a KDC that Heimdal asks by itself.
struct served_realm {
    served_realm() {
        realm.add_user(test::user, test::password);
        realm.add_service(test::web);
        realm.write_keytab(environment.keytab_name());
        realm.write_cache(environment.cache_name(), test::user);
    }
    testing::realm realm{test::realm_name};
    testing::server server{realm};
    testing::environment environment{{.realm = test::realm_name, .port = server.port()}};
};

/// A context with mutual authentication, and nothing of this library around it.
class contexts {
  public:
    contexts() {
        const std::string target = std::string(test::web) + "@" + test::realm_name;
        gss_buffer_desc text{target.size(), const_cast<char*>(target.data())};
        OM_uint32 minor = 0;
        owned_name name;
        REQUIRE(gss_import_name(&minor, &text, GSS_KRB5_NT_PRINCIPAL_NAME, name.out()) == GSS_S_COMPLETE);
        owned_buffer request, reply, nothing;
        REQUIRE(initiate(name, GSS_C_NO_BUFFER, request) == GSS_S_CONTINUE_NEEDED);
        REQUIRE(gss_accept_sec_context(&minor, acceptor_.in_out(), GSS_C_NO_CREDENTIAL, request.out(),
                                       GSS_C_NO_CHANNEL_BINDINGS, nullptr, nullptr, reply.out(), nullptr,
                                       nullptr, nullptr) == GSS_S_COMPLETE);
        REQUIRE(initiate(name, reply.out(), nothing) == GSS_S_COMPLETE);
    }
    [[nodiscard]] probed both() const noexcept { return {initiator_.get(), acceptor_.get()}; }

  private:
    [[nodiscard]] OM_uint32 initiate(const owned_name& target, gss_buffer_t input, owned_buffer& output) {
        constexpr OM_uint32 flags =
            GSS_C_MUTUAL_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG;
        OM_uint32 minor = 0;
        return gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, initiator_.in_out(), target.get(),
                                    GSS_KRB5_MECHANISM, flags, 0, GSS_C_NO_CHANNEL_BINDINGS, input, nullptr,
                                    output.out(), nullptr, nullptr);
    }

    owned_context initiator_, acceptor_;
};

} // namespace

TEST_CASE("Heimdal is as the backend takes it for granted") {
    static const served_realm realm;
    for (const auto& one : assumptions())
        DYNAMIC_SECTION(one.what) {
            INFO("because " << one.reason << ", " << one.source);
            const contexts established;
            CHECK(one.holds(established.both()));
        }
}

TEST_CASE("each assumption says what, why and where") {
    std::set<std::string_view> names;
    for (const auto& one : assumptions()) {
        CAPTURE(one.what);
        CHECK(names.insert(one.what).second);
        CHECK_FALSE(one.reason.empty());
        CHECK(one.source.starts_with("https://github.com/heimdal/heimdal/"));
        CHECK(one.holds != nullptr);
    }
    CHECK(names.size() >= 14);
}

} // namespace sspi::heimdal
