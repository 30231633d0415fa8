/* SPDX-License-Identifier: MIT */
/* The tree of named objects: directories, symbolic links, and names of objects whose state lies in the prefix's
 * segment.
 *
 * A name lives as long as a process holds its object's line (runtime_line_live), which is asked when the name is met:
 * nobody needs to say that he died.  Names without a line are the broker's own and always there; permanent ones are
 * held by the broker itself.  A directory that died takes its name along; what is in it stays until it dies as well.
 *
 * Left out: security descriptors, and object types' own parsing, so that a path ends at whatever is neither a directory
 * nor a link. */
#include "namespace.h"

#include "fault.h"
#include "runtime.h"
#include "tree.h"

#include <string.h>

enum { LINKS_MOST = 32, PATH_MOST = NAME_LENGTH + NAME_TARGET, MANY = 16384, SWEEP_EACH = 4 };

/* The directories and links of a session, as Windows has them.  A link has a target. */
static const struct {
    const char *path, *target;
} own[] = {
    {"\\BaseNamedObjects",                                        NULL                             },
    {"\\BaseNamedObjects\\Global",                                "\\BaseNamedObjects"             },
    {"\\BaseNamedObjects\\Local",                                 "\\BaseNamedObjects"             },
    {"\\BaseNamedObjects\\Restricted",                            NULL                             },
    {"\\BaseNamedObjects\\Session",                               "\\Sessions\\BNOLINKS"           },
    {"\\Device",                                                  NULL                             },
    {"\\GLOBAL??",                                                NULL                             },
    {"\\??",                                                      "\\GLOBAL??"                     },
    {"\\DosDevices",                                              "\\??"                           },
    {"\\KernelObjects",                                           NULL                             },
    {"\\KnownDlls",                                               NULL                             },
    {"\\KnownDlls32",                                             NULL                             },
    {"\\RPC Control",                                             NULL                             },
    {"\\Sessions",                                                NULL                             },
    {"\\Sessions\\0",                                             NULL                             },
    {"\\Sessions\\0\\BaseNamedObjects",                           "\\BaseNamedObjects"             },
    {"\\Sessions\\0\\DosDevices",                                 NULL                             },
    {"\\Sessions\\1",                                             NULL                             },
    {"\\Sessions\\1\\BaseNamedObjects",                           NULL                             },
    {"\\Sessions\\1\\BaseNamedObjects\\AppContainerNamedObjects", NULL                             },
    {"\\Sessions\\1\\BaseNamedObjects\\Global",                   "\\BaseNamedObjects"             },
    {"\\Sessions\\1\\BaseNamedObjects\\Local",                    "\\Sessions\\1\\BaseNamedObjects"},
    {"\\Sessions\\1\\BaseNamedObjects\\Session",                  "\\Sessions\\BNOLINKS"           },
    {"\\Sessions\\1\\DosDevices",                                 "\\??"                           },
    {"\\Sessions\\BNOLINKS",                                      NULL                             },
    {"\\Sessions\\BNOLINKS\\0",                                   "\\BaseNamedObjects"             },
    {"\\Sessions\\BNOLINKS\\1",                                   "\\Sessions\\1\\BaseNamedObjects"},
};

static bool is_live(const struct node *node)
{
    if (!node->line || node->permanent) return true;
    return node->awaited ? runtime_line_stands(node->line, node->generation)
                         : runtime_line_live(node->line, node->generation);
}

/* The child of that name if it lives; a dead one is dropped. */
static struct node *child_live(struct node *directory, const uint16_t *text, size_t length, bool insensitive)
{
    for (struct node *child; (child = tree_child(directory, text, length, insensitive));) {
        if (is_live(child)) return child;
        tree_remove(child);
    }
    return NULL;
}

/* Where a path leads. */
struct place {
    struct node *directory, *found; /* `found` NULL: there is no such name in it */
    const uint16_t *name;           /* in `text` */
    size_t length;
    uint16_t text[PATH_MOST];
};

/* A link was met: the path is its target from now on, and what was behind it. */
static bool substitute(struct place *place, const struct node *link, const uint16_t *rest, size_t rest_length)
{
    size_t length = link->target_length;
    if (length + 1 + rest_length > PATH_MOST) return false;
    memmove(place->text + length + (rest_length != 0), rest, rest_length * 2);
    memcpy(place->text, node_target(link), length * 2);
    if (rest_length) place->text[length++] = '\\';
    place->length = length + rest_length;
    return true;
}

