/* SPDX-License-Identifier: MIT */
/* The broker's client: one connection for what guest threads ask, one, with a thread of the host's own, for what the
 * broker asks.
 *
 * The second one exists so that a broker's death is noticed at once: who knows names tells them to each new one, which
 * waits for all who have locked their slot's service byte.  The messages are those of server/protocol.calls.
 *
 * A broker is started under the runtime folder's lock, which it gets as an open descriptor; it comes back at once as
 * somebody else's child, so nothing of it is ours to wait for. */
#include "linux/broker.h"

#include "linux/doomed.h"
#include "fault.h"
#include "linux/known.h"
#include "linux/offered.h"
#include "linux/own.h"
#include "linux/worker.h"
#include "nt.h"
#include "nt_status.h"
#include "protocol.h"
#include "segment.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 5 /* seconds */, STARTS = 20, TRIES = 10, DONE_LATELY = 16, LEARN_MOST = 16 };

struct connection {
    int fd;
    bool service;
    uint32_t sequence;
    uint64_t broker; /* which one: a later one has a higher number */
    _Alignas(8) uint8_t sent[PROTOCOL_LARGEST];
    _Alignas(8) uint8_t got[PROTOCOL_LARGEST];
};

/* An answer: `in` stands in the connection. */
struct received {
    struct wire_in in;
    struct wire_header header;
    int fds[WIRE_DESCRIPTORS];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of `asks` and all below */
static struct connection asks = {.fd = -1};
static char folder[300];
static uint32_t own_slot = BROKER_NO_SLOT;
static const char *program;
static pthread_mutex_t service_lock =
    PTHREAD_MUTEX_INITIALIZER;     /* within the other: who waits for an answer has that */
static int segment = -1;           /* holds the lock of our service byte */
static unsigned services;          /* the number of the service thread that is to be there */
static struct connection *serving; /* its connection */
static int32_t (*orders)(const struct broker_order *order, struct broker_order *answer);
static void (*renewed)(broker_way *way, void *context);

void broker_init(const char *runtime_folder, uint32_t slot)
{
    pthread_mutex_lock(&lock);
    if (snprintf(folder, sizeof folder, "%s", runtime_folder) >= (int)sizeof folder) folder[0] = 0;
    own_slot = slot;
    /* one's questions are known by their numbers: not by those of an earlier process like this */
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    if (!asks.sequence) asks.sequence = (uint32_t)now.tv_sec * 1000000u + (uint32_t)(now.tv_nsec / 1000);
    pthread_mutex_unlock(&lock);
}

void broker_on_order(int32_t (*serve)(const struct broker_order *order, struct broker_order *answer))
{
    orders = serve;
}

void broker_program(const char *path)
{
    program = path;
}

/* ---- connecting ---- */

/* A socket connected to whoever listens in the folder; or a negated errno. */
static int reach(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    struct timeval patience = {.tv_sec = PATIENCE};
    int way = -1, fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), error = 0;
    if (fd < 0) return -errno;
    if (snprintf(at.sun_path, sizeof at.sun_path, "%s/broker", folder) >= (int)sizeof at.sun_path) {
        /* longer than an address can be */
        way = open(folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        snprintf(at.sun_path, sizeof at.sun_path, "/proc/self/fd/%d/broker", way);
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    while (connect(fd, (struct sockaddr *)&at, sizeof at) && (error = errno) == EINTR) error = 0;
    if (way >= 0) close(way);
    if (!error) return fd;
    close(fd);
    return -error;
}

/* The runtime folder with its lock: who has it may start a broker.  -1: it cannot be had. */
static int folder_lock(void)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    for (int i = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB); i++) {
        if (i == PATIENCE * 1000 || (errno != EWOULDBLOCK && errno != EINTR)) {
            close(fd);
            return -1;
        }
        nanosleep(&pause, NULL);
    }
    return fd;
}

/* A broker may be killed at any moment, that of its start too: then AGAIN. */
enum result { NEVER, AGAIN, DONE };

