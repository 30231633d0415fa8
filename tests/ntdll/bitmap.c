/* SPDX-License-Identifier: MIT */
/* Bit maps in ntdll. */
#include "check.h"

typedef struct {
    ULONG size;
    ULONG *buffer;
} BITMAP_;

#define NTAPI_ __declspec(dllimport)
NTAPI_ VOID NTAPI RtlInitializeBitMap(BITMAP_ *, PULONG, ULONG);
NTAPI_ VOID NTAPI RtlClearAllBits(BITMAP_ *);
NTAPI_ VOID NTAPI RtlSetAllBits(BITMAP_ *);
NTAPI_ VOID NTAPI RtlSetBit(BITMAP_ *, ULONG);
NTAPI_ VOID NTAPI RtlClearBit(BITMAP_ *, ULONG);
NTAPI_ BOOLEAN NTAPI RtlTestBit(BITMAP_ *, ULONG);
NTAPI_ VOID NTAPI RtlSetBits(BITMAP_ *, ULONG, ULONG);
NTAPI_ VOID NTAPI RtlClearBits(BITMAP_ *, ULONG, ULONG);
NTAPI_ BOOLEAN NTAPI RtlAreBitsSet(BITMAP_ *, ULONG, ULONG);
NTAPI_ BOOLEAN NTAPI RtlAreBitsClear(BITMAP_ *, ULONG, ULONG);
NTAPI_ ULONG NTAPI RtlFindClearBits(BITMAP_ *, ULONG, ULONG);
NTAPI_ ULONG NTAPI RtlFindSetBits(BITMAP_ *, ULONG, ULONG);
NTAPI_ ULONG NTAPI RtlFindClearBitsAndSet(BITMAP_ *, ULONG, ULONG);
NTAPI_ ULONG NTAPI RtlFindSetBitsAndClear(BITMAP_ *, ULONG, ULONG);
NTAPI_ ULONG NTAPI RtlNumberOfSetBits(BITMAP_ *);
NTAPI_ ULONG NTAPI RtlNumberOfClearBits(BITMAP_ *);
NTAPI_ ULONG NTAPI RtlFindNextForwardRunClear(BITMAP_ *, ULONG, PULONG);
NTAPI_ ULONG NTAPI RtlFindLastBackwardRunClear(BITMAP_ *, ULONG, PULONG);
NTAPI_ ULONG NTAPI RtlFindLongestRunClear(BITMAP_ *, PULONG);
NTAPI_ CCHAR NTAPI RtlFindMostSignificantBit(ULONGLONG);
NTAPI_ CCHAR NTAPI RtlFindLeastSignificantBit(ULONGLONG);

/* import libraries leave these out */
#define EXPORT(name) ((ULONG(NTAPI *)(BITMAP_ *, PULONG))(void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), #name))

int main(void)
{
    ULONG words[4] = {0}, start;
    BITMAP_ map;

    RtlInitializeBitMap(&map, words, 100);
    CHECK(map.size == 100 && map.buffer == words, "RtlInitializeBitMap");
    RtlSetBits(&map, 30, 40);
    CHECK(words[0] == 0xc0000000 && words[1] == ~0u && words[2] == 0x3f && words[3] == 0, "RtlSetBits: across words");
    CHECK(RtlNumberOfSetBits(&map) == 40 && RtlNumberOfClearBits(&map) == 60, "RtlNumberOfSetBits");
    CHECK(RtlAreBitsSet(&map, 30, 40) && !RtlAreBitsSet(&map, 29, 2) && !RtlAreBitsSet(&map, 30, 41), "RtlAreBitsSet");
    CHECK(RtlAreBitsClear(&map, 0, 30) && !RtlAreBitsClear(&map, 0, 31) && !RtlAreBitsClear(&map, 90, 20),
          "RtlAreBitsClear");
    RtlClearBits(&map, 40, 10);
    CHECK(RtlAreBitsClear(&map, 40, 10) && RtlNumberOfSetBits(&map) == 30, "RtlClearBits");
    RtlSetBit(&map, 99);
    CHECK(RtlTestBit(&map, 99) && !RtlTestBit(&map, 98), "RtlSetBit, RtlTestBit");
    RtlClearBit(&map, 99);
    CHECK(!RtlTestBit(&map, 99), "RtlClearBit");
    CHECK(RtlFindClearBits(&map, 10, 35) == 40 && RtlFindClearBits(&map, 30, 60) == 70,
          "RtlFindClearBits: from the hint on");
    CHECK(RtlFindClearBits(&map, 31, 0) == 0xffffffff, "RtlFindClearBits: 0xFFFFFFFF where there is none");
    CHECK(RtlFindSetBits(&map, 20, 0) == 50, "RtlFindSetBits");
    CHECK(RtlFindClearBitsAndSet(&map, 10, 38) == 40 && RtlAreBitsSet(&map, 30, 40), "RtlFindClearBitsAndSet");
    CHECK(RtlFindSetBitsAndClear(&map, 40, 0) == 30 && RtlNumberOfSetBits(&map) == 0, "RtlFindSetBitsAndClear");
    RtlSetBits(&map, 10, 5);
    RtlSetBits(&map, 50, 20);
    CHECK(RtlFindNextForwardRunClear(&map, 12, &start) == 35 && start == 15, "RtlFindNextForwardRunClear");
    CHECK(RtlFindLastBackwardRunClear(&map, 60, &start) == 35 && start == 15, "RtlFindLastBackwardRunClear");
    CHECK(RtlFindLongestRunClear(&map, &start) == 35 && start == 15, "RtlFindLongestRunClear");
    CHECK(EXPORT(RtlFindFirstRunClear)(&map, &start) == 10 && start == 0, "RtlFindFirstRunClear");
    CHECK(EXPORT(RtlFindLongestRunSet)(&map, &start) == 20 && start == 50, "RtlFindLongestRunSet");
    RtlSetAllBits(&map);
    CHECK(EXPORT(RtlFindFirstRunClear)(&map, &start) == 0 && RtlFindLongestRunClear(&map, &start) == 0 &&
              EXPORT(RtlFindLongestRunSet)(&map, &start) == 100 && start == 0,
          "RtlFindFirstRunClear: 0 where all bits are set");
    CHECK(RtlNumberOfSetBits(&map) == 100, "RtlSetAllBits");
    RtlClearAllBits(&map);
    CHECK(RtlNumberOfSetBits(&map) == 0, "RtlClearAllBits");
    CHECK(EXPORT(RtlFindLongestRunSet)(&map, &start) == 0 && EXPORT(RtlFindFirstRunClear)(&map, &start) == 100,
          "RtlFindLongestRunSet: 0 where none is set");
    CHECK(RtlFindMostSignificantBit(0x100000001ull) == 32 && RtlFindLeastSignificantBit(0x100000000ull) == 32,
          "RtlFindMostSignificantBit");
    CHECK(RtlFindMostSignificantBit(0) == -1 && RtlFindLeastSignificantBit(0) == -1,
          "RtlFindMostSignificantBit: -1 where no bit is set");
    return check_done();
}
