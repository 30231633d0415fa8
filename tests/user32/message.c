/* SPDX-License-Identifier: MIT */
/* Messages and timers of a thread without windows, as documented. */
#include "check.h"

static DWORD main_thread;
static volatile LONG timer_calls;

static void CALLBACK on_timer(HWND window, UINT message, UINT_PTR id, DWORD tick)
{
    (void)tick;
    if (!window && message == WM_TIMER && id) timer_calls++;
}

static DWORD WINAPI post_later(void *unused)
{
    (void)unused;
    Sleep(30);
    return PostThreadMessageA(main_thread, WM_APP + 5, 6, 7);
}

static DWORD WINAPI idle(void *event)
{
    WaitForSingleObject(event, INFINITE);
    return 0;
}

int main(void)
{
    MSG message = {0};
    DWORD id;
    HANDLE stop = CreateEventA(NULL, TRUE, FALSE, NULL), thread = CreateThread(NULL, 0, idle, stop, 0, &id);

    main_thread = GetCurrentThreadId();
    CHECK(!PeekMessageA(&message, NULL, 0, 0, PM_REMOVE),
          "PeekMessage: \"If no messages are available, the return value is zero.\"");
    CHECK(!PeekMessageW(&message, NULL, 0, 0, PM_REMOVE), "PeekMessageW: the same");
    CHECK(!PostThreadMessageA(id, WM_APP, 0, 0) && GetLastError() == ERROR_INVALID_THREAD_ID,
          "PostThreadMessage: \"ERROR_INVALID_THREAD_ID if ... the thread ... does not have a message queue\"");
    CHECK(!PostThreadMessageW(1, WM_APP, 0, 0) && GetLastError() == ERROR_INVALID_THREAD_ID,
          "nor does a thread that is not there");
    CHECK(PostThreadMessageW(main_thread, WM_APP, 1, 2) && PostMessageA(NULL, WM_APP + 1, 3, 4) &&
              PostMessageW(NULL, WM_APP + 2, 5, 6),
          "PostThreadMessage, PostMessage: \"If the function succeeds, the return value is nonzero.\"");
    CHECK(!PostMessageA((HWND)1234, WM_APP, 0, 0) && GetLastError() == ERROR_INVALID_WINDOW_HANDLE,
          "PostMessage: not to a window that is not there");
    CHECK(!PostMessageW((HWND)1234, WM_APP, 0, 0), "PostMessageW: the same");
    CHECK(PeekMessageA(&message, NULL, 0, 0, PM_NOREMOVE) && message.message == WM_APP && message.wParam == 1 &&
              message.lParam == 2 && !message.hwnd,
          "PeekMessage with PM_NOREMOVE: \"Messages are not removed from the queue\"");
    CHECK(PeekMessageW(&message, NULL, WM_APP + 1, WM_APP + 1, PM_REMOVE) && message.wParam == 3,
          "a range of messages may be asked for");
    CHECK(WaitMessage(), "WaitMessage: returns when there is a message");
    CHECK(GetMessageA(&message, NULL, 0, 0) == TRUE && message.message == WM_APP, "GetMessage: the first one");
    CHECK(GetMessageW(&message, (HWND)-1, 0, 0) == TRUE && message.message == WM_APP + 2,
          "GetMessage of -1: those without a window");
    CHECK(GetMessageA(&message, (HWND)1234, 0, 0) == -1 && GetMessageW(&message, (HWND)1234, 0, 0) == -1,
          "GetMessage: \"If there is an error, the return value is -1\"");

    HANDLE poster = CreateThread(NULL, 0, post_later, NULL, 0, NULL);
    CHECK(GetMessageA(&message, NULL, 0, 0) == TRUE && message.message == WM_APP + 5,
          "GetMessage waits for a message of another thread");
    WaitForSingleObject(poster, INFINITE);
    CloseHandle(poster);

    CHECK(MsgWaitForMultipleObjects(1, &stop, FALSE, 20, QS_ALLINPUT) == WAIT_TIMEOUT,
          "MsgWaitForMultipleObjects: WAIT_TIMEOUT");
    PostThreadMessageA(main_thread, WM_APP, 0, 0);
    CHECK(MsgWaitForMultipleObjects(1, &stop, FALSE, INFINITE, QS_ALLINPUT) == WAIT_OBJECT_0 + 1,
          "MsgWaitForMultipleObjects: \"WAIT_OBJECT_0 + nCount: New input ... is available\"");
    PeekMessageA(&message, NULL, 0, 0, PM_REMOVE);
    SetEvent(stop);
    CHECK(MsgWaitForMultipleObjectsEx(1, &stop, INFINITE, QS_ALLINPUT, 0) == WAIT_OBJECT_0,
          "MsgWaitForMultipleObjectsEx: an object");
    CHECK(MsgWaitForMultipleObjectsEx(1, &stop, 0, QS_ALLINPUT, 0x100) == WAIT_FAILED,
          "MsgWaitForMultipleObjectsEx: unknown flags fail");

    UINT_PTR timer = SetTimer(NULL, 0, 10, on_timer);
    CHECK(timer != 0, "SetTimer: \"the return value is an integer identifying the new timer\"");
    CHECK(GetMessageA(&message, NULL, 0, 0) == TRUE && message.message == WM_TIMER && message.wParam == timer,
          "WM_TIMER comes when it is due");
    CHECK(DispatchMessageA(&message) == 0 && timer_calls == 1, "DispatchMessage calls the timer's procedure");
    CHECK(GetMessageW(&message, NULL, 0, 0) == TRUE && message.message == WM_TIMER, "again and again");
    DispatchMessageW(&message);
    CHECK(timer_calls == 2, "DispatchMessageW too");
    CHECK(KillTimer(NULL, timer), "KillTimer: \"If the function succeeds, the return value is nonzero.\"");
    CHECK(!KillTimer(NULL, timer), "once");
    CHECK(!SetTimer((HWND)1234, 1, 10, NULL), "SetTimer: not for a window that is not there");
    message.message = WM_APP;
    CHECK(!TranslateMessage(&message),
          "TranslateMessage: \"If the message is not translated, the return value is zero.\"");
    message.message = WM_KEYDOWN, message.wParam = VK_F1;
    CHECK(TranslateMessage(&message),
          "\"If the message is WM_KEYDOWN ... the return value is nonzero, regardless of the translation.\"");

    PostQuitMessage(42);
    PostThreadMessageA(main_thread, WM_APP, 9, 0);
    CHECK(GetMessageA(&message, NULL, 0, 0) == TRUE && message.wParam == 9, "posted messages come before WM_QUIT");
    CHECK(GetMessageA(&message, NULL, 0, 0) == FALSE && message.message == WM_QUIT && message.wParam == 42,
          "GetMessage: \"If the function retrieves the WM_QUIT message, the return value is zero.\"");
    WaitForSingleObject(thread, INFINITE);
    return check_done();
}
