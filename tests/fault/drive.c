/* SPDX-License-Identifier: MIT */
/* Kills at every FAULT(): `drive METIC VICTIM.EXE KILLS POINT...`, POINT `program:NAME` or `broker:NAME`, in an empty
 * folder with a runtime folder and prefix of its own.
 *
 * Three survivors work on the same objects as a victim, which is killed at the point; for a point of the broker it is
 * the broker that dies.  After each kill every survivor must end a round and stand still, and then: the lines in use
 * are those that were in use at the beginning, the broker has as many descriptors and threads as it had, and what a
 * wait for all took it took whole. */
#include "board.h"
#include "control.h"

#include "fault.h"
#include "segment.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    PATIENCE = 20000 /* ms: for whatever must happen, on however busy a machine */,
    ROUNDS_MOST = 5,
    RARELY = 60 /* ms */
};

static struct fault_control *control;
static struct board *board;
static const char *metic, *victim_exe;
static char board_name[600];
static pid_t survivors[SURVIVORS];
static int failed, numbered;
static int64_t longest;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

static void pause_for(long microseconds)
{
    struct timespec pause = {microseconds / 1000000, microseconds % 1000000 * 1000};
    nanosleep(&pause, NULL);
}

static void say(bool good, const char *what, const char *more)
{
    printf("%sok %d - %s%s%s\n", good ? "" : "not ", ++numbered, what, *more ? ": " : "", more);
    fflush(stdout);
    failed += !good;
}

static void *file_map(const char *path, size_t size)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, (off_t)size)) exit(1);
    void *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) exit(1);
    close(fd);
    return mapped;
}

static pid_t run(const char *how, const char *number, bool spared)
{
    pid_t child = fork();
    if (child < 0) exit(1);
    if (child) return child;
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, 0);
    if (spared) setenv("METIC_FAULTS_SPARED", "1", 1);
    setenv("METIC_QUIET", "1", 1);
    execl(metic, "metic", victim_exe, how, number ? number : board_name, number ? board_name : NULL, NULL);
    _exit(127);
}

/* ---- what is looked at ---- */

static int segment = -1;
static const char *memory;

