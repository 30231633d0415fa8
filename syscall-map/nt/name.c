/* SPDX-License-Identifier: MIT */
/* Named objects.
 *
 * Objects that processes can share are named by the prefix's broker (linux/broker.h), which knows the whole name space;
 * here their wait line is all that a name leads to (shared.h).  Other objects, and all of a process that has no place
 * in its prefix, are named in a table of this process's own: there \BaseNamedObjects\X, \Sessions\N\BaseNamedObjects\X,
 * and X with Local\, Global\ or Session\N\ before it, are one name space, and names are compared exactly.  A name lives
 * as long as there are handles to its object.  Left out: security descriptors. */
#include "nt/name.h"

#include "door/guestmem.h"
#include "door/trace.h"
#include "fault.h"
#include "linux/broker.h"
#include "linux/shm.h"
#include "nt/event.h"
#include "nt/handle.h"
#include "nt/job.h"
#include "nt/line.h"
#include "nt/mutant.h"
#include "nt/object_directory.h"
#include "nt/section.h"
#include "nt/semaphore.h"
#include "nt/shared.h"
#include "nt/timer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- this process's own ---- */

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

/* Keeps the name that an object was given, unless it has one; false: no memory. */
static bool name_note(struct object *object, const struct guest_attributes *attributes, uint64_t id)
{
    size_t bytes = attributes->name.length * sizeof(WCHAR);
    struct object_name *name = malloc(sizeof *name + bytes), *none = NULL;
    if (!name) return false;
    atomic_init(&name->id, id);
    name->length = attributes->name.length;
    memcpy(name->text, attributes->name.text, bytes);
    if (!__atomic_compare_exchange_n(&object->name, &none, name, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) free(name);
    return true;
}

/* Under the lock: the name of a new object. */
static NTSTATUS insert(struct object *object, const struct guest_attributes *attributes, const WCHAR *text,
                       size_t length)
{
    struct named *entry = malloc(sizeof *entry + length * sizeof *text);
    if (!entry || !name_note(object, attributes, 0)) {
        free(entry);
        return STATUS_NO_MEMORY;
    }
    struct named **head = bucket(text, length);
    *entry = (struct named){.object = object, .next = *head, .length = length};
    memcpy(entry->text, text, length * sizeof *text);
    *head = entry;
    return STATUS_SUCCESS;
}

static NTSTATUS handle_give(struct object *object, ACCESS_MASK access, ULONG attributes, HANDLE *guest)
{
    HANDLE handle;
    NTSTATUS status = handle_create(object, object_grant(object->type, access), attributes, &handle);
    if (status == STATUS_SUCCESS && !guest_put(guest, &handle)) {
        handle_close(handle);
        status = STATUS_ACCESS_VIOLATION;
    }
    return status;
}

/* Names a new object here.  STATUS_OBJECT_NAME_EXISTS: `*object`, whose reference is given back, is now the one that
 * has the name.  `anchor` gets a handle that keeps the name until the guest has its own. */
static NTSTATUS local_publish(struct object **object, const struct guest_attributes *attributes, HANDLE *anchor)
{
    const WCHAR *text;
    size_t length;
    struct object *exists = NULL;
    NTSTATUS status = canonical(attributes, &text, &length);
    if (status != STATUS_SUCCESS) return status;
    pthread_mutex_lock(&lock);
    struct named *found = look_up(text, length);
    if (found && !(attributes->attributes & OBJ_OPENIF))
        status = STATUS_OBJECT_NAME_COLLISION;
    else if (found && found->object->type != (*object)->type)
        status = STATUS_OBJECT_TYPE_MISMATCH;
    else if (found)
        object_ref(exists = found->object);
    else
        status = insert(*object, attributes, text, length);
    if (status == STATUS_SUCCESS) status = handle_create(exists ? exists : *object, 0, 0, anchor);
    pthread_mutex_unlock(&lock);
    if (status != STATUS_SUCCESS) {
        if (exists)
            object_put(exists);
        else
            name_forget(*object);
        return status;
    }
    if (!exists) return STATUS_SUCCESS;
    object_put(*object);
    *object = exists;
    return STATUS_OBJECT_NAME_EXISTS;
}

/* As local_publish(). */
static NTSTATUS local_open(const struct object_type *type, const struct guest_attributes *attributes,
                           struct object **object, HANDLE *anchor)
{
    const WCHAR *text;
    size_t length;
    NTSTATUS status = canonical(attributes, &text, &length);
    if (status != STATUS_SUCCESS) return status;
    pthread_mutex_lock(&lock);
    struct named *found = look_up(text, length);
    if (!found)
        status = STATUS_OBJECT_NAME_NOT_FOUND;
    else if (found->object->type != type)
        status = STATUS_OBJECT_TYPE_MISMATCH;
    else if ((status = handle_create(found->object, 0, 0, anchor)) == STATUS_SUCCESS)
        object_ref(*object = found->object);
    pthread_mutex_unlock(&lock);
    return status;
}

/* ---- the broker's ---- */

static const struct {
    const struct object_type *type;
    enum name_type name;
    struct object *(*blank)(void); /* an object that has no line yet; NULL: a section's is made of the payload */
} types[] = {
    {&event_type,            NAME_EVENT,         event_blank           },
    {&mutant_type,           NAME_MUTANT,        mutant_blank          },
    {&semaphore_type,        NAME_SEMAPHORE,     semaphore_blank       },
    {&timer_type,            NAME_TIMER,         timer_blank           },
    {&section_type,          NAME_SECTION,       NULL                  },
    {&job_type,              NAME_JOB,           NULL                  },
    {&object_directory_type, NAME_DIRECTORY,     object_directory_blank},
    {&symbolic_link_type,    NAME_SYMBOLIC_LINK, symbolic_link_blank   },
};
enum { TYPES = sizeof types / sizeof *types };

const char *name_type_text(uint16_t type)
{
    for (size_t i = 0; i < TYPES; i++)
        if (types[i].name == type) return types[i].type->name;
    return "Type";
}

/* Index in `types`; TYPES: its objects are not shared. */
static size_t type_find(const struct object_type *type)
{
    size_t i = 0;
    while (i < TYPES && types[i].type != type) i++;
    return i;
}

static NTSTATUS path_of(const struct guest_attributes *attributes, struct broker_path *path)
{
    *path = (struct broker_path){
        .text = attributes->name.text,
        .length = attributes->name.length,
        .flags = (attributes->attributes & OBJ_OPENIF ? NAME_OPEN_IF : 0) |
                 (attributes->attributes & OBJ_CASE_INSENSITIVE ? NAME_CASE_INSENSITIVE : 0) |
                 (attributes->attributes & OBJ_PERMANENT ? NAME_PERMANENT : 0),
    };
    return attributes->root ? object_directory_root(attributes->root, &path->root) : STATUS_SUCCESS;
}

/* A new object, of a type that is made of what its maker told. */
static struct object *told(const struct object_type *type, const struct broker_object *found)
{
    if (type == &job_type) return found->fd >= 0 ? job_told(found->fd) : NULL;
    return section_told(found->fd, found->payload, found->payload_size);
}

/* This process's object for one that the broker named; takes over its descriptor. */
static NTSTATUS take(const struct broker_object *found, size_t type, struct object **object)
{
    struct object *blank = types[type].blank ? types[type].blank() : told(types[type].type, found);
    if (types[type].blank && found->fd >= 0) close(found->fd);
    if (blank && !found->line) { /* the broker's own, which is always there */
        *object = blank;
        return STATUS_SUCCESS;
    }
    return blank ? shared_adopt(found->line, found->generation, blank, object) : STATUS_NO_MEMORY;
}

/* The object's line, which the broker is to name.  False: it cannot be shared. */
static bool describe(struct object *object, size_t type, struct broker_object *out)
{
    if (!atomic_load(&object->line) && object->type->wait == OBJECT_WAIT_NEVER)
        atomic_store(&object->line, line_create_shareable(LINE_HOLD, 0, 0));
    if (!shared_publish(object)) return false;
    struct line *line = atomic_load(&object->line);
    atomic_fetch_or(&line->flags, LINE_NAMED);
    FAULT(name_flagged);
    *out = (struct broker_object){
        .type = types[type].name, .line = line->index, .generation = atomic_load(&line->generation), .fd = -1};
    if (object->type == &section_type)
        out->payload_size = section_tell((struct section *)object, out->payload, &out->fd);
    if (object->type == &job_type) out->fd = ((struct job *)object)->view.fd;
    return true;
}

/* There is no broker to ask.  A process that is alone names its objects itself (STATUS_CONNECTION_REFUSED says so);
 * where others live in the prefix a name that they do not see would be worse than none. */
static NTSTATUS without_broker(NTSTATUS status)
{
    if (status != STATUS_CONNECTION_REFUSED) return status;
    bool shared = shm_map() && shm_is_shared();
    trace_line(TRACE_CALLS | TRACE_MISSING, "names: no broker can be had, %s",
               shared ? "the call fails" : "they are this process's own");
    return shared ? STATUS_INSUFFICIENT_RESOURCES : status;
}

/* As local_publish(), without a need for an anchor.  STATUS_CONNECTION_REFUSED: the name is to be this process's own.
 */
static NTSTATUS broker_publish(struct object **object, const struct guest_attributes *attributes)
{
    struct broker_object mine, found;
    struct object *exists;
    size_t type = type_find((*object)->type);
    if (type == TYPES) return STATUS_CONNECTION_REFUSED;
    struct broker_path path;
    NTSTATUS status = path_of(attributes, &path);
    if (status != STATUS_SUCCESS) return status;
    if (!name_note(*object, attributes, 0)) return STATUS_NO_MEMORY;
    if (!describe(*object, type, &mine)) return STATUS_CONNECTION_REFUSED;
    size_t length;
    const WCHAR *target = symbolic_link_target(*object, &length);
    for (;;) {
        status = target ? broker_link_create(&path, &mine, target, length, &found)
                        : broker_name_create(&path, &mine, &found);
        status = without_broker(status);
        FAULT(name_answered);
        if (status == STATUS_SUCCESS) atomic_store(&(*object)->name->id, found.id);
        if (status != STATUS_OBJECT_NAME_EXISTS) return status;
        status = take(&found, type, &exists);
        if (status == STATUS_OBJECT_NAME_NOT_FOUND) continue; /* it died in between */
        if (status != STATUS_SUCCESS) return status;
        name_note(exists, attributes, found.id);
        object_put(*object);
        *object = exists;
        return STATUS_OBJECT_NAME_EXISTS;
    }
}

static NTSTATUS broker_open(const struct object_type *wanted, const struct guest_attributes *attributes,
                            struct object **object)
{
    struct broker_object found;
    size_t type = type_find(wanted);
    if (type == TYPES) return STATUS_CONNECTION_REFUSED;
    struct broker_path path;
    NTSTATUS status = path_of(attributes, &path);
    if (status != STATUS_SUCCESS) return status;
    do {
        status = without_broker(broker_name_open(&path, types[type].name, &found));
        if (status != STATUS_SUCCESS) return status;
        FAULT(name_found);
        status = take(&found, type, object);
    } while (status == STATUS_OBJECT_NAME_NOT_FOUND); /* died in between: the broker knows by now */
    if (status == STATUS_SUCCESS) name_note(*object, attributes, found.id);
    return status;
}

/* ---- both ---- */

NTSTATUS name_publish(struct object *object, ACCESS_MASK access, const struct guest_attributes *attributes,
                      HANDLE *handle)
{
    NTSTATUS status, how = STATUS_SUCCESS;
    HANDLE anchor = NULL;
    if (attributes->has_name) {
        how = broker_publish(&object, attributes);
        if (how == STATUS_CONNECTION_REFUSED) how = local_publish(&object, attributes, &anchor);
        if (how != STATUS_SUCCESS && how != STATUS_OBJECT_NAME_EXISTS) {
            object_put(object);
            return how;
        }
    }
    status = handle_give(object, access, attributes->attributes, handle);
    if (anchor) handle_close(anchor);
    object_put(object);
    return status == STATUS_SUCCESS ? how : status;
}

NTSTATUS name_open(const struct object_type *type, ACCESS_MASK access, const OBJECT_ATTRIBUTES *oa, HANDLE *handle)
{
    struct guest_attributes attributes;
    struct object *object;
    HANDLE anchor = NULL;
    if (!guest_probe_write(handle, sizeof *handle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(oa, &attributes);
    if (status != STATUS_SUCCESS) return status;
    status = attributes.has_name ? broker_open(type, &attributes, &object) : STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (status == STATUS_CONNECTION_REFUSED) status = local_open(type, &attributes, &object, &anchor);
    if (status == STATUS_SUCCESS) {
        status = handle_give(object, access, attributes.attributes, handle);
        if (anchor) handle_close(anchor);
        object_put(object);
    }
    guest_attributes_free(&attributes);
    return status;
}

void name_forget(struct object *object)
{
    if (!object->name || atomic_load(&object->name->id)) return; /* the broker sees to its own */
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

NTSTATUS name_set_permanent(struct object *object, bool permanent)
{
    uint64_t id = object->name ? atomic_load(&object->name->id) : 0;
    return id ? broker_name_permanent(id, permanent) : STATUS_SUCCESS;
}
