/* SPDX-License-Identifier: MIT */
/* The times that a program reads from the shared user page (KUSER_SHARED_DATA, at 0x7ffe0000): InterruptTime at 0x08
 * and SystemTime at 0x14, as the driver kit's page of the structure has them, each LowPart, High1Time, High2Time.
 * Debian's wine writes them each 16 ms and answers functions from elsewhere; on Windows both tell one clock. */
#include "check.h"

NTSYSAPI NTSTATUS NTAPI NtSetTimerResolution(ULONG, BOOLEAN, ULONG *);

static LONGLONG look(ULONG offset)
{
    const volatile ULONG *at = (const volatile ULONG *)(ULONG_PTR)(0x7ffe0000 + offset);
    ULONG low, high;
    do {
        high = at[1];
        low = at[0];
    } while (high != at[2]);
    return (LONGLONG)((ULONGLONG)high << 32 | low);
}

static LONGLONG interrupt_time(void)
{
    return look(0x08);
}

static LONGLONG system_time(void)
{
    return look(0x14);
}

static LONGLONG whole(FILETIME time)
{
    return (LONGLONG)((ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime);
}

/* Does the page's clock go on while a thread does nothing but look, in steps that are not longer than Windows'? */
static BOOL goes_on(void)
{
    LONGLONG from = interrupt_time(), now, ticks = 0;
    ULONGLONG start = GetTickCount64();
    for (LONGLONG last = from; (now = interrupt_time()) - from < 1000000;) {
        if (now < last || GetTickCount64() - start > 20000) return FALSE;
        ticks += now != last;
        last = now;
    }
    return ticks >= 2;
}

static DWORD WINAPI racer(void *out)
{
    LONGLONG last = interrupt_time();
    for (int i = 0; i < 300; i++) {
        Sleep(i % 2);
        for (int k = 0; k < 100; k++) {
            LONGLONG now = interrupt_time();
            if (now < last) *(BOOL *)out = TRUE;
            last = now;
        }
    }
    return 0;
}

int main(void)
{
    FILETIME now;
    ULONG told;
    int early = 0, old = 0;
    BOOL back = FALSE;
    HANDLE threads[3];

    CHECK(goes_on(), "InterruptTime goes on");
    for (int i = 0; i < 50; i++) {
        LONGLONG before = interrupt_time();
        Sleep(1);
        early += interrupt_time() - before < 10000;
    }
    CHECK(early == 0, "Sleep: \"until the time-out interval elapses\", by the page's clock as well");
    for (int i = 0; i < 1000; i++) {
        GetSystemTimeAsFileTime(&now);
        old += system_time() < whole(now);
    }
    CHECK(old == 0, "SystemTime: not behind what GetSystemTimeAsFileTime has told");
    WCHAR folder[MAX_PATH], name[MAX_PATH];
    GetTempPathW(MAX_PATH, folder);
    GetTempFileNameW(folder, L"clk", 0, name);
    HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    for (int i = 0; i < 200; i++) {
        BY_HANDLE_FILE_INFORMATION info;
        DWORD done;
        WriteFile(file, "x", 1, &done, NULL);
        GetFileInformationByHandle(file, &info);
        old += system_time() < whole(info.ftLastWriteTime);
    }
    CloseHandle(file);
    WIN32_FILE_ATTRIBUTE_DATA data;
    CHECK(GetFileAttributesExW(name, GetFileExInfoStandard, &data) && old == 0 &&
              system_time() >= whole(data.ftLastWriteTime),
          "SystemTime: not behind the time of a file that was written");
    DeleteFileW(name);
    CHECK(NtSetTimerResolution(10000, TRUE, &told) == 0 && told == 10000 && goes_on(),
          "NtSetTimerResolution: the clock goes on");
    NtSetTimerResolution(10000, FALSE, &told);
    for (int i = 0; i < 3; i++) threads[i] = CreateThread(NULL, 0, racer, &back, 0, NULL);
    WaitForMultipleObjects(3, threads, TRUE, INFINITE);
    CHECK(!back, "InterruptTime never goes back, whoever waits meanwhile");
    return check_done();
}
