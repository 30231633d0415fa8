/* SPDX-License-Identifier: MIT */
/* Memory of the tree: pieces of multiples of 16 bytes up to 1 KiB, above that of powers of two; what is freed waits in
 * a list of its size.  Each piece begins with its class, so that nobody needs to remember how large it was. */
#include "hive.h"

#include <locale.h>
#include <string.h>
#include <wctype.h>

enum { STEP = 16, SMALL = 64 /* classes of multiples of STEP */, PIECE_HEAD = 8 };

static unsigned class_of(size_t size)
{
    if (size <= (size_t)SMALL * STEP) return (unsigned)((size + STEP - 1) / STEP);
    unsigned class = SMALL + 1;
    for (size_t room = 2 * SMALL * STEP; room < size; room *= 2) class ++;
    return class;
}

static size_t class_size(unsigned class)
{
    return class <= SMALL ? (size_t) class * STEP : ((size_t)2 * SMALL * STEP) << (class - SMALL - 1);
}

static void *at(struct registry_head *tree, uint32_t offset)
{
    return (char *)tree + offset;
}

static uint32_t piece_alloc(struct registry_head *tree, size_t size)
{
    unsigned class = class_of(size + PIECE_HEAD);
    uint32_t offset = tree->free[class];
    if (offset) {
        memcpy(&tree->free[class], at(tree, offset), sizeof offset);
    } else {
        offset = tree->used + PIECE_HEAD;
        tree->used += (uint32_t)class_size(class);
        memcpy(at(tree, offset - PIECE_HEAD), &class, sizeof class);
    }
    memset(at(tree, offset), 0, class_size(class) - PIECE_HEAD);
    return offset;
}

static unsigned piece_class(struct registry_head *tree, uint32_t offset)
{
    unsigned class;
    memcpy(&class, at(tree, offset - PIECE_HEAD), sizeof class);
    return class;
}

static void piece_free(struct registry_head *tree, uint32_t offset)
{
    if (!offset) return;
    unsigned class = piece_class(tree, offset);
    memcpy(at(tree, offset), &tree->free[class], sizeof offset);
    tree->free[class] = offset;
}

static size_t piece_room(struct registry_head *tree, uint32_t offset)
{
    return class_size(piece_class(tree, offset)) - PIECE_HEAD;
}

bool hive_room(const struct registry_head *tree, uint32_t key, size_t bytes)
{
    const struct registry_key *k = key ? registry_key(tree, key) : NULL;
    uint32_t subkeys = 0, values = 0;
    if (k) {
        registry_list(tree, k->subkeys, &subkeys);
        registry_list(tree, k->values, &values);
    }
    /* each piece is at most twice what it holds */
    size_t lists = (subkeys > values ? subkeys : values) * sizeof(struct registry_entry) + 64;
    return bytes < REGISTRY_ROOM && tree->used + 2 * (bytes + lists) + 4096 < REGISTRY_ROOM;
}

/* ---- the sequence ---- */

