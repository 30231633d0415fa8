/* SPDX-License-Identifier: MIT */
/* SystemLogicalProcessorInformation, and NtQuerySystemInformationEx with SystemLogicalProcessorAndGroupInformation:
 * what GetLogicalProcessorInformation and its Ex form give. Left out: NUMA nodes beyond the first, processor groups
 * beyond the first, efficiency classes. */
#include "nt/topology.h"

#include "door/guestmem.h"
#include "linux/cpu.h"
#include "linux/topology.h"
#include "nt_calls.h"
#include "nt_system.h"

#include <string.h>

enum { MOST_ITEMS = 64 * 6 };

/* SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX, as winnt.h documents it. */
struct record {
    ULONG relationship, size;
    union {
        struct {
            BYTE flags, efficiency, reserved[20];
            WORD groups;
            GROUP_AFFINITY mask;
        } processor; /* core, package */
        struct {
            ULONG number;
            BYTE reserved[20];
            GROUP_AFFINITY mask;
        } node;
        struct {
            CACHE_DESCRIPTOR cache;
            BYTE reserved[20];
            GROUP_AFFINITY mask;
        } cache;
        struct {
            WORD maximum, active;
            BYTE reserved[20];
            BYTE maximum_processors, active_processors, reserved2[38];
            KAFFINITY mask;
        } group;
    };
};
_Static_assert(offsetof(struct record, processor.mask) == 32 && offsetof(struct record, node.mask) == 32 &&
                   offsetof(struct record, cache.mask) == 40 && offsetof(struct record, group.mask) == 72,
               "winnt.h's layout");

static uint64_t all_processors(void)
{
    unsigned count = cpu_count();
    return count >= 64 ? ~0ull : (1ull << count) - 1;
}

static ULONG relationship_of(const struct topology_item *item)
{
    static const ULONG relationships[] = {RelationProcessorCore, RelationProcessorPackage, RelationCache};
    return relationships[item->kind];
}

static CACHE_DESCRIPTOR cache_of(const struct topology_item *item)
{
    return (CACHE_DESCRIPTOR){item->level, item->ways, item->line, item->size, item->cache};
}

/* LTP_PC_SMT: the core has more than one processor. */
static BYTE shares(const struct topology_item *item)
{
    return item->kind == TOPOLOGY_CORE && (item->processors & (item->processors - 1)) != 0;
}

NTSTATUS topology_query(void *guest, ULONG length, ULONG *needed)
{
    struct topology_item items[MOST_ITEMS];
    size_t count = topology_read(items, MOST_ITEMS);
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION *to = guest;

    *needed = (ULONG)((count + 1) * sizeof *to);
    if (length < *needed) return STATUS_INFO_LENGTH_MISMATCH;
    for (size_t i = 0; i <= count; i++) {
        SYSTEM_LOGICAL_PROCESSOR_INFORMATION one = {.ProcessorMask = all_processors(),
                                                    .Relationship = RelationNumaNode};
        if (i < count) {
            one.ProcessorMask = items[i].processors;
            one.Relationship = relationship_of(&items[i]);
            if (items[i].kind == TOPOLOGY_CACHE)
                one.Cache = cache_of(&items[i]);
            else
                one.ProcessorCore.Flags = shares(&items[i]);
        }
        if (!guest_put(to + i, &one)) return STATUS_ACCESS_VIOLATION;
    }
    return STATUS_SUCCESS;
}

/* The record of an item; past the items come the node and the group. */
static struct record record_of(const struct topology_item *items, size_t count, size_t i)
{
    struct record one = {.size = offsetof(struct record, processor.mask) + sizeof one.processor.mask};
    uint64_t all = all_processors();

    if (i == count) {
        one.relationship = RelationNumaNode;
        one.node.mask.Mask = all;
    } else if (i > count) {
        one.relationship = RelationGroup;
        one.size = sizeof one;
        one.group.maximum = one.group.active = 1;
        one.group.maximum_processors = one.group.active_processors = (BYTE)cpu_count();
        one.group.mask = all;
    } else if (items[i].kind == TOPOLOGY_CACHE) {
        one.relationship = RelationCache;
        one.size = offsetof(struct record, cache.mask) + sizeof one.cache.mask;
        one.cache.cache = cache_of(&items[i]);
        one.cache.mask.Mask = items[i].processors;
    } else {
        one.relationship = relationship_of(&items[i]);
        one.processor.flags = shares(&items[i]);
        one.processor.groups = 1;
        one.processor.mask.Mask = items[i].processors;
    }
    return one;
}

NTSTATUS sys_NtQuerySystemInformationEx(ULONG SystemInformationClass, const void *InputBuffer, ULONG InputBufferLength,
                                        void *SystemInformation, ULONG SystemInformationLength, ULONG *ReturnLength)
{
    struct topology_item items[MOST_ITEMS];
    ULONG wanted, needed = 0;

    if (SystemInformationClass != SystemLogicalProcessorAndGroupInformation) return STATUS_INVALID_INFO_CLASS;
    if (InputBufferLength < sizeof wanted) return STATUS_INVALID_PARAMETER;
    if (!guest_get(&wanted, (const ULONG *)InputBuffer)) return STATUS_ACCESS_VIOLATION;
    if (wanted > RelationGroup && wanted != RelationAll) return STATUS_INVALID_PARAMETER;
    size_t count = topology_read(items, MOST_ITEMS);
    for (int writing = 0; writing < 2; writing++) {
        ULONG at = 0;
        for (size_t i = 0; i < count + 2; i++) {
            struct record one = record_of(items, count, i);
            if (wanted != RelationAll && wanted != one.relationship) continue;
            if (writing && !guest_write((char *)SystemInformation + at, &one, one.size)) return STATUS_ACCESS_VIOLATION;
            at += one.size;
        }
        needed = at;
        if (writing) break;
        if (ReturnLength && !guest_put(ReturnLength, &needed)) return STATUS_ACCESS_VIOLATION;
        if (SystemInformationLength < needed) return STATUS_INFO_LENGTH_MISMATCH;
    }
    return STATUS_SUCCESS;
}
