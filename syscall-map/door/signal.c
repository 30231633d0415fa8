/* SPDX-License-Identifier: MIT */
/* Signals: what Linux tells a guest thread about its own faults, its raw system calls and other threads' wishes.
 *
 * Every handler runs on the alternate stack, decides by where RIP was and acts only by rewriting the saved context.
 *   guest code faulted         the foreign system's `fault` (an exception, a BSD signal)
 *   guestmem.S faulted         a false answer to its caller
 *   dispatch.S reading the guest's stack faulted    the system's `bad_stack`
 *   anything else in the host  our own bug: one line, then the default action
 *   SIGSYS                     what the `syscall` instruction would have done, with the dispatcher as the kernel
 *   the alert signal           labelled ranges start again, guest code goes to the system's `interrupt`
 *   what the system catches    (SIGINT and its kin) is noted by the system, then taken as an alert */
#include "door/door.h"
#include "door/internal.h"
#include "door/tick.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

__thread bool door_in_guest_thread;
void (*door_at_fault)(void);

struct range {
    const char *begin, *end;
};

static bool within(uint64_t rip, const char *begin, const char *end)
{
    return rip >= (uintptr_t)begin && rip < (uintptr_t)end;
}

/* The host faulted where it must not: say so and let the default action end the process. */
static void own_fault(int signal, uint64_t rip, const void *address)
{
    char line[160];
    if (door_at_fault) door_at_fault();
    int length =
        snprintf(line, sizeof line, "metic: internal error: signal %d at %#llx (dispatcher%+lld), address %p\n", signal,
                 (unsigned long long)rip, (long long)(rip - (uintptr_t)door_dispatch), address);
    if (write(2, line, (size_t)length) < 0) {
        /* nothing more can be said */
    }
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(signal, &action, NULL);
}

static void on_fault(int signal, siginfo_t *info, void *argument)
{
    int saved = errno;
    ucontext_t *context = argument;
    greg_t *regs = context->uc_mcontext.gregs;
    uint64_t rip = (uint64_t)regs[REG_RIP];
    struct door_thread *thread = door_in_guest_thread ? door_self() : NULL;

    if (within(rip, guestmem_begin, guestmem_end) && (uint64_t)(uintptr_t)info->si_addr < DOOR_BORDER) {
        if (thread && thread->system->guest_page &&
            thread->system->guest_page(thread, info->si_addr, (regs[REG_ERR] & 2) != 0))
            goto done; /* a page that only had to be opened: again */
        regs[REG_RIP] = (greg_t)(uintptr_t)guestmem_fault;
    } else if (signal == SIGTRAP && regs[REG_TRAPNO] == 1 && rip >= DOOR_BORDER) {
        regs[REG_EFL] &=
            ~(greg_t)0x100; /* a guest that single-steps has come through the door: the host is not stepped */
    } else if (!thread) {
        own_fault(signal, rip, info->si_addr);
    } else if (within(rip, door_args_begin, door_args_end) ||
               within(rip, door_traced_args_begin, door_traced_args_end)) {
        regs[REG_RIP] = (greg_t)(uintptr_t)door_args_fault;
    } else if (rip < DOOR_BORDER || rip == (uintptr_t)door_entry_load ||
               (!thread->frame && !within(rip, door_text_begin, door_text_end) &&
                !within(rip, __start_door_leaves, __stop_door_leaves))) {
        struct door_fault fault = {.signal = signal, .info = info, .context = context};
        thread->system->fault(thread, &fault);
    } else if (within(rip, door_exit_begin, door_exit_end) || within(rip, door_leaf_exit_begin, door_leaf_exit_end) ||
               within(rip, door_resume_begin, door_resume_end)) {
        /* the return address or target the guest asked for cannot be read: the guest's fault, at its address */
        struct door_fault fault = {.signal = signal, .info = info, .context = context};
        thread->system->fault(thread, &fault);
    } else {
        own_fault(signal, rip, info->si_addr);
    }
done:
    errno = saved;
}

void door_trap(ucontext_t *context)
{
    greg_t *regs = context->uc_mcontext.gregs;
    regs[REG_RCX] = regs[REG_RIP];
    regs[REG_R11] = regs[REG_EFL];
    regs[REG_RIP] = (greg_t)(uintptr_t)door_dispatch_trap;
}

