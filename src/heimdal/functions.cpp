// SPDX-License-Identifier: BSL-1.0
// Loads Heimdal and looks its functions up.
#include "functions.hpp"

#include "../linkage/function_table.hpp"
#include "../linkage/own_names.hpp"
#include "../trace.hpp"

#include <string>

namespace sspi::heimdal {

#ifndef __ELF__ // names of libraries have a level of their own there

void find_functions() noexcept {}
const char* missing_functions() noexcept {
    return "";
}

#else

#define SSPI_FUNCTION(name) constinit linkage::imported<decltype(::name), find_functions> name;
#define SSPI_VALUE(name) constinit linkage::imported_value<decltype(::name), find_functions> name;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#pragma GCC diagnostic ignored "-Wignored-attributes"
SSPI_OF_GSSAPI(SSPI_FUNCTION)
SSPI_OF_GSSAPI_VALUES(SSPI_VALUE)
SSPI_OF_KRB5(SSPI_FUNCTION)
SSPI_OF_ASN1(SSPI_FUNCTION)
#pragma GCC diagnostic pop
#undef SSPI_FUNCTION
#undef SSPI_VALUE

namespace {

/// Never closed: Heimdal keeps what it was given, and destructors that run at exit may come here.
struct heimdal_libraries {
    linkage::shortfall missing;
    void* gssapi = linkage::load({SSPI_GSSAPI_SONAME, SSPI_GSSAPI_PATH}, missing);
    void* krb5 = linkage::load({SSPI_KRB5_SONAME, SSPI_KRB5_PATH}, missing);
    void* asn1 = linkage::load({SSPI_ASN1_SONAME, SSPI_ASN1_PATH}, missing);

    template <class Each>
    void for_each(Each&& each) const noexcept {
#define SSPI_NAME(name) each(heimdal::name, gssapi, #name);
        SSPI_OF_GSSAPI(SSPI_NAME)
        SSPI_OF_GSSAPI_VALUES(SSPI_NAME)
#undef SSPI_NAME
#define SSPI_NAME(name) each(heimdal::name, krb5, #name);
        SSPI_OF_KRB5(SSPI_NAME)
#undef SSPI_NAME
#define SSPI_NAME(name) each(heimdal::name, asn1, #name);
        SSPI_OF_ASN1(SSPI_NAME)
#undef SSPI_NAME
    }
};

constinit linkage::kept_shortfall kept;

void tell(const linkage::rebinding& done) noexcept {
    trace::tell([&] {
        if (!done.machine_known)
            return std::string("Heimdal: who else has functions of its names is in its way on this machine");
        return "Heimdal: " + std::to_string(done.libraries) + " libraries, " + std::to_string(done.changed) +
               " references led elsewhere and were mended" +
               (done.refused == 0 ? "" : ", but " + std::to_string(done.refused) + " cannot be written");
    });
}

void bind_libraries() noexcept {
    try {
        tell(linkage::bind_own_names());
    } catch (...) {
        trace::line("Heimdal: no memory to look at its references");
    }
}

void keep(const linkage::shortfall& why) noexcept {
    if (kept.keep(why)) trace::tell([&] { return std::string("Heimdal is missing: ") + why.text(); });
}

} // namespace

/// Without a lock: another thread may wait here for the dynamic linker while this one, in a static constructor, holds it. All threads
/// that are here find the same.
void find_functions() noexcept {
    heimdal_libraries in;
    if (linkage::has_all(in))
        bind_libraries();
    else
        keep(in.missing);
    linkage::settle_all(in);
}

const char* missing_functions() noexcept {
    return kept.text();
}

#endif

} // namespace sspi::heimdal