/* Runs the broker's program, which returns once it listens. */
static enum result spawn(const char *path, int locked)
{
    char option[32];
    char *argv[] = {"metic-broker", option, folder, NULL}, *environment[] = {FAULT_ENVIRONMENT, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t child;
    int status = 0;
    snprintf(option, sizeof option, "--locked=%d", locked);
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, locked, locked); /* stays open there */
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    int error = posix_spawn(&child, path, &actions, &attributes, argv, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error) return NEVER;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) /* children are not waited for in this process: it may listen */
            return errno == ECHILD ? DONE : NEVER;
    if (WIFSIGNALED(status)) return AGAIN;
    return WEXITSTATUS(status) ? NEVER : DONE;
}

/* Makes sure that somebody listens. */
static enum result start(void)
{
    int locked = folder_lock(), fd;
    enum result result = NEVER;
    if (locked < 0) return NEVER;
    if ((fd = reach()) >= 0) {
        close(fd);
        result = DONE;
    } else {
        char *found = program ? NULL : own_path(METIC_RELATIVE_LIBEXEC "/metic-broker");
        if (program || found) result = spawn(program ? program : found, locked);
        free(found);
    }
    close(locked);
    return result;
}

/* ---- messages ---- */

static bool message_send(int fd, const struct wire_out *out, size_t length, int flags)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int) * WIRE_DESCRIPTORS)];
    } control;
    struct iovec part = {out->start, length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (out->fd_count) {
        memset(&control, 0, sizeof control);
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * out->fd_count);
        control.header = (struct cmsghdr){
            .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int) * out->fd_count)};
        memcpy(CMSG_DATA(&control.header), out->fds, sizeof(int) * out->fd_count);
    }
    ssize_t sent;
    do sent = sendmsg(fd, &message, flags | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

/* Receives a message with its header looked at: 1; 0: there is no broker any more; -1: nothing came in time. */
static int message_receive(struct connection *connection, struct received *answer)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int) * WIRE_DESCRIPTORS)];
    } control;
    struct iovec part = {connection->got, sizeof connection->got};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length;
    do length = recvmsg(connection->fd, &message, MSG_CMSG_CLOEXEC);
    while (length < 0 && errno == EINTR);
    if (length <= 0) return length < 0 && errno == EAGAIN ? -1 : 0;
    unsigned count = 0;
    struct cmsghdr *first = CMSG_FIRSTHDR(&message);
    if (first && first->cmsg_level == SOL_SOCKET && first->cmsg_type == SCM_RIGHTS) {
        count = (unsigned)((first->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(answer->fds, CMSG_DATA(first), count * sizeof(int));
    }
    if (wire_in_begin(&answer->in, connection->got, (size_t)length, answer->fds, count, &answer->header) &&
        !(message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
        return 1;
    for (unsigned i = 0; i < count; i++) close(answer->fds[i]);
    return 0;
}

static void drop(struct connection *connection)
{
    int fd = connection->fd;
    connection->fd = -1;
    if (fd >= 0) close(fd);
}

/* Sends what stands in the connection and waits for what answers it; message_receive()'s results. */
static int converse(struct connection *connection, const struct wire_out *out, size_t length, struct received *answer)
{
    int result = message_send(connection->fd, out, length, 0) ? message_receive(connection, answer) : 0;
    if (result == 1 && answer->header.sequence == connection->sequence) return 1;
    for (unsigned i = 0; result == 1 && i < answer->in.fd_count; i++) close(answer->fds[i]);
    drop(connection);
    return result < 0 ? -1 : 0;
}

/* Nobody will take the descriptors of an answer that is not as it should be. */
static int32_t refuse(struct connection *connection, const struct received *answer)
{
    for (unsigned i = 0; i < answer->in.fd_count; i++) close(answer->fds[i]);
    drop(connection);
    return STATUS_CONNECTION_DISCONNECTED;
}

static bool service_start(void);

/* Says hello on a connection that is new.  NEVER: it is not answered, or refused. */
static enum result greet(struct connection *connection)
{
    struct wire_out out;
    struct received answer;
    struct protocol_hello_answer hello;
    struct protocol_hello_ask ask = {.version = PROTOCOL_VERSION, .slot = own_slot, .service = connection->service};
    size_t length =
        protocol_hello_ask_put(&out, connection->sent, sizeof connection->sent, ++connection->sequence, &ask);
    int result = converse(connection, &out, length, &answer);
    if (result != 1) return result < 0 ? NEVER : AGAIN;
    if (protocol_hello_answer_get(&answer.in, &answer.header, &hello) && !answer.header.status) {
        connection->broker = hello.broker;
        return DONE;
    }
    refuse(connection, &answer);
    return NEVER;
}

/* Connects, and starts the broker if `needed`; false: there is none. */
static bool connect_broker(struct connection *connection, bool needed)
{
    /* One that is being killed may take connections until its last descriptor is closed. */
    struct timespec pause = {.tv_nsec = 200000};
    for (int i = 0; i < STARTS && folder[0]; i++) {
        int reached = connection->fd = reach();
        enum result result = reached >= 0 ? greet(connection) : AGAIN;
        if (result == DONE) return true;
        if (result == NEVER || (reached < 0 && reached != -ENOENT && reached != -ECONNREFUSED)) break;
        if (!needed || start() == NEVER) break;
        if (i == 0) continue;
        nanosleep(&pause, NULL);
        if (pause.tv_nsec < 100000000) pause.tv_nsec *= 2;
    }
    connection->fd = -1;
    return false;
}

/* What a question takes: that there is a broker already; that there is one; and that it knows us, as names are meant.
 */
enum effort { RUNNING, STARTED, SERVED };

/* Under the lock: sends what stands in `asks`, with whatever it takes. */
static int32_t exchange(const struct wire_out *out, size_t length, struct received *answer, enum effort effort)
{
    uint32_t sequence = asks.sequence;
    if (!length) return STATUS_NAME_TOO_LONG;
    if (effort == SERVED && own_slot != BROKER_NO_SLOT && !service_start()) return STATUS_CONNECTION_REFUSED;
    for (int tries = 0; tries < TRIES; tries++) {
        if (asks.fd < 0) {
            /* what says hello stands elsewhere until this is sent */
            static struct connection fresh;
            fresh = (struct connection){.fd = -1, .sequence = sequence};
            if (!connect_broker(&fresh, effort != RUNNING)) return STATUS_CONNECTION_REFUSED;
            asks.fd = fresh.fd;
            asks.sequence = sequence;
            asks.broker = fresh.broker;
        }
        int result = converse(&asks, out, length, answer);
        if (result == 1) return STATUS_SUCCESS;
        if (result < 0) return STATUS_IO_TIMEOUT;
    }
    return STATUS_CONNECTION_DISCONNECTED;
}

/* Asks and reads the answer, whose texts stand in the connection: under the lock as long as they are looked at. */
#define ASK_WITH(effort, name, ask, answer)                                                                            \
    ({                                                                                                                 \
        struct wire_out out_;                                                                                          \
        struct received got_;                                                                                          \
        size_t length_ = protocol_##name##_ask_put(&out_, asks.sent, sizeof asks.sent, ++asks.sequence, ask);          \
        int32_t status_ = exchange(&out_, length_, &got_, effort);                                                     \
        if (status_ == STATUS_SUCCESS)                                                                                 \
            status_ = protocol_##name##_answer_get(&got_.in, &got_.header, answer) ? (int32_t)got_.header.status       \
                                                                                   : refuse(&asks, &got_);             \
        status_;                                                                                                       \
    })
#define ASK(name, ask, answer) ASK_WITH(SERVED, name, ask, answer)

/* The same of a name that callers know by the id which they were told first; `unknown` says that there is none. */
#define ASK_OF(told, unknown, name, ask, answer)                                                                       \
    ({                                                                                                                 \
        int32_t asked_;                                                                                                \
        do {                                                                                                           \
            (ask)->id = known_id(told);                                                                                \
            asked_ = ASK(name, ask, answer);                                                                           \
        } while (asked_ == unknown && (ask)->id != known_id(told));                                                    \
        asked_;                                                                                                        \
    })

static struct protocol_name_create_ask create_ask(const struct broker_path *path, const struct broker_object *object,
                                                  const uint16_t *target, size_t target_length)
{
    return (struct protocol_name_create_ask){.root = known_id(path->root),
                                             .flags = path->flags,
                                             .line = object->line,
                                             .generation = object->generation,
                                             .type = object->type,
                                             .path = path->text,
                                             .path_length = (uint16_t)path->length,
                                             .target = target,
                                             .target_length = (uint16_t)target_length,
                                             .payload = object->payload,
                                             .payload_size = object->payload_size,
                                             .object = object->fd};
}

static struct protocol_file_doomed_ask doomed_ask(const struct doomed *doomed)
{
    return (struct protocol_file_doomed_ask){.dev = doomed->dev,
                                             .ino = doomed->ino,
                                             .name = (const uint8_t *)doomed->name,
                                             .name_size = (uint16_t)strlen(doomed->name),
                                             .folder = doomed->folder};
}

/* ---- the service thread ---- */

/* Tells a name that this process knows; the id that it has there. */
static uint64_t name_tell(const struct broker_path *path, const struct broker_object *object, const uint16_t *target,
                          size_t target_length, void *context)
{
    struct connection *connection = context;
    struct wire_out out;
    struct received got;
    struct protocol_name_create_answer answer = {0};
    struct protocol_name_create_ask ask = create_ask(path, object, target, target_length);
    size_t length =
        protocol_name_create_ask_put(&out, connection->sent, sizeof connection->sent, ++connection->sequence, &ask);
    if (!length || connection->fd < 0 || converse(connection, &out, length, &got) != 1) return 0;
    if (!protocol_name_create_answer_get(&got.in, &got.header, &answer)) {
        refuse(connection, &got);
        return 0;
    }
    if (answer.object >= 0) close(answer.object);
    return NT_SUCCESS((int32_t)got.header.status) ? answer.id : 0;
}

/* Tells a file that is to go with this process. */
static void doomed_tell(const struct doomed *doomed, void *context)
{
    struct connection *connection = context;
    struct wire_out out;
    struct received got;
    struct protocol_file_doomed_ask ask = doomed_ask(doomed);
    size_t length =
        protocol_file_doomed_ask_put(&out, connection->sent, sizeof connection->sent, ++connection->sequence, &ask);
    if (length && connection->fd >= 0) converse(connection, &out, length, &got);
}

/* What somebody else asks a broker that is new. */
static int32_t service_ask(void *context, const struct broker_question *question, const void *ask, void *answer)
{
    struct connection *connection = context;
    struct wire_out out;
    struct received got;
    size_t length = question->put(&out, connection->sent, sizeof connection->sent, ++connection->sequence, ask);
    if (!length || connection->fd < 0 || converse(connection, &out, length, &got) != 1)
        return STATUS_CONNECTION_DISCONNECTED;
    return question->get(&got.in, &got.header, answer) ? (int32_t)got.header.status : refuse(connection, &got);
}

/* Is the thread of that number still the one?  Then `serving` is set, else it is not its any more. */
static bool service_current(unsigned number, struct connection *connection)
{
    pthread_mutex_lock(&service_lock);
    bool current = number == services;
    if (current) serving = connection;
    pthread_mutex_unlock(&service_lock);
    return current;
}

/* Answers that may be asked for once more: by whom, and which of his questions. */
static struct done {
    uint32_t slot, process, number;
    int32_t status;
    bool gave; /* a descriptor, which is not kept */
    struct broker_order answer;
} done_lately[DONE_LATELY];
static unsigned done_next;

static struct done *order_do(const struct protocol_serve_order *order)
{
    for (unsigned i = 0; i < DONE_LATELY; i++) {
        struct done *done = &done_lately[i];
        if (done->process == order->process && done->slot == order->slot && done->number == order->number &&
            done->process) {
            if (done->gave) done->status = STATUS_CONNECTION_DISCONNECTED;
            return done;
        }
    }
    struct done *done = &done_lately[done_next++ % DONE_LATELY];
    *done = (struct done){.slot = order->slot, .process = order->process, .number = order->number, .answer.fd = -1};
    struct broker_order asked = {
        .slot = order->slot, .process = order->process, .op = order->op, .size = order->data_size, .fd = order->object};
    if (asked.size) memcpy(asked.data, order->data, asked.size);
    done->status = orders ? orders(&asked, &done->answer) : STATUS_NOT_IMPLEMENTED;
    if (!orders && asked.fd >= 0) close(asked.fd);
    return done;
}

/* Does an order and answers it; false: nobody can be answered any more. */
static bool order_serve(struct connection *connection, struct received *got)
{
    struct protocol_serve_order order;
    struct wire_out out;
    if (!protocol_serve_order_get(&got->in, &got->header, &order)) return refuse(connection, got), false;
    FAULT(order_heard);
    struct done *done = order_do(&order);
    FAULT(order_done);
    struct protocol_serve_done answer = {
        .data = done->answer.data, .data_size = (uint16_t)done->answer.size, .object = done->answer.fd};
    size_t length = protocol_serve_done_put(&out, connection->sent, sizeof connection->sent, got->header.sequence,
                                            done->status, &answer);
    bool sent = message_send(connection->fd, &out, length, 0);
    done->gave = done->gave || answer.object >= 0;
    if (answer.object >= 0) close(answer.object);
    done->answer.fd = -1;
    return sent;
}

static void take_object(struct broker_object *to, uint64_t id, uint32_t line, uint32_t generation, uint16_t type,
                        const uint8_t *payload, uint16_t size, int fd)
{
    *to = (struct broker_object){
        .id = id, .type = type, .payload_size = size, .line = line, .generation = generation, .fd = fd};
    if (size) memcpy(to->payload, payload, size);
}

/* Notes the answer's name. */
static void learn(uint32_t line, uint32_t generation, const struct protocol_name_of_line_answer *answer)
{
    struct broker_path path = {.text = answer->path, .length = answer->path_length, .flags = answer->flags};
    struct broker_object object;
    take_object(&object, answer->id, line, generation, answer->type, answer->payload, answer->payload_size,
                answer->object);
    known_add(&path, &object, NULL, 0);
    if (object.fd >= 0) close(object.fd);
}

/* Lines that orders brought and whose names this process doesn't know: asked for when the order is answered, and orders
 * that come before the answer are done first. */
static struct protocol_name_of_line_ask unknown[LEARN_MOST];
static unsigned unknown_count;
static __thread bool serves;

static bool unknown_learn(struct connection *connection)
{
    while (unknown_count) {
        struct wire_out out;
        struct received got;
        struct protocol_name_of_line_answer answer = {.object = -1};
        struct protocol_name_of_line_ask ask = unknown[--unknown_count];
        size_t length = protocol_name_of_line_ask_put(&out, connection->sent, sizeof connection->sent,
                                                      ++connection->sequence, &ask);
        if (!message_send(connection->fd, &out, length, 0)) return false;
        for (;;) {
            if (message_receive(connection, &got) != 1) return false;
            if (got.header.kind == PROTOCOL_NAME_OF_LINE_ANSWER) break;
            if (!order_serve(connection, &got)) return false;
        }
        if (!protocol_name_of_line_answer_get(&got.in, &got.header, &answer)) return refuse(connection, &got), false;
        if (!got.header.status) learn(ask.line, ask.generation, &answer);
    }
    return true;
}

/* Tells all names, and does what is asked until the broker ends. */
static void service_turn(struct connection *connection)
{
    struct protocol_names_told_tell told = {0};
    struct wire_out out;
    struct received got;
    known_each(name_tell, connection, connection->broker);
    broker_pipes_tell(service_ask, connection);
    doomed_each(doomed_tell, connection);
    if (renewed) renewed(service_ask, connection);
    if (connection->fd < 0) return;
    size_t length =
        protocol_names_told_tell_put(&out, connection->sent, sizeof connection->sent, ++connection->sequence, &told);
    if (!message_send(connection->fd, &out, length, 0)) return;
    setsockopt(connection->fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){0}, sizeof(struct timeval));
    while (message_receive(connection, &got) == 1 && order_serve(connection, &got) && unknown_learn(connection)) {}
}

static void *service_run(void *argument)
{
    unsigned number = (unsigned)(uintptr_t)argument;
    struct connection *connection = calloc(1, sizeof *connection);
    serves = true;
    if (connection) *connection = (struct connection){.fd = -1, .service = true};
    while (connection && service_current(number, NULL) && connect_broker(connection, true)) {
        if (service_current(number, connection)) service_turn(connection);
        service_current(number, NULL);
        drop(connection);
    }
    free(connection);
    pthread_mutex_lock(&service_lock);
    if (number == services) { /* there is no broker to be had: who asks again begins anew */
        close(segment);
        segment = -1;
    }
    pthread_mutex_unlock(&service_lock);
    return NULL;
}

/* Under the lock: makes sure that the thread is there, or on its way, and that every broker knows that it will come. */
static bool service_start(void)
{
    char path[320];
    struct flock byte = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SERVICES_AT + own_slot, .l_len = 1};
    bool started = true;
    pthread_mutex_lock(&service_lock);
    if (segment >= 0) goto done;
    snprintf(path, sizeof path, "%s/segment", folder);
    segment = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    started = segment >= 0 && !fcntl(segment, F_OFD_SETLK, &byte);
    FAULT(service_known);
    started = started && !worker_start(service_run, (void *)(uintptr_t)++services, 128 << 10, false);
    if (!started && segment >= 0) {
        close(segment);
        segment = -1;
    }
done:
    pthread_mutex_unlock(&service_lock);
    return started;
}

void broker_leave(void)
{
    pthread_mutex_lock(&lock);
    drop(&asks);
    pthread_mutex_lock(&service_lock);
    services++;
    if (serving) shutdown(serving->fd, SHUT_RDWR);
    serving = NULL;
    if (segment >= 0) close(segment);
    segment = -1;
    pthread_mutex_unlock(&service_lock);
    known_clear();
    offered_clear();
    folder[0] = 0;
    pthread_mutex_unlock(&lock);
}

void broker_leave_last(int milliseconds)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    char path[320];
    snprintf(path, sizeof path, "%s/broker", folder);
    broker_leave();
    for (int i = 0; i < milliseconds / 5 && !access(path, F_OK); i++) nanosleep(&pause, NULL);
}

