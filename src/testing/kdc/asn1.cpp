// SPDX-License-Identifier: BSL-1.0
// Names and sealed parts of Kerberos messages.
#include "asn1.hpp"

namespace sspi::testing::detail {
namespace {

using crypto = owned<krb5_crypto, krb5_crypto_destroy>;

} // namespace

std::string name_text(krb5_context context, const PrincipalName* name, const char* realm) {
    if (name == nullptr || name->name_string.len == 0) return {};
    krb5_principal_data whole{};
    whole.name = *name; // borrowed
    whole.realm = const_cast<char*>(realm);
    char* text = nullptr;
    if (krb5_unparse_name(context, &whole, &text) != 0) return {};
    std::string out(text);
    krb5_xfree(text);
    return out;
}

std::vector<std::byte> opened(krb5_context context, const EncryptionKey& key, unsigned usage,
                              const EncryptedData& sealed) {
    crypto with(context);
    octets plain;
    if (krb5_crypto_init(context, &key, ETYPE_NULL, with.put()) != 0 ||
        krb5_decrypt_EncryptedData(context, with.get(), usage, &sealed, plain.get()) != 0) {
        krb5_clear_error_message(context);
        return {};
    }
    return copy_of(view(*plain));
}

void seal(krb5_context context, const EncryptionKey& key, unsigned usage, octet_view plain,
          EncryptedData& into) {
    crypto with(context);
    check(context, krb5_crypto_init(context, &key, ETYPE_NULL, with.put()), "a key cannot be used");
    EncryptedData made{};
    const auto code =
        krb5_encrypt_EncryptedData(context, with.get(), usage, const_cast<std::byte*>(plain.data()),
                                   plain.size(), into.kvno != nullptr ? *into.kvno : 0, &made);
    if (code != 0) free_EncryptedData(&made);
    check(context, code, "a message cannot be sealed");
    free_EncryptedData(&into);
    into = made;
}

} // namespace sspi::testing::detail
