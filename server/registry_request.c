/* SPDX-License-Identifier: MIT */
/* Messages that concern the registry, taken apart.  What is too long for one comes in a memory file, which is read, not
 * mapped: its sender may make it shorter meanwhile, and no other kind of file is taken, as reading one could wait. */
#include "registry_request.h"

#include "nt_status.h"
#include "registry.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef F_GET_SEALS
#define F_GET_SEALS 1034
#endif

#define REF(ask)                                                                                                       \
    &(struct registry_ref)                                                                                             \
    {                                                                                                                  \
        .tree = (ask)->tree, .at = (ask)->at, .id = (ask)->id                                                          \
    }

REGISTRY_SERVE(registry_map)
{
    struct stat info;
    int fd = -1;
    (void)client;
    answer->object = -1;
    if (fstat(ask->folder, &info) || !S_ISDIR(info.st_mode)) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = registry_map(ask->folder, ask->user, ask->user_length, &fd, &answer->tree, &answer->aside);
    if (status == STATUS_SUCCESS) answer->object = fd;
    return status;
}

REGISTRY_SERVE(key_create)
{
    struct registry_ref made = {0};
    bool created = false;
    (void)client;
    NTSTATUS status = registry_key_create(REF(ask), ask->name, ask->name_length, ask->flags, ask->class,
                                          ask->class_length, ask->security, ask->security_size, &made, &created);
    *answer = (struct protocol_key_create_answer){.at = made.at, .id = made.id, .created = created};
    return status;
}

REGISTRY_SERVE(key_delete)
{
    (void)client, (void)answer;
    return registry_key_delete(REF(ask));
}

REGISTRY_SERVE(key_rename)
{
    (void)client, (void)answer;
    return registry_key_rename(REF(ask), ask->name, ask->name_length);
}

REGISTRY_SERVE(key_set)
{
    (void)client, (void)answer;
    if (ask->what > REGISTRY_SET_SECURITY) return STATUS_INVALID_PARAMETER;
    return registry_key_set(REF(ask), (enum registry_set)ask->what, ask->data, ask->data_size);
}

/* A name and data behind it, from a memory file; NULL: it is none, or shorter.  The caller frees it. */
static void *large_read(int fd, size_t name_units, size_t size)
{
    size_t whole = name_units * sizeof(uint16_t) + size, got = 0;
    if (name_units > REGISTRY_VALUE_NAME || size > REGISTRY_VALUE || fcntl(fd, F_GET_SEALS) < 0) return NULL;
    char *bytes = malloc(whole ? whole : 1);
    while (bytes && got < whole) {
        ssize_t more = pread(fd, bytes + got, whole - got, (off_t)got);
        if (more <= 0) {
            free(bytes);
            return NULL;
        }
        got += (size_t)more;
    }
    return bytes;
}

REGISTRY_SERVE(value_set)
{
    (void)client, (void)answer;
    if (ask->large < 0)
        return registry_value_set(REF(ask), ask->name, ask->name_length, ask->type, ask->data, ask->data_size);
    uint16_t *large = large_read(ask->large, ask->name_units, ask->size);
    if (!large) return STATUS_INVALID_PARAMETER;
    NTSTATUS status =
        registry_value_set(REF(ask), large, ask->name_units, ask->type, large + ask->name_units, ask->size);
    free(large);
    return status;
}

REGISTRY_SERVE(value_delete)
{
    (void)client, (void)answer;
    if (ask->large < 0) return registry_value_delete(REF(ask), ask->name, ask->name_length);
    uint16_t *large = large_read(ask->large, ask->name_units, 0);
    if (!large) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = registry_value_delete(REF(ask), large, ask->name_units);
    free(large);
    return status;
}

REGISTRY_SERVE(registry_flush)
{
    (void)client, (void)ask, (void)answer;
    return registry_flush();
}
