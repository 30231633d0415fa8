/* SPDX-License-Identifier: MIT */
/* The whole of what a conformance test needs: each CHECK prints one TAP line, check_done() the plan.
 * A test is plain Windows C; it uses public headers only and would pass on Windows.
 *
 *     CHECK(CloseHandle(h), "CloseHandle: \"If the function succeeds, the return value is nonzero.\"");
 */
#ifndef METIC_CHECK_H
#define METIC_CHECK_H

#include <stdarg.h>
#include <stdio.h>

#ifdef _WIN32
#include <windows.h>
#endif

static int check_count, check_failures;

__attribute__((format(printf, 5, 6))) __attribute__((unused)) static int
check_line(int ok, const char *file, int line, const char *text, const char *why, ...)
{
    va_list args;
    va_start(args, why);
    printf("%sok %d - ", ok ? "" : "not ", ++check_count);
    vprintf(why, args);
    printf("\n");
    va_end(args);
    if (!ok) {
        check_failures++;
#ifdef _WIN32
        printf("# %s:%d: %s (last error %lu)\n", file, line, text, (unsigned long)GetLastError());
#else
        printf("# %s:%d: %s\n", file, line, text);
#endif
    }
    fflush(stdout);
    return ok;
}

#define CHECK(condition, ...) check_line(!!(condition), __FILE__, __LINE__, #condition, __VA_ARGS__)

/* Prints the plan; the exit status of main. */
__attribute__((unused)) static int check_done(void)
{
    printf("1..%d\n", check_count);
    fflush(stdout);
    return check_failures != 0;
}

#endif