/* Follows a path to its end.  `link`: a link that ends it is meant itself. */
static NTSTATUS walk(const struct named_path *path, bool link, struct place *place)
{
    struct node *at = path->root ? tree_by_id(path->root) : tree_root();
    bool insensitive = path->flags & NAME_CASE_INSENSITIVE;
    if (!at || at->type != NAME_DIRECTORY) return STATUS_INVALID_HANDLE;
    if (path->length > NAME_LENGTH) return STATUS_NAME_TOO_LONG;
    if (!path->length || (path->text[0] == '\\') == (path->root != 0)) return STATUS_OBJECT_PATH_SYNTAX_BAD;
    memcpy(place->text, path->text, path->length * 2);
    place->length = path->length;
    const uint16_t *part = place->text + !path->root;
    for (int links = 0; links <= LINKS_MOST;) {
        const uint16_t *end = place->text + place->length, *stop = part;
        if (part == end) { /* the root itself */
            *place = (struct place){.found = at};
            return STATUS_SUCCESS;
        }
        while (stop < end && *stop != '\\') stop++;
        if (stop == part || stop + 1 == end) return STATUS_OBJECT_NAME_INVALID;
        struct node *child = child_live(at, part, (size_t)(stop - part), insensitive);
        bool last = stop == end;
        if (child && child->type == NAME_SYMBOLIC_LINK && !(last && link)) {
            if (!substitute(place, child, stop + !last, last ? 0 : (size_t)(end - stop - 1)))
                return STATUS_NAME_TOO_LONG;
            if (place->text[0] != '\\') return STATUS_OBJECT_PATH_SYNTAX_BAD;
            at = tree_root();
            part = place->text + 1;
            links++;
            continue;
        }
        if (last) {
            place->directory = at;
            place->found = child;
            place->name = part;
            place->length = (size_t)(stop - part);
            return STATUS_SUCCESS;
        }
        if (!child) return STATUS_OBJECT_PATH_NOT_FOUND;
        if (child->type != NAME_DIRECTORY) return STATUS_OBJECT_TYPE_MISMATCH;
        at = child;
        part = stop + 1;
    }
    return STATUS_OBJECT_PATH_NOT_FOUND;
}

static void tell(const struct node *node, struct named *found)
{
    *found = (struct named){.id = node->id,
                            .line = node->line,
                            .generation = node->generation,
                            .type = node->type,
                            .payload_size = node->payload_size,
                            .payload = node->payload_size ? node_payload(node) : NULL,
                            .fd = node->fd};
}

/* What an object says of itself that cannot be so. */
static bool is_wrong(const struct named *object, size_t target_length)
{
    return !object->line || object->type == NAME_ANY || object->type >= NAME_TYPES ||
           (object->type == NAME_SYMBOLIC_LINK) != (target_length != 0);
}

NTSTATUS namespace_create(const struct named_path *path, const struct named *object, const uint16_t *target,
                          size_t target_length, struct named *found)
{
    static struct place place;
    if (is_wrong(object, target_length)) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = walk(path, object->type == NAME_SYMBOLIC_LINK, &place);
    if (status != STATUS_SUCCESS) return status;
    struct node *node = place.found;
    if (!node) {
        node = tree_insert(place.directory, place.name, place.length, object, target, target_length);
        if (!node) return STATUS_INSUFFICIENT_RESOURCES;
        if (path->flags & NAME_PERMANENT && namespace_permanent(node->id, true) != STATUS_SUCCESS)
            return STATUS_INVALID_PARAMETER; /* its maker does not hold the line */
    } else if (node->line != object->line || node->generation != object->generation) {
        if (!(path->flags & NAME_OPEN_IF)) return STATUS_OBJECT_NAME_COLLISION;
        if (node->type != object->type) return STATUS_OBJECT_TYPE_MISMATCH;
        tell(node, found);
        return STATUS_OBJECT_NAME_EXISTS;
    }
    tell(node, found);
    return STATUS_SUCCESS;
}

NTSTATUS namespace_open(const struct named_path *path, uint16_t type, struct named *found)
{
    static struct place place;
    NTSTATUS status = walk(path, type == NAME_SYMBOLIC_LINK, &place);
    if (status != STATUS_SUCCESS) return status;
    if (!place.found) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (type != NAME_ANY && place.found->type != type) return STATUS_OBJECT_TYPE_MISMATCH;
    tell(place.found, found);
    return STATUS_SUCCESS;
}

static bool gone(struct node *node)
{
    if (is_live(node)) return false;
    FAULT(name_dead);
    tree_remove(node);
    return true;
}

void namespace_await(uint64_t id, bool more)
{
    struct node *node = tree_by_id(id);
    if (node && (more || node->awaited)) node->awaited += more ? 1 : -1u;
}

