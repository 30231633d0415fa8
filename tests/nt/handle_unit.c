/* SPDX-License-Identifier: MIT */
/* The handle table: values, rights, and threads that look up, close and make handles of the same entries at once. */
#include "nt/handle.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

struct thing {
    struct object object;
    uint32_t canary;
};

static _Atomic long living;

static void thing_destroy(struct object *object)
{
    struct thing *thing = (struct thing *)object;
    if (thing->canary != 0x600d600d) abort(); /* destroyed twice */
    thing->canary = 0xdead;
    atomic_fetch_sub(&living, 1);
    object_free(object);
}

static const struct object_type thing_type = {
    .name = "Thing", .valid_access = 0x1f00ff, .mapping = {1, 2, 4, 0x1f00ff},
            .destroy = thing_destroy
};
static const struct object_type other_type = {.name = "Other", .valid_access = 1, .destroy = thing_destroy};

static struct object *thing_make(void)
{
    struct thing *thing = object_create(&thing_type, sizeof *thing);
    assert_non_null(thing);
    thing->canary = 0x600d600d;
    atomic_fetch_add(&living, 1);
    return &thing->object;
}

static HANDLE handle_make(ACCESS_MASK access, ULONG attributes)
{
    struct object *object = thing_make();
    HANDLE handle;
    assert_int_equal(handle_create(object, access, attributes, &handle), STATUS_SUCCESS);
    object_put(object);
    return handle;
}

static void values_and_rights(void **state)
{
    (void)state;
    struct object *object;
    HANDLE handle = handle_make(3, 0);
    assert_int_equal((uintptr_t)handle & 3, 0);
    assert_true((uintptr_t)handle >= 4);
    assert_int_equal(handle_get(handle, &thing_type, 2, &object), STATUS_SUCCESS);
    object_put(object);
    /* "the lowest two bits are ignored" */
    assert_int_equal(handle_get((HANDLE)((uintptr_t)handle | 3), &thing_type, 2, &object), STATUS_SUCCESS);
    object_put(object);
    assert_int_equal(handle_get(handle, &other_type, 0, &object), STATUS_OBJECT_TYPE_MISMATCH);
    assert_int_equal(handle_get(handle, &thing_type, 4, &object), STATUS_ACCESS_DENIED);
    assert_int_equal(handle_get(NULL, NULL, 0, &object), STATUS_INVALID_HANDLE);
    assert_int_equal(handle_get((HANDLE)(uintptr_t)0x7ffffffc, NULL, 0, &object), STATUS_INVALID_HANDLE);
    assert_int_equal(handle_get((HANDLE)(intptr_t)-100, NULL, 0, &object), STATUS_INVALID_HANDLE);
    assert_int_equal(handle_close(handle), STATUS_SUCCESS);
    assert_int_equal(handle_close(handle), STATUS_INVALID_HANDLE);
    assert_int_equal(handle_get(handle, NULL, 0, &object), STATUS_INVALID_HANDLE);
    assert_int_equal(atomic_load(&living), 0);
}

static void attributes_and_duplicates(void **state)
{
    (void)state;
    HANDLE handle = handle_make(3, OBJ_INHERIT), copy;
    assert_int_equal(handle_duplicate(handle, GENERIC_READ, 0, 0, &copy), STATUS_SUCCESS);
    struct object *object, *again;
    ACCESS_MASK granted;
    ULONG attributes;
    assert_int_equal(handle_get_rights(copy, NULL, 0, &object, &granted, &attributes), STATUS_SUCCESS);
    assert_int_equal(granted, 1);
    assert_int_equal(attributes, 0);
    assert_int_equal(handle_get_rights(handle, NULL, 0, &again, &granted, &attributes), STATUS_SUCCESS);
    assert_ptr_equal(object, again);
    assert_int_equal(attributes, OBJ_INHERIT);
    assert_int_equal(atomic_load(&object->handles), 2);
    object_put(object);
    object_put(again);
    assert_int_equal(handle_set_attributes(handle, OBJ_PROTECT_CLOSE), STATUS_SUCCESS);
    assert_int_equal(handle_close(handle), STATUS_HANDLE_NOT_CLOSABLE);
    assert_int_equal(handle_set_attributes(handle, 0), STATUS_SUCCESS);
    assert_int_equal(handle_close(handle), STATUS_SUCCESS);
    assert_int_equal(atomic_load(&living), 1);
    assert_int_equal(handle_close(copy), STATUS_SUCCESS);
    assert_int_equal(atomic_load(&living), 0);
}

