/* SPDX-License-Identifier: MIT */
/* The smaller families of ntdll: interlocked lists, atoms, versions, random numbers, encoded pointers, checksums, FLS.
 */
#include "check.h"

#include <winternl.h>

NTSYSAPI NTSTATUS NTAPI RtlCreateAtomTable(ULONG, PVOID *);
NTSYSAPI NTSTATUS NTAPI RtlDestroyAtomTable(PVOID);
NTSYSAPI NTSTATUS NTAPI RtlAddAtomToAtomTable(PVOID, PCWSTR, USHORT *);
NTSYSAPI NTSTATUS NTAPI RtlLookupAtomInAtomTable(PVOID, PCWSTR, USHORT *);
NTSYSAPI NTSTATUS NTAPI RtlDeleteAtomFromAtomTable(PVOID, USHORT);
NTSYSAPI NTSTATUS NTAPI RtlPinAtomInAtomTable(PVOID, USHORT);
NTSYSAPI NTSTATUS NTAPI RtlQueryAtomInAtomTable(PVOID, USHORT, PULONG, PULONG, PWSTR, PULONG);
NTSYSAPI NTSTATUS NTAPI RtlGetVersion(PRTL_OSVERSIONINFOW);
NTSYSAPI VOID NTAPI RtlGetNtVersionNumbers(PULONG, PULONG, PULONG);
NTSYSAPI BOOLEAN NTAPI RtlGetNtProductType(PULONG);
NTSYSAPI NTSTATUS NTAPI RtlVerifyVersionInfo(PRTL_OSVERSIONINFOEXW, ULONG, ULONGLONG);
NTSYSAPI ULONG NTAPI RtlRandom(PULONG);
NTSYSAPI ULONG NTAPI RtlRandomEx(PULONG);
NTSYSAPI PVOID NTAPI RtlEncodePointer(PVOID);
NTSYSAPI PVOID NTAPI RtlDecodePointer(PVOID);
NTSYSAPI PVOID NTAPI RtlEncodeSystemPointer(PVOID);
NTSYSAPI PVOID NTAPI RtlDecodeSystemPointer(PVOID);
NTSYSAPI ULONG NTAPI RtlComputeCrc32(ULONG, const UCHAR *, ULONG);

struct node {
    SLIST_ENTRY entry;
    int number;
} __attribute__((aligned(16)));

static SLIST_HEADER list __attribute__((aligned(16)));
static volatile LONG popped;

static DWORD WINAPI pusher(void *arg)
{
    struct node *nodes = arg;
    for (int round = 0; round < 20000; round++) {
        RtlInterlockedPushEntrySList(&list, &nodes[round % 64].entry);
        PSLIST_ENTRY entry = RtlInterlockedPopEntrySList(&list);
        if (!entry) return 1;
        while (entry != &nodes[round % 64].entry) {
            RtlInterlockedPushEntrySList(&list, entry);
            if (!(entry = RtlInterlockedPopEntrySList(&list))) return 1;
        }
        InterlockedIncrement(&popped);
    }
    return 0;
}

