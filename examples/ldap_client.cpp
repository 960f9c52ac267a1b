// SPDX-License-Identifier: BSL-1.0
// A client of LDAP, on libldap, that binds by SASL with GSSAPI or GSS-SPNEGO, and asks through the security layer.
#include "ldap_security_layer.hpp"
#include "tls_bindings.hpp"

#include <sspi/sasl.hpp>
#include <sspi/service_principal.hpp>

#include <ldap.h>

#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

extern "C" {
#include "options.h"
}

namespace {

enum exit_status { good, failed, misused, login_failed, login_refused };

// What libldap or the server answered.
struct ldap_error : std::runtime_error {
    ldap_error(const char* what, int result)
        : std::runtime_error(std::string(what) + ": " + ldap_err2string(result)) {}
};
// The server does not let us in.
struct refused : ldap_error {
    using ldap_error::ldap_error;
};

void check(const char* what, int result) {
    if (result != LDAP_SUCCESS) throw ldap_error(what, result);
}

struct closes {
    void operator()(LDAP* connection) const { ldap_unbind_ext_s(connection, nullptr, nullptr); }
    void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
    void operator()(berval* value) const { ber_bvfree(value); }
    void operator()(berval** values) const { ldap_value_free_len(values); }
    void operator()(BerElement* element) const { ber_free(element, 0); }
    void operator()(char* text) const { ldap_memfree(text); }
};
template <class T>
using owned = std::unique_ptr<T, closes>;

std::span<const std::byte> bytes_of(const berval* value) {
    if (value == nullptr) return {};
    return std::as_bytes(std::span(value->bv_val, value->bv_len));
}
std::string_view text_of(const berval* value) {
    return value == nullptr ? std::string_view() : std::string_view(value->bv_val, value->bv_len);
}

owned<LDAP> connect(const char* url, const char* ca) {
    LDAP* made = nullptr;
    check("ldap_initialize", ldap_initialize(&made, url));
    owned<LDAP> connection(made);
    const int version = LDAP_VERSION3, verify = LDAP_OPT_X_TLS_HARD, client = 0;
    ldap_set_option(made, LDAP_OPT_PROTOCOL_VERSION, &version);
    ldap_set_option(made, LDAP_OPT_X_TLS_REQUIRE_CERT, &verify);
    if (ca != nullptr) ldap_set_option(made, LDAP_OPT_X_TLS_CACERTFILE, ca);
    ldap_set_option(made, LDAP_OPT_X_TLS_NEWCTX, &client);
    check("the connection", ldap_connect(made));
    return connection;
}

// The bindings of the connection, if it has TLS.
sspi::channel_bindings bindings_of(LDAP* connection) {
    berval certificate{};
    if (ldap_tls_inplace(connection) == 0) return {};
    check("the certificate", ldap_get_option(connection, LDAP_OPT_X_TLS_PEERCERT, &certificate));
    const owned<char> memory(certificate.bv_val);
    return example::tls_bindings(bytes_of(&certificate));
}

// One response, and the challenge that answers it.
int exchange(LDAP* connection, std::string_view mechanism, std::span<const std::byte> response,
             owned<berval>& challenge) {
    std::string octets(reinterpret_cast<const char*>(response.data()), response.size());
    berval credentials{octets.size(), octets.data()};
    berval* answer = nullptr;
    const int result = ldap_sasl_bind_s(connection, "", std::string(mechanism).c_str(), &credentials, nullptr,
                                        nullptr, &answer);
    challenge.reset(answer);
    return result;
}

void log_in(LDAP* connection, sspi::sasl_mechanism mechanism, sspi::sasl_client& client) {
    owned<berval> challenge;
    int result = LDAP_SASL_BIND_IN_PROGRESS;
    for (auto token = client.step().token; result == LDAP_SASL_BIND_IN_PROGRESS;) {
        result = exchange(connection, sspi::name_of(mechanism), token, challenge);
        // With the success there may be a last token of the server's.
        const bool more = result == LDAP_SASL_BIND_IN_PROGRESS || (result == LDAP_SUCCESS && !client.done());
        if (more) token = client.step(bytes_of(challenge.get())).token;
    }
    if (result != LDAP_SUCCESS) throw refused("the server refuses the login", result);
    if (!client.done()) throw refused("the server did not prove who it is", LDAP_LOCAL_ERROR);
}

void show_entry(LDAP* connection, LDAPMessage* entry) {
    const owned<char> name(ldap_get_dn(connection, entry));
    std::cout << "dn: " << name.get() << '\n';
    BerElement* position = nullptr;
    owned<char> attribute(ldap_first_attribute(connection, entry, &position));
    for (const owned<BerElement> at(position); attribute;
         attribute.reset(ldap_next_attribute(connection, entry, position))) {
        const owned<berval*[]> values(ldap_get_values_len(connection, entry, attribute.get()));
        for (std::size_t i = 0; values && values[i] != nullptr; ++i)
            std::cout << attribute.get() << ": " << text_of(values[i]) << '\n';
    }
}

void search(LDAP* connection, const char* base) {
    char all[] = "*", operational[] = "+";
    char* attributes[] = {all, operational, nullptr};
    LDAPMessage* answer = nullptr;
    const int result = ldap_search_ext_s(connection, base, LDAP_SCOPE_BASE, "(objectClass=*)", attributes, 0,
                                         nullptr, nullptr, nullptr, LDAP_NO_LIMIT, &answer);
    const owned<LDAPMessage> owner(answer);
    check("the search", result);
    for (auto* entry = ldap_first_entry(connection, answer); entry != nullptr;
         entry = ldap_next_entry(connection, entry))
        show_entry(connection, entry);
}

void show_who_i_am(LDAP* connection) {
    berval* name = nullptr;
    check("who am I (RFC 4532)", ldap_whoami_s(connection, &name, nullptr, nullptr));
    const owned<berval> owner(name);
    std::cout << "I am " << text_of(name) << std::endl;
}

struct settings {
    const char *url = nullptr, *target = nullptr, *user = nullptr, *password = "", *ca = nullptr, *base = "";
    const char* protection = nullptr;
    sspi::sasl_mechanism mechanism = sspi::sasl_mechanism::gssapi;
    bool send_bindings = true;
};

sspi::credential credential_for(const settings& how) {
    auto out = sspi::credential::outbound();
    out.package(sspi::package_of(how.mechanism));
    if (how.user != nullptr) out.user(how.user).password(how.password);
    return out.acquire();
}

// Under TLS there need be no layer, and no server wants both.
sspi::sasl_options options_for(const settings& how, LDAP* connection) {
    using enum sspi::protection_level;
    sspi::sasl_options out;
    out.bindings = how.send_bindings ? bindings_of(connection) : sspi::channel_bindings();
    const std::string_view wished = how.protection != nullptr           ? how.protection
                                    : ldap_tls_inplace(connection) != 0 ? "none"
                                                                        : "sealed";
    out.least = out.most = wished == "none" ? none : wished == "signed" ? integrity : confidentiality;
    return out;
}

constexpr const char* word_for(sspi::protection_level level) {
    return level == sspi::protection_level::none        ? "not protected"
           : level == sspi::protection_level::integrity ? "signed"
                                                        : "sealed";
}

void run(const settings& how) {
    // Before the connection, because it has to live longer.
    std::optional<example::ldap_security_layer> layer;
    const auto connection = connect(how.url, how.ca);
    sspi::sasl_client client(how.mechanism, credential_for(how), how.target,
                             options_for(how, connection.get()));
    log_in(connection.get(), how.mechanism, client);
    const auto agreed = client.layer();
    std::cout << "Logged in as " << client.security().client_name() << ", messages are "
              << word_for(agreed.level()) << '\n';
    if (agreed.level() != sspi::protection_level::none) {
        Sockbuf* socket = nullptr;
        check("the socket", ldap_get_option(connection.get(), LDAP_OPT_SOCKBUF, &socket));
        if (!layer.emplace(agreed).install(socket))
            throw std::runtime_error("libldap does not take the layer");
    }
    try {
        search(connection.get(), how.base);
        show_who_i_am(connection.get());
    } catch (const ldap_error&) {
        if (layer && layer->error()) throw std::system_error(layer->error(), "The security layer");
        throw;
    }
}

exit_status outcome() {
    try {
        throw;
    } catch (const sspi::system_error& error) {
        const auto& text = error.detail().text;
        std::cerr << "The login failed.\n" << (text.empty() ? error.what() : text) << '\n';
        return login_failed;
    } catch (const refused& error) {
        std::cerr << error.what() << '\n';
        return login_refused;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return failed;
    }
}

} // namespace

