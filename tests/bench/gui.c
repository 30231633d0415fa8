/* SPDX-License-Identifier: MIT */
/* Windows, messages and drawing.  Needs a display. */
#include "bench.h"

static HWND win, other_win;
static HANDLE ready;

static LRESULT CALLBACK proc(HWND w, UINT m, WPARAM wp, LPARAM lp)
{
    if (m == WM_PAINT) {
        PAINTSTRUCT ps;
        BeginPaint(w, &ps);
        EndPaint(w, &ps);
        PostThreadMessageA(GetCurrentThreadId(), WM_APP + 2, 0, 0);
        return 0;
    }
    if (m == WM_APP) return 7;
    return DefWindowProcA(w, m, wp, lp);
}

static HWND make(DWORD style)
{
    HWND w = CreateWindowA("bench", "bench", style, 50, 50, 640, 480, NULL, NULL, NULL, NULL);
    if (!w) die("CreateWindow");
    return w;
}

static HWND show(DWORD style)       /* returns once the window has had its WM_PAINT */
{
    MSG m;
    HWND w = make(style);
    ShowWindow(w, style & WS_POPUP ? SW_SHOWNA : SW_SHOW);
    UpdateWindow(w);
    while (GetMessageA(&m, NULL, 0, 0) > 0 && m.message != WM_APP + 2) DispatchMessageA(&m);
    return w;
}

static DWORD WINAPI other_thread(void *arg)
{
    MSG m;
    (void)arg;
    other_win = make(WS_POPUP);
    SetEvent(ready);
    while (GetMessageA(&m, NULL, 0, 0) > 0) DispatchMessageA(&m);
    return 0;
}

static void draw(const char *prefix, HDC dc, HDC source)
{
    char name[64];
    RECT r = { 10, 10, 74, 74 };
    HBRUSH red = CreateSolidBrush(RGB(255, 0, 0));
    snprintf(name, sizeof name, "gui.%s_fill64", prefix);
    BENCH(name, FillRect(dc, &r, red));
    snprintf(name, sizeof name, "gui.%s_blit64", prefix);
    BENCH(name, BitBlt(dc, 100, 10, 64, 64, source, 0, 0, SRCCOPY));
    snprintf(name, sizeof name, "gui.%s_text20", prefix);
    BENCH(name, TextOutA(dc, 10, 200, "The quick brown fox.", 20));
    snprintf(name, sizeof name, "gui.%s_line", prefix);
    BENCH(name, { MoveToEx(dc, 10, 300, NULL); LineTo(dc, 200, 350); });
    GdiFlush();
    DeleteObject(red);
}

static HDC memory_dc(void)
{
    BITMAPINFO bi = { { sizeof(BITMAPINFOHEADER), 640, -480, 1, 32, BI_RGB, 0, 0, 0, 0, 0 }, { { 0 } } };
    void *bits;
    HDC dc = CreateCompatibleDC(NULL);
    SelectObject(dc, CreateDIBSection(dc, &bi, DIB_RGB_COLORS, &bits, NULL, 0));
    return dc;
}

int main(int argc, char **argv)
{
    WNDCLASSA wc = { .lpfnWndProc = proc, .lpszClassName = "bench", .hbrBackground = (HBRUSH)(COLOR_WINDOW + 1) };
    MSG m;
    bench_init(argc, argv);
    double t0 = now_ns();
    RegisterClassA(&wc);
    win = show(WS_OVERLAPPEDWINDOW);
    if (want("gui.very_first_paint")) report("gui.very_first_paint", (now_ns() - t0) / 1e6, "ms");
    /* popups, since destroying a managed window waits for a window manager that may not be there */
    BENCH("gui.create_paint_destroy", DestroyWindow(show(WS_POPUP)));

    HDC mem = memory_dc(), source = memory_dc();
    draw("mem", mem, source);

    while (PeekMessageA(&m, NULL, 0, 0, PM_REMOVE)) DispatchMessageA(&m);
    BENCH("gui.post_get", { PostMessageA(win, WM_APP, 0, 0); GetMessageA(&m, NULL, WM_APP, WM_APP); });
    BENCH("gui.peek_empty", PeekMessageA(&m, NULL, WM_APP + 9, WM_APP + 9, PM_REMOVE));
    BENCH("gui.send_same", SendMessageA(win, WM_APP, 0, 0));
    if (want("gui.send_thread")) {
        ready = CreateEventA(NULL, FALSE, FALSE, NULL);
        CreateThread(NULL, 0, other_thread, NULL, 0, NULL);
        WaitForSingleObject(ready, INFINITE);
        BENCH("gui.send_thread", SendMessageA(other_win, WM_APP, 0, 0));
    }
    HDC dc = GetDC(win);
    draw("win", dc, source);
    ReleaseDC(win, dc);
    ExitProcess(0);
}
