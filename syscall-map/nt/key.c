/* SPDX-License-Identifier: MIT */
/* Registry keys: NtCreateKey, NtOpenKey, NtDeleteKey, NtRenameKey and their kin.
 *
 * A path is walked in the mapped tree (linux/registry.h); only what changes something asks the broker.  Symbolic links
 * are followed here, each by beginning anew at the root.  Left out: security descriptors are kept and told, but nobody
 * is refused by one; transactions. */
#include "nt/key.h"

#include "door/guestmem.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt_calls.h"

#include <stdlib.h>
#include <string.h>

enum { LINKS = 32, LINK_TYPE = 6, PATH_MOST = 32767 };

static void key_destroy(struct object *object)
{
    struct key *key = (struct key *)object;
    key_watch_end(key);
    registry_release(&key->place);
    object_free(object);
}

/* The key's path as NT shows it. */
static NTSTATUS key_name(struct object *object, WCHAR **text, size_t *length)
{
    static const WCHAR root[] = {'\\', 'R', 'E', 'G', 'I', 'S', 'T', 'R', 'Y'};
    enum { ROOT = sizeof root / sizeof *root };
    struct key *key = (struct key *)object;
    struct registry_reading reading;
    size_t room = 512, units;
    for (;;) {
        WCHAR *path = malloc((ROOT + room) * sizeof *path);
        if (!path) return STATUS_NO_MEMORY;
        memcpy(path, root, sizeof root);
        do {
            NTSTATUS status = registry_enter(&key->place, &reading);
            if (status != STATUS_SUCCESS) {
                free(path);
                return status;
            }
            units = registry_path(&reading, path + ROOT, room);
        } while (!registry_leave(&reading));
        if (units <= room) {
            *text = path;
            *length = ROOT + units;
            return STATUS_SUCCESS;
        }
        free(path);
        room = units;
    }
}

const struct object_type key_type = {
    .name = "Key",
    .valid_access = KEY_ALL_ACCESS | SYNCHRONIZE,
    .mapping = {KEY_READ, KEY_WRITE, KEY_READ, KEY_ALL_ACCESS},
    .wait = OBJECT_WAIT_NEVER,
    .destroy = key_destroy,
    .query_name = key_name,
};

NTSTATUS key_get(HANDLE handle, ACCESS_MASK access, struct key **key)
{
    return handle_get(handle, &key_type, access, (struct object **)key);
}

/* ---- finding a key ---- */

/* What a path leads to, in one reading of the tree. */
struct walk {
    const struct registry_head *tree;
    uint32_t at; /* the key, or the last one that there is */
    uint64_t id;
    size_t rest;    /* where the name of what is not there begins; the path's length: all is there */
    uint16_t *link; /* it led through a symbolic link: where the path goes on; malloc'd */
    size_t link_length;
};

/* The path behind a symbolic link's target; false: the link leads nowhere. */
static bool follow(const struct registry_reading *reading, const struct registry_key *key, const uint16_t *rest,
                   size_t length, struct walk *walk)
{
    static const uint16_t name[] = {'S', 'y', 'm', 'b', 'o', 'l', 'i', 'c', 'L',
                                    'i', 'n', 'k', 'V', 'a', 'l', 'u', 'e'};
    uint32_t index, size = 0, at = registry_find_value(reading->tree, key, name, sizeof name / sizeof *name, &index);
    size_t name_length = 0;
    const struct registry_value *value = at ? registry_value(reading->tree, at, &name_length, &size) : NULL;
    if (!value || value->type != LINK_TYPE || size > PATH_MOST * 2 || size < 2) return false;
    size_t units = size / 2;
    uint16_t *path = malloc((units + 1 + length) * sizeof *path);
    if (!path) return false;
    memcpy(path, (const char *)value + registry_data_at((uint16_t)name_length), units * sizeof *path);
    if (length) {
        path[units++] = '\\';
        memcpy(path + units, rest, length * sizeof *path);
    }
    walk->link = path;
    walk->link_length = units + length;
    return true;
}

