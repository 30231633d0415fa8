/* SPDX-License-Identifier: MIT */
/* Nodes of the tree of names in three hash tables, which grow with their number: children by parent and folded name, so
 * that one look-up serves both ways of comparing; all by id; those with a line by line. */
#include "tree.h"

#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wctype.h>

enum table { BY_NAME, BY_ID, BY_LINE };
enum { NODES_MOST = 1 << 20 };

static struct node *root, *oldest, *newest;
static struct node **tables[3];
static size_t buckets, count;
static uint64_t ids;

/* ASCII needs no tables of the C library. */
uint16_t tree_fold(uint16_t unit)
{
    static locale_t locale;
    static bool asked;
    if (unit < 0x80) return unit >= 'a' && unit <= 'z' ? unit - 32 : unit;
    if ((unit & 0xf800) == 0xd800) return unit;
    if (!asked) {
        asked = true;
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    }
    wint_t upper = locale ? towupper_l(unit, locale) : unit;
    return upper < 0x80 || upper > 0xffff ? unit : (uint16_t)upper;
}

static uint32_t mix(uint64_t value)
{
    value *= 0x9e3779b97f4a7c15u;
    return (uint32_t)(value >> 32);
}

static uint32_t name_hash(const struct node *parent, const uint16_t *text, size_t length)
{
    uint32_t hash = mix(parent->id);
    for (size_t i = 0; i < length; i++) hash = (hash ^ tree_fold(text[i])) * 16777619u;
    return mix(hash);
}

static struct node **bucket(enum table table, const struct node *node)
{
    uint32_t hash = table == BY_NAME ? node->hash : mix(table == BY_ID ? node->id : node->line);
    return &tables[table][hash & (buckets - 1)];
}

static void link_in(enum table table, struct node *node)
{
    struct node **head = bucket(table, node);
    node->chain[table] = *head;
    *head = node;
}

static void link_out(enum table table, struct node *node)
{
    struct node **at = bucket(table, node);
    while (*at && *at != node) at = &(*at)->chain[table];
    if (*at) *at = node->chain[table];
}

/* Makes room for one more; false: no memory. */
static bool grow(void)
{
    if (count < buckets) return true;
    size_t wider = buckets ? buckets * 2 : 64;
    struct node **fresh[3];
    for (int i = 0; i < 3; i++) fresh[i] = calloc(wider, sizeof **fresh);
    if (!fresh[0] || !fresh[1] || !fresh[2]) {
        for (int i = 0; i < 3; i++) free(fresh[i]);
        return false;
    }
    for (int i = 0; i < 3; i++) {
        free(tables[i]);
        tables[i] = fresh[i];
    }
    buckets = wider;
    for (struct node *node = oldest; node; node = node->newer) {
        if (node->parent) link_in(BY_NAME, node);
        link_in(BY_ID, node);
        if (node->line) link_in(BY_LINE, node);
    }
    return true;
}

struct node *tree_root(void)
{
    return root;
}

size_t tree_count(void)
{
    return count;
}

struct node *tree_child(const struct node *directory, const uint16_t *text, size_t length, bool insensitive)
{
    uint32_t hash = name_hash(directory, text, length);
    for (struct node *node = tables[BY_NAME][hash & (buckets - 1)]; node; node = node->chain[BY_NAME]) {
        if (node->hash != hash || node->parent != directory || node->length != length) continue;
        size_t i = 0;
        while (i < length &&
               (node->text[i] == text[i] || (insensitive && tree_fold(node->text[i]) == tree_fold(text[i]))))
            i++;
        if (i == length) return node;
    }
    return NULL;
}

struct node *tree_by_id(uint64_t id)
{
    struct node *node = tables[BY_ID][mix(id) & (buckets - 1)];
    while (node && node->id != id) node = node->chain[BY_ID];
    return node;
}

struct node *tree_by_line(uint32_t line, uint32_t generation)
{
    struct node *node = tables[BY_LINE][mix(line) & (buckets - 1)];
    while (node && (node->line != line || node->generation != generation)) node = node->chain[BY_LINE];
    return node;
}

struct node *tree_next(struct node *directory, uint32_t position)
{
    /* Who lists goes on where he was. */
    struct node *node = directory->listed;
    if (!node || node->position > position) node = directory->first;
    while (node && node->position <= position) node = node->next;
    directory->listed = node;
    return node;
}

struct node *tree_behind(uint64_t id)
{
    struct node *node = id ? tree_by_id(id) : NULL;
    return node ? node->newer : oldest;
}

struct node *tree_insert(struct node *directory, const uint16_t *text, size_t length, const struct named *object,
                         const uint16_t *target, size_t target_length)
{
    if (count >= NODES_MOST || !grow()) return NULL;
    struct node *node = calloc(1, sizeof *node + (length + target_length) * 2 + object->payload_size);
    if (!node) return NULL;
    node->fd = object->fd < 0 ? -1 : fcntl(object->fd, F_DUPFD_CLOEXEC, 3);
    if (object->fd >= 0 && node->fd < 0) {
        free(node);
        return NULL;
    }
    node->id = ++ids;
    node->parent = directory;
    node->line = object->line;
    node->generation = object->generation;
    node->type = object->type;
    node->length = (uint16_t)length;
    node->target_length = (uint16_t)target_length;
    node->payload_size = object->payload_size;
    if (length) memcpy(node->text, text, length * 2);
    if (target_length) memcpy(node->text + length, target, target_length * 2);
    if (object->payload_size) memcpy(node->text + length + target_length, object->payload, object->payload_size);
    node->older = newest;
    *(newest ? &newest->newer : &oldest) = node;
    newest = node;
    link_in(BY_ID, node);
    if (node->line) link_in(BY_LINE, node);
    if (directory) {
        node->hash = name_hash(directory, text, length);
        node->position = ++directory->positions;
        node->previous = directory->last;
        *(directory->last ? &directory->last->next : &directory->first) = node;
        directory->last = node;
        link_in(BY_NAME, node);
    }
    count++;
    return node;
}

static void unlink_name(struct node *node)
{
    struct node *parent = node->parent;
    link_out(BY_NAME, node);
    if (parent->listed == node) parent->listed = node->previous;
    *(node->previous ? &node->previous->next : &parent->first) = node->next;
    *(node->next ? &node->next->previous : &parent->last) = node->previous;
    node->parent = NULL;
    if (parent->dead && !parent->first) tree_remove(parent);
}

void tree_remove(struct node *node)
{
    if (node->parent) unlink_name(node);
    if (node->first) {
        node->dead = true;
        return;
    }
    *(node->older ? &node->older->newer : &oldest) = node->newer;
    *(node->newer ? &node->newer->older : &newest) = node->older;
    link_out(BY_ID, node);
    if (node->line) link_out(BY_LINE, node);
    if (node->fd >= 0) close(node->fd);
    free(node);
    count--;
}

bool tree_init(void)
{
    const struct named object = {.type = NAME_DIRECTORY, .fd = -1};
    ids = 0;
    return (root = tree_insert(NULL, NULL, 0, &object, NULL, 0));
}

void tree_ids_begin(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now); /* nobody makes names at a rate of one a nanosecond */
    ids = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void tree_clear(void)
{
    while (oldest) {
        struct node *node = oldest;
        oldest = node->newer;
        if (node->fd >= 0) close(node->fd);
        free(node);
    }
    for (int i = 0; i < 3; i++) {
        free(tables[i]);
        tables[i] = NULL;
    }
    newest = root = NULL;
    buckets = count = 0;
}
