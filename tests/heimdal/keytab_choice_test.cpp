// SPDX-License-Identifier: BSL-1.0
// Which of a keytab's keys opens a client's ticket, whatever else the keytab has.
#include "situations.hpp"

#include <gss/mechanism.hpp>
#include <heimdal/asn1.hpp>
#include <wire/kerberos_token.hpp>

#include <sspi/detail/keytab_file.hpp>

#include <bit>

using namespace sspi::test;
using sspi::detail::keytab_entry;

namespace {

/// The realm's keytab, in a form of the test's.
class keytab_writer {
  public:
    explicit keytab_writer(char version)
        : reversed_(version == 1 && std::endian::native == std::endian::little) {
        out_ += '\x05';
        out_ += version;
        first_ = version == 1;
    }
    keytab_writer& add(const keytab_entry& key, bool whole_version = true) {
        std::string content;
        number(content, key.components.size() + (first_ ? 1 : 0), 2);
        text(content, key.realm);
        for (const auto& each : key.components)
            text(content, each);
        if (!first_) number(content, key.name_type, 4);
        number(content, key.timestamp, 4);
        number(content, key.version & 0xFF, 1);
        number(content, static_cast<std::uint16_t>(key.enctype), 2);
        text(content, {reinterpret_cast<const char*>(key.key.data()), key.key.size()});
        if (whole_version) number(content, key.version, 4);
        number(out_, content.size(), 4);
        out_ += content;
        return *this;
    }
    keytab_writer& hole(std::uint32_t size) {
        number(out_, 0U - size, 4);
        out_.append(size, '\xA5');
        return *this;
    }
    [[nodiscard]] std::string write() const { return written("chosen", out_); }

  private:
    void number(std::string& to, std::size_t value, std::size_t size) const {
        for (std::size_t i = 0; i < size; ++i)
            to += static_cast<char>(value >> (8 * (reversed_ ? i : size - 1 - i)) & 0xFF);
    }
    void text(std::string& to, std::string_view what) const {
        number(to, what.size(), 2);
        to += what;
    }

    const bool reversed_;
    bool first_ = false;
    std::string out_;
};

/// The key of the web service.
class genuine_key {
  public:
    genuine_key() {
        the_realm()->write_keytab(the_realm().environment().keytab_name(), {web});
        content_ = content_of(the_realm().environment().keytab_name().substr(sizeof "FILE:" - 1));
        entry_ = sspi::detail::read_keytab(std::as_bytes(std::span(content_)))->front();
    }
    [[nodiscard]] const keytab_entry& get() const { return entry_; }
    [[nodiscard]] keytab_entry as(const std::string& host, std::uint32_t version = 1) const {
        auto out = entry_;
        out.components.back() = host;
        out.version = version;
        return out;
    }
    [[nodiscard]] static keytab_entry other(const std::string& host, std::uint32_t version = 1) {
        static const std::string key = "0123456789abcdef";
        keytab_entry out{
            .realm = realm_name, .components = {"HTTP", host}, .name_type = 1, .version = version};
        out.enctype = static_cast<std::int32_t>(test_enctype());
        out.key = std::as_bytes(std::span(key));
        return out;
    }

  private:
    std::string content_;
    keytab_entry entry_;
};

SECURITY_STATUS accepted_by(const std::string& keytab, const char* service = nullptr,
                            const std::function<void(bytes&)>& change = {}) {
    the_realm().log_in();
    two_sides s{.client_credential = acquire_from("Kerberos", SECPKG_CRED_OUTBOUND),
                .server_credential = acquire_from("Kerberos", SECPKG_CRED_INBOUND, nullptr, service)};
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    if (change) change(s.client.token);
    if (service == nullptr)
        REQUIRE(SspiSetCredentialStore(s.server_credential.get(), nullptr, keytab.c_str()) == SEC_E_OK);
    else // a store takes tickets for any service
        std::filesystem::copy_file(keytab.substr(sizeof "FILE:" - 1),
                                   the_realm().environment().keytab_name().substr(sizeof "FILE:" - 1),
                                   std::filesystem::copy_options::overwrite_existing);
    s.server_leg();
    return s.server.status;
}

const std::string host = "web.sspi.test";

} // namespace

