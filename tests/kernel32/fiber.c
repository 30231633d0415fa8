/* SPDX-License-Identifier: MIT */
/* Fibers as documented: switching, what a fiber keeps and what stays the thread's, fiber-local storage, ends.
 * Debian's Wine takes unknown flags, does not switch MXCSR and reserves more stack than asked for. */
#define _WIN32_WINNT 0x0a00
#include "check.h"

#include <setjmp.h>
#include <string.h>

static void *main_fiber, *other_fiber;
static volatile int steps;
static DWORD slot, fls;

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

/* ---- converting, switching ---- */

static VOID CALLBACK ping(void *data)
{
    for (;;) {
        steps = steps * 2 + *(int *)data;
        SwitchToFiber(main_fiber);
    }
}

static void test_switching(void)
{
    int one = 1, three = 3;
    void *a, *b;

    CHECK(!IsThreadAFiber(), "IsThreadAFiber: \"FALSE otherwise\"");
    CHECK(!ConvertFiberToThread() && failed(ERROR_ALREADY_THREAD),
          "ConvertFiberToThread: of a thread that is no fiber fails with ERROR_ALREADY_THREAD");
    main_fiber = ConvertThreadToFiber(&one);
    CHECK(main_fiber && IsThreadAFiber(), "ConvertThreadToFiber: \"the return value is the address of the fiber\"");
    CHECK(GetCurrentFiber() == main_fiber && GetFiberData() == &one,
          "GetCurrentFiber, GetFiberData: the address, and \"the value passed to ConvertThreadToFiber\"");
    CHECK(!ConvertThreadToFiber(NULL) && failed(ERROR_ALREADY_FIBER), "ConvertThreadToFiber: ERROR_ALREADY_FIBER");
    CHECK(!ConvertThreadToFiberEx(NULL, FIBER_FLAG_FLOAT_SWITCH) && failed(ERROR_ALREADY_FIBER),
          "ConvertThreadToFiberEx: so does this");
    a = CreateFiber(0, ping, &one);
    b = CreateFiber(0, ping, &three);
    CHECK(a && b && a != b && !steps, "CreateFiber: \"does not schedule the fiber\"");
    SwitchToFiber(a);
    CHECK(steps == 1, "SwitchToFiber: the fiber's function begins, with its parameter");
    SwitchToFiber(b);
    SwitchToFiber(a);
    SwitchToFiber(b);
    CHECK(steps == ((1 * 2 + 3) * 2 + 1) * 2 + 3, "SwitchToFiber: goes on where the fiber switched away (%d)", steps);
    CHECK(GetCurrentFiber() == main_fiber && GetFiberData() == &one, "SwitchToFiber: back, all is as it was");
    DeleteFiber(a);
    DeleteFiber(b);
    CHECK(!CreateFiberEx(0, 0, 0x80, ping, NULL) && failed(ERROR_INVALID_PARAMETER), "CreateFiberEx: no such flag");
    CHECK(!CreateFiber((SIZE_T)-1 >> 1, ping, NULL),
          "CreateFiber: \"If the function fails, the return value is NULL\"");
}

/* ---- what a fiber keeps: its registers, its stack ---- */

static volatile double sum;
static ULONG_PTR low, high;
static BOOL inside_fiber, own_data;

static __attribute__((noinline)) double work(int n, double start)
{
    double a = start, b = start * 2, c = start * 3;
    int i = n, j = n * 2, k = n * 3;

    for (int round = 0; round < 5; round++) {
        a += i, b += j, c += k, i++, j++, k++;
        SwitchToFiber(GetCurrentFiber() == main_fiber ? other_fiber : main_fiber);
    }
    return a + b + c + i + j + k;
}

static VOID CALLBACK working(void *data)
{
    NT_TIB *tib = (NT_TIB *)NtCurrentTeb();
    char local;

    GetCurrentThreadStackLimits(&low, &high);
    inside_fiber = &local >= (char *)tib->StackLimit && &local < (char *)tib->StackBase &&
                   (ULONG_PTR)tib->StackBase == high && (ULONG_PTR)&local > low;
    own_data = IsThreadAFiber() && GetFiberData() == data && GetCurrentFiber() == other_fiber;
    sum = work(100, 0.5);
    SwitchToFiber(main_fiber);
}

static volatile double double_third;

static VOID CALLBACK rounding(void *data)
{
    unsigned up = 0x1f80 | 0x4000;
    volatile double one = 1, three = 3;

    __asm__ volatile("ldmxcsr %0" : : "m"(up));
    SwitchToFiber(main_fiber);
    double_third = one / three;
    (void)data;
    SwitchToFiber(main_fiber);
}

