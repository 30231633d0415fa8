/* SPDX-License-Identifier: MIT */
/* The mapping of the registry's tree, the places that are open in it, and the broker's part.
 *
 * Trees of earlier brokers stay mapped: somebody may still read there, and what was open in one is found in the next by
 * the path that it has there. */
#include "linux/registry.h"

#include "linux/prefix.h"
#include "linux/question.h"
#include "linux/utf.h"
#include "nt.h"
#include "nt_status.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SPINS = 1000, NAPS = 5000, TRIES = 8, TEXT_MOST = 512, DATA_MOST = 2048 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the places, and of mapping */
static _Atomic(const struct registry_head *) view;
static struct registry_place *places;

BROKER_QUESTION(registry_map)
BROKER_QUESTION(key_create)
BROKER_QUESTION(key_delete)
BROKER_QUESTION(key_rename)
BROKER_QUESTION(key_set)
BROKER_QUESTION(value_set)
BROKER_QUESTION(value_delete)
BROKER_QUESTION(registry_flush)

/* ---- the mapping ---- */

/* What the broker does not say of itself is said here: a person's file was broken. */
static void tell_aside(uint32_t aside)
{
    const char *quiet = getenv("METIC_QUIET");
    if (quiet && *quiet == '1') return;
    dprintf(2, "metic: %s/registry.db is broken: it is kept as registry.db.corrupt-%u, the registry begins anew\n",
            prefix_folder(), aside);
}