bool namespace_line_gone(uint32_t line, uint32_t generation, uint64_t *id)
{
    struct node *node = tree_by_line(line, generation);
    *id = node ? node->id : 0;
    return !node || gone(node);
}

bool namespace_id_gone(uint64_t id)
{
    struct node *node = tree_by_id(id);
    return !node || gone(node);
}

NTSTATUS namespace_permanent(uint64_t id, bool permanent)
{
    struct node *node = tree_by_id(id);
    if (!node) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!node->line || node->permanent == permanent) return STATUS_SUCCESS;
    if (permanent && !is_live(node)) {
        tree_remove(node);
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    node->permanent = permanent;
    FAULT(permanent_unheld);
    runtime_line_hold(node->line, permanent);
    if (!permanent) gone(node);
    return STATUS_SUCCESS;
}

NTSTATUS namespace_path(uint64_t id, uint16_t *text, size_t *length)
{
    const struct node *node = tree_by_id(id);
    if (!node) return STATUS_OBJECT_NAME_NOT_FOUND;
    size_t whole = node == tree_root() ? 1 : 0;
    for (const struct node *at = node; at && at != tree_root(); at = at->parent) whole += at->length + 1;
    if (whole > NAME_LENGTH) return STATUS_NAME_TOO_LONG;
    text[0] = '\\';
    *length = whole;
    for (const struct node *at = node; at && at != tree_root(); at = at->parent) {
        whole -= at->length;
        memcpy(text + whole, at->text, at->length * 2);
        text[--whole] = '\\';
    }
    return STATUS_SUCCESS;
}

NTSTATUS namespace_of_line(uint32_t line, uint32_t generation, struct named *found, uint32_t *flags)
{
    const struct node *node = tree_by_line(line, generation);
    if (!node) return STATUS_OBJECT_NAME_NOT_FOUND;
    tell(node, found);
    *flags = node->permanent ? NAME_PERMANENT : 0;
    return STATUS_SUCCESS;
}

NTSTATUS namespace_target(uint64_t id, const uint16_t **target, size_t *length)
{
    const struct node *node = tree_by_id(id);
    if (!node) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (node->type != NAME_SYMBOLIC_LINK) return STATUS_OBJECT_TYPE_MISMATCH;
    *target = node_target(node);
    *length = node->target_length;
    return STATUS_SUCCESS;
}

NTSTATUS namespace_next(uint64_t id, uint32_t *after, const uint16_t **name, size_t *length, uint16_t *type)
{
    struct node *directory = tree_by_id(id);
    if (!directory || directory->type != NAME_DIRECTORY) return STATUS_INVALID_HANDLE;
    for (struct node *child; (child = tree_next(directory, *after));) {
        if (!is_live(child)) {
            tree_remove(child);
            continue;
        }
        *after = child->position;
        *name = child->text;
        *length = child->length;
        *type = child->type;
        return STATUS_SUCCESS;
    }
    return STATUS_NO_MORE_ENTRIES;
}

bool namespace_sweep(size_t count)
{
    static uint64_t last; /* the id that was looked at last */
    while (count--) {
        struct node *node = tree_behind(last);
        uint64_t before = last;
        last = node ? node->id : 0;
        if (!node) return true;
        if (gone(node) && !tree_by_id(last)) last = before; /* a dead directory stays for what is in it */
    }
    return false;
}

void namespace_tend(void)
{
    static size_t most = MANY;
    if (tree_count() <= most || !namespace_sweep(SWEEP_EACH)) return;
    most = tree_count() * 2 > MANY ? tree_count() * 2 : MANY;
}

size_t namespace_count(void)
{
    return tree_count() - sizeof own / sizeof *own - 1;
}

void namespace_clear(void)
{
    tree_clear();
}

/* An ASCII text's units. */
static size_t widen(const char *from, uint16_t *to)
{
    size_t length = 0;
    while (from[length]) to[length] = (uint8_t)from[length], length++;
    return length;
}

bool namespace_init(void)
{
    static struct place place;
    if (!tree_init()) return false;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        uint16_t text[128], target[128];
        struct named_path path = {.text = text, .length = widen(own[i].path, text)};
        size_t target_length = own[i].target ? widen(own[i].target, target) : 0;
        struct named object = {.type = own[i].target ? NAME_SYMBOLIC_LINK : NAME_DIRECTORY, .fd = -1};
        if (walk(&path, true, &place) != STATUS_SUCCESS || place.found ||
            !tree_insert(place.directory, place.name, place.length, &object, target, target_length))
            return false;
    }
    tree_ids_begin();
    return true;
}