static void test_state(void)
{
    NT_TIB *tib = (NT_TIB *)NtCurrentTeb();
    void *base = tib->StackBase, *limit = tib->StackLimit, *fiber;
    volatile double one = 1, three = 3;
    double mine;

    other_fiber = CreateFiberEx(0x2000, 0x40000, FIBER_FLAG_FLOAT_SWITCH, working, &mine);
    CHECK(other_fiber != NULL, "CreateFiberEx: success");
    SetLastError(77);
    mine = work(7, 0.25);
    CHECK(GetLastError() == 77, "SwitchToFiber: the last error is the thread's");
    CHECK(mine ==
              3 * 0.25 * 2 + (7 + 8 + 9 + 10 + 11) + (14 + 15 + 16 + 17 + 18) + (21 + 22 + 23 + 24 + 25) + 12 + 19 + 26,
          "SwitchToFiber: registers, floating-point ones too, come back");
    SwitchToFiber(other_fiber);
    CHECK(sum == 3 * 0.5 * 2 + 510 + 1010 + 1510 + 105 + 205 + 305, "SwitchToFiber: ... for each fiber (%g)", sum);
    CHECK(inside_fiber,
          "CreateFiberEx: the fiber has a stack of its own, which NT_TIB and GetCurrentThreadStackLimits tell");
    CHECK(high - low >= 0x40000 && high - low < 0x60000, "CreateFiberEx: dwStackReserveSize (%lx)",
          (unsigned long)(high - low));
    CHECK(own_data, "GetFiberData: in a fiber, \"the value passed to CreateFiber\"");
    CHECK(tib->StackBase == base && tib->StackLimit == limit, "SwitchToFiber: then the thread's own stack again");
    DeleteFiber(other_fiber);

    fiber = CreateFiberEx(0, 0, FIBER_FLAG_FLOAT_SWITCH, rounding, NULL);
    mine = one / three;
    SwitchToFiber(fiber);
    CHECK(one / three == mine, "FIBER_FLAG_FLOAT_SWITCH: how a fiber rounds is not how the others round");
    SwitchToFiber(fiber);
    CHECK(double_third > mine, "FIBER_FLAG_FLOAT_SWITCH: the fiber rounds as it chose");
    DeleteFiber(fiber);
}

/* ---- a deep stack, exceptions and jumps on a fiber ---- */

static volatile int depth, caught;
static jmp_buf jump;

static __attribute__((noinline)) int deep(int n)
{
    volatile char room[5000];
    room[n] = 1;
    return n ? deep(n - 1) + room[n] : room[0];
}

static LONG CALLBACK note(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != 0xE0004444) return EXCEPTION_CONTINUE_SEARCH;
    caught++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static VOID CALLBACK busy(void *data)
{
    (void)data;
    depth = deep(150);
    RaiseException(0xE0004444, 0, 0, NULL);
    if (!setjmp(jump)) {
        caught += 10;
        longjmp(jump, 1);
    }
    caught += 100;
    SwitchToFiber(main_fiber);
}

static void test_stack(void)
{
    void *vectored = AddVectoredExceptionHandler(1, note), *fiber = CreateFiberEx(0x1000, 0x100000, 0, busy, NULL);

    SwitchToFiber(fiber);
    CHECK(depth == 151, "CreateFiberEx: \"the stack grows\" to what is reserved");
    CHECK(caught == 111, "exceptions and longjmp work on a fiber (%d)", caught);
    DeleteFiber(fiber);
    RemoveVectoredExceptionHandler(vectored);
}

/* ---- local storage ---- */

static volatile LONG callbacks;
static volatile LONG_PTR callback_sum;

static VOID WINAPI gone(PVOID value)
{
    callbacks++;
    callback_sum += (LONG_PTR)value;
}

static VOID CALLBACK storing(void *data)
{
    void *before = FlsGetValue(fls);

    FlsSetValue(fls, data);
    steps = before == NULL && TlsGetValue(slot) == (void *)42;
    TlsSetValue(slot, (void *)43);
    SwitchToFiber(main_fiber);
    steps = FlsGetValue(fls) == data;
    SwitchToFiber(main_fiber);
}

