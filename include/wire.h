/* SPDX-License-Identifier: MIT */
/* How messages to and from the broker stand in a packet: a header, then the fields in their order.
 *
 * A number stands at a multiple of its size, bytes before it are 0; a text or bytes are a 16-bit count and what it
 * counts. There is one way to write a message: what has other padding, bytes behind its end or a descriptor too many is
 * refused. gen/protocol.h, made by tools/mkprotocol.c, is written in terms of this. */
#ifndef METIC_WIRE_H
#define METIC_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { WIRE_DESCRIPTORS = 4 };

struct wire_header {
    uint16_t kind;        /* PROTOCOL_... */
    uint16_t descriptors; /* which of the message's fields of that type have one: bit 0 the first */
    uint32_t sequence;    /* of an ask or order, and of what answers it */
    uint32_t status;      /* NT's; 0 but in answers */
    uint32_t length;      /* of the whole message */
};

/* A message that is being written.  `fds` are the caller's, to be sent with it. */
struct wire_out {
    uint8_t *start;
    size_t used, room;
    bool full; /* it did not fit, or something was longer than it may be */
    uint16_t descriptors, fd_fields;
    unsigned fd_count;
    int fds[WIRE_DESCRIPTORS];
};

/* One that was received: `start` at a multiple of 8, and what came with it. */
struct wire_in {
    const uint8_t *start;
    size_t at, length;
    bool wrong;
    uint16_t fd_fields;
    unsigned fd_count, fd_used;
    const int *fds;
};

static inline void wire_put(struct wire_out *out, const void *from, size_t size, size_t alignment)
{
    size_t padding = (size_t)-out->used & (alignment - 1);
    if (out->full || out->room - out->used < padding + size) {
        out->full = true;
        return;
    }
    memset(out->start + out->used, 0, padding);
    if (size) memcpy(out->start + out->used + padding, from, size);
    out->used += padding + size;
}

static inline void wire_put_u16(struct wire_out *out, uint16_t value)
{
    wire_put(out, &value, sizeof value, sizeof value);
}

static inline void wire_put_u32(struct wire_out *out, uint32_t value)
{
    wire_put(out, &value, sizeof value, sizeof value);
}

static inline void wire_put_u64(struct wire_out *out, uint64_t value)
{
    wire_put(out, &value, sizeof value, sizeof value);
}

static inline void wire_put_bytes(struct wire_out *out, const void *from, size_t count, size_t most, size_t unit)
{
    if (count > most) {
        out->full = true;
        return;
    }
    wire_put_u16(out, (uint16_t)count);
    wire_put(out, from, count * unit, unit);
}

/* A descriptor; -1: none. */
static inline void wire_put_fd(struct wire_out *out, int fd)
{
    if (fd >= 0) {
        out->descriptors |= (uint16_t)(1 << out->fd_fields);
        out->fds[out->fd_count++] = fd;
    }
    out->fd_fields++;
}

static inline void wire_out_begin(struct wire_out *out, void *start, size_t room)
{
    *out = (struct wire_out){.start = start, .used = sizeof(struct wire_header), .room = room};
}

/* The length of the message; 0: it could not be written. */
static inline size_t wire_out_end(struct wire_out *out, uint16_t kind, uint32_t sequence, uint32_t status)
{
    struct wire_header header = {kind, out->descriptors, sequence, status, (uint32_t)out->used};
    if (out->full) return 0;
    memcpy(out->start, &header, sizeof header);
    return out->used;
}

/* The header of a packet; false: it is none. */
static inline bool wire_in_begin(struct wire_in *in, const void *start, size_t length, const int *fds,
                                 unsigned fd_count, struct wire_header *header)
{
    *in = (struct wire_in){.start = start, .at = sizeof *header, .length = length, .fds = fds, .fd_count = fd_count};
    if (length < sizeof *header) return false;
    memcpy(header, start, sizeof *header);
    return header->length == length && (unsigned)__builtin_popcount(header->descriptors) == fd_count;
}

/* The next `size` bytes; NULL: there are not so many, or what comes before them is not 0. */
static inline const void *wire_get(struct wire_in *in, size_t size, size_t alignment)
{
    size_t padding = (size_t)-in->at & (alignment - 1);
    if (in->wrong || in->length - in->at < padding + size) {
        in->wrong = true;
        return NULL;
    }
    for (; padding; padding--)
        if (in->start[in->at++]) {
            in->wrong = true;
            return NULL;
        }
    const void *found = in->start + in->at;
    in->at += size;
    return found;
}

static inline uint16_t wire_get_u16(struct wire_in *in)
{
    uint16_t value = 0;
    const void *from = wire_get(in, sizeof value, sizeof value);
    if (from) memcpy(&value, from, sizeof value);
    return value;
}

static inline uint32_t wire_get_u32(struct wire_in *in)
{
    uint32_t value = 0;
    const void *from = wire_get(in, sizeof value, sizeof value);
    if (from) memcpy(&value, from, sizeof value);
    return value;
}

static inline uint64_t wire_get_u64(struct wire_in *in)
{
    uint64_t value = 0;
    const void *from = wire_get(in, sizeof value, sizeof value);
    if (from) memcpy(&value, from, sizeof value);
    return value;
}

/* Stands where it was received: valid as long as the packet. */
static inline const void *wire_get_bytes(struct wire_in *in, uint16_t *count, size_t most, size_t unit)
{
    *count = wire_get_u16(in);
    if (*count > most) in->wrong = true;
    const void *found = wire_get(in, *count * unit, unit);
    if (!found) *count = 0;
    return found;
}

/* The descriptor of the next field of that type; -1: it has none. */
static inline int wire_get_fd(struct wire_in *in, uint16_t descriptors, bool needed)
{
    bool given = descriptors >> in->fd_fields++ & 1;
    if (!given) {
        if (needed) in->wrong = true;
        return -1;
    }
    if (in->fd_used == in->fd_count) {
        in->wrong = true;
        return -1;
    }
    return in->fds[in->fd_used++];
}

/* Was the message whole, and nothing else there? */
static inline bool wire_in_end(const struct wire_in *in)
{
    return !in->wrong && in->at == in->length && in->fd_used == in->fd_count;
}

#endif
