/* SPDX-License-Identifier: MIT */
/* Processors and affinity masks, onto sched_getaffinity and sched_setaffinity.  Left out: processor groups, so that at
 * most 64 count. */
#include "linux/cpu.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

static struct {
    pthread_once_t once;
    unsigned count;
    int linux_number[64];
} cpus = {.once = PTHREAD_ONCE_INIT};

static void cpus_ask(void)
{
    cpu_set_t set;
    if (!sched_getaffinity(getpid(), sizeof set, &set)) {
        for (int i = 0; i < CPU_SETSIZE && cpus.count < 64; i++)
            if (CPU_ISSET(i, &set)) cpus.linux_number[cpus.count++] = i;
    }
    if (cpus.count) return;
    long online = sysconf(_SC_NPROCESSORS_ONLN); /* more than CPU_SETSIZE */
    cpus.count = online < 1 ? 1 : online > 64 ? 64 : (unsigned)online;
    for (unsigned i = 0; i < cpus.count; i++) cpus.linux_number[i] = (int)i;
}

unsigned cpu_count(void)
{
    pthread_once(&cpus.once, cpus_ask);
    return cpus.count;
}

uint64_t cpu_affinity(pid_t tid)
{
    cpu_set_t set;
    uint64_t mask = 0;
    unsigned count = cpu_count();
    if (sched_getaffinity(tid, sizeof set, &set)) return 1;
    for (unsigned i = 0; i < count; i++)
        if (CPU_ISSET(cpus.linux_number[i], &set)) mask |= 1ull << i;
    return mask ? mask : 1;
}

int cpu_set_affinity(pid_t tid, uint64_t mask)
{
    cpu_set_t set;
    unsigned count = cpu_count();
    if (!mask || (count < 64 && mask >> count)) return EINVAL;
    CPU_ZERO(&set);
    for (unsigned i = 0; i < count; i++)
        if (mask >> i & 1) CPU_SET(cpus.linux_number[i], &set);
    return sched_setaffinity(tid, sizeof set, &set) ? errno : 0;
}

int cpu_of_linux(int number)
{
    unsigned count = cpu_count();
    for (unsigned i = 0; i < count; i++)
        if (cpus.linux_number[i] == number) return (int)i;
    return -1;
}

unsigned cpu_current(void)
{
    int now = cpu_of_linux(sched_getcpu());
    return now < 0 ? 0 : (unsigned)now;
}
