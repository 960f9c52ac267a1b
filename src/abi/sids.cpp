// SPDX-License-Identifier: BSL-1.0
// The functions of sspi_sids.h.
#include "../core/allocations.hpp"
#include "../core/caller_sid.hpp"
#include "../core/well_known_sids.hpp"
#include "guard.hpp"
#include "last_error_guard.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>

using namespace sspi;
using abi::win32_code;

namespace {

constexpr std::size_t most_at_once = 8; // sub-authorities that AllocateAndInitializeSid takes

[[nodiscard]] std::uint64_t number_of(const SID_IDENTIFIER_AUTHORITY& authority) noexcept {
    std::uint64_t out = 0;
    for (const auto each : authority.Value)
        out = out << 8 | each;
    return out;
}

/// Whether two are the same up to this many octets before their ends, as GetLastError has it.
[[nodiscard]] win32_code compare(PSID one, PSID other, std::size_t without, BOOL& same) noexcept {
    const auto first = core::caller_sid(one), second = core::caller_sid(other);
    if (!first || !second) return win32_code::invalid_sid;
    const auto compared = first->size() - std::min(without, first->size() - core::sid_head_size);
    same = first->size() == second->size() &&
           std::ranges::equal(first->first(compared), second->first(compared));
    if (same == FALSE) core::last_error() = 0;
    return win32_code::success;
}

} // namespace

BOOL WINAPI IsValidSid(PSID pSid) {
    return abi::guarded_or(BOOL{FALSE}, [&] { return core::caller_sid(pSid) ? TRUE : FALSE; });
}

BOOL WINAPI EqualSid(PSID pSid1, PSID pSid2) {
    return abi::guarded_by_last_error(BOOL{FALSE},
                                      [&](BOOL& same) { return compare(pSid1, pSid2, 0, same); });
}

BOOL WINAPI EqualPrefixSid(PSID pSid1, PSID pSid2) {
    return abi::guarded_by_last_error(BOOL{FALSE},
                                      [&](BOOL& same) { return compare(pSid1, pSid2, sizeof(DWORD), same); });
}

DWORD WINAPI GetLengthSid(PSID pSid) {
    return abi::guarded_by_last_error(DWORD{0}, [&](DWORD& length) {
        const auto octets = core::caller_sid(pSid);
        if (!octets) return win32_code::invalid_sid;
        length = static_cast<DWORD>(octets->size());
        return win32_code::success;
    });
}

DWORD WINAPI GetSidLengthRequired(UCHAR nSubAuthorityCount) {
    return abi::guarded_or(DWORD{0}, [&] { return static_cast<DWORD>(core::sid_size(nSubAuthorityCount)); });
}

BOOL WINAPI CopySid(DWORD nDestinationSidLength, PSID pDestinationSid, PSID pSourceSid) {
    return abi::guarded_by_last_error([&] {
        const auto source = core::caller_sid(pSourceSid);
        if (!source) return win32_code::invalid_sid;
        if (nDestinationSidLength < source->size()) return win32_code::insufficient_buffer;
        if (pDestinationSid == nullptr) return win32_code::invalid_parameter;
        std::memmove(pDestinationSid, source->data(), source->size());
        return win32_code::success;
    });
}

BOOL WINAPI InitializeSid(PSID Sid, PSID_IDENTIFIER_AUTHORITY pIdentifierAuthority, BYTE nSubAuthorityCount) {
    return abi::guarded_by_last_error([&] {
        if (Sid == nullptr || pIdentifierAuthority == nullptr || nSubAuthorityCount > SID_MAX_SUB_AUTHORITIES)
            return win32_code::invalid_parameter;
        auto* const at = static_cast<BYTE*>(Sid);
        at[0] = SID_REVISION;
        at[1] = nSubAuthorityCount;
        std::ranges::copy(pIdentifierAuthority->Value, at + offsetof(SID, IdentifierAuthority));
        return win32_code::success;
    });
}

