// SPDX-License-Identifier: BSL-1.0
// Security identifiers as structures: what <windows.h> declares for making, comparing and taking them apart.
#ifndef SSPI_CONTRACT_SIDS_INCLUDED
#define SSPI_CONTRACT_SIDS_INCLUDED

#include "sspi_long.h"
#include "sspi_types.h"
#include "sspi_well_known_sids.h"

#define SID_REVISION 1
#define SID_MAX_SUB_AUTHORITIES 15
#define SID_RECOMMENDED_SUB_AUTHORITIES 1
#define SECURITY_MAX_SID_SIZE 68

#define SE_GROUP_MANDATORY 0x00000001
#define SE_GROUP_ENABLED_BY_DEFAULT 0x00000002
#define SE_GROUP_ENABLED 0x00000004
#define SE_GROUP_OWNER 0x00000008
#define SE_GROUP_USE_FOR_DENY_ONLY 0x00000010
#define SE_GROUP_INTEGRITY 0x00000020
#define SE_GROUP_INTEGRITY_ENABLED 0x00000040
#define SE_GROUP_RESOURCE 0x20000000
#define SE_GROUP_LOGON_ID 0xC0000000

/* Initialisers of a SID_IDENTIFIER_AUTHORITY. */
#define SECURITY_NULL_SID_AUTHORITY                                                                          \
    {                                                                                                        \
        { 0, 0, 0, 0, 0, 0 }                                                                                 \
    }
#define SECURITY_WORLD_SID_AUTHORITY                                                                         \
    {                                                                                                        \
        { 0, 0, 0, 0, 0, 1 }                                                                                 \
    }
#define SECURITY_LOCAL_SID_AUTHORITY                                                                         \
    {                                                                                                        \
        { 0, 0, 0, 0, 0, 2 }                                                                                 \
    }
#define SECURITY_CREATOR_SID_AUTHORITY                                                                       \
    {                                                                                                        \
        { 0, 0, 0, 0, 0, 3 }                                                                                 \
    }
#define SECURITY_NON_UNIQUE_AUTHORITY                                                                        \
    {                                                                                                        \
        { 0, 0, 0, 0, 0, 4 }                                                                                 \
    }
#define SECURITY_NT_AUTHORITY                                                                                \
    {                                                                                                        \
        { 0, 0, 0, 0, 0, 5 }                                                                                 \
    }
#define SECURITY_RESOURCE_MANAGER_AUTHORITY                                                                  \
    {                                                                                                        \
        { 0, 0, 0, 0, 0, 9 }                                                                                 \
    }
#define SECURITY_APP_PACKAGE_AUTHORITY                                                                       \
    {                                                                                                        \
        { 0, 0, 0, 0, 0, 15 }                                                                                \
    }
#define SECURITY_MANDATORY_LABEL_AUTHORITY                                                                   \
    {                                                                                                        \
        { 0, 0, 0, 0, 0, 16 }                                                                                \
    }
#define SECURITY_AUTHENTICATION_AUTHORITY                                                                    \
    {                                                                                                        \
        { 0, 0, 0, 0, 0, 18 }                                                                                \
    }

#define SECURITY_NULL_RID 0x00000000
#define SECURITY_WORLD_RID 0x00000000
#define SECURITY_LOCAL_RID 0x00000000
#define SECURITY_CREATOR_OWNER_RID 0x00000000
#define SECURITY_CREATOR_GROUP_RID 0x00000001
#define SECURITY_DIALUP_RID 0x00000001
#define SECURITY_NETWORK_RID 0x00000002
#define SECURITY_BATCH_RID 0x00000003
#define SECURITY_INTERACTIVE_RID 0x00000004
#define SECURITY_LOGON_IDS_RID 0x00000005
#define SECURITY_LOGON_IDS_RID_COUNT 3
#define SECURITY_SERVICE_RID 0x00000006
#define SECURITY_ANONYMOUS_LOGON_RID 0x00000007
#define SECURITY_ENTERPRISE_CONTROLLERS_RID 0x00000009
#define SECURITY_PRINCIPAL_SELF_RID 0x0000000A
#define SECURITY_AUTHENTICATED_USER_RID 0x0000000B
#define SECURITY_RESTRICTED_CODE_RID 0x0000000C
#define SECURITY_THIS_ORGANIZATION_RID 0x0000000F
#define SECURITY_LOCAL_SYSTEM_RID 0x00000012
#define SECURITY_LOCAL_SERVICE_RID 0x00000013
#define SECURITY_NETWORK_SERVICE_RID 0x00000014
#define SECURITY_NT_NON_UNIQUE 0x00000015
#define SECURITY_BUILTIN_DOMAIN_RID 0x00000020

