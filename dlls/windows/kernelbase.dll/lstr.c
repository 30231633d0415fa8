/* SPDX-License-Identifier: MIT */
/* lstrlen and its family, and MulDiv.
 *
 * "When this function catches SEH errors, it returns NULL": but for lstrcmp the string functions survive a bad pointer.
 */
#include "kernelbase.h"
#include "guard.h"

#ifdef __x86_64__
/* What base_guarded() catches. */
LONG base_guard_filter(EXCEPTION_POINTERS *exception, void *frame);

LONG base_guard_filter(EXCEPTION_POINTERS *exception, void *frame)
{
    (void)frame;
    return (NTSTATUS)exception->ExceptionRecord->ExceptionCode == STATUS_ACCESS_VIOLATION ? EXCEPTION_EXECUTE_HANDLER
                                                                                          : EXCEPTION_CONTINUE_SEARCH;
}
#endif

static ULONG_PTR __cdecl length_wide(void *text)
{
    return wcslen(text);
}

static ULONG_PTR __cdecl length_ansi(void *text)
{
    return strlen(text);
}

int WINAPI lstrlenW(const WCHAR *text)
{
    return (int)base_guarded(length_wide, (void *)text);
}

int WINAPI lstrlenA(const char *text)
{
    return (int)base_guarded(length_ansi, (void *)text);
}

/* A copy: to `to`, or behind the text there where `append`; `room` counts the terminator, -1: no limit. */
struct copy {
    void *to;
    const void *from;
    int room;
    BOOL append;
};

static ULONG_PTR __cdecl copy_wide(void *argument)
{
    struct copy *copy = argument;
    WCHAR *to = copy->to;
    const WCHAR *from = copy->from;

    if (!to || !from) return 0;
    if (copy->append) to += wcslen(to);
    for (int room = copy->room; *from && (room < 0 || room > 1); room -= room > 0) *to++ = *from++;
    *to = 0;
    return (ULONG_PTR)copy->to;
}

static ULONG_PTR __cdecl copy_ansi(void *argument)
{
    struct copy *copy = argument;
    char *to = copy->to;
    const char *from = copy->from;

    if (!to || !from) return 0;
    if (copy->append) to += strlen(to);
    for (int room = copy->room; *from && (room < 0 || room > 1); room -= room > 0) *to++ = *from++;
    *to = 0;
    return (ULONG_PTR)copy->to;
}

WCHAR *WINAPI lstrcpyW(WCHAR *to, const WCHAR *from)
{
    return (WCHAR *)base_guarded(copy_wide, &(struct copy){to, from, -1, FALSE});
}

char *WINAPI lstrcpyA(char *to, const char *from)
{
    return (char *)base_guarded(copy_ansi, &(struct copy){to, from, -1, FALSE});
}

WCHAR *WINAPI lstrcatW(WCHAR *to, const WCHAR *from)
{
    return (WCHAR *)base_guarded(copy_wide, &(struct copy){to, from, -1, TRUE});
}

char *WINAPI lstrcatA(char *to, const char *from)
{
    return (char *)base_guarded(copy_ansi, &(struct copy){to, from, -1, TRUE});
}

/* `room` counts the terminator; with 0 nothing is written. */
WCHAR *WINAPI lstrcpynW(WCHAR *to, const WCHAR *from, int room)
{
    return room > 0 ? (WCHAR *)base_guarded(copy_wide, &(struct copy){to, from, room, FALSE}) : room ? NULL : to;
}

char *WINAPI lstrcpynA(char *to, const char *from, int room)
{
    return room > 0 ? (char *)base_guarded(copy_ansi, &(struct copy){to, from, room, FALSE}) : room ? NULL : to;
}

/* "The lstrcmp function uses a word sort": -1, 0, 1; NULL sorts before everything. */
static int order(const WCHAR *a, const WCHAR *b, DWORD flags)
{
    if (!a || !b) return (a != NULL) - (b != NULL);
    return CompareStringW(GetThreadLocale(), flags, a, -1, b, -1) - CSTR_EQUAL;
}

static int order_ansi(const char *a, const char *b, DWORD flags)
{
    if (!a || !b) return (a != NULL) - (b != NULL);
    return CompareStringA(GetThreadLocale(), flags, a, -1, b, -1) - CSTR_EQUAL;
}

int WINAPI lstrcmpW(const WCHAR *a, const WCHAR *b)
{
    return order(a, b, 0);
}

int WINAPI lstrcmpiW(const WCHAR *a, const WCHAR *b)
{
    return order(a, b, NORM_IGNORECASE);
}

int WINAPI lstrcmpA(const char *a, const char *b)
{
    return order_ansi(a, b, 0);
}

int WINAPI lstrcmpiA(const char *a, const char *b)
{
    return order_ansi(a, b, NORM_IGNORECASE);
}

/* number * numerator / denominator with 64 bits between, rounded to the nearest; -1 on overflow or division by 0. */
int WINAPI MulDiv(int number, int numerator, int denominator)
{
    LONGLONG product = (LONGLONG)number * numerator, divisor = denominator;

    if (!divisor) return -1;
    BOOL negative = (product < 0) != (divisor < 0);
    ULONGLONG magnitude = product < 0 ? 0 - (ULONGLONG)product : (ULONGLONG)product;
    ULONG by = divisor < 0 ? (ULONG)(0 - (ULONGLONG)divisor) : (ULONG)divisor;
    ULONGLONG quotient = (magnitude + by / 2) / by;
    if (quotient > 0x7fffffff) return -1;
    return negative ? -(int)quotient : (int)quotient;
}
