/* SPDX-License-Identifier: MIT */
/* A list by line, as known.c has one of names.  The client's end is kept for a broker that has none yet; as it would
 * also keep the pipe open, it goes as soon as the server hears that a client has it. */
#include "linux/offered.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUCKETS = 64 };

struct offered {
    struct offered *next;
    struct broker_pipe pipe; /* its name stands behind */
    uint32_t flags;          /* PIPE_AGAIN, or until a broker has taken it those that its maker gave */
    int connected;           /* the server's end, not a descriptor of its own; -1: it is not to be looked at */
    uint16_t text[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct offered *table[BUCKETS];

/* Under the lock. */
static struct offered **find(uint32_t line, uint32_t generation)
{
    struct offered **link = &table[line % BUCKETS];
    while (*link && ((*link)->pipe.line != line || (*link)->pipe.generation != generation)) link = &(*link)->next;
    return link;
}

bool offered_add(const struct broker_pipe *pipe, uint32_t flags, int connected)
{
    struct offered *offered = malloc(sizeof *offered + pipe->length * sizeof *pipe->name);
    if (!offered) return false;
    *offered = (struct offered){.pipe = *pipe, .flags = flags, .connected = connected};
    offered->pipe.name = offered->text;
    memcpy(offered->text, pipe->name, pipe->length * sizeof *pipe->name);
    offered->pipe.fd = pipe->fd < 0 ? -1 : fcntl(pipe->fd, F_DUPFD_CLOEXEC, 3);
    pthread_mutex_lock(&lock);
    offered->next = table[pipe->line % BUCKETS];
    table[pipe->line % BUCKETS] = offered;
    pthread_mutex_unlock(&lock);
    return true;
}

void offered_confirm(uint32_t line, uint32_t generation)
{
    pthread_mutex_lock(&lock);
    struct offered *offered = *find(line, generation);
    if (offered) offered->flags = PIPE_AGAIN;
    pthread_mutex_unlock(&lock);
}

/* Under the lock. */
static void end_drop(struct offered *offered)
{
    if (offered->pipe.fd >= 0) close(offered->pipe.fd);
    offered->pipe.fd = offered->connected = -1;
}

void offered_listen(const struct broker_pipe *pipe, int connected)
{
    pthread_mutex_lock(&lock);
    struct offered *offered = *find(pipe->line, pipe->generation);
    if (offered) {
        end_drop(offered);
        offered->pipe.fd = fcntl(pipe->fd, F_DUPFD_CLOEXEC, 3);
        offered->pipe.epoch = pipe->epoch;
        offered->connected = connected;
    }
    pthread_mutex_unlock(&lock);
}

void offered_taken(uint32_t line, uint32_t generation)
{
    pthread_mutex_lock(&lock);
    struct offered *offered = *find(line, generation);
    if (offered) end_drop(offered);
    pthread_mutex_unlock(&lock);
}

void offered_remove(uint32_t line, uint32_t generation)
{
    pthread_mutex_lock(&lock);
    struct offered **link = find(line, generation), *offered = *link;
    if (offered) {
        *link = offered->next;
        end_drop(offered);
        free(offered);
    }
    pthread_mutex_unlock(&lock);
}

void offered_each(void (*tell)(const struct broker_pipe *pipe, uint32_t flags, void *context), void *context)
{
    char greeting;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct offered *offered = table[i]; offered; offered = offered->next) {
            if (offered->connected >= 0 &&
                recv(offered->connected, &greeting, 1, MSG_PEEK | MSG_DONTWAIT) > 0) /* the broker before saw to it */
                end_drop(offered);
            tell(&offered->pipe, offered->flags, context);
        }
    pthread_mutex_unlock(&lock);
}

void offered_clear(void)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct offered *offered; (offered = table[i]);) {
            table[i] = offered->next;
            end_drop(offered);
            free(offered);
        }
    pthread_mutex_unlock(&lock);
}