/* Walks down as far as there are keys. */
static NTSTATUS walk_down(struct registry_reading *reading, const uint16_t *path, size_t length, size_t start,
                          bool open_link, struct walk *walk)
{
    walk->tree = reading->tree;
    walk->rest = length;
    while (length > start && path[length - 1] == '\\') walk->rest = --length;
    while (start < length && reading->key) {
        size_t end = start;
        uint32_t index;
        while (end < length && path[end] != '\\') end++;
        uint32_t at = registry_find_key(reading->tree, reading->key, path + start, end - start, &index);
        const struct registry_key *key = at ? registry_key(reading->tree, at) : NULL;
        if (!key) {
            walk->rest = start;
            break;
        }
        if (registry_load(&key->flags) & REGISTRY_LINK && !(open_link && end == length)) {
            size_t next = end < length ? end + 1 : end;
            return follow(reading, key, path + next, length - next, walk) ? STATUS_SUCCESS
                                                                          : STATUS_OBJECT_NAME_NOT_FOUND;
        }
        reading->key = key;
        reading->at = at;
        start = end + 1;
    }
    walk->at = reading->at;
    walk->id = reading->key ? reading->key->id : 0;
    return STATUS_SUCCESS;
}

/* How many units of an absolute path name the registry itself, with the \ behind; 0: another name space. */
static size_t root_length(const uint16_t *path, size_t length)
{
    static const char name[] = "\\registry";
    size_t i = 0;
    while (name[i] && i < length && (path[i] == (uint8_t)name[i] || (path[i] | 0x20) == (uint8_t)name[i])) i++;
    if (name[i] || (i < length && path[i] != '\\')) return 0;
    return i < length ? i + 1 : i;
}

/* A path that somebody means, with what must be freed of it. */
struct path {
    const uint16_t *text;
    size_t length;
    uint16_t *owned;
};

static void path_replace(struct path *path, uint16_t *text, size_t length)
{
    free(path->owned);
    path->text = path->owned = text;
    path->length = length;
}

/* Finds a key by its path from `root`, or from \ where that is NULL.  `path` is then what it was found by. */
static NTSTATUS find(struct registry_place *root, struct path *path, bool open_link, struct walk *walk)
{
    for (unsigned links = 0; links < LINKS; links++) {
        struct registry_reading reading;
        NTSTATUS status;
        size_t start = 0;
        if (!root) {
            if (!path->length || path->text[0] != '\\') return STATUS_OBJECT_PATH_SYNTAX_BAD;
            if (!(start = root_length(path->text, path->length))) return STATUS_OBJECT_TYPE_MISMATCH;
        } else if (path->length && path->text[0] == '\\') {
            return STATUS_OBJECT_PATH_SYNTAX_BAD;
        }
        for (;;) {
            *walk = (struct walk){0};
            status = registry_enter(root, &reading);
            if (status != STATUS_SUCCESS) return status;
            struct registry_reading first = reading;
            status = walk_down(&reading, path->text, path->length, start, open_link, walk);
            if (registry_leave(&first)) break;
            free(walk->link);
        }
        if (status != STATUS_SUCCESS || !walk->link) return status;
        path_replace(path, walk->link, walk->link_length);
        walk->link = NULL;
        root = NULL;
    }
    return STATUS_NAME_TOO_LONG; /* links that lead to each other */
}

/* ---- opening and making ---- */

static NTSTATUS publish(struct key *key, ACCESS_MASK access, ULONG attributes, HANDLE *guest)
{
    HANDLE handle;
    NTSTATUS status = handle_create(
        &key->object, object_grant(&key_type, access & ~(KEY_WOW64_64KEY | KEY_WOW64_32KEY)), attributes, &handle);
    object_put(&key->object);
    if (status == STATUS_SUCCESS && !guest_put(guest, &handle)) {
        handle_close(handle);
        status = STATUS_ACCESS_VIOLATION;
    }
    return status;
}

