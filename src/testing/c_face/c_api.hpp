// SPDX-License-Identifier: BSL-1.0
// What the C functions share: the objects behind the handles, and exceptions turned into statuses.
#pragma once

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/local_realm.hpp>
#include <sspi/testing/realm.hpp>
#include <sspi/testing/server.hpp>
#include <sspi/testing/settings.hpp>
#include <sspi/testing/testing.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// A realm, and what a local one has beyond it. Both are the same realm.
struct sspi_testing_realm {
    sspi::testing::realm value;
    std::optional<sspi::testing::local_realm> local{};
};
struct sspi_testing_route {
    sspi::testing::in_process value;
};
struct sspi_testing_server {
    sspi::testing::server value;
};
struct sspi_testing_environment {
    sspi::testing::environment value;
    std::map<std::string, std::string, std::less<>> texts{};
};
struct sspi_testing_rule {
    sspi::testing::rule value;
};
struct sspi_testing_transcript {
    std::vector<std::map<std::string, std::string, std::less<>>> requests{};
};

namespace sspi::testing::c_api {

/// An argument that cannot be.
struct bad_argument {
    const char* why;
};

/// Notes what sspi_testing_error_message says, and returns the status.
int note(int status, std::string_view message, std::int32_t code) noexcept;

/// Runs a function; what it throws becomes a status.
template <class function>
int guarded(function&& work) noexcept {
    try {
        work();
        return SSPI_TESTING_OK;
    } catch (const bad_argument& wrong) {
        return note(SSPI_TESTING_BAD_ARGUMENT, wrong.why, 0);
    } catch (const std::bad_alloc&) {
        return note(SSPI_TESTING_NO_MEMORY, "there is no memory", 0);
    } catch (const error& failed) {
        return note(SSPI_TESTING_FAILED, failed.what(), failed.code());
    } catch (const std::exception& failed) {
        return note(SSPI_TESTING_FAILED, failed.what(), 0);
    } catch (...) {
        return note(SSPI_TESTING_FAILED, "an unknown failure", 0);
    }
}

/// What a pointer points to, which must not be NULL.
template <class object>
[[nodiscard]] object& at(object* pointer, const char* why) {
    if (pointer == nullptr) throw bad_argument{why};
    return *pointer;
}

/// A structure that begins with its size, as far as the caller has it; the rest is zero. What the caller has beyond that must be.
template <class structure>
[[nodiscard]] structure sized(const structure& given) {
    structure out{};
    if (given.size < sizeof(std::size_t) * 2) throw bad_argument{"the structure has no size"};
    std::memcpy(&out, &given, std::min(given.size, sizeof(structure)));
    const auto* const octets = reinterpret_cast<const unsigned char*>(&given);
    if (given.size > sizeof(structure) && std::any_of(octets + sizeof(structure), octets + given.size,
                                                      [](unsigned char each) { return each != 0; }))
        throw bad_argument{"the structure has members that this kit does not know"};
    return out;
}

/// Fills one, as far as the caller has it; what the caller has beyond that becomes zero.
template <class structure>
void fill_sized(structure& to, structure value) {
    const auto size = to.size;
    if (size < sizeof(std::size_t) * 2) throw bad_argument{"the structure has no size"};
    value.size = size;
    std::memcpy(&to, &value, std::min(size, sizeof(structure)));
    if (size > sizeof(structure))
        std::memset(reinterpret_cast<unsigned char*>(&to) + sizeof(structure), 0, size - sizeof(structure));
}

[[nodiscard]] inline std::string text(const char* given, const char* why) {
    return &at(given, why);
}

[[nodiscard]] inline std::string_view or_empty(const char* given) noexcept {
    return given != nullptr ? std::string_view(given) : std::string_view();
}

/// Options of a kind, from settings that may be NULL.
template <class options>
[[nodiscard]] options from_settings(const char* settings) {
    options made{};
    set_all(made, or_empty(settings));
    return made;
}

/// Memory for the caller.
[[nodiscard]] inline void* copy_of(const void* from, std::size_t size) {
    void* const made = std::malloc(size > 0 ? size : 1);
    if (made == nullptr) throw std::bad_alloc();
    if (size > 0) std::memcpy(made, from, size);
    return made;
}

[[nodiscard]] inline char* copy_of(const std::string& from) {
    return static_cast<char*>(copy_of(from.c_str(), from.size() + 1));
}

} // namespace sspi::testing::c_api