/* ---- names ---- */

/* Under the lock: a name that was found is one that this process knows. */
static void found_note(const struct broker_path *path, const struct broker_object *found)
{
    struct protocol_name_path_ask ask = {.id = found->id};
    struct protocol_name_path_answer answer = {0};
    struct broker_path whole = *path;
    if (!found->line) return; /* the broker's own */
    if (path->root) {
        if (ASK(name_path, &ask, &answer) != STATUS_SUCCESS) return;
        whole.text = answer.path;
        whole.length = answer.path_length;
    }
    uint16_t target[NAME_TARGET];
    size_t length = 0;
    if (found->type == NAME_SYMBOLIC_LINK) {
        struct protocol_link_target_ask link = {.id = found->id};
        struct protocol_link_target_answer leads = {0};
        uint16_t text[NAME_LENGTH];
        memcpy(text, whole.text, whole.length * sizeof *text);
        whole.text = text;
        if (ASK(link_target, &link, &leads) != STATUS_SUCCESS) return;
        memcpy(target, leads.target, (length = leads.target_length) * sizeof *target);
        known_add(&whole, found, target, length);
        return;
    }
    known_add(&whole, found, target, length);
}

/* Under the lock: is what was answered, and noted, to be asked for once more?  Then what came with it goes. */
static bool ask_again(struct broker_object *found)
{
    if (known_told_to() <= asks.broker) return false;
    if (found->fd >= 0) close(found->fd);
    found->fd = -1;
    return true;
}

