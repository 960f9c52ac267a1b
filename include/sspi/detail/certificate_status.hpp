// SPDX-License-Identifier: BSL-1.0
// The codes about certificates: no function of this library answers them, but programs look for their names too.
#pragma once

#include <cstdint>
#include <string_view>

namespace sspi::detail {

struct certificate_status_row {
    std::uint32_t code;
    std::string_view name;
    std::string_view text;
};

inline constexpr certificate_status_row certificate_statuses[] = {
    {0x80091001, "CRYPT_E_MSG_ERROR", "A cryptographic message could not be processed."},
    {0x80091002, "CRYPT_E_UNKNOWN_ALGO", "The algorithm is not known."},
    {0x80091003, "CRYPT_E_OID_FORMAT", "An object identifier is malformed."},
    {0x80091004, "CRYPT_E_INVALID_MSG_TYPE", "The cryptographic message is of the wrong kind."},
    {0x80091005, "CRYPT_E_UNEXPECTED_ENCODING", "The content is not encoded as expected."},
    {0x80091006, "CRYPT_E_AUTH_ATTR_MISSING", "The message lacks an attribute that is authenticated."},
    {0x80091007, "CRYPT_E_HASH_VALUE", "The hash is not that of the content."},
    {0x80091008, "CRYPT_E_INVALID_INDEX", "There is no entry of that number."},
    {0x80091009, "CRYPT_E_ALREADY_DECRYPTED", "The content has been decrypted before."},
    {0x8009100A, "CRYPT_E_NOT_DECRYPTED", "The content has not been decrypted yet."},
    {0x8009100B, "CRYPT_E_RECIPIENT_NOT_FOUND", "The message is not for that recipient."},
    {0x8009100C, "CRYPT_E_CONTROL_TYPE", "The kind of control is not valid."},
    {0x8009100D, "CRYPT_E_ISSUER_SERIALNUMBER", "The issuer or serial number is not valid."},
    {0x8009100E, "CRYPT_E_SIGNER_NOT_FOUND", "The signer is not among those of the message."},
    {0x8009100F, "CRYPT_E_ATTRIBUTES_MISSING", "The message lacks attributes."},
    {0x80091010, "CRYPT_E_STREAM_MSG_NOT_READY", "The content of the stream is not there yet."},
    {0x80091011, "CRYPT_E_STREAM_INSUFFICIENT_DATA", "The stream has not brought enough yet."},
    {0x00091012, "CRYPT_I_NEW_PROTECTION_REQUIRED", "The data has to be protected anew."},
    {0x80092001, "CRYPT_E_BAD_LEN", "The length of the data is wrong."},
    {0x80092002, "CRYPT_E_BAD_ENCODE", "Something could not be encoded or decoded."},
    {0x80092003, "CRYPT_E_FILE_ERROR", "A file could not be read or written."},
    {0x80092004, "CRYPT_E_NOT_FOUND", "The object or property does not exist."},
    {0x80092005, "CRYPT_E_EXISTS", "The object or property exists already."},
    {0x80092006, "CRYPT_E_NO_PROVIDER", "No provider is named for the object."},
    {0x80092007, "CRYPT_E_SELF_SIGNED", "The certificate is signed by itself."},
    {0x80092008, "CRYPT_E_DELETED_PREV", "What came before in the enumeration was deleted."},
    {0x80092009, "CRYPT_E_NO_MATCH", "Nothing matches."},
    {0x8009200A, "CRYPT_E_UNEXPECTED_MSG_TYPE", "Another kind of cryptographic message was expected."},
    {0x8009200B, "CRYPT_E_NO_KEY_PROPERTY", "The certificate has no private key with it."},
    {0x8009200C, "CRYPT_E_NO_DECRYPT_CERT", "There is no certificate with which to decrypt."},
    {0x8009200D, "CRYPT_E_BAD_MSG", "This is no cryptographic message."},
    {0x8009200E, "CRYPT_E_NO_SIGNER", "The message has no signer of that number."},
    {0x8009200F, "CRYPT_E_PENDING_CLOSE", "Closing waits until nobody uses it any more."},
    {0x80092010, "CRYPT_E_REVOKED", "The certificate has been revoked."},
    {0x80092011, "CRYPT_E_NO_REVOCATION_DLL", "No module is there that could tell of revocation."},
    {0x80092012, "CRYPT_E_NO_REVOCATION_CHECK", "Revocation could not be looked into for this certificate."},
    {0x80092013, "CRYPT_E_REVOCATION_OFFLINE", "The server that tells of revocation could not be reached."},
    {0x80092014, "CRYPT_E_NOT_IN_REVOCATION_DATABASE",
     "The server that tells of revocation does not know the certificate."},
    {0x80092020, "CRYPT_E_INVALID_NUMERIC_STRING", "The text is not of digits and spaces only."},
    {0x80092021, "CRYPT_E_INVALID_PRINTABLE_STRING",
     "The text has characters that a PrintableString may not have."},
    {0x80092022, "CRYPT_E_INVALID_IA5_STRING", "The text has characters that are not ASCII."},
    {0x80092023, "CRYPT_E_INVALID_X500_STRING", "The text is no X.500 name."},
    {0x80092024, "CRYPT_E_NOT_CHAR_STRING", "The value is not of a type for text."},
    {0x80092025, "CRYPT_E_FILERESIZED", "The file has changed its size meanwhile."},
    {0x80092026, "CRYPT_E_SECURITY_SETTINGS", "The settings for security do not allow it."},
    {0x80092027, "CRYPT_E_NO_VERIFY_USAGE_DLL", "No module is there that could tell of allowed uses."},
    {0x80092028, "CRYPT_E_NO_VERIFY_USAGE_CHECK", "The allowed uses could not be looked into."},
    {0x80092029, "CRYPT_E_VERIFY_USAGE_OFFLINE",
     "The server that tells of allowed uses could not be reached."},
    {0x8009202A, "CRYPT_E_NOT_IN_CTL", "The certificate is not on the list of trusted ones."},
    {0x8009202B, "CRYPT_E_NO_TRUSTED_SIGNER", "No signer is trusted."},
    {0x8009202C, "CRYPT_E_MISSING_PUBKEY_PARA", "The public key lacks its parameters."},
    {0x80093000, "CRYPT_E_OSS_ERROR", "The ASN.1 compiler's library failed."},
    {0x80093100, "CRYPT_E_ASN1_ERROR", "ASN.1 could not be processed."},
    {0x80093101, "CRYPT_E_ASN1_INTERNAL", "The ASN.1 decoder failed within."},
    {0x80093102, "CRYPT_E_ASN1_EOD", "The ASN.1 data ends too early."},
    {0x80093103, "CRYPT_E_ASN1_CORRUPT", "The ASN.1 data is damaged."},
    {0x80093104, "CRYPT_E_ASN1_LARGE", "An ASN.1 value is too large."},
    {0x80093105, "CRYPT_E_ASN1_CONSTRAINT", "An ASN.1 value is outside its bounds."},
    {0x80093106, "CRYPT_E_ASN1_MEMORY", "There was not enough memory for ASN.1 data."},
    {0x80093107, "CRYPT_E_ASN1_OVERFLOW", "The ASN.1 buffer is too small."},
    {0x80093108, "CRYPT_E_ASN1_BADPDU", "The ASN.1 data is not of a supported type."},
    {0x80093109, "CRYPT_E_ASN1_BADARGS", "The ASN.1 decoder got wrong arguments."},
    {0x8009310A, "CRYPT_E_ASN1_BADREAL", "An ASN.1 real number is malformed."},
    {0x8009310B, "CRYPT_E_ASN1_BADTAG", "An ASN.1 tag is not the one that is due."},
    {0x8009310C, "CRYPT_E_ASN1_CHOICE", "An ASN.1 choice has no such alternative."},
    {0x8009310D, "CRYPT_E_ASN1_RULE", "The ASN.1 encoding rule is not supported."},
    {0x8009310E, "CRYPT_E_ASN1_UTF8", "ASN.1 text is not valid UTF-8."},
    {0x80093133, "CRYPT_E_ASN1_PDU_TYPE", "The ASN.1 type is not known."},
    {0x80093134, "CRYPT_E_ASN1_NYI", "The ASN.1 decoder does not do this."},
    {0x80093201, "CRYPT_E_ASN1_EXTENDED", "The ASN.1 data has extensions that are not known."},
    {0x80093202, "CRYPT_E_ASN1_NOEOD", "The ASN.1 data goes on where it should end."},
};

/// The row of a code, or null.
[[nodiscard]] constexpr const certificate_status_row* find_certificate_status(std::int32_t code) noexcept {
    for (const auto& row : certificate_statuses)
        if (row.code == static_cast<std::uint32_t>(code)) return &row;
    return nullptr;
}

} // namespace sspi::detail
