/* SPDX-License-Identifier: MIT */
/* libFuzzer on what a process may send to the broker: a sequence of messages, each after its 16-bit length.  There is
 * one way to write a message: what a reader takes is written again byte for byte.  Whatever they ask for, the tree of
 * names stays whole.  Who holds which line is decided by its number. */
#include "protocol.h"
#include "server/client.h"
#include "server/forward.h"
#include "server/namespace.h"
#include "server/pipe.h"
#include "server/rebuild.h"
#include "server/registry.h"
#include "server/runtime.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool all_dead;

bool runtime_segment_current(void)
{
    return true;
}

bool runtime_line_stands(uint32_t line, uint32_t generation)
{
    return runtime_line_live(line, generation);
}

bool runtime_line_live(uint32_t line, uint32_t generation)
{
    return !all_dead && (line ^ generation) % 3;
}

void runtime_line_hold(uint32_t line, bool hold)
{
    (void)line, (void)hold;
}

bool rebuild_pending(void)
{
    return false;
}

void rebuild_told(uint32_t slot)
{
    (void)slot;
}

bool doomed_add(const struct client *client, uint64_t dev, uint64_t ino, const uint8_t *name, size_t length, int folder)
{
    (void)client, (void)dev, (void)ino;
    return (!length || memchr(name, 'x', length)) && fcntl(folder, F_GETFD) >= 0;
}

void doomed_spare(const struct client *client, uint64_t dev, uint64_t ino)
{
    (void)client, (void)dev, (void)ino;
}

static struct client *served; /* it serves its own slot, and so asks itself */

NTSTATUS registry_map(int folder, const uint16_t *user, size_t user_length, int *fd, uint64_t *number, uint32_t *aside)
{
    (void)folder, (void)user, (void)user_length, (void)fd;
    *number = *aside = 0;
    return STATUS_NO_MEMORY;
}

void registry_close(void)
{
}

NTSTATUS registry_key_create(const struct registry_ref *parent, const uint16_t *name, size_t length, uint32_t flags,
                             const uint16_t *class_name, size_t class_length, const void *security, size_t size,
                             struct registry_ref *made, bool *created)
{
    (void)name, (void)length, (void)flags, (void)class_name, (void)class_length, (void)security, (void)size;
    *made = *parent;
    *created = false;
    return STATUS_SUCCESS;
}

NTSTATUS registry_key_delete(const struct registry_ref *ref)
{
    (void)ref;
    return STATUS_SUCCESS;
}

NTSTATUS registry_key_rename(const struct registry_ref *ref, const uint16_t *name, size_t length)
{
    (void)ref, (void)name, (void)length;
    return STATUS_SUCCESS;
}

NTSTATUS registry_key_set(const struct registry_ref *ref, enum registry_set what, const void *data, size_t size)
{
    (void)ref, (void)what, (void)data, (void)size;
    return STATUS_SUCCESS;
}

NTSTATUS registry_value_set(const struct registry_ref *ref, const uint16_t *name, size_t length, uint32_t type,
                            const void *data, size_t size)
{
    (void)ref, (void)name, (void)length, (void)type, (void)data, (void)size;
    return STATUS_SUCCESS;
}

NTSTATUS registry_value_delete(const struct registry_ref *ref, const uint16_t *name, size_t length)
{
    (void)ref, (void)name, (void)length;
    return STATUS_SUCCESS;
}

NTSTATUS registry_flush(void)
{
    return STATUS_SUCCESS;
}

struct client *client_service(uint32_t slot)
{
    return slot == served->slot ? served : NULL;
}

void client_end(struct client *client, const char *reason)
{
    (void)client, (void)reason;
}

void client_send(struct client *client, const struct wire_out *out, size_t length)
{
    struct wire_header header;
    (void)client;
    memcpy(&header, out->start, sizeof header);
    if (!length || header.length != length || !(header.kind & 0xa000)) abort();
    for (unsigned i = 0; i < out->fd_count; i++)
        if (fcntl(out->fds[i], F_GETFD) < 0) abort();
}

