// SPDX-License-Identifier: BSL-1.0
// One spelling of a name that Windows file systems do not tell apart; all spellings have the same content.
#include "../sddl.h"
