/* SPDX-License-Identifier: MIT */
/* Control events:
 *
 *   SIGINT   CTRL_C_EVENT       unhandled: the program ends, and dies of SIGINT for its parent to see
 *   SIGQUIT  CTRL_BREAK_EVENT   the same with SIGQUIT, without a core
 *   SIGTERM  CTRL_CLOSE_EVENT   the program ends with 143 after its handlers, after 5 s at the latest
 *   SIGHUP   CTRL_CLOSE_EVENT   with 129
 *   SIGURG   none               another process wants this one to answer its orders (remote.c)
 *
 * A signal's handler only notes it.  The first thread that then stands at a safe place starts a host thread, which from
 * then on sees to every event: it starts a guest thread in kernelbase's CtrlRoutine, which calls the program's
 * handlers.  A program that gets no signal pays for the handlers' installation alone.  Before kernelbase is there, the
 * default action is taken at once.
 *
 * SIGTSTP and SIGCONT are Linux's own: they stop and continue all threads.
 * Left out: CTRL_LOGOFF_EVENT and CTRL_SHUTDOWN_EVENT, which only services get. */
#include "nt/ctrl.h"

#include "door/door.h"
#include "door/guestmem.h"
#include "linux/broker.h"
#include "linux/worker.h"
#include "nt/console.h"
#include "nt/process.h"
#include "nt/thread.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* dwCtrlType of HandlerRoutine */
enum { CTRL_SERVE = -1 };

#define CLOSE_TIME 5000000000ll /* nanoseconds a program has to end after CTRL_CLOSE_EVENT */
#define READ_TIME  250000000ll  /* nanoseconds a read goes on while handlers of Ctrl-C and Ctrl-Break run */

