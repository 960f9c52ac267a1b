// SPDX-License-Identifier: BSL-1.0
// The identifiers that mean the same everywhere ([MS-DTYP] 2.4.2.4): their types, their letters in SDDL (2.5.1.1) and their names.
#pragma once

#include "caller_sid.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sspi::core {

struct well_known_sid {
    WELL_KNOWN_SID_TYPE type;
    std::uint64_t authority;
    std::size_t count; // of the parts
    std::array<std::uint32_t, 6> parts;
    std::string_view letters;
    std::string_view domain;
    std::string_view name; // empty: it has none that is shown
    SID_NAME_USE use;

    [[nodiscard]] std::span<const std::uint32_t> path() const noexcept {
        return std::span(parts).first(count);
    }
    [[nodiscard]] bool is_of_domain() const noexcept { return use == SidTypeUnknown; }
};

namespace detail_of_well_known {

/// Its one part goes behind a domain's.
[[nodiscard]] constexpr well_known_sid of_domain(WELL_KNOWN_SID_TYPE type, std::uint32_t number,
                                                 std::string_view letters = {}) {
    return {type, 5, 1, {number}, letters, {}, {}, SidTypeUnknown};
}
[[nodiscard]] constexpr well_known_sid built_in(WELL_KNOWN_SID_TYPE type, std::uint32_t number,
                                                std::string_view letters, std::string_view name) {
    return {type, 5, 2, {SECURITY_BUILTIN_DOMAIN_RID, number}, letters, "BUILTIN", name, SidTypeAlias};
}
[[nodiscard]] constexpr well_known_sid of_nt(WELL_KNOWN_SID_TYPE type, std::uint32_t number,
                                             std::string_view letters, std::string_view name) {
    return {type, 5, 1, {number}, letters, "NT AUTHORITY", name, SidTypeWellKnownGroup};
}
template <std::size_t Count>
[[nodiscard]] constexpr well_known_sid nameless(WELL_KNOWN_SID_TYPE type, std::uint64_t authority,
                                                const std::uint32_t (&parts)[Count]) {
    well_known_sid out{type, authority, Count, {}, {}, {}, {}, SidTypeWellKnownGroup};
    std::ranges::copy(parts, out.parts.begin());
    return out;
}

} // namespace detail_of_well_known

