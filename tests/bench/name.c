/* SPDX-License-Identifier: MIT */
/* Names of objects: 10,000 made one after the other, and one looked up among few and among all of them.  The native
 * twin is what asking another process costs: a message to and fro over a SEQPACKET socket. */
#include "bench.h"

enum { FEW = 10, MANY = 10000 };

static HANDLE made[MANY];

static const char *name(unsigned number)
{
    static char text[64];
    snprintf(text, sizeof text, "Local\\bench-name-%lu-%u", GetCurrentProcessId(), number);
    return text;
}

static void make(unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++)
        if (!(made[i] = CreateEventA(NULL, FALSE, FALSE, name(i)))) die("CreateEvent");
}

static void look_up(unsigned number)
{
    HANDLE found = OpenEventA(SYNCHRONIZE, FALSE, name(number));
    if (!found) die("OpenEvent");
    CloseHandle(found);
}

enum { BATCH = 99 };

int main(int argc, char **argv)
{
    static double batches[MANY / BATCH];
    unsigned next = 0, count = 0;
    bench_init(argc, argv);
    make(0, FEW);
    BENCH("name.open_10", look_up(next++ % FEW));
    /* batches of about a millisecond, and of these the lower decile, as BENCH has it */
    for (unsigned from = FEW; from + BATCH <= MANY; from += BATCH) {
        double begin = now_ns();
        make(from, from + BATCH);
        batches[count++] = (now_ns() - begin) / BATCH;
    }
    qsort(batches, count, sizeof *batches, bench_by_value);
    if (want("name.create")) report("name.create", batches[count / 10], "ns");
    make(MANY - (MANY - FEW) % BATCH, MANY);
    BENCH("name.open_10000", look_up((next += 7919) % MANY));
    return 0;
}
