/* SPDX-License-Identifier: MIT */
/* Questions of one process to another, which the broker hands on: to the connection that takes orders for a slot, a few
 * at a time so that nobody's socket fills because others ask much, in the order they came.  Who does not answer within
 * 4.5 s has not: who asks waits for 5. */
#include "forward.h"

#include "fault.h"
#include "nt_status.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 4500 /* ms */, UNDER_WAY = 8, ASKED_MOST = 64, ALL_MOST = 4096 };

struct question {
    struct client *asker; /* NULL: it has ended */
    struct client *target;
    uint32_t sequence; /* the asker's */
    uint32_t number;   /* of the order; 0: not sent yet */
    int64_t due;
    struct question *next;
    uint32_t op;
    int fd;
    uint16_t size;
    uint8_t data[];
};

static struct question *questions, **last = &questions; /* as they came */
static size_t count;
static uint32_t numbers;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

/* Takes it from the list: sending may end clients, whose questions then go. */
static struct question *question_take(struct question **link)
{
    struct question *question = *link;
    *link = question->next;
    if (last == &question->next) last = link;
    count--;
    return question;
}

static void question_free(struct question *question)
{
    if (question->fd >= 0) close(question->fd);
    free(question);
}

static void answer_send(const struct question *question, NTSTATUS status, const struct protocol_serve_done *done)
{
    static _Alignas(8) uint8_t packet[PROTOCOL_LARGEST];
    struct protocol_forward_answer answer = {.object = -1};
    struct wire_out out;
    if (!question->asker) return;
    if (done)
        answer =
            (struct protocol_forward_answer){.data = done->data, .data_size = done->data_size, .object = done->object};
    client_send(question->asker, &out,
                protocol_forward_answer_put(&out, packet, sizeof packet, question->sequence, status, &answer));
}

/* Sends a client what it is still to be asked. */
static void orders_send(struct client *target)
{
    static _Alignas(8) uint8_t packet[PROTOCOL_LARGEST];
    for (struct question *question = questions; question && !target->ended && target->orders < UNDER_WAY;
         question = question->next) {
        if (question->target != target || question->number || !question->asker) continue;
        struct wire_out out;
        struct protocol_serve_order order = {.slot = question->asker->slot,
                                             .process = (uint32_t)question->asker->pid,
                                             .number = question->sequence,
                                             .op = question->op,
                                             .data = question->data,
                                             .data_size = question->size,
                                             .object = question->fd};
        if (!++numbers) numbers++;
        question->number = numbers;
        target->orders++;
        client_send(target, &out, protocol_serve_order_put(&out, packet, sizeof packet, question->number, &order));
        if (target->ended) return; /* and with it the question */
    }
}

NTSTATUS forward_ask(struct client *client, uint32_t sequence, const struct protocol_forward_ask *ask)
{
    struct client *target = client_service(ask->slot);
    unsigned asked = 0;
    if (!target || !target->told || (ask->process && ask->process != (uint32_t)target->pid))
        return STATUS_PORT_DISCONNECTED;
    for (const struct question *question = questions; question; question = question->next)
        asked += question->asker == client;
    if (asked >= ASKED_MOST || count >= ALL_MOST) return STATUS_INSUFFICIENT_RESOURCES;
    struct question *question = malloc(sizeof *question + ask->data_size);
    if (!question) return STATUS_INSUFFICIENT_RESOURCES;
    *question = (struct question){.asker = client,
                                  .target = target,
                                  .sequence = sequence,
                                  .due = now_ms() + PATIENCE,
                                  .op = ask->op,
                                  .fd = ask->object < 0 ? -1 : fcntl(ask->object, F_DUPFD_CLOEXEC, 3),
                                  .size = ask->data_size};
    if (ask->object >= 0 && question->fd < 0) {
        free(question);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    if (ask->data_size) memcpy(question->data, ask->data, ask->data_size);
    *last = question;
    last = &question->next;
    count++;
    FAULT(question_kept);
    orders_send(target);
    FAULT(order_sent);
    return STATUS_PENDING;
}

bool forward_done(struct client *client, uint32_t sequence, NTSTATUS status, const struct protocol_serve_done *done)
{
    for (struct question **link = &questions; *link; link = &(*link)->next)
        if ((*link)->target == client && sequence && (*link)->number == sequence) {
            struct question *question = question_take(link);
            client->orders--;
            FAULT(answer_heard);
            answer_send(question, status, done);
            question_free(question);
            orders_send(client);
            return true;
        }
    return false;
}

void forward_ended(struct client *client)
{
    for (struct question **link = &questions; *link;) {
        struct question *question = *link;
        if (question->asker == client) question->asker = NULL;
        if (question->target != client && (question->asker || question->number)) {
            link = &question->next;
            continue;
        }
        question_take(link);
        answer_send(question, STATUS_PROCESS_IS_TERMINATING, NULL);
        question_free(question);
        link = &questions;
    }
}

int forward_look(void)
{
    for (struct question **link = &questions; *link;) {
        struct question *question = *link;
        int64_t left = question->due - now_ms();
        if (!question->asker) { /* its answer may come yet, to nobody */
            link = &question->next;
            continue;
        }
        if (left > 0) return (int)left;
        struct question dead = {.asker = question->asker, .sequence = question->sequence};
        question->asker = NULL;
        if (!question->number) question_free(question_take(link));
        answer_send(&dead, STATUS_IO_TIMEOUT, NULL);
        link = &questions;
    }
    return -1;
}
