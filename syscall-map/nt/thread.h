/* SPDX-License-Identifier: MIT */
/* Guest threads: the object, its life, and what other threads may ask of it. */
#ifndef METIC_NT_THREAD_H
#define METIC_NT_THREAD_H

#include "door/door.h"
#include "nt/line.h"
#include "nt/object.h"
#include "nt/stack.h"

#include <pthread.h>
#include <stdatomic.h>

#include <setjmp.h>

struct mutant;
struct apc;
struct timer;
struct seat;

/* Why a thread must not simply return to its guest code; bits of nt_thread.pending. */
#define PENDING_SUSPEND   1u /* suspend count above 0 */
#define PENDING_TERMINATE 2u /* another thread ends it */
#define PENDING_APC       4u /* a wait was broken by, or NtTestAlert found, a user APC: deliver one */
#define PENDING_WOKEN     8u /* look again: an APC was queued, or NtAlertThread came, while it waited alertably */

/* The most objects of one wait. */
enum { WAIT_LINES = 64 };

struct nt_thread {
    struct object object;
    struct door_thread *door; /* behind the TEB; NULL once the thread has ended (look under `lock`) */
    TEB *teb;
    uint32_t id;
    struct stack stack;
    pthread_mutex_t lock; /* of what follows up to the blank line; a leaf */
    uint32_t suspended;
    NTSTATUS exit_status;
    bool ended, alertable, alerted, hide, no_boost;
    uint8_t ideal;                     /* the processor it would like best */
    int8_t page_priority, io_priority; /* from the usual on, which are 5 and 2: kept, not told to Linux */
    struct apc *apc_first, **apc_last;
    WCHAR *name; /* malloc'd */
    size_t name_length;
    int32_t priority;               /* the base priority's increment, -15 to 15 */
    uint64_t start;                 /* what NtCreateThreadEx was given */
    int64_t created, ended_at;      /* NT time */
    int64_t kernel_time, user_time; /* once ended; units of 100 ns */

    _Atomic uint32_t pending;
    _Atomic uint32_t parked; /* futex: 1 while it stands still for a suspension */
    _Atomic uint32_t resume; /* futex: rises when a parked thread is to look again */
    ucontext_t *stopped;     /* while parked in the middle of guest code: where */
    uint64_t begin;          /* until it has first entered the guest: its CONTEXT, in guest memory */

    _Atomic uint32_t alert_by_id; /* futex: NtAlertThreadByThreadId has come */
    struct mutant *owned;         /* mutants it owns; only it touches the list */
    struct line_owner owner;      /* the same, as lines know it */
    _Atomic uint32_t borrows;     /* 1: it looks at an object without a reference (handle.h) */
    struct timer *timers;         /* timers that will queue an APC to it (timer.c's lock) */
    struct seat *seat;            /* at a completion port; NULL until it has removed from one */
    jmp_buf end;                  /* to the bottom of its pthread */
    struct object *impersonates;  /* a token, with a reference; NULL: none; under `lock` */
    _Atomic uint32_t gate;        /* futex: until its maker opens it, the thread does not begin */

    /* The request for I/O that it is in: odd while it is in one (thread_request_begin()). */
    _Atomic uint64_t request;
    _Atomic uint64_t cancelled; /* what `request` was when another thread cancelled it */
    const void *_Atomic request_file, *_Atomic request_status;

    struct object *beacon; /* tells other processes of its end (foreign.c); NULL: none asked yet; under `lock` */

    /* thread_list.c's, under its lock */
    struct nt_thread *next, *before, *same_bucket;
    uint64_t order;
    bool listed;
};

extern const struct object_type thread_type;

/* What all types of threads, ours and other processes', have in common. */
#define THREAD_READS (STANDARD_RIGHTS_READ | THREAD_GET_CONTEXT | THREAD_QUERY_INFORMATION)
#define THREAD_CHANGES                                                                                                 \
    (THREAD_TERMINATE | THREAD_SUSPEND_RESUME | THREAD_ALERT | THREAD_SET_INFORMATION | THREAD_SET_CONTEXT)
