/* SPDX-License-Identifier: MIT */
/* What is asked of the broker about named pipes, and what each new one is told of them. */
#include "linux/broker.h"

#include "linux/offered.h"
#include "linux/question.h"
#include "nt.h"
#include "nt_status.h"

#include <string.h>

BROKER_QUESTION(pipe_offer)
BROKER_QUESTION(pipe_listen)
BROKER_QUESTION(pipe_take)
BROKER_QUESTION(pipe_look)
BROKER_PUT(pipe_next)

static struct protocol_pipe_offer_ask offer_ask(const struct broker_pipe *pipe, uint32_t flags)
{
    return (struct protocol_pipe_offer_ask){.flags = flags,
                                            .line = pipe->line,
                                            .generation = pipe->generation,
                                            .epoch = pipe->epoch,
                                            .kind = pipe->kind,
                                            .most = pipe->most,
                                            .inbound = pipe->inbound,
                                            .outbound = pipe->outbound,
                                            .timeout = pipe->timeout,
                                            .name = pipe->name,
                                            .name_length = (uint16_t)pipe->length,
                                            .object = pipe->fd};
}

/* The way to a new broker. */
struct way {
    broker_way *ask;
    void *context;
};

static void tell(const struct broker_pipe *pipe, uint32_t flags, void *context)
{
    const struct way *way = context;
    struct protocol_pipe_offer_ask ask = offer_ask(pipe, flags);
    struct protocol_pipe_offer_answer answer;
    way->ask(way->context, &pipe_offer_question, &ask, &answer);
}

void broker_pipes_tell(broker_way *ask, void *context)
{
    struct way way = {ask, context};
    offered_each(tell, &way);
}

int32_t broker_pipe_offer(const struct broker_pipe *pipe, uint32_t flags, int connected, bool *made)
{
    struct protocol_pipe_offer_ask ask = offer_ask(pipe, flags);
    struct protocol_pipe_offer_answer answer = {0};
    if (pipe->length > PIPE_NAME) return STATUS_NAME_TOO_LONG;
    if (!offered_add(pipe, flags, connected)) return STATUS_NO_MEMORY; /* before it is asked for: brokers may change */
    int32_t status = broker_ask(NULL, &pipe_offer_question, &ask, &answer);
    if (status == STATUS_SUCCESS)
        offered_confirm(pipe->line, pipe->generation);
    else
        offered_remove(pipe->line, pipe->generation);
    *made = answer.made;
    return status;
}

int32_t broker_pipe_listen(const struct broker_pipe *pipe, int connected)
{
    struct protocol_pipe_listen_ask ask = {
        .line = pipe->line, .generation = pipe->generation, .epoch = pipe->epoch, .object = pipe->fd};
    struct protocol_pipe_listen_answer answer;
    offered_listen(pipe, connected);
    int32_t status = broker_ask(NULL, &pipe_listen_question, &ask, &answer);
    return status;
}

void broker_pipe_taken(uint32_t line, uint32_t generation)
{
    offered_taken(line, generation);
}

int32_t broker_pipe_take(const uint16_t *name, size_t length, uint32_t access, struct broker_pipe *pipe)
{
    struct protocol_pipe_take_ask ask = {.access = access, .name = name, .name_length = (uint16_t)length};
    struct protocol_pipe_take_answer answer = {.object = -1};
    if (length > PIPE_NAME) return STATUS_OBJECT_NAME_NOT_FOUND;
    int32_t status = broker_ask(NULL, &pipe_take_question, &ask, &answer);
    *pipe = (struct broker_pipe){.line = answer.line,
                                 .generation = answer.generation,
                                 .epoch = answer.epoch,
                                 .kind = answer.kind,
                                 .most = answer.most,
                                 .inbound = answer.inbound,
                                 .outbound = answer.outbound,
                                 .timeout = answer.timeout,
                                 .server = answer.server,
                                 .fd = answer.object};
    return status;
}

int32_t broker_pipe_look(const uint16_t *name, size_t length, uint32_t *instances, uint32_t *waiting, uint64_t *timeout)
{
    struct protocol_pipe_look_ask ask = {.name = name, .name_length = (uint16_t)length};
    struct protocol_pipe_look_answer answer = {0};
    if (length > PIPE_NAME) return STATUS_OBJECT_NAME_NOT_FOUND;
    int32_t status = broker_ask(NULL, &pipe_look_question, &ask, &answer);
    *instances = answer.instances;
    *waiting = answer.waiting;
    *timeout = answer.timeout;
    return status;
}

/* A text of an answer stands only while it is read. */
struct next {
    struct protocol_pipe_next_answer answer;
    uint16_t name[PIPE_NAME];
};

static bool next_get(struct wire_in *in, const struct wire_header *header, void *answer)
{
    struct next *next = answer;
    if (!protocol_pipe_next_answer_get(in, header, &next->answer)) return false;
    if (next->answer.name_length) memcpy(next->name, next->answer.name, next->answer.name_length * sizeof *next->name);
    return true;
}

int32_t broker_pipe_next(uint32_t *after, uint16_t *name, size_t *length, uint32_t *instances, uint32_t *most)
{
    static const struct broker_question question = {pipe_next_put, next_get};
    struct protocol_pipe_next_ask ask = {.after = *after};
    struct next next = {.answer.after = *after};
    int32_t status = broker_ask(NULL, &question, &ask, &next);
    if (NT_SUCCESS(status)) memcpy(name, next.name, next.answer.name_length * sizeof *name);
    *length = next.answer.name_length;
    *after = next.answer.after;
    *instances = next.answer.instances;
    *most = next.answer.most;
    return status;
}
