/* SPDX-License-Identifier: MIT */
/* `metic ps`, `metic stop` and `metic start`: the programs that use a prefix, and its broker.
 *
 * They are known by their presence slots (linux/presence.c): each of these commands takes one itself while it looks, so
 * that it sees what a program of the prefix would see, and leaves nothing where nothing was.  A program is asked to end
 * by SIGTERM, which it gets as CTRL_CLOSE_EVENT (nt/ctrl.c) and ends from within 5 s. */
#include "loader/manage.h"

#include "linux/broker.h"
#include "linux/prefix.h"
#include "linux/presence.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 6000, LOOK_AGAIN = 20, BROKER_ENDS = 1000 /* ms */ };

/* The programs of the prefix, and those who look as we do. */
struct programs {
    struct presence_slot *slots;
    size_t count, room;
};

static int collect(const struct presence_slot *slot, void *context)
{
    struct programs *programs = context;
    if (slot->pid == (uint32_t)getpid() || slot->pid > INT32_MAX || slot->image[0] != '/') return 0;
    if (programs->count == programs->room) {
        size_t room = programs->room ? programs->room * 2 : 64;
        struct presence_slot *more = realloc(programs->slots, room * sizeof *more);
        if (!more) return 1;
        programs->slots = more;
        programs->room = room;
    }
    programs->slots[programs->count++] = *slot;
    return 0;
}

static int by_start(const void *a, const void *b)
{
    const struct presence_slot *one = a, *other = b;
    return (one->started > other->started) - (one->started < other->started);
}

static struct programs look(void)
{
    struct programs programs = {0};
    presence_each(collect, &programs);
    if (programs.count) qsort(programs.slots, programs.count, sizeof *programs.slots, by_start);
    return programs;
}

/* ---- ps ---- */

/* A time since the boot as one of the calendar. */
static void started_text(uint64_t started, char *to, size_t size)
{
    struct timespec boot, now;
    struct tm parts;
    clock_gettime(CLOCK_BOOTTIME, &boot);
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t ago = boot.tv_sec * 1000000000ll + boot.tv_nsec - (int64_t)started;
    time_t then = (time_t)((now.tv_sec * 1000000000ll + now.tv_nsec - ago) / 1000000000ll);
    if (!localtime_r(&then, &parts) || !strftime(to, size, "%F %T", &parts)) snprintf(to, size, "-");
}

static int list(void)
{
    struct programs programs = look();
    printf("%8s  %-19s  %s\n", "PID", "STARTED", "IMAGE");
    for (size_t i = 0; i < programs.count; i++) {
        char started[32];
        started_text(programs.slots[i].started, started, sizeof started);
        for (char *p = programs.slots[i].image; *p; p++)
            if ((unsigned char)*p < ' ' || *p == 127) *p = '?';
        printf("%8u  %-19s  %s\n", programs.slots[i].pid, started, programs.slots[i].image);
    }
    free(programs.slots);
    return 0;
}

/* ---- stop ---- */

static bool has(const struct programs *programs, const struct presence_slot *slot)
{
    for (size_t i = 0; i < programs->count; i++)
        if (programs->slots[i].pid == slot->pid && programs->slots[i].started == slot->started) return true;
    return false;
}

/* Sends a signal to those who are not in `before`.  By a descriptor that was opened while they still stood in the list:
 * a number may be another process's by now. */
static void signal_new(const struct programs *programs, const struct programs *before, int number)
{
    int *pidfds = malloc((programs->count + 1) * sizeof *pidfds);
    if (!pidfds) return;
    for (size_t i = 0; i < programs->count; i++)
        pidfds[i] =
            has(before, &programs->slots[i]) ? -1 : (int)syscall(SYS_pidfd_open, (pid_t)programs->slots[i].pid, 0);
    struct programs now = look();
    for (size_t i = 0; i < programs->count; i++) {
        if (pidfds[i] < 0) continue;
        if (has(&now, &programs->slots[i])) syscall(SYS_pidfd_send_signal, pidfds[i], number, NULL, 0);
        close(pidfds[i]);
    }
    free(now.slots);
    free(pidfds);
}

static int stop(bool by_force)
{
    struct programs asked = {0}, left;
    int waited = 0;
    for (;; waited += LOOK_AGAIN) {
        const struct timespec pause = {.tv_nsec = LOOK_AGAIN * 1000000l};
        left = look();
        if (!left.count || waited >= PATIENCE) break;
        signal_new(&left, &asked, by_force ? SIGKILL : SIGTERM);
        free(asked.slots);
        asked = left;
        nanosleep(&pause, NULL);
    }
    free(asked.slots);
    size_t count = left.count;
    free(left.slots);
    /* The broker ends when the last one leaves, which is us. */
    broker_keep(false, false);
    if (!count) return 0;
    fprintf(stderr, "metic: %zu program%s did not end%s\n", count, count == 1 ? "" : "s",
            by_force ? "" : "; metic stop --kill ends them");
    return 1;
}

/* ---- */

int manage_run(const struct options *options)
{
    static const char *const names[] = {
        [COMMAND_PS] = "metic ps", [COMMAND_STOP] = "metic stop", [COMMAND_START] = "metic start"};
    char reason[200];
    int status = options->command == COMMAND_START ? prefix_need() : 0;
    if (status) {
        fprintf(stderr, "metic: the prefix cannot be made: %s\n", strerror(status));
        return 126;
    }
    enum presence presence = presence_take(prefix_folder(), names[options->command], 0, reason, sizeof reason);
    if (presence == PRESENCE_REFUSED) {
        fprintf(stderr, "metic: %s\n", reason);
        return 126;
    }
    switch (options->command) {
    case COMMAND_PS: status = list(); break;
    case COMMAND_STOP: status = stop(options->kill); break;
    case COMMAND_START:
        if (broker_keep(true, true) != 0) {
            fprintf(stderr, "metic: no broker can be started\n");
            status = 126;
        }
        break;
    case COMMAND_RUN:
    case COMMAND_PREFIX:
    case COMMAND_PATH:
    case COMMAND_REG:
    case COMMAND_PIPE: break;
    }
    presence_leave();
    if (options->command == COMMAND_STOP && !status)
        broker_leave_last(BROKER_ENDS);
    else
        broker_leave();
    return status;
}
