// SPDX-License-Identifier: BSL-1.0
// A program that obtains a service ticket with Heimdal and reads it with the default keytab, for the tests of
// sspi-kdc: heimdal_client SERVICE [USER PASSWORD]. Without a user it takes the default credential cache.
#include "kerberos_client.hpp"

#include <cstdlib>
#include <iostream>

namespace {

[[nodiscard]] int report(const sspi::testing::kerberos_client& client, const char* step,
                         krb5_error_code status) {
    const char* const text = krb5_get_error_message(client.context(), status);
    std::cout << step << ": " << text << '\n';
    krb5_free_error_message(client.context(), text);
    return status == 0 ? 0 : 1;
}

[[nodiscard]] krb5_error_code log_in(sspi::testing::kerberos_client& client,
                                     const std::vector<std::string>& arguments) {
    if (arguments.size() == 3) return client.login(arguments[1], arguments[2]).status;
    return client.use_cache(krb5_cc_default_name(client.context()));
}

} // namespace

int main(int count, char** values) {
    const std::vector<std::string> arguments(values + 1, values + count);
    if (arguments.size() != 1 && arguments.size() != 3) return 2;
    sspi::testing::kerberos_client client;
    if (const int failed = report(client, "login", log_in(client, arguments))) return failed;
    const auto ticket = client.ticket_for(arguments[0]);
    if (const int failed = report(client, "ticket", ticket.status)) return failed;
    std::cout << "enctypes: " << ticket.ticket_enctype << ' ' << ticket.session_enctype << '\n';
    std::cout << "lifetime: " << ticket.lifetime << '\n';
    const char* const keytab = std::getenv("KRB5_KTNAME");
    return report(client, "service", client.present_to(arguments[0], keytab != nullptr ? keytab : "FILE:"));
}
