/* SPDX-License-Identifier: MIT */
/* How many requests a broker serves: 8 processes ask it with 8 requests under way each, in BENCH_MS, and what 100
 * connected processes cost it in memory.  broker FOLDER, an empty one that may be filled: BROKER in the environment is
 * the broker's program. */
#include "bench.h"
#include "protocol.h"
#include "segment.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLIENTS = 8, UNDER_WAY = 8, NAMES = 1000, MANY_LINES = 100000, MANY = 100 };

static char folder[90];

static int reach(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    snprintf(at.sun_path, sizeof at.sun_path, "%s/broker", folder);
    if (connect(fd, (struct sockaddr *)&at, sizeof at)) die("connect");
    return fd;
}

static size_t receive(int fd, uint8_t *packet)
{
    ssize_t length = recv(fd, packet, PROTOCOL_LARGEST, 0);
    if (length <= 0) die("recv");
    return (size_t)length;
}

static uint8_t packet[PROTOCOL_LARGEST] __attribute__((aligned(8)));

static int greeted(uint32_t slot)
{
    struct wire_out out;
    int fd = reach();
    struct protocol_hello_ask hello = {.version = PROTOCOL_VERSION, .slot = slot};
    if (send(fd, packet, protocol_hello_ask_put(&out, packet, sizeof packet, 1, &hello), 0) < 0) die("send");
    receive(fd, packet);
    return fd;
}

static size_t path_write(uint16_t *path, unsigned number)
{
    char text[64];
    size_t length = (size_t)snprintf(text, sizeof text, "\\Sessions\\1\\BaseNamedObjects\\object %u", number);
    for (size_t i = 0; i < length; i++) path[i] = (uint8_t)text[i];
    return length;
}

static void names_make(int segment)
{
    int fd = greeted(0);
    struct flock lines = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = LOCKS_AT, .l_len = MANY_LINES};
    if (fcntl(segment, F_OFD_SETLK, &lines)) die("lock");
    for (unsigned i = 1; i <= NAMES; i++) {
        struct wire_out out;
        uint16_t path[64];
        struct protocol_name_create_ask ask = {.line = i, .type = 3, .path = path, .object = -1};
        ask.path_length = (uint16_t)path_write(path, i);
        if (send(fd, packet, protocol_name_create_ask_put(&out, packet, sizeof packet, i, &ask), 0) < 0) die("send");
        receive(fd, packet);
    }
    close(fd);
}

/* Asks until told to stop; how often it was answered. */
static void client(unsigned which, volatile int *stop, uint64_t *answered)
{
    int fd = greeted(which);
    uint16_t path[64];
    uint64_t asked = 0, done = 0;
    while (!*stop || done < asked) {
        while (!*stop && asked - done < UNDER_WAY) {
            struct wire_out out;
            struct protocol_name_open_ask ask = {.type = 3, .path = path};
            ask.path_length = (uint16_t)path_write(path, (unsigned)(asked * 7 + which) % NAMES + 1);
            if (send(fd, packet, protocol_name_open_ask_put(&out, packet, sizeof packet, 1, &ask), 0) < 0) die("send");
            asked++;
        }
        if (done == asked) break;
        struct wire_header header;
        struct wire_in in;
        struct protocol_name_open_answer answer;
        size_t length = receive(fd, packet);
        if (!wire_in_begin(&in, packet, length, NULL, 0, &header) || header.status ||
            !protocol_name_open_answer_get(&in, &header, &answer))
            die("answer");
        done++;
    }
    *answered = done;
}

static void throughput(void)
{
    struct shared {
        volatile int stop;
        uint64_t answered[CLIENTS];
    } *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    uint64_t all = 0;
    double from = now_ns();
    for (unsigned i = 0; i < CLIENTS; i++)
        if (!fork()) {
            client(i, &shared->stop, &shared->answered[i]);
            _exit(0);
        }
    usleep((useconds_t)(bench_ns / 1e3));
    shared->stop = 1;
    for (unsigned i = 0; i < CLIENTS; i++) wait(NULL);
    double spent = now_ns() - from;
    for (unsigned i = 0; i < CLIENTS; i++) all += shared->answered[i];
    report("broker.request", spent / (double)all, "ns");
}