#define DOMAIN_USER_RID_ADMIN 0x000001F4
#define DOMAIN_USER_RID_GUEST 0x000001F5
#define DOMAIN_USER_RID_KRBTGT 0x000001F6
#define DOMAIN_GROUP_RID_ADMINS 0x00000200
#define DOMAIN_GROUP_RID_USERS 0x00000201
#define DOMAIN_GROUP_RID_GUESTS 0x00000202
#define DOMAIN_GROUP_RID_COMPUTERS 0x00000203
#define DOMAIN_GROUP_RID_CONTROLLERS 0x00000204
#define DOMAIN_GROUP_RID_SCHEMA_ADMINS 0x00000206
#define DOMAIN_GROUP_RID_ENTERPRISE_ADMINS 0x00000207
#define DOMAIN_ALIAS_RID_ADMINS 0x00000220
#define DOMAIN_ALIAS_RID_USERS 0x00000221
#define DOMAIN_ALIAS_RID_GUESTS 0x00000222
#define DOMAIN_ALIAS_RID_POWER_USERS 0x00000223

#ifdef __cplusplus
extern "C" {
#endif

typedef PVOID PSID;

typedef struct _SID_IDENTIFIER_AUTHORITY {
    BYTE Value[6];
} SID_IDENTIFIER_AUTHORITY, *PSID_IDENTIFIER_AUTHORITY;

/* As many sub-authorities as SubAuthorityCount says, which are 15 at most. */
typedef struct _SID {
    BYTE Revision;
    BYTE SubAuthorityCount;
    SID_IDENTIFIER_AUTHORITY IdentifierAuthority;
    DWORD SubAuthority[ANYSIZE_ARRAY];
} SID, *PISID;

typedef struct _SID_AND_ATTRIBUTES {
    PSID Sid;
    DWORD Attributes;
} SID_AND_ATTRIBUTES, *PSID_AND_ATTRIBUTES;

typedef enum _SID_NAME_USE {
    SidTypeUser = 1,
    SidTypeGroup,
    SidTypeDomain,
    SidTypeAlias,
    SidTypeWellKnownGroup,
    SidTypeDeletedAccount,
    SidTypeInvalid,
    SidTypeUnknown,
    SidTypeComputer,
    SidTypeLabel,
    SidTypeLogonSession
} SID_NAME_USE,
    *PSID_NAME_USE;

/*
 * A SID of the caller's is valid when it is not NULL, its revision is 1 and it has 15 sub-authorities at most; its
 * memory has to have room for as many as it says. Functions that are given one that is not valid fail with the last error
 * ERROR_INVALID_SID (1337), which GetLastError of <windows.h> or <sspi_last_error.h> tells, and touch nothing. All may be called
 * from any thread. The types, values and names are those of winnt.h.
 */

/*
 * IsValidSid tells whether a SID is valid.
 *
 * Returns: TRUE, or FALSE, also for NULL; the last error is left alone.
 * On failure: it does not fail.
 * Differs from Windows: memory that may not be read is not noticed.
 * Source: Microsoft: nf-securitybaseapi-isvalidsid; [MS-DTYP] 2.4.2.
 */
SSPI_API BOOL WINAPI IsValidSid(PSID pSid) SSPI_OWN(IsValidSid);

/*
 * EqualSid tells whether two SIDs are the same.
 *
 * Returns: TRUE; FALSE with the last error 0 where they are not, and ERROR_INVALID_SID where one of them is not valid.
 * On failure: nothing is touched.
 * Differs from Windows: what SIDs that are not valid give is undefined there.
 * Source: Microsoft: nf-securitybaseapi-equalsid.
 */
SSPI_API BOOL WINAPI EqualSid(PSID pSid1, PSID pSid2) SSPI_OWN(EqualSid);

/*
 * EqualPrefixSid tells whether two SIDs have as many sub-authorities, and all but the last are the same: accounts of one domain.
 *
 * Returns: TRUE; FALSE with the last error 0 where it is not so, and ERROR_INVALID_SID where one of them is not valid.
 * On failure: nothing is touched.
 * Differs from Windows: what SIDs that are not valid give is undefined there.
 * Source: Microsoft: nf-securitybaseapi-equalprefixsid.
 */
SSPI_API BOOL WINAPI EqualPrefixSid(PSID pSid1, PSID pSid2) SSPI_OWN(EqualPrefixSid);

/*
 * GetLengthSid tells the size of a SID in bytes.
 *
 * Returns: 8, and 4 for each sub-authority; 0 with ERROR_INVALID_SID.
 * On failure: nothing is touched.
 * Differs from Windows: what a SID that is not valid gives is undefined there.
 * Source: Microsoft: nf-securitybaseapi-getlengthsid.
 */
SSPI_API DWORD WINAPI GetLengthSid(PSID pSid) SSPI_OWN(GetLengthSid);

/*
 * GetSidLengthRequired tells the size of a SID with so many sub-authorities, in bytes.
 *
 * Returns: 8, and 4 for each, also where they are more than a SID may have.
 * On failure: it does not fail.
 * Differs from Windows: no.
 * Source: Microsoft: nf-securitybaseapi-getsidlengthrequired.
 */
SSPI_API DWORD WINAPI GetSidLengthRequired(UCHAR nSubAuthorityCount) SSPI_OWN(GetSidLengthRequired);

/*
 * CopySid copies a SID.
 *
 * nDestinationSidLength is the room of pDestinationSid in bytes.
 * Returns: TRUE; FALSE with ERROR_INVALID_SID where the source is not valid, ERROR_INSUFFICIENT_BUFFER where there is too little
 *     room, ERROR_INVALID_PARAMETER where the destination is NULL.
 * On failure: the destination is not touched.
 * Differs from Windows: none known.
 * Source: Microsoft: nf-securitybaseapi-copysid.
 */
SSPI_API BOOL WINAPI CopySid(DWORD nDestinationSidLength, PSID pDestinationSid, PSID pSourceSid)
    SSPI_OWN(CopySid);

/*
 * InitializeSid writes the head of a SID; its sub-authorities are for GetSidSubAuthority.
 *
 * Sid has room for GetSidLengthRequired(nSubAuthorityCount) bytes.
 * Returns: TRUE; FALSE with ERROR_INVALID_PARAMETER where a pointer is NULL, or there would be more than 15 sub-authorities.
 * On failure: nothing is touched.
 * Differs from Windows: none known.
 * Source: Microsoft: nf-securitybaseapi-initializesid.
 */
SSPI_API BOOL WINAPI InitializeSid(PSID Sid, PSID_IDENTIFIER_AUTHORITY pIdentifierAuthority,
                                   BYTE nSubAuthorityCount) SSPI_OWN(InitializeSid);

/*
 * GetSidSubAuthority tells where in a SID a sub-authority stands, the first of which is 0.
 *
 * Ownership: it is the memory of the SID.
 * Returns: the place; NULL with ERROR_INVALID_SID, or with ERROR_INVALID_PARAMETER where the SID has not that many.
 * On failure: nothing is touched.
 * Differs from Windows: a wrong index is undefined there.
 * Source: Microsoft: nf-securitybaseapi-getsidsubauthority.
 */
SSPI_API PDWORD WINAPI GetSidSubAuthority(PSID pSid, DWORD nSubAuthority) SSPI_OWN(GetSidSubAuthority);

/*
 * GetSidSubAuthorityCount tells where in a SID the number of its sub-authorities stands.
 *
 * Ownership: it is the memory of the SID.
 * Returns: the place; NULL with ERROR_INVALID_SID.
 * On failure: nothing is touched.
 * Differs from Windows: what a SID that is not valid gives is undefined there.
 * Source: Microsoft: nf-securitybaseapi-getsidsubauthoritycount.
 */
SSPI_API PUCHAR WINAPI GetSidSubAuthorityCount(PSID pSid) SSPI_OWN(GetSidSubAuthorityCount);

/*
 * GetSidIdentifierAuthority tells where in a SID its identifier authority stands.
 *
 * Ownership: it is the memory of the SID.
 * Returns: the place; NULL with ERROR_INVALID_SID.
 * On failure: nothing is touched.
 * Differs from Windows: what a SID that is not valid gives is undefined there.
 * Source: Microsoft: nf-securitybaseapi-getsididentifierauthority.
 */
SSPI_API PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID pSid)
    SSPI_OWN(GetSidIdentifierAuthority);