/* The absolute path that a 32-bit view makes of it; the root then counts no more. */
static NTSTATUS redirect(struct key **root, struct path *path)
{
    WCHAR *base = NULL;
    size_t length = 0;
    NTSTATUS status = *root ? key_name(&(*root)->object, &base, &length) : STATUS_SUCCESS;
    if (status != STATUS_SUCCESS) return status;
    uint16_t *whole = realloc(base, (length + 1 + path->length) * sizeof *whole);
    if (!whole) {
        free(base);
        return STATUS_NO_MEMORY;
    }
    if (*root && path->length) whole[length++] = '\\';
    memcpy(whole + length, path->text, path->length * sizeof *whole);
    path_replace(path, whole, length + path->length);
    if (*root) object_put(&(*root)->object);
    *root = NULL;
    size_t changed;
    uint16_t *other = key_path_32(path->text, path->length, &changed);
    if (other) path_replace(path, other, changed);
    return STATUS_SUCCESS;
}

struct making {
    bool make;
    ULONG options;
    struct guest_text class_name;
    ULONG disposition;
};

/* A key that the path leads to, made if it is not there. */
static NTSTATUS reach(struct key *root, struct path *path, struct making *making, struct key *key)
{
    bool open_link = making->options & (REG_OPTION_OPEN_LINK | REG_OPTION_CREATE_LINK);
    for (;;) {
        struct walk walk;
        NTSTATUS status = find(root ? &root->place : NULL, path, open_link, &walk);
        if (status != STATUS_SUCCESS) return status;
        size_t rest = walk.rest;
        if (rest >= path->length || (path->text[rest] == '\\' && rest + 1 >= path->length)) {
            if (making->make && making->options & REG_OPTION_CREATE_LINK) return STATUS_OBJECT_NAME_COLLISION;
            making->disposition = 2; /* REG_OPENED_EXISTING_KEY */
            if (registry_hold(&key->place, walk.tree, walk.at, walk.id)) return STATUS_SUCCESS;
            continue; /* of a broker that has ended */
        }
        size_t end = path->length;
        while (end > rest && path->text[end - 1] == '\\') end--;
        bool deeper = false;
        for (size_t i = rest; i < end; i++) deeper |= path->text[i] == '\\';
        if (!making->make || deeper) return STATUS_OBJECT_NAME_NOT_FOUND;
        struct registry_place parent = {0};
        if (!registry_hold(&parent, walk.tree, walk.at, walk.id)) continue;
        struct registry_new_key made = {
            .name = path->text + rest,
            .length = end - rest,
            .class_name = making->class_name.text,
            .class_length = making->class_name.length,
            .flags = (making->options & REG_OPTION_VOLATILE ? REGISTRY_VOLATILE : 0) |
                     (making->options & REG_OPTION_CREATE_LINK ? REGISTRY_LINK : 0),
        };
        bool created = false;
        status = registry_create(&parent, &made, &key->place, &created);
        registry_release(&parent);
        if (status == STATUS_KEY_DELETED && !root) continue;
        making->disposition = created ? 1 /* REG_CREATED_NEW_KEY */ : 2;
        return status;
    }
}

static NTSTATUS open_key(HANDLE *guest, ACCESS_MASK access, const OBJECT_ATTRIBUTES *oa, struct making *making)
{
    struct guest_attributes attributes;
    struct key *root = NULL, *key = NULL;
    if (!guest_probe_write(guest, sizeof *guest)) return STATUS_ACCESS_VIOLATION;
    if (!oa) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = guest_attributes_read(oa, &attributes);
    if (status != STATUS_SUCCESS) return status;
    struct path path = {.text = attributes.name.text, .length = attributes.name.length};
    if (attributes.root) status = key_get(attributes.root, 0, &root);
    if (attributes.attributes & OBJ_OPENLINK) making->options |= REG_OPTION_OPEN_LINK;
    if (status == STATUS_SUCCESS && access & KEY_WOW64_32KEY) status = redirect(&root, &path);
    if (status == STATUS_SUCCESS && !(key = object_create(&key_type, sizeof *key))) status = STATUS_NO_MEMORY;
    if (status == STATUS_SUCCESS) {
        status = reach(root, &path, making, key);
        if (status == STATUS_SUCCESS)
            status = publish(key, access, attributes.attributes, guest);
        else
            object_put(&key->object);
    }
    if (root) object_put(&root->object);
    free(path.owned);
    guest_attributes_free(&attributes);
    return status;
}

