/* SPDX-License-Identifier: MIT */
/* _Mtx_*, _Cnd_*, _Thrd_* and the clocks, as std::mutex, std::condition_variable, std::thread and std::chrono call
 * them. Their meaning is that of C11's mtx_lock() and so on, [threads.h]. */
#include "std.h"

struct mutex_room { /* what programs take: 80 bytes */
    int type;
    char rest[76];
};
struct condition_room {
    char bytes[72];
};
struct thread_room {
    void *handle;
    unsigned id;
};
struct xtime {
    long long seconds;
    long nanoseconds;
};
enum { thread_success, thread_no_memory, thread_timed_out, thread_busy, thread_error };
enum { plain = 1, tryable = 2, timed = 4, recursive = 0x100 };

extern "C" {
IMPORTED void _Mtx_init_in_situ(mutex_room *, int);
IMPORTED void _Mtx_destroy_in_situ(mutex_room *);
IMPORTED int _Mtx_init(mutex_room **, int);
IMPORTED void _Mtx_destroy(mutex_room *);
IMPORTED int _Mtx_lock(mutex_room *);
IMPORTED int _Mtx_trylock(mutex_room *);
IMPORTED int _Mtx_timedlock(mutex_room *, const xtime *);
IMPORTED int _Mtx_unlock(mutex_room *);
IMPORTED int _Mtx_current_owns(mutex_room *);
IMPORTED void _Cnd_init_in_situ(condition_room *);
IMPORTED void _Cnd_destroy_in_situ(condition_room *);
IMPORTED int _Cnd_init(condition_room **);
IMPORTED void _Cnd_destroy(condition_room *);
IMPORTED int _Cnd_wait(condition_room *, mutex_room *);
IMPORTED int _Cnd_timedwait(condition_room *, mutex_room *, const xtime *);
IMPORTED int _Cnd_signal(condition_room *);
IMPORTED int _Cnd_broadcast(condition_room *);
IMPORTED void _Cnd_register_at_thread_exit(condition_room *, mutex_room *, int *);
IMPORTED void _Cnd_unregister_at_thread_exit(mutex_room *);
IMPORTED void _Cnd_do_broadcast_at_thread_exit();
IMPORTED int _Thrd_start(thread_room *, unsigned (*)(void *), void *);
IMPORTED int _Thrd_join(thread_room, int *);
IMPORTED int _Thrd_detach(thread_room);
IMPORTED unsigned _Thrd_id();
IMPORTED void _Thrd_yield();
IMPORTED void _Thrd_sleep(const xtime *);
IMPORTED unsigned _Thrd_hardware_concurrency();
IMPORTED long long _Xtime_get_ticks();
IMPORTED int xtime_get(xtime *, int);
IMPORTED long _Xtime_diff_to_millis2(const xtime *, const xtime *);
IMPORTED long long _Query_perf_counter();
IMPORTED long long _Query_perf_frequency();
unsigned GetCurrentThreadId();
int QueryPerformanceFrequency(long long *);
int QueryPerformanceCounter(long long *);
void GetSystemTimeAsFileTime(long long *);
struct system_info {
    unsigned oem, page;
    void *low, *high;
    uintptr_t mask;
    unsigned processors, type, granularity;
    unsigned short level, revision;
};
void GetNativeSystemInfo(system_info *);
int CloseHandle(void *);
}

static unsigned do_nothing(void *argument)
{
    *(unsigned *)argument = GetCurrentThreadId();
    return 42;
}

/* What another thread gets when it tries the mutex. */
struct attempt {
    mutex_room *mutex;
    int result;
    int owns;
};

static unsigned try_it(void *argument)
{
    attempt *a = (attempt *)argument;
    a->result = _Mtx_trylock(a->mutex);
    a->owns = _Mtx_current_owns(a->mutex);
    if (a->result == thread_success) _Mtx_unlock(a->mutex);
    return 0;
}

static int other_thread_tries(mutex_room *mutex)
{
    attempt a = {mutex, -1, -1};
    thread_room thread;
    if (_Thrd_start(&thread, try_it, &a) != thread_success || _Thrd_join(thread, nullptr) != thread_success) return -2;
    return a.owns == (a.result == thread_success) ? a.result : -3;
}

