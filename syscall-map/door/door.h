/* SPDX-License-Identifier: MIT */
/* The door: how a foreign system call reaches C code on the host, and how the host goes back.
 *
 * Guest code runs with its own registers and stack; gs points at its thread block (for Windows the TEB).
 * A call number selects a table (bits 12-13, as NT does) and a row.  The dispatcher saves what the guest's ABI
 * calls non-volatile, moves to the thread's host stack and calls the row's function with the System V ABI;
 * integer arguments arrive as they stood in the guest's registers and stack slots, 64 bits each.
 *
 * Everything here is the same for every foreign system; nothing here knows an NT status or a BSD errno. */
#ifndef METIC_DOOR_H
#define METIC_DOOR_H

#include "door/guestmem.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

/* Guests live below this address, the host above it (DESIGN: address space). */
#define DOOR_BORDER 0x100000000000ull
/* Where a thread's host block stands, as an offset from gs: behind the TEB. */
#define DOOR_BLOCK_OFFSET 0x2000
#define DOOR_TABLES       4
#define DOOR_MAX_ARGS     18

/* One row of a call table, generated from a *.calls file. */
struct door_call {
    uint64_t (*function)(); /* NULL: not implemented, the system's `missing` answers */
    uint8_t args;           /* how many 64-bit slots it takes, DOOR_MAX_ARGS at most */
    const char *name;
    const char *signature; /* typed arguments for the trace: "FileHandle:handle Length:u32 ..." */
};

struct door_table {
    const struct door_call *calls;
    uint32_t count;
};

/* The table that every foreign system has as its number 2: what a library of the host offers (host.calls). */
extern const struct door_call host_calls[];
extern const uint32_t host_calls_count;

/* What the guest had when it came in; at the top of the thread's host stack while the host runs for it. */
struct door_frame {
    uint8_t xmm[10][16]; /* xmm6-15 */
    uint64_t rbx, rbp, rsi, rdi, r12, r13, r14, r15;
    uint64_t rsp;    /* the guest's, as it will be after the call has returned */
    uint64_t rip;    /* where the call returns to */
    uint64_t rax;    /* what goes back in it */
    uint64_t kind;   /* DOOR_CALLED or DOOR_TRAPPED */
    uint64_t mxcsr;  /* mxcsr in the low half, x87 control word above it */
    uint64_t number; /* the call's */
};
enum { DOOR_CALLED, DOOR_TRAPPED };

/* A leaf: what a call can do at once, tried before the guest's registers are saved.  It is called as guest code calls,
 * with the call's first four arguments, on the host stack.  It touches no vector register and calls nothing but
 * guestmem.S (its file is compiled for general registers alone), sleeps nowhere, and answers DOOR_LEAF_NOT, with
 * nothing changed, where the call's own function is needed.  `frame` is NULL meanwhile, as in guest code. */
typedef uint64_t(__attribute__((ms_abi)) * door_leaf)(uint64_t, uint64_t, uint64_t, uint64_t);
#define DOOR_LEAF     __attribute__((ms_abi, noinline, section("door_leaves"))) static uint64_t
#define DOOR_LEAF_NOT (~0ull)
enum { DOOR_LEAVES = 96 };

/* The host's block of a guest thread; %gs:DOOR_BLOCK_OFFSET.  The offsets of the first members are known to
 * dispatch.S (checked there). */
struct door_thread {
    struct door_thread *self; /* 0x00 */
    uint64_t host_rsp;        /* 0x08 where the host stack begins for the next call */
    struct door_frame *frame; /* 0x10 the guest's registers while the host runs, NULL while the guest does */
    struct door_table tables[DOOR_TABLES]; /* 0x18 */
    uint64_t guest_scratch;                /* 0x58 */
    volatile uint32_t alert;        /* 0x60 not 0: door_block() answers -EINTR, the way out visits system->leave */
    uint32_t tid;                   /* 0x64 Linux thread id */
    volatile uint32_t trace;        /* 0x68 not 0: calls go through door_traced() */
    const struct door_regs *resume; /* 0x70 what door_resume() is about to restore, NULL otherwise */
    const void *resume_xsave;       /* 0x78 */
    uint64_t resume_mask;           /* 0x80 */
    const door_leaf *leaves;        /* 0x88 DOOR_LEAVES of them, by the numbers of table 0; NULL in it: there is none */
    const struct door_system *system;
    void *data;                    /* the system's own: struct nt_thread */
    struct host_stack *host_stack; /* NULL: the process's own */
    void *alt_stack;
    size_t alt_stack_size;
};

/* What the faulting guest was doing, in the host's terms. */
struct door_fault {
    int signal; /* SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP */
    siginfo_t *info;
    ucontext_t *context; /* rewrite it to continue elsewhere */
};

