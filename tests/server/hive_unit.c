/* SPDX-License-Identifier: MIT */
/* The registry's tree in memory: what is made is found, whatever the case; order, room, deletion, renaming, counts of
 * changes; and that a reader survives whatever stands in a tree. */
#include "server/hive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct registry_head *tree;

static int set_up(void **state)
{
    (void)state;
    tree = calloc(1, REGISTRY_ROOM);
    if (!tree) return -1;
    hive_init(tree);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(tree);
    return 0;
}

static size_t widen(const char *text, uint16_t *to)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) to[i] = (uint8_t)text[i];
    return length;
}

static uint32_t make(uint32_t parent, const char *name)
{
    uint16_t units[300];
    size_t length = widen(name, units);
    return hive_key_create(tree, parent, units, length, 0, 5);
}

static uint32_t find(uint32_t parent, const char *name)
{
    uint16_t units[300];
    uint32_t index;
    size_t length = widen(name, units);
    return registry_find_key(tree, hive_key(tree, parent), units, length, &index);
}

static void put(uint32_t key, const char *name, const void *data, uint32_t size)
{
    uint16_t units[300];
    size_t length = widen(name, units);
    hive_value_set(tree, key, units, length, 3, data, size, 0, 6);
}

static const char *get(uint32_t key, const char *name, uint32_t *size)
{
    uint16_t units[300];
    uint32_t index;
    size_t length = widen(name, units), name_length;
    uint32_t at = registry_find_value(tree, hive_key(tree, key), units, length, &index);
    const struct registry_value *value = at ? registry_value(tree, at, &name_length, size) : NULL;
    return value ? (const char *)value + registry_data_at(value->name_length) : NULL;
}

static void test_keys(void **state)
{
    char name[16];
    (void)state;
    for (int i = 0; i < 3000; i++) {
        snprintf(name, sizeof name, "Key%d", (i * 1237) % 3000);
        assert_int_not_equal(make(tree->root, name), 0);
    }
    for (int i = 0; i < 3000; i++) {
        snprintf(name, sizeof name, "kEY%d", i);
        assert_int_not_equal(find(tree->root, name), 0);
    }
    assert_int_equal(find(tree->root, "key3000"), 0);
    uint32_t count;
    const struct registry_entry *entries = registry_list(tree, hive_key(tree, tree->root)->subkeys, &count);
    assert_int_equal(count, 3000);
    for (uint32_t i = 1; i < count; i++) {
        size_t a_length, b_length;
        const uint16_t *a = registry_text(tree, hive_key(tree, entries[i - 1].at)->name, &a_length);
        const uint16_t *b = registry_text(tree, hive_key(tree, entries[i].at)->name, &b_length);
        assert_true(registry_compare(tree, a, a_length, b, b_length) < 0);
    }
}

static void test_values(void **state)
{
    char data[5000];
    uint32_t key = make(tree->root, "values"), size;
    (void)state;
    for (unsigned i = 0; i < sizeof data; i++) data[i] = (char)i;
    put(key, "small", "abc", 3);
    put(key, "Empty", NULL, 0);
    put(key, "large", data, sizeof data);
    put(key, "SMALL", data, 4000); /* grows, and keeps its spelling */
    assert_memory_equal(get(key, "small", &size), data, 4000);
    assert_int_equal(size, 4000);
    assert_non_null(get(key, "empty", &size));
    assert_int_equal(size, 0);
    put(key, "large", "x", 1);
    assert_memory_equal(get(key, "LARGE", &size), "x", 1);
    assert_int_equal(size, 1);
    assert_true(hive_value_delete(tree, key, u"LARGE", 5, 7));
    assert_false(hive_value_delete(tree, key, u"LARGE", 5, 7));
    assert_null(get(key, "large", &size));
    uint32_t count;
    const struct registry_entry *entries = registry_list(tree, hive_key(tree, key)->values, &count);
    assert_int_equal(count, 2);
    size_t length;
    const struct registry_value *first = registry_value(tree, entries[0].at, &length, &size);
    assert_int_equal(length, 5);
    assert_int_equal(first->name[0], 's');
}

/* Memory that was given back is used again. */
static void test_room(void **state)
{
    (void)state;
    uint32_t key = make(tree->root, "k");
    char data[3000] = {1};
    put(key, "v", data, sizeof data);
    assert_true(hive_value_delete(tree, key, u"v", 1, 1));
    hive_key_delete(tree, key, 1);
    uint32_t used = tree->used;
    for (int i = 0; i < 1000; i++) {
        key = make(tree->root, "k");
        put(key, "v", data, sizeof data);
        hive_tree_delete(tree, key, 1, NULL);
    }
    assert_int_equal(tree->used, used);
    assert_true(hive_room(tree, tree->root, 1 << 20));
    assert_false(hive_room(tree, tree->root, REGISTRY_ROOM));
}

static void test_rename(void **state)
{
    (void)state;
    uint32_t key = make(tree->root, "before"), sub = make(key, "sub");
    make(tree->root, "between");
    uint64_t id = hive_key(tree, key)->id;
    hive_key_rename(tree, key, u"zAfter", 6, 9);
    assert_int_equal(find(tree->root, "before"), 0);
    assert_int_equal(find(tree->root, "ZAFTER"), key);
    assert_int_equal(find(key, "SUB"), sub);
    assert_int_equal(hive_key(tree, key)->id, id);
}

static void test_changes(void **state)
{
    (void)state;
    uint32_t key = make(tree->root, "a"), sub = make(key, "b");
    uint32_t own = hive_key(tree, key)->changed[REGISTRY_CHANGED_VALUE],
             below = hive_key(tree, key)->below[REGISTRY_CHANGED_VALUE], sequence = tree->sequence;
    hive_begin(tree);
    assert_true(tree->sequence & 1);
    put(sub, "v", "1", 1);
    hive_end(tree);
    assert_int_equal(tree->sequence, sequence + 2);
    assert_int_equal(hive_key(tree, key)->changed[REGISTRY_CHANGED_VALUE], own);
    assert_int_equal(hive_key(tree, key)->below[REGISTRY_CHANGED_VALUE], below + 1);
}

/* Whatever a reader meets while the broker writes, it stays in the mapping. */
static void test_torn(void **state)
{
    uint32_t key = make(tree->root, "torn"), size;
    (void)state;
    for (int i = 0; i < 50; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        make(key, name);
        put(key, name, name, sizeof name);
    }
    srand(7);
    for (int round = 0; round < 20000; round++) {
        uint32_t at = tree->root - 8 + (uint32_t)rand() % (tree->used - tree->root);
        uint32_t saved, wild = (uint32_t)rand() * (round % 3 ? 1u : 8u);
        memcpy(&saved, (char *)tree + at, 4);
        memcpy((char *)tree + at, &wild, 4);
        if (hive_key(tree, tree->root)->subkeys) {
            uint32_t index;
            const struct registry_key *root = registry_key(tree, tree->root);
            registry_find_key(tree, root, u"torn", 4, &index);
            const struct registry_key *torn = registry_key(tree, key);
            registry_find_key(tree, torn, u"17", 2, &index);
            size_t length;
            uint32_t value = registry_find_value(tree, torn, u"33", 2, &index);
            if (value) registry_value(tree, value, &length, &size);
        }
        memcpy((char *)tree + at, &saved, 4);
    }
    assert_int_not_equal(find(key, "49"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rename, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_torn, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