int32_t broker_link_create(const struct broker_path *path, const struct broker_object *object, const uint16_t *target,
                           size_t target_length, struct broker_object *found)
{
    struct protocol_name_create_answer answer = {0};
    struct protocol_name_create_ask ask;
    int32_t status;
    if (path->length > NAME_LENGTH || target_length > NAME_TARGET) return STATUS_NAME_TOO_LONG;
    pthread_mutex_lock(&lock);
    /* Between a broker's answer and what is noted here another broker may have been told our names: then it is asked as
     * well.  Before the answer the name is not ours to tell: it may be another's. */
    do {
        known_remove(object->line, object->generation);
        do {
            ask = create_ask(path, object, target, target_length);
            status = ASK(name_create, &ask, &answer);
        } while (status == STATUS_INVALID_HANDLE && ask.root != known_id(path->root));
        if (!NT_SUCCESS(status)) break;
        take_object(found, answer.id, answer.line, answer.generation, answer.type, answer.payload, answer.payload_size,
                    answer.object);
        struct broker_object own = *object;
        own.id = found->id;
        if (status == STATUS_SUCCESS && !path->root)
            known_add(path, &own, target, target_length);
        else
            found_note(path, status == STATUS_SUCCESS ? &own : found);
    } while (ask_again(found));
    pthread_mutex_unlock(&lock);
    return status;
}