static bool locked(off_t byte)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    return fcntl(segment, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

static void segment_open(void)
{
    glob_t found;
    if (glob("run/metic/*/segment", 0, NULL, &found) || found.gl_pathc != 1) exit(1);
    segment = open(found.gl_pathv[0], O_RDWR | O_CLOEXEC);
    globfree(&found);
    memory = mmap(NULL, SEGMENT_SIZE, PROT_READ, MAP_SHARED | MAP_NORESERVE, segment, 0);
    if (segment < 0 || memory == MAP_FAILED) exit(1);
}

static uint32_t pages_used(void)
{
    return atomic_load(&((const struct segment_state *)(memory + SEGMENT_STATE_AT))->used);
}

/* Of a line (nt/line.h). */
enum { LINE_KIND_AT = 8, LINE_FLAGS_AT = 20, LINE_SHARED = 2 };

/* Lines that stand for something: the own ones of the living, and shared ones that somebody holds. */
static int lines_in_use(void)
{
    const struct segment_page *pages = (const void *)(memory + SEGMENT_TABLE_AT);
    int count = 0;
    for (uint32_t page = 1, used = pages_used(); page < used; page++) {
        uint32_t owner = atomic_load(&pages[page].owner);
        bool live =
            owner && owner <= SEGMENT_SLOTS && locked(SEGMENT_SLOTS_AT + (off_t)(owner - 1) * SEGMENT_SLOT_SIZE);
        for (uint32_t i = 0; pages[page].use == SEGMENT_LINES_USE && i < SEGMENT_PAGE_LINES; i++) {
            uint32_t index = page * SEGMENT_PAGE_LINES + i, kind, flags;
            const char *line = memory + SEGMENT_LINES_AT + (size_t)index * SEGMENT_LINE_SIZE;
            memcpy(&kind, line + LINE_KIND_AT, sizeof kind);
            memcpy(&flags, line + LINE_FLAGS_AT, sizeof flags);
            if (kind && ((live && !(flags & LINE_SHARED)) || locked(LOCKS_AT + index))) count++;
        }
    }
    return count;
}

/* What lines that are held count as waiters, while nobody waits. */
static int waiters(void)
{
    const struct segment_page *pages = (const void *)(memory + SEGMENT_TABLE_AT);
    int count = 0;
    for (uint32_t index = SEGMENT_PAGE_LINES, end = pages_used() * SEGMENT_PAGE_LINES; index < end; index++) {
        uint32_t words[2];
        memcpy(words, memory + SEGMENT_LINES_AT + (size_t)index * SEGMENT_LINE_SIZE + LINE_KIND_AT, sizeof words);
        if (words[0] && pages[index / SEGMENT_PAGE_LINES].use == SEGMENT_LINES_USE && locked(LOCKS_AT + index))
            count += (int)words[1];
    }
    return count;
}

/* The broker of this folder; 0: none; -1: several. */
static pid_t broker(void)
{
    char here[512], path[320], text[1024];
    pid_t found = 0;
    DIR *processes = opendir("/proc");
    size_t length = getcwd(here, sizeof here) ? strlen(here) : 0;
    for (struct dirent *entry; processes && (entry = readdir(processes));) {
        pid_t pid = atoi(entry->d_name);
        if (pid <= 0) continue;
        snprintf(path, sizeof path, "/proc/%d/cmdline", pid);
        int fd = open(path, O_RDONLY);
        ssize_t got = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
        if (fd >= 0) close(fd);
        if (got <= 0 || strcmp(text, "metic-broker") != 0) continue;
        text[got] = 0;
        for (char *at = text; at < text + got; at += strlen(at) + 1)
            if (!strncmp(at, here, length) && at[length] == '/') found = found ? -1 : pid;
    }
    if (processes) closedir(processes);
    return found;
}

static int entries(pid_t pid, const char *what)
{
    char path[64];
    int count = 0;
    snprintf(path, sizeof path, "/proc/%d/%s", pid, what);
    DIR *folder = opendir(path);
    while (folder && readdir(folder)) count++;
    if (folder) closedir(folder);
    return count - 2;
}

static long resident(pid_t pid)
{
    char path[64];
    long pages = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", pid);
    FILE *file = fopen(path, "r");
    if (file && fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
    if (file) fclose(file);
    return pages * 4;
}

/* ---- the survivors ---- */

/* All stop at the end of a round that began after this call.  False: one does not get there. */
static bool stop(void)
{
    static int32_t number;
    int64_t began = now_ms();
    int32_t then[SURVIVORS];
    for (int i = 0; i < SURVIVORS; i++) then[i] = board->rounds[i];
    for (int i = 0; i < SURVIVORS; i++)
        while (board->rounds[i] - then[i] < 2)
            if (now_ms() - began > PATIENCE)
                return false;
            else
                pause_for(200);
    if (now_ms() - began > longest) longest = now_ms() - began;
    board->pause = ++number;
    for (int i = 0; i < SURVIVORS; i++)
        while (board->stopped[i] != number)
            if (now_ms() - began > PATIENCE)
                return false;
            else
                pause_for(200);
    int32_t ask = ++board->verify;
    while (board->verified != ask)
        if (now_ms() - began > PATIENCE)
            return false;
        else
            pause_for(100);
    return true;
}

/* Waits until `look` gives `value`; what it gave at last. */
static int settle(int (*look)(void), int value)
{
    int64_t began = now_ms();
    int now;
    while ((now = look()) != value && now_ms() - began < PATIENCE / 4) pause_for(1000);
    return now;
}

static int look_descriptors(void)
{
    pid_t pid = broker();
    return pid > 0 ? entries(pid, "fd") : -1;
}

static int look_threads(void)
{
    pid_t pid = broker();
    return pid > 0 ? entries(pid, "task") : -1;
}

static int lines_first, descriptors_first;
/* Nobody was killed elsewhere: a kill within the few instructions that count a waiter may leave it counted. */
static bool waits_known = true;

/* NULL, or what is not as it was at the beginning.  `all`: also what is mended at times only.
 * `permanent`: a permanent name may have stayed. */
static const char *look(bool all, bool permanent)
{
    static char what[300];
    if (!stop()) {
        int stuck = 0;
        while (stuck < SURVIVORS - 1 && board->stopped[stuck] == board->pause) stuck++;
        snprintf(what, sizeof what, "survivor %d does not go on", stuck);
        return what;
    }
    int lines = settle(lines_in_use, lines_first + (permanent && lines_in_use() > lines_first)),
        descriptors = settle(look_descriptors, descriptors_first), threads = settle(look_threads, 1),
        counted = all && waits_known ? settle(waiters, 0) : 0;
    board->pause = 0;
    if (board->failures)
        snprintf(what, sizeof what, "%s", board->what);
    else if (lines != lines_first && !(permanent && lines == lines_first + 1))
        snprintf(what, sizeof what, "%d lines are in use, %d were", lines, lines_first);
    else if (descriptors != descriptors_first || threads != 1)
        snprintf(what, sizeof what, "the broker has %d descriptors, it had %d, and %d threads", descriptors,
                 descriptors_first, threads);
    else if (counted > 0)
        snprintf(what, sizeof what, "%d waiters are counted, nobody waits", counted);
    else
        return NULL;
    return what;
}

static bool survivors_start(void)
{
    char number[4];
    for (int i = 0; i < SURVIVORS; i++) {
        snprintf(number, sizeof number, "%d", i);
        survivors[i] = run("survive", number, true);
        for (int64_t began = now_ms(); !board->rounds[i];)
            if (now_ms() - began > PATIENCE)
                return false;
            else
                pause_for(1000);
    }
    return true;
}

/* ---- kills ---- */

/* Runs a victim until one was killed at the point, or `limit` milliseconds.  NULL, or what went wrong. */
static const char *victim_run(uint32_t point, bool in_broker, int countdown, int limit)
{
    static char what[300];
    uint32_t before = atomic_load(&control->points[point].kills);
    int status = 0;
    atomic_store(&control->countdown, countdown);
    atomic_store(&control->armed, point + 1);
    pid_t server = in_broker && countdown == 1 ? broker() : 0;
    if (server > 0) kill(server, SIGKILL); /* the next one may come by at its start */
    pid_t victim = in_broker ? run("make", "permanent", false) : run("make", NULL, false);
    int64_t began = now_ms();
    bool ended = false;
    while (atomic_load(&control->points[point].kills) == before && now_ms() - began < limit && !ended) {
        pause_for(200);
        ended = waitpid(victim, &status, WNOHANG) == victim;
    }
    atomic_store(&control->armed, 0);
    bool killed = atomic_load(&control->points[point].kills) != before;
    if (in_broker && killed) pause_for(rand() % 20000); /* it goes on for a while */
    if (!ended) {
        waits_known &= in_broker ? false : atomic_load(&control->last) == victim;
        kill(victim, SIGKILL);
        waitpid(victim, &status, 0);
    }
    if (!ended || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)) return NULL;
    snprintf(what, sizeof what, "the victim ended by itself (%x): %s", status, board->what);
    return what;
}

/* One kill at the point: at some visit, or where a victim comes by once in its life, at that. */
static const char *kill_at(uint32_t point, bool in_broker, bool last)
{
    uint32_t before = atomic_load(&control->points[point].kills);
    const char *wrong = victim_run(point, in_broker, 1 + rand() % ROUNDS_MOST, RARELY);
    for (int i = 0; i < 3 && !wrong && atomic_load(&control->points[point].kills) == before; i++)
        wrong = victim_run(point, in_broker, 1, PATIENCE / 10);
    return wrong ? wrong : look(last, in_broker);
}

int main(int argc, char **argv)
{
    char here[512];
    if (argc < 5 || !getcwd(here, sizeof here)) return 1;
    metic = argv[1];
    victim_exe = argv[2];
    int kills = atoi(argv[3]);
    control = file_map("control", sizeof *control);
    board = file_map("board", sizeof *board);
    char path[600];
    snprintf(path, sizeof path, "%s/control", here);
    snprintf(board_name, sizeof board_name, "Z:%s/board", here);
    setenv("METIC_FAULTS", path, 1);
    srand(1);
    for (int i = 4; i < argc; i++) snprintf(control->points[i - 4].name, FAULT_NAME, "%s", strchr(argv[i], ':') + 1);
    atomic_store(&control->count, (uint32_t)argc - 4);

    bool began = survivors_start();
    say(began, "three survivors work", board->failures ? board->what : "");
    if (began) {
        segment_open();
        /* once through everything, so that what is made once is there */
        pid_t first = run("make", NULL, true);
        pause_for(300000);
        kill(first, SIGKILL);
        waitpid(first, NULL, 0);
        stop();
        lines_first = lines_in_use();
        for (int i = 0; i < 300; i++) {
            pause_for(1000);
            descriptors_first = look_descriptors();
            lines_first = lines_in_use();
        }
        board->pause = 0;
    }
    pid_t server = broker();
    long size = resident(server);
    for (int i = 4; began && i < argc; i++) {
        uint32_t point = (uint32_t)i - 4;
        bool in_broker = !strncmp(argv[i], "broker:", 7);
        const char *wrong = NULL;
        char more[400];
        for (int k = 0; k < kills && !wrong; k++) {
            wrong = kill_at(point, in_broker, k == kills - 1);
            if (!atomic_load(&control->points[point].kills)) break; /* it is never met */
        }
        uint32_t done = atomic_load(&control->points[point].kills);
        snprintf(more, sizeof more, "%u kills, %u hits%s%s", done, atomic_load(&control->points[point].hits),
                 wrong ? ": " : "", wrong ? wrong : "");
        say(!wrong && done >= (uint32_t)kills, argv[i], more);
        if (wrong) {
            if (system("sed 's/^/# /' run/metic/*/broker.log 2> /dev/null")) {}
            break;
        }
        if (i + 1 < argc && !in_broker && !strncmp(argv[i + 1], "broker:", 7)) {
            snprintf(more, sizeof more, "%ld KiB, it was %ld", resident(broker()), size);
            say(broker() == server && resident(server) < size + 1024, "the broker is the same, and its memory", more);
        }
    }
    printf("# the survivors' longest halt: %lld ms; %u pages were used\n", (long long)longest,
           segment >= 0 ? pages_used() : 0);
    if (segment >= 0) say(pages_used() <= 256, "pages of the dead are used again", "");
    for (int i = 0; i < SURVIVORS; i++)
        if (survivors[i] > 0) {
            kill(survivors[i], SIGKILL);
            waitpid(survivors[i], NULL, 0);
        }
    int64_t ending = now_ms();
    while (broker() && now_ms() - ending < PATIENCE) pause_for(10000);
    say(!broker() && access("run/metic", F_OK), "nothing is left", "");
    printf("1..%d\n", numbered);
    return failed != 0;
}
