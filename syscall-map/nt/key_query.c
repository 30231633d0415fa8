/* SPDX-License-Identifier: MIT */
/* What is known of registry keys: NtQueryKey, NtEnumerateKey. */
#include "door/guestmem.h"
#include "nt/handle.h"
#include "nt/key.h"
#include "nt_calls.h"

#include <stdlib.h>
#include <string.h>

enum {
    KEY_BASIC,
    KEY_NODE,
    KEY_FULL,
    KEY_NAME,
    KEY_CACHED,
    KEY_FLAGS,
    KEY_VIRTUALIZATION,
    KEY_HANDLE_TAGS,
    KEY_TRUST,
    KEY_LAYER,
    KEY_CLASSES
};

/* What a key has, counted. */
struct sums {
    ULONG subkeys, name_most, class_most, values, value_name_most, data_most;
};

static struct sums sums_of(const struct registry_head *tree, const struct registry_key *key)
{
    struct sums sums = {0};
    uint32_t count;
    const struct registry_entry *entries = registry_list(tree, registry_load(&key->subkeys), &count);
    sums.subkeys = count;
    for (uint32_t i = 0; i < count; i++) {
        const struct registry_key *sub = registry_key(tree, registry_load(&entries[i].at));
        size_t name = 0, class = 0;
        if (sub) registry_text(tree, registry_load(&sub->name), &name);
        if (sub) registry_text(tree, registry_load(&sub->class_name), &class);
        if (name * 2 > sums.name_most) sums.name_most = (ULONG)name * 2;
        if (class * 2 > sums.class_most) sums.class_most = (ULONG) class * 2;
    }
    entries = registry_list(tree, registry_load(&key->values), &count);
    sums.values = count;
    for (uint32_t i = 0; i < count; i++) {
        size_t name = 0;
        uint32_t size = 0;
        registry_value(tree, registry_load(&entries[i].at), &name, &size);
        if (name * 2 > sums.value_name_most) sums.value_name_most = (ULONG)name * 2;
        if (size > sums.data_most) sums.data_most = size;
    }
    return sums;
}

/* The key in the form of a class; what is fixed in it.  0: that class is not of this kind. */
static size_t put(struct key_out *out, ULONG class, const struct registry_head *tree, const struct registry_key *key)
{
    ULONG fields[12] = {0};
    size_t name_length = 0, class_length = 0;
    const uint16_t *name = registry_text(tree, registry_load(&key->name), &name_length);
    const uint16_t *class_name = registry_text(tree, registry_load(&key->class_name), &class_length);
    size_t name_bytes = name ? name_length * 2 : 0, class_bytes = class_name ? class_length * 2 : 0, at;
    struct sums sums;
    memcpy(fields, &key->written, sizeof key->written);
    switch (class) {
    case KEY_BASIC:
        fields[3] = (ULONG)name_bytes;
        key_put(out, 0, fields, 16);
        key_put(out, 16, name, name_bytes);
        return 16;
    case KEY_NODE:
        at = (24 + name_bytes + 3) & ~(size_t)3;
        fields[3] = class_bytes ? (ULONG)at : ~0u;
        fields[4] = (ULONG)class_bytes;
        fields[5] = (ULONG)name_bytes;
        key_put(out, 0, fields, 24);
        key_put(out, 24, name, name_bytes);
        if (class_bytes) key_put(out, at, class_name, class_bytes);
        return 24;
    case KEY_FULL:
        sums = sums_of(tree, key);
        fields[3] = class_bytes ? 44 : ~0u;
        fields[4] = (ULONG)class_bytes;
        memcpy(fields + 5, &sums, sizeof sums);
        key_put(out, 0, fields, 44);
        key_put(out, 44, class_name, class_bytes);
        return 44;
    case KEY_CACHED:
        sums = sums_of(tree, key);
        fields[3] = sums.subkeys;
        fields[4] = sums.name_most;
        fields[5] = sums.values;
        fields[6] = sums.value_name_most;
        fields[7] = sums.data_most;
        fields[8] = (ULONG)name_bytes;
        key_put(out, 0, fields, 40);
        return 40;
    case KEY_FLAGS:
        memset(fields, 0, sizeof fields);
        fields[0] = registry_load(&key->user_flags);
        fields[1] = (registry_load(&key->flags) & REGISTRY_VOLATILE ? 1 : 0) |
                    (registry_load(&key->flags) & REGISTRY_LINK ? 2 : 0);
        key_put(out, 0, fields, 12);
        return 12;
    case KEY_VIRTUALIZATION:
    case KEY_HANDLE_TAGS:
        memset(fields, 0, sizeof fields); /* nothing is virtualized, nobody has tagged the handle */
        key_put(out, 0, fields, 4);
        return 4;
    default: return 0;
    }
}

