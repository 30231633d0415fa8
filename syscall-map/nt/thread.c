/* SPDX-License-Identifier: MIT */
/* Threads: NtCreateThreadEx, NtTerminateThread, NtSuspendThread, NtResumeThread, on one pthread each.
 *
 * A thread's TEB and the host's block behind it come from slabs; its stack is reserved by stack.c; it begins, as on
 * Windows, in ntdll's LdrInitializeThunk with a CONTEXT that leads to RtlUserThreadStart.
 *
 * Suspension and termination: whoever wants it sets a bit in `pending`, the door's alert word, and sends the alert
 * signal.  A thread in guest code stands still in the signal's handler, where its registers can be read and changed;
 * one in the host goes on and stands still on its way out, or where it was about to sleep.  No thread is ended inside
 * the host but at those places.
 *
 * The Linux leader never ends before the process: it sleeps when its guest thread has ended.
 */
#include "nt/engine.h"
#include "nt/thread.h"

#include "door/guestmem.h"
#include "door/trace.h"
#include "linux/clock.h"
#include "linux/vm.h"
#include "nt/child.h"
#include "nt/ctrl.h"
#include "nt/foreign.h"
#include "nt/handle.h"
#include "nt/leaf.h"
#include "nt/line.h"
#include "nt/look.h"
#include "nt/mutant.h"
#include "nt/priority.h"
#include "nt/process.h"
#include "nt/startup.h"
#include "nt_calls.h"
#include "nt_process.h"
#include "nt_system.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef THREAD_CREATE_FLAGS_CREATE_SUSPENDED
#define THREAD_CREATE_FLAGS_CREATE_SUSPENDED   1
#define THREAD_CREATE_FLAGS_SKIP_THREAD_ATTACH 2
#define THREAD_CREATE_FLAGS_HIDE_FROM_DEBUGGER 4
#endif

enum {
    TEB_SIZE = DOOR_BLOCK_OFFSET + 0x1000,
    SLAB_LEAST = 0x10000,
    SLAB_MOST = 0x100000,
    SUSPEND_MOST = 127,
    TEBS_WARM = 16
};

static _Atomic uint32_t ended_futex, ended_waiters; /* the first rises with each end */
static _Atomic uint32_t leaving;                    /* threads that are off the list but not signalled yet */
static _Atomic bool others_end;                     /* who is made from now on ends as well */
static struct nt_thread first_thread;
static uint32_t process_id;

static void thread_destroy(struct object *object)
{
    struct nt_thread *thread = (struct nt_thread *)object;
    line_free(atomic_load(&object->line));
    free(thread->name);
    if (thread->impersonates) object_put(thread->impersonates);
    if (thread->beacon) object_put(thread->beacon);
    pthread_mutex_destroy(&thread->lock);
    if (thread != &first_thread) object_free(object);
}

const struct object_type thread_type = {
    THREAD_TYPE,
    .destroy = thread_destroy,
};

struct object *thread_current(void)
{
    struct object *object = &thread_self()->object;
    object_ref(object);
    return object;
}

/* ---- alerts, suspension ---- */

void thread_alert(struct nt_thread *thread)
{
    if (!thread->door) return;
    __atomic_store_n(&thread->door->alert, 1, __ATOMIC_SEQ_CST);
    /* a thread of the host's own may take its maker for itself */
    if (thread->door->tid && !thread_is_self(thread)) door_alert(thread->door);
}

static void futex_wait(_Atomic uint32_t *word, uint32_t value, const struct timespec *timeout)
{
    syscall(SYS_futex, word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, value, timeout, NULL, 0);
}

static void futex_wake(_Atomic uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, INT_MAX, NULL, NULL, 0);
}

/* Stands still while the thread is suspended and nobody ends it. */
static void park(struct nt_thread *self)
{
    bool idle = seat_idle(self);
    pthread_mutex_lock(&self->lock);
    while (self->suspended && !(atomic_load(&self->pending) & PENDING_TERMINATE)) {
        uint32_t seen = atomic_load(&self->resume);
        atomic_store(&self->parked, 1);
        pthread_mutex_unlock(&self->lock);
        futex_wake(&self->parked);
        if (door_block(SYS_futex, (long)&self->resume, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, seen, 0, 0, 0) == -EINTR) {
            __atomic_store_n(&self->door->alert, 0, __ATOMIC_SEQ_CST); /* what it was for, settle() looks at */
            ctrl_look();
        }
        pthread_mutex_lock(&self->lock);
    }
    atomic_store(&self->parked, 0);
    if (!self->suspended) atomic_fetch_and(&self->pending, ~PENDING_SUSPEND);
    pthread_mutex_unlock(&self->lock);
    if (idle) seat_busy(self);
}