static const struct {
    int signal, event;
    int status; /* the shell's; 0: death by the signal */
} kinds[] = {
    {SIGINT,  CTRL_C_EVENT,     0            },
    {SIGQUIT, CTRL_BREAK_EVENT, 0            },
    {SIGTERM, CTRL_CLOSE_EVENT, 128 + SIGTERM},
    {SIGHUP,  CTRL_CLOSE_EVENT, 128 + SIGHUP },
    {SIGURG,  CTRL_SERVE,       0            },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static _Atomic uint32_t noted;   /* futex: bit i: kinds[i] has come and was not yet seen to */
static _Atomic uint32_t running; /* the host thread is there, or being started */
static _Atomic uint32_t count;
static _Atomic int closing = -1, dying = -1; /* indexes of kinds */

static void wake(void)
{
    syscall(SYS_futex, &noted, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, INT_MAX, NULL, NULL, 0);
}

/* In the signal's handler. */
static bool note(int signal)
{
    for (unsigned i = 0; i < KINDS; i++)
        if (kinds[i].signal == signal) atomic_fetch_or(&noted, 1u << i);
    if (!atomic_load(&running)) return true;
    wake();
    return false;
}

bool ctrl_init(bool *ignore_c)
{
    bool ignored;
    for (unsigned i = 0; i < KINDS; i++) {
        if (door_signal_catch(kinds[i].signal, note, &ignored)) return false;
        if (kinds[i].event == CTRL_C_EVENT)
            *ignore_c = ignored; /* a program may ask for it again */
        else if (ignored && kinds[i].event != CTRL_SERVE)
            signal(kinds[i].signal, SIG_IGN);
    }
    return true;
}

/* ---- the guest's side ---- */

static bool is_kernelbase(const UNICODE_STRING *name)
{
    static const char wanted[] = "kernelbase.dll";
    WCHAR text[sizeof wanted - 1];
    if (name->Length != sizeof text || !guest_read(text, name->Buffer, sizeof text)) return false;
    for (size_t i = 0; i < sizeof wanted - 1; i++)
        if ((text[i] | 0x20) != wanted[i] && text[i] != wanted[i]) return false;
    return true;
}

/* kernelbase's CtrlRoutine, by the loader's list of modules; 0: it is not there yet.  The list may change while we
 * look: what is read is checked by nothing but its being readable, and the number of steps. */
static uint64_t routine_find(void)
{
    PEB peb;
    PEB_LDR_DATA loader;
    LDR_DATA_TABLE_ENTRY entry;
    if (!guest_read(&peb, (void *)process.peb, sizeof peb) || !peb.Ldr || !guest_get(&loader, peb.Ldr)) return 0;
    const LIST_ENTRY *head = &peb.Ldr->InLoadOrderModuleList, *at = loader.InLoadOrderModuleList.Flink;
    for (int steps = 0; at != head && steps < 1000; steps++) {
        if (!guest_read(&entry, at, sizeof entry)) return 0;
        if (is_kernelbase(&entry.BaseDllName))
            return entry.DllBase ? process_export((uintptr_t)entry.DllBase, "CtrlRoutine") : 0;
        at = entry.InLoadOrderLinks.Flink;
    }
    return 0;
}

/* ---- seeing to them ---- */

static void see_to(unsigned kind)
{
    if (kinds[kind].event == CTRL_SERVE) {
        broker_serve();
        return;
    }
    bool close = kinds[kind].event == CTRL_CLOSE_EVENT;
    if (close && atomic_load(&closing) >= 0) return; /* once is enough */
    if (close) atomic_store(&closing, (int)kind);
    uint64_t routine = routine_find();
    struct nt_thread *thread = routine ? thread_spawn(routine, (uint64_t)kinds[kind].event) : NULL;
    if (!thread) { /* the program has not begun, or there is no memory to ask it */
        atomic_store(&dying, (int)kind);
        process_exit((uint32_t)STATUS_CONTROL_C_EXIT);
    }
    if (!close) { /* it also ends a read, but not before a program that dies of it has died: its read would seem at its
                     end */
        thread_wait_end(thread, READ_TIME);
        object_put(&thread->object);
        atomic_fetch_add(&count, 1);
        console_interrupt();
        return;
    }
    thread_wait_end(thread, CLOSE_TIME);
    /* a guest thread that is ending the program by itself has won: process_exit() keeps the second out */
    atomic_store(&dying, (int)kind);
    process_exit((uint32_t)STATUS_CONTROL_C_EXIT);
}

static void *watch(void *unused)
{
    (void)unused;
    for (;;) {
        uint32_t bits = atomic_exchange(&noted, 0);
        if (!bits) syscall(SYS_futex, &noted, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0, NULL, NULL, 0);
        for (unsigned i = 0; i < KINDS; i++)
            if (bits >> i & 1) see_to(i);
    }
    return NULL;
}

uint32_t ctrl_count(void)
{
    return atomic_load(&count);
}

bool ctrl_waiting(void)
{
    return atomic_load(&noted) && !atomic_load(&running);
}

void ctrl_look(void)
{
    if (!ctrl_waiting() || atomic_exchange(&running, 1)) return;
    if (worker_start(watch, NULL, 0, false)) { /* nobody to ask the program */
        unsigned kind = (unsigned)__builtin_ctz(atomic_load(&noted));
        if (kinds[kind].event == CTRL_SERVE) { /* who asked gets no answer */
            atomic_fetch_and(&noted, ~(1u << kind));
            atomic_store(&running, 0);
            return;
        }
        atomic_store(&dying, (int)kind);
        process_exit((uint32_t)STATUS_CONTROL_C_EXIT);
    }
}

NTSTATUS ctrl_generate(ULONG event)
{
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) return STATUS_INVALID_PARAMETER;
    if (note(event == CTRL_C_EVENT ? SIGINT : SIGQUIT)) ctrl_look();
    return STATUS_SUCCESS;
}

void ctrl_unhandled(ULONG event)
{
    int kind = event == CTRL_C_EVENT ? 0 : event == CTRL_BREAK_EVENT ? 1 : atomic_load(&closing);
    atomic_store(&dying, kind);
}

void ctrl_exit(uint32_t status)
{
    int kind = atomic_load(&dying);
    if (kind < 0 || status != (uint32_t)STATUS_CONTROL_C_EXIT) return;
    if (kinds[kind].status) _exit(kinds[kind].status);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(kinds[kind].signal, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, kinds[kind].signal);
    kill(getpid(), kinds[kind].signal);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    _exit(128 + kinds[kind].signal); /* process 1 of a namespace does not die of its own signals */
}