TEST_CASE("a key opens a ticket in either version of a keytab, behind holes and other services") {
    const genuine_key key;
    for (const char version : {'\x01', '\x02'}) {
        CAPTURE(int{version});
        keytab_writer out(version);
        out.hole(40).add(key.other("a.sspi.test")).hole(4);
        for (int i = 0; i < 2000; ++i)
            out.add(key.other("n" + std::to_string(i) + ".sspi.test"), i % 2 == 0);
        CHECK(accepted_by(out.write()) == SEC_E_NO_KERB_KEY);
        CHECK(accepted_by(out.add(key.get()).hole(8).write()) == SEC_E_OK);
    }
}

TEST_CASE("a key with eight bits of its version opens a ticket, and one of another version does not") {
    const genuine_key key;
    CHECK(accepted_by(keytab_writer(2).add(key.get(), false).write()) == SEC_E_OK);
    // The ticket is of version 1: neither of these is its own, and of them the key is the same.
    CHECK(accepted_by(keytab_writer(2).add(key.as(host, 257)).write()) == SEC_E_OK);
    CHECK(accepted_by(keytab_writer(2).add(key.other(host, 257)).write()) == SEC_E_NO_KERB_KEY);
    CHECK(accepted_by(keytab_writer(2).add(key.other(host, 257)).add(key.get()).write()) == SEC_E_OK);
    CHECK(accepted_by(keytab_writer(2).add(key.other(host)).add(key.as("z.sspi.test")).write()) ==
          SEC_E_MESSAGE_ALTERED);
}

TEST_CASE("a key that goes by another name opens a ticket, as one account has many names") {
    const genuine_key key;
    CHECK(
        accepted_by(keytab_writer(2).add(key.other("a.sspi.test")).add(key.as("alias.sspi.test")).write()) ==
        SEC_E_OK);
    CHECK(accepted_by(keytab_writer(2).add(key.other("a.sspi.test")).write()) == SEC_E_NO_KERB_KEY);
}

TEST_CASE("a handle for one service takes what that service's key opens") {
    const genuine_key key;
    auto both =
        keytab_writer(2).add(key.as("alias.sspi.test")).add(key.other("other.sspi.test")).add(key.get());
    const auto name = both.write();
    CHECK(accepted_by(name, web) == SEC_E_OK);
    CHECK(accepted_by(name, "HTTP/alias.sspi.test@SSPI.TEST") == SEC_E_OK);
    CHECK(accepted_by(name, "HTTP/other.sspi.test@SSPI.TEST") != SEC_E_OK);
    CHECK(accepted_by(name, "HTTP/none.sspi.test@SSPI.TEST") == SEC_E_OK); // a hint that means nothing
}

TEST_CASE("a name that Heimdal would have name services complete is no token") {
    const genuine_key key;
    const auto completed = [](bytes& token) {
        const auto message = sspi::wire::kerberos_message(token);
        AP_REQ request{};
        std::size_t size = 0;
        REQUIRE(decode_AP_REQ(reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                              &request, &size) == 0);
        request.ticket.sname.name_type = KRB5_NT_SRV_HST_NEEDS_CANON;
        const auto again = sspi::heimdal::encoded<encode_AP_REQ, length_AP_REQ>(request);
        free_AP_REQ(&request);
        token = sspi::wire::framed(sspi::wire::kerberos_token::ap_req, again);
    };
    const auto name = keytab_writer(2).add(key.get()).write();
    CHECK(accepted_by(name, nullptr, [](bytes&) {}) == SEC_E_OK);
    CHECK(accepted_by(name, nullptr, completed) == SEC_E_INVALID_TOKEN);
}

TEST_CASE("a handle sees at once that its keytab has changed") {
    const genuine_key key;
    the_realm().log_in();
    auto client = acquire_from("Kerberos", SECPKG_CRED_OUTBOUND);
    auto server = acquire_from("Kerberos", SECPKG_CRED_INBOUND);
    const auto name = keytab_writer(2).add(key.get()).write();
    REQUIRE(SspiSetCredentialStore(server.get(), nullptr, name.c_str()) == SEC_E_OK);
    const auto status = [&] {
        peer from, to;
        initiate(from, client, web, usual_request);
        REQUIRE(from.status == SEC_I_CONTINUE_NEEDED);
        accept(to, server, 0, from.token);
        return to.status;
    };
    for (int i = 0; i < 5; ++i) {
        CHECK(status() == SEC_E_OK);
        (void)keytab_writer(2).add(key.other("a.sspi.test")).write();
        CHECK(status() == SEC_E_NO_KERB_KEY);
        (void)keytab_writer(2).add(key.get()).write();
    }
}