int32_t broker_name_create(const struct broker_path *path, const struct broker_object *object,
                           struct broker_object *found)
{
    return broker_link_create(path, object, NULL, 0, found);
}

int32_t broker_name_open(const struct broker_path *path, uint16_t type, struct broker_object *found)
{
    struct protocol_name_open_answer answer = {0};
    struct protocol_name_open_ask ask = {
        .flags = path->flags, .type = type, .path = path->text, .path_length = (uint16_t)path->length};
    int32_t status;
    if (path->length > NAME_LENGTH) return STATUS_NAME_TOO_LONG;
    pthread_mutex_lock(&lock);
    do {
        do {
            ask.root = known_id(path->root);
            status = ASK(name_open, &ask, &answer);
        } while (status == STATUS_INVALID_HANDLE && ask.root != known_id(path->root));
        if (!NT_SUCCESS(status)) break;
        take_object(found, answer.id, answer.line, answer.generation, answer.type, answer.payload, answer.payload_size,
                    answer.object);
        found_note(path, found);
    } while (ask_again(found));
    pthread_mutex_unlock(&lock);
    return status;
}

void broker_name_learn(uint32_t line, uint32_t generation)
{
    struct protocol_name_of_line_ask ask = {.line = line, .generation = generation};
    struct protocol_name_of_line_answer answer = {.object = -1};
    if (known_has(line, generation)) return;
    if (serves) { /* which asks nobody but by its own connection, when it has answered */
        if (unknown_count < LEARN_MOST) unknown[unknown_count++] = ask;
        return;
    }
    pthread_mutex_lock(&lock);
    do {
        known_remove(line, generation);
        if (ASK(name_of_line, &ask, &answer) != STATUS_SUCCESS) break;
        learn(line, generation, &answer);
    } while (known_told_to() > asks.broker);
    pthread_mutex_unlock(&lock);
}

