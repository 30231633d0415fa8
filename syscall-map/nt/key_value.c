/* SPDX-License-Identifier: MIT */
/* Values of registry keys: NtQueryValueKey, NtEnumerateValueKey, NtSetValueKey and their kin.
 *
 * Data go from the mapped tree straight into the guest's buffer; what changed under the copy is copied again. */
#include "door/guestmem.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/key.h"
#include "nt_calls.h"

#include <stdlib.h>
#include <string.h>

enum { VALUE_BASIC, VALUE_FULL, VALUE_PARTIAL, VALUE_FULL_ALIGNED, VALUE_PARTIAL_ALIGNED, VALUE_CLASSES };
enum { LINK_TYPE = 6 };

void key_put(struct key_out *out, size_t at, const void *bytes, size_t size)
{
    if (out->needed < at + size) out->needed = at + size;
    if (at >= out->length || !size) return;
    size_t fits = size < out->length - at ? size : out->length - at;
    if (!guest_write(out->guest + at, bytes, fits)) out->fault = true;
}

NTSTATUS key_out_end(const struct key_out *out, size_t fixed, ULONG *ResultLength)
{
    ULONG needed = (ULONG)out->needed;
    if (out->fault || (ResultLength && !guest_put(ResultLength, &needed))) return STATUS_ACCESS_VIOLATION;
    if (out->length < fixed) return STATUS_BUFFER_TOO_SMALL;
    return out->length < out->needed ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

/* One value in the form of a class; what is fixed in it. */
static size_t value_put(struct key_out *out, ULONG class, const struct registry_value *value, size_t name_length,
                        uint32_t size)
{
    size_t data_at = registry_data_at((uint16_t)name_length), name_bytes = name_length * sizeof(uint16_t);
    ULONG fields[5] = {0, value->type, 0, 0, 0};
    const void *data = (const char *)value + data_at;
    size_t at;
    switch (class) {
    case VALUE_BASIC:
        fields[2] = (ULONG)name_bytes;
        key_put(out, 0, fields, 12);
        key_put(out, 12, value->name, name_bytes);
        return 12;
    case VALUE_FULL:
    case VALUE_FULL_ALIGNED:
        at = 20 + name_bytes;
        at = class == VALUE_FULL ? (at + 3) & ~(size_t)3 : (at + 7) & ~(size_t)7;
        fields[2] = (ULONG)at;
        fields[3] = size;
        fields[4] = (ULONG)name_bytes;
        key_put(out, 0, fields, 20);
        key_put(out, 20, value->name, name_bytes);
        key_put(out, at, data, size);
        return 20;
    case VALUE_PARTIAL:
        fields[2] = size;
        key_put(out, 0, fields, 12);
        key_put(out, 12, data, size);
        return 12;
    default: /* VALUE_PARTIAL_ALIGNED */
        fields[2] = size;
        key_put(out, 0, fields + 1, 8);
        key_put(out, 8, data, size);
        return 8;
    }
}

/* `name` NULL: the value at `index`. */
static NTSTATUS query(struct key *key, const struct guest_text *name, ULONG index, ULONG class, void *guest,
                      ULONG length, ULONG *ResultLength)
{
    struct registry_reading reading;
    struct key_out out;
    size_t fixed = 0;
    bool found;
    do {
        NTSTATUS status = registry_enter(&key->place, &reading);
        if (status != STATUS_SUCCESS) return status;
        uint32_t at = 0, place, count, size = 0;
        size_t name_length = 0;
        if (name) {
            at = registry_find_value(reading.tree, reading.key, name->text, name->length, &place);
        } else {
            const struct registry_entry *entries =
                registry_list(reading.tree, registry_load(&reading.key->values), &count);
            if (index < count) at = registry_load(&entries[index].at);
        }
        const struct registry_value *value = at ? registry_value(reading.tree, at, &name_length, &size) : NULL;
        out = (struct key_out){.guest = guest, .length = length};
        if ((found = value)) fixed = value_put(&out, class, value, name_length, size);
    } while (!registry_leave(&reading));
    if (!found) return name ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_NO_MORE_ENTRIES;
    return key_out_end(&out, fixed, ResultLength);
}

NTSTATUS sys_NtQueryValueKey(HANDLE KeyHandle, UNICODE_STRING *ValueName, ULONG Class, void *Information, ULONG Length,
                             ULONG *ResultLength)
{
    struct key *key;
    struct guest_text name;
    if (Class >= VALUE_CLASSES) return STATUS_INVALID_PARAMETER;
    if (!guest_probe_write(ResultLength, sizeof *ResultLength)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_text_read(ValueName, &name);
    if (status != STATUS_SUCCESS) return status;
    status = key_get(KeyHandle, KEY_QUERY_VALUE, &key);
    if (status == STATUS_SUCCESS) {
        status = query(key, &name, 0, Class, Information, Length, ResultLength);
        object_put(&key->object);
    }
    guest_text_free(&name);
    return status;
}

NTSTATUS sys_NtEnumerateValueKey(HANDLE KeyHandle, ULONG Index, ULONG Class, void *Information, ULONG Length,
                                 ULONG *ResultLength)
{
    struct key *key;
    if (Class >= VALUE_CLASSES) return STATUS_INVALID_PARAMETER;
    if (!guest_probe_write(ResultLength, sizeof *ResultLength)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = key_get(KeyHandle, KEY_QUERY_VALUE, &key);
    if (status != STATUS_SUCCESS) return status;
    status = query(key, NULL, Index, Class, Information, Length, ResultLength);
    object_put(&key->object);
    return status;
}

NTSTATUS sys_NtSetValueKey(HANDLE KeyHandle, UNICODE_STRING *ValueName, ULONG TitleIndex, ULONG Type, const void *Data,
                           ULONG DataSize)
{
    char inside[4096], *data = inside;
    struct key *key;
    struct guest_text name;
    (void)TitleIndex;
    if (DataSize > REGISTRY_VALUE) return STATUS_REGISTRY_QUOTA_LIMIT;
    NTSTATUS status = guest_text_read(ValueName, &name);
    if (status != STATUS_SUCCESS) return status;
    if (DataSize > sizeof inside && !(data = malloc(DataSize)))
        status = STATUS_NO_MEMORY;
    else if (!guest_read(data, Data, DataSize))
        status = STATUS_ACCESS_VIOLATION;
    if (status == STATUS_SUCCESS) status = key_get(KeyHandle, KEY_SET_VALUE, &key);
    if (status == STATUS_SUCCESS) {
        struct registry_reading reading;
        status = registry_enter(&key->place, &reading);
        /* a link has no values but the one that says where it leads */
        if (status == STATUS_SUCCESS && registry_load(&reading.key->flags) & REGISTRY_LINK && Type != LINK_TYPE)
            status = STATUS_ACCESS_DENIED;
        if (status == STATUS_SUCCESS)
            status = registry_set_value(&key->place, name.text, name.length, Type, data, DataSize);
        object_put(&key->object);
    }
    if (data != inside) free(data);
    guest_text_free(&name);
    return status;
}

NTSTATUS sys_NtDeleteValueKey(HANDLE KeyHandle, UNICODE_STRING *ValueName)
{
    return key_do_named(KeyHandle, KEY_SET_VALUE, ValueName, registry_delete_value);
}

/* KEY_VALUE_ENTRY, as guests of this word size lay it out. */
struct entry {
    UNICODE_STRING *ValueName;
    ULONG DataLength, DataOffset, Type;
};

enum { ENTRIES_MOST = 65536 };

/* One entry's data behind those before; `*used` moves on. */
static NTSTATUS multiple_one(struct key *key, struct entry *guest, char *buffer, ULONG room, size_t *used,
                             bool *short_of)
{
    struct entry entry;
    struct guest_text name;
    struct registry_reading reading;
    bool found, fault = false;
    uint32_t size = 0;
    if (!guest_get(&entry, guest)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_text_read(entry.ValueName, &name);
    if (status != STATUS_SUCCESS) return status;
    size_t at = (*used + 3) & ~(size_t)3;
    do {
        uint32_t index, where;
        size_t name_length = 0;
        status = registry_enter(&key->place, &reading);
        if (status != STATUS_SUCCESS) break;
        where = registry_find_value(reading.tree, reading.key, name.text, name.length, &index);
        const struct registry_value *value = where ? registry_value(reading.tree, where, &name_length, &size) : NULL;
        if (!(found = value)) continue;
        entry.Type = value->type;
        if (at + size > room)
            *short_of = true;
        else if (!*short_of)
            fault = !guest_write(buffer + at, (const char *)value + registry_data_at((uint16_t)name_length), size);
    } while (!registry_leave(&reading));
    guest_text_free(&name);
    if (status != STATUS_SUCCESS) return status;
    if (!found) return STATUS_OBJECT_NAME_NOT_FOUND;
    entry.DataLength = size;
    entry.DataOffset = (ULONG)at;
    *used = at + size;
    return fault || (!*short_of && !guest_put(guest, &entry)) ? STATUS_ACCESS_VIOLATION : STATUS_SUCCESS;
}

NTSTATUS sys_NtQueryMultipleValueKey(HANDLE KeyHandle, void *ValueEntries, ULONG EntryCount, void *ValueBuffer,
                                     ULONG *BufferLength, ULONG *RequiredBufferLength)
{
    struct key *key;
    ULONG room;
    size_t used = 0;
    bool short_of = false;
    if (EntryCount > ENTRIES_MOST) return STATUS_INSUFFICIENT_RESOURCES;
    if (!guest_get(&room, BufferLength) || !guest_probe_write(BufferLength, sizeof room))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = key_get(KeyHandle, KEY_QUERY_VALUE, &key);
    if (status != STATUS_SUCCESS) return status;
    for (ULONG i = 0; i < EntryCount && status == STATUS_SUCCESS; i++)
        status = multiple_one(key, (struct entry *)ValueEntries + i, ValueBuffer, room, &used, &short_of);
    object_put(&key->object);
    ULONG needed = (ULONG)used;
    if (status != STATUS_SUCCESS) return status;
    if (RequiredBufferLength && !guest_put(RequiredBufferLength, &needed)) return STATUS_ACCESS_VIOLATION;
    if (short_of) return STATUS_BUFFER_OVERFLOW;
    return guest_put(BufferLength, &needed) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
