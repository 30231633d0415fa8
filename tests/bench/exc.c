/* SPDX-License-Identifier: MIT */
/* Exceptions caught by a vectored handler. */
#include "bench.h"

static LONG CALLBACK handler(EXCEPTION_POINTERS *e)
{
    if (e->ExceptionRecord->ExceptionCode == EXCEPTION_ACCESS_VIOLATION) {
#ifdef _WIN64
        e->ContextRecord->Rip += 2;         /* past the two-byte load in main */
#else
        e->ContextRecord->Eip += 2;
#endif
        return EXCEPTION_CONTINUE_EXECUTION;
    }
    return e->ExceptionRecord->ExceptionCode == 0xE0000001 ? EXCEPTION_CONTINUE_EXECUTION : EXCEPTION_CONTINUE_SEARCH;
}

int main(int argc, char **argv)
{
    bench_init(argc, argv);
    AddVectoredExceptionHandler(1, handler);
    BENCH("exc.raise", RaiseException(0xE0000001, 0, 0, NULL));
    BENCH("exc.av", __asm__ volatile("movl (%0), %%eax" : : "a"((size_t)0) : "memory"));
    return 0;
}