void broker_name_gone(uint32_t line, uint32_t generation)
{
    struct protocol_name_gone_tell tell = {.line = line, .generation = generation};
    struct wire_out out;
    known_remove(line, generation);
    offered_remove(line, generation);
    pthread_mutex_lock(&lock);
    if (asks.fd >= 0) {
        size_t length = protocol_name_gone_tell_put(&out, asks.sent, sizeof asks.sent, ++asks.sequence, &tell);
        message_send(asks.fd, &out, length, MSG_DONTWAIT); /* what is lost the broker finds itself */
    }
    pthread_mutex_unlock(&lock);
}

int32_t broker_name_permanent(uint64_t id, bool permanent)
{
    struct protocol_name_permanent_ask ask = {.permanent = permanent};
    struct protocol_name_permanent_answer answer = {0};
    pthread_mutex_lock(&lock);
    int32_t status = ASK_OF(id, STATUS_OBJECT_NAME_NOT_FOUND, name_permanent, &ask, &answer);
    if (status == STATUS_SUCCESS) known_permanent(id, permanent);
    pthread_mutex_unlock(&lock);
    return status;
}

/* Hands a text of an answer on. */
static int32_t take_text(int32_t status, const uint16_t *from, size_t units, uint16_t *to, size_t room, size_t *length)
{
    if (!NT_SUCCESS(status)) return status;
    *length = units;
    if (units > room) return STATUS_BUFFER_TOO_SMALL;
    if (units) memcpy(to, from, units * sizeof *to);
    return status;
}

