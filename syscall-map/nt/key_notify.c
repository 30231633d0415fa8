/* SPDX-License-Identifier: MIT */
/* NtNotifyChangeKey: a request ends when something of a kind has changed in a key since its handle was last told.
 *
 * The tree counts the changes of each key and of what is below it; a host thread sleeps on the tree's own count and
 * compares, while requests are open.  The first request of a handle begins to watch, with the filter and depth that it
 * names; what changes between requests ends the next one at once.  Left out: NtNotifyChangeMultipleKeys' second key. */
#include "door/guestmem.h"
#include "linux/worker.h"
#include "nt/event.h"
#include "nt/handle.h"
#include "nt/key.h"
#include "nt/thread.h"
#include "nt/wait.h"
#include "nt_calls.h"

#include <pthread.h>
#include <stdlib.h>

enum { KINDS = 4, ALL_KINDS = (1 << KINDS) - 1, LOOK_EVERY = 500 /* ms */ };

struct request {
    struct request *next;
    struct object *event; /* NULL: none */
    struct nt_thread *issuer;
    void *apc, *apc_context;
    IO_STATUS_BLOCK *block; /* guest; NULL: the call itself answers */
};

struct key_watch {
    struct key_watch *next;
    struct key *key; /* its handle's object, which ends the watch */
    ULONG filter;
    bool below;
    const struct registry_head *tree; /* whose counts these are */
    uint32_t seen[KINDS];
    struct request *requests;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct key_watch *watches;
static size_t open_requests;
static bool running;

/* Under the lock: has something changed that the watch looks for?  What was seen is then what is there now. */
static bool look(struct key_watch *watch, bool first)
{
    struct registry_reading reading;
    uint32_t now[KINDS];
    do {
        if (registry_enter(&watch->key->place, &reading) != STATUS_SUCCESS) return true; /* the key has gone */
        for (int i = 0; i < KINDS; i++)
            now[i] = registry_load(watch->below ? &reading.key->below[i] : &reading.key->changed[i]);
    } while (!registry_leave(&reading));
    /* another broker counts anew: what changed last, before the other one ended, may not have been seen */
    bool changed = !first && watch->tree != reading.tree;
    for (int i = 0; i < KINDS; i++) {
        if (watch->filter >> i & 1 && watch->seen[i] != now[i] && !first) changed = true;
        watch->seen[i] = now[i];
    }
    watch->tree = reading.tree;
    return changed;
}

static void finish(struct request *request, NTSTATUS status)
{
    IO_STATUS_BLOCK block = {.Status = status};
    if (request->block) guest_put(request->block, &block);
    if (request->event) {
        event_set(request->event);
        object_put(request->event);
    }
    if (request->apc)
        apc_queue(request->issuer, (uintptr_t)request->apc, (uintptr_t)request->apc_context, (uintptr_t)request->block,
                  0, NULL);
    object_put(&request->issuer->object);
    free(request);
}

static void finish_all(struct request *requests, NTSTATUS status)
{
    while (requests) {
        struct request *next = requests->next;
        finish(requests, status);
        requests = next;
    }
}

/* Under the lock: takes a watch's requests from it. */
static struct request *take(struct key_watch *watch)
{
    struct request *taken = watch->requests;
    watch->requests = NULL;
    for (struct request *r = taken; r; r = r->next) open_requests--;
    return taken;
}

static void *serve(void *unused)
{
    (void)unused;
    for (;;) {
        uint32_t changes = registry_changes();
        struct request *done = NULL;
        pthread_mutex_lock(&lock);
        for (struct key_watch *watch = watches; watch && !done; watch = watch->next)
            if (watch->requests && look(watch, false)) done = take(watch);
        bool ends = !done && !open_requests;
        if (ends) running = false;
        pthread_mutex_unlock(&lock);
        if (ends) return NULL;
        finish_all(done, STATUS_NOTIFY_ENUM_DIR);
        if (!done) registry_wait(changes, LOOK_EVERY);
    }
}

void key_watch_end(struct key *key)
{
    if (!key->watch) return;
    pthread_mutex_lock(&lock);
    struct key_watch **link = &watches;
    while (*link && *link != key->watch) link = &(*link)->next;
    if (*link) *link = key->watch->next;
    struct request *left = take(key->watch);
    free(key->watch);
    key->watch = NULL;
    pthread_mutex_unlock(&lock);
    finish_all(left, STATUS_NOTIFY_CLEANUP);
}

/* Adds a request to a key's watch, which is made at the first; `*at_once`: something has changed already. */
static NTSTATUS add(struct key *key, ULONG filter, bool below, struct request *request, bool *at_once)
{
    NTSTATUS status = STATUS_SUCCESS;
    *at_once = false;
    pthread_mutex_lock(&lock);
    if (!key->watch) {
        struct key_watch *watch = calloc(1, sizeof *watch);
        if (watch) {
            *watch = (struct key_watch){.next = watches, .key = key, .filter = filter, .below = below};
            look(watch, true);
            watches = key->watch = watch;
        } else {
            status = STATUS_NO_MEMORY;
        }
    } else {
        *at_once = look(key->watch, false);
    }
    if (status == STATUS_SUCCESS && !*at_once) {
        request->next = key->watch->requests;
        key->watch->requests = request;
        open_requests++;
        if (!running) running = !worker_start(serve, NULL, 128 << 10, true);
        if (!running) {
            key->watch->requests = request->next;
            open_requests--;
            status = STATUS_INSUFFICIENT_RESOURCES;
        }
    }
    pthread_mutex_unlock(&lock);
    return status;
}

NTSTATUS sys_NtNotifyChangeKey(HANDLE KeyHandle, HANDLE Event, void *ApcRoutine, void *ApcContext,
                               IO_STATUS_BLOCK *IoStatusBlock, ULONG CompletionFilter, BOOLEAN WatchTree, void *Buffer,
                               ULONG BufferSize, BOOLEAN Asynchronous)
{
    struct key *key;
    bool at_once;
    (void)Buffer, (void)BufferSize; /* nothing is told of what has changed */
    if (!CompletionFilter || CompletionFilter & ~(ULONG)ALL_KINDS) return STATUS_INVALID_PARAMETER;
    if (!guest_probe_write(IoStatusBlock, sizeof *IoStatusBlock)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = key_get(KeyHandle, KEY_NOTIFY, &key);
    if (status != STATUS_SUCCESS) return status;
    struct request *request = calloc(1, sizeof *request);
    if (!request) status = STATUS_NO_MEMORY;
    if (request && Event) status = handle_get(Event, &event_type, EVENT_MODIFY_STATE, &request->event);
    struct object *own = status == STATUS_SUCCESS && !Asynchronous ? event_create(true, false) : NULL;
    if (status == STATUS_SUCCESS && !Asynchronous && !own) status = STATUS_NO_MEMORY;
    if (status != STATUS_SUCCESS) {
        if (request && request->event) object_put(request->event);
        free(request);
        object_put(&key->object);
        return status;
    }
    struct object *event = request->event;
    if (event) event_reset(event);
    request->issuer = thread_self();
    object_ref(&request->issuer->object);
    if (own) {
        /* what the call itself waits for; the caller's event is signalled as well */
        object_ref(own);
        request->event = own;
    } else {
        request->apc = ApcRoutine;
        request->apc_context = ApcContext;
        request->block = IoStatusBlock;
    }
    status = add(key, CompletionFilter, WatchTree, request, &at_once);
    if (status != STATUS_SUCCESS) {
        object_put(&request->issuer->object);
        if (request->event) object_put(request->event);
        free(request);
    } else if (at_once) {
        finish(request, STATUS_NOTIFY_ENUM_DIR);
    }
    if (own) {
        if (status == STATUS_SUCCESS) status = wait_objects(&own, 1, false, false, INT64_MAX);
        object_put(own);
        if (event) {
            event_set(event);
            object_put(event);
        }
        IO_STATUS_BLOCK block = {.Status = status == STATUS_SUCCESS ? STATUS_NOTIFY_ENUM_DIR : status};
        if (status == STATUS_SUCCESS && !guest_put(IoStatusBlock, &block)) status = STATUS_ACCESS_VIOLATION;
    } else if (status == STATUS_SUCCESS) {
        status = STATUS_PENDING;
    }
    object_put(&key->object);
    return status;
}