/* Maps the tree of the broker that is reached so. */
static int32_t map(broker_way *way, void *context, const struct registry_head **tree)
{
    uint16_t user[256];
    const char *name = prefix_user();
    size_t length = utf_to_16(user, 255, name, strlen(name));
    int error = prefix_need(), folder = -1;
    if (!error) folder = open(prefix_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return STATUS_OBJECT_PATH_NOT_FOUND;
    struct protocol_registry_map_ask ask = {
        .user = user, .user_length = (uint16_t)(length > 255 ? 0 : length), .folder = folder};
    struct protocol_registry_map_answer answer = {.object = -1};
    int32_t status = way(context, &registry_map_question, &ask, &answer);
    close(folder);
    if (status != STATUS_SUCCESS) return status;
    const struct registry_head *now = atomic_load(&view);
    if (answer.aside) tell_aside(answer.aside);
    if (now && now->broker == answer.tree) {
        *tree = now;
        close(answer.object);
        return STATUS_SUCCESS;
    }
    void *at = mmap(NULL, REGISTRY_ROOM, PROT_READ, MAP_SHARED | MAP_NORESERVE, answer.object, 0);
    close(answer.object);
    if (at == MAP_FAILED) return STATUS_NO_MEMORY;
    *tree = at;
    return ((const struct registry_head *)at)->magic == REGISTRY_MAGIC ? STATUS_SUCCESS : STATUS_REGISTRY_CORRUPT;
}

static const struct registry_key *find_path(const struct registry_head *tree, const uint16_t *path, size_t length,
                                            uint32_t *at)
{
    const struct registry_key *key = registry_key(tree, *at = tree->root);
    for (size_t start = 1; key && start < length;) {
        size_t end = start;
        uint32_t index;
        while (end < length && path[end] != '\\') end++;
        *at = registry_find_key(tree, key, path + start, end - start, &index);
        key = *at ? registry_key(tree, *at) : NULL;
        start = end + 1;
    }
    return key;
}

/* Under the lock: a place of an old tree in the new one.  Nobody writes to the old one any more, and the new broker
 * answers no change yet. */
static void move(struct registry_place *place, const struct registry_head *to)
{
    enum { ROOM = REGISTRY_DEPTH * (REGISTRY_NAME + 1) };
    uint16_t *path = malloc(ROOM * sizeof *path);
    const struct registry_head *from = place->tree;
    const struct registry_key *key = registry_key(from, place->at);
    __atomic_store_n(&place->tree, NULL, __ATOMIC_SEQ_CST);
    if (path && key && key->id == place->id) {
        struct registry_reading reading = {.tree = from, .key = key, .at = place->at};
        size_t length = registry_path(&reading, path, ROOM);
        key = length <= ROOM ? find_path(to, path, length, &place->at) : NULL;
    } else {
        key = NULL;
    }
    if (!key) place->at = 0;
    place->id = key ? key->id : 0;
    free(path);
    __atomic_store_n(&place->tree, to, __ATOMIC_SEQ_CST);
}

static int32_t take(broker_way *way, void *context)
{
    const struct registry_head *tree = NULL;
    int32_t status = map(way, context, &tree);
    if (status != STATUS_SUCCESS) return status;
    pthread_mutex_lock(&lock);
    if (atomic_load(&view) != tree) {
        atomic_store(&view, tree);
        for (struct registry_place *place = places; place; place = place->next) move(place, tree);
    }
    pthread_mutex_unlock(&lock);
    return STATUS_SUCCESS;
}

/* A new broker: its tree takes the place of the one that is known. */
static void renew(broker_way *way, void *context)
{
    if (atomic_load(&view)) take(way, context);
}

static int32_t need(const struct registry_head **tree)
{
    static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER;
    int32_t status = STATUS_SUCCESS;
    if ((*tree = atomic_load_explicit(&view, memory_order_acquire))) return STATUS_SUCCESS;
    pthread_mutex_lock(&first);
    broker_on_renewal(renew);
    if (!atomic_load(&view)) status = take(broker_ask, NULL);
    pthread_mutex_unlock(&first);
    *tree = atomic_load(&view);
    return status;
}

/* ---- reading ---- */

int32_t registry_enter(struct registry_place *place, struct registry_reading *reading)
{
    const struct timespec nap = {.tv_nsec = 1000000};
    for (unsigned i = 0;; i++) {
        const struct registry_head *tree;
        int32_t status = need(&tree);
        if (status != STATUS_SUCCESS) return status;
        uint32_t sequence = __atomic_load_n(&tree->sequence, __ATOMIC_ACQUIRE);
        if (sequence & 1) {
            /* a broker that died so is followed by another one */
            if (i > SPINS) nanosleep(&nap, NULL);
            if (i > SPINS + NAPS) return STATUS_REGISTRY_IO_FAILED;
            continue;
        }
        *reading = (struct registry_reading){.tree = tree, .at = tree->root, .sequence = sequence};
        uint64_t id = 0;
        if (place) {
            if (__atomic_load_n(&place->tree, __ATOMIC_ACQUIRE) != tree) {
                pthread_mutex_lock(&lock); /* until it was moved */
                pthread_mutex_unlock(&lock);
                if (i > SPINS + NAPS) return STATUS_REGISTRY_IO_FAILED;
                continue;
            }
            reading->at = place->at;
            id = place->id;
            if (__atomic_load_n(&place->tree, __ATOMIC_ACQUIRE) != tree) continue;
            if (!reading->at) return STATUS_KEY_DELETED;
        }
        reading->key = registry_key(tree, reading->at);
        bool there = reading->key && (!place || reading->key->id == id);
        if (there) return STATUS_SUCCESS;
        if (registry_leave(reading)) return STATUS_KEY_DELETED;
    }
}

bool registry_leave(const struct registry_reading *reading)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return __atomic_load_n(&reading->tree->sequence, __ATOMIC_RELAXED) == reading->sequence;
}

bool registry_hold(struct registry_place *place, const struct registry_head *tree, uint32_t at, uint64_t id)
{
    pthread_mutex_lock(&lock);
    bool current = atomic_load(&view) == tree;
    if (current) {
        *place = (struct registry_place){.tree = tree, .at = at, .id = id, .next = places, .link = &places};
        if (places) places->link = &place->next;
        places = place;
    }
    pthread_mutex_unlock(&lock);
    return current;
}

