/* SPDX-License-Identifier: MIT */
/* The broker, as a process of the prefix sees it: the one process that knows the names of objects that several
 * processes share.
 *
 * The first request connects, and starts the broker if none answers.  Any thread may call, one request is under way at
 * a time.  A broker that died is started once more and asked again; what names the process knows, and ids it was told,
 * hold there too.
 *
 * Results are NT's status codes, the broker's own or one of these:
 *   STATUS_CONNECTION_REFUSED      there is no runtime folder, or no broker can be started
 *   STATUS_CONNECTION_DISCONNECTED the broker ended again and again during one request
 *   STATUS_IO_TIMEOUT              it did not answer within 5 s
 *   STATUS_NAME_TOO_LONG           the path has more than NAME_LENGTH units */
#ifndef METIC_LINUX_BROKER_H
#define METIC_LINUX_BROKER_H

#include "names.h"
#include "pipes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BROKER_NO_SLOT UINT32_MAX /* who only looks at the prefix */

/* Where the broker is to be found: in this runtime folder (host path), by the process that has this presence slot.
 * Called when the slot is taken, opens nothing; a later call wins. */
void broker_init(const char *runtime_folder, uint32_t slot);

/* The broker's program, if it is not the one that was installed with us; for tests.  The string must stay. */
void broker_program(const char *path);

/* What one process asks of another through the broker: to duplicate a handle of it, say.  `op` and `data` are theirs.
 */
enum { BROKER_ORDER_DATA = 1024 };
struct broker_order {
    uint32_t slot, process; /* whom, or who asks; process: its Linux number, 0 whatever it is */
    uint32_t op;
    uint32_t size;
    int fd; /* -1: none; a received one is the receiver's */
    uint8_t data[BROKER_ORDER_DATA];
};

/* Asks and waits for the answer (its op is not used).  The status is the other's, or:
 *   STATUS_PORT_DISCONNECTED         nobody serves that slot; its process can be told to (broker_serve() there)
 *   STATUS_PROCESS_IS_TERMINATING    it ended
 *   STATUS_IO_TIMEOUT                it did not answer within 4.5 s; what was asked may be done yet
 *   STATUS_INSUFFICIENT_RESOURCES    too much was asked already */
int32_t broker_forward(const struct broker_order *order, struct broker_order *answer);

/* Who answers for this process: in a thread of the host's own, one question after the other, each once, also where the
 * broker died and it was asked again.  `answer` comes zeroed, without an fd; one that is given is closed when it is
 * sent.  It calls no function of this header.  Once, at start. */
void broker_on_order(int32_t (*serve)(const struct broker_order *order, struct broker_order *answer));

/* A question whose messages another file knows (server/protocol.calls): how it is written, how its answer is read.  An
 * answer has no texts: they would not stand. */
struct wire_in;
struct wire_out;
struct wire_header;
struct broker_question {
    size_t (*put)(struct wire_out *out, void *packet, size_t room, uint32_t sequence, const void *ask);
    bool (*get)(struct wire_in *in, const struct wire_header *header, void *answer);
};
typedef int32_t broker_way(void *context, const struct broker_question *question, const void *ask, void *answer);

/* Asks; `context` is not used. */
broker_way broker_ask;

/* Who asks something of each new broker before that one answers anybody: by the way it is given, in the service thread.
 * Once. */
void broker_on_renewal(void (*tell)(broker_way *way, void *context));

/* Makes sure that this process answers from now on; STATUS_CONNECTION_REFUSED. */
int32_t broker_serve(void);

/* Drops the connection and everything that belongs to it; at the process's end, before presence_leave(). */
void broker_leave(void);

/* The same, and waits for the broker to end, if nobody else is there, at most so long. */
void broker_leave_last(int milliseconds);

/* A path: absolute (`root` 0), or relative to a directory's id. */
struct broker_path {
    uint64_t root;
    const uint16_t *text;
    size_t length;  /* units */
    uint32_t flags; /* NAME_OPEN_IF, NAME_CASE_INSENSITIVE, NAME_PERMANENT */
};

/* An object that has a name. */
struct broker_object {
    uint64_t id; /* the broker's number of the name, never used again; set by the broker */
    uint16_t type;
    uint16_t payload_size;
    uint32_t line, generation; /* line 0: one of the broker's own directories and links, which are always there */
    int fd;                    /* -1: none */
    uint8_t payload[NAME_PAYLOAD];
};

/* Gives an object a name.  The caller holds the line's lock (LOCKS_AT) before; `object->fd` stays the caller's.
 *   STATUS_SUCCESS                 `object` has the name now, `found` is it (fd -1)
 *   STATUS_OBJECT_NAME_EXISTS      NAME_OPEN_IF, and the name is that of `found`, of the same type.  Its fd is the
 *                                  caller's.  The caller locks found->line and compares the generation that stands in
 *                                  the line with found->generation: where they differ it has died since, ask again
 *   STATUS_OBJECT_NAME_COLLISION   the name is taken
 *   STATUS_OBJECT_TYPE_MISMATCH    NAME_OPEN_IF, and it is another type's
 *   STATUS_OBJECT_PATH_SYNTAX_BAD, STATUS_OBJECT_PATH_NOT_FOUND, STATUS_OBJECT_NAME_INVALID, STATUS_INVALID_HANDLE
 *   (no directory has the id `root`), STATUS_INSUFFICIENT_RESOURCES
 * A repeated request for the same line and generation succeeds.  Directories are made so too (NAME_DIRECTORY); links
 * have a target. */
