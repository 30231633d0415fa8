/* SPDX-License-Identifier: MIT */
/* A pthread becomes a guest thread: alternate signal stack, gs, Syscall User Dispatch; and the calls that dispatch.S
 * makes.
 *
 * The first thread uses the process's own stack and a static alternate stack, so that starting a program costs no
 * mapping here; the others' come from stack.c. */
#include "door/door.h"
#include "door/feature.h"
#include "door/internal.h"

#include <asm/prctl.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_ON           1
#endif

enum { ALT_STACK = 64 << 10 };

_Static_assert(offsetof(struct door_thread, host_rsp) == 0x08, "dispatch.S");
_Static_assert(offsetof(struct door_thread, frame) == 0x10, "dispatch.S");
_Static_assert(offsetof(struct door_thread, tables) == 0x18, "dispatch.S");
_Static_assert(offsetof(struct door_thread, alert) == 0x60, "dispatch.S, blocking.S");
_Static_assert(offsetof(struct door_thread, trace) == 0x68, "dispatch.S");
_Static_assert(offsetof(struct door_thread, resume) == 0x70, "dispatch.S");
_Static_assert(offsetof(struct door_thread, resume_mask) == 0x80, "dispatch.S");
_Static_assert(offsetof(struct door_thread, leaves) == 0x88 && DOOR_LEAVES == 96, "dispatch.S");
_Static_assert(offsetof(struct door_frame, rbx) == 0xa0 && offsetof(struct door_frame, r12) == 0xc0, "dispatch.S");
_Static_assert(offsetof(struct door_frame, kind) == 0xf8 && offsetof(struct door_frame, number) == 0x108 &&
                   sizeof(struct door_frame) == 0x110,
               "dispatch.S");
_Static_assert(sizeof(struct door_call) == 32 && offsetof(struct door_call, args) == 8, "dispatch.S");
_Static_assert(sizeof(struct door_table) == 16 && offsetof(struct door_table, count) == 8, "dispatch.S");
_Static_assert(offsetof(struct door_regs, rip) == 0x80 && offsetof(struct door_regs, rsp) == 0x20, "dispatch.S");

static bool have_fsgsbase, sud_wanted, sud_refused;
static char first_alt_stack[ALT_STACK] __attribute__((aligned(64)));
static bool first_alt_taken;
static sigset_t start_mask; /* the process's signal mask as it was started with, but for the door's own signals */

int door_init(void)
{
    have_fsgsbase = getauxval(AT_HWCAP2) & 2 && !feature_is_off("fsgsbase");
    const char *sud = getenv("METIC_SUD"); /* a bench aid: 0 leaves raw system calls to Linux */
    sud_wanted = (!sud || strcmp(sud, "0") != 0) && !feature_is_off("sud");
    return door_signal_init(&start_mask);
}

static void set_gs(uint64_t base)
{
    if (have_fsgsbase)
        __asm__ volatile("wrgsbase %0" : : "r"(base));
    else
        syscall(SYS_arch_prctl, ARCH_SET_GS, base);
}

/* Every raw `syscall` below the border becomes SIGSYS; code above it, the host's, is let through. */
static bool sud_arm(void)
{
    return prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, DOOR_BORDER, 0x800000000000ull - DOOR_BORDER,
                 NULL) == 0;
}

int door_thread_enter(struct door_thread *block, uint64_t gs_base, const struct door_system *system)
{
    block->self = block;
    block->system = system;
    if (!block->tid) block->tid = (uint32_t)syscall(SYS_gettid);
    if (!block->alt_stack) {
        if (first_alt_taken) return EINVAL;
        first_alt_taken = true;
        door_begin_alone();
        block->alt_stack = first_alt_stack;
        block->alt_stack_size = sizeof first_alt_stack;
    }
    stack_t stack = {.ss_sp = block->alt_stack, .ss_size = block->alt_stack_size};
    if (sigaltstack(&stack, NULL)) return errno;
    set_gs(gs_base);
    door_in_guest_thread = true;
    if (sud_wanted && !sud_arm()) sud_refused = true;
    return 0;
}

void door_thread_leave(struct door_thread *block)
{
    /* what Linux knows of the alternate stack and of guests' system calls ends with the thread */
    door_in_guest_thread = false;
    set_gs(0);
    block->self = NULL;
    if (block->host_stack) host_stack_leave(block->host_stack, block->tid);
}

bool door_sud_armed(void)
{
    return sud_wanted && !sud_refused;
}

/* ---- pthreads ---- */

/* The number of a thread just made, which need not have run for it: its clock's name holds it (clock_getcpuclockid(3),
 * "thread" in the kernel's posix-timers.h). */
static uint32_t tid_of(pthread_t thread)
{
    clockid_t clock = 0;
    pthread_getcpuclockid(thread, &clock);
    return (uint32_t) ~(clock >> 3);
}

int door_thread_start(struct door_thread *block, void *(*run)(void *), void *argument)
{
    void *base;
    size_t size;
    pthread_attr_t attributes;
    pthread_t thread;
    int error = host_stack_take(block, &base, &size);
    if (error) return error;
    door_not_alone();
    error = pthread_attr_init(&attributes);
    if (!error) {
        error = pthread_attr_setstack(&attributes, base, size);
        if (!error) error = pthread_attr_setsigmask_np(&attributes, &start_mask); /* the creator may block all */
        if (!error) error = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        if (!error) error = pthread_create(&thread, &attributes, run, argument);
        pthread_attr_destroy(&attributes);
    }
    if (error) {
        host_stack_give(block->host_stack);
        block->host_stack = NULL;
        return error;
    }
    block->tid = tid_of(thread);
    return 0;
}

/* ---- called by dispatch.S ---- */

uint64_t door_leaving(struct door_thread *thread, uint64_t result)
{
    return thread->system->leave(thread, result);
}

uint64_t door_bad_stack(struct door_thread *thread)
{
    return thread->system->bad_stack();
}

uint64_t door_missing(uint64_t number, const struct door_call *call)
{
    return door_self()->system->missing((uint32_t)number, call);
}