#define THREAD_EXECUTES (STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE | THREAD_RESUME | THREAD_QUERY_LIMITED_INFORMATION)
/* clang-format off */
#define THREAD_TYPE                                                                                                    \
    .name = "Thread",                                                                                                  \
    .valid_access = THREAD_ALL_ACCESS,                                                                                 \
    .mapping = {THREAD_READS, STANDARD_RIGHTS_WRITE | THREAD_CHANGES, THREAD_EXECUTES, THREAD_ALL_ACCESS},             \
    .wait = OBJECT_WAIT_LINE,                                                                                          \
    .implied = {{THREAD_QUERY_INFORMATION, THREAD_QUERY_LIMITED_INFORMATION},                                          \
                {THREAD_SET_INFORMATION, THREAD_SET_LIMITED_INFORMATION}}
/* clang-format on */

/* What the door calls for NT: system.c. */
extern const struct door_system nt_system;

static inline struct nt_thread *thread_self(void)
{
    return (struct nt_thread *)door_self()->data;
}

/* The process's first thread, about to run on `stack`; `teb` and `block` are zeroed memory but for the TEB's PEB
 * pointer.  Fills the TEB. */
void thread_first(TEB *teb, struct door_thread *block, const struct stack *stack);

/* door_system.leave and .interrupt. */
uint64_t thread_leave(struct door_thread *door, uint64_t result);
void thread_interrupt(struct door_thread *door, ucontext_t *context);

/* Sets the alert word of a thread and sends the signal; under its lock. */
void thread_alert(struct nt_thread *thread);

/* door_block() gave -EINTR: stands still while the thread is suspended.  True: the call is to be left (with
 * STATUS_CANCELLED or the like), the thread is to end.  False: try again. */
bool thread_interrupted(void);

/* The calling thread is in a request for I/O on a file, whose outcome the guest wants at `status`: from here to
 * thread_request_end() thread_cancel() may cancel it. */
static inline void thread_request_begin(struct nt_thread *self, const void *file, const void *status)
{
    atomic_store_explicit(&self->request_file, file, memory_order_relaxed);
    atomic_store_explicit(&self->request_status, status, memory_order_relaxed);
    uint64_t request = atomic_load_explicit(&self->request, memory_order_relaxed);
    atomic_store_explicit(&self->request, (request + 1) | 1, memory_order_release);
}

static inline void thread_request_end(struct nt_thread *self)
{
    uint64_t request = atomic_load_explicit(&self->request, memory_order_relaxed);
    if (request & 1) atomic_store_explicit(&self->request, request + 1, memory_order_release);
}

/* Cancels the request that a thread is in, if it is for `file` and `status` (NULL: any): where it blocks, it ends with
 * -ECANCELED from thread_block().  False: there is none. */
bool thread_cancel(struct nt_thread *thread, const void *file, const void *status);

/* As door_block(), but tries again after whatever does not end the thread or its request: -EINTR and -ECANCELED mean
 * leave now. */
long thread_block(long number, long a, long b, long c, long d, long e, long f);

/* Ends the calling thread; the last one ends the process with its status. */
_Noreturn void thread_end(NTSTATUS status);

/* Makes another thread end at its next safe place; returns at once. */
void thread_kill(struct nt_thread *thread, NTSTATUS status);

/* Is it the calling thread, which may be one of the host's own? */
static inline bool thread_is_self(const struct nt_thread *thread)
{
    return door_in_guest_thread && thread == thread_self();
}

/* What NtCreateThreadEx takes. */
struct thread_wish {
    uint64_t routine, argument, reserve, commit; /* sizes 0: as the program's header says */
    ULONG flags;                                 /* THREAD_CREATE_FLAGS_* */
    uint64_t affinity;                           /* 0: the process's */
    uint64_t ideal;                              /* processor + 1, 0: any */
};

/* A new guest thread, with a reference, which begins with thread_begin(). */
NTSTATUS thread_make(const struct thread_wish *wish, struct nt_thread **thread);
void thread_begin(struct nt_thread *thread);

/* `previous` gets the count before.  STATUS_THREAD_IS_TERMINATING, STATUS_SUSPEND_COUNT_EXCEEDED. */
NTSTATUS thread_suspend(struct nt_thread *thread, ULONG *previous);
void thread_resume(struct nt_thread *thread, ULONG *previous);

/* A new guest thread of the host's own will, with a reference; callable from any thread.  NULL: no memory. */
struct nt_thread *thread_spawn(uint64_t routine, uint64_t argument);

/* Waits for a thread's end; false: it did not come in time. */
bool thread_wait_end(struct nt_thread *thread, int64_t nanoseconds);