static void lists(void)
{
    static struct node nodes[5], more[2][64];
    HANDLE threads[2];
    PSLIST_ENTRY entry;

    RtlInitializeSListHead(&list);
    CHECK(!RtlInterlockedPopEntrySList(&list) && RtlQueryDepthSList(&list) == 0,
          "InterlockedPopEntrySList: NULL from an empty list");
    CHECK(!RtlInterlockedPushEntrySList(&list, &nodes[0].entry),
          "InterlockedPushEntrySList: \"If the list was previously empty, the return value is NULL\"");
    CHECK(RtlInterlockedPushEntrySList(&list, &nodes[1].entry) == &nodes[0].entry,
          "InterlockedPushEntrySList: the previous first item");
    CHECK(RtlQueryDepthSList(&list) == 2 && RtlFirstEntrySList(&list) == &nodes[1].entry,
          "QueryDepthSList, RtlFirstEntrySList");
    nodes[2].entry.Next = &nodes[3].entry;
    nodes[3].entry.Next = &nodes[4].entry;
    CHECK(RtlInterlockedPushListSListEx(&list, &nodes[2].entry, &nodes[4].entry, 3) == &nodes[1].entry &&
              RtlQueryDepthSList(&list) == 5,
          "InterlockedPushListSListEx");
    CHECK(RtlInterlockedPopEntrySList(&list) == &nodes[2].entry, "InterlockedPopEntrySList: last in, first out");
    entry = RtlInterlockedFlushSList(&list);
    CHECK(entry == &nodes[3].entry && entry->Next->Next == &nodes[1].entry && RtlQueryDepthSList(&list) == 0,
          "InterlockedFlushSList: answers all entries");
    CHECK(!RtlInterlockedFlushSList(&list), "InterlockedFlushSList: NULL from an empty list");
    for (int i = 0; i < 2; i++) threads[i] = CreateThread(NULL, 0, pusher, more[i], 0, NULL);
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    CHECK(popped == 40000 && RtlQueryDepthSList(&list) == 0, "two threads push and pop at once, and nothing is lost");
}

static void atoms(void)
{
    WCHAR name[20];
    PVOID table = NULL;
    USHORT a, b;
    ULONG size, references, pinned;

    CHECK(RtlCreateAtomTable(0, &table) == 0 && table, "InitAtomTable");
    CHECK(RtlAddAtomToAtomTable(table, L"Hello", &a) == 0 && a >= 0xc000, "AddAtom: a string atom is 0xC000 or more");
    CHECK(RtlAddAtomToAtomTable(table, L"hELLO", &b) == 0 && a == b, "AddAtom: without regard to case");
    CHECK(RtlLookupAtomInAtomTable(table, L"HELLO", &b) == 0 && a == b, "FindAtom");
    CHECK(RtlLookupAtomInAtomTable(table, L"none", &b) == (NTSTATUS)0xc0000034,
          "FindAtom: STATUS_OBJECT_NAME_NOT_FOUND");
    CHECK(RtlAddAtomToAtomTable(table, L"#1234", &b) == 0 && b == 1234, "AddAtom: \"#1234\" is an integer atom");
    CHECK(RtlAddAtomToAtomTable(table, (PCWSTR)(ULONG_PTR)77, &b) == 0 && b == 77, "AddAtom: MAKEINTATOM");
    CHECK(RtlAddAtomToAtomTable(table, (PCWSTR)(ULONG_PTR)0xc001, &b) < 0, "AddAtom: an integer atom is below 0xC000");
    size = sizeof name;
    CHECK(RtlQueryAtomInAtomTable(table, a, &references, &pinned, name, &size) == 0 && size == 10 &&
              !wcscmp(name, L"Hello") && references == 2 && !pinned,
          "GetAtomName: as first added");
    size = sizeof name;
    CHECK(RtlQueryAtomInAtomTable(table, 1234, NULL, NULL, name, &size) == 0 && !wcscmp(name, L"#1234"),
          "GetAtomName: of an integer atom");
    CHECK(RtlDeleteAtomFromAtomTable(table, a) == 0 && RtlLookupAtomInAtomTable(table, L"Hello", &b) == 0,
          "DeleteAtom: only the last reference removes it");
    CHECK(RtlDeleteAtomFromAtomTable(table, a) == 0 && RtlLookupAtomInAtomTable(table, L"Hello", &b) < 0,
          "DeleteAtom: the last one");
    CHECK(RtlDeleteAtomFromAtomTable(table, a) == (NTSTATUS)0xc0000008, "DeleteAtom: STATUS_INVALID_HANDLE");
    CHECK(RtlAddAtomToAtomTable(table, L"pin", &a) == 0 && RtlPinAtomInAtomTable(table, a) == 0,
          "RtlPinAtomInAtomTable");
    RtlDeleteAtomFromAtomTable(table, a);
    CHECK(RtlLookupAtomInAtomTable(table, L"pin", &b) == 0, "a pinned atom stays");
    for (int i = 0; i < 300; i++) {
        WCHAR text[8] = {'n', (WCHAR)('0' + i / 100), (WCHAR)('0' + i / 10 % 10), (WCHAR)('0' + i % 10), 0};
        if (RtlAddAtomToAtomTable(table, text, &a) || RtlLookupAtomInAtomTable(table, text, &b) || a != b)
            CHECK(0, "a table grows");
    }
    CHECK(RtlDestroyAtomTable(table) == 0, "RtlDestroyAtomTable");
}