/* One request, and its answer waited for: one that asks for nothing, a new name, and one of many. */
static void round_trip(void)
{
    int fd = greeted(1);
    unsigned number = NAMES;
    uint16_t path[64];
    BENCH("broker.round_trip", {
        struct wire_out out;
        struct protocol_name_path_ask ask = {.id = 1};
        if (send(fd, packet, protocol_name_path_ask_put(&out, packet, sizeof packet, 1, &ask), 0) < 0) die("send");
        receive(fd, packet);
    });
    BENCH("broker.name_create", {
        struct wire_out out;
        struct protocol_name_create_ask ask = {.line = ++number % MANY_LINES, .type = 3, .path = path, .object = -1};
        ask.path_length = (uint16_t)path_write(path, number);
        if (send(fd, packet, protocol_name_create_ask_put(&out, packet, sizeof packet, number, &ask), 0) < 0)
            die("send");
        receive(fd, packet);
    });
    BENCH("broker.name_open", {
        struct wire_out out;
        struct protocol_name_open_ask ask = {.type = 3, .path = path};
        ask.path_length = (uint16_t)path_write(path, ++number % NAMES + 1);
        if (send(fd, packet, protocol_name_open_ask_put(&out, packet, sizeof packet, number, &ask), 0) < 0) die("send");
        receive(fd, packet);
    });
    close(fd);
}

/* The same bytes to and fro, with nothing done for them. */
static void native(void)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair)) die("socketpair");
    pid_t child = fork();
    if (!child) {
        char bytes[64];
        close(pair[0]);
        while (recv(pair[1], bytes, 24, 0) > 0)
            if (send(pair[1], bytes, 20, 0) < 0) break;
        _exit(0);
    }
    close(pair[1]);
    BENCH("broker.native_round_trip", {
        char bytes[64] = {0};
        if (send(pair[0], bytes, 24, 0) < 0 || recv(pair[0], bytes, sizeof bytes, 0) < 0) die("ping-pong");
    });
    close(pair[0]);
    waitpid(child, NULL, 0);
}

static void memory(pid_t broker)
{
    char path[64], line[256];
    double kib = 0;
    for (uint32_t i = 0; i < 2 * MANY; i++) greeted(i);
    snprintf(path, sizeof path, "/proc/%d/status", (int)broker);
    FILE *status = fopen(path, "r");
    while (status && fgets(line, sizeof line, status)) sscanf(line, "VmRSS: %lf", &kib);
    report("broker.rss", kib / 1024, "MiB");
}

int main(int argc, char **argv)
{
    const char *program = getenv("BROKER");
    char path[128];
    bench_init(1, argv);
    if (argc != 2 || !program || (size_t)snprintf(folder, sizeof folder, "%s", argv[1]) >= sizeof folder ||
        chmod(folder, 0700))
        die("BROKER and an empty folder");
    snprintf(path, sizeof path, "%s/segment", folder);
    int segment = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (segment < 0 || ftruncate(segment, SEGMENT_SIZE)) die("segment");
    pid_t broker = fork();
    if (!broker) {
        execl(program, program, "--foreground", folder, (char *)NULL);
        die("exec");
    }
    snprintf(path, sizeof path, "%s/broker", folder);
    while (access(path, F_OK)) usleep(1000);
    usleep(10000);
    int stays = greeted(0);
    names_make(segment);
    throughput();
    round_trip();
    native();
    memory(broker);
    close(stays);
    kill(broker, SIGTERM);
    waitpid(broker, NULL, 0);
    return 0;
}
