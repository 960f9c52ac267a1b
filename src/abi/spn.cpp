// SPDX-License-Identifier: BSL-1.0
// DsMakeSpn and DsCrackSpn with narrow text.
#include "spn_functions.hpp"

#include <dsparse.h>

using namespace sspi;

DWORD WINAPI DsMakeSpnA(LPCSTR ServiceClass, LPCSTR ServiceName, LPCSTR InstanceName, USHORT InstancePort,
                        LPCSTR Referrer, DWORD* pcSpnLength, LPSTR pszSpn) {
    return abi::make_spn<CHAR>({ServiceClass, ServiceName, InstanceName, InstancePort, Referrer}, pcSpnLength,
                               pszSpn);
}

DWORD WINAPI DsCrackSpnA(LPCSTR pszSpn, DWORD* pcServiceClass, LPSTR ServiceClass, DWORD* pcServiceName,
                         LPSTR ServiceName, DWORD* pcInstanceName, LPSTR InstanceName,
                         USHORT* pInstancePort) {
    return abi::crack_spn<CHAR>(pszSpn, {pcServiceClass, ServiceClass}, {pcServiceName, ServiceName},
                                {pcInstanceName, InstanceName}, pInstancePort);
}