static xtime after(int milliseconds)
{
    xtime now;
    xtime_get(&now, 1);
    now.seconds += milliseconds / 1000;
    now.nanoseconds += milliseconds % 1000 * 1000000;
    now.seconds += now.nanoseconds / 1000000000;
    now.nanoseconds %= 1000000000;
    return now;
}

static void test_mutex()
{
    mutex_room m, *on_heap = nullptr;
    memset(&m, 0x55, sizeof m);
    _Mtx_init_in_situ(&m, tryable);
    CHECK(_Mtx_lock(&m) == thread_success && _Mtx_current_owns(&m) == 1, "_Mtx_lock, _Mtx_current_owns");
    CHECK(other_thread_tries(&m) == thread_busy, "_Mtx_trylock: _Thrd_busy where another thread has it");
    CHECK(_Mtx_lock(&m) == thread_busy && _Mtx_trylock(&m) == thread_busy, "or this one, without _Mtx_recursive");
    CHECK(_Mtx_unlock(&m) == thread_success && _Mtx_current_owns(&m) == 0 && other_thread_tries(&m) == thread_success,
          "_Mtx_unlock");
    _Mtx_destroy_in_situ(&m);

    CHECK(_Mtx_init(&on_heap, plain | recursive) == thread_success && on_heap, "_Mtx_init: one on the heap");
    CHECK(_Mtx_lock(on_heap) == thread_success && _Mtx_lock(on_heap) == thread_success &&
              _Mtx_trylock(on_heap) == thread_success,
          "a recursive mutex is locked again by its owner");
    _Mtx_unlock(on_heap);
    _Mtx_unlock(on_heap);
    CHECK(other_thread_tries(on_heap) == thread_busy, "and has to be unlocked as often");
    _Mtx_unlock(on_heap);
    CHECK(other_thread_tries(on_heap) == thread_success, "which it is now");
    _Mtx_destroy(on_heap);

    mutex_room constant = {tryable, {0}};
    CHECK(_Mtx_trylock(&constant) == thread_success && other_thread_tries(&constant) == thread_busy &&
              _Mtx_unlock(&constant) == thread_success,
          "zeros are an unlocked mutex, as newer programs make it");
}

static unsigned try_until(void *argument)
{
    attempt *a = (attempt *)argument;
    xtime until = after(30);
    long long start = _Xtime_get_ticks();
    a->result = _Mtx_timedlock(a->mutex, &until);
    a->owns = (int)(_Xtime_get_ticks() - start >= 30 * 10000);
    return 0;
}

static void test_timed()
{
    mutex_room m;
    _Mtx_init_in_situ(&m, timed);
    attempt a = {&m, -1, -1};
    thread_room thread;
    _Mtx_lock(&m);
    _Thrd_start(&thread, try_until, &a);
    _Thrd_join(thread, nullptr);
    CHECK(a.result == thread_timed_out && a.owns == 1, "_Mtx_timedlock: _Thrd_timedout, not before that time");
    _Mtx_unlock(&m);
    xtime past = {0, 0};
    CHECK(_Mtx_timedlock(&m, &past) == thread_success, "a free mutex is locked even when the time is past");
    _Mtx_unlock(&m);
    _Mtx_destroy_in_situ(&m);
}

/* Threads wait until `go` is set, and count themselves. */
struct gate {
    mutex_room *mutex;
    condition_room *condition;
    int waiting, go, passed;
};

static unsigned wait_at_gate(void *argument)
{
    gate *g = (gate *)argument;
    _Mtx_lock(g->mutex);
    g->waiting++;
    while (!g->go) _Cnd_wait(g->condition, g->mutex);
    g->go--;
    g->passed += _Mtx_current_owns(g->mutex);
    _Mtx_unlock(g->mutex);
    return 0;
}