static void on_syscall(int signal, siginfo_t *info, void *argument)
{
    (void)signal;
    (void)info;
    door_trap(argument);
}

/* The thread has `alert` set: it looks at it before it sleeps or goes on in the guest. */
static void alerted(struct door_thread *thread, ucontext_t *context)
{
    greg_t *regs = context->uc_mcontext.gregs;
    uint64_t rip = (uint64_t)regs[REG_RIP];

    if (within(rip, door_block_begin, door_block_end)) {
        regs[REG_RIP] = (greg_t)(uintptr_t)door_block_interrupted;
    } else if (within(rip, door_exit_begin, door_exit_end)) {
        regs[REG_RIP] = (greg_t)(uintptr_t)door_exit_restart;
    } else if (within(rip, door_leaf_exit_begin, door_leaf_exit_end)) {
        regs[REG_RIP] = (greg_t)(uintptr_t)door_leaf_exit_begin;
    } else if (within(rip, door_resume_begin, door_resume_end)) {
        regs[REG_RIP] = (greg_t)(uintptr_t)door_resume_restart;
    } else if (rip < DOOR_BORDER && thread->alert) {
        thread->system->interrupt(thread, context);
    }
    /* elsewhere in the host: the way out looks at `alert` */
}

static void on_alert(int signal, siginfo_t *info, void *argument)
{
    (void)signal;
    if (!door_in_guest_thread) return;
    int saved = errno;
    if (info->si_code == SI_TIMER && tick_seen) tick_seen();
    alerted(door_self(), argument);
    errno = saved;
}

/* ---- signals that the foreign system catches ---- */

static bool (*catchers[NSIG])(int signal);

static void on_caught(int signal, siginfo_t *info, void *argument)
{
    (void)info;
    int saved = errno;
    if (catchers[signal](signal) && door_in_guest_thread) {
        door_self()->alert = 1;
        alerted(door_self(), argument);
    }
    errno = saved;
}

int door_signal_catch(int signal, bool (*note)(int signal), bool *ignored)
{
    struct sigaction action = {.sa_sigaction = on_caught, .sa_flags = SA_SIGINFO | SA_ONSTACK}, before;
    sigfillset(&action.sa_mask); /* but for the faults, which cannot wait */
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&action.sa_mask, faults[i]);
    catchers[signal] = note;
    if (sigaction(signal, &action, &before)) return errno;
    *ignored = before.sa_handler == SIG_IGN;
    return 0;
}

/* The signals no guest mask may ever block (a blocked SIGSYS kills the process). */
static const struct {
    int signal;
    void (*handler)(int, siginfo_t *, void *);
} handlers[] = {
    {SIGSEGV,           on_fault  },
    {SIGBUS,            on_fault  },
    {SIGFPE,            on_fault  },
    {SIGILL,            on_fault  },
    {SIGTRAP,           on_fault  },
    {SIGSYS,            on_syscall},
    {DOOR_SIGNAL_ALERT, on_alert  },
};

int door_signal_init(sigset_t *mask)
{
    sigset_t own;
    sigemptyset(&own);
    /* A pipe without a reader, a file beyond the limit: a status for the guest, never the process's end. */
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || signal(SIGXFSZ, SIG_IGN) == SIG_ERR) return errno;
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
        /* NODEFER: a handler that writes to the guest's stack may fault itself, in guestmem.S */
        struct sigaction action = {.sa_sigaction = handlers[i].handler,
                                   .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
        sigemptyset(&action.sa_mask);
        sigaddset(&action.sa_mask, DOOR_SIGNAL_ALERT);
        if (sigaction(handlers[i].signal, &action, NULL)) return errno;
        sigaddset(&own, handlers[i].signal);
    }
    if (sigprocmask(SIG_UNBLOCK, &own, mask)) return errno;
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) sigdelset(mask, handlers[i].signal);
    return 0;
}

void door_alert(struct door_thread *thread)
{
    syscall(SYS_tgkill, getpid(), thread->tid, DOOR_SIGNAL_ALERT);
}
