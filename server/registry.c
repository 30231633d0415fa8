/* SPDX-License-Identifier: MIT */
/* One change after the other: looked at, kept by a store, then made in the tree.  A change that cannot be kept is not
 * made; one that was kept cannot fail, as its room was looked for before.
 *
 * The tree is a sealed memory file: whoever maps it can only read, so what stands there is as good as memory of the
 * broker's own.  What processes name by offset is looked up in a set of the offsets where keys are. */
#include "registry.h"

#include "bound.h"
#include "hive.h"
#include "log.h"
#include "nt_status.h"
#include "runtime.h"
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

enum { KEPT, PASSING, STORES };
enum { PATH_UNITS = REGISTRY_DEPTH * (REGISTRY_NAME + 1), ASIDE_MOST = 1000 };

static struct registry_head *tree;
static int tree_fd = -1, folder = -1;
static struct store *stores[STORES];
static uint8_t *live; /* a bit for each place where a key could be */
static uint32_t aside;
static uint64_t trees;

/* NT's time: 100 ns since 1601. */
static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (time.tv_sec + 11644473600ll) * 10000000 + time.tv_nsec / 100;
}

static void live_set(uint32_t key)
{
    live[key / 16 / 8] |= (uint8_t)(1 << (key / 16 % 8));
}

static void live_clear(uint32_t key)
{
    live[key / 16 / 8] &= (uint8_t) ~(1 << (key / 16 % 8));
}

static void live_mark(uint32_t key)
{
    uint32_t count;
    const struct registry_entry *entries = registry_list(tree, hive_key(tree, key)->subkeys, &count);
    live_set(key);
    for (uint32_t i = 0; i < count; i++) live_mark(entries[i].at);
}

static NTSTATUS find(const struct registry_ref *ref, struct registry_key **key)
{
    if (!tree || ref->tree != tree->broker) return STATUS_CONNECTION_RESET;
    if (ref->at >= REGISTRY_ROOM || (ref->at & 15) != 8 || !(live[ref->at / 16 / 8] >> (ref->at / 16 % 8) & 1))
        return STATUS_KEY_DELETED;
    *key = hive_key(tree, ref->at);
    return (*key)->id == ref->id ? STATUS_SUCCESS : STATUS_KEY_DELETED;
}

