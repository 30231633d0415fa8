/* SPDX-License-Identifier: MIT */
/* What each message asks for.  The form is checked by the generated readers (protocol.h); here it is whether it comes
 * in its time.  Values that make no sense get a status, as a system call would. */
#include "client.h"

#include "doomed.h"
#include "fault.h"
#include "forward.h"
#include "namespace.h"
#include "nt_status.h"
#include "pipe.h"
#include "rebuild.h"
#include "registry.h"
#include "registry_request.h"
#include "runtime.h"
#include "segment.h"

#include <poll.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool keep;
static uint32_t sequence; /* of the message that is served */

bool request_kept(void)
{
    return keep;
}

/* Tells this broker from those before it. */
static uint64_t instance(void)
{
    static uint64_t began;
    struct timespec now;
    if (!began && !clock_gettime(CLOCK_BOOTTIME, &now))
        began = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    return began;
}

static NTSTATUS serve_hello(struct client *client, const struct protocol_hello_ask *ask,
                            struct protocol_hello_answer *answer)
{
    *answer = (struct protocol_hello_answer){.version = PROTOCOL_VERSION, .broker = instance()};
    if (ask->version != PROTOCOL_VERSION) return STATUS_REVISION_MISMATCH;
    if (ask->service && ask->slot >= SEGMENT_SLOTS) return STATUS_INVALID_PARAMETER;
    if (!runtime_segment_current()) { /* the last process of the prefix left, and this is a first one */
        namespace_clear();
        registry_close();
        pipe_clear();
        if (!namespace_init()) return STATUS_NO_MEMORY;
    }
    if (ask->service) {
        struct client *before = client_service(ask->slot);
        struct pollfd ended = {.fd = before ? before->fd : -1, .events = POLLRDHUP};
        if (before && before->pid != client->pid && poll(&ended, 1, 0) == 0) return STATUS_ACCESS_DENIED;
        if (before) client_end(before, NULL);
    }
    client->slot = ask->slot;
    client->service = ask->service;
    client->known = true;
    client->waiting = !client->service && rebuild_pending();
    FAULT(hello_heard);
    return STATUS_SUCCESS;
}

static NTSTATUS serve_name_create(struct client *client, const struct protocol_name_create_ask *ask,
                                  struct protocol_name_create_answer *answer)
{
    struct stat info;
    struct named found = {.fd = -1};
    *answer = (struct protocol_name_create_answer){.object = -1};
    if (ask->line >= SEGMENT_LINES) return STATUS_INVALID_PARAMETER;
    /* Files in memory and on disk: to close something else might mean to wait. */
    if (ask->object >= 0 && (fstat(ask->object, &info) || !S_ISREG(info.st_mode))) return STATUS_INVALID_PARAMETER;
    struct named_path path = {.root = ask->root, .text = ask->path, .length = ask->path_length, .flags = ask->flags};
    struct named object = {.line = ask->line,
                           .generation = ask->generation,
                           .type = ask->type,
                           .payload_size = ask->payload_size,
                           .payload = ask->payload,
                           .fd = ask->object};
    namespace_tend(); /* of those whose death nobody told */
    NTSTATUS status = namespace_create(&path, &object, ask->target, ask->target_length, &found);
    if (!NT_SUCCESS(status)) return status;
    FAULT(name_created);
    client_name_add(client, found.id);
    if (status != STATUS_SUCCESS) client_await(client, found.id);
    *answer = (struct protocol_name_create_answer){.id = found.id,
                                                   .line = found.line,
                                                   .generation = found.generation,
                                                   .type = found.type,
                                                   .payload_size = found.payload_size,
                                                   .payload = found.payload,
                                                   .object = status == STATUS_SUCCESS ? -1 : found.fd};
    return status;
}

static NTSTATUS serve_name_open(struct client *client, const struct protocol_name_open_ask *ask,
                                struct protocol_name_open_answer *answer)
{
    struct named found;
    struct named_path path = {.root = ask->root, .text = ask->path, .length = ask->path_length, .flags = ask->flags};
    *answer = (struct protocol_name_open_answer){.object = -1};
    NTSTATUS status = namespace_open(&path, ask->type, &found);
    if (!NT_SUCCESS(status)) return status;
    FAULT(name_opened);
    if (found.line) client_name_add(client, found.id);
    if (found.line) client_await(client, found.id);
    *answer = (struct protocol_name_open_answer){.id = found.id,
                                                 .line = found.line,
                                                 .generation = found.generation,
                                                 .type = found.type,
                                                 .payload_size = found.payload_size,
                                                 .payload = found.payload,
                                                 .object = found.fd};
    return status;
}

