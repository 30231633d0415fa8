/* SPDX-License-Identifier: MIT */
/* Waits under load, on the host's functions themselves: threads without guest code hammer on a few objects, and nothing
 * may be lost: every release is taken once, every waiter ends.  What would hang is ended by an alarm.
 *
 * All tests run in a thread whose stack is guest memory, since the calls take their pointers from there alone. */
#include "nt/handle.h"
#include "nt/line.h"
#include "nt/process.h"
#include "nt/thread.h"
#include "nt_calls.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

typedef void work(void *argument);

/* Where every thread begins; the routine and argument stand in the CONTEXT. */
static __attribute__((ms_abi)) void thread_entry(CONTEXT *context)
{
    ((work *)context->Rcx)((void *)context->Rdx);
    /* the end frees the guest's stack: it runs on the host's */
    __asm__ volatile("movq %0, %%rsp; xorl %%edi, %%edi; call thread_end"
                     :
                     : "r"((door_self()->host_rsp - 256) & ~15ull)
                     : "memory");
    __builtin_unreachable();
}

static HANDLE spawn(work *routine, void *argument)
{
    HANDLE handle = NULL;
    assert_int_equal(
        sys_NtCreateThreadEx(&handle, THREAD_ALL_ACCESS, NULL, (HANDLE)-1, (void *)routine, argument, 0, 0, 0, 0, NULL),
        0);
    return handle;
}

static void join(HANDLE *threads, int count)
{
    for (int i = 0; i < count; i++) {
        assert_int_equal(sys_NtWaitForSingleObject(threads[i], FALSE, NULL), STATUS_WAIT_0);
        handle_close(threads[i]);
    }
}

static HANDLE event(bool manual, bool set)
{
    HANDLE handle = NULL;
    assert_int_equal(sys_NtCreateEvent(&handle, EVENT_ALL_ACCESS, NULL, !manual, set), 0);
    return handle;
}

static HANDLE semaphore(LONG count)
{
    HANDLE handle = NULL;
    assert_int_equal(sys_NtCreateSemaphore(&handle, SEMAPHORE_ALL_ACCESS, NULL, count, 1 << 30), 0);
    return handle;
}

enum { OBJECTS = 4, WORKERS = 8, TOKENS = 4000 };
static HANDLE objects[OBJECTS];
static _Atomic uint32_t taken[OBJECTS], total;

/* Waits for any of the objects in an order of its own, now and then with a short time limit, until all tokens are
 * taken. */
static void any_worker(void *argument)
{
    uintptr_t me = (uintptr_t)argument;
    HANDLE mine[OBJECTS];
    for (uint32_t i = 0; i < OBJECTS; i++) mine[i] = objects[(i + me) % OBJECTS];
    while (atomic_load(&total) < TOKENS) {
        LARGE_INTEGER limit = {.QuadPart = -(int64_t)(1 + me * 7 % 50) * 100};
        NTSTATUS status = sys_NtWaitForMultipleObjects(OBJECTS, mine, 1, me & 1, me % 3 ? NULL : &limit);
        if (status == STATUS_TIMEOUT) continue;
        if (status < 0 || status >= OBJECTS) _exit(3);
        atomic_fetch_add(&taken[((uint32_t)status + me) % OBJECTS], 1);
        if (atomic_fetch_add(&total, 1) + 1 == TOKENS) /* the last one lets the others go */
            for (int i = 0; i < OBJECTS; i++) sys_NtReleaseSemaphore(objects[i], WORKERS, NULL);
    }
}

static void no_wake_up_is_lost_with_wait_any(void **state)
{
    (void)state;
    HANDLE threads[WORKERS];
    atomic_store(&total, 0);
    for (int i = 0; i < OBJECTS; i++) objects[i] = semaphore(0);
    for (uintptr_t i = 0; i < WORKERS; i++) threads[i] = spawn(any_worker, (void *)i);
    for (int i = 0; i < TOKENS; i++) assert_int_equal(sys_NtReleaseSemaphore(objects[i * 7 % OBJECTS], 1, NULL), 0);
    join(threads, WORKERS);
    assert_true(atomic_load(&total) >= TOKENS);
    for (int i = 0; i < OBJECTS; i++) handle_close(objects[i]);
}