int main(int count, char** values) {
    settings how;
    int spnego = 0, no_bindings = 0;
    const option_row rows[] = {
        {"--url", &how.url, nullptr, "ldap://host:port, or ldaps"},
        {"--target", &how.target, nullptr, "the service's name, ldap/host"},
        {"--spnego", nullptr, &spnego, "bind by GSS-SPNEGO, not GSSAPI"},
        {"--protection", &how.protection, nullptr,
         "sealed, signed or none; without this sealed, or none over ldaps"},
        {"--user", &how.user, nullptr, "log in as that user, not with the tickets at hand"},
        {"--password", &how.password, nullptr, "the user's password"},
        {"--ca", &how.ca, nullptr, "a file with the certificates to trust"},
        {"--base", &how.base, nullptr, "the entry to show, not the root of the directory"},
        {"--no-bindings", nullptr, &no_bindings, "send no channel bindings"},
        {nullptr, nullptr, nullptr, nullptr},
    };
    if (parse_options(count, values, rows) == 0 || how.url == nullptr || how.target == nullptr)
        return misused;
    if (spnego != 0) how.mechanism = sspi::sasl_mechanism::gss_spnego;
    how.send_bindings = no_bindings == 0;
    try {
        run(how);
    } catch (...) {
        return outcome();
    }
    return good;
}