/* What `pending` asks for, once suspensions are over: PENDING_TERMINATE, PENDING_APC or neither.  The alert word is
 * clear. */
static uint32_t settle(struct nt_thread *self)
{
    for (;;) {
        __atomic_store_n(&self->door->alert, 0, __ATOMIC_SEQ_CST);
        ctrl_look();
        uint32_t pending = atomic_fetch_and(&self->pending, ~PENDING_WOKEN);
        if (pending & PENDING_TERMINATE || !(pending & PENDING_SUSPEND)) return pending;
        park(self);
    }
}

uint64_t thread_leave(struct door_thread *door, uint64_t result)
{
    struct nt_thread *self = door->data;
    uint32_t pending = settle(self);
    if (pending & PENDING_TERMINATE) thread_end(self->exit_status);
    if (pending & PENDING_APC && door->frame) {
        atomic_fetch_and(&self->pending, ~PENDING_APC);
        apc_deliver(self, result);
    }
    return result;
}

static _Noreturn void end_here(void)
{
    thread_end(thread_self()->exit_status);
}

void thread_interrupt(struct door_thread *door, ucontext_t *context)
{
    struct nt_thread *self = door->data;
    self->stopped = context;
    uint32_t pending = settle(self);
    self->stopped = NULL;
    if (pending & PENDING_TERMINATE) { /* on the host stack, as if the guest had called */
        greg_t *regs = context->uc_mcontext.gregs;
        door->frame = (struct door_frame *)(door->host_rsp - sizeof *door->frame);
        regs[REG_RIP] = (greg_t)(uintptr_t)end_here;
        regs[REG_RSP] = (greg_t)((uintptr_t)door->frame & ~15ull) - 8;
        regs[REG_EFL] &= ~0x40500; /* AC, DF, TF */
    }
}

bool thread_interrupted(void)
{
    struct nt_thread *self = thread_self();
    uint32_t pending = settle(self);
    if (pending & (PENDING_TERMINATE | PENDING_APC)) /* for the way out */
        __atomic_store_n(&self->door->alert, 1, __ATOMIC_SEQ_CST);
    return pending & PENDING_TERMINATE;
}

long thread_block(long number, long a, long b, long c, long d, long e, long f)
{
    struct nt_thread *self = thread_self();
    bool idle = seat_idle(self);
    long result;
    do {
        result = door_block(number, a, b, c, d, e, f);
        if (result != -EINTR || thread_interrupted()) break;
        uint64_t request = atomic_load(&self->request);
        if (request & 1 && atomic_load(&self->cancelled) == request) result = -ECANCELED;
    } while (result == -EINTR);
    clock_touch();
    if (idle) seat_busy(self);
    return result;
}

bool thread_cancel(struct nt_thread *thread, const void *file, const void *status)
{
    uint64_t request = atomic_load(&thread->request);
    if (!(request & 1) || (file && atomic_load(&thread->request_file) != file) ||
        (status && atomic_load(&thread->request_status) != status) || atomic_load(&thread->request) != request)
        return false;
    atomic_store(&thread->cancelled, request);
    pthread_mutex_lock(&thread->lock);
    thread_alert(thread);
    pthread_mutex_unlock(&thread->lock);
    return true;
}

NTSTATUS thread_suspend(struct nt_thread *thread, ULONG *previous)
{
    NTSTATUS status = STATUS_SUCCESS;
    pthread_mutex_lock(&thread->lock);
    *previous = thread->suspended;
    if (thread->ended || atomic_load(&thread->pending) & PENDING_TERMINATE)
        status = STATUS_THREAD_IS_TERMINATING;
    else if (thread->suspended >= SUSPEND_MOST)
        status = STATUS_SUSPEND_COUNT_EXCEEDED;
    else if (thread->suspended++ == 0) {
        atomic_fetch_or(&thread->pending, PENDING_SUSPEND);
        thread_alert(thread);
    }
    pthread_mutex_unlock(&thread->lock);
    return status;
}

