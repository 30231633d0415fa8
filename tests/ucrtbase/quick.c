/* SPDX-License-Identifier: MIT */
/* quick_exit of the Universal CRT, as documented. */
#include "crt.h"

#include <process.h>

static int step;
static FILE *file;

static void __cdecl never(void)
{
    CHECK(0, "quick_exit: functions registered by atexit aren't called");
}

static void __cdecl last(void)
{
    char byte;
    step++;
    CHECK(step == 2, "at_quick_exit: the last registered runs first");
    FILE *other = fopen("quick.tmp", "rb");
    CHECK(other && fread(&byte, 1, 1, other) == 0, "quick_exit: buffers are not flushed");
    fclose(other);
    fclose(file);
    remove("quick.tmp");
    check_done();
    _exit(check_failures != 0);
}

static void __cdecl before(void)
{
    step++;
}

int main(void)
{
    FROM_CRT(int, _crt_at_quick_exit, void(__cdecl *)(void));
    FROM_CRT(void, quick_exit, int);
    file = fopen("quick.tmp", "wb");
    fputc('x', file);
    CHECK(_crt_atexit(never) == 0, "a function for exit");
    CHECK(_crt_at_quick_exit(last) == 0 && _crt_at_quick_exit(before) == 0, "_crt_at_quick_exit: 0 on success");
    quick_exit(3);
    CHECK(0, "quick_exit does not return");
    check_done();
    return 1;
}
