/* SPDX-License-Identifier: MIT */
/* Shared by the Windows and the POSIX programs: a clock, a calibrated loop and the report line
 * `name<TAB>value<TAB>unit`.  Units: ns, us, ms, MiB, n (lower is better), MiB/s (higher is better).
 * Every program takes one optional argument: run only the measurements whose name contains it.
 * BENCH_MS in the environment is the time spent on each measurement (default 100). */
#ifndef BENCH_H
#define BENCH_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <winsock2.h>
#include <windows.h>
static double now_ns(void)
{
    static double scale;
    LARGE_INTEGER c;
    if (scale == 0) {
        QueryPerformanceFrequency(&c);
        scale = 1e9 / (double)c.QuadPart;
    }
    QueryPerformanceCounter(&c);
    return (double)c.QuadPart * scale;
}
#else
#include <time.h>
static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}
#endif

static const char *bench_only;
static double bench_ns = 100e6;

static inline void bench_init(int argc, char **argv)
{
    const char *ms = getenv("BENCH_MS");
    if (ms) bench_ns = atof(ms) * 1e6;
    bench_only = argc > 1 ? argv[1] : NULL;
}

static inline int want(const char *name)
{
    return !bench_only || strstr(name, bench_only);
}

static inline void report(const char *name, double value, const char *unit)
{
    printf("%s\t%.6g\t%s\n", name, value, unit);
    fflush(stdout);
}

static int bench_by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Runs the statement in batches of about a millisecond until the time budget is spent, and reports
 * nanoseconds a run divided by `per`.  The figure is the lower decile over the batches: a batch is
 * shorter than a scheduler slice, so this leaves out most of what other load on the machine adds. */
#define BENCH_PER(name, per, ...) do {                                              \
    if (want(name)) {                                                               \
        static double batch_[2000];                                                 \
        double n_ = 1, best_ = 0, begin_;                                           \
        int k_;                                                                     \
        { __VA_ARGS__; }                                                            \
        for (;; n_ *= best_ < 0.1e6 ? 8 : 2) {      /* find the batch size */       \
            best_ = 1e18;                                                           \
            for (int try_ = 0; try_ < 3; try_++) {                                  \
                double t0_ = now_ns();                                              \
                for (double i_ = 0; i_ < n_; i_++) { __VA_ARGS__; }                 \
                t0_ = now_ns() - t0_;                                               \
                if (t0_ < best_) best_ = t0_;                                       \
            }                                                                       \
            if (best_ > 0.5e6) break;                                               \
        }                                                                           \
        begin_ = now_ns();                                                          \
        for (k_ = 0; k_ < 2000 && (k_ < 5 || now_ns() - begin_ < bench_ns); k_++) { \
            double t0_ = now_ns();                                                  \
            for (double i_ = 0; i_ < n_; i_++) { __VA_ARGS__; }                     \
            batch_[k_] = (now_ns() - t0_) / n_;                                     \
        }                                                                           \
        qsort(batch_, k_, sizeof *batch_, bench_by_value);                          \
        report(name, batch_[k_ / 10] / (per), "ns");                                \
    } } while (0)
#define BENCH(name, ...) BENCH_PER(name, 1.0, __VA_ARGS__)

static inline void die(const char *what)
{
    fprintf(stderr, "bench: %s failed\n", what);
    exit(1);
}
#endif