void thread_resume(struct nt_thread *thread, ULONG *previous)
{
    pthread_mutex_lock(&thread->lock);
    *previous = thread->suspended;
    bool last = thread->suspended && --thread->suspended == 0;
    if (last) atomic_fetch_add(&thread->resume, 1);
    pthread_mutex_unlock(&thread->lock);
    if (last) futex_wake(&thread->resume);
}

NTSTATUS thread_hold(struct nt_thread *thread)
{
    ULONG previous;
    if (thread == &first_thread && startup_waits()) return STATUS_NOT_SUPPORTED; /* it has no registers yet */
    NTSTATUS status = thread_suspend(thread, &previous);
    while (status == STATUS_SUCCESS && !thread_is_self(thread)) {
        /* Standing still, or in the host, which it now leaves by thread_leave() alone. */
        if (atomic_load(&thread->parked)) break;
        pthread_mutex_lock(&thread->lock);
        bool gone = thread->ended, inside = thread->door && thread->door->frame;
        pthread_mutex_unlock(&thread->lock);
        if (gone)
            status = STATUS_THREAD_IS_TERMINATING;
        else if (inside)
            break;
        else
            futex_wait(&thread->parked, 0, &(struct timespec){.tv_nsec = 50000});
    }
    return status;
}

void thread_release(struct nt_thread *thread)
{
    ULONG previous;
    thread_resume(thread, &previous);
}

/* ---- TEBs ---- */

static pthread_mutex_t teb_lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t teb_free; /* each holds the next one's address in its first word, and is zero but for that */
static uint32_t teb_warm; /* how many of them have their pages */

static uint64_t teb_take(void)
{
    static const struct vm_protect writable = {PROT_READ | PROT_WRITE, PAGE_READWRITE, false};
    const struct vm_place anywhere = {0};
    static uint64_t next, end, size = SLAB_LEAST; /* of the slab that is used up now; each is twice the last */
    uint64_t teb = 0;
    pthread_mutex_lock(&teb_lock);
    if (teb_free) {
        teb = teb_free;
        teb_free = *(uint64_t *)teb;
        *(uint64_t *)teb = 0;
        if (teb_warm) teb_warm--; /* those given back last come first */
    } else {
        if (end - next < TEB_SIZE && !vm_reserve(&anywhere, size, PAGE_READWRITE, &writable, &next)) {
            end = next + size;
            if (size < SLAB_MOST) size *= 2;
        }
        if (end - next >= TEB_SIZE) {
            teb = next;
            next += TEB_SIZE;
        }
    }
    pthread_mutex_unlock(&teb_lock);
    return teb;
}

static void teb_give(uint64_t teb)
{
    pthread_mutex_lock(&teb_lock);
    bool keep = teb_warm < TEBS_WARM;
    teb_warm += keep;
    pthread_mutex_unlock(&teb_lock);
    if (keep)
        memset((void *)teb, 0, TEB_SIZE); /* costs a tenth of three new pages */
    else
        madvise((void *)teb, TEB_SIZE, MADV_DONTNEED);
    pthread_mutex_lock(&teb_lock);
    *(uint64_t *)teb = teb_free;
    teb_free = teb;
    pthread_mutex_unlock(&teb_lock);
}

/* ---- beginning ---- */

static void thread_init(struct nt_thread *thread)
{
    object_init(&thread->object, &thread_type);
    pthread_mutex_init(&thread->lock, NULL);
    thread->apc_last = &thread->apc_first;
    thread->exit_status = STATUS_PENDING;
    thread->created = clock_system_time();
    atomic_store(&thread->object.line, line_create(LINE_EVENT, 0, 0));
}

/* Binds the parts together: called with the Linux thread's id known. */
static void thread_bind(struct nt_thread *thread, TEB *teb, struct door_thread *door, uint32_t id)
{
    const struct stack *stack = &thread->stack;
    thread->teb = teb;
    thread->door = door;
    thread->id = id;
    thread->owner.tid = id >> 2 & ((1u << 22) - 1);
    door->data = thread;
    door->tables[0] = (struct door_table){nt_calls, nt_calls_count};
    door->tables[2] = (struct door_table){host_calls, host_calls_count};
    door->trace = trace_kinds != 0;
    door->leaves = door->trace ? nt_no_leaves : nt_leaves;
    teb->NtTib.Self = (NT_TIB *)teb;
    teb->NtTib.ExceptionList = (void *)~0ull;
    teb->NtTib.StackBase = (void *)stack->base;
    teb->NtTib.StackLimit = (void *)stack->limit;
    teb->DeallocationStack = (void *)stack->allocation;
    teb->ClientId.UniqueProcess = (HANDLE)(uintptr_t)process_id;
    teb->ClientId.UniqueThread = (HANDLE)(uintptr_t)id;
    teb->ProcessEnvironmentBlock = (PEB *)process.peb;
    teb->StaticUnicodeString.Buffer = teb->StaticUnicodeBuffer;
    teb->StaticUnicodeString.MaximumLength = sizeof teb->StaticUnicodeBuffer;
}