/*
 * AllocateAndInitializeSid makes a SID of 1 to 8 sub-authorities.
 *
 * Of the sub-authorities as many count as nSubAuthorityCount says. pSid receives the SID.
 * Ownership: release it with FreeSid.
 * Returns: TRUE; FALSE with ERROR_INVALID_PARAMETER where a pointer is NULL, ERROR_INVALID_SID where there would be more than 8
 *     sub-authorities, ERROR_NOT_ENOUGH_MEMORY.
 * On failure: *pSid is not touched.
 * Differs from Windows: none known.
 * Source: Microsoft: nf-securitybaseapi-allocateandinitializesid.
 */
SSPI_API BOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY pIdentifierAuthority,
                                              BYTE nSubAuthorityCount, DWORD nSubAuthority0,
                                              DWORD nSubAuthority1, DWORD nSubAuthority2,
                                              DWORD nSubAuthority3, DWORD nSubAuthority4,
                                              DWORD nSubAuthority5, DWORD nSubAuthority6,
                                              DWORD nSubAuthority7, PSID* pSid)
    SSPI_OWN(AllocateAndInitializeSid);

/*
 * FreeSid releases a SID of AllocateAndInitializeSid.
 *
 * Returns: NULL; pSid where it is no SID of that function, or was released before. NULL may be released.
 * On failure: nothing is touched.
 * Differs from Windows: what others than its own come to is undefined there.
 * Source: Microsoft: nf-securitybaseapi-freesid.
 */