static NTSTATUS serve_name_permanent(struct client *client, const struct protocol_name_permanent_ask *ask,
                                     struct protocol_name_permanent_answer *answer)
{
    (void)client, (void)answer;
    return namespace_permanent(ask->id, ask->permanent);
}

static NTSTATUS serve_name_path(struct client *client, const struct protocol_name_path_ask *ask,
                                struct protocol_name_path_answer *answer)
{
    static uint16_t text[NAME_LENGTH];
    size_t length = 0;
    (void)client;
    NTSTATUS status = namespace_path(ask->id, text, &length);
    *answer = (struct protocol_name_path_answer){.path = text, .path_length = (uint16_t)length};
    return status;
}

static NTSTATUS serve_name_of_line(struct client *client, const struct protocol_name_of_line_ask *ask,
                                   struct protocol_name_of_line_answer *answer)
{
    static uint16_t text[NAME_LENGTH];
    size_t length = 0;
    struct named found;
    *answer = (struct protocol_name_of_line_answer){.object = -1};
    NTSTATUS status = namespace_of_line(ask->line, ask->generation, &found, &answer->flags);
    if (status == STATUS_SUCCESS) status = namespace_path(found.id, text, &length);
    if (status != STATUS_SUCCESS) return status;
    client_name_add(client, found.id);
    answer->id = found.id;
    answer->type = found.type;
    answer->path = text;
    answer->path_length = (uint16_t)length;
    answer->payload = found.payload;
    answer->payload_size = found.payload_size;
    answer->object = found.fd;
    return status;
}

static NTSTATUS serve_link_target(struct client *client, const struct protocol_link_target_ask *ask,
                                  struct protocol_link_target_answer *answer)
{
    const uint16_t *target = NULL;
    size_t length = 0;
    (void)client;
    NTSTATUS status = namespace_target(ask->id, &target, &length);
    *answer = (struct protocol_link_target_answer){.target = target, .target_length = (uint16_t)length};
    return status;
}

static NTSTATUS serve_directory_next(struct client *client, const struct protocol_directory_next_ask *ask,
                                     struct protocol_directory_next_answer *answer)
{
    size_t length = 0;
    (void)client;
    *answer = (struct protocol_directory_next_answer){.after = ask->after};
    NTSTATUS status = namespace_next(ask->id, &answer->after, &answer->name, &length, &answer->type);
    answer->name_length = (uint16_t)length;
    return status;
}

static NTSTATUS serve_pipe_offer(struct client *client, const struct protocol_pipe_offer_ask *ask,
                                 struct protocol_pipe_offer_answer *answer)
{
    struct pipe_offer offer = {.name = ask->name,
                               .length = ask->name_length,
                               .flags = ask->flags,
                               .line = ask->line,
                               .generation = ask->generation,
                               .epoch = ask->epoch,
                               .kind = ask->kind,
                               .most = ask->most,
                               .inbound = ask->inbound,
                               .outbound = ask->outbound,
                               .timeout = ask->timeout,
                               .fd = ask->object};
    bool made;
    if (ask->line >= SEGMENT_LINES) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = pipe_offer(client, &offer, &made);
    answer->made = made;
    return status;
}

static NTSTATUS serve_pipe_listen(struct client *client, const struct protocol_pipe_listen_ask *ask,
                                  struct protocol_pipe_listen_answer *answer)
{
    (void)answer;
    return pipe_listen(client, ask->line, ask->generation, ask->epoch, ask->object);
}

static NTSTATUS serve_pipe_take(struct client *client, const struct protocol_pipe_take_ask *ask,
                                struct protocol_pipe_take_answer *answer)
{
    static _Alignas(8) uint8_t packet[PROTOCOL_LARGEST];
    struct pipe_found found;
    struct wire_out out;
    answer->object = -1;
    NTSTATUS status = pipe_take(client, ask->name, ask->name_length, ask->access, &found);
    if (status != STATUS_SUCCESS) return status;
    *answer = (struct protocol_pipe_take_answer){.line = found.offer.line,
                                                 .generation = found.offer.generation,
                                                 .epoch = found.offer.epoch,
                                                 .kind = found.offer.kind,
                                                 .most = found.offer.most,
                                                 .inbound = found.offer.inbound,
                                                 .outbound = found.offer.outbound,
                                                 .timeout = found.offer.timeout,
                                                 .server = found.server,
                                                 .object = found.offer.fd};
    client_send(client, &out, protocol_pipe_take_answer_put(&out, packet, sizeof packet, sequence, status, answer));
    close(found.offer.fd); /* the client's end is nobody else's: its closing is the pipe's end */
    return STATUS_PENDING;
}

