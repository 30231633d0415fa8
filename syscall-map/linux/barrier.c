/* SPDX-License-Identifier: MIT */
/* The barrier on membarrier(2); where that is not allowed (a container's filter), on what mprotect must do anyway:
 * taking away a right interrupts every processor that runs a thread of this process, to flush its TLB. */
#include "linux/barrier.h"

#include <linux/membarrier.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int expedited;

static void enlist(void)
{
    expedited = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
}

static void shoot_down(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static char *page;

    pthread_mutex_lock(&lock);
    if (!page) page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page != MAP_FAILED) {
        mprotect(page, 4096, PROT_READ | PROT_WRITE);
        *(volatile char *)page = 1; /* a translation that processors may hold */
        mprotect(page, 4096, PROT_READ);
    } else {
        page = NULL;
    }
    pthread_mutex_unlock(&lock);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void barrier_everywhere(void)
{
    pthread_once(&once, enlist);
    if (!expedited || syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0)) shoot_down();
}
