/* SPDX-License-Identifier: MIT */
/* Named pipes, as far as others than their two ends are concerned.
 *
 * A server makes both ends of a socket pair and leaves the client's with its name here.  Whoever opens the name gets
 * that descriptor, into which a greeting was written before, so that the server sees that somebody came and who: data
 * never passes through here.  An instance lives as long as a process holds its line, as names do (namespace.c); names
 * are those that have instances.  Left out: security descriptors. */
#include "pipe.h"

#include "runtime.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUCKETS = 1024, INSTANCES_MOST = 1 << 16, SWEEP_EACH = 4, SWEEP_A_TURN = 256, SWEEP_AFTER = 100 /* ms */ };

struct instance {
    struct instance *next; /* of the name, who waits longest first */
    struct instance *same; /* bucket, by line */
    struct instance **all_link, *all_next;
    struct name *name;
    struct client *owner; /* NULL: it has ended */
    uint32_t line, generation, epoch;
    uint32_t server;
    int fd; /* -1: a client has it */
};

struct name {
    struct name *next; /* in its bucket */
    struct instance *first, **last;
    uint32_t count, kind, most, inbound, outbound;
    uint64_t timeout;
    size_t length;
    uint16_t text[];
};

static struct name *names[BUCKETS];
static struct instance *lines[BUCKETS];
static struct instance *all, *swept; /* the next that is to be looked at */
static size_t count;
static int64_t sweep_due; /* 0: nobody has ended */

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

/* ---- finding ---- */

static struct name **name_find(const uint16_t *text, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ tree_fold(text[i])) * 16777619u;
    struct name **at = &names[hash % BUCKETS];
    for (; *at; at = &(*at)->next) {
        size_t i = (*at)->length == length ? 0 : length + 1;
        while (i < length && tree_fold((*at)->text[i]) == tree_fold(text[i])) i++;
        if (i == length) break;
    }
    return at;
}

static struct instance **line_find(uint32_t line, uint32_t generation)
{
    struct instance **at = &lines[line % BUCKETS];
    while (*at && ((*at)->line != line || (*at)->generation != generation)) at = &(*at)->same;
    return at;
}

/* ---- the end ---- */

/* The name goes with its last instance. */
static void instance_drop(struct instance *instance)
{
    struct name *name = instance->name;
    struct instance **at = &name->first;
    while (*at != instance) at = &(*at)->next;
    if (!(*at = instance->next)) name->last = at;
    *line_find(instance->line, instance->generation) = instance->same;
    *instance->all_link = instance->all_next;
    if (instance->all_next) instance->all_next->all_link = instance->all_link;
    if (swept == instance) swept = instance->all_next;
    if (instance->fd >= 0) close(instance->fd);
    free(instance);
    count--;
    if (--name->count) return;
    *name_find(name->text, name->length) = name->next;
    free(name);
}

static bool gone(struct instance *instance)
{
    if (runtime_line_live(instance->line, instance->generation)) return false;
    instance_drop(instance);
    return true;
}

/* The name, without those of its instances that died; NULL: it has none. */
static struct name *name_live(const uint16_t *text, size_t length)
{
    struct name *name = *name_find(text, length);
    if (!name) return NULL;
    for (struct instance *next, *instance = name->first; instance; instance = next) {
        next = instance->next;
        if (gone(instance) && !next) return *name_find(text, length);
    }
    return name;
}

/* Looks at some, in turn; true: it has come to the last. */
static bool sweep(size_t some)
{
    while (some--) {
        if (!swept) swept = all;
        if (!swept) return true;
        struct instance *instance = swept;
        swept = instance->all_next;
        gone(instance);
        if (!swept) return true;
    }
    return false;
}

void pipe_client_ended(struct client *client)
{
    for (struct instance *instance = all; instance; instance = instance->all_next)
        if (instance->owner == client) {
            instance->owner = NULL;
            sweep_due = now_ms() + SWEEP_AFTER; /* its locks may be there still, as its files are closed in turn */
        }
}

