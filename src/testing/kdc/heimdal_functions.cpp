// SPDX-License-Identifier: BSL-1.0
// Loads Heimdal, its KDC included, and looks the functions up.
#include "heimdal_functions.hpp"

#include "../../linkage/function_table.hpp"
#include "../../linkage/own_names.hpp"
#include "heimdal_calls.h"

#include <atomic>

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

/// The place of a function that C calls.
class place_for_c {
  public:
    explicit place_for_c(sspi_kit_address& at) noexcept : at_(at) {}
    void settle(void* found) noexcept {
        at_.store(reinterpret_cast<sspi_kit_address>(found), std::memory_order_relaxed);
    }

  private:
    std::atomic_ref<sspi_kit_address> at_;
};

/// Never closed, as those of libsspi.
struct heimdal_libraries {
    linkage::shortfall missing;
    void* krb5 = linkage::load({SSPI_KRB5_SONAME, SSPI_KRB5_PATH}, missing);
    void* asn1 = linkage::load({SSPI_ASN1_SONAME, SSPI_ASN1_PATH}, missing);
    void* hdb = linkage::load({SSPI_HDB_SONAME, SSPI_HDB_PATH}, missing);
    void* kdc = linkage::load({SSPI_KDC_SONAME, SSPI_KDC_PATH}, missing);

    /// Those of C come first, so that whoever has the others has them.
    template <class Each>
    void for_each(Each&& each) const noexcept {
        const auto of_c = [&](sspi_kit_address& at, void* library, const char* name) {
            place_for_c place(at);
            each(place, library, name);
        };
#define SSPI_NAME(name) of_c(sspi_kit_functions[SSPI_KIT_##name], krb5, #name);
        SSPI_KIT_C_OF_KRB5(SSPI_NAME)
#undef SSPI_NAME
#define SSPI_NAME(name) of_c(sspi_kit_functions[SSPI_KIT_##name], hdb, #name);
        SSPI_KIT_C_OF_HDB(SSPI_NAME)
#undef SSPI_NAME
#define SSPI_NAME(name) of_c(sspi_kit_functions[SSPI_KIT_##name], kdc, #name);
        SSPI_KIT_C_OF_KDC(SSPI_NAME)
#undef SSPI_NAME
#define SSPI_NAME(name) each(testing::name, krb5, #name);
        SSPI_KIT_OF_KRB5(SSPI_NAME)
#undef SSPI_NAME
#define SSPI_NAME(name) each(testing::name, asn1, #name);
        SSPI_KIT_OF_ASN1(SSPI_NAME)
#undef SSPI_NAME
    }
};

constinit linkage::kept_shortfall kept;

void bind_libraries() noexcept {
    try {
        (void)linkage::bind_own_names();
    } catch (...) { // without memory to look
    }
}

} // namespace

/// Without a lock, as in libsspi: all threads that are here find the same.
void find_heimdal() noexcept {
    heimdal_libraries in;
    if (linkage::has_all(in))
        bind_libraries();
    else
        kept.keep(in.missing);
    linkage::settle_all(in);
}

const char* missing_heimdal() noexcept {
    return kept.text();
}

} // namespace sspi::testing

#endif