void hive_begin(struct registry_head *tree)
{
    __atomic_store_n(&tree->sequence, tree->sequence + 1, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void hive_end(struct registry_head *tree)
{
    __atomic_thread_fence(__ATOMIC_RELEASE);
    __atomic_store_n(&tree->sequence, tree->sequence + 1, __ATOMIC_RELEASE);
    __atomic_store_n(&tree->changes, tree->changes + 1, __ATOMIC_SEQ_CST);
}

/* ---- lists and texts ---- */

static void list_insert(struct registry_head *tree, uint32_t *list, uint32_t index, struct registry_entry entry)
{
    struct registry_list *from = *list ? at(tree, *list) : NULL;
    uint32_t count = from ? from->count : 0;
    size_t size = sizeof *from + (count + 1) * sizeof entry;
    uint32_t offset = *list;
    if (!from || piece_room(tree, offset) < size) offset = piece_alloc(tree, size + size / 2);
    struct registry_list *to = at(tree, offset);
    if (to != from && from) memcpy(to->entries, from->entries, index * sizeof entry);
    if (from) memmove(to->entries + index + 1, from->entries + index, (count - index) * sizeof entry);
    to->entries[index] = entry;
    to->count = count + 1;
    if (offset != *list) piece_free(tree, *list);
    *list = offset;
}

static void list_remove(struct registry_head *tree, uint32_t list, uint32_t index)
{
    struct registry_list *l = at(tree, list);
    memmove(l->entries + index, l->entries + index + 1, (l->count - index - 1) * sizeof *l->entries);
    l->count--;
}

static uint32_t text_new(struct registry_head *tree, const uint16_t *from, size_t length)
{
    struct registry_text *text;
    uint32_t offset = piece_alloc(tree, sizeof *text + length * sizeof *from);
    text = at(tree, offset);
    text->length = (uint16_t)length;
    if (length) memcpy(text->text, from, length * sizeof *from);
    return offset;
}

/* ---- the tree ---- */

static void fold_init(struct registry_head *tree)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    unsigned pages = 0;
    for (unsigned high = 0; high < 256; high++) {
        uint16_t units[256];
        bool differs = false;
        for (unsigned low = 0; low < 256; low++) {
            uint16_t unit = (uint16_t)(high << 8 | low);
            wint_t upper = unit;
            if (unit < 0x80)
                upper = unit >= 'a' && unit <= 'z' ? unit - 32u : unit;
            else if ((unit & 0xf800) != 0xd800 && locale)
                upper = towupper_l(unit, locale);
            units[low] = upper > 0xffff || (unit >= 0x80 && upper < 0x80) ? unit : (uint16_t)upper;
            differs |= units[low] != unit;
        }
        if (!differs || pages + 1 >= REGISTRY_FOLD_PAGES) continue;
        tree->fold_page[high] = (uint8_t)++pages;
        memcpy(tree->fold[pages], units, sizeof units);
    }
    if (locale) freelocale(locale);
}

static uint32_t key_new(struct registry_head *tree, uint32_t parent, const uint16_t *name, size_t length,
                        uint32_t flags, int64_t now)
{
    uint32_t offset = piece_alloc(tree, sizeof(struct registry_key)), text = text_new(tree, name, length);
    *hive_key(tree, offset) =
        (struct registry_key){.id = ++tree->last_id, .written = now, .parent = parent, .flags = flags, .name = text};
    return offset;
}

void hive_init(struct registry_head *tree)
{
    static const uint16_t name[] = {'R', 'E', 'G', 'I', 'S', 'T', 'R', 'Y'};
    tree->magic = REGISTRY_MAGIC;
    tree->layout = REGISTRY_LAYOUT;
    tree->used = (sizeof *tree + 15) & ~15u;
    tree->last_id = 1; /* no id is ever the offset that a free piece begins with */
    fold_init(tree);
    tree->root = key_new(tree, 0, name, sizeof name / sizeof *name, REGISTRY_INITIAL, 0);
}

struct registry_key *hive_key(struct registry_head *tree, uint32_t offset)
{
    return at(tree, offset);
}

void hive_changed(struct registry_head *tree, uint32_t key, unsigned kind)
{
    hive_key(tree, key)->changed[kind]++;
    for (; key; key = hive_key(tree, key)->parent) hive_key(tree, key)->below[kind]++;
}

uint32_t hive_key_create(struct registry_head *tree, uint32_t parent, const uint16_t *name, size_t length,
                         uint32_t flags, int64_t now)
{
    uint32_t index, key = key_new(tree, parent, name, length, flags, now);
    registry_find_key(tree, hive_key(tree, parent), name, length, &index);
    list_insert(tree, &hive_key(tree, parent)->subkeys, index,
                (struct registry_entry){registry_hash(tree, name, length), key});
    hive_key(tree, parent)->written = now;
    hive_changed(tree, parent, REGISTRY_CHANGED_NAME);
    return key;
}

static void values_free(struct registry_head *tree, struct registry_key *key)
{
    uint32_t count;
    const struct registry_entry *entries = registry_list(tree, key->values, &count);
    for (uint32_t i = 0; i < count; i++) piece_free(tree, entries[i].at);
    piece_free(tree, key->values);
    key->values = 0;
}

void hive_key_delete(struct registry_head *tree, uint32_t key, int64_t now)
{
    struct registry_key *k = hive_key(tree, key);
    uint32_t parent = k->parent, index;
    size_t length;
    const uint16_t *name = registry_text(tree, k->name, &length);
    if (registry_find_key(tree, hive_key(tree, parent), name, length, &index) == key)
        list_remove(tree, hive_key(tree, parent)->subkeys, index);
    hive_key(tree, parent)->written = now;
    hive_changed(tree, key, REGISTRY_CHANGED_NAME);
    hive_changed(tree, parent, REGISTRY_CHANGED_NAME);
    values_free(tree, k);
    piece_free(tree, k->name);
    piece_free(tree, k->class_name);
    piece_free(tree, k->security);
    piece_free(tree, k->subkeys);
    memset(k, 0, sizeof *k); /* its id tells who has it open */
    piece_free(tree, key);
}

void hive_tree_delete(struct registry_head *tree, uint32_t key, int64_t now, void (*gone)(uint32_t key))
{
    uint32_t count;
    const struct registry_entry *entries;
    while ((entries = registry_list(tree, hive_key(tree, key)->subkeys, &count)))
        hive_tree_delete(tree, entries[count - 1].at, now, gone);
    if (gone) gone(key);
    hive_key_delete(tree, key, now);
}

void hive_key_rename(struct registry_head *tree, uint32_t key, const uint16_t *name, size_t length, int64_t now)
{
    struct registry_key *k = hive_key(tree, key), *parent = hive_key(tree, k->parent);
    size_t old_length;
    uint32_t index, old = k->name;
    const uint16_t *old_name = registry_text(tree, old, &old_length);
    if (registry_find_key(tree, parent, old_name, old_length, &index) == key) list_remove(tree, parent->subkeys, index);
    k->name = text_new(tree, name, length);
    piece_free(tree, old);
    registry_find_key(tree, parent, name, length, &index);
    list_insert(tree, &parent->subkeys, index, (struct registry_entry){registry_hash(tree, name, length), key});
    k->written = parent->written = now;
    hive_changed(tree, k->parent, REGISTRY_CHANGED_NAME);
}

void hive_class_set(struct registry_head *tree, uint32_t key, const uint16_t *text, size_t length)
{
    struct registry_key *k = hive_key(tree, key);
    piece_free(tree, k->class_name);
    k->class_name = length ? text_new(tree, text, length) : 0;
}

void hive_security_set(struct registry_head *tree, uint32_t key, const void *bytes, uint32_t size, int64_t now)
{
    struct registry_key *k = hive_key(tree, key);
    piece_free(tree, k->security);
    k->security = size ? piece_alloc(tree, sizeof(struct registry_bytes) + size) : 0;
    if (size) {
        struct registry_bytes *to = at(tree, k->security);
        to->size = size;
        memcpy(to->bytes, bytes, size);
    }
    k->written = now;
    hive_changed(tree, key, REGISTRY_CHANGED_SECURITY);
}

void hive_value_set(struct registry_head *tree, uint32_t key, const uint16_t *name, size_t length, uint32_t type,
                    const void *data, uint32_t size, uint32_t flags, int64_t now)
{
    uint32_t index, old = registry_find_value(tree, hive_key(tree, key), name, length, &index), offset = old;
    size_t data_at = registry_data_at((uint16_t)length);
    if (!old || piece_room(tree, old) < data_at + size || piece_room(tree, old) > 4 * (data_at + size) + 256)
        offset = piece_alloc(tree, data_at + size);
    struct registry_value *value = at(tree, offset);
    if (offset != old) {
        value->name_length = (uint16_t)length;
        /* the first spelling of the name stays */
        if (length) memcpy(value->name, old ? ((struct registry_value *)at(tree, old))->name : name, length * 2);
    }
    value->type = type;
    value->size = size;
    value->flags = flags;
    if (size) memcpy((char *)value + data_at, data, size);
    if (!old) {
        list_insert(tree, &hive_key(tree, key)->values, index,
                    (struct registry_entry){registry_hash(tree, name, length), offset});
    } else if (offset != old) {
        ((struct registry_list *)at(tree, hive_key(tree, key)->values))->entries[index].at = offset;
        piece_free(tree, old);
    }
    hive_key(tree, key)->written = now;
    hive_changed(tree, key, REGISTRY_CHANGED_VALUE);
}

bool hive_value_delete(struct registry_head *tree, uint32_t key, const uint16_t *name, size_t length, int64_t now)
{
    uint32_t index, value = registry_find_value(tree, hive_key(tree, key), name, length, &index);
    if (!value) return false;
    list_remove(tree, hive_key(tree, key)->values, index);
    piece_free(tree, value);
    hive_key(tree, key)->written = now;
    hive_changed(tree, key, REGISTRY_CHANGED_VALUE);
    return true;
}
