/* SPDX-License-Identifier: MIT */
/* Portable: C++ throw and catch through three frames with destructors. */
#include "bench.h"

struct Guard { volatile int *n; ~Guard() { ++*n; } };
static volatile int counter;

__attribute__((noinline)) static void thrower(int depth)
{
    Guard g = { &counter };
    if (depth == 0) throw depth;
    thrower(depth - 1);
}

static void throw_catch()
{
    try { thrower(2); } catch (int) { }
}

int main(int argc, char **argv)
{
    bench_init(argc, argv);
    BENCH("exc.cpp_throw", throw_catch());
    return 0;
}