/// By type. WinLogonIdsSid, which is each logon's own, is not among them.
inline constexpr auto well_known_sids = [] {
    using namespace detail_of_well_known;
    return std::array<well_known_sid, 119>{{
        {WinNullSid, 0, 1, {0}, "", "", "NULL SID", SidTypeWellKnownGroup},
        {WinWorldSid, 1, 1, {0}, "WD", "", "Everyone", SidTypeWellKnownGroup},
        {WinLocalSid, 2, 1, {0}, "", "", "LOCAL", SidTypeWellKnownGroup},
        {WinCreatorOwnerSid, 3, 1, {0}, "CO", "", "CREATOR OWNER", SidTypeWellKnownGroup},
        {WinCreatorGroupSid, 3, 1, {1}, "CG", "", "CREATOR GROUP", SidTypeWellKnownGroup},
        {WinCreatorOwnerServerSid, 3, 1, {2}, "", "", "CREATOR OWNER SERVER", SidTypeWellKnownGroup},
        {WinCreatorGroupServerSid, 3, 1, {3}, "", "", "CREATOR GROUP SERVER", SidTypeWellKnownGroup},
        well_known_sid{WinNtAuthoritySid, 5, 0, {}, {}, {}, {}, SidTypeWellKnownGroup},
        of_nt(WinDialupSid, 1, "", "DIALUP"),
        of_nt(WinNetworkSid, 2, "NU", "NETWORK"),
        of_nt(WinBatchSid, 3, "", "BATCH"),
        of_nt(WinInteractiveSid, 4, "IU", "INTERACTIVE"),
        of_nt(WinServiceSid, 6, "SU", "SERVICE"),
        of_nt(WinAnonymousSid, 7, "AN", "ANONYMOUS LOGON"),
        of_nt(WinProxySid, 8, "", "PROXY"),
        of_nt(WinEnterpriseControllersSid, 9, "ED", "ENTERPRISE DOMAIN CONTROLLERS"),
        of_nt(WinSelfSid, 10, "PS", "SELF"),
        of_nt(WinAuthenticatedUserSid, 11, "AU", "Authenticated Users"),
        of_nt(WinRestrictedCodeSid, 12, "RC", "RESTRICTED"),
        of_nt(WinTerminalServerSid, 13, "", "TERMINAL SERVER USER"),
        of_nt(WinRemoteLogonIdSid, 14, "", "REMOTE INTERACTIVE LOGON"),
        of_nt(WinLocalSystemSid, 18, "SY", "SYSTEM"),
        of_nt(WinLocalServiceSid, 19, "LS", "LOCAL SERVICE"),
        of_nt(WinNetworkServiceSid, 20, "NS", "NETWORK SERVICE"),
        {WinBuiltinDomainSid, 5, 1, {32}, "", "BUILTIN", "BUILTIN", SidTypeDomain},
        built_in(WinBuiltinAdministratorsSid, 544, "BA", "Administrators"),
        built_in(WinBuiltinUsersSid, 545, "BU", "Users"),
        built_in(WinBuiltinGuestsSid, 546, "BG", "Guests"),
        built_in(WinBuiltinPowerUsersSid, 547, "PU", "Power Users"),
        built_in(WinBuiltinAccountOperatorsSid, 548, "AO", "Account Operators"),
        built_in(WinBuiltinSystemOperatorsSid, 549, "SO", "Server Operators"),
        built_in(WinBuiltinPrintOperatorsSid, 550, "PO", "Print Operators"),
        built_in(WinBuiltinBackupOperatorsSid, 551, "BO", "Backup Operators"),
        built_in(WinBuiltinReplicatorSid, 552, "RE", "Replicator"),
        built_in(WinBuiltinPreWindows2000CompatibleAccessSid, 554, "RU",
                 "Pre-Windows 2000 Compatible Access"),
        built_in(WinBuiltinRemoteDesktopUsersSid, 555, "RD", "Remote Desktop Users"),
        built_in(WinBuiltinNetworkConfigurationOperatorsSid, 556, "NO", "Network Configuration Operators"),
        of_domain(WinAccountAdministratorSid, 500, "LA"),
        of_domain(WinAccountGuestSid, 501, "LG"),
        of_domain(WinAccountKrbtgtSid, 502),
        of_domain(WinAccountDomainAdminsSid, 512, "DA"),
        of_domain(WinAccountDomainUsersSid, 513, "DU"),
        of_domain(WinAccountDomainGuestsSid, 514, "DG"),
        of_domain(WinAccountComputersSid, 515, "DC"),
        of_domain(WinAccountControllersSid, 516, "DD"),
        of_domain(WinAccountCertAdminsSid, 517, "CA"),
        of_domain(WinAccountSchemaAdminsSid, 518, "SA"),
        of_domain(WinAccountEnterpriseAdminsSid, 519, "EA"),
        of_domain(WinAccountPolicyAdminsSid, 520, "PA"),
        of_domain(WinAccountRasAndIasServersSid, 553, "RS"),
        {WinNTLMAuthenticationSid,
         5,
         2,
         {64, 10},
         "",
         "NT AUTHORITY",
         "NTLM Authentication",
         SidTypeWellKnownGroup},
        {WinDigestAuthenticationSid,
         5,
         2,
         {64, 21},
         "",
         "NT AUTHORITY",
         "Digest Authentication",
         SidTypeWellKnownGroup},
        {WinSChannelAuthenticationSid,
         5,
         2,
         {64, 14},
         "",
         "NT AUTHORITY",
         "SChannel Authentication",
         SidTypeWellKnownGroup},
        of_nt(WinThisOrganizationSid, 15, "", "This Organization"),
        of_nt(WinOtherOrganizationSid, 1000, "", "Other Organization"),
        built_in(WinBuiltinIncomingForestTrustBuildersSid, 557, "", "Incoming Forest Trust Builders"),
        built_in(WinBuiltinPerfMonitoringUsersSid, 558, "MU", "Performance Monitor Users"),
        built_in(WinBuiltinPerfLoggingUsersSid, 559, "LU", "Performance Log Users"),
        built_in(WinBuiltinAuthorizationAccessSid, 560, "", "Windows Authorization Access Group"),
        built_in(WinBuiltinTerminalServerLicenseServersSid, 561, "", "Terminal Server License Servers"),
        built_in(WinBuiltinDCOMUsersSid, 562, "", "Distributed COM Users"),
        built_in(WinBuiltinIUsersSid, 568, "IS", "IIS_IUSRS"),
        of_nt(WinIUserSid, 17, "", "IUSR"),
        built_in(WinBuiltinCryptoOperatorsSid, 569, "CY", "Cryptographic Operators"),
        {WinUntrustedLabelSid, 16, 1, {0}, "", "Mandatory Label", "Untrusted Mandatory Level", SidTypeLabel},
        {WinLowLabelSid, 16, 1, {4096}, "LW", "Mandatory Label", "Low Mandatory Level", SidTypeLabel},
        {WinMediumLabelSid, 16, 1, {8192}, "ME", "Mandatory Label", "Medium Mandatory Level", SidTypeLabel},
        {WinHighLabelSid, 16, 1, {12288}, "HI", "Mandatory Label", "High Mandatory Level", SidTypeLabel},
        {WinSystemLabelSid, 16, 1, {16384}, "SI", "Mandatory Label", "System Mandatory Level", SidTypeLabel},
        of_nt(WinWriteRestrictedCodeSid, 33, "WR", "WRITE RESTRICTED"),
        {WinCreatorOwnerRightsSid, 3, 1, {4}, "OW", "", "OWNER RIGHTS", SidTypeWellKnownGroup},
        of_domain(WinCacheablePrincipalsGroupSid, 571),
        of_domain(WinNonCacheablePrincipalsGroupSid, 572),
        of_domain(WinEnterpriseReadonlyControllersSid, 498, "RO"),
        of_domain(WinAccountReadonlyControllersSid, 521),
        built_in(WinBuiltinEventLogReadersGroup, 573, "ER", "Event Log Readers"),
        nameless(WinNewEnterpriseReadonlyControllersSid, 5, {22}),
        built_in(WinBuiltinCertSvcDComAccessGroup, 574, "CD", "Certificate Service DCOM Access"),
        {WinMediumPlusLabelSid,
         16,
         1,
         {8448},
         "MP",
         "Mandatory Label",
         "Medium Plus Mandatory Level",
         SidTypeLabel},
        nameless(WinLocalLogonSid, 2, {1}),
        {WinConsoleLogonSid, 2, 1, {1}, "", "", "CONSOLE LOGON", SidTypeWellKnownGroup},
        {WinThisOrganizationCertificateSid,
         5,
         2,
         {65, 1},
         "",
         "NT AUTHORITY",
         "This Organization Certificate",
         SidTypeWellKnownGroup},
        nameless(WinApplicationPackageAuthoritySid, 15, {2}),
        {WinBuiltinAnyPackageSid,
         15,
         2,
         {2, 1},
         "AC",
         "APPLICATION PACKAGE AUTHORITY",
         "ALL APPLICATION PACKAGES",
         SidTypeWellKnownGroup},
        nameless(WinCapabilityInternetClientSid, 15, {3, 1}),
        nameless(WinCapabilityInternetClientServerSid, 15, {3, 2}),
        nameless(WinCapabilityPrivateNetworkClientServerSid, 15, {3, 3}),
        nameless(WinCapabilityPicturesLibrarySid, 15, {3, 4}),
        nameless(WinCapabilityVideosLibrarySid, 15, {3, 5}),
        nameless(WinCapabilityMusicLibrarySid, 15, {3, 6}),
        nameless(WinCapabilityDocumentsLibrarySid, 15, {3, 7}),
        nameless(WinCapabilitySharedUserCertificatesSid, 15, {3, 9}),
        nameless(WinCapabilityEnterpriseAuthenticationSid, 15, {3, 8}),
        nameless(WinCapabilityRemovableStorageSid, 15, {3, 10}),
        built_in(WinBuiltinRDSRemoteAccessServersSid, 575, "RA", "RDS Remote Access Servers"),
        built_in(WinBuiltinRDSEndpointServersSid, 576, "ES", "RDS Endpoint Servers"),
        built_in(WinBuiltinRDSManagementServersSid, 577, "MS", "RDS Management Servers"),
        {WinUserModeDriversSid,
         5,
         6,
         {84, 0, 0, 0, 0, 0},
         "UD",
         "NT AUTHORITY",
         "USER MODE DRIVERS",
         SidTypeWellKnownGroup},
        built_in(WinBuiltinHyperVAdminsSid, 578, "HA", "Hyper-V Administrators"),
        of_domain(WinAccountCloneableControllersSid, 522, "CN"),
        built_in(WinBuiltinAccessControlAssistanceOperatorsSid, 579, "AA",
                 "Access Control Assistance Operators"),
        built_in(WinBuiltinRemoteManagementUsersSid, 580, "RM", "Remote Management Users"),
        {WinAuthenticationAuthorityAssertedSid,
         18,
         1,
         {1},
         "AS",
         "",
         "Authentication authority asserted identity",
         SidTypeWellKnownGroup},
        {WinAuthenticationServiceAssertedSid,
         18,
         1,
         {2},
         "SS",
         "",
         "Service asserted identity",
         SidTypeWellKnownGroup},
        of_nt(WinLocalAccountSid, 113, "", "Local account"),
        of_nt(WinLocalAccountAndAdministratorSid, 114, "",
              "Local account and member of Administrators group"),
        of_domain(WinAccountProtectedUsersSid, 525, "AP"),
        nameless(WinCapabilityAppointmentsSid, 15, {3, 11}),
        nameless(WinCapabilityContactsSid, 15, {3, 12}),
        of_domain(WinAccountDefaultSystemManagedSid, 503),
        built_in(WinBuiltinDefaultSystemManagedGroupSid, 581, "", "System Managed Accounts Group"),
        built_in(WinBuiltinStorageReplicaAdminsSid, 582, "", "Storage Replica Administrators"),
        of_domain(WinAccountKeyAdminsSid, 526, "KA"),
        of_domain(WinAccountEnterpriseKeyAdminsSid, 527, "EK"),
        {WinAuthenticationKeyTrustSid, 18, 1, {4}, "", "", "Key trust identity", SidTypeWellKnownGroup},
        {WinAuthenticationKeyPropertyMFASid,
         18,
         1,
         {5},
         "",
         "",
         "Key property multi-factor authentication",
         SidTypeWellKnownGroup},
        {WinAuthenticationKeyPropertyAttestationSid,
         18,
         1,
         {6},
         "",
         "",
         "Key property attestation",
         SidTypeWellKnownGroup},
        {WinAuthenticationFreshKeyAuthSid,
         18,
         1,
         {3},
         "",
         "",
         "Fresh public key identity",
         SidTypeWellKnownGroup},
        built_in(WinBuiltinDeviceOwnersSid, 583, "", "Device Owners"),
    }};
}();
static_assert(std::ranges::is_sorted(well_known_sids, {}, &well_known_sid::type) &&
              well_known_sids.size() == WinBuiltinDeviceOwnersSid);

