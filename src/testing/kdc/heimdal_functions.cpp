// SPDX-License-Identifier: BSL-1.0
// Loads Heimdal, its KDC included, and looks the functions up.
#include "heimdal_functions.hpp"

#include "../../linkage/libraries.hpp"
#include "../../linkage/own_names.hpp"
#include "heimdal_calls.h"

#include <atomic>
#include <type_traits>

#ifndef __ELF__ // names of libraries have a level of their own there

namespace sspi::testing {
void find_heimdal() noexcept {}
const char* missing_heimdal() noexcept {
    return "";
}
} // namespace sspi::testing

#else

constinit sspi_kit_address sspi_kit_functions[SSPI_KIT_FUNCTIONS]{};

namespace sspi::testing {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#pragma GCC diagnostic ignored "-Wignored-attributes"
#define SSPI_FUNCTION(name) constinit linkage::imported<decltype(::name), find_heimdal> name;
SSPI_KIT_OF_KRB5(SSPI_FUNCTION)
SSPI_KIT_OF_ASN1(SSPI_FUNCTION)
#undef SSPI_FUNCTION
#pragma GCC diagnostic pop

namespace {

/// Never closed, as those of libsspi.
struct heimdal_libraries {
    linkage::shortfall missing;
    void* krb5 = linkage::load({SSPI_KRB5_SONAME, SSPI_KRB5_PATH}, missing);
    void* asn1 = linkage::load({SSPI_ASN1_SONAME, SSPI_ASN1_PATH}, missing);
    void* hdb = linkage::load({SSPI_HDB_SONAME, SSPI_HDB_PATH}, missing);
    void* kdc = linkage::load({SSPI_KDC_SONAME, SSPI_KDC_PATH}, missing);
};

constinit linkage::shortfall kept_reason;
constinit std::atomic<bool> kept{false}, failed{false};

/// Each name with what has it: an object, or the number of a place.
template <class Each>
void for_each_name(const heimdal_libraries& in, Each&& each) noexcept {
#define SSPI_NAME(name) each(testing::name, in.krb5, #name);
    SSPI_KIT_OF_KRB5(SSPI_NAME)
#undef SSPI_NAME
#define SSPI_NAME(name) each(testing::name, in.asn1, #name);
    SSPI_KIT_OF_ASN1(SSPI_NAME)
#undef SSPI_NAME
#define SSPI_NAME(name) each(sspi_kit_functions[SSPI_KIT_##name], in.krb5, #name);
    SSPI_KIT_C_OF_KRB5(SSPI_NAME)
#undef SSPI_NAME
#define SSPI_NAME(name) each(sspi_kit_functions[SSPI_KIT_##name], in.hdb, #name);
    SSPI_KIT_C_OF_HDB(SSPI_NAME)
#undef SSPI_NAME
#define SSPI_NAME(name) each(sspi_kit_functions[SSPI_KIT_##name], in.kdc, #name);
    SSPI_KIT_C_OF_KDC(SSPI_NAME)
#undef SSPI_NAME
}

void settle(sspi_kit_address& each, void* found) noexcept {
    std::atomic_ref(each).store(reinterpret_cast<sspi_kit_address>(found), std::memory_order_relaxed);
}
template <class Imported>
void settle(Imported& each, void* found) noexcept {
    each.settle(found);
}

void bind_libraries() noexcept {
    try {
        (void)linkage::bind_own_names();
    } catch (...) { // without memory to look
    }
}

void keep(const linkage::shortfall& why) noexcept {
    if (kept.exchange(true)) return;
    kept_reason = why;
    failed.store(true, std::memory_order_release);
}

} // namespace

/// Without a lock, as in libsspi: all threads that are here find the same. Those of C come first, so that whoever has the others
/// has them.
void find_heimdal() noexcept {
    heimdal_libraries in;
    for_each_name(
        in, [&](auto&, void* library, const char* name) { (void)linkage::find(library, name, in.missing); });
    if (in.missing.any())
        keep(in.missing);
    else
        bind_libraries();
    const auto found = [&](void* library, const char* name) {
        return in.missing.any() ? nullptr : linkage::find(library, name, in.missing);
    };
    for_each_name(in, [&](auto& each, void* library, const char* name) {
        if constexpr (std::is_same_v<decltype(each), sspi_kit_address&>) settle(each, found(library, name));
    });
    for_each_name(in, [&](auto& each, void* library, const char* name) {
        if constexpr (!std::is_same_v<decltype(each), sspi_kit_address&>) settle(each, found(library, name));
    });
}

const char* missing_heimdal() noexcept {
    return failed.load(std::memory_order_acquire) ? kept_reason.text() : "";
}

} // namespace sspi::testing

#endif