NTSTATUS sys_NtOpenKey(HANDLE *KeyHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes)
{
    struct making none = {0};
    return open_key(KeyHandle, DesiredAccess, ObjectAttributes, &none);
}

NTSTATUS sys_NtOpenKeyEx(HANDLE *KeyHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                         ULONG OpenOptions)
{
    struct making none = {.options = OpenOptions & REG_OPTION_OPEN_LINK};
    if (OpenOptions & ~(ULONG)(REG_OPTION_OPEN_LINK | REG_OPTION_BACKUP_RESTORE | REG_OPTION_DONT_VIRTUALIZE))
        return STATUS_INVALID_PARAMETER;
    return open_key(KeyHandle, DesiredAccess, ObjectAttributes, &none);
}

NTSTATUS sys_NtCreateKey(HANDLE *KeyHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                         ULONG TitleIndex, UNICODE_STRING *Class, ULONG CreateOptions, ULONG *Disposition)
{
    struct making making = {.make = true, .options = CreateOptions};
    (void)TitleIndex;
    if (CreateOptions & ~31u) return STATUS_INVALID_PARAMETER;
    if (Disposition && !guest_probe_write(Disposition, sizeof *Disposition)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_text_read(Class, &making.class_name);
    if (status != STATUS_SUCCESS) return status;
    status = open_key(KeyHandle, DesiredAccess, ObjectAttributes, &making);
    guest_text_free(&making.class_name);
    if (status == STATUS_SUCCESS && Disposition && !guest_put(Disposition, &making.disposition))
        return STATUS_ACCESS_VIOLATION;
    return status;
}

/* ---- changing keys ---- */

NTSTATUS sys_NtDeleteKey(HANDLE KeyHandle)
{
    struct key *key;
    NTSTATUS status = key_get(KeyHandle, DELETE, &key);
    if (status != STATUS_SUCCESS) return status;
    status = registry_delete(&key->place);
    object_put(&key->object);
    return status;
}

NTSTATUS key_do_named(HANDLE handle, ACCESS_MASK access, UNICODE_STRING *guest_name, key_named_act *act)
{
    struct key *key;
    struct guest_text name;
    NTSTATUS status = guest_text_read(guest_name, &name);
    if (status != STATUS_SUCCESS) return status;
    status = key_get(handle, access, &key);
    if (status == STATUS_SUCCESS) {
        status = act(&key->place, name.text, name.length);
        object_put(&key->object);
    }
    guest_text_free(&name);
    return status;
}

NTSTATUS sys_NtRenameKey(HANDLE KeyHandle, UNICODE_STRING *NewName)
{
    return key_do_named(KeyHandle, KEY_WRITE, NewName, registry_rename);
}

NTSTATUS sys_NtFlushKey(HANDLE KeyHandle)
{
    struct key *key;
    NTSTATUS status = key_get(KeyHandle, 0, &key);
    if (status != STATUS_SUCCESS) return status;
    status = registry_flush_all();
    object_put(&key->object);
    return status;
}

enum { WRITE_TIME = 0, WOW64_FLAGS = 1, CONTROL_FLAGS = 2, SET_CLASSES = 8 };

/* "NtSetInformationKey": the time of the last change, flags that the caller gives a meaning. */
NTSTATUS sys_NtSetInformationKey(HANDLE KeyHandle, ULONG Class, const void *KeySetInformation, ULONG Length)
{
    struct key *key;
    union {
        int64_t time;
        ULONG flags;
    } value;
    if (Class >= SET_CLASSES) return STATUS_INVALID_INFO_CLASS;
    if (Class > WOW64_FLAGS) return STATUS_NOT_IMPLEMENTED;
    size_t size = Class == WRITE_TIME ? sizeof value.time : sizeof value.flags;
    if (Length != size) return STATUS_INFO_LENGTH_MISMATCH;
    if (!guest_read(&value, KeySetInformation, size)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = key_get(KeyHandle, KEY_SET_VALUE, &key);
    if (status != STATUS_SUCCESS) return status;
    status = registry_set(&key->place, Class == WRITE_TIME ? REGISTRY_WRITTEN : REGISTRY_USER_FLAGS, &value, size);
    object_put(&key->object);
    return status;
}