int pipe_sweep(void)
{
    if (!sweep_due) return -1;
    int64_t left = sweep_due - now_ms();
    if (left > 0) return (int)left;
    if (!sweep(SWEEP_A_TURN)) return 0;
    sweep_due = 0;
    return -1;
}

void pipe_line_gone(uint32_t line, uint32_t generation)
{
    struct instance *instance = *line_find(line, generation);
    if (instance) gone(instance);
}

void pipe_clear(void)
{
    while (all) instance_drop(all);
    sweep_due = 0;
}

size_t pipe_count(void)
{
    return count;
}

/* ---- servers ---- */

/* A duplicate of what is the client's end of a pipe; -1: it is none, or there are no more descriptors. */
static int end_keep(int fd, bool *wrong)
{
    int domain = 0;
    socklen_t size = sizeof domain;
    *wrong = getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) || domain != AF_UNIX;
    return *wrong ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

static struct name *name_make(struct name **at, const struct pipe_offer *offer)
{
    struct name *name = malloc(sizeof *name + offer->length * sizeof *name->text);
    if (!name) return NULL;
    *name = (struct name){.kind = offer->kind,
                          .most = offer->most,
                          .inbound = offer->inbound,
                          .outbound = offer->outbound,
                          .timeout = offer->timeout,
                          .length = offer->length};
    memcpy(name->text, offer->name, offer->length * sizeof *name->text);
    name->last = &name->first;
    return *at = name;
}

/* Why there can be no such instance of a name, which may be NULL. */
static NTSTATUS refuse(const struct name *name, const struct pipe_offer *offer)
{
    if (!name) return offer->flags & PIPE_NEXT ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_SUCCESS;
    if (offer->flags & PIPE_AGAIN) return STATUS_SUCCESS;
    if (offer->flags & PIPE_FIRST || name->kind != offer->kind) return STATUS_ACCESS_DENIED;
    if (name->most != PIPE_UNLIMITED && name->count >= name->most) return STATUS_INSTANCE_NOT_AVAILABLE;
    return STATUS_SUCCESS;
}

