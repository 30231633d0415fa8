/* SPDX-License-Identifier: MIT */
/* NT's priorities onto nice values, which Linux has for each thread.
 *
 * The normal one, 8, is the nice value that the process was started with; each step is three.  Linux lets no ordinary
 * process lower a nice value again, so nothing is told to it unless RLIMIT_NICE or CAP_SYS_NICE let it be undone: then
 * priorities are remembered and told back alone.  Left out: boosts, real-time scheduling. */
#include "nt/priority.h"

#include "nt/thread.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NORMAL = 8, STEP = 3, CAP_NICE = 23 };

static struct {
    pthread_once_t once;
    bool may; /* nice values can be lowered down to that of the start */
    int start;
} nice_values = {.once = PTHREAD_ONCE_INIT};
static _Atomic uint32_t present_class = 2;
static _Atomic bool used; /* some thread has, or had, another one than the start's */

static void ask(void)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {0};
    struct rlimit limit;
    nice_values.start = getpriority(PRIO_PROCESS, 0);
    bool capable = !syscall(SYS_capget, &head, data) && data[0].effective >> CAP_NICE & 1;
    bool limited = !getrlimit(RLIMIT_NICE, &limit) &&
                   (limit.rlim_cur == RLIM_INFINITY || (int)limit.rlim_cur >= 20 - nice_values.start);
    nice_values.may = capable || limited;
}

int priority_level(uint32_t class, int32_t increment)
{
    static const int base[] = {8, 4, 8, 13, 24, 6, 10};
    const int level = base[class < sizeof base / sizeof *base ? class : 2];
    const int low = class == 4 ? 16 : 1, high = class == 4 ? 31 : 15;
    if (increment <= -15) return low;
    if (increment >= 15) return high;
    return level + increment < low ? low : level + increment > high ? high : level + increment;
}

/* Lower than it may be lowered it becomes as low as it may. */
static void renice(pid_t tid, int level)
{
    pthread_once(&nice_values.once, ask);
    if (!nice_values.may || (level == NORMAL && !atomic_load(&used))) return;
    int wanted = nice_values.start + (NORMAL - level) * STEP;
    if (wanted > 19) wanted = 19;
    if (wanted < -20) wanted = -20;
    atomic_store(&used, true);
    if (setpriority(PRIO_PROCESS, (id_t)tid, wanted) && wanted < nice_values.start)
        setpriority(PRIO_PROCESS, (id_t)tid, nice_values.start);
}

int priority_now(int32_t increment)
{
    return priority_level(atomic_load(&present_class), increment);
}

void priority_thread_changed(pid_t tid, int32_t increment)
{
    renice(tid, priority_now(increment));
}

void priority_class_changed(uint32_t class)
{
    atomic_store(&present_class, class);
    for (struct nt_thread *thread = NULL; (thread = thread_next(thread));) {
        pthread_mutex_lock(&thread->lock);
        if (thread->door && thread->door->tid) priority_thread_changed((pid_t)thread->door->tid, thread->priority);
        pthread_mutex_unlock(&thread->lock);
    }
}

uint32_t priority_class_inherited(void)
{
    const uint32_t class = atomic_load(&present_class);
    return priority_level(class, 0) < NORMAL ? class : 2;
}

void priority_lend(uint32_t class)
{
    const int level = priority_level(class, 0);
    if (level != NORMAL || atomic_load(&used)) renice((pid_t)syscall(SYS_gettid), level);
}

void priority_take_back(int32_t increment)
{
    if (atomic_load(&used)) priority_thread_changed((pid_t)syscall(SYS_gettid), increment);
}