static void changed(void)
{
    hive_end(tree);
    syscall(SYS_futex, &tree->changes, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

/* ---- paths ---- */

static unsigned depth_of(uint32_t key)
{
    unsigned depth = 0;
    while ((key = hive_key(tree, key)->parent)) depth++;
    return depth;
}

static struct store_units fold(const uint16_t *from, size_t length, uint16_t *to)
{
    for (size_t i = 0; i < length; i++) to[i] = registry_fold(tree, from[i]);
    return (struct store_units){to, length};
}

/* The folded path of a key below \REGISTRY, or with `name` of its subkey; the next call overwrites it. */
static struct store_units path_of(uint32_t key, const uint16_t *name, size_t length)
{
    static uint16_t room[PATH_UNITS];
    uint16_t *at = room + PATH_UNITS;
    if (name) {
        at -= length;
        fold(name, length, at);
    }
    for (; hive_key(tree, key)->parent; key = hive_key(tree, key)->parent) {
        size_t part;
        const uint16_t *text = registry_text(tree, hive_key(tree, key)->name, &part);
        if (at != room + PATH_UNITS) *--at = '\\';
        at -= part;
        fold(text, part, at);
    }
    return (struct store_units){at, (size_t)(room + PATH_UNITS - at)};
}

/* The key of a folded path; what lacks on the way is made, or with `make` false 0 is given.  `above`: all but the last
 * part are meant, which `*last` gets. */
static uint32_t path_find(const struct store_units *path, bool make, bool above, struct store_units *last)
{
    uint32_t key = tree->root;
    for (size_t at = 0; at < path->length;) {
        size_t end = at;
        uint32_t index;
        while (end < path->length && path->text[end] != '\\') end++;
        if (above && end == path->length) {
            *last = (struct store_units){path->text + at, end - at};
            return key;
        }
        if (end == at || end - at >= REGISTRY_NAME) return 0;
        uint32_t next = registry_find_key(tree, hive_key(tree, key), path->text + at, end - at, &index);
        if (!next && !make) return 0;
        key = next ? next : hive_key_create(tree, key, path->text + at, end - at, 0, now());
        at = end + 1;
    }
    return above ? 0 : key;
}

/* ---- the stores ---- */

static const char *store_path(int which, char text[PATH_MAX])
{
    if (which == KEPT)
        snprintf(text, PATH_MAX, "/proc/self/fd/%d/registry.db", folder);
    else
        snprintf(text, PATH_MAX, "%s/" RUNTIME_VOLATILE, runtime_path());
    return text;
}

static NTSTATUS store_need(int which, struct store **store)
{
    char path[PATH_MAX];
    NTSTATUS status = stores[which] ? STATUS_SUCCESS : store_open(store_path(which, path), &stores[which]);
    if (which == PASSING && !stores[which] && status == STATUS_SUCCESS) status = STATUS_REGISTRY_IO_FAILED;
    if (status == STATUS_SUCCESS && which == PASSING && !store_mark(stores[which], NULL)) {
        uint64_t mark = runtime_segment_mark();
        store_mark(stores[which], &mark);
    }
    *store = stores[which];
    return status;
}

struct loading {
    bool passing;
};

static bool key_load(const struct store_key *row, void *context)
{
    struct loading *loading = context;
    struct store_units last = {0};
    uint32_t index, flags = (row->flags & STORE_LINK ? REGISTRY_LINK : 0) | (loading->passing ? REGISTRY_VOLATILE : 0);
    uint32_t parent = path_find(&row->path, row->flags & STORE_MADE, true, &last);
    if (!parent || parent == tree->root || !last.length || last.length >= REGISTRY_NAME) return true;
    if (!hive_room(tree, parent, (row->path.length + row->class_name.length) * 2 + row->security_size)) return false;
    uint32_t key = registry_find_key(tree, hive_key(tree, parent), last.text, last.length, &index);
    if (key && row->flags & STORE_GONE) {
        hive_tree_delete(tree, key, now(), NULL);
        key = 0;
    }
    if (row->flags & STORE_MADE && !key) {
        bool spelt = row->name.length == last.length;
        key = hive_key_create(tree, parent, spelt ? row->name.text : last.text, last.length, flags, row->written);
    }
    if (!key || !(row->flags & (STORE_MADE | STORE_GIVEN))) return true;
    if (row->class_name.length) hive_class_set(tree, key, row->class_name.text, row->class_name.length);
    if (row->security_size) hive_security_set(tree, key, row->security, (uint32_t)row->security_size, row->written);
    hive_key(tree, key)->user_flags = row->user_flags;
    hive_key(tree, key)->written = row->written;
    return true;
}

static bool value_load(const struct store_value *row, void *context)
{
    (void)context;
    uint32_t key = path_find(&row->path, row->type != STORE_NO_VALUE, false, NULL);
    if (!key || row->folded.length > REGISTRY_VALUE_NAME || row->size > REGISTRY_VALUE) return true;
    if (!hive_room(tree, key, row->folded.length * 2 + row->size)) return false;
    int64_t before = hive_key(tree, key)->written;
    if (row->type == STORE_NO_VALUE) {
        hive_value_delete(tree, key, row->folded.text, row->folded.length, row->written);
    } else {
        const struct store_units *name = row->name.length == row->folded.length ? &row->name : &row->folded;
        hive_value_set(tree, key, name->text, name->length, (uint32_t)row->type, row->data, (uint32_t)row->size, 0,
                       row->written);
    }
    if (before > row->written) hive_key(tree, key)->written = before;
    return true;
}

/* A file that cannot be read is kept beside, under a name that none has. */
static void keep_aside(void)
{
    char name[64], log[80];
    for (aside = 1; aside < ASIDE_MOST; aside++) {
        snprintf(name, sizeof name, "registry.db.corrupt-%u", aside);
        if (faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW)) break;
    }
    snprintf(log, sizeof log, "%s-wal", name);
    renameat(folder, "registry.db-wal", folder, log);
    if (renameat(folder, "registry.db", folder, name)) aside = 0;
    log_line("registry.db is broken, it is kept as %s", name);
}

static NTSTATUS store_load(int which)
{
    char path[PATH_MAX];
    struct stat info;
    struct loading loading = {.passing = which == PASSING};
    store_path(which, path);
    if (stat(path, &info)) return STATUS_SUCCESS;
    NTSTATUS status = store_open(path, &stores[which]);
    if (status == STATUS_SUCCESS && which == PASSING && store_mark(stores[which], NULL) != runtime_segment_mark()) {
        store_close(stores[which]); /* of programs that are all gone */
        stores[which] = NULL;
        runtime_volatile_remove();
        return STATUS_SUCCESS;
    }
    if (status == STATUS_SUCCESS) status = store_each(stores[which], key_load, value_load, &loading);
    return status;
}

/* ---- the tree ---- */

static NTSTATUS tree_new(void)
{
    static const char relative[] = METIC_LIBEXEC_TO_LIB "/registry";
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof relative - 1);
    if (length <= 0) return STATUS_OBJECT_NAME_NOT_FOUND;
    path[length] = 0;
    char *slash = strrchr(path, '/');
    strcpy(slash ? slash + 1 : path, relative);
    int image = open(path, O_RDONLY | O_CLOEXEC);
    if (image < 0) return STATUS_OBJECT_NAME_NOT_FOUND;
    tree_fd = (int)syscall(SYS_memfd_create, "registry", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    void *at = MAP_FAILED;
    if (tree_fd >= 0 && !ftruncate(tree_fd, REGISTRY_ROOM))
        at = mmap(NULL, REGISTRY_ROOM, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, tree_fd, 0);
    if (at != MAP_FAILED &&
        fcntl(tree_fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL)) {
        munmap(at, REGISTRY_ROOM);
        at = MAP_FAILED;
    }
    if (!live) live = mmap(NULL, REGISTRY_ROOM / 16 / 8, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (live == MAP_FAILED) live = NULL;
    if (at == MAP_FAILED || !live) {
        close(image);
        return STATUS_NO_MEMORY;
    }
    tree = at;
    for (size_t got = 0; got < REGISTRY_ROOM;) {
        ssize_t more = pread(image, (char *)at + got, REGISTRY_ROOM - got, (off_t)got);
        if (more < 0 && errno == EINTR) continue;
        if (more <= 0) break;
        got += (size_t)more;
    }
    close(image);
    if (tree->magic != REGISTRY_MAGIC || tree->layout != REGISTRY_LAYOUT) return STATUS_REVISION_MISMATCH;
    struct timespec time;
    clock_gettime(CLOCK_BOOTTIME, &time);
    tree->broker = ((uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec) + ++trees;
    return STATUS_SUCCESS;
}

static NTSTATUS tree_fill(const uint16_t *user, size_t user_length)
{
    bound_fill(tree, user, user_length, now());
    NTSTATUS status = store_load(KEPT);
    if (status == STATUS_REGISTRY_CORRUPT) {
        store_close(stores[KEPT]);
        stores[KEPT] = NULL;
        keep_aside();
        munmap(tree, REGISTRY_ROOM); /* what was read before it broke does not count */
        close(tree_fd);
        status = tree_new();
        if (status == STATUS_SUCCESS) bound_fill(tree, user, user_length, now());
    }
    if (status == STATUS_SUCCESS && store_load(PASSING) != STATUS_SUCCESS) {
        store_close(stores[PASSING]);
        stores[PASSING] = NULL;
        runtime_volatile_remove();
    }
    if (status == STATUS_SUCCESS) live_mark(tree->root);
    return status;
}

NTSTATUS registry_map(int prefix, const uint16_t *user, size_t user_length, int *fd, uint64_t *number, uint32_t *beside)
{
    if (!tree) {
        folder = fcntl(prefix, F_DUPFD_CLOEXEC, 3);
        NTSTATUS status = folder < 0 ? STATUS_INSUFFICIENT_RESOURCES : tree_new();
        if (status == STATUS_SUCCESS) status = tree_fill(user, user_length);
        if (status != STATUS_SUCCESS) {
            log_line("the registry cannot be opened: %08x", (unsigned)status);
            registry_close();
            return status;
        }
    }
    *fd = tree_fd;
    *number = tree->broker;
    *beside = aside;
    aside = 0;
    return STATUS_SUCCESS;
}

void registry_close(void)
{
    for (int i = 0; i < STORES; i++) {
        store_close(stores[i]);
        stores[i] = NULL;
    }
    if (tree) munmap(tree, REGISTRY_ROOM);
    tree = NULL;
    if (live) munmap(live, REGISTRY_ROOM / 16 / 8);
    live = NULL;
    if (tree_fd >= 0) close(tree_fd);
    if (folder >= 0) close(folder);
    tree_fd = folder = -1;
}

bool registry_is_open(void)
{
    return tree;
}

/* ---- changes ---- */

/* Which store keeps a key; STATUS_SUCCESS with NULL: none, it is made anew at each start. */
static NTSTATUS store_for(const struct registry_key *key, struct store **store)
{
    *store = NULL;
    if (key->flags & REGISTRY_BOUND) return STATUS_SUCCESS;
    return store_need(key->flags & REGISTRY_VOLATILE ? PASSING : KEPT, store);
}

NTSTATUS registry_key_create(const struct registry_ref *parent, const uint16_t *name, size_t length, uint32_t flags,
                             const uint16_t *class_name, size_t class_length, const void *security, size_t size,
                             struct registry_ref *made, bool *created)
{
    struct registry_key *above;
    struct store *store;
    uint32_t index, key;
    NTSTATUS status = find(parent, &above);
    if (status != STATUS_SUCCESS) return status;
    if (!length || length >= REGISTRY_NAME) return STATUS_INVALID_PARAMETER;
    for (size_t i = 0; i < length; i++)
        if (name[i] == '\\') return STATUS_OBJECT_NAME_INVALID;
    *created = false;
    *made = (struct registry_ref){.tree = tree->broker};
    if ((key = registry_find_key(tree, above, name, length, &index))) {
        made->at = key;
        made->id = hive_key(tree, key)->id;
        return STATUS_SUCCESS;
    }
    flags &= REGISTRY_VOLATILE | REGISTRY_LINK;
    if (parent->at == tree->root) return STATUS_ACCESS_DENIED;
    if (above->flags & REGISTRY_VOLATILE && !(flags & REGISTRY_VOLATILE)) return STATUS_CHILD_MUST_BE_VOLATILE;
    if (depth_of(parent->at) + 2 > REGISTRY_DEPTH) return STATUS_INVALID_PARAMETER;
    if (!hive_room(tree, parent->at, (length + class_length) * 2 + size)) return STATUS_REGISTRY_QUOTA_LIMIT;
    status = store_need(flags & REGISTRY_VOLATILE ? PASSING : KEPT, &store);
    if (status != STATUS_SUCCESS) return status;
    int64_t time = now();
    struct store_key row = {
        .path = path_of(parent->at, name, length),
        .name = {name,       length      },
        .class_name = {class_name, class_length},
        .security = security,
        .security_size = size,
        .flags =
            STORE_MADE | (above->flags & REGISTRY_INITIAL ? STORE_GONE : 0) | (flags & REGISTRY_LINK ? STORE_LINK : 0),
        .written = time
    };
    status = store_key_put(store, &row);
    if (status != STATUS_SUCCESS) return status;
    hive_begin(tree);
    key = hive_key_create(tree, parent->at, name, length, flags, time);
    if (class_length) hive_class_set(tree, key, class_name, class_length);
    if (size) hive_security_set(tree, key, security, (uint32_t)size, time);
    changed();
    live_set(key);
    made->at = key;
    made->id = hive_key(tree, key)->id;
    *created = true;
    return STATUS_SUCCESS;
}

NTSTATUS registry_key_delete(const struct registry_ref *ref)
{
    struct registry_key *key;
    struct store *store;
    uint32_t count;
    NTSTATUS status = find(ref, &key);
    if (status != STATUS_SUCCESS) return status;
    if (registry_list(tree, key->subkeys, &count) || depth_of(ref->at) < 2) return STATUS_CANNOT_DELETE;
    if ((status = store_for(key, &store)) != STATUS_SUCCESS) return status;
    if (store) {
        struct store_units path = path_of(ref->at, NULL, 0);
        struct store_key gone = {.path = path, .flags = STORE_GONE, .written = now()};
        if ((status = store_begin(store)) != STATUS_SUCCESS) return status;
        status = store_key_drop(store, &path, false);
        if (status == STATUS_SUCCESS && hive_key(tree, key->parent)->flags & REGISTRY_INITIAL)
            status = store_key_put(store, &gone);
        if ((status = store_commit(store, status)) != STATUS_SUCCESS) return status;
    }
    hive_begin(tree);
    hive_key_delete(tree, ref->at, now());
    changed();
    live_clear(ref->at);
    return STATUS_SUCCESS;
}

static struct store_key row_of(uint32_t at, uint32_t flags, const struct store_units *path)
{
    const struct registry_key *key = hive_key(tree, at);
    struct store_key row = {.path = *path, .flags = flags, .user_flags = key->user_flags, .written = key->written};
    row.name.text = registry_text(tree, key->name, &row.name.length);
    row.class_name.text = registry_text(tree, key->class_name, &row.class_name.length);
    if (key->flags & REGISTRY_LINK) row.flags |= STORE_LINK;
    if (key->security) {
        const struct registry_bytes *bytes = registry_at(tree, key->security, sizeof *bytes);
        row.security = bytes->bytes;
        row.security_size = bytes->size;
    }
    return row;
}

NTSTATUS registry_key_set(const struct registry_ref *ref, enum registry_set what, const void *data, size_t size)
{
    struct registry_key *key;
    struct store *store;
    int64_t time;
    uint32_t flags;
    NTSTATUS status = find(ref, &key);
    if (status != STATUS_SUCCESS) return status;
    if (what != REGISTRY_SET_SECURITY && size != (what == REGISTRY_SET_WRITTEN ? sizeof time : sizeof flags))
        return STATUS_INFO_LENGTH_MISMATCH;
    if (what == REGISTRY_SET_SECURITY && (!size || !hive_room(tree, 0, size))) return STATUS_INVALID_PARAMETER;
    if ((status = store_for(key, &store)) != STATUS_SUCCESS) return status;
    if (store) {
        struct store_units path = path_of(ref->at, NULL, 0);
        struct store_key row = row_of(ref->at, key->flags & REGISTRY_INITIAL ? STORE_GIVEN : STORE_MADE, &path);
        if (!(key->flags & REGISTRY_INITIAL) && hive_key(tree, key->parent)->flags & REGISTRY_INITIAL)
            row.flags |= STORE_GONE;
        if (what == REGISTRY_SET_WRITTEN) memcpy(&row.written, data, sizeof row.written);
        if (what == REGISTRY_SET_USER_FLAGS) memcpy(&row.user_flags, data, sizeof row.user_flags);
        if (what == REGISTRY_SET_SECURITY) row.security = data, row.security_size = size;
        if ((status = store_key_put(store, &row)) != STATUS_SUCCESS) return status;
    }
    hive_begin(tree);
    if (what == REGISTRY_SET_SECURITY) {
        hive_security_set(tree, ref->at, data, (uint32_t)size, now());
    } else {
        memcpy(what == REGISTRY_SET_WRITTEN ? (void *)&key->written : (void *)&key->user_flags, data, size);
        hive_changed(tree, ref->at, REGISTRY_CHANGED_ATTRIBUTES);
    }
    changed();
    return STATUS_SUCCESS;
}

/* Writes a key and all under it to a store, under a path that is not yet its own. */
static NTSTATUS tree_put(struct store *store, uint32_t at, uint16_t *path, size_t length, uint32_t flags)
{
    struct store_units where = {path, length};
    struct registry_key *key = hive_key(tree, at);
    struct store_key row = row_of(at, STORE_MADE | flags, &where);
    uint32_t count, values;
    const struct registry_entry *entries = registry_list(tree, key->subkeys, &count);
    NTSTATUS status = store_key_put(store, &row);
    const struct registry_entry *list = registry_list(tree, key->values, &values);
    for (uint32_t i = 0; i < values && status == STATUS_SUCCESS; i++) {
        static uint16_t folded[REGISTRY_VALUE_NAME];
        size_t name_length = 0;
        uint32_t size = 0;
        const struct registry_value *value = registry_value(tree, list[i].at, &name_length, &size);
        struct store_value line = {
            .path = where,
            .folded = fold(value->name, name_length, folded),
            .name = {value->name, name_length},
            .type = value->type,
            .data = (const char *)value + registry_data_at(value->name_length),
            .size = size,
            .written = key->written
        };
        status = store_value_put(store, &line);
    }
    for (uint32_t i = 0; i < count && status == STATUS_SUCCESS; i++) {
        size_t part;
        const uint16_t *name = registry_text(tree, hive_key(tree, entries[i].at)->name, &part);
        if (length + 1 + part > PATH_UNITS) return STATUS_INVALID_PARAMETER;
        path[length] = '\\';
        fold(name, part, path + length + 1);
        status = tree_put(store, entries[i].at, path, length + 1 + part, 0);
    }
    return status;
}

/* It does not stand in the installed tree any more. */
static void tree_own(uint32_t at)
{
    uint32_t count;
    const struct registry_entry *entries = registry_list(tree, hive_key(tree, at)->subkeys, &count);
    hive_key(tree, at)->flags &= ~(uint32_t)REGISTRY_INITIAL;
    for (uint32_t i = 0; i < count; i++) tree_own(entries[i].at);
}

NTSTATUS registry_key_rename(const struct registry_ref *ref, const uint16_t *name, size_t length)
{
    static uint16_t path[PATH_UNITS];
    struct registry_key *key;
    struct store *store;
    uint32_t index;
    NTSTATUS status = find(ref, &key);
    if (status != STATUS_SUCCESS) return status;
    if (!length || length >= REGISTRY_NAME) return STATUS_INVALID_PARAMETER;
    for (size_t i = 0; i < length; i++)
        if (name[i] == '\\') return STATUS_INVALID_PARAMETER;
    if (depth_of(ref->at) < 2) return STATUS_ACCESS_DENIED;
    uint32_t taken = registry_find_key(tree, hive_key(tree, key->parent), name, length, &index);
    if (taken && taken != ref->at) return STATUS_CANNOT_DELETE;
    if (!hive_room(tree, key->parent, length * 2)) return STATUS_REGISTRY_QUOTA_LIMIT;
    if ((status = store_for(key, &store)) != STATUS_SUCCESS) return status;
    if (store) {
        uint32_t over = hive_key(tree, key->parent)->flags & REGISTRY_INITIAL ? STORE_GONE : 0;
        struct store_units old = path_of(ref->at, NULL, 0);
        struct store_key gone = {.path = old, .flags = STORE_GONE, .written = now()};
        if ((status = store_begin(store)) != STATUS_SUCCESS) return status;
        status = store_key_drop(store, &old, true);
        if (status == STATUS_SUCCESS && over) status = store_key_put(store, &gone);
        struct store_units to = path_of(key->parent, name, length);
        memcpy(path, to.text, to.length * sizeof *path);
        uint32_t old_name = key->name;
        if (status == STATUS_SUCCESS) status = tree_put(store, ref->at, path, to.length, over);
        (void)old_name;
        if (status == STATUS_SUCCESS) {
            struct store_key row = row_of(ref->at, STORE_MADE | over, &to);
            row.path = (struct store_units){path, to.length};
            row.name = (struct store_units){name, length};
            status = store_key_put(store, &row);
        }
        if ((status = store_commit(store, status)) != STATUS_SUCCESS) return status;
    }
    hive_begin(tree);
    hive_key_rename(tree, ref->at, name, length, now());
    tree_own(ref->at);
    changed();
    return STATUS_SUCCESS;
}

NTSTATUS registry_value_set(const struct registry_ref *ref, const uint16_t *name, size_t length, uint32_t type,
                            const void *data, size_t size)
{
    static uint16_t folded[REGISTRY_VALUE_NAME];
    struct registry_key *key;
    struct store *store;
    NTSTATUS status = find(ref, &key);
    if (status != STATUS_SUCCESS) return status;
    if (length > REGISTRY_VALUE_NAME) return STATUS_INVALID_PARAMETER;
    if (size > REGISTRY_VALUE || !hive_room(tree, ref->at, length * 2 + size)) return STATUS_REGISTRY_QUOTA_LIMIT;
    if ((status = store_for(key, &store)) != STATUS_SUCCESS) return status;
    int64_t time = now();
    if (store) {
        struct store_value row = {
            .path = path_of(ref->at, NULL, 0),
            .folded = fold(name, length, folded),
            .name = {name, length},
            .type = type,
            .data = data,
            .size = size,
            .written = time
        };
        if ((status = store_value_put(store, &row)) != STATUS_SUCCESS) return status;
    }
    hive_begin(tree);
    hive_value_set(tree, ref->at, name, length, type, data, (uint32_t)size, 0, time);
    changed();
    return STATUS_SUCCESS;
}

NTSTATUS registry_value_delete(const struct registry_ref *ref, const uint16_t *name, size_t length)
{
    static uint16_t folded[REGISTRY_VALUE_NAME];
    struct registry_key *key;
    struct store *store;
    uint32_t index;
    NTSTATUS status = find(ref, &key);
    if (status != STATUS_SUCCESS) return status;
    if (length > REGISTRY_VALUE_NAME) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!registry_find_value(tree, key, name, length, &index)) return STATUS_OBJECT_NAME_NOT_FOUND;
    if ((status = store_for(key, &store)) != STATUS_SUCCESS) return status;
    int64_t time = now();
    if (store) {
        struct store_units path = path_of(ref->at, NULL, 0), units = fold(name, length, folded);
        struct store_value row = {.path = path, .folded = units, .type = STORE_NO_VALUE, .written = time};
        status = key->flags & REGISTRY_INITIAL ? store_value_put(store, &row) : store_value_drop(store, &path, &units);
        if (status != STATUS_SUCCESS) return status;
    }
    hive_begin(tree);
    hive_value_delete(tree, ref->at, name, length, time);
    changed();
    return STATUS_SUCCESS;
}

NTSTATUS registry_flush(void)
{
    return stores[KEPT] ? store_flush(stores[KEPT]) : STATUS_SUCCESS;
}