int32_t broker_name_path(uint64_t id, uint16_t *text, size_t room, size_t *length)
{
    struct protocol_name_path_ask ask = {0};
    struct protocol_name_path_answer answer = {0};
    pthread_mutex_lock(&lock);
    int32_t status = ASK_OF(id, STATUS_OBJECT_NAME_NOT_FOUND, name_path, &ask, &answer);
    status = take_text(status, answer.path, answer.path_length, text, room, length);
    pthread_mutex_unlock(&lock);
    return status;
}

int32_t broker_link_target(uint64_t id, uint16_t *text, size_t room, size_t *length)
{
    struct protocol_link_target_ask ask = {0};
    struct protocol_link_target_answer answer = {0};
    pthread_mutex_lock(&lock);
    int32_t status = ASK_OF(id, STATUS_OBJECT_NAME_NOT_FOUND, link_target, &ask, &answer);
    status = take_text(status, answer.target, answer.target_length, text, room, length);
    pthread_mutex_unlock(&lock);
    return status;
}

int32_t broker_directory_next(uint64_t id, uint32_t *after, uint16_t *name, size_t room, size_t *length, uint16_t *type)
{
    struct protocol_directory_next_ask ask = {.after = *after};
    struct protocol_directory_next_answer answer = {0};
    pthread_mutex_lock(&lock);
    int32_t status = ASK_OF(id, STATUS_INVALID_HANDLE, directory_next, &ask, &answer);
    status = take_text(status, answer.name, answer.name_length, name, room, length);
    if (NT_SUCCESS(status)) {
        *after = answer.after;
        *type = answer.type;
    }
    pthread_mutex_unlock(&lock);
    return status;
}

