/* SPDX-License-Identifier: MIT */
/* Bit maps (RTL_BITMAP): runs of bits are counted, set, cleared and found.  Bit n stands in word n / 32. */
#include "rtl.h"

#define NONE 0xffffffffu

static BOOLEAN bit_at(const RTL_BITMAP *map, ULONG bit)
{
    return map->Buffer[bit / 32] >> (bit % 32) & 1;
}

/* The first bit at or after `from` that is `value`; the map's size where there is none. */
static ULONG next_bit(const RTL_BITMAP *map, ULONG from, BOOLEAN value)
{
    ULONG word, size = map->SizeOfBitMap, base;

    if (from >= size) return size;
    base = from & ~31u;
    word = (value ? map->Buffer[base / 32] : ~map->Buffer[base / 32]) & (~0u << (from & 31));
    while (!word) {
        base += 32;
        if (base >= size) return size;
        word = value ? map->Buffer[base / 32] : ~map->Buffer[base / 32];
    }
    base += (ULONG)__builtin_ctz(word);
    return base < size ? base : size;
}

static void fill(PRTL_BITMAP map, ULONG from, ULONG count, BOOLEAN value)
{
    while (count) {
        ULONG bit = from % 32, n = count < 32 - bit ? count : 32 - bit;
        ULONG mask = (n == 32 ? ~0u : (1u << n) - 1) << bit;
        if (value)
            map->Buffer[from / 32] |= mask;
        else
            map->Buffer[from / 32] &= ~mask;
        from += n;
        count -= n;
    }
}

/* "RtlInitializeBitMap function" */
VOID NTAPI RtlInitializeBitMap(PRTL_BITMAP map, PULONG buffer, ULONG size)
{
    map->SizeOfBitMap = size;
    map->Buffer = buffer;
}

/* "RtlClearAllBits function" */
VOID NTAPI RtlClearAllBits(PRTL_BITMAP map)
{
    memset(map->Buffer, 0, (map->SizeOfBitMap + 31) / 32 * sizeof(ULONG));
}

/* "RtlSetAllBits function" */
VOID NTAPI RtlSetAllBits(PRTL_BITMAP map)
{
    memset(map->Buffer, 0xff, (map->SizeOfBitMap + 31) / 32 * sizeof(ULONG));
}

/* "RtlSetBit function" and the like: the caller vouches for the range. */
VOID NTAPI RtlSetBit(PRTL_BITMAP map, ULONG bit)
{
    map->Buffer[bit / 32] |= 1u << (bit % 32);
}

VOID NTAPI RtlClearBit(PRTL_BITMAP map, ULONG bit)
{
    map->Buffer[bit / 32] &= ~(1u << (bit % 32));
}

BOOLEAN NTAPI RtlTestBit(PRTL_BITMAP map, ULONG bit)
{
    return bit_at(map, bit);
}

VOID NTAPI RtlSetBits(PRTL_BITMAP map, ULONG from, ULONG count)
{
    if (from < map->SizeOfBitMap && count <= map->SizeOfBitMap - from) fill(map, from, count, TRUE);
}

VOID NTAPI RtlClearBits(PRTL_BITMAP map, ULONG from, ULONG count)
{
    if (from < map->SizeOfBitMap && count <= map->SizeOfBitMap - from) fill(map, from, count, FALSE);
}

static BOOLEAN all_are(const RTL_BITMAP *map, ULONG from, ULONG count, BOOLEAN value)
{
    return count && from < map->SizeOfBitMap && count <= map->SizeOfBitMap - from &&
           next_bit(map, from, !value) >= from + count;
}

/* "RtlAreBitsSet function" */
BOOLEAN NTAPI RtlAreBitsSet(PRTL_BITMAP map, ULONG from, ULONG count)
{
    return all_are(map, from, count, TRUE);
}

/* "RtlAreBitsClear function" */
BOOLEAN NTAPI RtlAreBitsClear(PRTL_BITMAP map, ULONG from, ULONG count)
{
    return all_are(map, from, count, FALSE);
}

/* The first run of `count` such bits that begins in [from, to). */
static ULONG find_run_between(const RTL_BITMAP *map, ULONG from, ULONG to, ULONG count, BOOLEAN value)
{
    ULONG end;

    while ((from = next_bit(map, from, value)) < to) {
        end = next_bit(map, from, !value);
        if (end - from >= count) return from;
        from = end;
    }
    return NONE;
}