/* A foreign system: one each for NT, FreeBSD, NetBSD. */
struct door_system {
    const char *name;
    /* A row without a function was called; the result goes to the guest. */
    uint64_t (*missing)(uint32_t number, const struct door_call *call);
    /* Reading the guest's stack arguments faulted: the result for the guest. */
    uint64_t (*bad_stack)(void);
    /* Guest code faulted.  Runs in the signal handler, on the alternate stack: acts by rewriting the context only. */
    void (*fault)(struct door_thread *thread, struct door_fault *fault);
    /* A thread with `alert` set is about to return to the guest; runs in ordinary context on the host stack.
     * `result` is the call's; what it answers is given to the guest.  May not return (thread ended, APC delivered). */
    uint64_t (*leave)(struct door_thread *thread, uint64_t result);
    /* guestmem.S faulted at `address`: true if the page could be opened (guard page, clock page) and is to be tried
     * again. May be NULL.  Handler context. */
    bool (*guest_page)(struct door_thread *thread, void *address, bool write);
    /* The alert signal arrived while RIP was in the guest (handler context: rewrite the ucontext only). */
    void (*interrupt)(struct door_thread *thread, ucontext_t *context);
};

/* The current guest thread's block; only in a thread that has one. */
static inline struct door_thread *door_self(void)
{
    struct door_thread *self;
    __asm__("movq %%gs:%c1, %0" : "=r"(self) : "i"(DOOR_BLOCK_OFFSET));
    return self;
}

/* All integer registers, for a full restore. */
struct door_regs {
    uint64_t rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15, rip, rflags;
};

/* A new thread's way into the guest: its host stack begins at the caller's frame.  Never returns. */
_Noreturn void door_enter(const struct door_regs *regs);

/* Goes to the guest with exactly these registers; never returns.  `regs` stands on the thread's host stack.  `xsave`
 * (64-byte aligned, in standard format) is restored for the components in `mask` (0: it is an fxsave image); NULL
 * leaves the vector state alone. */
_Noreturn void door_resume(const struct door_regs *regs, const void *xsave, uint64_t mask);

/* Makes the calling pthread (or the first thread) a guest thread: installs its alternate stack, gs, Syscall User
 * Dispatch. `block` stands at gs_base + DOOR_BLOCK_OFFSET and is zeroed memory.  Returns 0 or an errno. */
int door_thread_enter(struct door_thread *block, uint64_t gs_base, const struct door_system *system);

/* Undoes it: the calling pthread, whose signals are blocked, runs no guest code any more and will end; `block` may be
 * given to another thread. */
void door_thread_leave(struct door_thread *block);

/* Starts a pthread for a guest thread: `run(argument)` on a host stack of its own, which calls door_thread_enter().
 * block->tid is known when this returns.  Returns 0 or an errno. */
int door_thread_start(struct door_thread *block, void *(*run)(void *), void *argument);

/* True as long as no thread but the process's first was made, of the guest's or the host's own: what no other process
 * maps can then be changed without locked instructions.  Never true again afterwards. */
extern bool door_alone;

/* Before any other thread is made. */
void door_not_alone(void);

/* In a leaf: the call's argument `number`, from 5 up, which stands on the guest's stack.  False: it cannot be read. */
static inline bool door_leaf_argument(int number, uint64_t *value)
{
    const struct door_frame *frame = (const struct door_frame *)(uintptr_t)door_self()->host_rsp - 1;
    return guest_read(value, (const void *)(uintptr_t)(frame->rsp + 8 * (uint64_t)number - 8), sizeof *value);
}

/* Are raw system calls of guests caught? */
bool door_sud_armed(void);

/* Once a process: signal handlers, CPU facts.  Returns 0 or an errno. */
int door_init(void);

/* The address that guest stubs jump through ([0x7ffe1000] holds it). */
extern const char door_dispatch[];

/* In a fault handler: turns the interrupted code into a caller of the door, as the `syscall` instruction before RIP
 * would. */
void door_trap(ucontext_t *context);

/* Sends the alert signal to a guest thread: `alert` must have been set first. */
void door_alert(struct door_thread *thread);

/* Catches an asynchronous signal: `note` is called in its handler, on whichever thread Linux chose, with every other
 * signal blocked; true makes that thread look at its alert word (the system's `leave` or `interrupt`, -EINTR from
 * door_block()).  Once a signal. `ignored`: whoever started us had it ignored.  Returns 0 or an errno. */
int door_signal_catch(int signal, bool (*note)(int signal), bool *ignored);

/* Called before a fault of our own ends the process, in the handler; NULL: nothing.  Whoever has changed something that
 * outlives the process sets it. */
extern void (*door_at_fault)(void);

/* The one primitive for Linux calls that may block: looks at `alert` and enters the kernel with no gap between.
 * Returns the result or -errno; -EINTR when alerted. */
long door_block(long number, long a, long b, long c, long d, long e, long f);

/* True while this pthread is a guest thread (safe in any thread). */
extern __thread bool door_in_guest_thread;

#endif
