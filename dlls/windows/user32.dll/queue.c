/* SPDX-License-Identifier: MIT */
/* Message queues of threads: posted messages, WM_QUIT and timers, in the order that "About Messages and Message Queues"
 * gives.
 *
 * Left out, until there are windows: sent messages, input, painting, hooks, and queues of other processes. */
#include "queue.h"

struct queued {
    struct queued *next;
    MSG message;
};

struct timer {
    struct timer *next;
    UINT_PTR id;
    UINT period;
    ULONGLONG due; /* GetTickCount64 */
    TIMERPROC procedure;
};

static SRWLOCK list_lock = SRWLOCK_INIT; /* before any queue's lock */
static struct queue *queues;
static DWORD index = TLS_OUT_OF_INDEXES;

static void queue_free(struct queue *queue)
{
    if (!queue) return;
    AcquireSRWLockExclusive(&list_lock);
    for (struct queue **at = &queues; *at; at = &(*at)->next)
        if (*at == queue) {
            *at = queue->next;
            break;
        }
    ReleaseSRWLockExclusive(&list_lock);
    for (struct queued *one = queue->first, *next; one; one = next) {
        next = one->next;
        HeapFree(GetProcessHeap(), 0, one);
    }
    for (struct timer *timer = queue->timers, *next; timer; timer = next) {
        next = timer->next;
        HeapFree(GetProcessHeap(), 0, timer);
    }
    CloseHandle(queue->event);
    HeapFree(GetProcessHeap(), 0, queue);
}

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, void *reserved)
{
    (void)module;
    switch (reason) {
    case DLL_PROCESS_ATTACH: index = TlsAlloc(); return index != TLS_OUT_OF_INDEXES;
    case DLL_THREAD_DETACH: queue_free(TlsGetValue(index)); return TRUE;
    case DLL_PROCESS_DETACH:
        if (!reserved) {
            while (queues) queue_free(queues);
            TlsFree(index);
        }
        return TRUE;
    default: return TRUE;
    }
}

struct queue *queue_own(void)
{
    struct queue *queue = TlsGetValue(index);

    if (queue) return queue;
    queue = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *queue);
    if (queue) queue->event = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!queue || !queue->event) {
        HeapFree(GetProcessHeap(), 0, queue);
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    queue->thread = GetCurrentThreadId();
    queue->last = &queue->first;
    TlsSetValue(index, queue);
    AcquireSRWLockExclusive(&list_lock);
    queue->next = queues;
    queues = queue;
    ReleaseSRWLockExclusive(&list_lock);
    return queue;
}

BOOL queue_post(DWORD thread, UINT message, WPARAM wide, LPARAM narrow)
{
    struct queued *one = HeapAlloc(GetProcessHeap(), 0, sizeof *one);

    if (!one) return SetLastError(ERROR_NOT_ENOUGH_MEMORY), FALSE;
    *one = (struct queued){
        NULL, {NULL, message, wide, narrow, GetTickCount(), {0, 0}}
    };
    AcquireSRWLockShared(&list_lock); /* held: the queue does not go meanwhile */
    struct queue *queue = queues;
    while (queue && queue->thread != thread) queue = queue->next;
    if (queue) {
        AcquireSRWLockExclusive(&queue->lock);
        *queue->last = one;
        queue->last = &one->next;
        ReleaseSRWLockExclusive(&queue->lock);
        SetEvent(queue->event);
    }
    ReleaseSRWLockShared(&list_lock);
    if (queue) return TRUE;
    HeapFree(GetProcessHeap(), 0, one);
    SetLastError(ERROR_INVALID_THREAD_ID);
    return FALSE;
}

static BOOL passes(UINT message, UINT low, UINT high)
{
    return (!low && !high) || (message >= low && message <= high);
}

/* "the system ... WM_TIMER ... only when no other messages are in the queue" */
static BOOL take_timer(struct queue *queue, MSG *message, UINT low, UINT high, BOOL remove)
{
    ULONGLONG now = GetTickCount64();

    if (!passes(WM_TIMER, low, high)) return FALSE;
    for (struct timer *timer = queue->timers; timer; timer = timer->next) {
        if (timer->due > now) continue;
        *message = (MSG){
            NULL, WM_TIMER, timer->id, (LPARAM)timer->procedure, (DWORD)now, {0, 0}
        };
        if (remove) timer->due = now + timer->period;
        return TRUE;
    }
    return FALSE;
}

BOOL queue_take(struct queue *queue, MSG *message, UINT low, UINT high, BOOL remove)
{
    struct queued **at, *one;

    AcquireSRWLockExclusive(&queue->lock);
    ResetEvent(queue->event);
    for (at = &queue->first; (one = *at) && !passes(one->message.message, low, high); at = &one->next)
        ;
    if (one) {
        *message = one->message;
        if (remove && !(*at = one->next)) queue->last = at;
    }
    ReleaseSRWLockExclusive(&queue->lock);
    if (one) {
        if (remove) HeapFree(GetProcessHeap(), 0, one);
        return TRUE;
    }
    if (queue->quit) { /* whatever the filter, as Windows does */
        *message = (MSG){
            NULL, WM_QUIT, (WPARAM)queue->exit_code, 0, GetTickCount(), {0, 0}
        };
        if (remove) queue->quit = FALSE;
        return TRUE;
    }
    return take_timer(queue, message, low, high, remove);
}

DWORD queue_patience(const struct queue *queue)
{
    ULONGLONG now = GetTickCount64(), least = INFINITE;

    for (const struct timer *timer = queue->timers; timer; timer = timer->next) {
        ULONGLONG left = timer->due > now ? timer->due - now : 0;
        if (left < least) least = left;
    }
    return (DWORD)least;
}

/* ---- timers ---- */

/* "SetTimer function", of the thread (no window): its number.  0 on failure. */
UINT_PTR WINAPI SetTimer(HWND window, UINT_PTR id, UINT period, TIMERPROC procedure)
{
    struct queue *queue = queue_own();
    struct timer *timer = queue ? queue->timers : NULL;

    if (!queue) return 0;
    if (window) return SetLastError(ERROR_INVALID_WINDOW_HANDLE), 0;
    if (period < USER_TIMER_MINIMUM) period = USER_TIMER_MINIMUM;
    if (period > USER_TIMER_MAXIMUM) period = USER_TIMER_MAXIMUM;
    while (timer && timer->id != id) timer = timer->next; /* "if ... there is an existing timer, it is replaced" */
    if (!timer) {
        timer = HeapAlloc(GetProcessHeap(), 0, sizeof *timer);
        if (!timer) return SetLastError(ERROR_NOT_ENOUGH_MEMORY), 0;
        timer->id = ++queue->last_timer;
        timer->next = queue->timers;
        queue->timers = timer;
    }
    timer->period = period;
    timer->due = GetTickCount64() + period;
    timer->procedure = procedure;
    return timer->id;
}

BOOL WINAPI KillTimer(HWND window, UINT_PTR id)
{
    struct queue *queue = queue_own();

    if (window) return SetLastError(ERROR_INVALID_WINDOW_HANDLE), FALSE;
    for (struct timer **at = queue ? &queue->timers : NULL; at && *at; at = &(*at)->next) {
        struct timer *timer = *at;
        if (timer->id != id) continue;
        *at = timer->next;
        HeapFree(GetProcessHeap(), 0, timer);
        return TRUE;
    }
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
}
