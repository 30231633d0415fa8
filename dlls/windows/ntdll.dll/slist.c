/* SPDX-License-Identifier: MIT */
/* Interlocked singly linked lists: a stack pushed and popped without a lock.  The header holds the first entry, the
 * depth and a sequence number that grows with each push, so that a stale compare-and-exchange fails.
 *
 * As documented, entries must stay readable while others may pop them: popping looks into the first entry. */
#include "rtl.h"

#ifdef _WIN64

typedef struct {
    ULONGLONG alignment, region;
} header_value;

static BOOLEAN exchange(PSLIST_HEADER list, header_value *expected, header_value to)
{
    BOOLEAN done;
    __asm__ volatile("lock cmpxchg16b %1\n\tsetz %0"
                     : "=q"(done), "+m"(*list), "+a"(expected->alignment), "+d"(expected->region)
                     : "b"(to.alignment), "c"(to.region)
                     : "cc", "memory");
    return done;
}

static header_value load(PSLIST_HEADER list)
{
    return (header_value){((volatile header_value *)list)->alignment, ((volatile header_value *)list)->region};
}

static PSLIST_ENTRY first_of(header_value v)
{
    return (PSLIST_ENTRY)(ULONG_PTR)(v.region & ~15ull);
}

static USHORT depth_of(header_value v)
{
    return (USHORT)v.alignment;
}

static header_value make(header_value old, PSLIST_ENTRY first, ULONG depth, ULONG pushed)
{
    return (header_value){((old.alignment & ~0xffffull) + ((ULONGLONG)pushed << 16)) | (depth & 0xffff),
                          (ULONG_PTR)first};
}

#else

typedef ULONGLONG header_value;

static BOOLEAN exchange(PSLIST_HEADER list, header_value *expected, header_value to)
{
    header_value seen =
        (header_value)InterlockedCompareExchange64((volatile LONGLONG *)list, (LONGLONG)to, (LONGLONG)*expected);
    BOOLEAN done = seen == *expected;
    *expected = seen;
    return done;
}

static header_value load(PSLIST_HEADER list)
{
    return *(volatile header_value *)list;
}

static PSLIST_ENTRY first_of(header_value v)
{
    return (PSLIST_ENTRY)(ULONG_PTR)v;
}

static USHORT depth_of(header_value v)
{
    return (USHORT)(v >> 32);
}

static header_value make(header_value old, PSLIST_ENTRY first, ULONG depth, ULONG pushed)
{
    return (ULONG_PTR)first | (header_value)(depth & 0xffff) << 32 |
           ((old & 0xffff000000000000ull) + ((header_value)pushed << 48));
}

#endif

/* "InitializeSListHead function" */
VOID NTAPI RtlInitializeSListHead(PSLIST_HEADER list)
{
    memset(list, 0, sizeof *list);
}

/* "QueryDepthSList function" */
WORD NTAPI RtlQueryDepthSList(PSLIST_HEADER list)
{
    return depth_of(load(list));
}

PSLIST_ENTRY NTAPI RtlFirstEntrySList(const SLIST_HEADER *list)
{
    return first_of(load((PSLIST_HEADER)list));
}

/* "InterlockedPushEntrySList function": answers the former first entry. */
PSLIST_ENTRY NTAPI RtlInterlockedPushEntrySList(PSLIST_HEADER list, PSLIST_ENTRY entry)
{
    header_value old = load(list);

    do entry->Next = first_of(old);
    while (!exchange(list, &old, make(old, entry, depth_of(old) + 1u, 1)));
    return first_of(old);
}

/* "InterlockedPushListSListEx function": `count` entries from `first` to `last`, already linked. */
PSLIST_ENTRY NTAPI RtlInterlockedPushListSListEx(PSLIST_HEADER list, PSLIST_ENTRY first, PSLIST_ENTRY last, DWORD count)
{
    header_value old = load(list);

    do last->Next = first_of(old);
    while (!exchange(list, &old, make(old, first, depth_of(old) + count, 1)));
    return first_of(old);
}

/* "InterlockedPopEntrySList function": NULL from an empty list. */
PSLIST_ENTRY NTAPI RtlInterlockedPopEntrySList(PSLIST_HEADER list)
{
    header_value old = load(list);
    PSLIST_ENTRY first;

    do {
        if (!(first = first_of(old))) return NULL;
    } while (!exchange(list, &old, make(old, *(PSLIST_ENTRY volatile *)&first->Next, depth_of(old) - 1u, 0)));
    return first;
}

/* "InterlockedFlushSList function": answers the whole list. */
PSLIST_ENTRY NTAPI RtlInterlockedFlushSList(PSLIST_HEADER list)
{
    header_value old = load(list);

    do {
        if (!first_of(old)) return NULL;
    } while (!exchange(list, &old, make(old, NULL, 0, 1)));
    return first_of(old);
}
