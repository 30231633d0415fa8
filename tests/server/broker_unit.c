/* SPDX-License-Identifier: MIT */
/* The broker as its clients see it: started once however many want it, gone when nobody is there, undisturbed by who
 * lies, and followed by another one where it dies. */
#include "linux/broker.h"
#include "linux/presence.h"
#include "nt.h"
#include "nt_status.h"
#include "protocol.h"
#include "server/house.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

static char home[] = "/tmp/metic-broker-XXXXXX", prefix[64], runtime[64], folder[160], program[PATH_MAX], reason[200];

static int setup(void **state)
{
    (void)state;
    struct stat info;
    const char *build = getenv("BUILD");
    if (!mkdtemp(home)) return -1;
    snprintf(program, sizeof program, "%s/bin/%s/metic-broker", build ? build : ".", METIC_RELATIVE_LIBEXEC);
    broker_program(realpath(program, NULL));
    snprintf(prefix, sizeof prefix, "%s/prefix", home);
    snprintf(runtime, sizeof runtime, "%s/run", home);
    if (mkdir(prefix, 0700) || mkdir(runtime, 0700) || setenv("XDG_RUNTIME_DIR", runtime, 1) || stat(prefix, &info))
        return -1;
    snprintf(folder, sizeof folder, "%s/metic/%llx-%llx", runtime, (unsigned long long)info.st_dev,
             (unsigned long long)info.st_ino);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", home);
    return system(command);
}

/* ---- what can be seen of it ---- */

/* The brokers of our folder; one of them in *pid. */
static int brokers(pid_t *pid)
{
    int count = 0;
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; (entry = readdir(processes));) {
        char path[300], line[400] = "";
        snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
        int fd = entry->d_name[0] >= '0' && entry->d_name[0] <= '9' ? open(path, O_RDONLY) : -1;
        if (fd < 0) continue;
        ssize_t length = read(fd, line, sizeof line - 1);
        close(fd);
        if (length <= 0 || strcmp(line, "metic-broker")) continue;
        for (ssize_t i = 0; i < length; i++)
            if (!line[i]) line[i] = ' ';
        if (!strstr(line, folder)) continue;
        *pid = atoi(entry->d_name);
        count++;
    }
    closedir(processes);
    return count;
}

/* The one broker there is, when those that were killed have gone; -1: not one. */
static pid_t one_broker(void)
{
    pid_t pid = -1;
    for (int i = 0; i < 200; i++) {
        if (brokers(&pid) == 1) return pid;
        house_pause(10);
    }
    return -1;
}

static int descriptors_of(pid_t pid)
{
    char path[64];
    int count = -2; /* . and .. */
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    DIR *open = opendir(path);
    if (!open) return -1;
    while (readdir(open)) count++;
    closedir(open);
    return count;
}

static bool log_has(const char *words)
{
    char path[200], text[8192];
    snprintf(path, sizeof path, "%s/broker.log", folder);
    int fd = open(path, O_RDONLY);
    ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    text[length > 0 ? length : 0] = 0;
    return strstr(text, words);
}

/* Within a second and what a busy machine adds: have the runtime folder and the broker gone? */
static bool nothing_is_left(void)
{
    pid_t pid;
    bool empty = false;
    for (int i = 0; i < 100; i++) {
        if (!empty) empty = !rmdir(runtime) && !mkdir(runtime, 0700);
        if (empty && brokers(&pid) == 0) return true;
        house_pause(20);
    }
    return false;
}

static uint32_t enter(void)
{
    uint32_t slot = 0;
    assert_int_equal(presence_take(prefix, "/bin/program.exe", 0, reason, sizeof reason), PRESENCE_TAKEN);
    presence_segment(&slot);
    broker_init(folder, slot);
    return slot;
}

static void leave(void)
{
    broker_leave();
    presence_leave();
}