/* Makes every other thread end (NtTerminateProcess(NULL)); returns when they have, or after a second. */
void thread_end_others(NTSTATUS status);

/* The list of those that have not ended.  Removing gives false for the last one, which stays. */
void thread_list_add(struct nt_thread *thread);
bool thread_list_remove(struct nt_thread *thread);

/* The thread with an id, with a reference; NULL: none. */
struct nt_thread *thread_find(uint32_t id);

/* The next thread that has not ended, after `after` (NULL: the first), with a reference; gives back `after`'s.  NULL:
 * no more. */
struct nt_thread *thread_next(struct nt_thread *after);

/* How many have not ended. */
uint32_t thread_count(void);

/* Is the caller the only one of them? */
static inline bool thread_is_alone(void)
{
    return door_in_guest_thread && thread_count() == 1;
}

/* Gives the thread that the pseudo-handle -2 names. */
struct object *thread_current(void);

/* A thread that stands still, or runs in the host: its guest registers are `stopped` or `door->frame` until
 * thread_release(). STATUS_THREAD_IS_TERMINATING; STATUS_NOT_SUPPORTED: it has not begun. */
NTSTATUS thread_hold(struct nt_thread *thread);
void thread_release(struct nt_thread *thread);

/* ---- threadinfo.c ---- */

/* What a class tells, in memory of the host, and what it is set to: those whose answer has a size of its own. */
NTSTATUS thread_info_get(struct nt_thread *thread, ULONG class, void *out, size_t room);
NTSTATUS thread_info_set(struct nt_thread *thread, ULONG class, uint64_t value);

/* ---- registers.c ---- */

/* Another thread's registers: all of them; those that `flags` name. */
NTSTATUS registers_get(struct nt_thread *thread, CONTEXT *context);
NTSTATUS registers_set(struct nt_thread *thread, const CONTEXT *context, DWORD flags);

/* ---- apc.c ---- */

/* A user APC for `thread`.  `routine` is called as routine(a, b, c) by ntdll's KiUserApcDispatcher.  `source` (may be
 * NULL): for apc_remove().  STATUS_UNSUCCESSFUL: it has ended. */
NTSTATUS apc_queue(struct nt_thread *thread, uint64_t routine, uint64_t a, uint64_t b, uint64_t c, const void *source);

/* Is one waiting for the calling thread? */
bool apc_waiting(struct nt_thread *self);

/* The calling thread is about to return to the guest: the next user APC will be delivered on its way.  False: there is
 * none. */
bool apc_arm(struct nt_thread *self);

/* Takes APCs with this `source` out of the queue. */
void apc_remove(struct nt_thread *thread, const void *source);

/* Called on the way out with PENDING_APC: writes the frame for KiUserApcDispatcher and goes there, or returns if there
 * is none. */
void apc_deliver(struct nt_thread *self, uint64_t result);

/* NtContinue with TestAlert: the calling thread is about to continue at `context` (host memory).  If an APC waits, it
 * is delivered and the thread continues there afterwards; returns if there is none. */
void apc_continue(const CONTEXT *context);

/* A thread has ended: forgets its APCs. */
void apc_drop(struct nt_thread *thread);

/* An alertable wait begins: STATUS_SUCCESS, or STATUS_USER_APC / STATUS_ALERTED, and it does not begin. */
NTSTATUS alert_begin(struct nt_thread *self);

/* Has the thread's next alertable wait, or the one it is in, end with STATUS_ALERTED. */
void alert_thread(struct nt_thread *thread);

/* The same question as alert_begin()'s, in the middle of a wait. */
NTSTATUS alert_look(struct nt_thread *self);
void alert_end(struct nt_thread *self);

/* ---- completion.c ---- */

/* The calling thread is about to block: while it does, its completion port may run another one.  True: seat_busy() is
 * to follow.  Also called in the signal handler, while the thread is in guest code. */
bool seat_idle(struct nt_thread *self);
void seat_busy(struct nt_thread *self);

/* The thread ends: it works for no port. */
void seat_drop(struct nt_thread *self);

/* ---- timer.c ---- */

/* Queues the APCs of the calling thread's timers whose time has come; when the next one will (INT64_MAX: never). */
int64_t timer_apcs(struct nt_thread *self);

/* The thread ends: its timers queue no more APCs. */
void timer_drop(struct nt_thread *self);

#endif
