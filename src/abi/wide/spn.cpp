// SPDX-License-Identifier: BSL-1.0
// DsMakeSpn and DsCrackSpn with wide text. Compiled once for each width of WCHAR.
#include "../spn_functions.hpp"

#include <dsparse.h>

using namespace sspi;

DWORD WINAPI DsMakeSpnW(LPCWSTR ServiceClass, LPCWSTR ServiceName, LPCWSTR InstanceName, USHORT InstancePort,
                        LPCWSTR Referrer, DWORD* pcSpnLength, LPWSTR pszSpn) {
    return abi::make_spn<WCHAR>({ServiceClass, ServiceName, InstanceName, InstancePort, Referrer},
                                pcSpnLength, pszSpn);
}

DWORD WINAPI DsCrackSpnW(LPCWSTR pszSpn, DWORD* pcServiceClass, LPWSTR ServiceClass, DWORD* pcServiceName,
                         LPWSTR ServiceName, DWORD* pcInstanceName, LPWSTR InstanceName,
                         USHORT* pInstancePort) {
    return abi::crack_spn<WCHAR>(pszSpn, {pcServiceClass, ServiceClass}, {pcServiceName, ServiceName},
                                 {pcInstanceName, InstanceName}, pInstancePort);
}