NTSTATUS pipe_offer(struct client *client, const struct pipe_offer *offer, bool *made)
{
    bool wrong = false;
    *made = false;
    if (!offer->length || !offer->line || !(offer->kind & (PIPE_KIND_TO_SERVER | PIPE_KIND_TO_CLIENT)) ||
        offer->kind >= PIPE_KINDS || !offer->most || offer->most > PIPE_UNLIMITED)
        return STATUS_INVALID_PARAMETER;
    struct instance *known = *line_find(offer->line, offer->generation);
    if (known) { /* it was asked twice */
        *made = known->name->count == 1;
        return STATUS_SUCCESS;
    }
    sweep(SWEEP_EACH); /* of those whose death nobody told */
    struct name *name = name_live(offer->name, offer->length);
    NTSTATUS status = refuse(name, offer);
    if (status != STATUS_SUCCESS) return status;
    if (count >= INSTANCES_MOST) return STATUS_INSUFFICIENT_RESOURCES;
    int fd = offer->fd < 0 ? -1 : end_keep(offer->fd, &wrong);
    if (wrong) return STATUS_INVALID_PARAMETER;
    struct instance *instance = offer->fd >= 0 && fd < 0 ? NULL : malloc(sizeof *instance);
    if (instance && !name) {
        struct name **at = name_find(offer->name, offer->length);
        name = name_make(at, offer);
        *made = name;
    }
    if (!instance || !name) {
        if (fd >= 0) close(fd);
        free(instance);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    struct instance **bucket = &lines[offer->line % BUCKETS];
    *instance = (struct instance){.same = *bucket,
                                  .all_next = all,
                                  .all_link = &all,
                                  .name = name,
                                  .owner = client,
                                  .line = offer->line,
                                  .generation = offer->generation,
                                  .epoch = offer->epoch,
                                  .server = (uint32_t)client->pid,
                                  .fd = fd};
    *bucket = instance;
    if (all) all->all_link = &instance->all_next;
    all = instance;
    *name->last = instance;
    name->last = &instance->next;
    name->count++;
    count++;
    return STATUS_SUCCESS;
}

NTSTATUS pipe_listen(struct client *client, uint32_t line, uint32_t generation, uint32_t epoch, int fd)
{
    struct instance *instance = *line_find(line, generation), **at;
    bool wrong = false;
    (void)client; /* whoever has a handle may */
    if (!instance) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (instance->epoch == epoch) return STATUS_SUCCESS; /* it was told before it was asked: a client may have it */
    int kept = end_keep(fd, &wrong);
    if (wrong) return STATUS_INVALID_PARAMETER;
    if (kept < 0) return STATUS_INSUFFICIENT_RESOURCES;
    if (instance->fd >= 0) close(instance->fd);
    instance->fd = kept;
    instance->epoch = epoch;
    struct name *name = instance->name; /* it waits behind those that wait */
    for (at = &name->first; *at != instance;) at = &(*at)->next;
    if (!(*at = instance->next)) name->last = at;
    instance->next = NULL;
    *name->last = instance;
    name->last = &instance->next;
    return STATUS_SUCCESS;
}

/* ---- clients ---- */

/* The server is told who comes; false: it has gone. */
static bool greet(int fd, const struct client *client)
{
    struct pipe_greeting greeting = {.client = (uint32_t)client->pid};
    ssize_t sent;
    do sent = send(fd, &greeting, sizeof greeting, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == sizeof greeting;
}

NTSTATUS pipe_take(struct client *client, const uint16_t *text, size_t length, uint32_t access,
                   struct pipe_found *found)
{
    const struct name *name = name_live(text, length);
    if (!name) return STATUS_OBJECT_NAME_NOT_FOUND;
    if ((access & PIPE_READS && !(name->kind & PIPE_KIND_TO_CLIENT)) ||
        (access & PIPE_WRITES && !(name->kind & PIPE_KIND_TO_SERVER)))
        return STATUS_ACCESS_DENIED;
    for (struct instance *instance = name->first; instance; instance = instance->next) {
        if (instance->fd < 0) continue;
        int fd = instance->fd;
        instance->fd = -1;
        if (!greet(fd, client)) {
            close(fd);
            continue;
        }
        *found = (struct pipe_found){
            .offer = {.line = instance->line,
                      .generation = instance->generation,
                      .epoch = instance->epoch,
                      .kind = name->kind,
                      .most = name->most,
                      .inbound = name->inbound,
                      .outbound = name->outbound,
                      .timeout = name->timeout,
                      .fd = fd},
            .server = instance->server
        };
        return STATUS_SUCCESS;
    }
    return STATUS_PIPE_NOT_AVAILABLE;
}

NTSTATUS pipe_look(const uint16_t *text, size_t length, uint32_t *instances, uint32_t *waiting, uint64_t *timeout)
{
    const struct name *name = name_live(text, length);
    if (!name) return STATUS_OBJECT_NAME_NOT_FOUND;
    *instances = name->count;
    *timeout = name->timeout;
    *waiting = 0;
    for (const struct instance *instance = name->first; instance; instance = instance->next)
        *waiting += instance->fd >= 0;
    return STATUS_SUCCESS;
}

NTSTATUS pipe_next(uint32_t *after, const uint16_t **text, size_t *length, uint32_t *instances, uint32_t *most)
{
    uint32_t position = 0;
    for (size_t i = 0; i < BUCKETS; i++)
        for (const struct name *name = names[i]; name; name = name->next) {
            if (position++ < *after) continue;
            *after = position;
            *text = name->text;
            *length = name->length;
            *instances = name->count;
            *most = name->most;
            return STATUS_SUCCESS;
        }
    return STATUS_NO_MORE_ENTRIES;
}
