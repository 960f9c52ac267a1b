// SPDX-License-Identifier: BSL-1.0
// What SSPI programs take from <ntdsapi.h>: service principal names. All spellings have the same content.
#include "../dsparse.h"
