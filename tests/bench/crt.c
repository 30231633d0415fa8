/* SPDX-License-Identifier: MIT */
/* Portable: the C library and plain computing.  The same source is built for both sides. */
#include "bench.h"

#define SLOTS 512
static unsigned rnd = 12345;
static unsigned next(void) { return rnd = rnd * 1664525 + 1013904223; }

static int by_int(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

__attribute__((noinline)) static unsigned compute(unsigned h)    /* integer and floating point, no calls */
{
    double x = 0.3;
    for (int i = 0; i < 100000; i++) {
        h = (h ^ i) * 16777619u;
        x = 3.7 * x * (1 - x);
        h += (unsigned)(x * 65536);
    }
    return h;
}

int main(int argc, char **argv)
{
    static void *slot[SLOTS];
    static char src[1 << 20], dst[1 << 20];
    static int numbers[100000];
    volatile size_t sink = 0;
    void *(*volatile copy)(void *, const void *, size_t) = memcpy;      /* volatile: really call the library */
    size_t (*volatile length)(const char *) = strlen;
    bench_init(argc, argv);
    memset(src, 'x', sizeof src - 1);

    BENCH("cpu.compute", sink += compute((unsigned)sink));
    BENCH("crt.malloc", {
        unsigned r = next(), k = (r >> 8) % SLOTS;
        free(slot[k]);
        slot[k] = malloc(16 + (r >> 20) % 2000);
    });
    BENCH("crt.memcpy_64", copy(dst, src, 64));
    BENCH("crt.memcpy_4k", copy(dst, src, 4096));
    BENCH("crt.memcpy_1m", copy(dst, src, 1 << 20));
    src[1000] = 0;
    BENCH("crt.strlen_1000", sink += length(src));
    BENCH_PER("crt.qsort_100k", 100000.0, {
        for (int i = 0; i < 100000; i++) numbers[i] = (int)next();
        qsort(numbers, 100000, sizeof *numbers, by_int);
    });
    if (want("crt.printf_1m")) {
        FILE *f = fopen("benchtmp.txt", "w");
        if (!f) die("fopen");
        double t = now_ns();
        for (int i = 0; i < 1000000; i++) fprintf(f, "line %d of %s: %08x\n", i, "output", i * 2654435761u);
        fclose(f);
        report("crt.printf_1m", (now_ns() - t) / 1e6, "ns");
        remove("benchtmp.txt");
    }
    return 0;
}