void thread_first(TEB *teb, struct door_thread *block, const struct stack *stack)
{
    thread_init(&first_thread);
    first_thread.stack = *stack;
    process_id = (uint32_t)getpid() * 4;
    thread_bind(&first_thread, teb, block, process_id + (4u << 22));
    thread_list_add(&first_thread);
    handle_set_pseudo(-2, thread_current);
}

/* The gate that a new pthread stands before until its maker has told all who are to be told. */
enum { GATE_SHUT, GATE_WAITED, GATE_OPEN };

static void gate_open(struct nt_thread *thread)
{
    if (atomic_exchange(&thread->gate, GATE_OPEN) == GATE_WAITED) futex_wake(&thread->gate);
}

static void gate_wait(struct nt_thread *self)
{
    for (int i = 0; i < 200 && atomic_load(&self->gate) != GATE_OPEN; i++) __builtin_ia32_pause(); /* it is at it */
    uint32_t state = GATE_SHUT;
    atomic_compare_exchange_strong(&self->gate, &state, GATE_WAITED);
    while (atomic_load(&self->gate) != GATE_OPEN) futex_wait(&self->gate, GATE_WAITED, NULL);
}

/* Writes the CONTEXT that LdrInitializeThunk continues to on the new thread's stack. */
static bool context_lay(struct nt_thread *thread, uint64_t routine, uint64_t argument)
{
    CONTEXT context = {.ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS};
    context.SegCs = 0x33;
    context.SegDs = context.SegEs = context.SegSs = context.SegGs = 0x2b;
    context.SegFs = 0x53;
    context.EFlags = 0x202;
    context.MxCsr = context.FltSave.MxCsr = 0x1f80;
    context.FltSave.MxCsr_Mask = 0xffff;
    context.FltSave.ControlWord = 0x27f;
    context.Rip = process.start_thread;
    context.Rcx = routine;
    context.Rdx = argument;
    context.Rsp = ((thread->stack.base - 0x28) & ~15ull) - 8; /* as after a call */
    thread->begin = (context.Rsp - sizeof context) & ~63ull;
    return guest_write((void *)thread->begin, &context, sizeof context);
}

/* The bottom of every pthread but the leader. */
static void *run(void *argument)
{
    struct nt_thread *self = argument;
    static const uint32_t mxcsr = 0x1f80;
    static const uint16_t control = 0x27f;
    gate_wait(self);
    if (door_thread_enter(self->door, (uintptr_t)self->teb, &nt_system))
        process_exit((uint32_t)STATUS_NO_MEMORY); /* no kernel does that */
    if (setjmp(self->end)) return NULL;
    if (atomic_load(&self->pending) || ctrl_waiting()) __atomic_store_n(&self->door->alert, 1, __ATOMIC_SEQ_CST);
    struct door_regs regs = {.rip = process.start_loader,
                             .rcx = self->begin,
                             .rdx = process.ntdll_base,
                             .rsp = self->begin - 0x28,
                             .rflags = 0x202};
    __asm__ volatile("fninit; fldcw %0; ldmxcsr %1" : : "m"(control), "m"(mxcsr));
    door_enter(&regs);
}