/* A shared object that was signalled by a process which was killed before it could wake anybody: who waits sees it,
 * whether it has slept so for the first time or often. */
enum { SLEEPS = 40 };
static void shared_waiter(void *argument)
{
    (void)argument;
    for (int i = 0; i < SLEEPS; i++) {
        if (sys_NtWaitForSingleObject(objects[0], FALSE, NULL) != STATUS_WAIT_0) _exit(5);
        atomic_fetch_add(&total, 1);
    }
}

static void a_signal_without_a_wake_up_is_seen(void **state)
{
    (void)state;
    struct object *object;
    atomic_store(&total, 0);
    objects[0] = event(false, false);
    assert_int_equal(handle_get(objects[0], NULL, 0, &object), 0);
    struct line *line = atomic_load(&object->line);
    atomic_fetch_or(&line->flags, LINE_SHARED);
    HANDLE thread = spawn(shared_waiter, NULL);
    for (uint32_t i = 0; i < SLEEPS; i++) {
        while (!atomic_load(&line->waiters)) usleep(100);
        usleep(500); /* it sleeps, or is about to */
        if (i == 0 || i == SLEEPS - 1)
            atomic_fetch_or(&line->state, LINE_SIGNALLED);
        else
            sys_NtSetEvent(objects[0], NULL);
        while (atomic_load(&total) <= i) usleep(100);
    }
    join(&thread, 1);
    atomic_fetch_and(&line->flags, ~LINE_SHARED);
    object_put(object);
    handle_close(objects[0]);
}

/* Auto-reset events: a setter waits until its signal was taken, takers wait for any. */
static HANDLE went;
static void event_taker(void *argument)
{
    HANDLE mine[OBJECTS];
    (void)argument;
    memcpy(mine, objects, sizeof mine);
    while (atomic_load(&total) < TOKENS) {
        NTSTATUS status = sys_NtWaitForMultipleObjects(OBJECTS, mine, 1, FALSE, NULL);
        if (status < 0 || status >= OBJECTS) _exit(4);
        if (status == OBJECTS - 1) /* the end, a notification event */
            return;
        atomic_fetch_add(&total, 1);
        sys_NtSetEvent(went, NULL);
    }
}

static void every_set_of_an_auto_event_is_taken_once(void **state)
{
    (void)state;
    HANDLE threads[WORKERS];
    atomic_store(&total, 0);
    went = event(false, false);
    for (int i = 0; i < OBJECTS; i++) objects[i] = event(i == OBJECTS - 1, false);
    for (int i = 0; i < WORKERS; i++) threads[i] = spawn(event_taker, NULL);
    for (int i = 0; i < TOKENS; i++) {
        assert_int_equal(sys_NtSetEvent(objects[i % (OBJECTS - 1)], NULL), 0);
        assert_int_equal(sys_NtWaitForSingleObject(went, FALSE, NULL), STATUS_WAIT_0);
    }
    assert_int_equal(atomic_load(&total), TOKENS);
    sys_NtSetEvent(objects[OBJECTS - 1], NULL);
    join(threads, WORKERS);
    for (int i = 0; i < OBJECTS; i++) handle_close(objects[i]);
    handle_close(went);
}

/* Philosophers: each takes two forks by a wait for all, in an order that would deadlock with two waits. */
enum { FORKS = 5, MEALS = 2000 };
static HANDLE forks[FORKS];
static _Atomic uint32_t holders[FORKS], clashes, meals;

static void philosopher(void *argument)
{
    uintptr_t me = (uintptr_t)argument;
    HANDLE mine[2] = {forks[me], forks[(me + 1) % FORKS]};
    for (int i = 0; i < MEALS; i++) {
        if (sys_NtWaitForMultipleObjects(2, mine, 0, FALSE, NULL) != STATUS_WAIT_0) _exit(5);
        for (int k = 0; k < 2; k++)
            if (atomic_fetch_add(&holders[(me + (uintptr_t)k) % FORKS], 1)) atomic_fetch_add(&clashes, 1);
        atomic_fetch_add(&meals, 1);
        for (int k = 0; k < 2; k++) atomic_fetch_sub(&holders[(me + (uintptr_t)k) % FORKS], 1);
        for (uintptr_t k = 0; k < 2; k++)
            if (sys_NtReleaseMutant(mine[(me + k) % 2], NULL)) _exit(6);
    }
}