void client_await(struct client *client, uint64_t id)
{
    if (client->awaited) namespace_await(client->awaited, false);
    if (id) namespace_await(id, true);
    client->awaited = id;
}

void client_name_add(struct client *client, uint64_t id)
{
    idset_add(&client->names, id);
}

void client_name_remove(struct client *client, uint64_t id)
{
    idset_remove(&client->names, id);
}

/* Is what the reader of its kind takes what the writer makes of it? */
static void reread(const void *packet, size_t length, const int *fds, unsigned count)
{
    static _Alignas(8) uint8_t again[PROTOCOL_LARGEST];
    struct wire_in in;
    struct wire_out out;
    struct wire_header header;
    size_t written = length;
    if (!wire_in_begin(&in, packet, length, fds, count, &header)) return;
    memcpy(again, packet, length);
    switch (header.kind) {
#define READ(name, KIND, kind, ...)                                                                                    \
    case PROTOCOL_##KIND: {                                                                                            \
        struct protocol_##name##_##kind message;                                                                       \
        if (protocol_##name##_##kind##_get(&in, &header, &message)) {                                                  \
            memset(again, 0x55, sizeof again);                                                                         \
            written =                                                                                                  \
                protocol_##name##_##kind##_put(&out, again, sizeof again, header.sequence __VA_ARGS__, &message);      \
        }                                                                                                              \
        break;                                                                                                         \
    }
#define READ_ASK(name, KIND)    READ(name, KIND, ask)
#define READ_TELL(name, KIND)   READ(name, KIND, tell)
#define READ_ANSWER(name, KIND) READ(name, KIND, answer, , (int32_t)header.status)
#define READ_ORDER(name, KIND)  READ(name, KIND, order)
#define READ_DONE(name, KIND)   READ(name, KIND, done, , (int32_t)header.status)
        PROTOCOL_ASKS(READ_ASK)
        PROTOCOL_TELLS(READ_TELL)
        PROTOCOL_ANSWERS(READ_ANSWER)
        PROTOCOL_ORDERS(READ_ORDER)
        PROTOCOL_DONES(READ_DONE)
    }
    if (written != length || memcmp(packet, again, length) != 0) abort();
}

/* What comes with a message is one end of a pair of sockets, into which the broker may write. */
static int descriptor_given(void)
{
    static int pair[2] = {-1, -1};
    char written[64];
    if (pair[0] < 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) exit(0);
    while (recv(pair[1], written, sizeof written, MSG_DONTWAIT) > 0) {}
    return pair[0];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct client client = {.fd = -1, .known = true, .service = true};
    served = &client;
    if (!namespace_init()) exit(0);
    all_dead = false;
    while (size >= 2) {
        static _Alignas(8) uint8_t packet[PROTOCOL_LARGEST];
        struct wire_in in;
        struct wire_header header;
        size_t length = data[0] | (size_t)(data[1] & 0xf) << 8, count = data[1] >> 7;
        data += 2;
        size -= 2;
        if (length > size) length = size;
        int fds[1] = {count ? fcntl(descriptor_given(), F_DUPFD_CLOEXEC, 3) : -1};
        memcpy(packet, data, length);
        reread(packet, length, fds, (unsigned)count);
        if (wire_in_begin(&in, packet, length, fds, (unsigned)count, &header)) request_serve(&client, &in, &header);
        if (count) close(fds[0]);
        data += length;
        size -= length;
    }
    size_t names = 0;
    for (size_t i = 0; i < client.names.room; i++)
        if (client.names.ids[i]) names++;
    if (names != client.names.count) abort();
    idset_free(&client.names);
    client.ended = true;
    forward_ended(&client);
    if (forward_look() != -1) abort();
    pipe_client_ended(&client);
    pipe_clear();
    if (pipe_count() || pipe_sweep() != -1) abort();
    /* who has no holder goes, in whatever order */
    all_dead = true;
    size_t before = namespace_count();
    for (size_t i = 0; i < 2; i++) namespace_sweep(2 * before + 100);
    namespace_clear();
    return 0;
}