/* Makes the thread, which begins when gate_open() is called. */
static NTSTATUS thread_start(struct nt_thread *thread, uint64_t routine, uint64_t argument, uint64_t reserve,
                             uint64_t commit)
{
    uint64_t teb = teb_take();
    if (!teb) return STATUS_NO_MEMORY;
    if (stack_create(reserve, commit, &thread->stack)) {
        teb_give(teb);
        return STATUS_NO_MEMORY;
    }
    struct door_thread *door = (struct door_thread *)(teb + DOOR_BLOCK_OFFSET);
    thread->start = routine;
    door->data = thread;
    object_ref(&thread->object); /* the thread's own */
    if (!context_lay(thread, routine, argument) || door_thread_start(door, run, thread)) {
        object_put(&thread->object);
        teb_give(teb);
        stack_free(&thread->stack);
        return STATUS_NO_MEMORY;
    }
    thread_bind(thread, (TEB *)teb, door, door->tid * 4);
    thread_list_add(thread);
    if (door_in_guest_thread && thread_self()->priority) priority_thread_changed((pid_t)door->tid, 0);
    if (atomic_load(&others_end)) thread_kill(thread, STATUS_PROCESS_IS_TERMINATING); /* the sweep has passed it */
    return STATUS_SUCCESS;
}

struct nt_thread *thread_spawn(uint64_t routine, uint64_t argument)
{
    struct nt_thread *thread = object_create(&thread_type, sizeof *thread);
    if (!thread) return NULL;
    thread_init(thread);
    if (thread_start(thread, routine, argument, process.stack_reserve, process.stack_commit) == STATUS_SUCCESS) {
        gate_open(thread);
        return thread;
    }
    object_put(&thread->object);
    return NULL;
}

/* PS_ATTRIBUTE_LIST: what is asked for besides. */
struct wishes {
    uint64_t client_id, teb; /* guest addresses to write to, 0: none */
    uint64_t affinity;       /* 0: none asked */
    uint64_t ideal;          /* processor + 1, 0: none asked */
};

static NTSTATUS wishes_read(const void *list, struct wishes *wishes)
{
    struct {
        uint64_t attribute, size, value, returned;
    } entry;
    uint64_t length;
    GROUP_AFFINITY group;
    PROCESSOR_NUMBER ideal;
    *wishes = (struct wishes){0};
    if (!list) return STATUS_SUCCESS;
    if (!guest_read(&length, list, sizeof length)) return STATUS_ACCESS_VIOLATION;
    if (length < sizeof length || (length - sizeof length) % sizeof entry || length > sizeof length + 32 * sizeof entry)
        return STATUS_INVALID_PARAMETER;
    for (uint64_t at = sizeof length; at < length; at += sizeof entry) {
        if (!guest_read(&entry, (const char *)list + at, sizeof entry)) return STATUS_ACCESS_VIOLATION;
        switch (entry.attribute) {
        case 0x10003: /* PS_ATTRIBUTE_CLIENT_ID */ wishes->client_id = entry.value; break;
        case 0x10004: /* PS_ATTRIBUTE_TEB_ADDRESS */ wishes->teb = entry.value; break;
        case PS_ATTRIBUTE_GROUP_AFFINITY: /* there is group 0 alone */
            if (entry.size != sizeof group || !guest_get(&group, (const GROUP_AFFINITY *)entry.value) || group.Group)
                return STATUS_INVALID_PARAMETER;
            wishes->affinity = group.Mask;
            break;
        case PS_ATTRIBUTE_IDEAL_PROCESSOR:
            if (entry.size != sizeof ideal || !guest_get(&ideal, (const PROCESSOR_NUMBER *)entry.value) || ideal.Group)
                return STATUS_INVALID_PARAMETER;
            wishes->ideal = ideal.Number + 1u;
            break;
        case 0x2000d: break; /* PS_ATTRIBUTE_PREFERRED_NODE: there is one */
        default: return STATUS_NOT_SUPPORTED;
        }
    }
    return STATUS_SUCCESS;
}

