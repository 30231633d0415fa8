/* SPDX-License-Identifier: MIT */
/* Named objects: a table of this process's own.  A name lives as long as there are handles to its object.
 *
 * \BaseNamedObjects\X, \Sessions\N\BaseNamedObjects\X, and X with Local\, Global\ or Session\N\ before it, are one name
 * space: there is one session.  Names are compared exactly, as the Win32 functions that use them document. Left out:
 * other processes, object directories and symbolic links, security descriptors, OBJ_PERMANENT. */
#include "nt/name.h"

#include "door/guestmem.h"
#include "nt/handle.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 64 };

struct named {
    struct object *object; /* no reference: last_handle comes before the object's end */
    struct named *next;
    size_t length;
    WCHAR text[];
};

static struct named *buckets[BUCKETS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Takes an ASCII word (any case) from the front of a name.  `#` in it stands for digits. */
static bool skip(const WCHAR **text, size_t *length, const char *word)
{
    size_t at = 0;
    for (; *word; word++) {
        if (*word == '#') {
            size_t digits = at;
            while (at < *length && (*text)[at] >= '0' && (*text)[at] <= '9') at++;
            if (at == digits) return false;
        } else {
            if (at == *length || ((*text)[at] | 0x20) != (*word | 0x20)) return false;
            at++;
        }
    }
    *text += at;
    *length -= at;
    return true;
}

/* The part of an NT path that counts. */
static NTSTATUS canonical(const struct guest_attributes *attributes, const WCHAR **text, size_t *length)
{
    static const char *const inner[] = {"Local\\", "Global\\", "Session\\#\\"};
    *text = attributes->name.text;
    *length = attributes->name.length;
    if (attributes->root) return STATUS_INVALID_HANDLE; /* there are no directory handles */
    if (**text != '\\') return STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (!skip(text, length, "\\BaseNamedObjects\\") && !skip(text, length, "\\Sessions\\#\\BaseNamedObjects\\"))
        return STATUS_OBJECT_PATH_NOT_FOUND;
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
        if (skip(text, length, inner[i])) break;
    if (!*length) return STATUS_OBJECT_NAME_INVALID;
    for (size_t i = 0; i < *length; i++)
        if ((*text)[i] == '\\') return STATUS_OBJECT_PATH_NOT_FOUND;
    return STATUS_SUCCESS;
}

static struct named **bucket(const WCHAR *text, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ text[i]) * 16777619u;
    return &buckets[hash % BUCKETS];
}

static struct named *look_up(const WCHAR *text, size_t length)
{
    struct named *entry = *bucket(text, length);
    while (entry && (entry->length != length || memcmp(entry->text, text, length * sizeof *text) != 0))
        entry = entry->next;
    return entry;
}

/* Under the lock: the name of a new object. */
static NTSTATUS insert(struct object *object, const struct guest_attributes *attributes, const WCHAR *text,
                       size_t length)
{
    struct named *entry = malloc(sizeof *entry + length * sizeof *text);
    size_t whole = attributes->name.length * sizeof *text;
    struct object_name *name = malloc(sizeof *name + whole);
    if (!entry || !name) {
        free(entry);
        free(name);
        return STATUS_NO_MEMORY;
    }
    struct named **head = bucket(text, length);
    *entry = (struct named){.object = object, .next = *head, .length = length};
    memcpy(entry->text, text, length * sizeof *text);
    name->length = attributes->name.length;
    memcpy(name->text, attributes->name.text, whole);
    object->name = name;
    *head = entry;
    return STATUS_SUCCESS;
}

static NTSTATUS handle_give(struct object *object, ACCESS_MASK access, ULONG attributes, HANDLE *guest)
{
    HANDLE handle;
    ACCESS_MASK granted =
        object_map_access(object->type, access) & (object->type->valid_access | ACCESS_SYSTEM_SECURITY);
    NTSTATUS status = handle_create(object, granted, attributes, &handle);
    if (status == STATUS_SUCCESS && !guest_put(guest, &handle)) {
        handle_close(handle);
        status = STATUS_ACCESS_VIOLATION;
    }
    return status;
}

NTSTATUS name_publish(struct object *object, ACCESS_MASK access, const struct guest_attributes *attributes,
                      HANDLE *handle)
{
    const WCHAR *text;
    size_t length;
    NTSTATUS status = STATUS_SUCCESS, how = STATUS_SUCCESS;
    if (attributes->has_name) {
        struct object *exists = NULL;
        HANDLE anchor; /* keeps the name until the guest has its handle */
        status = canonical(attributes, &text, &length);
        if (status == STATUS_SUCCESS) {
            pthread_mutex_lock(&lock);
            struct named *found = look_up(text, length);
            if (found && !(attributes->attributes & OBJ_OPENIF))
                status = STATUS_OBJECT_NAME_COLLISION;
            else if (found && found->object->type != object->type)
                status = STATUS_OBJECT_TYPE_MISMATCH;
            else if (found)
                object_ref(exists = found->object);
            else
                status = insert(object, attributes, text, length);
            if (status == STATUS_SUCCESS) status = handle_create(exists ? exists : object, 0, 0, &anchor);
            pthread_mutex_unlock(&lock);
        }
        if (status != STATUS_SUCCESS) {
            name_forget(object);
            object_put(object);
            return status;
        }
        if (exists) {
            object_put(object);
            object = exists;
            how = STATUS_OBJECT_NAME_EXISTS;
        }
        status = handle_give(object, access, attributes->attributes, handle);
        handle_close(anchor);
    } else {
        status = handle_give(object, access, attributes->attributes, handle);
    }
    object_put(object);
    return status == STATUS_SUCCESS ? how : status;
}

NTSTATUS name_open(const struct object_type *type, ACCESS_MASK access, const OBJECT_ATTRIBUTES *oa, HANDLE *handle)
{
    struct guest_attributes attributes;
    const WCHAR *text;
    size_t length;
    HANDLE anchor;
    struct object *object = NULL;
    if (!guest_probe_write(handle, sizeof *handle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(oa, &attributes);
    if (status != STATUS_SUCCESS) return status;
    status = attributes.has_name ? canonical(&attributes, &text, &length) : STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (status == STATUS_SUCCESS) {
        pthread_mutex_lock(&lock);
        struct named *found = look_up(text, length);
        if (!found)
            status = STATUS_OBJECT_NAME_NOT_FOUND;
        else if (found->object->type != type)
            status = STATUS_OBJECT_TYPE_MISMATCH;
        else if ((status = handle_create(found->object, 0, 0, &anchor)) == STATUS_SUCCESS)
            object_ref(object = found->object);
        pthread_mutex_unlock(&lock);
    }
    if (object) {
        status = handle_give(object, access, attributes.attributes, handle);
        handle_close(anchor);
        object_put(object);
    }
    guest_attributes_free(&attributes);
    return status;
}

void name_forget(struct object *object)
{
    if (!object->name) return;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < BUCKETS && !atomic_load(&object->handles); i++)
        for (struct named **at = &buckets[i]; *at; at = &(*at)->next)
            if ((*at)->object == object) {
                struct named *entry = *at;
                *at = entry->next;
                free(entry);
                break;
            }
    pthread_mutex_unlock(&lock);
}