void registry_release(struct registry_place *place)
{
    if (!place->link) return;
    pthread_mutex_lock(&lock);
    *place->link = place->next;
    if (place->next) place->next->link = place->link;
    pthread_mutex_unlock(&lock);
}

size_t registry_path(const struct registry_reading *reading, uint16_t *text, size_t room)
{
    const struct registry_head *tree = reading->tree;
    size_t whole = 0;
    uint32_t parent;
    const struct registry_key *key = reading->key;
    for (unsigned depth = 0; key && depth < REGISTRY_DEPTH && (parent = registry_load(&key->parent)); depth++) {
        size_t length;
        registry_text(tree, registry_load(&key->name), &length);
        whole += length + 1;
        key = registry_key(tree, parent);
    }
    if (whole > room) return whole;
    size_t end = whole;
    key = reading->key;
    for (unsigned depth = 0; key && depth < REGISTRY_DEPTH && (parent = registry_load(&key->parent)); depth++) {
        size_t length;
        const uint16_t *name = registry_text(tree, registry_load(&key->name), &length);
        if (!name || length + 1 > end) return 0; /* it changes under our eyes */
        end -= length;
        memcpy(text + end, name, length * sizeof *name);
        text[--end] = '\\';
        key = registry_key(tree, parent);
    }
    return whole;
}

/* ---- changes ---- */

/* A place as messages name it; false: it has gone. */
static bool refer(struct registry_place *place, uint64_t *tree, uint32_t *at, uint64_t *id)
{
    pthread_mutex_lock(&lock);
    *tree = place->tree->broker;
    *at = place->at;
    *id = place->id;
    pthread_mutex_unlock(&lock);
    return *at;
}