/// Null where there is none of that type.
[[nodiscard]] inline const well_known_sid* find_well_known(WELL_KNOWN_SID_TYPE type) noexcept {
    const auto found = std::ranges::lower_bound(well_known_sids, type, {}, &well_known_sid::type);
    return found != well_known_sids.end() && found->type == type ? &*found : nullptr;
}
/// The one that two letters mean, in upper case; null without.
[[nodiscard]] inline const well_known_sid* find_by_letters(std::string_view letters) noexcept {
    const auto found = std::ranges::find(well_known_sids, letters, &well_known_sid::letters);
    return letters.empty() || found == well_known_sids.end() ? nullptr : &*found;
}

/// What belongs to no domain.
[[nodiscard]] inline sid_octets octets_of(const well_known_sid& of) noexcept {
    return {of.authority, of.path()};
}

/// Nothing where that is no domain.
[[nodiscard]] inline std::optional<sid_octets> in_domain(PSID domain, const well_known_sid& of) noexcept {
    const auto value = sid_value(domain);
    const auto out = value ? value->with(of.parts[0]) : std::nullopt;
    return out ? std::optional(sid_octets(*out)) : std::nullopt;
}

/// Whether it is an account of a domain's ([MS-DTYP] 2.4.2.4: S-1-5-21 and three numbers) with this number.
[[nodiscard]] inline bool is_in_some_domain(const detail::sid& sid, std::uint32_t number) noexcept {
    const auto parts = sid.parts();
    return sid.authority() == 5 && parts.size() == 5 && parts[0] == SECURITY_NT_NON_UNIQUE &&
           parts[4] == number;
}

[[nodiscard]] inline bool is_logon_id(const detail::sid& sid) noexcept {
    return sid.authority() == 5 && sid.parts().size() == SECURITY_LOGON_IDS_RID_COUNT &&
           sid.parts()[0] == SECURITY_LOGON_IDS_RID;
}

[[nodiscard]] inline bool is_well_known(PSID sid, WELL_KNOWN_SID_TYPE type) noexcept {
    const auto octets = caller_sid(sid);
    if (!octets) return false;
    const auto value = sid_value(sid);
    if (type == WinLogonIdsSid) return value && is_logon_id(*value);
    const auto* const known = find_well_known(type);
    if (known == nullptr) return false;
    if (known->is_of_domain()) return value && is_in_some_domain(*value, known->parts[0]);
    return std::ranges::equal(*octets, octets_of(*known).view());
}

} // namespace sspi::core