static void test_storage(void)
{
    void *a = CreateFiber(0, storing, (void *)100), *b = CreateFiber(0, storing, (void *)1000);

    slot = TlsAlloc();
    fls = FlsAlloc(gone);
    TlsSetValue(slot, (void *)42);
    FlsSetValue(fls, (void *)1);
    SwitchToFiber(a);
    CHECK(steps == 1, "FlsGetValue: a new fiber has NULL; TlsGetValue: the thread's value");
    CHECK(FlsGetValue(fls) == (void *)1, "FlsSetValue: in another fiber leaves this one's value");
    CHECK(TlsGetValue(slot) == (void *)43, "TlsSetValue: by a fiber is the thread's");
    TlsSetValue(slot, (void *)42);
    SwitchToFiber(b);
    SwitchToFiber(a);
    CHECK(steps == 1, "FlsGetValue: each fiber finds its own again");
    CHECK(callbacks == 0, "FlsAlloc: no callback while all live");
    DeleteFiber(a);
    CHECK(callbacks == 1 && callback_sum == 100,
          "FlsAlloc: the callback is called \"on fiber deletion\" with its value");
    CHECK(FlsFree(fls) && callbacks == 3 && callback_sum == 1101,
          "FlsFree: the callback is called for every fiber that has a value, running or not (%ld)", callbacks);
    DeleteFiber(b);
    CHECK(callbacks == 3, "DeleteFiber: then there is nothing left to tell");
    TlsFree(slot);
}

/* ---- threads ---- */

static void *wandering, *thread_fiber;
static DWORD ran_on[2];

static VOID CALLBACK wander(void *data)
{
    (void)data;
    ran_on[0] = GetCurrentThreadId();
    SwitchToFiber(main_fiber);
    ran_on[1] = GetCurrentThreadId();
    SwitchToFiber(thread_fiber);
}

static DWORD WINAPI host(void *argument)
{
    thread_fiber = ConvertThreadToFiberEx(argument, FIBER_FLAG_FLOAT_SWITCH);
    if (!thread_fiber || GetFiberData() != argument) return 1;
    SwitchToFiber(wandering);
    if (!ConvertFiberToThread() || IsThreadAFiber()) return 2;
    return GetCurrentThreadId();
}

static VOID CALLBACK returns(void *data)
{
    (void)data;
}

static DWORD WINAPI falls_off(void *argument)
{
    ConvertThreadToFiber(NULL);
    SwitchToFiber(CreateFiber(0, returns, argument));
    steps = 999; /* not reached: the thread is gone */
    return 12345;
}

static DWORD WINAPI deletes_itself(void *argument)
{
    void *self = ConvertThreadToFiber(argument);
    DeleteFiber(self);
    steps = 999;
    return 12345;
}

static DWORD WINAPI with_value(void *argument)
{
    ConvertThreadToFiber(NULL);
    FlsSetValue(fls, argument);
    return 5;
}

static DWORD join(DWORD(WINAPI *routine)(void *), void *argument)
{
    DWORD code = 99;
    HANDLE thread = CreateThread(NULL, 0, routine, argument, 0, NULL);

    if (WaitForSingleObject(thread, 10000) != WAIT_OBJECT_0 || !GetExitCodeThread(thread, &code)) code = 98;
    CloseHandle(thread);
    return code;
}

static void test_threads(void)
{
    DWORD code;

    wandering = CreateFiber(0, wander, NULL);
    SwitchToFiber(wandering);
    code = join(host, &code);
    CHECK(code == ran_on[1] && ran_on[0] == GetCurrentThreadId() && ran_on[1] && ran_on[1] != ran_on[0],
          "SwitchToFiber: \"You can call SwitchToFiber with the address of a fiber created by a different thread\"; "
          "ConvertThreadToFiberEx, ConvertFiberToThread there");
    DeleteFiber(wandering);
    steps = 0;
    CHECK(join(falls_off, NULL) != 12345 && steps == 0,
          "CreateFiber: \"If the function that is passed returns, the thread running the fiber exits\"");
    CHECK(join(deletes_itself, NULL) != 12345 && steps == 0,
          "DeleteFiber: \"If the currently running fiber calls DeleteFiber, its thread calls ExitThread and "
          "terminates\"");
    fls = FlsAlloc(gone);
    callbacks = 0;
    callback_sum = 0;
    CHECK(join(with_value, (void *)7) == 5 && callbacks == 1 && callback_sum == 7,
          "FlsAlloc: the callback is called when the thread of a fiber ends");
    FlsFree(fls);
}

int main(void)
{
    test_switching();
    test_state();
    test_stack();
    test_storage();
    test_threads();
    CHECK(ConvertFiberToThread() && !IsThreadAFiber(), "ConvertFiberToThread: a thread again");
    CHECK((main_fiber = ConvertThreadToFiberEx(NULL, 0)) && ConvertFiberToThread(),
          "ConvertThreadToFiberEx: and once more");
    CHECK(!ConvertThreadToFiberEx(NULL, 0x80) && failed(ERROR_INVALID_PARAMETER),
          "ConvertThreadToFiberEx: no such flag");
    return check_done();
}