static int own_segment(void)
{
    char path[200];
    snprintf(path, sizeof path, "%s/segment", folder);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static int32_t create(const char *path, uint32_t line, uint32_t flags, struct broker_object *found)
{
    struct house_text text = house_text(path);
    struct broker_path way = {.text = text.text, .length = text.length, .flags = flags};
    struct broker_object object = {.line = line, .generation = 7, .type = NAME_EVENT, .fd = -1};
    return broker_name_create(&way, &object, found);
}

static int32_t find(const char *path, struct broker_object *found)
{
    struct house_text text = house_text(path);
    struct broker_path way = {.text = text.text, .length = text.length};
    return broker_name_open(&way, NAME_ANY, found);
}

/* ---- its life ---- */

static void the_first_request_starts_it_and_the_last_process_ends_it(void **state)
{
    (void)state;
    struct broker_object found;
    pid_t pid = 0;
    enter();
    assert_int_equal(brokers(&pid), 0);
    int segment = own_segment();
    house_line_make(segment, 1, 7);
    assert_int_equal(find("\\BaseNamedObjects\\a", &found), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_int_equal(brokers(&pid), 1);
    assert_int_equal(create("\\BaseNamedObjects\\a", 1, 0, &found), STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\a", &found), STATUS_SUCCESS);
    assert_int_equal(found.line, 1);
    assert_int_equal(brokers(&pid), 1);
    assert_int_not_equal(getpgid(pid), getpgid(0));
    close(segment);
    leave();
    assert_true(nothing_is_left());
}

static void it_has_nothing_that_was_inherited(void **state)
{
    (void)state;
    struct broker_object found;
    pid_t pid = 0;
    int tube[2];
    enter();
    assert_int_equal(pipe(tube), 0); /* not close-on-exec */
    int high = fcntl(tube[1], F_DUPFD, 200);
    find("\\BaseNamedObjects\\a", &found);
    assert_int_equal(brokers(&pid), 1);
    for (int i = 0; i < 3; i++) {
        char path[64], to[64] = "";
        snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)pid, i);
        assert_true(readlink(path, to, sizeof to - 1) > 0);
        assert_string_equal(to, "/dev/null");
    }
    close(tube[1]);
    close(high);
    char byte;
    struct pollfd end = {.fd = tube[0], .events = POLLIN};
    assert_int_equal(poll(&end, 1, 1000), 1);
    assert_int_equal(read(tube[0], &byte, 1), 0); /* nobody else could write */
    close(tube[0]);
    leave();
    assert_true(nothing_is_left());
}

static void many_first_requests_make_one(void **state)
{
    (void)state;
    enum { MANY = 100 };
    struct broker_object found;
    pid_t children[MANY], pid = 0;
    int gate[2], wrong = 0;
    assert_int_equal(pipe(gate), 0);
    for (int i = 0; i < MANY; i++)
        if (!(children[i] = fork())) {
            char byte;
            close(gate[1]);
            enter();
            if (read(gate[0], &byte, 1) != 0) _exit(2);
            int32_t status = find("\\BaseNamedObjects\\none", &found);
            _exit(status == STATUS_OBJECT_NAME_NOT_FOUND ? 0 : 3);
        }
    enter();
    close(gate[1]);
    for (int i = 0; i < MANY; i++) {
        int status;
        waitpid(children[i], &status, 0);
        wrong += status != 0;
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(brokers(&pid), 1);
    close(gate[0]);
    leave();
    assert_true(nothing_is_left());
}

static void it_can_be_told_to_stay(void **state)
{
    (void)state;
    pid_t pid = 0, again = 0;
    enter();
    assert_int_equal(broker_keep(true, false), STATUS_CONNECTION_REFUSED);
    assert_int_equal(brokers(&pid), 0);
    assert_int_equal(broker_keep(true, true), STATUS_SUCCESS);
    assert_int_equal(brokers(&pid), 1);
    leave();
    house_pause(700);
    assert_int_equal(brokers(&again), 1);
    assert_int_equal(again, pid);
    /* the segment went with the last process: there is a new one, and the same broker looks at it */
    enter();
    struct broker_object found;
    int segment = own_segment();
    house_line_make(segment, 1, 7);
    assert_int_equal(create("\\BaseNamedObjects\\a", 1, 0, &found), STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\a", &found), STATUS_SUCCESS);
    assert_int_equal(brokers(&again), 1);
    assert_int_equal(again, pid);
    assert_int_equal(broker_keep(false, false), STATUS_SUCCESS);
    close(segment);
    leave();
    assert_true(nothing_is_left());
}

/* ---- names across processes ---- */

static void a_name_goes_with_the_process_that_had_it(void **state)
{
    (void)state;
    struct broker_object found;
    int ready[2];
    char byte = 0;
    pid_t pid = 0;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ready), 0);
    pid_t child = fork();
    if (!child) {
        struct house_text text = house_text("\\BaseNamedObjects\\section");
        struct broker_path way = {.text = text.text, .length = text.length};
        struct broker_object object = {.line = 5, .generation = 7, .type = NAME_SECTION, .payload_size = 4};
        if (read(ready[1], &byte, 1) != 1) _exit(1);
        enter();
        int mine = own_segment();
        house_line_make(mine, 5, 7);
        memcpy(object.payload, "four", 4);
        object.fd = memfd_create("section", MFD_CLOEXEC);
        if (write(object.fd, "content", 7) != 7) _exit(2);
        byte = broker_name_create(&way, &object, &found) == STATUS_SUCCESS ? 'y' : 'n';
        if (write(ready[1], &byte, 1) == 1) pause();
        _exit(1);
    }
    enter();
    find("\\BaseNamedObjects\\warm", &found);
    house_pause(100); /* our second connection */
    assert_int_equal(brokers(&pid), 1);
    int before = descriptors_of(pid);
    assert_int_equal(write(ready[0], &byte, 1), 1);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_int_equal(find("\\BaseNamedObjects\\section", &found), STATUS_SUCCESS);
    char text[8] = "";
    assert_int_equal(pread(found.fd, text, 7, 0), 7);
    assert_string_equal(text, "content");
    close(found.fd);
    assert_int_equal(found.payload_size, 4);
    assert_memory_equal(found.payload, "four", 4);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(find("\\BaseNamedObjects\\section", &found), STATUS_OBJECT_NAME_NOT_FOUND);
    for (int i = 0; i < 100 && descriptors_of(pid) != before; i++) house_pause(10);
    assert_int_equal(descriptors_of(pid), before);
    close(ready[0]);
    close(ready[1]);
    leave();
    assert_true(nothing_is_left());
}

static void another_follows_one_that_was_killed(void **state)
{
    (void)state;
    struct broker_object found, folder_found;
    struct house_text inner = house_text("inner"), target = house_text("\\BaseNamedObjects\\kept"),
                      link = house_text("\\BaseNamedObjects\\link"), folder_path = house_text("\\folder");
    pid_t pid = 0, next = 0;
    char text[8] = "";
    enter();
    int segment = own_segment();
    for (uint32_t i = 1; i < 9; i++) house_line_make(segment, i, 7);
    assert_int_equal(create("\\BaseNamedObjects\\kept", 1, NAME_OPEN_IF, &found), STATUS_SUCCESS);
    /* a directory, something in it by its id, a link, a section, a permanent name, one that was given up */
    struct broker_object object = {.line = 2, .generation = 7, .type = NAME_DIRECTORY, .fd = -1};
    struct broker_path path = {.text = folder_path.text, .length = folder_path.length};
    assert_int_equal(broker_name_create(&path, &object, &folder_found), STATUS_SUCCESS);
    object = (struct broker_object){.line = 3, .generation = 7, .type = NAME_EVENT, .fd = -1};
    path = (struct broker_path){.root = folder_found.id, .text = inner.text, .length = inner.length};
    assert_int_equal(broker_name_create(&path, &object, &found), STATUS_SUCCESS);
    object = (struct broker_object){.line = 4, .generation = 7, .type = NAME_SYMBOLIC_LINK, .fd = -1};
    path = (struct broker_path){.text = link.text, .length = link.length};
    assert_int_equal(broker_link_create(&path, &object, target.text, target.length, &found), STATUS_SUCCESS);
    object = (struct broker_object){.line = 5, .generation = 7, .type = NAME_SECTION, .payload_size = 3};
    object.fd = memfd_create("section", MFD_CLOEXEC);
    memcpy(object.payload, "abc", 3);
    assert_int_equal(write(object.fd, "content", 7), 7);
    struct house_text section = house_text("\\BaseNamedObjects\\section");
    path = (struct broker_path){.text = section.text, .length = section.length};
    assert_int_equal(broker_name_create(&path, &object, &found), STATUS_SUCCESS);
    close(object.fd);
    assert_int_equal(create("\\BaseNamedObjects\\permanent", 6, 0, &found), STATUS_SUCCESS);
    assert_int_equal(broker_name_permanent(found.id, true), STATUS_SUCCESS);
    assert_int_equal(create("\\BaseNamedObjects\\given up", 7, 0, &found), STATUS_SUCCESS);
    broker_name_gone(7, 7);
    assert_int_equal(create("\\BaseNamedObjects\\kept", 8, 0, &found), STATUS_OBJECT_NAME_COLLISION);

    for (int i = 0; i < 20; i++) {
        size_t length;
        assert_true((pid = one_broker()) > 0);
        kill(pid, SIGKILL);
        switch (i % 4) { /* who asks first is another one each time */
        case 0: assert_int_equal(find("\\BaseNamedObjects\\other", &found), STATUS_OBJECT_NAME_NOT_FOUND); break;
        case 1:
            path = (struct broker_path){.root = folder_found.id, .text = inner.text, .length = inner.length};
            assert_int_equal(broker_name_open(&path, NAME_EVENT, &found), STATUS_SUCCESS);
            assert_int_equal(found.line, 3);
            break;
        case 2:
            assert_int_equal(broker_name_path(folder_found.id, inner.text + 100, 100, &length), STATUS_SUCCESS);
            assert_int_equal(length, folder_path.length);
            break;
        case 3: /* it comes by itself */
            for (int k = 0; k < 200 && (brokers(&next) != 1 || next == pid); k++) house_pause(10);
            break;
        }
        next = one_broker();
        assert_true(next > 0 && next != pid);
        assert_int_equal(find("\\BaseNamedObjects\\kept", &found), STATUS_SUCCESS);
        assert_int_equal(found.line, 1);
        assert_int_equal(find("\\BaseNamedObjects\\link", &found), STATUS_SUCCESS);
        assert_int_equal(found.line, 1);
        assert_int_equal(find("\\folder\\inner", &found), STATUS_SUCCESS);
        assert_int_equal(find("\\BaseNamedObjects\\section", &found), STATUS_SUCCESS);
        assert_memory_equal(found.payload, "abc", 3);
        assert_int_equal(pread(found.fd, text, 7, 0), 7);
        assert_string_equal(text, "content");
        close(found.fd);
        assert_int_equal(find("\\BaseNamedObjects\\given up", &found), STATUS_OBJECT_NAME_NOT_FOUND);
    }
    int before = descriptors_of(getpid());
    broker_name_gone(5, 7);
    assert_int_equal(descriptors_of(getpid()), before - 1);
    /* it holds the permanent name for us, since it was told so */
    house_line_drop(segment, 6);
    assert_int_equal(find("\\BaseNamedObjects\\permanent", &found), STATUS_SUCCESS);
    close(segment);
    leave();
    assert_true(nothing_is_left());
}

static void who_left_without_a_broker_is_not_waited_for(void **state)
{
    (void)state;
    struct broker_object found;
    pid_t pid = 0;
    enter();
    int segment = own_segment();
    /* a slot whose process had a broker, and is stopped */
    assert_true(house_lock(segment, SERVICES_AT + 9000, F_WRLCK));
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    assert_int_equal(find("\\BaseNamedObjects\\a", &found), STATUS_OBJECT_NAME_NOT_FOUND);
    clock_gettime(CLOCK_MONOTONIC, &to);
    assert_true((to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000 >= 900);
    assert_true(log_has("1 processes have not told"));
    assert_int_equal(brokers(&pid), 1);
    close(segment);
    leave();
    assert_true(nothing_is_left());
}

static void without_a_folder_there_is_none(void **state)
{
    (void)state;
    struct broker_object found;
    broker_init("/nonexistent/folder", 3);
    assert_int_equal(find("\\BaseNamedObjects\\a", &found), STATUS_CONNECTION_REFUSED);
    assert_int_equal(create("\\BaseNamedObjects\\a", 1, 0, &found), STATUS_CONNECTION_REFUSED);
    broker_name_gone(1, 7);
    broker_leave();
    struct house_text text = {.length = NAME_LENGTH + 1};
    struct broker_path way = {.text = text.text, .length = text.length};
    assert_int_equal(broker_name_open(&way, NAME_ANY, &found), STATUS_NAME_TOO_LONG);
}

/* ---- what processes ask of each other ---- */

enum { OP_ECHO, OP_FILE, OP_COUNT, OP_DIE, OP_WAIT };

static int32_t serve(const struct broker_order *order, struct broker_order *answer)
{
    static uint32_t times;
    memcpy(answer->data, order->data, answer->size = order->size);
    switch (order->op) {
    case OP_ECHO: return STATUS_SUCCESS;
    case OP_FILE:
        answer->fd = memfd_create("answer", MFD_CLOEXEC);
        if (order->fd < 0 || write(answer->fd, "from ", 5) != 5) return STATUS_UNSUCCESSFUL;
        char text[16];
        ssize_t length = pread(order->fd, text, sizeof text, 0);
        close(order->fd);
        return length > 0 && write(answer->fd, text, (size_t)length) == length ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
    case OP_COUNT:
        times++;
        memcpy(answer->data, &times, answer->size = sizeof times);
        return STATUS_WAIT_1;
    case OP_DIE: _exit(9);
    case OP_WAIT: house_pause(6000); return STATUS_SUCCESS;
    default: return STATUS_NOT_IMPLEMENTED;
    }
}

/* A process that serves, until it is ended; before anybody enters. */
static pid_t server_start(int *control)
{
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    pid_t child = fork();
    if (!child) {
        uint32_t slot;
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves nobody */
        close(pair[0]);
        slot = enter();
        broker_on_order(serve);
        if (broker_serve() != STATUS_SUCCESS) _exit(1);
        house_pause(200);
        if (write(pair[1], &slot, sizeof slot) == sizeof slot) pause();
        _exit(2);
    }
    close(pair[1]);
    *control = pair[0];
    return child;
}

static void a_process_answers_another(void **state)
{
    (void)state;
    int control;
    uint32_t slot = 0;
    pid_t pid = 0, child = server_start(&control);
    enter();
    assert_int_equal(read(control, &slot, sizeof slot), sizeof slot);
    struct broker_order answer,
        order = {.slot = slot, .process = (uint32_t)child, .op = OP_ECHO, .size = BROKER_ORDER_DATA, .fd = -1};
    for (size_t i = 0; i < sizeof order.data; i++) order.data[i] = (uint8_t)(i * 7);
    assert_int_equal(broker_forward(&order, &answer), STATUS_SUCCESS);
    assert_int_equal(answer.size, BROKER_ORDER_DATA);
    assert_memory_equal(answer.data, order.data, sizeof order.data);
    assert_int_equal(answer.fd, -1);
    order.op = 1000;
    assert_int_equal(broker_forward(&order, &answer), STATUS_NOT_IMPLEMENTED);

    /* descriptors there and back, which nobody keeps */
    assert_int_equal(brokers(&pid), 1);
    int before[2] = {descriptors_of(child), descriptors_of(pid)};
    char text[16] = "";
    order.op = OP_FILE;
    order.fd = memfd_create("question", MFD_CLOEXEC);
    assert_int_equal(write(order.fd, "me", 2), 2);
    for (int i = 0; i < 50; i++) {
        assert_int_equal(broker_forward(&order, &answer), STATUS_SUCCESS);
        assert_int_equal(pread(answer.fd, text, sizeof text, 0), 7);
        assert_string_equal(text, "from me");
        close(answer.fd);
    }
    /* who has sent closes afterwards */
    for (int i = 0; i < 500 && (descriptors_of(child) != before[0] || descriptors_of(pid) != before[1]); i++)
        house_pause(10);
    assert_int_equal(descriptors_of(child), before[0]);
    assert_int_equal(descriptors_of(pid), before[1]);
    close(order.fd);
    order.fd = -1;

    /* each question once, whatever becomes of the broker */
    order.op = OP_COUNT;
    for (uint32_t i = 1; i <= 10; i++) {
        uint32_t times = 0;
        if (i % 2) assert_true((pid = one_broker()) > 0);
        if (i % 2) kill(pid, SIGKILL);
        assert_int_equal(broker_forward(&order, &answer), STATUS_WAIT_1);
        memcpy(&times, answer.data, sizeof times);
        assert_int_equal(times, i);
    }

    order.process++;
    assert_int_equal(broker_forward(&order, &answer), STATUS_PORT_DISCONNECTED);
    order.process = 0;
    order.op = OP_DIE;
    assert_int_equal(broker_forward(&order, &answer), STATUS_PROCESS_IS_TERMINATING);
    assert_int_equal(broker_forward(&order, &answer), STATUS_PORT_DISCONNECTED);
    waitpid(child, NULL, 0);
    close(control);
    leave();
    assert_true(nothing_is_left());
}

static void who_does_not_answer_keeps_nobody_else_waiting(void **state)
{
    (void)state;
    int control[2];
    uint32_t slots[2];
    pid_t children[2] = {server_start(&control[0]), server_start(&control[1])};
    int done[2];
    assert_int_equal(pipe(done), 0);
    pid_t patient = fork();
    if (!patient) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        uint32_t slot;
        struct broker_order answer, order = {.op = OP_WAIT, .fd = -1};
        enter();
        if (read(done[0], &slot, sizeof slot) != sizeof slot) _exit(1);
        order.slot = slot;
        _exit(broker_forward(&order, &answer) == STATUS_IO_TIMEOUT ? 0 : 2);
    }
    enter();
    for (int i = 0; i < 2; i++) assert_int_equal(read(control[i], &slots[i], sizeof *slots), sizeof *slots);
    assert_int_equal(write(done[1], &slots[0], sizeof *slots), sizeof *slots);
    house_pause(100);
    struct broker_order answer, order = {.slot = slots[1], .op = OP_ECHO, .fd = -1};
    for (int i = 0; i < 1000; i++) assert_int_equal(broker_forward(&order, &answer), STATUS_SUCCESS);
    int status;
    assert_int_equal(waitpid(patient, &status, WNOHANG), 0);
    waitpid(patient, &status, 0);
    assert_int_equal(status, 0);
    for (int i = 0; i < 2; i++) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
        close(control[i]);
        close(done[i]);
    }
    leave();
    assert_true(nothing_is_left());
}

