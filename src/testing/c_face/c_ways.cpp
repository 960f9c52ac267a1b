// SPDX-License-Identifier: BSL-1.0
// The C functions of routes, servers and environments.
#include "c_api.hpp"

using namespace sspi::testing;
using namespace sspi::testing::c_api;

namespace {

constexpr const char* no_realm = "the realm is NULL";
constexpr const char* no_output = "there is nowhere to put the result";

[[nodiscard]] in_process::handler handler_of(sspi_testing_handler handler, void* context) {
    if (handler == nullptr) throw bad_argument{"the handler is NULL"};
    return [handler, context](std::span<const std::byte> request) {
        const void* reply = nullptr;
        std::size_t size = 0;
        const bool reached = handler(context, request.data(), request.size(), &reply, &size) == 0;
        const auto* const first = static_cast<const std::byte*>(reply);
        return reached && first != nullptr ? std::vector<std::byte>(first, first + size)
                                           : std::vector<std::byte>();
    };
}

} // namespace

int sspi_testing_route_new(const sspi_testing_realm* realm, sspi_testing_route** route) {
    return guarded([&] {
        auto& out = at(route, no_output);
        out = std::make_unique<sspi_testing_route>(sspi_testing_route{in_process(at(realm, no_realm).value)})
                  .release();
    });
}

int sspi_testing_route_new_to(const char* realm_name, sspi_testing_handler handler, void* context,
                              sspi_testing_route** route) {
    return guarded([&] {
        auto& out = at(route, no_output);
        out = std::make_unique<sspi_testing_route>(
                  sspi_testing_route{in_process(text(realm_name, "the name of the realm is NULL"),
                                                handler_of(handler, context))})
                  .release();
    });
}

void sspi_testing_route_free(sspi_testing_route* route) {
    const std::unique_ptr<std::remove_pointer_t<decltype(route)>> ended(route);
}

int sspi_testing_server_new(const sspi_testing_realm* realm, const char* settings,
                            sspi_testing_server** made) {
    return guarded([&] {
        auto& out = at(made, no_output);
        out = std::make_unique<sspi_testing_server>(
                  sspi_testing_server{
                      server(at(realm, no_realm).value, from_settings<server_options>(settings))})
                  .release();
    });
}

uint16_t sspi_testing_server_port(const sspi_testing_server* of) {
    return of != nullptr ? of->value.port() : std::uint16_t{0};
}

int sspi_testing_server_has_ipv6(const sspi_testing_server* of) {
    return of != nullptr && of->value.has_ipv6() ? 1 : 0;
}

void sspi_testing_server_free(sspi_testing_server* of) {
    const std::unique_ptr<std::remove_pointer_t<decltype(of)>> ended(of);
}

int sspi_testing_environment_new(const char* realm, uint16_t port, const char* settings, const char* sections,
                                 sspi_testing_environment** made) {
    return guarded([&] {
        auto& out = at(made, no_output);
        auto options = from_settings<environment_options>(settings);
        options.realm = text(realm, "the name of the realm is NULL");
        if (port != 0) options.port = port;
        options.sections = or_empty(sections);
        auto owned =
            std::make_unique<sspi_testing_environment>(sspi_testing_environment{environment(options)});
        for (const auto& [name, value] : owned->value.variables())
            owned->texts[name] = value;
        owned->texts["directory"] = owned->value.directory().string();
        owned->texts["config"] = owned->value.config_path();
        owned->texts["cache"] = owned->value.cache_name();
        owned->texts["keytab"] = owned->value.keytab_name();
        out = owned.release();
    });
}

const char* sspi_testing_environment_value(const sspi_testing_environment* of, const char* name) {
    if (of == nullptr) return nullptr;
    const auto found = of->texts.find(or_empty(name));
    return found != of->texts.end() ? found->second.c_str() : nullptr;
}

void sspi_testing_environment_free(sspi_testing_environment* of) {
    const std::unique_ptr<std::remove_pointer_t<decltype(of)>> ended(of);
}
