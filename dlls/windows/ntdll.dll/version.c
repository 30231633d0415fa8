/* SPDX-License-Identifier: MIT */
/* Which Windows this is: 10.0.19045 (22H2), workstation; and comparing versions. */
#include "rtl.h"

#define MAJOR        10
#define MINOR        0
#define BUILD        19045
#define PROFESSIONAL 0x30

/* "RtlGetVersion function" */
NTSTATUS NTAPI RtlGetVersion(PRTL_OSVERSIONINFOW info)
{
    info->dwMajorVersion = MAJOR;
    info->dwMinorVersion = MINOR;
    info->dwBuildNumber = BUILD;
    info->dwPlatformId = VER_PLATFORM_WIN32_NT;
    memset(info->szCSDVersion, 0, sizeof info->szCSDVersion);
    if (info->dwOSVersionInfoSize == sizeof(RTL_OSVERSIONINFOEXW)) {
        PRTL_OSVERSIONINFOEXW more = (PRTL_OSVERSIONINFOEXW)info;
        more->wServicePackMajor = more->wServicePackMinor = 0;
        more->wSuiteMask = VER_SUITE_SINGLEUSERTS;
        more->wProductType = VER_NT_WORKSTATION;
        more->wReserved = 0;
    }
    return STATUS_SUCCESS;
}

/* The build's high bits say that it is a release build. */
VOID NTAPI RtlGetNtVersionNumbers(PULONG major, PULONG minor, PULONG build)
{
    if (major) *major = MAJOR;
    if (minor) *minor = MINOR;
    if (build) *build = 0xf0000000 | BUILD;
}

BOOLEAN NTAPI RtlGetNtProductType(PULONG type)
{
    *type = VER_NT_WORKSTATION;
    return TRUE;
}

/* "GetProductInfo function" */
BOOLEAN NTAPI RtlGetProductInfo(ULONG major, ULONG minor, ULONG pack_major, ULONG pack_minor, PULONG type)
{
    (void)minor, (void)pack_major, (void)pack_minor;
    if (!type) return FALSE;
    *type = major < 6 ? 0 : PROFESSIONAL;
    return major >= 6;
}

/* How many bits up the condition of a type stands: three each, from the lowest. */
static const struct {
    ULONG type, shift;
} conditions[] = {
    {VER_PRODUCT_TYPE,     21},
    {VER_SUITENAME,        18},
    {VER_PLATFORMID,       9 },
    {VER_BUILDNUMBER,      6 },
    {VER_MAJORVERSION,     3 },
    {VER_MINORVERSION,     0 },
    {VER_SERVICEPACKMAJOR, 15},
    {VER_SERVICEPACKMINOR, 12},
};

/* "VerSetConditionMask function".  The highest bit says that the mask was made here, also where nothing was to be set:
 * Go's runtime passes such a mask on to VerifyVersionInfo and, as on Windows, is told ERROR_OLD_WIN_VERSION. */
ULONGLONG NTAPI VerSetConditionMask(ULONGLONG mask, DWORD types, BYTE condition)
{
    for (ULONG i = 0; i < ARRAY_SIZE(conditions); i++)
        if (types & conditions[i].type) { /* one type a call; the highest counts, as documented order has it */
            mask |= (ULONGLONG)(condition & 7) << conditions[i].shift;
            break;
        }
    return mask | 0x8000000000000000ull;
}

static ULONG condition_of(ULONGLONG mask, ULONG type)
{
    for (ULONG i = 0; i < ARRAY_SIZE(conditions); i++)
        if (conditions[i].type == type) return (ULONG)(mask >> conditions[i].shift) & 7;
    return 0;
}

static BOOLEAN holds(ULONG ours, ULONG theirs, ULONG condition)
{
    switch (condition) {
    case VER_EQUAL: return ours == theirs;
    case VER_GREATER: return ours > theirs;
    case VER_GREATER_EQUAL: return ours >= theirs;
    case VER_LESS: return ours < theirs;
    case VER_LESS_EQUAL: return ours <= theirs;
    default: return FALSE;
    }
}

/* "VerifyVersionInfoW function": STATUS_REVISION_MISMATCH where a condition does not hold.  Major, minor and service
 * pack are compared one after the other: the next counts only while the ones before are equal. */
NTSTATUS NTAPI RtlVerifyVersionInfo(PRTL_OSVERSIONINFOEXW info, ULONG types, ULONGLONG mask)
{
    RTL_OSVERSIONINFOEXW ours = {.dwOSVersionInfoSize = sizeof ours};
    ULONG condition = 0;

    RtlGetVersion((PRTL_OSVERSIONINFOW)&ours);
    if (!types || !mask) return STATUS_INVALID_PARAMETER;
    if (types & VER_PRODUCT_TYPE)
        if (!holds(ours.wProductType, info->wProductType, condition_of(mask, VER_PRODUCT_TYPE)))
            return STATUS_REVISION_MISMATCH;
    if (types & VER_SUITENAME) {
        condition = condition_of(mask, VER_SUITENAME);
        if (condition != VER_AND && condition != VER_OR) return STATUS_INVALID_PARAMETER;
        if (condition == VER_AND ? (info->wSuiteMask & ~ours.wSuiteMask) != 0
                                 : info->wSuiteMask && !(info->wSuiteMask & ours.wSuiteMask))
            return STATUS_REVISION_MISMATCH;
    }
    if ((types & VER_PLATFORMID) && !holds(ours.dwPlatformId, info->dwPlatformId, condition_of(mask, VER_PLATFORMID)))
        return STATUS_REVISION_MISMATCH;
    if ((types & VER_BUILDNUMBER) &&
        !holds(ours.dwBuildNumber, info->dwBuildNumber, condition_of(mask, VER_BUILDNUMBER)))
        return STATUS_REVISION_MISMATCH;
    if (types & (VER_MAJORVERSION | VER_MINORVERSION | VER_SERVICEPACKMAJOR | VER_SERVICEPACKMINOR)) {
        const struct {
            ULONG type, ours, theirs;
        } parts[] = {
            {VER_MAJORVERSION,     ours.dwMajorVersion,    info->dwMajorVersion   },
            {VER_MINORVERSION,     ours.dwMinorVersion,    info->dwMinorVersion   },
            {VER_SERVICEPACKMAJOR, ours.wServicePackMajor, info->wServicePackMajor},
            {VER_SERVICEPACKMINOR, ours.wServicePackMinor, info->wServicePackMinor},
        };
        condition = 0;
        for (ULONG i = 0; i < ARRAY_SIZE(parts); i++) {
            if (!(types & parts[i].type)) continue;
            if (!condition) /* the first one's condition holds for all */
                condition = condition_of(mask, parts[i].type);
            if (parts[i].ours == parts[i].theirs) continue;
            return holds(parts[i].ours, parts[i].theirs, condition) ? STATUS_SUCCESS : STATUS_REVISION_MISMATCH;
        }
        return holds(0, 0, condition) ? STATUS_SUCCESS : STATUS_REVISION_MISMATCH;
    }
    return STATUS_SUCCESS;
}
