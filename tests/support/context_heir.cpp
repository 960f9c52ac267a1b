// SPDX-License-Identifier: BSL-1.0
// A process that inherits a context: it reads an exported one, and then protects messages as it is told, until its input
// ends.
#include <support/heir_protocol.hpp>

#include <security.h>

#include <iostream>

using namespace sspi::test;

namespace {

[[nodiscard]] SecBuffer buffer(ULONG type, std::string& memory) {
    return {static_cast<ULONG>(memory.size()), type, memory.data()};
}

/// Carries an order out in its own memory.
void obey(CtxtHandle& context, heir_message& order) {
    SecPkgContext_Sizes sizes{};
    QueryContextAttributesA(&context, SECPKG_ATTR_SIZES, &sizes);
    if (order.what == heir_order::seal) {
        order.token.resize(sizes.cbSecurityTrailer);
        order.padding.resize(sizes.cbBlockSize);
    }
    if (order.what == heir_order::sign) order.token.resize(sizes.cbMaxSignature);
    SecBuffer list[] = {buffer(SECBUFFER_TOKEN, order.token), buffer(SECBUFFER_DATA, order.data),
                        buffer(SECBUFFER_PADDING, order.padding)};
    SecBufferDesc all{SECBUFFER_VERSION, 3, list};
    ULONG qop = 0;
    switch (order.what) {
    case heir_order::seal:
        order.status = EncryptMessage(&context, 0, &all, 0);
        break;
    case heir_order::unseal:
        order.status = DecryptMessage(&context, &all, 0, &qop);
        break;
    case heir_order::sign:
        order.status = MakeSignature(&context, 0, &all, 0);
        break;
    case heir_order::verify:
        order.status = VerifySignature(&context, &all, 0, &qop);
        break;
    case heir_order::name: {
        SecPkgContext_NamesA names{};
        order.status = QueryContextAttributesA(&context, SECPKG_ATTR_NAMES, &names);
        if (order.status == SEC_E_OK) order.data = names.sUserName;
        FreeContextBuffer(names.sUserName);
        return;
    }
    }
    order.token.resize(list[0].cbBuffer);
    order.padding.resize(list[2].cbBuffer);
}

} // namespace

int main() {
    char package[] = "Kerberos";
    heir_message bequest;
    if (!receive(std::cin, bequest)) return 1;
    SecBuffer packed = buffer(SECBUFFER_EMPTY, bequest.data);
    CtxtHandle context{};
    bequest.status = ImportSecurityContextA(package, &packed, nullptr, &context);
    send(std::cout, bequest);
    if (bequest.status != SEC_E_OK) return 0;
    for (heir_message order; receive(std::cin, order); send(std::cout, order))
        obey(context, order);
    return DeleteSecurityContext(&context) == SEC_E_OK ? 0 : 1;
}