/* Asks for a change of a key, again where another broker has followed. */
#define CHANGE(question, place, ask, answer)                                                                           \
    ({                                                                                                                 \
        int32_t status_ = STATUS_KEY_DELETED;                                                                          \
        for (int tries_ = 0; tries_ < TRIES && refer(place, &(ask)->tree, &(ask)->at, &(ask)->id); tries_++) {         \
            status_ = broker_ask(NULL, &question##_question, ask, answer);                                             \
            if (status_ != STATUS_CONNECTION_RESET) break;                                                             \
            int32_t taken_ = take(broker_ask, NULL);                                                                   \
            if (taken_ != STATUS_SUCCESS) {                                                                            \
                status_ = taken_;                                                                                      \
                break;                                                                                                 \
            }                                                                                                          \
        }                                                                                                              \
        status_;                                                                                                       \
    })

int32_t registry_create(struct registry_place *parent, const struct registry_new_key *made,
                        struct registry_place *place, bool *created)
{
    struct protocol_key_create_ask ask = {.flags = made->flags,
                                          .name = made->name,
                                          .name_length = (uint16_t)made->length,
                                          .class = made->class_name,
                                          .class_length = (uint16_t)made->class_length,
                                          .security = made->security,
                                          .security_size = (uint16_t)made->security_size};
    if (!made->length || made->length >= REGISTRY_NAME || made->class_length > 512 || made->security_size > 1500)
        return STATUS_INVALID_PARAMETER;
    for (int i = 0; i < TRIES; i++) {
        struct protocol_key_create_answer answer = {0};
        int32_t status = CHANGE(key_create, parent, &ask, &answer);
        if (status != STATUS_SUCCESS) return status;
        *created = answer.created;
        const struct registry_head *tree = atomic_load(&view);
        if (tree->broker == ask.tree && registry_hold(place, tree, answer.at, answer.id)) return STATUS_SUCCESS;
    }
    return STATUS_CONNECTION_DISCONNECTED;
}

int32_t registry_delete(struct registry_place *place)
{
    struct protocol_key_delete_ask ask = {0};
    struct protocol_key_delete_answer answer;
    return CHANGE(key_delete, place, &ask, &answer);
}

int32_t registry_rename(struct registry_place *place, const uint16_t *name, size_t length)
{
    struct protocol_key_rename_ask ask = {.name = name, .name_length = (uint16_t)length};
    struct protocol_key_rename_answer answer;
    if (!length || length >= REGISTRY_NAME) return STATUS_INVALID_PARAMETER;
    return CHANGE(key_rename, place, &ask, &answer);
}

int32_t registry_set(struct registry_place *place, uint32_t what, const void *data, size_t size)
{
    struct protocol_key_set_ask ask = {.what = what, .data = data, .data_size = (uint16_t)size};
    struct protocol_key_set_answer answer;
    if (size > 3000) return STATUS_INVALID_PARAMETER;
    return CHANGE(key_set, place, &ask, &answer);
}

/* A memory file with what is too long for a message; -1: there is no memory. */
static int large_make(const uint16_t *name, size_t length, const void *data, size_t size)
{
    const void *parts[2] = {name, data};
    size_t sizes[2] = {length * sizeof *name, size};
    int fd = (int)syscall(SYS_memfd_create, "value", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    for (int i = 0; fd >= 0 && i < 2; i++) {
        for (size_t done = 0; done < sizes[i];) {
            ssize_t more = write(fd, (const char *)parts[i] + done, sizes[i] - done);
            if (more <= 0) {
                close(fd);
                return -1;
            }
            done += (size_t)more;
        }
    }
    return fd;
}

int32_t registry_set_value(struct registry_place *place, const uint16_t *name, size_t length, uint32_t type,
                           const void *data, size_t size)
{
    struct protocol_value_set_ask ask = {.type = type, .large = -1};
    struct protocol_value_set_answer answer;
    if (length > REGISTRY_VALUE_NAME) return STATUS_INVALID_PARAMETER;
    if (size > REGISTRY_VALUE) return STATUS_REGISTRY_QUOTA_LIMIT;
    if (length > TEXT_MOST || size > DATA_MOST) {
        if ((ask.large = large_make(name, length, data, size)) < 0) return STATUS_NO_MEMORY;
        ask.name_units = (uint32_t)length;
        ask.size = (uint32_t)size;
    } else {
        ask.name = name;
        ask.name_length = (uint16_t)length;
        ask.data = data;
        ask.data_size = (uint16_t)size;
    }
    int32_t status = CHANGE(value_set, place, &ask, &answer);
    if (ask.large >= 0) close(ask.large);
    return status;
}

int32_t registry_delete_value(struct registry_place *place, const uint16_t *name, size_t length)
{
    struct protocol_value_delete_ask ask = {.large = -1};
    struct protocol_value_delete_answer answer;
    if (length > REGISTRY_VALUE_NAME) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (length > TEXT_MOST) {
        if ((ask.large = large_make(name, length, NULL, 0)) < 0) return STATUS_NO_MEMORY;
        ask.name_units = (uint32_t)length;
    } else {
        ask.name = name;
        ask.name_length = (uint16_t)length;
    }
    int32_t status = CHANGE(value_delete, place, &ask, &answer);
    if (ask.large >= 0) close(ask.large);
    return status;
}

int32_t registry_flush_all(void)
{
    struct protocol_registry_flush_ask ask = {0};
    struct protocol_registry_flush_answer answer;
    return broker_ask(NULL, &registry_flush_question, &ask, &answer);
}

/* ---- hearing of changes ---- */

uint32_t registry_changes(void)
{
    const struct registry_head *tree = atomic_load(&view);
    return tree ? registry_load(&tree->changes) : 0;
}

void registry_wait(uint32_t changes, int milliseconds)
{
    const struct registry_head *tree = atomic_load(&view);
    struct timespec most = {milliseconds / 1000, milliseconds % 1000 * 1000000l};
    if (tree) syscall(SYS_futex, &tree->changes, FUTEX_WAIT, changes, &most, NULL, 0);
}