PDWORD WINAPI GetSidSubAuthority(PSID pSid, DWORD nSubAuthority) {
    return abi::guarded_by_last_error(PDWORD{nullptr}, [&](PDWORD& place) {
        const auto octets = core::caller_sid(pSid);
        if (!octets) return win32_code::invalid_sid;
        if (octets->size() < core::sid_size(std::size_t{nSubAuthority} + 1))
            return win32_code::invalid_parameter;
        place = reinterpret_cast<PDWORD>(octets->data() + core::sid_size(nSubAuthority));
        return win32_code::success;
    });
}

PUCHAR WINAPI GetSidSubAuthorityCount(PSID pSid) {
    return abi::guarded_by_last_error(PUCHAR{nullptr}, [&](PUCHAR& place) {
        const auto octets = core::caller_sid(pSid);
        if (!octets) return win32_code::invalid_sid;
        place = reinterpret_cast<PUCHAR>(octets->data() + offsetof(SID, SubAuthorityCount));
        return win32_code::success;
    });
}

PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID pSid) {
    return abi::guarded_by_last_error(PSID_IDENTIFIER_AUTHORITY{nullptr},
                                      [&](PSID_IDENTIFIER_AUTHORITY& place) {
                                          const auto octets = core::caller_sid(pSid);
                                          if (!octets) return win32_code::invalid_sid;
                                          place = reinterpret_cast<PSID_IDENTIFIER_AUTHORITY>(
                                              octets->data() + offsetof(SID, IdentifierAuthority));
                                          return win32_code::success;
                                      });
}

BOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY pIdentifierAuthority, BYTE nSubAuthorityCount,
                                     DWORD nSubAuthority0, DWORD nSubAuthority1, DWORD nSubAuthority2,
                                     DWORD nSubAuthority3, DWORD nSubAuthority4, DWORD nSubAuthority5,
                                     DWORD nSubAuthority6, DWORD nSubAuthority7, PSID* pSid) {
    return abi::guarded_by_last_error([&] {
        if (pIdentifierAuthority == nullptr || pSid == nullptr) return win32_code::invalid_parameter;
        if (nSubAuthorityCount > most_at_once) return win32_code::invalid_sid;
        const std::array<std::uint32_t, most_at_once> parts{nSubAuthority0, nSubAuthority1, nSubAuthority2,
                                                            nSubAuthority3, nSubAuthority4, nSubAuthority5,
                                                            nSubAuthority6, nSubAuthority7};
        const core::sid_octets octets(number_of(*pIdentifierAuthority),
                                      std::span(parts).first(nSubAuthorityCount));
        core::allocation block(octets.size());
        octets.write(block.bytes().data());
        *pSid = block.give();
        return win32_code::success;
    });
}

PVOID WINAPI FreeSid(PSID pSid) {
    return abi::guarded_or(PVOID{pSid}, [&] {
        return pSid == nullptr || core::caller_memory().release(pSid) ? PVOID{nullptr} : PVOID{pSid};
    });
}

BOOL WINAPI CreateWellKnownSid(WELL_KNOWN_SID_TYPE WellKnownSidType, PSID DomainSid, PSID pSid,
                               DWORD* cbSid) {
    return abi::guarded_by_last_error([&] {
        const auto* const known = core::find_well_known(WellKnownSidType);
        if (known == nullptr || cbSid == nullptr) return win32_code::invalid_parameter;
        const auto octets =
            known->is_of_domain() ? core::in_domain(DomainSid, *known) : core::octets_of(*known);
        if (!octets) return win32_code::invalid_parameter;
        const bool fits = pSid != nullptr && *cbSid >= octets->size();
        *cbSid = static_cast<DWORD>(octets->size());
        if (!fits) return win32_code::insufficient_buffer;
        octets->write(pSid);
        return win32_code::success;
    });
}

BOOL WINAPI IsWellKnownSid(PSID pSid, WELL_KNOWN_SID_TYPE WellKnownSidType) {
    return abi::guarded_or(BOOL{FALSE},
                           [&] { return core::is_well_known(pSid, WellKnownSidType) ? TRUE : FALSE; });
}