static NTSTATUS query_name(struct key *key, void *guest, ULONG length, ULONG *ResultLength)
{
    WCHAR *text;
    size_t units;
    struct key_out out = {.guest = guest, .length = length};
    NTSTATUS status = key_type.query_name(&key->object, &text, &units);
    if (status != STATUS_SUCCESS) return status;
    ULONG bytes = (ULONG)(units * sizeof *text);
    key_put(&out, 0, &bytes, sizeof bytes);
    key_put(&out, sizeof bytes, text, bytes);
    free(text);
    return key_out_end(&out, sizeof bytes, ResultLength);
}

NTSTATUS sys_NtQueryKey(HANDLE KeyHandle, ULONG Class, void *Information, ULONG Length, ULONG *ResultLength)
{
    struct key *key;
    struct registry_reading reading;
    struct key_out out;
    size_t fixed;
    if (Class >= KEY_CLASSES) return STATUS_INVALID_PARAMETER;
    if (!guest_probe_write(ResultLength, sizeof *ResultLength)) return STATUS_ACCESS_VIOLATION;
    /* a key's name is told to whoever has it open */
    NTSTATUS status = key_get(KeyHandle, Class == KEY_NAME || Class == KEY_HANDLE_TAGS ? 0 : KEY_QUERY_VALUE, &key);
    if (status != STATUS_SUCCESS) return status;
    if (Class == KEY_NAME) {
        status = query_name(key, Information, Length, ResultLength);
        object_put(&key->object);
        return status;
    }
    do {
        status = registry_enter(&key->place, &reading);
        if (status != STATUS_SUCCESS) break;
        out = (struct key_out){.guest = Information, .length = Length};
        fixed = put(&out, Class, reading.tree, reading.key);
    } while (!registry_leave(&reading));
    object_put(&key->object);
    if (status != STATUS_SUCCESS) return status;
    return fixed ? key_out_end(&out, fixed, ResultLength) : STATUS_NOT_IMPLEMENTED;
}

NTSTATUS sys_NtEnumerateKey(HANDLE KeyHandle, ULONG Index, ULONG Class, void *Information, ULONG Length,
                            ULONG *ResultLength)
{
    struct key *key;
    struct registry_reading reading;
    struct key_out out;
    size_t fixed = 0;
    bool found;
    if (Class > KEY_FULL && Class != KEY_CACHED) return STATUS_INVALID_PARAMETER;
    if (!guest_probe_write(ResultLength, sizeof *ResultLength)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = key_get(KeyHandle, KEY_ENUMERATE_SUB_KEYS, &key);
    if (status != STATUS_SUCCESS) return status;
    do {
        uint32_t count;
        status = registry_enter(&key->place, &reading);
        if (status != STATUS_SUCCESS) break;
        const struct registry_entry *entries =
            registry_list(reading.tree, registry_load(&reading.key->subkeys), &count);
        const struct registry_key *sub =
            Index < count ? registry_key(reading.tree, registry_load(&entries[Index].at)) : NULL;
        out = (struct key_out){.guest = Information, .length = Length};
        if ((found = sub)) fixed = put(&out, Class, reading.tree, sub);
    } while (!registry_leave(&reading));
    object_put(&key->object);
    if (status != STATUS_SUCCESS) return status;
    return found ? key_out_end(&out, fixed, ResultLength) : STATUS_NO_MORE_ENTRIES;
}