static void open_gate(gate *g, int count, bool all)
{
    for (;;) {
        _Mtx_lock(g->mutex);
        if (g->waiting == 2) break;
        _Mtx_unlock(g->mutex);
        _Thrd_yield();
    }
    g->go = count;
    _Mtx_unlock(g->mutex);
    if (all) {
        event("%d", _Cnd_broadcast(g->condition));
    } else {
        for (int i = 0; i < count; i++) event("%d", _Cnd_signal(g->condition));
    }
}

static void test_condition()
{
    mutex_room m;
    condition_room c, *on_heap = nullptr;
    memset(&c, 0x55, sizeof c);
    _Mtx_init_in_situ(&m, plain);
    _Cnd_init_in_situ(&c);
    for (int all = 0; all < 2; all++) {
        gate g = {&m, &c, 0, 0, 0};
        thread_room threads[2];
        for (thread_room &thread : threads) _Thrd_start(&thread, wait_at_gate, &g);
        open_gate(&g, 2, all);
        for (thread_room &thread : threads) _Thrd_join(thread, nullptr);
        CHECK(g.passed == 2 && g.go == 0, "_Cnd_wait gives the mutex up while it waits, and has it again");
    }
    CHECK(happened("0 0 0"), "_Cnd_signal twice, _Cnd_broadcast once: _Thrd_success");
    _Cnd_destroy_in_situ(&c);

    CHECK(_Cnd_init(&on_heap) == thread_success && on_heap, "_Cnd_init: one on the heap");
    xtime until = after(20);
    _Mtx_lock(&m);
    int result = thread_success;
    for (int i = 0; i < 1000 && result == thread_success; i++) result = _Cnd_timedwait(on_heap, &m, &until);
    CHECK(result == thread_timed_out && _Mtx_current_owns(&m), "_Cnd_timedwait: _Thrd_timedout");
    until = after(60000);
    gate g = {&m, on_heap, 1, 0, 0};
    thread_room thread;
    _Thrd_start(
        &thread,
        [](void *argument) -> unsigned {
            gate *g = (gate *)argument;
            _Mtx_lock(g->mutex);
            g->go = 1;
            _Cnd_signal(g->condition);
            _Mtx_unlock(g->mutex);
            return 0;
        },
        &g);
    result = thread_success;
    while (!g.go && result == thread_success) result = _Cnd_timedwait(on_heap, &m, &until);
    CHECK(result == thread_success && g.go, "_Cnd_timedwait: _Thrd_success when it is signalled");
    _Mtx_unlock(&m);
    _Thrd_join(thread, nullptr);
    _Cnd_destroy(on_heap);
    _Mtx_destroy_in_situ(&m);
}

struct leaver {
    mutex_room *mutex;
    condition_room *condition;
    int ready, taken_back;
};

static unsigned leave(void *argument)
{
    leaver *l = (leaver *)argument;
    _Mtx_lock(l->mutex);
    _Cnd_register_at_thread_exit(l->condition, l->mutex, &l->ready);
    if (l->taken_back) {
        _Cnd_unregister_at_thread_exit(l->mutex);
        _Mtx_unlock(l->mutex);
    }
    _Cnd_do_broadcast_at_thread_exit();
    return 0;
}

static void test_thread_exit()
{
    mutex_room m;
    condition_room c;
    _Mtx_init_in_situ(&m, tryable);
    _Cnd_init_in_situ(&c);
    leaver l = {&m, &c, 0, 0};
    thread_room thread;
    _Mtx_lock(&m);
    _Thrd_start(&thread, leave, &l);
    while (!l.ready) _Cnd_wait(&c, &m);
    CHECK(_Mtx_current_owns(&m), "at the end of a thread its mutex is free, `ready` set, and who waits is woken");
    _Mtx_unlock(&m);
    _Thrd_join(thread, nullptr);
    leaver back = {&m, &c, 0, 1};
    _Thrd_start(&thread, leave, &back);
    _Thrd_join(thread, nullptr);
    CHECK(!back.ready && _Mtx_trylock(&m) == thread_success, "unless that was taken back");
    _Mtx_unlock(&m);
}