static NTSTATUS wishes_answer(const struct wishes *wishes, const CLIENT_ID *id, uint64_t teb)
{
    if (wishes->client_id && !guest_write((void *)wishes->client_id, id, sizeof *id)) return STATUS_ACCESS_VIOLATION;
    if (wishes->teb && !guest_write((void *)wishes->teb, &teb, sizeof teb)) return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

NTSTATUS thread_make(const struct thread_wish *wish, struct nt_thread **made)
{
    struct nt_thread *thread = object_create(&thread_type, sizeof *thread);
    if (!thread) return STATUS_NO_MEMORY;
    thread_init(thread);
    thread->hide = wish->flags & THREAD_CREATE_FLAGS_HIDE_FROM_DEBUGGER;
    if (wish->flags & THREAD_CREATE_FLAGS_CREATE_SUSPENDED) {
        thread->suspended = 1;
        atomic_store(&thread->pending, PENDING_SUSPEND);
    }
    uint64_t reserve = wish->reserve ? wish->reserve : process.stack_reserve;
    uint64_t commit = wish->commit ? wish->commit : process.stack_commit;
    if (reserve < commit) reserve = commit;
    NTSTATUS status = thread_start(thread, wish->routine, wish->argument, reserve, commit);
    if (status != STATUS_SUCCESS) {
        object_put(&thread->object);
        return status;
    }
    enum { AFFINITY = 4, IDEAL = 13 }; /* ThreadAffinityMask, ThreadIdealProcessor, whose success is the one before */
    if (wish->affinity) status = thread_info_set(thread, AFFINITY, wish->affinity);
    if (wish->ideal && status >= 0) status = thread_info_set(thread, IDEAL, wish->ideal - 1);
    if (status < 0) {
        thread_kill(thread, status);
        gate_open(thread);
        object_put(&thread->object);
        return status;
    }
    if (wish->flags & THREAD_CREATE_FLAGS_SKIP_THREAD_ATTACH) thread->teb->SameTebFlags |= 8; /* SkipThreadAttach */
    *made = thread;
    return STATUS_SUCCESS;
}

void thread_begin(struct nt_thread *thread)
{
    gate_open(thread);
}

/* A handle for a thread into the caller's variable. */
static NTSTATUS hand_out(struct object *thread, ACCESS_MASK access, ULONG attributes, HANDLE *guest)
{
    HANDLE handle;
    NTSTATUS status =
        handle_create(thread, object_map_access(&thread_type, access) & thread_type.valid_access, attributes, &handle);
    if (status != STATUS_SUCCESS || guest_put(guest, &handle)) return status;
    handle_close(handle);
    return STATUS_ACCESS_VIOLATION;
}

/* In another process. */
static NTSTATUS make_there(struct object *process, const struct thread_wish *wish, const struct wishes *wishes,
                           struct object **thread)
{
    struct thread_order order = {
        .class = wish->flags,
        .words = {wish->routine, wish->argument, wish->reserve, wish->commit, wish->affinity, wish->ideal}
    };
    CLIENT_ID id;
    pid_t pid = process_object_pid(process);
    NTSTATUS status = foreign_make(process, &order, thread);
    if (status != STATUS_SUCCESS) return status;
    id = (CLIENT_ID){(HANDLE)((uintptr_t)pid * 4), (HANDLE)(uintptr_t)order.id};
    return wishes_answer(wishes, &id, order.words[0]);
}

NTSTATUS sys_NtCreateThreadEx(HANDLE *ThreadHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                              HANDLE ProcessHandle, void *StartRoutine, void *Argument, ULONG CreateFlags,
                              SIZE_T ZeroBits, SIZE_T StackSize, SIZE_T MaximumStackSize, void *AttributeList)
{
    struct thread_wish wish = {.routine = (uintptr_t)StartRoutine,
                               .argument = (uintptr_t)Argument,
                               .reserve = MaximumStackSize,
                               .commit = StackSize,
                               .flags = CreateFlags};
    OBJECT_ATTRIBUTES attributes = {0};
    struct object *other, *object = NULL;
    struct nt_thread *thread = NULL;
    struct wishes wishes;
    (void)ZeroBits; /* a wish for low addresses: none is given */
    if (!guest_probe_write(ThreadHandle, sizeof *ThreadHandle) ||
        (ObjectAttributes && !guest_get(&attributes, ObjectAttributes)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = wishes_read(AttributeList, &wishes);
    wish.affinity = wishes.affinity;
    wish.ideal = wishes.ideal;
    if (status == STATUS_SUCCESS) status = process_other(ProcessHandle, PROCESS_CREATE_THREAD, &other);
    if (status != STATUS_SUCCESS) return status;
    if (CreateFlags & ~0x5fu) {
        status = STATUS_INVALID_PARAMETER_7;
    } else if (other) {
        status = make_there(other, &wish, &wishes, &object);
    } else if ((status = thread_make(&wish, &thread)) == STATUS_SUCCESS) {
        const CLIENT_ID id = {(HANDLE)(uintptr_t)process_id, (HANDLE)(uintptr_t)thread->id};
        object = &thread->object;
        status = wishes_answer(&wishes, &id, (uintptr_t)thread->teb);
    }
    if (status == STATUS_SUCCESS) status = hand_out(object, DesiredAccess, attributes.Attributes, ThreadHandle);
    if (thread) {
        if (status != STATUS_SUCCESS) thread_kill(thread, status);
        gate_open(thread);
    } else if (object && status != STATUS_SUCCESS) {
        struct thread_order order = {.words = {(uint64_t)(uint32_t)status}};
        foreign_ask(object, DO_KILL, &order, -1);
    }
    if (object) object_put(object);
    if (other) object_put(other);
    return status;
}

/* ---- ending ---- */

static void times_note(struct nt_thread *self)
{
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    self->kernel_time = usage.ru_stime.tv_sec * 10000000ll + usage.ru_stime.tv_usec * 10;
    self->user_time = usage.ru_utime.tv_sec * 10000000ll + usage.ru_utime.tv_usec * 10;
    self->ended_at = clock_system_time();
}

_Noreturn void thread_end(NTSTATUS status)
{
    struct nt_thread *self = thread_self();
    sigset_t all;
    engine_thread_ended(self);
    sigfillset(&all); /* signals are for threads that can still look at them */
    if (thread_count() > 1) pthread_sigmask(SIG_BLOCK, &all, NULL);
    ctrl_look();
    atomic_fetch_add(&leaving, 1);
    if (!thread_list_remove(self)) process_exit((uint32_t)status);
    mutant_abandon_all(self);
    timer_drop(self);
    look_leave();
    seat_drop(self);
    times_note(self);
    struct door_thread *door = self->door;
    uint64_t teb = (uintptr_t)self->teb;
    pthread_mutex_lock(&self->lock);
    self->ended = true;
    self->exit_status = status;
    self->door = NULL;
    self->teb = NULL;
    struct object *beacon = self->beacon;
    pthread_mutex_unlock(&self->lock);
    apc_drop(self);
    door_thread_leave(door);
    if (self != &first_thread) teb_give(teb);
    stack_free(&self->stack);
    line_signal(atomic_load(&self->object.line));
    if (beacon) foreign_beacon_light(beacon, status);
    atomic_fetch_sub(&leaving, 1);
    atomic_fetch_add(&ended_futex, 1);
    if (atomic_load(&ended_waiters)) futex_wake(&ended_futex);
    if (self == &first_thread)
        for (;;) pause();
    jmp_buf end;
    memcpy(end, self->end, sizeof end);
    object_put(&self->object);
    longjmp(end, 1);
}

void thread_kill(struct nt_thread *thread, NTSTATUS status)
{
    pthread_mutex_lock(&thread->lock);
    if (!thread->ended && !(atomic_load(&thread->pending) & PENDING_TERMINATE)) {
        thread->exit_status = status;
        atomic_fetch_or(&thread->pending, PENDING_TERMINATE);
        atomic_fetch_add(&thread->resume, 1);
        thread_alert(thread);
    }
    pthread_mutex_unlock(&thread->lock);
    futex_wake(&thread->resume);
}

/* Sleeps until `ended_futex` is no longer `seen`, or for a time. */
static void ended_wait(uint32_t seen, int64_t nanoseconds)
{
    atomic_fetch_add(&ended_waiters, 1);
    futex_wait(&ended_futex, seen, &(struct timespec){nanoseconds / 1000000000, nanoseconds % 1000000000});
    atomic_fetch_sub(&ended_waiters, 1);
}

bool thread_wait_end(struct nt_thread *thread, int64_t nanoseconds)
{
    for (int64_t until = line_now() + nanoseconds;;) {
        uint32_t seen = atomic_load(&ended_futex);
        pthread_mutex_lock(&thread->lock);
        bool ended = thread->ended;
        pthread_mutex_unlock(&thread->lock);
        int64_t left = until - line_now();
        if (ended || left <= 0) return ended;
        ended_wait(seen, left);
    }
}

void thread_end_others(NTSTATUS status)
{
    struct nt_thread *self = thread_self(), *thread = NULL;
    atomic_store(&others_end, true);
    while ((thread = thread_next(thread)))
        if (thread != self) thread_kill(thread, status);
    for (int tries = 0; tries < 1000 && (thread_count() > 1 || atomic_load(&leaving)); tries++)
        ended_wait(atomic_load(&ended_futex), 1000000);
}

NTSTATUS sys_NtTerminateThread(HANDLE ThreadHandle, NTSTATUS ExitStatus)
{
    if (!ThreadHandle) {
        if (thread_count() == 1) return STATUS_CANT_TERMINATE_SELF;
        thread_end(ExitStatus);
    }
    struct object *object;
    NTSTATUS status = handle_get(ThreadHandle, &thread_type, THREAD_TERMINATE, &object);
    if (status == STATUS_OBJECT_TYPE_MISMATCH) {
        struct thread_order order = {.words = {(uint64_t)(uint32_t)ExitStatus}};
        return foreign_call(ThreadHandle, THREAD_TERMINATE, DO_KILL, &order);
    }
    if (status != STATUS_SUCCESS) return status;
    struct nt_thread *thread = (struct nt_thread *)object;
    if (thread != thread_self()) thread_kill(thread, ExitStatus);
    object_put(object);
    if (thread == thread_self()) thread_end(ExitStatus);
    return STATUS_SUCCESS;
}

/* ---- suspend and resume ---- */

static NTSTATUS resume_act(struct nt_thread *thread, ULONG *previous)
{
    thread_resume(thread, previous);
    return STATUS_SUCCESS;
}

static NTSTATUS alert_resume_act(struct nt_thread *thread, ULONG *previous)
{
    alert_thread(thread);
    thread_resume(thread, previous);
    return STATUS_SUCCESS;
}

/* Of another process: exact from its start on; one that waits at its start is the maker's affair. */
static NTSTATUS count_there(struct object *object, enum thread_op op, ULONG *previous)
{
    struct thread_order order = {0};
    NTSTATUS status = STATUS_NOT_IMPLEMENTED;
    if (object->type == &child_thread_type) status = child_thread_count(object, op != DO_SUSPEND, previous);
    if (status != STATUS_NOT_IMPLEMENTED) return status;
    status = foreign_ask(object, op, &order, -1);
    *previous = (ULONG)order.words[0];
    return status;
}

static NTSTATUS count_call(HANDLE handle, ULONG *out, NTSTATUS (*act)(struct nt_thread *thread, ULONG *previous),
                           enum thread_op op)
{
    struct object *object;
    ULONG previous = 0;
    if (out && !guest_probe_write(out, sizeof *out)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = handle_get(handle, &thread_type, THREAD_SUSPEND_RESUME, &object);
    bool other = status == STATUS_OBJECT_TYPE_MISMATCH;
    if (other) status = foreign_get(handle, THREAD_SUSPEND_RESUME, &object);
    if (status != STATUS_SUCCESS) return status;
    status = other ? count_there(object, op, &previous) : act((struct nt_thread *)object, &previous);
    object_put(object);
    if (status == STATUS_SUCCESS && out && !guest_put(out, &previous)) status = STATUS_ACCESS_VIOLATION;
    return status;
}

NTSTATUS sys_NtSuspendThread(HANDLE ThreadHandle, ULONG *PreviousSuspendCount)
{
    return count_call(ThreadHandle, PreviousSuspendCount, thread_suspend, DO_SUSPEND);
}

NTSTATUS sys_NtResumeThread(HANDLE ThreadHandle, ULONG *PreviousSuspendCount)
{
    return count_call(ThreadHandle, PreviousSuspendCount, resume_act, DO_RESUME);
}

/* As NtAlertThread and NtResumeThread in one. */
NTSTATUS sys_NtAlertResumeThread(HANDLE ThreadHandle, ULONG *PreviousSuspendCount)
{
    return count_call(ThreadHandle, PreviousSuspendCount, alert_resume_act, DO_ALERT_RESUME);
}

NTSTATUS sys_NtOpenThread(HANDLE *ThreadHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                          CLIENT_ID *ClientId)
{
    OBJECT_ATTRIBUTES attributes = {0};
    CLIENT_ID id;
    if (!guest_probe_write(ThreadHandle, sizeof *ThreadHandle) || !guest_get(&id, ClientId) ||
        (ObjectAttributes && !guest_get(&attributes, ObjectAttributes)))
        return STATUS_ACCESS_VIOLATION;
    const uint32_t wanted = (uint32_t)(uintptr_t)id.UniqueThread;
    struct nt_thread *thread = thread_find(wanted);
    struct object *object = thread ? &thread->object : child_thread_find(wanted);
    NTSTATUS status = object ? STATUS_SUCCESS : foreign_open(wanted, &object);
    if (status != STATUS_SUCCESS) return status;
    status = hand_out(object, DesiredAccess, attributes.Attributes, ThreadHandle);
    object_put(object);
    return status;
}