/* ---- those who lie ---- */

static int stranger(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    assert_true(strlen(folder) + sizeof "/broker" <= sizeof at.sun_path);
    strcat(strcpy(at.sun_path, folder), "/broker");
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

/* Is the connection ended within a second? */
static bool is_ended(int fd)
{
    char bytes[PROTOCOL_LARGEST];
    struct pollfd end = {.fd = fd, .events = POLLIN};
    while (poll(&end, 1, 1000) == 1)
        if (recv(fd, bytes, sizeof bytes, 0) <= 0) return true;
    return false;
}

static size_t hello(uint8_t *packet, size_t room)
{
    struct wire_out out;
    struct protocol_hello_ask ask = {.version = PROTOCOL_VERSION, .slot = 77};
    return protocol_hello_ask_put(&out, packet, room, 1, &ask);
}

static int greeted_stranger(void)
{
    _Alignas(8) uint8_t packet[256];
    int fd = stranger();
    size_t length = hello(packet, sizeof packet);
    assert_int_equal(send(fd, packet, length, 0), length);
    assert_true(recv(fd, packet, sizeof packet, 0) > 0);
    return fd;
}

static void send_with(int fd, const void *bytes, size_t length, int passed)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {{0}};
    struct iovec part = {(void *)bytes, length};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    control.header =
        (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
    memcpy(CMSG_DATA(&control.header), &passed, sizeof passed);
    assert_int_equal(sendmsg(fd, &message, 0), length);
}

static void who_lies_is_disconnected_and_nobody_else(void **state)
{
    (void)state;
    _Alignas(8) uint8_t good[256], packet[8192] = {0};
    struct wire_out out;
    struct broker_object found;
    pid_t pid = 0;
    enter();
    find("\\BaseNamedObjects\\a", &found);
    assert_int_equal(brokers(&pid), 1);
    house_pause(100); /* our second connection */
    int before = descriptors_of(pid);
    size_t length = hello(good, sizeof good);

    /* before hello */
    struct protocol_name_path_ask path = {.id = 1};
    size_t asked = protocol_name_path_ask_put(&out, packet, sizeof packet, 1, &path);
    int fd = stranger();
    assert_int_equal(send(fd, packet, asked, 0), asked);
    assert_true(is_ended(fd));
    close(fd);
    assert_true(log_has("it does not say hello first"));
    fd = greeted_stranger();
    assert_int_equal(send(fd, good, length, 0), length);
    assert_true(is_ended(fd));
    close(fd);
    assert_true(log_has("(slot 77) was disconnected: it says hello twice"));

    /* cut off at each length, and with something behind */
    for (size_t i = 1; i <= length + 8; i++) {
        if (i == length) continue;
        fd = stranger();
        memset(packet, 0, sizeof packet);
        memcpy(packet, good, length);
        assert_int_equal(send(fd, packet, i, 0), i);
        assert_true(is_ended(fd));
        close(fd);
        if (i < 16) continue;
        fd = stranger(); /* and says so itself */
        memcpy(packet + 12, &(uint32_t){(uint32_t)i}, 4);
        assert_int_equal(send(fd, packet, i, 0), i);
        assert_true(is_ended(fd));
        close(fd);
    }
    assert_true(log_has("a message's length or descriptors are not as it says"));
    assert_true(log_has("a message is malformed"));

    /* too long, empty, of no kind, with descriptors that it does not have */
    fd = greeted_stranger();
    assert_int_equal(send(fd, packet, sizeof packet, 0), sizeof packet);
    assert_true(is_ended(fd));
    close(fd);
    assert_true(log_has("a message is too long"));
    fd = greeted_stranger();
    assert_int_equal(send(fd, packet, 0, 0), 0);
    assert_true(is_ended(fd));
    close(fd);
    assert_true(log_has("an empty message"));
    fd = greeted_stranger();
    struct wire_header header = {.kind = PROTOCOL_HELLO_ANSWER, .length = sizeof header};
    assert_int_equal(send(fd, &header, sizeof header, 0), sizeof header);
    assert_true(is_ended(fd));
    close(fd);
    assert_true(log_has("of no kind that a process may send"));
    fd = greeted_stranger();
    send_with(fd, packet, asked, fd);
    assert_true(is_ended(fd));
    close(fd);

    /* answers to what nobody asked, and another's place */
    fd = greeted_stranger();
    struct protocol_serve_done done = {.object = -1};
    size_t answered = protocol_serve_done_put(&out, good, sizeof good, 5, STATUS_SUCCESS, &done);
    assert_int_equal(send(fd, good, answered, 0), answered);
    assert_true(is_ended(fd));
    close(fd);
    assert_true(log_has("it answers what it was not asked"));

    /* lengths and bounds within: each byte of a good message turned over */
    struct house_text text = house_text("\\BaseNamedObjects\\b");
    struct protocol_name_create_ask ask = {.line = 3,
                                           .generation = 7,
                                           .type = NAME_EVENT,
                                           .path = text.text,
                                           .path_length = (uint16_t)text.length,
                                           .object = -1};
    asked = protocol_name_create_ask_put(&out, packet, sizeof packet, 9, &ask);
    assert_true(asked > 0);
    for (size_t i = 0; i < asked; i++) {
        fd = greeted_stranger();
        packet[i] ^= 0xff;
        assert_int_equal(send(fd, packet, asked, 0), asked);
        packet[i] ^= 0xff;
        close(fd);
    }

    /* nobody noticed anything, and all was given back */
    assert_int_equal(find("\\BaseNamedObjects\\a", &found), STATUS_OBJECT_NAME_NOT_FOUND);
    pid_t again = 0;
    assert_int_equal(brokers(&again), 1);
    assert_int_equal(again, pid);
    for (int i = 0; i < 100 && descriptors_of(pid) > before; i++) house_pause(10);
    assert_int_equal(descriptors_of(pid), before);
    leave();
    assert_true(nothing_is_left());
}

static void values_that_make_no_sense_get_a_status(void **state)
{
    (void)state;
    struct broker_object found;
    pid_t pid = 0;
    int tube[2];
    enter();
    assert_int_equal(create("\\BaseNamedObjects\\a", 0, 0, &found), STATUS_INVALID_PARAMETER);
    assert_int_equal(create("\\BaseNamedObjects\\a", SEGMENT_LINES, 0, &found), STATUS_INVALID_PARAMETER);
    assert_int_equal(create("\\BaseNamedObjects\\a", UINT32_MAX, 0, &found), STATUS_INVALID_PARAMETER);
    struct house_text text = house_text("\\BaseNamedObjects\\a");
    struct broker_path way = {.text = text.text, .length = text.length};
    struct broker_object object = {.line = 1, .generation = 7, .type = NAME_SECTION};
    assert_int_equal(pipe(tube), 0);
    object.fd = tube[0];
    assert_int_equal(broker_name_create(&way, &object, &found), STATUS_INVALID_PARAMETER);
    close(tube[0]);
    close(tube[1]);
    /* the name of a line that nobody holds is no name */
    assert_int_equal(create("\\BaseNamedObjects\\dead", 2, 0, &found), STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\dead", &found), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_int_equal(broker_name_permanent(99, true), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_int_equal(brokers(&pid), 1);
    leave();
    assert_true(nothing_is_left());
}

static void who_does_not_read_is_disconnected(void **state)
{
    (void)state;
    _Alignas(8) uint8_t packet[256];
    struct wire_out out;
    struct broker_object found;
    enter();
    find("\\BaseNamedObjects\\a", &found);
    int fd = greeted_stranger();
    struct protocol_name_path_ask path = {.id = 1};
    size_t asked = protocol_name_path_ask_put(&out, packet, sizeof packet, 1, &path);
    ssize_t sent = 0;
    for (int i = 0; i < 100000 && sent >= 0; i++) {
        sent = send(fd, packet, asked, MSG_NOSIGNAL);
        if (i % 1000 == 0) assert_int_equal(find("\\BaseNamedObjects\\a", &found), STATUS_OBJECT_NAME_NOT_FOUND);
    }
    assert_int_equal(sent, -1);
    assert_true(errno == EPIPE || errno == ECONNRESET);
    assert_true(log_has("it does not read its answers"));
    close(fd);
    leave();
    assert_true(nothing_is_left());
}

static void the_log_has_a_bound(void **state)
{
    (void)state;
    struct broker_object found;
    struct stat info;
    char path[200];
    enter();
    find("\\BaseNamedObjects\\a", &found);
    for (int i = 0; i < 2000; i++) {
        int fd = greeted_stranger();
        assert_int_equal(send(fd, "nonsense", 8, 0), 8);
        close(fd);
    }
    assert_int_equal(find("\\BaseNamedObjects\\a", &found), STATUS_OBJECT_NAME_NOT_FOUND);
    snprintf(path, sizeof path, "%s/broker.log", folder);
    assert_int_equal(stat(path, &info), 0);
    assert_true(info.st_size > 60000 && info.st_size < 66000);
    assert_int_equal(info.st_mode & 0777, 0600);
    leave();
    assert_true(nothing_is_left());
}

/* In a process of its own, whose limit the broker inherits. */
static int crowd(void)
{
    enum { MANY = 80 };
    struct rlimit few = {40, 40};
    struct broker_object found;
    struct timespec from, to;
    int fds[MANY], away = 0;
    enter();
    if (fork() == 0) { /* who starts it has few; who comes has enough */
        if (setrlimit(RLIMIT_NOFILE, &few)) _exit(1);
        _exit(broker_keep(true, true) != STATUS_SUCCESS);
    }
    int status = 1;
    wait(&status);
    if (status) return 1;
    if (find("\\BaseNamedObjects\\a", &found) != STATUS_OBJECT_NAME_NOT_FOUND) return 2;
    house_pause(100);
    for (int i = 0; i < MANY; i++) fds[i] = stranger();
    for (int i = 0; i < MANY; i++) {
        _Alignas(8) uint8_t packet[256];
        size_t length = hello(packet, sizeof packet);
        away += send(fds[i], packet, length, MSG_NOSIGNAL) < 0 || recv(fds[i], packet, sizeof packet, 0) <= 0;
    }
    if (away < MANY - 40 || away == MANY) return 3;
    /* who was there is served, and nobody spins */
    pid_t pid = one_broker();
    clockid_t clock;
    if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &from)) return 4;
    house_pause(300);
    clock_gettime(clock, &to);
    if ((to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000 > 50) return 5;
    if (find("\\BaseNamedObjects\\a", &found) != STATUS_OBJECT_NAME_NOT_FOUND) return 6;
    if (!log_has("no descriptor is left")) return 7;
    for (int i = 0; i < MANY; i++) close(fds[i]);
    if (broker_keep(false, false) != STATUS_SUCCESS) return 8;
    leave();
    return 0;
}

static void who_comes_when_it_is_full_is_sent_away(void **state)
{
    (void)state;
    int status;
    pid_t child = fork();
    if (!child) _exit(crowd());
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    assert_true(nothing_is_left());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_request_starts_it_and_the_last_process_ends_it),
        cmocka_unit_test(it_has_nothing_that_was_inherited),
        cmocka_unit_test(many_first_requests_make_one),
        cmocka_unit_test(it_can_be_told_to_stay),
        cmocka_unit_test(a_name_goes_with_the_process_that_had_it),
        cmocka_unit_test(another_follows_one_that_was_killed),
        cmocka_unit_test(who_left_without_a_broker_is_not_waited_for),
        cmocka_unit_test(without_a_folder_there_is_none),
        cmocka_unit_test(a_process_answers_another),
        cmocka_unit_test(who_does_not_answer_keeps_nobody_else_waiting),
        cmocka_unit_test(who_lies_is_disconnected_and_nobody_else),
        cmocka_unit_test(values_that_make_no_sense_get_a_status),
        cmocka_unit_test(who_does_not_read_is_disconnected),
        cmocka_unit_test(the_log_has_a_bound),
        cmocka_unit_test(who_comes_when_it_is_full_is_sent_away),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
