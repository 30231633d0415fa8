/* SPDX-License-Identifier: MIT */
/* Messages of threads without windows: posting, looking, waiting.
 *
 * No window exists yet: every window handle is wrong.  Both character sets are served alike, as no message here carries
 * text. */
#include "queue.h"

/* A filter by window: all of the thread's, or those without one (-1).  Anything else is no window. */
static BOOL filter_is_valid(HWND window)
{
    if (!window || window == (HWND)-1) return TRUE;
    SetLastError(ERROR_INVALID_WINDOW_HANDLE);
    return FALSE;
}

/* "PeekMessage function": FALSE where no message is available. */
BOOL WINAPI PeekMessageW(MSG *message, HWND window, UINT low, UINT high, UINT flags)
{
    struct queue *queue = queue_own();

    return queue && filter_is_valid(window) && queue_take(queue, message, low, high, (flags & PM_REMOVE) != 0);
}

BOOL WINAPI PeekMessageA(MSG *message, HWND window, UINT low, UINT high, UINT flags)
{
    return PeekMessageW(message, window, low, high, flags);
}

/* "GetMessage function": 0 for WM_QUIT, -1 for an error. */
BOOL WINAPI GetMessageW(MSG *message, HWND window, UINT low, UINT high)
{
    struct queue *queue = queue_own();

    if (!queue || !filter_is_valid(window)) return -1;
    while (!queue_take(queue, message, low, high, TRUE)) WaitForSingleObject(queue->event, queue_patience(queue));
    return message->message != WM_QUIT;
}

BOOL WINAPI GetMessageA(MSG *message, HWND window, UINT low, UINT high)
{
    return GetMessageW(message, window, low, high);
}

BOOL WINAPI WaitMessage(void)
{
    struct queue *queue = queue_own();
    MSG message;

    if (!queue) return FALSE;
    while (!queue_take(queue, &message, 0, 0, FALSE)) WaitForSingleObject(queue->event, queue_patience(queue));
    return TRUE;
}

/* "PostThreadMessage function": ERROR_INVALID_THREAD_ID "if the specified thread does not exist or does not have a
 * message queue". */
BOOL WINAPI PostThreadMessageW(DWORD thread, UINT message, WPARAM wide, LPARAM narrow)
{
    return queue_post(thread, message, wide, narrow);
}

BOOL WINAPI PostThreadMessageA(DWORD thread, UINT message, WPARAM wide, LPARAM narrow)
{
    return queue_post(thread, message, wide, narrow);
}

/* "PostMessage function": without a window as PostThreadMessage to the calling thread. */
BOOL WINAPI PostMessageW(HWND window, UINT message, WPARAM wide, LPARAM narrow)
{
    if (window) return SetLastError(ERROR_INVALID_WINDOW_HANDLE), FALSE;
    return queue_own() && queue_post(GetCurrentThreadId(), message, wide, narrow);
}

BOOL WINAPI PostMessageA(HWND window, UINT message, WPARAM wide, LPARAM narrow)
{
    return PostMessageW(window, message, wide, narrow);
}

void WINAPI PostQuitMessage(int exit_code)
{
    struct queue *queue = queue_own();

    if (!queue) return;
    queue->exit_code = exit_code;
    queue->quit = TRUE;
}

/* "TranslateMessage function": "If the message is not translated ... the return value is zero": there is no keyboard
 * input. */
BOOL WINAPI TranslateMessage(const MSG *message)
{
    return message->message == WM_KEYDOWN || message->message == WM_KEYUP || message->message == WM_SYSKEYDOWN ||
           message->message == WM_SYSKEYUP;
}

/* "DispatchMessage function": a timer's procedure is called, all else has no window to go to. */
LRESULT WINAPI DispatchMessageW(const MSG *message)
{
    if (message->message == WM_TIMER && message->lParam)
        ((TIMERPROC)message->lParam)(message->hwnd, WM_TIMER, message->wParam, GetTickCount());
    return 0;
}

LRESULT WINAPI DispatchMessageA(const MSG *message)
{
    return DispatchMessageW(message);
}

/* "MsgWaitForMultipleObjectsEx function": WAIT_OBJECT_0 + count when a message is there. */
DWORD WINAPI MsgWaitForMultipleObjectsEx(DWORD count, const HANDLE *handles, DWORD milliseconds, DWORD wake,
                                         DWORD flags)
{
    HANDLE all[MAXIMUM_WAIT_OBJECTS];
    struct queue *queue = queue_own();
    MSG message;
    ULONGLONG end = GetTickCount64() + milliseconds;

    if (!queue || count >= MAXIMUM_WAIT_OBJECTS ||
        flags & ~(DWORD)(MWMO_WAITALL | MWMO_ALERTABLE | MWMO_INPUTAVAILABLE))
        return SetLastError(ERROR_INVALID_PARAMETER), WAIT_FAILED;
    for (DWORD i = 0; i < count; i++) all[i] = handles[i];
    all[count] = queue->event;
    for (;;) {
        BOOL ready = wake & (QS_POSTMESSAGE | QS_TIMER) && queue_take(queue, &message, 0, 0, FALSE);
        ULONGLONG now = GetTickCount64(), left = milliseconds == INFINITE ? INFINITE : end > now ? end - now : 0;
        DWORD timer = ready ? 0 : queue_patience(queue), wait = timer < left ? timer : (DWORD)left;
        if (ready && flags & MWMO_WAITALL) {
            DWORD result = count
                               ? WaitForMultipleObjectsEx(count, all, TRUE, (DWORD)left, (flags & MWMO_ALERTABLE) != 0)
                               : WAIT_OBJECT_0;
            return result;
        }
        DWORD result = flags & MWMO_WAITALL
                           ? WaitForSingleObjectEx(queue->event, wait, (flags & MWMO_ALERTABLE) != 0)
                           : WaitForMultipleObjectsEx(count + 1, all, FALSE, wait, (flags & MWMO_ALERTABLE) != 0);
        BOOL own = flags & MWMO_WAITALL ? result == WAIT_OBJECT_0 : result == WAIT_OBJECT_0 + count;
        if (!own && result != WAIT_TIMEOUT) return result;
        if (ready) return WAIT_OBJECT_0 + count;
        if (!own && left <= timer && milliseconds != INFINITE) return WAIT_TIMEOUT;
    }
}

DWORD WINAPI MsgWaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD milliseconds, DWORD wake)
{
    return MsgWaitForMultipleObjectsEx(count, handles, milliseconds, wake, all ? MWMO_WAITALL : 0);
}