static void wait_all_takes_all_or_nothing(void **state)
{
    (void)state;
    HANDLE threads[FORKS];
    for (int i = 0; i < FORKS; i++) {
        HANDLE fork;
        assert_int_equal(sys_NtCreateMutant(&fork, MUTANT_ALL_ACCESS, NULL, FALSE), 0);
        forks[i] = fork;
    }
    for (uintptr_t i = 0; i < FORKS; i++) threads[i] = spawn(philosopher, (void *)i);
    join(threads, FORKS);
    assert_int_equal(atomic_load(&clashes), 0);
    assert_int_equal(atomic_load(&meals), FORKS * MEALS);
    for (int i = 0; i < FORKS; i++) handle_close(forks[i]);
}

/* Two threads, two auto events, back and forth. */
static HANDLE ping, pong;
/* ---- handles that are closed under others' feet ---- */

enum { SHAKY = 6, SHAKERS = 6, CLOSES = 30000 };
static _Atomic(HANDLE) shaky[SHAKY];
static _Atomic bool still;
static _Atomic uint32_t wrong;

static HANDLE shaky_make(uint32_t kind)
{
    HANDLE handle = NULL;
    switch (kind % 3) {
    case 0: return event(kind & 1, true);
    case 1: return semaphore(1);
    }
    assert_int_equal(sys_NtCreateMutant(&handle, MUTANT_ALL_ACCESS, NULL, kind & 1), 0);
    return handle;
}

/* Uses whatever is there at the moment: every call does its work or says that the handle is none, or another's kind. */
static void shaker(void *argument)
{
    LARGE_INTEGER now = {.QuadPart = 0};
    for (uint32_t i = (uint32_t)(uintptr_t)argument; !atomic_load(&still); i++) {
        HANDLE handle = atomic_load(&shaky[i % SHAKY]);
        NTSTATUS status[4] = {
            sys_NtSetEvent(handle, NULL),
            sys_NtWaitForSingleObject(handle, FALSE, &now),
            sys_NtReleaseSemaphore(handle, 1, NULL),
            sys_NtReleaseMutant(handle, NULL),
        };
        for (int k = 0; k < 4; k++)
            if (status[k] != STATUS_SUCCESS && status[k] != STATUS_TIMEOUT && status[k] != STATUS_ABANDONED_WAIT_0 &&
                status[k] != STATUS_INVALID_HANDLE && status[k] != STATUS_OBJECT_TYPE_MISMATCH &&
                status[k] != STATUS_MUTANT_NOT_OWNED && status[k] != STATUS_SEMAPHORE_LIMIT_EXCEEDED)
                atomic_fetch_add(&wrong, 1);
    }
}

static void objects_end_while_others_use_them(void **state)
{
    (void)state;
    HANDLE threads[SHAKERS];
    uint32_t before = handle_count();
    for (uint32_t i = 0; i < SHAKY; i++) atomic_store(&shaky[i], shaky_make(i));
    for (uintptr_t i = 0; i < SHAKERS; i++) threads[i] = spawn(shaker, (void *)i);
    for (uint32_t i = 0; i < CLOSES; i++) {
        HANDLE made = shaky_make(i * 7 / 5), old = atomic_exchange(&shaky[i % SHAKY], made);
        assert_int_equal(handle_close(old), STATUS_SUCCESS);
    }
    atomic_store(&still, true);
    join(threads, SHAKERS);
    for (uint32_t i = 0; i < SHAKY; i++) handle_close(atomic_load(&shaky[i]));
    assert_int_equal(atomic_load(&wrong), 0);
    assert_int_equal(handle_count(), before);
    /* what this thread still owns goes with it; what it owns it can own and give up again */
    HANDLE mutant = shaky_make(5);
    assert_int_equal(sys_NtReleaseMutant(mutant, NULL), STATUS_SUCCESS);
    handle_close(mutant);
}

