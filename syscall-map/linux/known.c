/* SPDX-License-Identifier: MIT */
/* A table by line.  The lock is never held while somebody waits for a broker but in known_each(), which the one thread
 * calls that a new broker waits for; who is told of an end meanwhile waits no longer than that. */
#include "linux/known.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct known {
    struct known *next;
    uint64_t told, id; /* what callers were told; what it is now */
    uint32_t line, generation, flags;
    int fd;
    uint16_t type, payload_size, length, target_length;
    uint16_t text[]; /* path, target, payload */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct known **table;
static size_t buckets, count;
static uint64_t told_to;
static bool moved; /* ids differ from those that were told */

/* Under the lock: where it is linked, or would be; NULL: there is no table yet. */
static struct known **find(uint32_t line, uint32_t generation)
{
    if (!buckets) return NULL;
    struct known **link = &table[line & (buckets - 1)];
    while (*link && ((*link)->line != line || (*link)->generation != generation)) link = &(*link)->next;
    return link;
}

static bool grow(void)
{
    if (count < buckets) return true;
    size_t wider = buckets ? buckets * 2 : 16;
    struct known **fresh = calloc(wider, sizeof *fresh);
    if (!fresh) return false;
    for (size_t i = 0; i < buckets; i++)
        for (struct known *known; (known = table[i]);) {
            table[i] = known->next;
            known->next = fresh[known->line & (wider - 1)];
            fresh[known->line & (wider - 1)] = known;
        }
    free(table);
    table = fresh;
    buckets = wider;
    return true;
}

bool known_add(const struct broker_path *path, const struct broker_object *object, const uint16_t *target,
               size_t target_length)
{
    pthread_mutex_lock(&lock);
    struct known **link = grow() ? find(object->line, object->generation) : NULL;
    struct known *known =
        link && !*link ? malloc(sizeof *known + (path->length + target_length) * sizeof *target + object->payload_size)
                       : NULL;
    if (known) {
        *known = (struct known){.told = object->id,
                                .id = object->id,
                                .line = object->line,
                                .generation = object->generation,
                                .flags = path->flags & ~(uint32_t)NAME_OPEN_IF,
                                .fd = object->fd < 0 ? -1 : fcntl(object->fd, F_DUPFD_CLOEXEC, 3),
                                .type = object->type,
                                .payload_size = object->payload_size,
                                .length = (uint16_t)path->length,
                                .target_length = (uint16_t)target_length};
        memcpy(known->text, path->text, path->length * sizeof *target);
        if (target_length) memcpy(known->text + path->length, target, target_length * sizeof *target);
        memcpy(known->text + path->length + target_length, object->payload, object->payload_size);
        *link = known;
        count++;
    }
    pthread_mutex_unlock(&lock);
    return known;
}

bool known_has(uint32_t line, uint32_t generation)
{
    pthread_mutex_lock(&lock);
    struct known **link = find(line, generation);
    bool has = link && *link;
    pthread_mutex_unlock(&lock);
    return has;
}

uint64_t known_told_to(void)
{
    pthread_mutex_lock(&lock);
    uint64_t broker = told_to;
    pthread_mutex_unlock(&lock);
    return broker;
}

/* Under the lock. */
static void unlink_known(struct known **link)
{
    struct known *known = *link;
    *link = known->next;
    if (known->fd >= 0) close(known->fd);
    free(known);
    count--;
}

void known_remove(uint32_t line, uint32_t generation)
{
    pthread_mutex_lock(&lock);
    struct known **link = find(line, generation);
    if (link && *link) unlink_known(link);
    pthread_mutex_unlock(&lock);
}

/* Under the lock; NULL: it is none of these. */
static struct known *by_told(uint64_t id)
{
    for (size_t i = 0; i < buckets; i++)
        for (struct known *known = table[i]; known; known = known->next)
            if (known->told == id) return known;
    return NULL;
}

uint64_t known_id(uint64_t id)
{
    if (!id || !__atomic_load_n(&moved, __ATOMIC_ACQUIRE)) return id;
    pthread_mutex_lock(&lock);
    const struct known *known = by_told(id);
    uint64_t now = known ? known->id : id;
    pthread_mutex_unlock(&lock);
    return now;
}

void known_permanent(uint64_t id, bool permanent)
{
    pthread_mutex_lock(&lock);
    struct known *known = by_told(id);
    if (known) known->flags = (known->flags & ~(uint32_t)NAME_PERMANENT) | (permanent ? NAME_PERMANENT : 0);
    pthread_mutex_unlock(&lock);
}

/* Directories come before what is in them. */
static int by_length(const void *a, const void *b)
{
    const struct known *one = *(struct known *const *)a, *other = *(struct known *const *)b;
    return one->length - other->length;
}

void known_each(uint64_t (*tell)(const struct broker_path *path, const struct broker_object *object,
                                 const uint16_t *target, size_t target_length, void *context),
                void *context, uint64_t broker)
{
    pthread_mutex_lock(&lock);
    told_to = broker;
    struct known **all = malloc((count + 1) * sizeof *all);
    size_t length = 0;
    for (size_t i = 0; all && i < buckets; i++)
        for (struct known *known = table[i]; known; known = known->next) all[length++] = known;
    if (length) qsort(all, length, sizeof *all, by_length);
    for (size_t i = 0; i < length; i++) {
        struct known *known = all[i];
        struct broker_path path = {.text = known->text, .length = known->length, .flags = known->flags};
        struct broker_object object = {.type = known->type,
                                       .payload_size = known->payload_size,
                                       .line = known->line,
                                       .generation = known->generation,
                                       .fd = known->fd};
        const uint16_t *target = known->text + known->length;
        memcpy(object.payload, target + known->target_length, known->payload_size);
        known->id = tell(&path, &object, target, known->target_length, context);
        if (known->told && known->id != known->told) __atomic_store_n(&moved, true, __ATOMIC_RELEASE);
    }
    free(all);
    pthread_mutex_unlock(&lock);
}

void known_clear(void)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < buckets; i++)
        while (table[i]) unlink_known(&table[i]);
    free(table);
    table = NULL;
    buckets = 0;
    moved = false;
    pthread_mutex_unlock(&lock);
}
