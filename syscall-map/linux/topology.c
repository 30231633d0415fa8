/* SPDX-License-Identifier: MIT */
/* Cores, packages and caches out of /sys/devices/system/cpu; only processors that this process may use count. */
#include "linux/topology.h"

#include "linux/cpu.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NUMBERS = 8192 };

/* Reads the file `name` below processor `number`'s folder, without its line end. */
static bool read_text(int number, const char *name, char *text, size_t size)
{
    char path[160];
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/%s", number, name);
    FILE *file = fopen(path, "re");
    if (!file) return false;
    bool ok = fgets(text, (int)size, file) != NULL;
    fclose(file);
    if (ok) text[strcspn(text, "\n")] = 0;
    return ok;
}

/* A list as "0-3,8" as a mask of ours; 0: there is no such file. */
static uint64_t read_list(int number, const char *name)
{
    char text[4096], *at = text;
    uint64_t mask = 0;
    if (!read_text(number, name, text, sizeof text)) return 0;
    while (*at >= '0' && *at <= '9') {
        long from = strtol(at, &at, 10), to = *at == '-' ? strtol(at + 1, &at, 10) : from;
        for (; from <= to && from < MOST_NUMBERS; from++) {
            int own = cpu_of_linux((int)from);
            if (own >= 0 && own < 64) mask |= 1ull << own;
        }
        if (*at == ',') at++;
    }
    return mask;
}

static unsigned long read_number(int number, const char *name)
{
    char text[64];
    return read_text(number, name, text, sizeof text) ? strtoul(text, NULL, 10) : 0;
}

struct collection {
    struct topology_item *items;
    size_t count, room;
};

/* Each processor tells of what it shares: the same thing comes several times. */
static void add(struct collection *to, const struct topology_item *item)
{
    for (size_t i = 0; i < to->count; i++)
        if (to->items[i].kind == item->kind && to->items[i].processors == item->processors &&
            to->items[i].level == item->level && to->items[i].cache == item->cache)
            return;
    if (to->count < to->room) to->items[to->count++] = *item;
}

static void add_caches(struct collection *to, int number)
{
    for (int index = 0; index < 16; index++) {
        char name[64], text[64], *end;
        struct topology_item item = {.kind = TOPOLOGY_CACHE};
#define NAMED(file) (snprintf(name, sizeof name, "cache/index%d/" file, index), name)
        if (!(item.processors = read_list(number, NAMED("shared_cpu_list")))) return;
        item.level = (uint8_t)read_number(number, NAMED("level"));
        unsigned long ways = read_number(number, NAMED("ways_of_associativity"));
        item.ways = ways && ways < 0xff ? (uint8_t)ways : 0xff;
        item.line = (uint16_t)read_number(number, NAMED("coherency_line_size"));
        if (read_text(number, NAMED("size"), text, sizeof text)) {
            unsigned long size = strtoul(text, &end, 10);
            item.size = (uint32_t)(*end == 'K' ? size << 10 : *end == 'M' ? size << 20 : size);
        }
        if (!read_text(number, NAMED("type"), text, sizeof text)) continue;
#undef NAMED
        item.cache = *text == 'I' ? TOPOLOGY_INSTRUCTION : *text == 'D' ? TOPOLOGY_DATA : TOPOLOGY_UNIFIED;
        add(to, &item);
    }
}

size_t topology_read(struct topology_item *items, size_t room)
{
    struct collection to = {items, 0, room};
    unsigned count = cpu_count();
    uint64_t all = count >= 64 ? ~0ull : (1ull << count) - 1;
    for (int number = 0; number < MOST_NUMBERS && count; number++) {
        int own = cpu_of_linux(number);
        if (own < 0) continue;
        count--;
        uint64_t core = read_list(number, "topology/thread_siblings_list"),
                 package = read_list(number, "topology/package_cpus_list");
        if (!package) package = read_list(number, "topology/core_siblings_list"); /* its name before Linux 5.2 */
        add(&to, &(struct topology_item){.kind = TOPOLOGY_CORE, .processors = core ? core : 1ull << own});
        add(&to, &(struct topology_item){.kind = TOPOLOGY_PACKAGE, .processors = package ? package : all});
        add_caches(&to, number);
    }
    return to.count;
}
