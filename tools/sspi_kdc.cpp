// SPDX-License-Identifier: BSL-1.0
// sspi-kdc: the embedded KDC as a program, for other processes.
#include "options.hpp"
#include "signals.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/server.hpp>

#include <iostream>

namespace sspi::tools {
namespace {

enum exit_status { ok = 0, failure = 1, usage = 2 };

[[nodiscard]] testing::realm make_realm(const kdc_options& options) {
    auto realm_options = options.realm_options;
    if (options.verbose)
        realm_options.log = [](std::string_view line) { std::cerr << "kdc: " << line << '\n'; };
    testing::realm realm(options.realm, std::move(realm_options));
    for (const auto& user : options.users)
        realm.add_user(user.name, user.password);
    for (const auto& service : options.services)
        realm.add_service(service.name, {.enctypes = service.enctypes});
    return realm;
}

/// A value as a shell reads it back.
[[nodiscard]] std::string quoted(const std::string& value) {
    std::string text = "'";
    for (const char each : value)
        text += each == '\'' ? std::string("'\\''") : std::string(1, each);
    return text + "'";
}

void print(const testing::environment& environment) {
    std::string text;
    for (const auto& [name, value] : environment.variables())
        text += "export " + name + "=" + quoted(value) + "\n";
    std::cout << text << std::flush;
}

[[nodiscard]] int serve(const kdc_options& options) {
    signals caught; // from here on a signal leads to an orderly end, which removes the temporary directory
    const auto realm = make_realm(options);
    const testing::server server(realm, {.port = options.port});
    const testing::environment environment({.realm = realm.name(),
                                            .port = server.port(),
                                            .domains = options.domains,
                                            .directory = options.directory});
    if (!options.services.empty()) realm.write_keytab(environment.keytab_name());
    if (!options.kinit.empty()) realm.write_cache(environment.cache_name(), options.kinit);
    if (!options.command.empty()) return caught.run(options.command);
    print(environment);
    caught.wait();
    return ok;
}

[[nodiscard]] int run(std::span<const std::string> arguments) {
    try {
        const auto options = parse_options(arguments);
        if (!options.help) return serve(options);
        std::cout << help_text();
        return ok;
    } catch (const usage_error& wrong) {
        std::cerr << "sspi-kdc: " << wrong.what() << "\nTry sspi-kdc --help.\n";
        return usage;
    } catch (const std::exception& failed) {
        std::cerr << "sspi-kdc: " << failed.what() << '\n';
        return failure;
    }
}

} // namespace
} // namespace sspi::tools

int main(int count, char** values) {
    const std::vector<std::string> arguments(values + (count > 0 ? 1 : 0), values + count);
    return sspi::tools::run(arguments);
}