static void many_handles(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    HANDLE *handles = malloc(COUNT * sizeof *handles);
    struct object *object = thing_make();
    for (int i = 0; i < COUNT; i++) assert_int_equal(handle_create(object, 1, 0, &handles[i]), STATUS_SUCCESS);
    object_put(object);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(handle_get(handles[i], &thing_type, 1, &object), STATUS_SUCCESS);
        object_put(object);
    }
    assert_int_equal(handle_count(), COUNT);
    for (int i = 0; i < COUNT; i++) assert_int_equal(handle_close(handles[i]), STATUS_SUCCESS);
    assert_int_equal(handle_count(), 0);
    assert_int_equal(atomic_load(&living), 0);
    free(handles);
}

/* More references through one handle than its word can count, kept at once. */
static void many_references(void **state)
{
    (void)state;
    enum { COUNT = 50000 };
    HANDLE handle = handle_make(1, 0);
    struct object *object = NULL;
    for (int i = 0; i < COUNT; i++) assert_int_equal(handle_get(handle, NULL, 1, &object), STATUS_SUCCESS);
    assert_int_equal(handle_close(handle), STATUS_SUCCESS);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(atomic_load(&living), 1);
        object_put(object);
    }
    assert_int_equal(atomic_load(&living), 0);
}

enum { SLOTS = 8, ROUNDS = 200000 };
static _Atomic(HANDLE) slots[SLOTS];

static void *hammer(void *argument)
{
    unsigned seed = (unsigned)(uintptr_t)argument * 2654435761u + 1;
    for (int i = 0; i < ROUNDS; i++) {
        seed = seed * 1103515245 + 12345;
        unsigned slot = seed >> 16 & (SLOTS - 1);
        HANDLE handle = atomic_load(&slots[slot]);
        if ((seed >> 20 & 15) == 0) { /* replace it */
            struct object *object = object_create(&thing_type, sizeof(struct thing));
            HANDLE fresh;
            ((struct thing *)object)->canary = 0x600d600d;
            atomic_fetch_add(&living, 1);
            if (handle_create(object, 1, 0, &fresh) != STATUS_SUCCESS) abort();
            object_put(object);
            HANDLE old = atomic_exchange(&slots[slot], fresh);
            if (old && handle_close(old) != STATUS_SUCCESS) abort();
        } else if (handle) {
            struct object *object;
            NTSTATUS status = handle_get(handle, &thing_type, 1, &object);
            if (status == STATUS_SUCCESS) {
                if (((struct thing *)object)->canary != 0x600d600d) abort(); /* a reference to what was freed */
                object_put(object);
            } else if (status != STATUS_INVALID_HANDLE) {
                abort();
            }
        }
    }
    return NULL;
}

static void threads(void **state)
{
    (void)state;
    pthread_t thread[8];
    for (size_t i = 0; i < 8; i++) assert_int_equal(pthread_create(&thread[i], NULL, hammer, (void *)i), 0);
    for (size_t i = 0; i < 8; i++) pthread_join(thread[i], NULL);
    for (size_t i = 0; i < SLOTS; i++)
        if (slots[i]) assert_int_equal(handle_close(slots[i]), STATUS_SUCCESS);
    assert_int_equal(atomic_load(&living), 0);
    assert_int_equal(handle_count(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_and_rights), cmocka_unit_test(attributes_and_duplicates),
        cmocka_unit_test(many_handles),      cmocka_unit_test(many_references),
        cmocka_unit_test(threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