static void versions(void)
{
    RTL_OSVERSIONINFOEXW info = {.dwOSVersionInfoSize = sizeof info};
    ULONG major, minor, build, type;
    ULONGLONG mask;

    CHECK(RtlGetVersion((PRTL_OSVERSIONINFOW)&info) == 0 && info.dwMajorVersion >= 6 &&
              info.dwPlatformId == VER_PLATFORM_WIN32_NT && info.wProductType == VER_NT_WORKSTATION,
          "RtlGetVersion: \"returns version information about the currently running operating system\"");
    RtlGetNtVersionNumbers(&major, &minor, &build);
    CHECK(major == info.dwMajorVersion && minor == info.dwMinorVersion && (build & 0xffffff) == info.dwBuildNumber &&
              build >> 28 == 15,
          "RtlGetNtVersionNumbers: a release build");
    CHECK(RtlGetNtProductType(&type) && type == VER_NT_WORKSTATION, "RtlGetNtProductType");
    mask = VerSetConditionMask(0, VER_MAJORVERSION, VER_GREATER_EQUAL);
    CHECK((mask & 0x7fffffff) == 3 << 3, "VerSetConditionMask");
    mask = VerSetConditionMask(mask, VER_MINORVERSION, VER_GREATER_EQUAL);
    info.dwMajorVersion = 6;
    info.dwMinorVersion = 9;
    CHECK(RtlVerifyVersionInfo(&info, VER_MAJORVERSION | VER_MINORVERSION, mask) ==
              (major > 6 ? 0 : (NTSTATUS)0xc0000059),
          "VerifyVersionInfo: the minor version counts only where the major one is equal");
    info.dwMajorVersion = 99;
    CHECK(RtlVerifyVersionInfo(&info, VER_MAJORVERSION, mask) == (NTSTATUS)0xc0000059,
          "VerifyVersionInfo: STATUS_REVISION_MISMATCH");
    CHECK(RtlVerifyVersionInfo(&info, 0, mask) == (NTSTATUS)0xc000000d,
          "VerifyVersionInfo: nothing to compare is STATUS_INVALID_PARAMETER");
}

static void numbers(void)
{
    ULONG seed = 1, again = 1, first;
    int value;

    first = RtlUniform(&seed);
    CHECK(first == RtlUniform(&again) && first < 0x7fffffff && seed == first,
          "RtlUniform: the same from the same seed");
    ULONG large = 0, distinct = 0, last[2] = {RtlRandom(&seed), RtlRandomEx(&seed)};
    for (int i = 0; i < 100; i++) {
        ULONG one = RtlRandom(&seed), two = RtlRandomEx(&seed);
        large += one >= 0x80000000 || two >= 0x80000000;
        distinct += one != last[0] && two != last[1];
        last[0] = one, last[1] = two;
    }
    CHECK(!large, "RtlRandom, RtlRandomEx: 0 to MAXLONG-1");
    CHECK(distinct > 90, "RtlRandom, RtlRandomEx: each number is another");
    CHECK(RtlEncodePointer(&value) != &value && RtlDecodePointer(RtlEncodePointer(&value)) == &value,
          "EncodePointer, DecodePointer");
    CHECK(RtlDecodeSystemPointer(RtlEncodeSystemPointer(&value)) == &value, "EncodeSystemPointer, DecodeSystemPointer");
    CHECK(RtlComputeCrc32(0, (const UCHAR *)"123456789", 9) == 0xcbf43926, "RtlComputeCrc32: the CRC-32 check value");
}

int main(void)
{
    lists();
    atoms();
    versions();
    numbers();
    return check_done();
}
