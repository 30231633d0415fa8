/* SPDX-License-Identifier: MIT */
/* A question to the broker of a message that server/protocol.calls declares: for files that know other messages than
 * broker.c does. */
#ifndef METIC_LINUX_QUESTION_H
#define METIC_LINUX_QUESTION_H

#include "linux/broker.h"
#include "protocol.h"

/* NAME_put: how the question is written. */
#define BROKER_PUT(name)                                                                                               \
    static size_t name##_put(struct wire_out *out, void *packet, size_t room, uint32_t sequence, const void *ask)      \
    {                                                                                                                  \
        return protocol_##name##_ask_put(out, packet, room, sequence, ask);                                            \
    }

/* NAME_question: how it is written and its answer is read. */
#define BROKER_QUESTION(name)                                                                                          \
    BROKER_PUT(name)                                                                                                   \
    static bool name##_get(struct wire_in *in, const struct wire_header *header, void *answer)                         \
    {                                                                                                                  \
        return protocol_##name##_answer_get(in, header, answer);                                                       \
    }                                                                                                                  \
    static const struct broker_question name##_question = {name##_put, name##_get};

#endif
