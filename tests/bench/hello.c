/* SPDX-License-Identifier: MIT */
/* The trivial console program whose start the bench times.  Built for both sides; with -DIMPORTS the
 * Windows one also binds to the DLLs that an ordinary command-line tool imports, and with -DTWELVE
 * to twelve of those that Metic has had from the first; with -DNOCRT
 * -nostdlib -Wl,-e,begin it imports kernel32 alone, for launchers that have no C library.
 * `hello` prints one line; `hello quiet` prints nothing; `hello sleep N` lives N seconds. */
#ifdef NOCRT
#include <windows.h>
void begin(void) __asm__("begin");
void begin(void)
{
    DWORD n;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "hello\r\n", 7, &n, NULL);
    ExitProcess(0);
}
#else
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <winsock2.h>
#include <windows.h>
#include <shellapi.h>
#include <objbase.h>
#include <commctrl.h>
#include <mmsystem.h>
#include <oleauto.h>
int _query_app_type(void);
#define SLEEP(s) Sleep((s) * 1000)
#else
#include <unistd.h>
#define SLEEP(s) sleep(s)
#endif

int main(int argc, char **argv)
{
#if defined(IMPORTS) && defined(_WIN32)
    /* Never true: keeps the imports without calling them. */
    if (argc > 100) {
        HKEY k;
        MessageBoxA(0, "", "", 0);
        TextOutA(0, 0, 0, "", 0);
        RegOpenKeyExA(HKEY_CURRENT_USER, "", 0, KEY_READ, &k);
        ShellExecuteA(0, 0, "", 0, 0, 0);
        CoInitialize(0);
        WSACleanup();
    }
#endif
#if defined(TWELVE) && defined(_WIN32)
    /* With ntdll, kernel32, kernelbase and msvcrt, which are there anyway. */
    if (argc > 100) {
        char name[64];
        DWORD size = sizeof name;
        GetUserNameA(name, &size);
        GetMessageA(0, 0, 0, 0);
        SysFreeString(0);
        timeGetTime();
        GetFileVersionInfoSizeA("", &size);
        WSAGetLastError();
        InitCommonControls();
        return _query_app_type();
    }
#endif
    if (argc > 2 && !strcmp(argv[1], "sleep"))
        SLEEP(atoi(argv[2]));
    else if (argc < 2)
        puts("hello");
    return 0;
}
#endif