static NTSTATUS serve_pipe_look(struct client *client, const struct protocol_pipe_look_ask *ask,
                                struct protocol_pipe_look_answer *answer)
{
    (void)client;
    return pipe_look(ask->name, ask->name_length, &answer->instances, &answer->waiting, &answer->timeout);
}

static NTSTATUS serve_pipe_next(struct client *client, const struct protocol_pipe_next_ask *ask,
                                struct protocol_pipe_next_answer *answer)
{
    size_t length = 0;
    (void)client;
    answer->after = ask->after;
    NTSTATUS status = pipe_next(&answer->after, &answer->name, &length, &answer->instances, &answer->most);
    answer->name_length = (uint16_t)length;
    return status;
}

static NTSTATUS serve_broker_keep(struct client *client, const struct protocol_broker_keep_ask *ask,
                                  struct protocol_broker_keep_answer *answer)
{
    (void)client, (void)answer;
    keep = ask->keep;
    return STATUS_SUCCESS;
}

static NTSTATUS serve_file_doomed(struct client *client, const struct protocol_file_doomed_ask *ask,
                                  struct protocol_file_doomed_answer *answer)
{
    (void)answer;
    return doomed_add(client, ask->dev, ask->ino, ask->name, ask->name_size, ask->folder) ? STATUS_SUCCESS
                                                                                          : STATUS_INVALID_PARAMETER;
}

static NTSTATUS serve_forward(struct client *client, const struct protocol_forward_ask *ask,
                              struct protocol_forward_answer *answer)
{
    *answer = (struct protocol_forward_answer){.object = -1};
    return forward_ask(client, sequence, ask);
}

static bool done_serve(struct client *client, NTSTATUS status, const struct protocol_serve_done *done)
{
    return forward_done(client, sequence, status, done);
}

static void hear_name_gone(struct client *client, const struct protocol_name_gone_tell *tell)
{
    uint64_t id;
    namespace_line_gone(tell->line, tell->generation, &id);
    if (id) client_name_remove(client, id);
    pipe_line_gone(tell->line, tell->generation);
}

static void hear_file_spared(struct client *client, const struct protocol_file_spared_tell *tell)
{
    doomed_spare(client, tell->dev, tell->ino);
}

static void hear_names_told(struct client *client, const struct protocol_names_told_tell *tell)
{
    (void)tell;
    if (!client->service) return;
    client->told = true;
    FAULT(names_told);
    rebuild_told(client->slot);
}

const char *request_serve(struct client *client, struct wire_in *in, const struct wire_header *header)
{
    static _Alignas(8) uint8_t packet[PROTOCOL_LARGEST];
    static const char malformed[] = "a message is malformed";
    struct wire_out out;
    sequence = header->sequence;
    client_await(client, 0);
    if (client->known == (header->kind == PROTOCOL_HELLO_ASK))
        return client->known ? "it says hello twice" : "it does not say hello first";
    switch (header->kind) {
#define SERVE(name, KIND)                                                                                              \
    case PROTOCOL_##KIND: {                                                                                            \
        struct protocol_##name##_ask ask;                                                                              \
        struct protocol_##name##_answer answer = {0};                                                                  \
        if (!protocol_##name##_ask_get(in, header, &ask)) return malformed;                                            \
        NTSTATUS status = serve_##name(client, &ask, &answer);                                                         \
        if (status == STATUS_PENDING) return NULL;                                                                     \
        client_send(client, &out,                                                                                      \
                    protocol_##name##_answer_put(&out, packet, sizeof packet, header->sequence, status, &answer));     \
        return NULL;                                                                                                   \
    }
        PROTOCOL_ASKS(SERVE)
#define HEAR(name, KIND)                                                                                               \
    case PROTOCOL_##KIND: {                                                                                            \
        struct protocol_##name##_tell tell;                                                                            \
        if (!protocol_##name##_tell_get(in, header, &tell)) return malformed;                                          \
        hear_##name(client, &tell);                                                                                    \
        return NULL;                                                                                                   \
    }
        PROTOCOL_TELLS(HEAR)
#define DONE(name, KIND)                                                                                               \
    case PROTOCOL_##KIND: {                                                                                            \
        struct protocol_##name##_done done;                                                                            \
        if (!protocol_##name##_done_get(in, header, &done)) return malformed;                                          \
        return done_##name(client, (NTSTATUS)header->status, &done) ? NULL : "it answers what it was not asked";       \
    }
        PROTOCOL_DONES(DONE)
    default: return "a message is of no kind that a process may send";
    }
}
