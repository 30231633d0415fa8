/* SPDX-License-Identifier: MIT */
/* bsearch, frexp, _wgetenv, setvbuf, _isatty and atexit of msvcrt, as documented. */
#include "check.h"

#include <io.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static int __cdecl compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void __cdecl never(void)
{
}

int main(void)
{
    static const int values[] = {1, 3, 5, 7, 9, 11};
    int key = 7, exponent = 0;
    char line[32] = "";
    HMODULE module = GetModuleHandleA("msvcrt.dll");
    int(__cdecl * msvcrt_atexit)(void(__cdecl *)(void)) = (void *)GetProcAddress(module, "atexit");
    double(__cdecl * msvcrt_frexp)(double, int *) = (void *)GetProcAddress(module, "frexp");

    CHECK(bsearch(&key, values, 6, sizeof *values, compare) == &values[3],
          "bsearch: \"a pointer to an occurrence of key\"");
    key = 8;
    CHECK(bsearch(&key, values, 6, sizeof *values, compare) == NULL,
          "bsearch: \"If key is not found, the function returns NULL\"");
    CHECK(msvcrt_frexp && msvcrt_frexp(16.4, &exponent) == 0.5125 && exponent == 5, "frexp: 16.4 is 0.5125 * 2^5");
    CHECK(msvcrt_frexp && msvcrt_frexp(0, &exponent) == 0 && exponent == 0,
          "frexp: \"If x is 0, the function returns 0 for both\"");
    CHECK(_wputenv(L"METIC_WIDE=\x20ac") == 0 && _wgetenv(L"METIC_WIDE") && !wcscmp(_wgetenv(L"METIC_WIDE"), L"\x20ac"),
          "_wgetenv: the value");
    CHECK(_wgetenv(L"METIC_NOTHING") == NULL, "_wgetenv: \"NULL if varname isn't found\"");

    FILE *file = fopen("search.tmp", "wb");
    CHECK(setvbuf(file, NULL, _IONBF, 0) == 0, "setvbuf: \"Returns 0 if successful\"");
    fputs("now", file);
    FILE *other = fopen("search.tmp", "rb");
    CHECK(other && fread(line, 1, 3, other) == 3 && !strcmp(line, "now"), "setvbuf: \"No buffer is used\" with _IONBF");
    CHECK(setvbuf(file, NULL, 12345, 0) != 0, "setvbuf: a wrong mode is an error");
    CHECK(_isatty(_fileno(other)) == 0, "_isatty: \"0 if fd isn't associated with a character device\"");
    fclose(other);
    fclose(file);
    remove("search.tmp");
    file = fopen("NUL", "r");
    CHECK(file && _isatty(_fileno(file)) != 0,
          "_isatty: \"a nonzero value if the descriptor is associated with a character device\"");
    if (file) fclose(file);
    CHECK(!msvcrt_atexit || msvcrt_atexit(never) == 0, "atexit: \"returns 0 if successful\"");
    return check_done();
}
