// SPDX-License-Identifier: BSL-1.0
// Finds libsspi without being linked to it. That is done here and not in a header, once.
#include "library_route.hpp"

#include <cstdint>
#include <utility>

#include <dlfcn.h>

// As sspi_extensions.h declares them.
extern "C" {
using sspi_deliver = void (*)(void* to, const void* reply, std::uint32_t size, std::uint32_t milliseconds);
using sspi_route = std::int32_t (*)(void* context, const char* realm, const void* request, std::uint32_t size,
                                    sspi_deliver deliver, void* to);
#ifdef __ELF__
// Null without the library. Visible: a hidden one would be taken for null when this is linked.
[[gnu::weak, gnu::visibility("default")]] std::int32_t SspiSetKdcRoute(const char* realm, sspi_route route,
                                                                       void* context);
#endif
}

namespace sspi::testing::detail {

namespace {

using set_function = std::int32_t (*)(const char*, sspi_route, void*);

[[nodiscard]] set_function library() noexcept {
#ifdef __ELF__
    if (SspiSetKdcRoute != nullptr) return SspiSetKdcRoute;
#endif
    // It may have been opened later than this was.
    return reinterpret_cast<set_function>(dlsym(RTLD_DEFAULT, "SspiSetKdcRoute"));
}

extern "C" std::int32_t sspi_testing_route(void* context, const char* /*realm*/, const void* request,
                                           std::uint32_t size, sspi_deliver deliver, void* to) {
    const auto& ask = *static_cast<const library_route::function*>(context);
    try {
        const auto all = ask({static_cast<const std::byte*>(request), size});
        if (!all || all->unreachable) return 1;
        for (const auto& each : all->replies)
            deliver(to, each.reply.data(), static_cast<std::uint32_t>(each.reply.size()),
                    static_cast<std::uint32_t>(each.delay.count()));
        return 0;
    } catch (...) {
        return 1;
    }
}

} // namespace

void let_library_go_first() {
    if (const auto set = library()) (void)set("NOBODY.INVALID", nullptr, nullptr); // which registers it
}

library_route::library_route(std::string realm, function ask)
    : realm_(std::move(realm)), ask_(std::move(ask)) {
    if (const auto set = library())
        (void)set(realm_.c_str(), sspi_testing_route, const_cast<function*>(&ask_));
}

library_route::~library_route() {
    if (const auto set = library()) (void)set(realm_.c_str(), nullptr, nullptr);
}

} // namespace sspi::testing::detail