int32_t broker_name_create(const struct broker_path *path, const struct broker_object *object,
                           struct broker_object *found);
int32_t broker_link_create(const struct broker_path *path, const struct broker_object *object, const uint16_t *target,
                           size_t target_length, struct broker_object *found);

/* Finds the object of a name.  `type` NAME_ANY: whatever it is; NAME_SYMBOLIC_LINK: a link that ends the path is meant
 * itself, else it is followed.  As for `found` above: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND,
 * STATUS_OBJECT_TYPE_MISMATCH and the failures that concern the path. */
int32_t broker_name_open(const struct broker_path *path, uint16_t type, struct broker_object *found);

/* The process holds a line that another one named, and that did not come by its name: it is to know the name as well,
 * lest it is lost with whoever knows it and a broker.  In the service thread it is only noted that it does not. */
void broker_name_learn(uint32_t line, uint32_t generation);

/* This process closed its last handle to the object and has dropped its lock on the line.  Waits for nobody, starts no
 * broker. */
void broker_name_gone(uint32_t line, uint32_t generation);

/* NtMakePermanentObject and NtMakeTemporaryObject of a name: while it is permanent the broker holds the line's lock.
 * STATUS_OBJECT_NAME_NOT_FOUND: it has gone. */
int32_t broker_name_permanent(uint64_t id, bool permanent);

/* The path of a name, from the root; units written.  STATUS_OBJECT_NAME_NOT_FOUND, STATUS_BUFFER_TOO_SMALL. */
int32_t broker_name_path(uint64_t id, uint16_t *text, size_t room, size_t *length);

/* A link's target.  STATUS_OBJECT_TYPE_MISMATCH: the id is no link's.  STATUS_BUFFER_TOO_SMALL. */
int32_t broker_link_target(uint64_t id, uint16_t *text, size_t room, size_t *length);

/* The next name in a directory behind position `*after` (0: the first), which moves on.  `type` gets its type.
 * STATUS_NO_MORE_ENTRIES; STATUS_INVALID_HANDLE; STATUS_BUFFER_TOO_SMALL (`*after` stays). */
int32_t broker_directory_next(uint64_t id, uint32_t *after, uint16_t *name, size_t room, size_t *length,
                              uint16_t *type);

/* A file that is to be deleted when its last handle is closed, `name` in the open folder: the broker deletes it if this
 * process dies before it says that it did so itself.  Any broker that follows is told.  The caller keeps `folder`. */
int32_t broker_file_doomed(uint64_t dev, uint64_t ino, const char *name, int folder);
void broker_file_spared(uint64_t dev, uint64_t ino);

/* ---- named pipes (include/pipes.h) ---- */

/* A server's end, as the broker knows it.  Its maker holds the line's lock. */
struct broker_pipe {
    uint32_t line, generation;
    uint32_t epoch; /* how often it was disconnected */
    uint32_t kind, most, inbound, outbound;
    uint64_t timeout; /* units of 100 ns */
    uint32_t server;  /* the Linux number of who made it; set by the broker */
    int fd;           /* the client's end; -1: none */
    const uint16_t *name;
    size_t length;
};

/* Offers one more instance of a name, and every new broker, until the line's last holder here lets go of it; `fd` stays
 * the caller's.  `connected`, a descriptor of the server's end, is looked at to see whether a client has come.
 * STATUS_ACCESS_DENIED, STATUS_INSTANCE_NOT_AVAILABLE, STATUS_OBJECT_NAME_NOT_FOUND (PIPE_NEXT). */
int32_t broker_pipe_offer(const struct broker_pipe *pipe, uint32_t flags, int connected, bool *made);

/* The instance waits for the next client. */
int32_t broker_pipe_listen(const struct broker_pipe *pipe, int connected);

/* A client has come, or the server's end is closed for other reasons: the client's end is nobody's here any more. */
void broker_pipe_taken(uint32_t line, uint32_t generation);

/* Opens a name for PIPE_READS, PIPE_WRITES.  STATUS_OBJECT_NAME_NOT_FOUND, STATUS_PIPE_NOT_AVAILABLE,
 * STATUS_ACCESS_DENIED. */
int32_t broker_pipe_take(const uint16_t *name, size_t length, uint32_t access, struct broker_pipe *pipe);

/* How many instances there are, and wait; and the time that its first server chose for waiting. */
int32_t broker_pipe_look(const uint16_t *name, size_t length, uint32_t *instances, uint32_t *waiting,
                         uint64_t *timeout);

/* The next name behind a position (0: the first), which moves on; `name` has PIPE_NAME units.  STATUS_NO_MORE_ENTRIES.
 */
int32_t broker_pipe_next(uint32_t *after, uint16_t *name, size_t *length, uint32_t *instances, uint32_t *most);

/* Tells a new broker of all that this process offers: broker.c's. */
void broker_pipes_tell(broker_way *way, void *context);

/* Makes the broker stay when nobody is in the prefix any more, or end then as it is used to.  With `start` one is
 * started, without it STATUS_CONNECTION_REFUSED says that there is none. */
int32_t broker_keep(bool keep, bool start);

#endif