SSPI_API PVOID WINAPI FreeSid(PSID pSid) SSPI_OWN(FreeSid);

/*
 * CreateWellKnownSid makes a SID that is known by its type.
 *
 * DomainSid is the domain's for the types with Account in their names, and for WinEnterpriseReadonlyControllersSid,
 *     WinCacheablePrincipalsGroupSid and WinNonCacheablePrincipalsGroupSid; for all others it is not looked at.
 * cbSid points to the room of pSid in bytes, and receives the size of the SID. pSid may be NULL where that is 0.
 * Returns: TRUE; FALSE with
 *   ERROR_INSUFFICIENT_BUFFER  there is too little room, or pSid is NULL; *cbSid is what is needed.
 *   ERROR_INVALID_PARAMETER    cbSid is NULL, or there is no such type; for a domain's, DomainSid is NULL, or no domain: it has none
 *                              or 15 sub-authorities, or is not valid. WinLogonIdsSid is each logon's own and cannot be made.
 * On failure: pSid is not touched, and *cbSid only as said.
 * Differs from Windows: a type of a domain needs one: this computer belongs to none.
 * Source: Microsoft: nf-securitybaseapi-createwellknownsid, ne-winnt-well_known_sid_type; [MS-DTYP] 2.4.2.4.
 */
SSPI_API BOOL WINAPI CreateWellKnownSid(WELL_KNOWN_SID_TYPE WellKnownSidType, PSID DomainSid, PSID pSid,
                                        DWORD* cbSid) SSPI_OWN(CreateWellKnownSid);

/*
 * IsWellKnownSid tells whether a SID is of a type: of a domain's in any domain, S-1-5-21 with three numbers and that of the type.
 *
 * Returns: TRUE or FALSE; the last error is left alone. A SID that is not valid is of no type. WinLogonIdsSid is S-1-5-5 with two
 *     numbers.
 * On failure: it does not fail.
 * Differs from Windows: none known.
 * Source: Microsoft: nf-securitybaseapi-iswellknownsid; [MS-DTYP] 2.4.2.4.
 */
SSPI_API BOOL WINAPI IsWellKnownSid(PSID pSid, WELL_KNOWN_SID_TYPE WellKnownSidType) SSPI_OWN(IsWellKnownSid);

#ifdef __cplusplus
}
#endif

#if defined(__cplusplus) && !defined(SSPI_NO_LONG_OVERLOADS)

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOL>::type
CreateWellKnownSid(WELL_KNOWN_SID_TYPE WellKnownSidType, PSID DomainSid, PSID pSid, Long* cbSid) {
    ULONG value = cbSid ? static_cast<ULONG>(*cbSid) : 0;
    const BOOL result = CreateWellKnownSid(WellKnownSidType, DomainSid, pSid, sspi_stand_in(cbSid, value));
    if (cbSid) *cbSid = value;
    return result;
}

#endif

#endif