static ULONG find_run(const RTL_BITMAP *map, ULONG count, ULONG hint, BOOLEAN value)
{
    ULONG at;

    if (hint >= map->SizeOfBitMap) hint = 0;
    if (!count) /* "returns the hint rounded down to a byte" */
        return hint & ~7u;
    if (count > map->SizeOfBitMap) return NONE;
    at = find_run_between(map, hint, map->SizeOfBitMap, count, value);
    return at == NONE && hint ? find_run_between(map, 0, hint, count, value) : at;
}

/* "RtlFindClearBits function": 0xFFFFFFFF where there is no such run. */
ULONG NTAPI RtlFindClearBits(PRTL_BITMAP map, ULONG count, ULONG hint)
{
    return find_run(map, count, hint, FALSE);
}

/* "RtlFindSetBits function" */
ULONG NTAPI RtlFindSetBits(PRTL_BITMAP map, ULONG count, ULONG hint)
{
    return find_run(map, count, hint, TRUE);
}

/* "RtlFindClearBitsAndSet function" */
ULONG NTAPI RtlFindClearBitsAndSet(PRTL_BITMAP map, ULONG count, ULONG hint)
{
    ULONG at = find_run(map, count, hint, FALSE);
    if (at != NONE) fill(map, at, count, TRUE);
    return at;
}

/* "RtlFindSetBitsAndClear function" */
ULONG NTAPI RtlFindSetBitsAndClear(PRTL_BITMAP map, ULONG count, ULONG hint)
{
    ULONG at = find_run(map, count, hint, TRUE);
    if (at != NONE) fill(map, at, count, FALSE);
    return at;
}

/* "RtlNumberOfSetBits function" */
ULONG NTAPI RtlNumberOfSetBits(PRTL_BITMAP map)
{
    ULONG count = 0, i;

    for (i = 0; i < map->SizeOfBitMap / 32; i++) count += (ULONG)__builtin_popcount(map->Buffer[i]);
    if (map->SizeOfBitMap % 32)
        count += (ULONG)__builtin_popcount(map->Buffer[i] & ((1u << map->SizeOfBitMap % 32) - 1));
    return count;
}

/* "RtlNumberOfClearBits function" */
ULONG NTAPI RtlNumberOfClearBits(PRTL_BITMAP map)
{
    return map->SizeOfBitMap - RtlNumberOfSetBits(map);
}

/* "RtlFindNextForwardRunClear function": the run's length, 0 where there is none. */
ULONG NTAPI RtlFindNextForwardRunClear(PRTL_BITMAP map, ULONG from, PULONG start)
{
    ULONG begin = next_bit(map, from, FALSE);

    *start = begin;
    return next_bit(map, begin, TRUE) - begin;
}

/* "RtlFindFirstRunClear function" */
ULONG NTAPI RtlFindFirstRunClear(PRTL_BITMAP map, PULONG start)
{
    return RtlFindNextForwardRunClear(map, 0, start);
}

/* "RtlFindLastBackwardRunClear function" */
ULONG NTAPI RtlFindLastBackwardRunClear(PRTL_BITMAP map, ULONG from, PULONG start)
{
    ULONG end;

    if (from >= map->SizeOfBitMap) from = map->SizeOfBitMap - 1;
    while (from != NONE && bit_at(map, from)) from--;
    end = from + 1;
    while (from != NONE && !bit_at(map, from)) from--;
    *start = from + 1;
    return end - *start;
}

static ULONG longest(const RTL_BITMAP *map, PULONG start, BOOLEAN value)
{
    ULONG best = 0, from = 0, end;

    for (*start = 0; (from = next_bit(map, from, value)) < map->SizeOfBitMap; from = end) {
        end = next_bit(map, from, !value);
        if (end - from > best) {
            best = end - from;
            *start = from;
        }
    }
    return best;
}

/* "RtlFindLongestRunClear function" */
ULONG NTAPI RtlFindLongestRunClear(PRTL_BITMAP map, PULONG start)
{
    return longest(map, start, FALSE);
}

ULONG NTAPI RtlFindLongestRunSet(PRTL_BITMAP map, PULONG start)
{
    return longest(map, start, TRUE);
}

/* "RtlFindMostSignificantBit function": -1 for 0. */
CCHAR NTAPI RtlFindMostSignificantBit(ULONGLONG value)
{
    return value ? (CCHAR)(63 - __builtin_clzll(value)) : -1;
}

/* "RtlFindLeastSignificantBit function" */
CCHAR NTAPI RtlFindLeastSignificantBit(ULONGLONG value)
{
    return value ? (CCHAR)__builtin_ctzll(value) : -1;
}
