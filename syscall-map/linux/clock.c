/* SPDX-License-Identifier: MIT */
/* The shared user page.  Programs (Go's runtime for one) read InterruptTime and SystemTime from it for every "now", so
 * a page that stood still would freeze their timers.  Most programs never look: the page starts unreadable; the first
 * look fills it, opens it for reading and starts a thread that writes the times at each tick through a second mapping
 * above the border.  A tick is the timer resolution that the program asked for, 4 ms where it asked for none (Windows
 * has 15.6 then): a tick is a wake-up, which costs tens of microseconds.  Between ticks whoever tells a time, or ends a
 * wait, writes the times too, so that the page is never behind what a thread knows otherwise.
 *
 * A reader takes High1Time, LowPart, High2Time until the two halves agree; the writer sets High2Time, LowPart,
 * High1Time. */
#include "linux/clock.h"
#include "linux/vm.h"
#include "linux/worker.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define PAGE_AT 0x7ffe0000ull

enum { LONGEST_TICK = 40000 /* 100 ns */ };
enum { INTERRUPT_TIME = 0x08, SYSTEM_TIME = 0x14, TICK_COUNT = 0x320 };

static void (*fill_page)(void *page);
static pthread_mutex_t clock_lock = PTHREAD_MUTEX_INITIALIZER; /* a leaf; of the page's first opening */
static char *_Atomic writable;                                 /* the second mapping, once opened */
static _Atomic uint32_t tick_units = LONGEST_TICK;

int64_t clock_units(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 10000000ll + now.tv_nsec / 100;
}

int64_t clock_system_time(void)
{
    return clock_units(CLOCK_REALTIME) + 116444736000000000ll; /* 1601 to 1970 */
}

int64_t clock_interrupt_time(void)
{
    return clock_units(CLOCK_BOOTTIME);
}

int64_t clock_at_boot(uint64_t since_boot)
{
    return clock_system_time() - clock_interrupt_time() + (int64_t)since_boot;
}

/* A KSYSTEM_TIME: LowPart, High1Time, High2Time. */
static void put_time(char *at, int64_t value)
{
    _Atomic uint32_t *word = (_Atomic uint32_t *)at;
    atomic_store_explicit(&word[2], (uint32_t)(value >> 32), memory_order_release);
    atomic_store_explicit(&word[0], (uint32_t)value, memory_order_release);
    atomic_store_explicit(&word[1], (uint32_t)(value >> 32), memory_order_release);
}

static _Atomic bool writing; /* one at a time, and each takes the time when it is its turn: the page never goes back */

static void write_times(char *page)
{
    for (int tries = 0; atomic_exchange_explicit(&writing, true, memory_order_acquire); tries++) {
        if (tries == 1000) return; /* the other was put off its processor; it or the next tick will do */
        __builtin_ia32_pause();
    }
    int64_t interrupt = clock_interrupt_time();
    put_time(page + INTERRUPT_TIME, interrupt);
    put_time(page + SYSTEM_TIME, clock_system_time());
    put_time(page + TICK_COUNT, interrupt / 156250); /* ticks of 15.625 ms, as TickCountMultiplier says */
    atomic_store_explicit(&writing, false, memory_order_release);
}

void clock_touch(void)
{
    char *page = atomic_load_explicit(&writable, memory_order_acquire);
    if (page) write_times(page);
}

void clock_set_tick(uint32_t units)
{
    atomic_store(&tick_units, units < LONGEST_TICK ? units : LONGEST_TICK);
}

static void *tick(void *page)
{
    for (;;) {
        write_times(page);
        const struct timespec pause = {.tv_nsec = 100l * (long)atomic_load(&tick_units)};
        nanosleep(&pause, NULL);
    }
    return NULL;
}

int clock_init(void (*fill)(void *page))
{
    static const struct vm_protect readable = {PROT_READ, 2 /* PAGE_READONLY */, false};
    fill_page = fill;
    void *page = mmap((void *)PAGE_AT, VM_PAGE, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (page == MAP_FAILED) return errno;
    return vm_adopt(PAGE_AT, VM_PAGE, VM_PRIVATE, 2, &readable, NULL);
}

bool clock_fault(uint64_t address, bool write)
{
    if (write || address - PAGE_AT >= VM_PAGE) return false;
    pthread_mutex_lock(&clock_lock);
    if (!writable) {
        /* an old size of 0 makes a second mapping of the same shared page */
        char *second = mremap((void *)PAGE_AT, 0, VM_PAGE, MREMAP_MAYMOVE);
        if (second != MAP_FAILED && !mprotect(second, VM_PAGE, PROT_READ | PROT_WRITE)) {
            fill_page(second);
            write_times(second);
            mprotect((void *)PAGE_AT, VM_PAGE, PROT_READ);
            writable = second;
            worker_start(tick, second, 64 << 10, false); /* without it the times stand still: nothing to do */
        }
    }
    bool open = writable != NULL;
    pthread_mutex_unlock(&clock_lock);
    return open;
}