static void test_thread()
{
    thread_room thread, none = {nullptr, 0};
    unsigned id = 0;
    int code = 0;
    CHECK(_Thrd_start(&thread, do_nothing, &id) == thread_success && thread.handle, "_Thrd_start");
    CHECK(_Thrd_join(thread, &code) == thread_success && code == 42 && id == thread.id,
          "_Thrd_join: the function's result; the id is the thread's");
    CHECK(_Thrd_join(none, &code) == thread_error, "_Thrd_join of no thread: _Thrd_error");
    CHECK(_Thrd_id() == GetCurrentThreadId() && _Thrd_id() != id, "_Thrd_id: the calling thread's");
    id = 0;
    _Thrd_start(&thread, do_nothing, &id);
    CHECK(_Thrd_detach(thread) == thread_success && !CloseHandle(thread.handle), "_Thrd_detach gives the handle back");
    CHECK(_Thrd_detach(none) == thread_error, "_Thrd_detach of no thread: _Thrd_error");
    while (!*(volatile unsigned *)&id) _Thrd_yield();
    system_info info;
    GetNativeSystemInfo(&info);
    CHECK(_Thrd_hardware_concurrency() == info.processors && info.processors > 0,
          "_Thrd_hardware_concurrency: how many processors");
}

static void test_clocks()
{
    const long long until_1970 = 116444736000000000;
    long long before, now, later, frequency;
    xtime time = {0, 0};
    GetSystemTimeAsFileTime(&before);
    now = _Xtime_get_ticks() + until_1970;
    GetSystemTimeAsFileTime(&later);
    CHECK(now + 200000 >= before && now <= later + 200000, "_Xtime_get_ticks: 100 ns since 1970");
    CHECK(xtime_get(&time, 1) == 1 && time.seconds >= (before - until_1970) / 10000000 - 1 &&
              time.nanoseconds < 1000000000 && time.nanoseconds >= 0,
          "xtime_get(TIME_UTC)");
    CHECK(xtime_get(&time, 2) == 0, "another base: 0");
    xtime a = {5, 0}, b = {3, 999999999}, c = {5, 1};
    CHECK(_Xtime_diff_to_millis2(&a, &b) == 1001 && _Xtime_diff_to_millis2(&c, &a) == 1,
          "_Xtime_diff_to_millis2: rounded up");
    CHECK(_Xtime_diff_to_millis2(&b, &a) == 0 && _Xtime_diff_to_millis2(&a, &a) == 0, "0 for what is past");
    QueryPerformanceFrequency(&frequency);
    CHECK(_Query_perf_frequency() == frequency, "_Query_perf_frequency");
    QueryPerformanceCounter(&before);
    now = _Query_perf_counter();
    QueryPerformanceCounter(&later);
    CHECK(now >= before && now <= later, "_Query_perf_counter");
    xtime until = after(20);
    _Thrd_sleep(&until);
    xtime_get(&time, 1);
    CHECK(_Xtime_diff_to_millis2(&until, &time) == 0, "_Thrd_sleep: until then");
}

static void test()
{
    test_mutex();
    test_timed();
    test_condition();
    test_thread_exit();
    test_thread();
    test_clocks();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * _Cnd_broadcast
 * _Cnd_destroy
 * _Cnd_destroy_in_situ
 * _Cnd_do_broadcast_at_thread_exit
 * _Cnd_init
 * _Cnd_init_in_situ
 * _Cnd_register_at_thread_exit
 * _Cnd_signal
 * _Cnd_timedwait
 * _Cnd_unregister_at_thread_exit
 * _Cnd_wait
 * _Mtx_current_owns
 * _Mtx_destroy
 * _Mtx_destroy_in_situ
 * _Mtx_init
 * _Mtx_init_in_situ
 * _Mtx_lock
 * _Mtx_timedlock
 * _Mtx_trylock
 * _Mtx_unlock
 * _Query_perf_counter
 * _Query_perf_frequency
 * _Thrd_detach
 * _Thrd_hardware_concurrency
 * _Thrd_id
 * _Thrd_join
 * _Thrd_sleep
 * _Thrd_start
 * _Thrd_yield
 * _Xtime_diff_to_millis2
 * _Xtime_get_ticks
 * xtime_get
 */
