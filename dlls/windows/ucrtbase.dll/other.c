/* SPDX-License-Identifier: MIT */
/* Single functions of the Universal CRT: C11's time, walking the heap, the stack's guard page. */
#include "../crt/crt.h"

struct timespec_64 {
    long long seconds;
    long nanoseconds;
};
struct timespec_32 {
    long seconds, nanoseconds;
};
struct heap_entry { /* _HEAPINFO */
    int *block;
    size_t size;
    int used;
};
void *_aligned_offset_realloc(void *block, size_t size, size_t alignment, size_t offset);
size_t _aligned_msize(void *block, size_t alignment, size_t offset);
unsigned _controlfp(unsigned value, unsigned mask);

/* timespec_get: TIME_UTC (1), or 0 for another base. */
int _timespec64_get(struct timespec_64 *out, int base)
{
    FILETIME now;
    if (!out) {
        crt_invalid();
        return 0;
    }
    if (base != 1) return 0;
    GetSystemTimePreciseAsFileTime(&now);
    unsigned long long t = ((unsigned long long)now.dwHighDateTime << 32 | now.dwLowDateTime) - 116444736000000000ull;
    out->seconds = (long long)(t / 10000000);
    out->nanoseconds = (long)(t % 10000000 * 100);
    return base;
}

int _timespec32_get(struct timespec_32 *out, int base)
{
    struct timespec_64 wide;
    if (!out) {
        crt_invalid();
        return 0;
    }
    if (!_timespec64_get(&wide, base) || wide.seconds > LONG_MAX) return 0;
    *out = (struct timespec_32){(long)wide.seconds, wide.nanoseconds};
    return base;
}

/* _heapwalk: the entry behind the one it is given (block NULL: the first). */
int _heapwalk(struct heap_entry *entry)
{
    PROCESS_HEAP_ENTRY next = {.lpData = NULL};
    if (!entry) {
        crt_invalid();
        return -5; /* _HEAPBADPTR */
    }
    int found = !entry->block;
    while (HeapWalk(crt_heap(), &next)) {
        if (!(next.wFlags & PROCESS_HEAP_ENTRY_BUSY)) continue;
        if (found) {
            *entry = (struct heap_entry){next.lpData, next.cbData, 1};
            return -2; /* _HEAPOK */
        }
        found = next.lpData == (void *)entry->block;
    }
    return found ? -6 /* _HEAPEND */ : -4 /* _HEAPBADNODE */;
}

void *_aligned_offset_recalloc(void *block, size_t count, size_t size, size_t alignment, size_t offset)
{
    size_t total, had = block ? _aligned_msize(block, alignment, offset) : 0;
    if (__builtin_mul_overflow(count, size, &total)) {
        errno = ENOMEM;
        return NULL;
    }
    char *moved = _aligned_offset_realloc(block, total, alignment, offset);
    if (moved && total > had) memset(moved + had, 0, total - had);
    return moved;
}

void _set_controlfp(unsigned value, unsigned mask)
{
    _controlfp(value, mask);
}

/* FMA3 is what the machine has; these functions use none of it. */
int _set_FMA3_enable(int on)
{
    (void)on;
    return 0;
}

int _get_FMA3_enable(void)
{
    return 0;
}

/* _getsystime: the local time; its milliseconds. */
unsigned _getsystime(struct crt_tm *tm)
{
    SYSTEMTIME now;
    GetLocalTime(&now);
    *tm = (struct crt_tm){now.wSecond,      now.wMinute,    now.wHour, now.wDay, now.wMonth - 1,
                          now.wYear - 1900, now.wDayOfWeek, 0,         -1};
    crt_mktime(tm, 1);
    return now.wMilliseconds;
}
