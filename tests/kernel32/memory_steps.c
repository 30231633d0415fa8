/* SPDX-License-Identifier: MIT */
/* A large reservation that is committed a page or two at a time, as garbage collectors do: whatever is made ready ahead
 * of the steps may not be seen.  From "VirtualAlloc function" and "VirtualFree function".
 * Debian's wine tells a shorter run where several were decommitted at once; VirtualQuery: pages "with identical
 * attributes" are one. */
#include "check.h"

#include <string.h>

enum { PAGE = 4096, STEP = 2 * PAGE, WHOLE = 24 << 20, BLOCK = 2 << 20 };

static volatile LONG faults;

/* Steps over the two bytes of the instruction in touch(). */
static LONG CALLBACK note(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION) return EXCEPTION_CONTINUE_SEARCH;
    faults++;
#ifdef _WIN64
    pointers->ContextRecord->Rip += 2;
#else
    pointers->ContextRecord->Eip += 2;
#endif
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* Does a write there fault? */
static BOOL touch(char *at)
{
    LONG before = faults;
    __asm__ volatile("movb %%al, (%0)" : : "c"(at), "a"(7) : "memory");
    return faults != before;
}

static BOOL is(const char *at, DWORD state, SIZE_T size)
{
    MEMORY_BASIC_INFORMATION info;
    return VirtualQuery(at, &info, sizeof info) == sizeof info && info.State == state && info.RegionSize == size;
}

static BOOL zero(const char *at, SIZE_T size)
{
    return !at[0] && !memcmp(at, at + 1, size - 1);
}

/* Commits a step and marks it; false where it was not fresh, or where the page behind it could be touched. */
static BOOL step(char *base, SIZE_T at, BOOL look)
{
    if (VirtualAlloc(base + at, STEP, MEM_COMMIT, PAGE_READWRITE) != base + at || !zero(base + at, STEP)) return FALSE;
    memset(base + at, (int)(at / STEP % 251 + 1), STEP);
    return !look || touch(base + at + STEP);
}

static void test_upwards(char *base)
{
    SIZE_T bad = 0, changed = 0;
    /* at each border of a huge page, and here and there between */
    for (SIZE_T at = 0; at < WHOLE - STEP; at += STEP)
        bad += !step(base, at, at % BLOCK == 0 || at % BLOCK == BLOCK - STEP || at / STEP % 97 == 0);
    CHECK(bad == 0, "VirtualAlloc: committed pages are zero, and the reserved page behind them cannot be touched");
    CHECK(is(base, MEM_COMMIT, WHOLE - STEP) && is(base + WHOLE - STEP, MEM_RESERVE, STEP),
          "VirtualQuery: the steps are one run, and what was not asked for is reserved");
    for (SIZE_T at = 0; at < WHOLE - STEP; at += STEP)
        changed += base[at] != (char)(at / STEP % 251 + 1) || memcmp(base + at, base + at + 1, STEP - 1);
    CHECK(changed == 0, "... and each keeps what was written to it");
}

static void test_again(char *base)
{
    char *middle = base + 5 * BLOCK + 3 * STEP;
    CHECK(VirtualFree(middle, STEP, MEM_DECOMMIT) && touch(middle) && !touch(middle - 1) && !touch(middle + STEP),
          "VirtualFree: decommitted pages cannot be touched, their neighbours can");
    CHECK(VirtualAlloc(middle, STEP, MEM_COMMIT, PAGE_READWRITE) && zero(middle, STEP),
          "VirtualAlloc: what is committed again is zero");
    CHECK(VirtualFree(base, WHOLE, MEM_DECOMMIT) && touch(base) && touch(base + 7 * BLOCK),
          "VirtualFree: a whole range of steps is decommitted at once");
    CHECK(is(base, MEM_RESERVE, WHOLE), "... and is one run of reserved pages");
}

/* Steps that leave holes, and some from the top down. */
static void test_scattered(char *base)
{
    SIZE_T bad = 0, open = 0;
    for (SIZE_T at = WHOLE - BLOCK; at > 0; at -= BLOCK)
        bad += VirtualAlloc(base + at + BLOCK / 2, STEP, MEM_COMMIT, PAGE_READWRITE) != base + at + BLOCK / 2 ||
               !zero(base + at + BLOCK / 2, STEP);
    for (SIZE_T at = WHOLE - BLOCK; at > 0; at -= BLOCK)
        open += !touch(base + at + BLOCK / 2 - 1) + !touch(base + at + BLOCK / 2 + STEP) + !touch(base + at);
    CHECK(bad == 0 && open == 0, "VirtualAlloc: neither before nor behind a committed step can be touched");
    CHECK(VirtualAlloc(base, WHOLE, MEM_COMMIT, PAGE_READWRITE) && zero(base, WHOLE) && is(base, MEM_COMMIT, WHOLE),
          "VirtualAlloc: all of it committed at once, the holes with it, is zero");
}

static void test_protected(char *base)
{
    SIZE_T open = 0;
    for (SIZE_T at = 0; at < 3 * BLOCK; at += STEP)
        if (!VirtualAlloc(base + at, STEP, MEM_COMMIT, PAGE_READONLY) || !zero(base + at, STEP)) open++;
    for (SIZE_T at = 0; at < 3 * BLOCK; at += BLOCK / 4) open += !touch(base + at);
    CHECK(open == 0, "VirtualAlloc: steps committed PAGE_READONLY can be read, not written");
    CHECK(!VirtualAlloc(base + WHOLE - PAGE, STEP, MEM_COMMIT, PAGE_READWRITE) &&
              GetLastError() == ERROR_INVALID_ADDRESS,
          "VirtualAlloc: a step across the end of the reservation commits nothing");
    CHECK(is(base + 3 * BLOCK, MEM_RESERVE, WHOLE - 3 * BLOCK), "... so the rest is as it was");
}

int main(void)
{
    static void (*const tests[])(char *) = {test_upwards, test_again, test_upwards, test_protected, test_scattered};
    AddVectoredExceptionHandler(1, note);
    char *base = NULL;
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        if (i != 1) { /* test_again goes on with what it finds */
            if (base) VirtualFree(base, 0, MEM_RELEASE);
            base = VirtualAlloc(NULL, WHOLE, MEM_RESERVE, PAGE_NOACCESS);
            CHECK(base && is(base, MEM_RESERVE, WHOLE), "VirtualAlloc reserves");
        }
        tests[i](base);
    }
    CHECK(VirtualFree(base, 0, MEM_RELEASE), "VirtualFree releases");
    return check_done();
}
