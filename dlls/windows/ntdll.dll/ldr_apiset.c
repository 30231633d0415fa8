/* SPDX-License-Identifier: MIT */
/* API sets ("Windows API sets"): names of contracts, resolved to the DLL that implements them.  Not files: one table,
 * by the longest front of the name that matches, whatever the version behind it. */
#include "ldr.h"

static const struct {
    const char *front;
    const WCHAR *host;
} hosts[] = {
    {"api-ms-win-core-com-",           L"ole32.dll"     },
    {"api-ms-win-core-version-",       L"kernelbase.dll"},
    {"api-ms-win-core-rtlsupport-",    L"ntdll.dll"     },
    {"api-ms-win-core-winrt-",         L"combase.dll"   },
    {"api-ms-win-core-",               L"kernelbase.dll"},
    {"api-ms-win-crt-",                L"ucrtbase.dll"  },
    {"api-ms-win-devices-",            L"kernelbase.dll"},
    {"api-ms-win-downlevel-kernel32-", L"kernelbase.dll"},
    {"api-ms-win-downlevel-advapi32-", L"advapi32.dll"  },
    {"api-ms-win-downlevel-ole32-",    L"ole32.dll"     },
    {"api-ms-win-downlevel-shlwapi-",  L"shlwapi.dll"   },
    {"api-ms-win-downlevel-user32-",   L"user32.dll"    },
    {"api-ms-win-eventing-",           L"kernelbase.dll"},
    {"api-ms-win-power-",              L"powrprof.dll"  },
    {"api-ms-win-security-",           L"advapi32.dll"  },
    {"api-ms-win-service-",            L"advapi32.dll"  },
    {"api-ms-win-shcore-",             L"shcore.dll"    },
    {"ext-ms-win-kernel32-",           L"kernel32.dll"  },
    {"ext-ms-win-ntuser-",             L"user32.dll"    },
};

static BOOLEAN begins(const WCHAR *name, SIZE_T length, const char *front)
{
    SIZE_T i = 0;
    for (; front[i]; i++) {
        if (i >= length) return FALSE;
        WCHAR unit = name[i] >= 'A' && name[i] <= 'Z' ? name[i] | 32 : name[i];
        if (unit != (UCHAR)front[i]) return FALSE;
    }
    return TRUE;
}

const WCHAR *apiset_host(const WCHAR *name, SIZE_T length)
{
    if (!begins(name, length, "api-") && !begins(name, length, "ext-")) return NULL;
    for (SIZE_T i = 0; i < ARRAY_SIZE(hosts); i++)
        if (begins(name, length, hosts[i].front)) return hosts[i].host;
    return NULL;
}

/* Is an API set there?  Asked by name without version or ".dll" ("IsApiSetImplemented"). */
BOOL NTAPI ApiSetQueryApiSetPresence(PCUNICODE_STRING name, PBOOLEAN present)
{
    *present = apiset_host(name->Buffer, name->Length / sizeof(WCHAR)) != NULL;
    return TRUE;
}
