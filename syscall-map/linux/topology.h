/* SPDX-License-Identifier: MIT */
/* How the processors hang together: cores, packages and caches, as /sys/devices/system/cpu tells. */
#ifndef METIC_LINUX_TOPOLOGY_H
#define METIC_LINUX_TOPOLOGY_H

#include <stddef.h>
#include <stdint.h>

enum topology_kind { TOPOLOGY_CORE, TOPOLOGY_PACKAGE, TOPOLOGY_CACHE };
enum topology_cache { TOPOLOGY_UNIFIED, TOPOLOGY_INSTRUCTION, TOPOLOGY_DATA };

struct topology_item {
    enum topology_kind kind;
    uint64_t processors; /* by our numbers */
    enum topology_cache cache;
    uint8_t level, ways; /* ways 0xff: fully associative */
    uint16_t line;
    uint32_t size;
};

/* Fills in at most `room` items, each once; how many.  Where Linux tells nothing each processor is a core, and all are
 * one package. */
size_t topology_read(struct topology_item *items, size_t room);

#endif