static void ponger(void *argument)
{
    for (uintptr_t i = 0; i < (uintptr_t)argument; i++) sys_NtSignalAndWaitForSingleObject(ping, pong, FALSE, NULL);
}

static double seconds(void)
{
    return (double)line_now() / 1e9;
}

static void what_it_costs(void **state)
{
    (void)state;
    enum { ROUNDS = 1000000, TRIPS = 20000 };
    HANDLE auto_event = event(false, false), three[3] = {event(false, false), event(false, false), event(false, false)};
    double from = seconds();
    for (int i = 0; i < ROUNDS; i++) {
        sys_NtSetEvent(auto_event, NULL);
        sys_NtWaitForSingleObject(auto_event, FALSE, NULL);
    }
    print_message("# set and wait, uncontended: %.1f ns\n", (seconds() - from) * 1e9 / ROUNDS);
    from = seconds();
    for (int i = 0; i < ROUNDS / 10; i++) {
        for (int k = 0; k < 3; k++) sys_NtSetEvent(three[k], NULL);
        sys_NtWaitForMultipleObjects(3, three, 0, FALSE, NULL);
    }
    print_message("# three sets and a wait for all: %.1f ns\n", (seconds() - from) * 1e10 / ROUNDS);
    HANDLE mutant = NULL;
    sys_NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, FALSE);
    from = seconds();
    for (int i = 0; i < ROUNDS; i++) {
        sys_NtWaitForSingleObject(mutant, FALSE, NULL);
        sys_NtReleaseMutant(mutant, NULL);
    }
    print_message("# take and release a mutant: %.1f ns\n", (seconds() - from) * 1e9 / ROUNDS);
    ping = event(false, false);
    pong = event(false, false);
    from = seconds();
    HANDLE thread = spawn(ponger, (void *)(uintptr_t)(TRIPS + 1));
    sys_NtWaitForSingleObject(ping, FALSE, NULL);
    for (int i = 0; i < TRIPS; i++) sys_NtSignalAndWaitForSingleObject(pong, ping, FALSE, NULL);
    print_message("# there and back between two threads: %.2f us\n", (seconds() - from) * 1e6 / TRIPS);
    sys_NtSetEvent(pong, NULL);
    join(&thread, 1);
    from = seconds();
    for (int i = 0; i < 1000; i++) {
        thread = spawn(ponger, NULL);
        join(&thread, 1);
    }
    print_message("# create and join a thread: %.1f us\n", (seconds() - from) * 1e3);
}

static void all_tests(void *argument)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_wake_up_is_lost_with_wait_any),
        cmocka_unit_test(a_signal_without_a_wake_up_is_seen),
        cmocka_unit_test(every_set_of_an_auto_event_is_taken_once),
        cmocka_unit_test(wait_all_takes_all_or_nothing),
        cmocka_unit_test(objects_end_while_others_use_them),
        cmocka_unit_test(what_it_costs),
    };
    (void)argument;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    exit(cmocka_run_group_tests(tests, NULL, NULL));
}

int main(void)
{
    /* the first thread's TEB and block, where the door looks for them, and room for one handle */
    char *low = mmap((void *)0x7fd00000000, 0x4000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct stack stack = {0};
    struct door_thread *block = (struct door_thread *)(low + DOOR_BLOCK_OFFSET);
    HANDLE *thread = (HANDLE *)(low + 0x3000);
    process.start_loader = (uintptr_t)thread_entry;
    if (door_init()) return 1;
    thread_first((TEB *)low, block, &stack);
    if (door_thread_enter(block, (uintptr_t)low, &nt_system)) return 1;
    alarm(60);
    if (sys_NtCreateThreadEx(thread, THREAD_ALL_ACCESS, NULL, (HANDLE)-1, (void *)all_tests, NULL, 0, 0, 0, 0, NULL))
        return 1;
    for (;;) pause();
}