int32_t broker_file_doomed(uint64_t dev, uint64_t ino, const char *name, int folder)
{
    struct protocol_file_doomed_answer answer = {0};
    struct doomed doomed = {.dev = dev, .ino = ino, .folder = folder};
    if (snprintf(doomed.name, sizeof doomed.name, "%s", name) >= (int)sizeof doomed.name) return STATUS_NAME_TOO_LONG;
    if (!doomed_note(&doomed)) return STATUS_NO_MEMORY; /* before it is asked for: another broker may follow this one */
    struct protocol_file_doomed_ask ask = doomed_ask(&doomed);
    pthread_mutex_lock(&lock);
    int32_t status = ASK(file_doomed, &ask, &answer);
    pthread_mutex_unlock(&lock);
    return status;
}

void broker_file_spared(uint64_t dev, uint64_t ino)
{
    struct protocol_file_spared_tell tell = {.dev = dev, .ino = ino};
    struct wire_out out;
    doomed_forget(dev, ino);
    pthread_mutex_lock(&lock);
    if (asks.fd >= 0) {
        size_t length = protocol_file_spared_tell_put(&out, asks.sent, sizeof asks.sent, ++asks.sequence, &tell);
        message_send(asks.fd, &out, length, MSG_DONTWAIT); /* lost, it does no harm: the file has no name by then */
    }
    pthread_mutex_unlock(&lock);
}

int32_t broker_keep(bool keep, bool start_one)
{
    struct protocol_broker_keep_ask ask = {.keep = keep};
    struct protocol_broker_keep_answer answer = {0};
    char path[320];
    pthread_mutex_lock(&lock);
    snprintf(path, sizeof path, "%s/broker", folder);
    if (!access(path, F_OK)) start_one = true; /* if that one was killed, another is to take away what it left */
    int32_t status = ASK_WITH(start_one ? STARTED : RUNNING, broker_keep, &ask, &answer);
    pthread_mutex_unlock(&lock);
    return status;
}

int32_t broker_forward(const struct broker_order *order, struct broker_order *answer)
{
    struct protocol_forward_ask ask = {.slot = order->slot,
                                       .process = order->process,
                                       .op = order->op,
                                       .data = order->data,
                                       .data_size = (uint16_t)order->size,
                                       .object = order->fd};
    struct protocol_forward_answer got = {.object = -1};
    if (order->size > BROKER_ORDER_DATA) return STATUS_INVALID_PARAMETER;
    pthread_mutex_lock(&lock);
    int32_t status = ASK_WITH(STARTED, forward, &ask, &got);
    *answer = (struct broker_order){.slot = order->slot, .process = order->process, .fd = got.object};
    if (got.data_size) memcpy(answer->data, got.data, answer->size = got.data_size);
    pthread_mutex_unlock(&lock);
    return status;
}

int32_t broker_serve(void)
{
    pthread_mutex_lock(&lock);
    bool serves = folder[0] && own_slot != BROKER_NO_SLOT && service_start();
    pthread_mutex_unlock(&lock);
    return serves ? STATUS_SUCCESS : STATUS_CONNECTION_REFUSED;
}

/* ---- what other files ask ---- */

int32_t broker_ask(void *context, const struct broker_question *question, const void *ask, void *answer)
{
    struct wire_out out;
    struct received got;
    (void)context;
    pthread_mutex_lock(&lock);
    size_t length = question->put(&out, asks.sent, sizeof asks.sent, ++asks.sequence, ask);
    int32_t status = exchange(&out, length, &got, SERVED);
    if (status == STATUS_SUCCESS)
        status = question->get(&got.in, &got.header, answer) ? (int32_t)got.header.status : refuse(&asks, &got);
    pthread_mutex_unlock(&lock);
    return status;
}

void broker_on_renewal(void (*tell)(broker_way *way, void *context))
{
    renewed = tell;
}
